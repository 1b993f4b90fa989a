"""Input: every example and every broken case, as `check --format sarif` reports them.
Output: whether the validator of SARIF, with the published schema and the rules of code scanning, finds nothing.
Never: judges the diagnostics themselves; the rules' own tests do.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest

import ecrc

ROOT = Path(__file__).parents[2]

# Advice for whoever publishes a tool under an address of its own.
NOT_OURS = {"SARIF2005"}


@pytest.fixture(scope="session")
def validator():
    tool = os.environ.get("ECRC_SARIF_TOOL")
    if not tool:
        if os.environ.get("CI"):
            pytest.fail("the validator of SARIF is not installed: it needs npm, on Linux")
        pytest.skip("the validator of SARIF is not installed")

    def validate(log):
        report = log.with_suffix(".report")
        environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
        command = [tool, "validate", str(log), "--output", str(report), "--log", "ForceOverwrite"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        assert report.exists(), done.stdout + done.stderr
        run = json.loads(report.read_text())["runs"][0]
        return [result for result in run.get("results", []) if result["ruleId"] not in NOT_OURS]

    return validate


@pytest.mark.parametrize("folder", ["examples", "tests/cases/fail"])
def test_a_log_is_valid(folder, validator, tmp_path):
    done = ecrc.run("check", "--format", "sarif", ROOT / folder)
    log = tmp_path / "found.sarif"
    log.write_text(done.stdout, encoding="utf-8")
    results = json.loads(done.stdout)["runs"][0]["results"]
    assert len(results) > (0 if folder == "examples" else 200)
    found = validator(log)
    assert not found, json.dumps(found[:5], indent=2)


def test_the_validator_finds_what_is_wrong(validator, tmp_path):
    spec = tmp_path / "infra.ecr"
    spec.write_text("private_ecr < region us-east-9; launch ec2; logs none >\n")
    log = json.loads(ecrc.run("check", "--format", "sarif", spec).stdout)
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    spoiled = tmp_path / "spoiled.sarif"
    spoiled.write_text(json.dumps(log))
    assert validator(spoiled)
