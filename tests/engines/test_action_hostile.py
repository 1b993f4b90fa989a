"""The GitHub Action with a hostile pull request: nothing in the checkout is run or obeyed.

Input: checkouts that try. Output: whether a mark is left, a file elsewhere is read or written, the log obeys, or the token
gets out. Whatever would be run leaves the file `pwned` next to the checkout.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import pytest
import yaml

from job import ACTION, BOT, MARKER, ROOT, SPEC, TOKEN, GitHub, Job, ecrc, script

STEP = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))["runs"]["steps"][0]["run"]
BASH = shutil.which("bash")


@pytest.fixture
def github():
    made = GitHub()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def job(tmp_path, github):
    made = Job(tmp_path, github)
    made.write("web.ecr", SPEC.replace("app", "api"))
    yield made
    assert not list(tmp_path.rglob("pwned*")), "something of the checkout was run"


def mark(job: Job) -> str:
    """A command that leaves the mark, and starts no program."""
    return f"echo pwned > '{job.top}/pwned'"


def test_cargo_starts_in_the_actions_folder_and_without_the_token(job, tmp_path):
    job.write("rust-toolchain.toml", '[toolchain]\npath = "evil"\n')
    script(job.folder / "evil" / "bin" / "cargo", mark(job))
    job.write(".cargo/config.toml", f'[build]\nrustc-wrapper = "{job.folder}/evil/bin/cargo"\n')
    seen = tmp_path / "seen"
    cargo = f'pwd > "{seen}"\nenv >> "{seen}"\necho "$@" >> "{seen}"\n'
    cargo += 'while [ "$1" != --root ]; do shift; done\nmkdir -p "$2/bin"\n' + f'cp "{ecrc()}" "$2/bin/ecrc"'
    script(tmp_path / "tools" / "cargo", cargo)
    job.path = f"{tmp_path / 'tools'}{os.pathsep}{os.environ['PATH']}"
    job.more = {"CARGO_BUILD_RUSTC_WRAPPER": "x", "GITHUB_TOKEN": TOKEN, "ACTIONS_RUNTIME_TOKEN": TOKEN, "INPUT_TOKEN": TOKEN}
    done = job.run(program="")
    assert done.returncode == 0 and "access broadened: yes" in done.stdout, done.stdout
    text = seen.read_text(encoding="utf-8")
    assert text.startswith(f"{ROOT}\n") and f"install --locked --quiet --path {ROOT} --root " in text
    assert TOKEN not in text and not re.search(r"^(GITHUB|ECRC|ACTIONS|INPUT|CARGO_BUILD)_", text, re.MULTILINE)


def test_what_cannot_be_had_is_an_error_and_no_traceback(job, tmp_path):
    job.path = str(tmp_path / "nowhere")
    assert "::error title=ecrc::there is no release of ecrc to use, and no cargo" in job.run(program="").stdout
    script(tmp_path / "tools" / "cargo", "echo '::error::broken' >&2\nexit 101")
    job.path = f"{tmp_path / 'tools'}{os.pathsep}{os.environ['PATH']}"
    done = job.run(program="")
    assert done.returncode == 1 and "::error title=ecrc::cargo cannot build ecrc: ::error::broken" in done.stdout
    assert len(done.stdout.splitlines()) == 2, done.stdout
    done = job.run(program="/nowhere/ecrc")
    assert done.returncode == 1 and "cannot start `ecrc`" in done.stdout, done.stdout


@pytest.mark.parametrize("entries", [".", "", "bin", "./bin", "{work}/bin", "{link}", "{work}/../work/bin"])
def test_no_program_of_the_checkout_is_run(job, tmp_path, entries):
    for folder in (job.folder, job.folder / "bin"):
        for name in ("ecrc", "cargo", "git", "python3", "python", "sh", "env", "cat"):
            script(folder / name, mark(job))
    (tmp_path / "link").symlink_to(job.folder / "bin")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "ecrc").symlink_to(ecrc())
    (tools / "python3").symlink_to(sys.executable)
    entry = entries.format(work=job.folder, link=tmp_path / "link")
    job.path = os.pathsep.join([entry, str(tools), os.environ["PATH"]])
    # The whole step, as bash runs it; and the script alone.
    commands = [None] if "link" in entries or ".." in entries else [None, [BASH, "-e", "-o", "pipefail", "-c", STEP]]
    for command in commands:
        done = job.run(command, program="", base="main")
        assert done.returncode == 0 and "access broadened: yes" in done.stdout, done.stdout + done.stderr
    job.path = os.environ["PATH"]
    for named in ("./ecrc", "bin/ecrc", str(job.folder / "ecrc"), str(tmp_path / "link" / "ecrc"), "nosuch-ecrc"):
        done = job.run(program=named)
        assert done.returncode == 1 and "is not installed, or lies in the checkout" in done.stdout


def test_python_imports_nothing_of_the_checkout(job):
    for module in ("json", "github", "release", "log", "sitecustomize", "usercustomize", "urllib/__init__", "encodings/__init__"):
        job.write(f"{module}.py", f"import os\nos.system({mark(job)!r})\n")
        job.write(f"src/{module}.py", f"import os\nos.system({mark(job)!r})\n")
    for value in (".", "src", str(job.folder), str(job.folder / "src")):
        job.more = {"PYTHONPATH": value, "PYTHONSTARTUP": f"{value}/json.py", "PYTHONUSERBASE": value, "PYTHONHOME": value}
        done = job.run([BASH, "-e", "-o", "pipefail", "-c", STEP])
        assert done.returncode == 0 and "access broadened: yes" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("shallow", [False, True])
def test_git_runs_nothing_that_the_checkout_asks_for(job, tmp_path, shallow):
    first = job.git("rev-parse", "HEAD").strip()
    if shallow:
        job.git("checkout", "-q", "-b", "change")
        job.commit()
        clone = tmp_path / "clone"
        job.git("clone", "-q", "--depth=1", f"file://{job.folder}", str(clone))
        job.folder = clone
    evil = script(job.folder / "evil.sh", mark(job))
    job.write(".gitattributes", "*.ecr filter=evil diff=evil merge=evil working-tree-encoding=utf-8 export-subst\n")
    job.write(".gitmodules", '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c "touch pwned"\n\tupdate = !touch pwned\n')
    job.write(
        "shared.gitconfig",
        f"""[core]
            fsmonitor = {evil}
            hooksPath = {job.folder}/hooks
            sshCommand = {evil}
            gitProxy = {evil}
            askPass = {evil}
            pager = {evil}
            editor = {evil}
            alternateRefsCommand = {evil}
        [credential]
            helper = "!{evil}"
        [filter "evil"]
            clean = {evil}
            smudge = {evil}
            process = {evil}
            required = true
        [diff "evil"]
            textconv = {evil}
            command = {evil}
        [diff]
            external = {evil}
        [merge "evil"]
            driver = {evil}
        [remote "origin"]
            uploadpack = {evil}
            promisor = true
            partialCloneFilter = blob:none
        [protocol]
            allow = always
        [protocol "ext"]
            allow = always
        [uploadpack]
            packObjectsHook = {evil}
        [gpg]
            program = {evil}
        [alias]
            cat-file = "!{evil}"
            fetch = "!{evil}"
        [gc]
            auto = 1
        [fetch]
            recurseSubmodules = true
        """,
    )
    with open(job.folder / ".git" / "config", "a", encoding="utf-8") as config:
        config.write("[include]\n\tpath = ../shared.gitconfig\n")
    hooks = ("post-checkout", "reference-transaction", "post-index-change", "pre-auto-gc", "fsmonitor-watchman", "post-merge")
    for hook in hooks:
        script(job.folder / "hooks" / hook, mark(job))
        script(job.folder / ".git" / "hooks" / hook, mark(job))
    done = job.run(base=first)
    assert done.returncode == 0 and "access broadened: yes" in done.stdout, done.stdout + done.stderr
    # A remote that is a command is none.
    job.git("config", "--file", ".git/config", "remote.origin.url", f"ext::{evil}")
    assert job.run(base="0" * 40).returncode == 1


def test_names_are_never_run(job, github):
    name = "$(touch pwned) `touch pwned`; touch 'pwned' \"x\".ecr"
    job.write(name, SPEC.replace(" web", " other"))
    done = job.run(files=f"{name}\nweb.ecr", base="main")
    assert done.returncode == 0, done.stdout + done.stderr
    for base in ("$(touch pwned)", "--output=pwned", "-x", "--upload-pack=touch pwned", "ext::touch pwned"):
        done = job.run(base=base)
        assert done.returncode == 1 and "git knows no revision" in github.ours()[-1]
    assert job.run(files="--help").returncode == 1
    assert job.run(files="-").returncode == 1
    for name in ("target", "fail_on", "check_fail_on"):
        assert job.run(**{name: "--output=pwned"}).returncode == 1


def test_no_line_of_the_log_is_the_pull_requests(job, github):
    for name in ("a\n::add-mask::x", "b\r::stop-commands::x", "::set-output name=broadened::no", "c##[group]x", "%0A::error::"):
        job.write(f"{name}.ecr", SPEC.replace(" web", "").replace("deny", "# ::error::x\n##[error]y\n  deny") + "::x::\n")
    done = job.run()
    lines = done.stdout.split("\n")
    ours = re.compile(r"::(error|warning|notice) (file=[^:]*,line=\d|title=ecrc::)")
    assert all(ours.match(line) for line in lines if "::" in line.lstrip()[:2]), done.stdout
    assert "##[" not in done.stdout and "\r" not in done.stdout and "\x1b" not in done.stdout
    assert set(job.outputs()) == {"summary"} and "could not compare" in job.outputs()["summary"]


def test_the_comment_stays_what_it_is(job, github):
    fence = "`" * 20
    job.write("web.ecr", f'private_ecr < tag "{fence}" "{MARKER} @ada <img src=x>"; {fence} | x [y](z) >\n{fence}\n</details>@all\n')
    assert job.run().returncode == 1
    (body,) = github.ours()
    # All that was quoted stands in one fence, which it cannot end.
    opened, *inside, closed, end = body.split("\n")[3:]
    assert set(opened) == {"`"} and opened == closed and end == ""
    assert len(opened) > max(len(run) for run in re.findall("`+", "\n".join(inside)))


def test_long_reports_are_cut_and_taken(job, github):
    statements = "".join(f"  nonsense{number} {'x' * 200};\n" for number in range(3_000))
    job.write("web.ecr", f"private_ecr web <\n{statements}>\n")
    done = job.run()
    assert done.returncode == 1
    assert done.stdout.count("::error file=") == 1_000 and "2000 more annotations are left out" in done.stdout
    assert len(github.ours()[-1]) < 65_536 and len(job.summary()) < 65_536


LEADING = ["/etc/passwd", "../outside.txt", ".git/config", "../temp"]


@pytest.mark.parametrize("target", LEADING)
def test_sarif_goes_through_no_symlink(job, tmp_path, target):
    outside = tmp_path / "outside.txt"
    outside.write_text("mine", encoding="utf-8")
    before = (job.folder / ".git" / "config").read_text(encoding="utf-8")
    (job.folder / "ecrc.sarif").symlink_to(target)
    (job.folder / "logs").symlink_to("../temp" if target == "../temp" else tmp_path)
    for name in ("ecrc.sarif", "logs/ecrc.sarif", "logs/../ecrc.sarif", str(job.folder / "ecrc.sarif"), "logs/new/ecrc.sarif"):
        done = job.run(sarif_file=name)
        assert done.returncode == 1 and "::error title=ecrc::the SARIF log is not written: " in done.stdout, done.stdout
        assert "sarif" not in job.outputs()
    assert outside.read_text(encoding="utf-8") == "mine" and not (tmp_path / "ecrc.sarif").exists()
    assert (job.folder / ".git" / "config").read_text(encoding="utf-8") == before and os.path.exists("/etc/passwd")
    assert "sarif" in job.run(sarif_file="elsewhere.sarif").stdout + str(job.outputs())


def test_sarif_stays_in_the_checkout(job, tmp_path):
    for name in ("../ecrc.sarif", "/etc/ecrc.sarif", "a/../../ecrc.sarif", ".git/ecrc.sarif", ".GIT/hooks/x", ".", ""):
        done = job.run(sarif_file=name)
        assert "sarif" not in job.outputs() and done.returncode == (1 if name else 0), name
    assert not (tmp_path / "ecrc.sarif").exists() and not (job.folder / ".git" / "ecrc.sarif").exists()
    job.write("folder.sarif/x", "")
    assert job.run(sarif_file="folder.sarif").returncode == 1


def test_what_the_pull_request_left_is_no_sarif_log(job):
    job.write("ecrc.sarif", '{"runs": []}')
    assert job.run(sarif_file="ecrc.sarif").returncode == 0
    assert '"ECR507"' in (job.folder / "ecrc.sarif").read_text(encoding="utf-8")
    # Where none can be written, none is left.
    job.write("ecrc.sarif", '{"runs": []}')
    done = job.run(sarif_file="ecrc.sarif", files="nosuch.ecr")
    assert done.returncode == 1 and "sarif" not in job.outputs() and not (job.folder / "ecrc.sarif").exists()
    job.write("ecrc.sarif", '{"runs": []}')
    assert job.run(sarif_file="ecrc.sarif", program="/nowhere/ecrc").returncode == 1 and "sarif" not in job.outputs()


def test_no_file_elsewhere_is_quoted(job, github, tmp_path):
    secret = "s3cr3t"
    (tmp_path / "secret.txt").write_text(f"{secret}\n", encoding="utf-8")
    with open(job.folder / ".git" / "config", "a", encoding="utf-8") as config:
        config.write(f'[http "https://github.com/"]\n\textraheader = AUTHORIZATION: basic {secret}\n')
    include = 'include "{}";\nprivate_ecr x < region us-east-2; launch fargate 1.4.0; logs none >\n'
    paths = (".git/config", "../secret.txt", "/proc/self/environ", str(tmp_path / "secret.txt"), "link.txt", "git/config")
    (job.folder / "link.txt").symlink_to("../secret.txt")
    (job.folder / "git").symlink_to(".git")
    for path in paths:
        job.write("web.ecr", include.format(path))
        job.run(sarif_file="ecrc.sarif")
        told = github.ours()[-1] + job.summary() + job.run().stdout + (job.folder / "ecrc.sarif").read_text(encoding="utf-8")
        assert "ECR007" in told and secret not in told and "PATH=" not in told, path
    # What the workflow names may have become a symlink.
    for target in ("../secret.txt", ".git/config", "/proc/self/environ", str(tmp_path)):
        (job.folder / "web.ecr").unlink()
        (job.folder / "web.ecr").symlink_to(target)
        for files in ("web.ecr", "./web.ecr", str(job.folder / "web.ecr"), "."):
            done = job.run(files=files)
            assert done.returncode == 1 and secret not in done.stdout + job.summary() + github.ours()[-1], files


def test_the_workspace_is_the_working_directory_where_nobody_names_it(job):
    job.more = {"GITHUB_WORKSPACE": ""}
    done = job.run(sarif_file="ecrc.sarif")
    assert done.returncode == 0 and job.outputs()["sarif"].endswith("/work/ecrc.sarif"), done.stdout


def test_the_author_is_who_may_change_the_comment(job, github):
    github.comments = [{"id": 1, "user": {"login": "eve"}, "body": f"no change\n{MARKER}\n"}]
    assert job.run().returncode == 0
    assert github.comments[0]["body"].startswith("no change") and github.comments[1]["user"]["login"] == BOT
    assert ACTION.is_dir() and Path(ecrc()).is_file()
