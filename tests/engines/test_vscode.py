"""The extension for VS Code, in `editors/vscode`: its types, its bundle, and its own tests.

Input: its sources, with the packages that they name. Output: whether they compile, and whether its colors, snippets and
commands work, with the compiler under test and a stand-in for VS Code.
Never: packs it; `.github/workflows/editors.yml` does.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from job import ROOT

TOOLS = os.environ.get("ECRC_VSCODE_TOOLS")
pytestmark = pytest.mark.skipif(TOOLS is None and "CI" not in os.environ, reason="needs npm")


@pytest.fixture(scope="module")
def extension() -> Path:
    """A copy next to the installed packages, with what the bundle takes from the project."""
    copy = Path(TOOLS) / "editors" / "vscode"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT / "editors" / "vscode", copy, ignore=shutil.ignore_patterns("node_modules", "dist", "*.vsix"))
    for name in ("LICENSE-MIT", "LICENSE-APACHE"):
        shutil.copy(ROOT / name, TOOLS)
    return copy


def node(extension: Path, *arguments: str) -> None:
    environment = os.environ | {"ECRC_ROOT": str(ROOT)}
    done = subprocess.run(["node", *arguments], cwd=extension, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_compiles_and_works(extension):
    node(extension, f"{TOOLS}/node_modules/typescript/bin/tsc", "--noEmit")
    node(extension, "bundle.mjs")
    assert (extension / "dist" / "extension.js").stat().st_size > 100_000
    node(extension, "--test", *sorted(str(path) for path in (extension / "test").glob("*.test.mjs")))
