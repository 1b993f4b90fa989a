"""The CloudFormation products: linted in their region, created as stacks, read back and compared.

Goes in: `build -t cfn` and `-t cfn-json` of every scenario. Comes out: nothing but passes.
"""

import json
import subprocess
import sys

import pytest

import cloudformation
import expected
from scenario import SCENARIOS, every

REGIONS = sorted({scenario.region for scenario in SCENARIOS})
targets = pytest.mark.parametrize("target", ["cfn", "cfn-json"])


@pytest.mark.parametrize(
    "region", [pytest.param(r, marks=pytest.mark.xdist_group(f"lint {r}")) for r in REGIONS]
)
def test_cfn_lint_has_nothing_to_say(region, deploys):
    """All templates of a region in one process: cfn-lint takes longer to start than to read one."""
    folder = deploys.scratch("lint", region)
    folder.mkdir()
    files = []
    for scenario in SCENARIOS:
        if scenario.region == region:
            for target, suffix in (("cfn", "yaml"), ("cfn-json", "json")):
                files.append(folder / f"{scenario.id.replace(':', '+')}.{suffix}")
                text = deploys.products(scenario.spec, target)[scenario.block]
                files[-1].write_text(text, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "cfnlint", "--regions", region, "--", *map(str, files)],
        cwd=folder,  # a .cfnlintrc of the user's has no say here
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@every()
def test_yaml_and_json_are_one_template(scenario, deploys):
    yaml, json_text = (
        deploys.products(scenario.spec, target)[scenario.block] for target in ("cfn", "cfn-json")
    )
    assert cloudformation.parse(yaml) == json.loads(json_text)


@every()
def test_it_asks_for_what_the_spec_leaves_open(scenario, deploys):
    template = cloudformation.parse(deploys.products(scenario.spec, "cfn")[scenario.block])
    declared = {name: said["Type"] for name, said in template.get("Parameters", {}).items()}
    assert declared == expected.parameters(scenario.expectation)


@every()
def test_its_rules_refuse_another_region(scenario, deploys):
    template = cloudformation.parse(deploys.products(scenario.spec, "cfn")[scenario.block])
    assert cloudformation.refusals(template, scenario.region) == []
    for other in ("us-east-1", "eu-west-1", "cn-northwest-1", "us-gov-east-1"):
        if other != scenario.region:
            (said,) = cloudformation.refusals(template, other)
            assert scenario.region in said


@every()
@targets
def test_the_stack_makes_the_world(scenario, target, deploys):
    observation = deploys.stack(scenario, target)
    assert expected.comparable(observation.world) == expected.world(scenario.expectation)
