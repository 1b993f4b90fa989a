"""Each scenario deployed once for each target, and remembered for the tests that ask about it.

Input: a scenario and a target. Output: the templates, what the engine said at each step, and the world as
it was read back. One worker has one of these, with an emulator that no other worker touches.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cloudformation
import ecrc
import expected
import observed
import substitute
import terraform
import world
from emulator import Emulator
from observed import Observation
from scenario import Scenario


@dataclass(frozen=True)
class Applied:
    """What terraform said at each step, and the world after them."""

    apply: str
    second_plan: subprocess.CompletedProcess[str]
    observation: Observation


class Deploys:
    def __init__(self, aws: Emulator, folder: Path, plugin_dir: str | None) -> None:
        self.aws, self.folder, self.plugin_dir = aws, folder, plugin_dir

    def scratch(self, *parts: str) -> Path:
        path = self.folder.joinpath(*(part.replace(":", "+") for part in parts))
        shutil.rmtree(path, ignore_errors=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    @functools.cache
    def products(self, spec: Path, target: str) -> dict[str, str]:
        """The example's own products, with the ids that it names."""
        return ecrc.build(spec, target, self.scratch("products", spec.stem, target))

    def prepared(self, scenario: Scenario, target: str) -> tuple[world.World, str]:
        """An empty AWS with the world that the spec takes for granted, and the product of a copy of the
        spec that names that world's ids."""
        self.aws.reset()
        text = scenario.spec.read_text(encoding="utf-8")
        block = substitute.block_text(text, scenario.block)
        roles = [name for name, role in scenario.expectation.get("roles", {}).items() if not role["new"]]
        made = world.make(self.aws, scenario.region, block, roles)

        copy = self.scratch("copies", scenario.id, target)
        shutil.copytree(scenario.spec.parent, copy)
        spec = copy / scenario.spec.name
        spec.write_text(substitute.replaced(text, made.table), encoding="utf-8")
        products = ecrc.build(spec, target, self.scratch("built", scenario.id, target))
        return made, products[scenario.block]

    @functools.cache
    def stack(self, scenario: Scenario, target: str) -> Observation:
        made, text = self.prepared(scenario, target)
        before = observed.snapshot(self.aws, scenario.region)
        outputs = cloudformation.create(self.aws, scenario.region, text, made.parameters)
        return observed.observe(self.aws, scenario.region, before, made.names, outputs)

    @functools.cache
    def validated(self, scenario: Scenario) -> list[dict[str, Any]]:
        text = self.products(scenario.spec, "tf")[scenario.block]
        root = terraform.write(self.scratch("validate", scenario.id), self.plugin_dir, text)
        root.succeed("init")
        return root.validate()

    @functools.cache
    def applied(self, scenario: Scenario) -> Applied:
        made, text = self.prepared(scenario, "tf")
        before = observed.snapshot(self.aws, scenario.region)
        root = terraform.write(
            self.scratch("roots", scenario.id),
            self.plugin_dir,
            text,
            self.aws.address,
            variables(scenario, made),
        )
        root.succeed("init")
        apply = root.succeed("apply", "-input=false", "-auto-approve")
        second = root.run("plan", "-input=false", "-detailed-exitcode")
        observation = observed.observe(
            self.aws, scenario.region, before, made.names, root.outputs()
        )
        return Applied(apply, second, observation)

    def refused(self, scenario: Scenario, region: str) -> subprocess.CompletedProcess[str]:
        """The plan of a user whose provider is set to another region."""
        made, text = self.prepared(scenario, "tf")
        root = terraform.write(
            self.scratch("refused", scenario.id, region),
            self.plugin_dir,
            text,
            self.aws.address,
            variables(scenario, made),
            region,
        )
        root.succeed("init")
        return root.run("plan", "-input=false")


def variables(scenario: Scenario, made: world.World) -> dict[str, Any]:
    said = {expected.snake_case(name): value for name, value in made.parameters.items()}
    return {name: said[name] for name in expected.variables(scenario.expectation)}
