"""What the tests share: an emulator and the deploys of a worker, and whether Terraform is here.

Input: the environment. Output: fixtures. A missing engine is never skipped silently.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import terraform
from deploys import Deploys
from emulator import Emulator

SCRATCH = Path(__file__).parent.parent.parent / "target" / "engines"


@pytest.fixture(scope="session")
def scratch(worker_id: str) -> Path:
    return SCRATCH / worker_id


@pytest.fixture(scope="session")
def plugin_dir() -> str | None:
    return os.environ.get(terraform.VARIABLE) or None


@pytest.fixture(scope="session")
def deploys(scratch: Path, plugin_dir: str | None):
    with Emulator() as aws:
        made = Deploys(aws, scratch, plugin_dir)
        yield made


@pytest.fixture(scope="session")
def terraform_missing(deploys: Deploys) -> str | None:
    reason = terraform.missing(deploys.plugin_dir, deploys.scratch("probe"))
    if reason is None and deploys.plugin_dir is None:
        # The registry gave it once; the other roots take it from there instead of loading it again.
        deploys.plugin_dir = str(deploys.folder / "probe" / ".terraform" / "providers")
    return reason


@pytest.fixture
def has_terraform(terraform_missing: str | None) -> None:
    """Asked for by each test that runs Terraform."""
    if terraform_missing is None:
        return
    if os.environ.get("CI"):
        pytest.fail(terraform_missing)
    pytest.skip(terraform_missing)


def pytest_terminal_summary(terminalreporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        reasons = sorted({report.longrepr[2] for report in skipped})
        terminalreporter.section("NOT TESTED", sep="!", red=True, bold=True)
        terminalreporter.line(f"{len(skipped)} tests were skipped:")
        for reason in reasons:
            terminalreporter.line(f"  {reason}")
