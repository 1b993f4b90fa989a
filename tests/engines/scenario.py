"""The examples that the engines run, each with its handwritten expectation.

Input: `examples/` (what users read), `specs/` (statements that no example needs) and `expectations/`. Output: a `Scenario` for each block, which is one template. It never looks at a template.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

import pytest
import yaml

HERE = Path(__file__).parent
EXAMPLES = HERE.parent.parent / "examples"


@dataclass(frozen=True, eq=False)
class Scenario:
    spec: Path
    block: str
    expectation: dict[str, Any]

    @property
    def region(self) -> str:
        return self.expectation["region"]

    @property
    def id(self) -> str:
        stem = self.spec.stem
        return stem if stem == self.block else f"{stem}:{self.block}"


def specs() -> list[Path]:
    """Every file that holds blocks. `common.ecr` has `defaults` alone and compiles to nothing."""
    found = [*EXAMPLES.rglob("*.ecr"), *(HERE / "specs").rglob("*.ecr")]
    return sorted(path for path in found if path.name != "common.ecr")


def expectations(spec: Path) -> dict[str, Any]:
    """By block. `REGION` stands for the block's region, so that blocks that are alike can be written once."""
    path = HERE / "expectations" / f"{spec.stem}.yaml"
    blocks = yaml.safe_load(path.read_text(encoding="utf-8"))["blocks"]
    return {
        name: json.loads(json.dumps(block).replace("REGION", block["region"]))
        for name, block in blocks.items()
    }


def scenarios() -> list[Scenario]:
    return [
        Scenario(spec, block, expectation)
        for spec in specs()
        for block, expectation in expectations(spec).items()
    ]


PARTITION = {"cn": "aws-cn", "us-gov": "aws-us-gov", "eusc": "aws-eusc", "us-iso": "aws-iso"}


def partition(region: str) -> str:
    return next((p for prefix, p in PARTITION.items() if region.startswith(f"{prefix}-")), "aws")


SCENARIOS = scenarios()


def every(*, only: Callable[[Scenario], bool] = lambda _: True) -> pytest.MarkDecorator:
    """A test for each scenario; those of one run on one worker, which has its worlds."""
    return pytest.mark.parametrize(
        "scenario",
        [
            pytest.param(scenario, id=scenario.id, marks=pytest.mark.xdist_group(scenario.id))
            for scenario in SCENARIOS
            if only(scenario)
        ],
    )
