"""The hooks of `.pre-commit-hooks.yaml`, run by the real pre-commit in a real repository.

Input: the hooks as they are, except for their `language`: here the compiler under test is on the PATH already. One test has
pre-commit install it, by a cargo that builds at once. Output: whether they pass, fail and change files as they should.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
HOOKS = ROOT / ".pre-commit-hooks.yaml"
GOOD = "private_ecr <\n  region us-east-2;\n  launch fargate 1.4.0;\n  logs awslogs;\n>\n"


class Repository:
    def __init__(self, tmp_path: Path, source: bool = False) -> None:
        self.folder = tmp_path / "user"
        program = Path(os.environ["ECRC_BIN"]).resolve()
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "ecrc").symlink_to(program)
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PRE_COMMIT"))},
            "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "PRE_COMMIT_HOME": str(tmp_path / "home"),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        hooks = tmp_path / "hooks"
        hooks.mkdir()
        shutil.copy(HOOKS, hooks)
        if source:
            for name in ("action", "src", "grammar"):
                shutil.copytree(ROOT / name, hooks / name)
            for name in ("Cargo.toml", "Cargo.lock", "pyproject.toml"):
                shutil.copy(ROOT / name, hooks)
        self.commit(hooks)
        self.folder.mkdir()
        hook = {} if source else {"language": "system"}
        build = {**hook, "id": "ecrc-build", "args": ["specs", "-o", "templates/"]}
        used = [{**hook, "id": "ecrc-check"}, {**hook, "id": "ecrc-fmt"}, build]
        revision = self.git(hooks, "rev-parse", "HEAD").strip()
        config = {"repos": [{"repo": str(hooks), "rev": revision, "hooks": used}]}
        self.write(".pre-commit-config.yaml", yaml.safe_dump(config))
        self.write("specs/web.ecr", GOOD)
        self.ecrc("build", "specs", "-o", "templates/")
        self.commit(self.folder)

    def run(self, *command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=cwd, env=self.environment, capture_output=True, text=True, timeout=120, check=False
        )

    def git(self, folder: Path, *arguments: str) -> str:
        identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com")
        done = self.run("git", *identity, *arguments, cwd=folder)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def commit(self, folder: Path) -> None:
        self.git(folder, "init", "-q", "-b", "main")
        self.git(folder, "add", "-A")
        self.git(folder, "commit", "-q", "-m", "one")

    def ecrc(self, *arguments: str) -> None:
        done = self.run("ecrc", *arguments, cwd=self.folder)
        assert done.returncode == 0, done.stderr

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def hook(self, name: str) -> tuple[int, str]:
        """Runs one hook on what is staged."""
        self.git(self.folder, "add", "-A")
        done = self.run(sys.executable, "-m", "pre_commit", "run", name, cwd=self.folder)
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path)


def test_the_hooks_are_what_users_know_them_as():
    hooks = yaml.safe_load(HOOKS.read_text(encoding="utf-8"))
    assert {hook["id"]: hook["entry"] for hook in hooks} == {
        "ecrc-check": "ecrc check --changed",
        "ecrc-fmt": "ecrc fmt",
        "ecrc-build": "ecrc build --check",
    }
    assert all(hook["language"] == "python" for hook in hooks)


def test_pre_commit_installs_the_program(tmp_path):
    repository = Repository(tmp_path, source=True)
    program = Path(os.environ["ECRC_BIN"]).resolve()
    cargo = tmp_path / "bin" / "cargo"
    copied = f'mkdir -p "$2/bin"\ncp "{program}" "$2/bin/ecrc"\n'
    cargo.write_text(f'#!/bin/sh\nwhile [ "$1" != --root ]; do shift; done\n{copied}', encoding="utf-8")
    cargo.chmod(0o755)
    (tmp_path / "bin" / "ecrc").unlink()
    for name in ("ecrc-check", "ecrc-fmt", "ecrc-build"):
        repository.write("specs/web.ecr", GOOD + "# A comment.\n")
        code, said = repository.hook(name)
        assert code == 0 and "Passed" in said, said
    assert list((tmp_path / "home").rglob("py_env-*/bin/ecrc"))


def test_check_passes_and_fails(repository):
    repository.write("specs/more words.ecr", GOOD.replace("us-east-2", "us-west-2"))
    code, said = repository.hook("ecrc-check")
    assert code == 0 and "Passed" in said, said
    repository.write("specs/more words.ecr", GOOD.replace("us-east-2", "us-east-9"))
    code, said = repository.hook("ecrc-check")
    assert code == 1 and "ECR701" in said and "specs/more words.ecr:2:10" in said, said
    repository.write("specs/more words.ecr", GOOD)
    repository.write("README.txt", "no spec\n")
    repository.git(repository.folder, "rm", "-q", "-f", "specs/more words.ecr")
    code, said = repository.hook("ecrc-check")
    assert code == 0 and "no files to check" in said, said


COMMON = "defaults < launch fargate 1.4.0; logs awslogs >\n"


def spec(include: str) -> str:
    return f'include "{include}";\n\nprivate_ecr p < region us-east-2 >\n'


def test_check_takes_an_include_above_the_spec(repository):
    repository.write("common.ecr", COMMON)
    repository.write("envs/prod/p.ecr", spec("../../common.ecr"))
    code, said = repository.hook("ecrc-check")
    assert code == 0 and "Passed" in said, said
    repository.commit(repository.folder)
    # The spec alone: pre-commit hands over its name and no other.
    repository.write("envs/prod/p.ecr", "# A comment.\n" + spec("../../common.ecr"))
    code, said = repository.hook("ecrc-check")
    assert code == 0 and "Passed" in said, said
    repository.write("envs/prod/p.ecr", spec("../../../outside.ecr"))
    code, said = repository.hook("ecrc-check")
    assert code == 1 and "ECR007" in said, said


def test_check_follows_an_included_file_to_those_that_include_it(repository):
    repository.write("common.ecr", COMMON)
    repository.write("envs/prod/p.ecr", spec("../../common.ecr"))
    repository.write("flat/common.ecr", COMMON)
    repository.write("flat/p.ecr", spec("common.ecr"))
    # Both specs have a block of the same name, and are built apart.
    code, said = repository.hook("ecrc-check")
    assert code == 0, said
    repository.commit(repository.folder)
    repository.write("common.ecr", COMMON.replace(" >", "; private_dns ecr.dkr off >"))
    code, said = repository.hook("ecrc-check")
    assert code == 1 and "ECR201" in said and "flat" not in said, said
    # What is broken already is no matter of another commit.
    repository.git(repository.folder, "commit", "-q", "-m", "broken")
    repository.write("flat/common.ecr", "# A comment.\n" + COMMON)
    code, said = repository.hook("ecrc-check")
    assert code == 0 and "Passed" in said, said
    repository.git(repository.folder, "mv", "flat/common.ecr", "flat/other.ecr")
    code, said = repository.hook("ecrc-check")
    assert code == 1 and "ECR007" in said and "flat/p.ecr" in said, said


def test_fmt_changes_the_file_and_fails_once(repository):
    repository.write("specs/web.ecr", GOOD.replace("  region", "region"))
    code, said = repository.hook("ecrc-fmt")
    assert code == 1 and "files were modified by this hook" in said, said
    assert (repository.folder / "specs" / "web.ecr").read_text(encoding="utf-8") == GOOD
    repository.write("specs/new.ecr", GOOD)
    code, said = repository.hook("ecrc-fmt")
    assert code == 0 and "Passed" in said, said


def test_build_fails_where_a_template_is_not_what_the_spec_says(repository):
    code, said = repository.hook("ecrc-build")
    assert code == 0 and "Passed" in said, said
    repository.write("specs/web.ecr", GOOD.replace("awslogs", "none"))
    code, said = repository.hook("ecrc-build")
    assert code == 1 and "templates/web.yaml" in said, said
    repository.ecrc("build", "specs", "-o", "templates/")
    code, said = repository.hook("ecrc-build")
    assert code == 0, said
    repository.git(repository.folder, "mv", "specs/web.ecr", "specs/shop.ecr")
    repository.ecrc("build", "specs", "-o", "templates/")
    code, said = repository.hook("ecrc-build")
    assert code == 1 and "templates/web.yaml" in said and "1 without a block" in said, said
