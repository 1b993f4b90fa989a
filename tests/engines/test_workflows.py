"""The workflows of GitHub, the Action and the hooks, by their schemas, by a security linter, and by what the other
files of the project say.

Input: the files. Output: whether each is well-formed, uses other actions by commit hash, and agrees with the rest.
These tests and reviews cover what only GitHub can run.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from job import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FILES = [*WORKFLOWS, ROOT / "action.yml"]
SCHEMAS = {ROOT / "action.yml": "vendor.github-actions"}


def read(path: Path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def tool(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).parent / name
    return subprocess.run([program, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False)


def steps(path: Path) -> list[dict]:
    document = read(path)
    jobs = document.get("jobs", {"": document.get("runs")})
    return [step for job in jobs.values() for step in job["steps"]]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_has_its_schemas_form(path):
    done = tool("check-jsonschema", "--builtin-schema", SCHEMAS.get(path, "vendor.github-workflows"), path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_nothing_in_them_is_unsafe():
    done = tool("zizmor", "--offline", "--no-progress", "--persona=auditor", *FILES)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_other_actions_are_pinned_and_no_expression_is_run(path):
    text = path.read_text(encoding="utf-8")
    used = [step["uses"] for step in steps(path) if "uses" in step]
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w/-]+@[0-9a-f]{40}", action), action
        assert re.search(rf"{re.escape(action)} # v\d+\.\d+\.\d+$", text, re.MULTILINE), action
    assert all("${{" not in step["run"] for step in steps(path) if "run" in step)
    # One hash for an action, in all files.
    hashes = re.findall(r"uses: ([\w/-]+)@([0-9a-f]{40})", "".join(file.read_text(encoding="utf-8") for file in FILES))
    assert len(set(hashes)) == len({name for name, _ in hashes})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_job_may_do_no_more_than_it_needs(path):
    workflow = read(path)
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"]
        compiles = any("cargo" in step.get("run", "") for step in job["steps"])
        if compiles or name != "publish":
            assert job["permissions"] == {"contents": "read"}, name


def test_the_release_holds_what_others_take():
    matrix = read(ROOT / ".github" / "workflows" / "release.yml")["jobs"]["build"]["strategy"]["matrix"]["include"]
    built = [entry["target"] for entry in matrix]
    sys.path.insert(0, str(ROOT / "action"))
    import release

    assert sorted(built) == sorted(release.TARGETS.values())
    metadata = subprocess.run(
        ["cargo", "metadata", "--no-deps", "--offline", "--format-version", "1"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )
    (package,) = json.loads(metadata.stdout)["packages"]
    binstall = package["metadata"]["binstall"]
    assert release.repository() == package["repository"].removeprefix("https://github.com/")
    for target in built:
        archive = release.archive_of(target)
        form = binstall["overrides"].get(target, binstall)["pkg-fmt"]
        (suffix,) = [suffix for suffix in {"tgz": [".tar.gz"], "zip": [".zip"]}[form] if archive.endswith(suffix)]
        values = {"repo": package["repository"], "version": package["version"], "name": "ecrc", "target": target}
        values |= {"archive-suffix": suffix, "bin": "ecrc", "binary-ext": ".exe" if "windows" in target else ""}
        filled = {key: re.sub(r"\{ ([\w-]+) \}", lambda found: values[found[1]], binstall[key]) for key in ("pkg-url", "bin-dir")}
        assert filled["pkg-url"].endswith(f"/releases/download/v{package['version']}/{archive}")
        assert filled["bin-dir"].startswith(f"ecrc-{target}/ecrc")


def test_the_owner_is_named_in_one_place():
    """And the book says the same."""
    sys.path.insert(0, str(ROOT / "action"))
    import release

    book = (ROOT / "book" / "src" / "automation.md").read_text(encoding="utf-8")
    named = re.findall(r"\b[\w.-]+/ecrc\b(?=$|@)", book, re.MULTILINE)
    assert len(named) == 3 and set(named) == {release.repository()}
    owner = release.repository().partition("/")[0]
    # The page explains the placeholder for as long as it has it.
    assert ("`OWNER` stands for" in book) == (owner == release.PLACEHOLDER)
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    holding = {
        name for name in files
        if (ROOT / name).is_file() and f"{owner}/ecrc" in (ROOT / name).read_text(encoding="utf-8", errors="replace")
    }
    assert holding == {"Cargo.toml", "book/src/automation.md"}
