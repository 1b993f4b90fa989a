"""The Terraform products: validated, planned, applied, planned again, read back and compared.

Goes in: `build -t tf` of every scenario. Comes out: nothing but passes, or one skip that names the variable.
Of the twenty VPCs, which are alike, every root is validated and two are applied.
"""

import json

import pytest

import expected
from scenario import SCENARIOS, every

APPLIED_OF_TWENTY = ("shop-virginia", "search-frankfurt")


def applied(scenario):
    return scenario.spec.stem != "twenty-vpcs" or scenario.block in APPLIED_OF_TWENTY


@every(only=lambda scenario: not applied(scenario))
@pytest.mark.usefixtures("has_terraform")
def test_validate_has_nothing_to_say(scenario, deploys):
    assert deploys.validated(scenario) == []


@every(only=applied)
@pytest.mark.usefixtures("has_terraform")
def test_validate_and_second_plan_have_nothing_to_say(scenario, deploys):
    steps = deploys.applied(scenario)
    assert steps.diagnostics == []
    assert steps.second_plan.returncode == 0, steps.second_plan.stdout
    assert "Warning" not in steps.second_plan.stdout + steps.second_plan.stderr


@every(only=applied)
@pytest.mark.usefixtures("has_terraform")
def test_the_root_makes_the_world(scenario, deploys):
    wanted = expected.world(scenario.expectation)
    wanted["outputs"] = {expected.snake_case(key): value for key, value in wanted["outputs"].items()}
    assert expected.comparable(deploys.applied(scenario).observation.world) == wanted


@every()
def test_it_asks_for_what_the_spec_leaves_open(scenario, deploys):
    root = json.loads(deploys.products(scenario.spec, "tf")[scenario.block])
    assert set(root.get("variable", {})) - {"//"} == expected.variables(scenario.expectation)


# One of each kind: an open VPC, a named one, a new one, and each partition against another.
REFUSED = [
    ("fargate", "us-west-2"),
    ("fargate", "cn-north-1"),
    ("existing-endpoints", "us-east-1"),
    ("new-vpc-three-zones", "ap-southeast-1"),
    ("china", "us-gov-west-1"),
    ("govcloud", "us-east-1"),
]


@pytest.mark.parametrize(
    ("scenario", "region"),
    [
        pytest.param(scenario, region, id=f"{name} in {region}", marks=pytest.mark.xdist_group(name))
        for name, region in REFUSED
        for scenario in SCENARIOS
        if scenario.id == name
    ],
)
@pytest.mark.usefixtures("has_terraform")
def test_another_region_fails_in_the_plan(scenario, region, deploys):
    done = deploys.refused(scenario, region)
    assert done.returncode == 1
    # terraform breaks its message into lines
    said = " ".join(done.stderr.split())
    assert f"is for {scenario.region}" in said and region in said, done.stderr
