"""What ecrc takes expressions of Terraform's language to mean, held against the real `terraform console`.

Goes in: `tests/cases/terraform_expressions.tsv`, an expression and the JSON of its value in a line, which the unit tests
of the reader are held against too. Comes out: nothing but passes.
"""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path

import terraform

CASES = Path(__file__).parent.parent / "cases" / "terraform_expressions.tsv"


def test_console_agrees(has_terraform: None, tmp_path: Path) -> None:
    cases = [line.split("\t") for line in CASES.read_text(encoding="utf-8").splitlines()]
    assert len(cases) > 250
    # One question for all: the console starts slowly. What fails says so by itself and spoils no other.
    tries = ", ".join(f'try(jsonencode({expression}), "<fails>")' for expression, _ in cases)
    done = subprocess.run(
        ["terraform", "console", "-no-color"],
        cwd=tmp_path,
        env=terraform.environment(),
        input=f"base64encode(jsonencode([{tries}]))\n",
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    found = json.loads(base64.b64decode(done.stdout.strip().strip('"')))
    wrong = [
        (expression, expected, said) for (expression, expected), said in zip(cases, found, strict=True) if expected != said
    ]
    assert wrong == []
