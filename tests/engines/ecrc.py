"""The compiler under test, as a user runs it.

Input: a spec's path and a target. Output: the templates by block name. It never reads what the
compiler prints to decide whether a template is correct; the engines do that.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

EXTENSION = {"cfn": "{}.yaml", "cfn-json": "{}.json", "tf": "{}/main.tf.json"}


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    program = os.environ.get("ECRC_BIN")
    if not program:
        raise RuntimeError("ECRC_BIN is not set: start the engines with tests/engines/run")
    return subprocess.run(
        [program, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False
    )


def build(spec: Path, target: str, out: Path, *flags: str) -> dict[str, str]:
    """Compiles into the folder `out`, without a word on standard error: a warning fails the test."""
    done = run("build", spec, "-t", target, "-o", f"{out}/", *flags)
    assert done.returncode == 0, f"{spec.name} -t {target}: exit {done.returncode}\n{done.stderr}"
    assert done.stderr == "", f"{spec.name} -t {target} is not silent:\n{done.stderr}"
    pattern = EXTENSION[target]
    files = sorted(out.glob(pattern.format("*")))
    head, _, tail = pattern.partition("{}")
    return {
        str(path.relative_to(out))[len(head) : -len(tail)]: path.read_text(encoding="utf-8")
        for path in files
    }
