"""The Terraform templates: validated or applied, planned again, read back and compared.

Input: `build -t tf` of every scenario. Output: nothing but passes, or one skip that names the variable.
Of the twenty VPCs, which are alike, two are applied and two of other regions validated: `apply` validates first.
"""

import json
import re

import pytest

import ecrc
import expected
import terraform
from deploys import variables
from scenario import SCENARIOS, every, partition

APPLIED_OF_TWENTY = ("shop-virginia", "search-frankfurt")
VALIDATED_OF_TWENTY = ("billing-oregon", "data-ireland")


def applied(scenario):
    return scenario.spec.stem != "twenty-vpcs" or scenario.block in APPLIED_OF_TWENTY


@every(only=lambda scenario: scenario.spec.stem == "twenty-vpcs" and scenario.block in VALIDATED_OF_TWENTY)
@pytest.mark.usefixtures("has_terraform")
def test_validate_has_nothing_to_say(scenario, deploys):
    assert deploys.validated(scenario) == []


@every(only=applied)
@pytest.mark.usefixtures("has_terraform")
def test_apply_and_second_plan_have_nothing_to_say(scenario, deploys):
    steps = deploys.applied(scenario)
    assert "Warning" not in steps.apply
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


@every()
def test_each_resource_says_why_it_is_there(scenario, deploys):
    root = json.loads(deploys.products(scenario.spec, "tf")[scenario.block])
    for kind, resources in root["resource"].items():
        for name, resource in resources.items():
            why = resource["//"]
            # The egress that AWS gives a new group is asked for by no rule.
            assert re.match(r"ECR\d{3}: ", why) or kind == "aws_vpc_security_group_egress_rule", name


@every()
def test_policies_are_structure_and_shared(scenario, deploys):
    root = json.loads(deploys.products(scenario.spec, "tf")[scenario.block])
    policies = {
        name: endpoint["policy"]
        for name, endpoint in root["resource"]["aws_vpc_endpoint"].items()
        if "policy" in endpoint
    }
    for policy in policies.values():
        assert re.fullmatch(r"\$\{data\.aws_iam_policy_document\.\w+\.(minified_)?json\}", policy)
    assert len({policies[name] for name in ("ecr_api", "ecr_dkr") if name in policies}) <= 1


@pytest.mark.xdist_group("module")
@pytest.mark.usefixtures("has_terraform")
def test_variables_of_another_form_are_refused(deploys):
    scenario = next(found for found in SCENARIOS if found.id == "fargate")
    product = deploys.products(scenario.spec, "tf")["fargate"]
    wrong = {
        "vpc_id": "subnet-0123456789abcdef0",
        "subnet_ids": [],
        "route_table_ids": ["rtb-0123456789abcdef0", "main"],
    }
    folder = deploys.scratch("variables")
    root = terraform.write(folder, deploys.plugin_dir, product, deploys.aws.address, wrong)
    root.succeed("init")
    done = root.run("plan", "-input=false")
    assert done.returncode == 1
    for name in wrong:
        assert f"{name} has to" in " ".join(done.stderr.split())


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
    said = " ".join(done.stderr.split())  # terraform breaks its message into lines
    assert f"This is for the region {scenario.region} alone" in said, done.stderr
    assert f'"{region}"' in said, done.stderr
    if partition(region) != partition(scenario.region):
        assert f"This is for the partition {partition(scenario.region)} alone" in said, done.stderr


def called(folder, deploys, region):
    """A user's root that calls the product of `build --module` with a provider of its own."""
    scenario = next(found for found in SCENARIOS if found.id == "fargate")
    made, _ = deploys.prepared(scenario, "tf")
    product = ecrc.build(scenario.spec, "tf", deploys.scratch(folder, "product"), "--module")["fargate"]
    assert "provider" not in json.loads(product)
    root = {
        "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
        "provider": {"aws": terraform.provider(deploys.aws.address, region)},
        "module": {"pulls": {"source": "./pulls"} | variables(scenario, made)},
    }
    caller = deploys.scratch(folder, "caller")
    terraform.write(caller / "pulls", None, product)
    found = terraform.Root(caller, deploys.plugin_dir)
    (caller / "main.tf.json").write_text(json.dumps(root), encoding="utf-8")
    found.succeed("init")
    return found


@pytest.mark.xdist_group("module")
@pytest.mark.usefixtures("has_terraform")
def test_a_module_takes_the_callers_provider(deploys):
    root = called("module", deploys, "us-east-2")
    assert root.validate() == []
    said = root.succeed("plan", "-input=false")
    assert "module.pulls.aws_vpc_endpoint." in said and "Warning" not in said


@pytest.mark.xdist_group("module")
@pytest.mark.usefixtures("has_terraform")
def test_a_module_refuses_a_caller_of_another_region(deploys):
    done = called("module-refused", deploys, "eu-west-1").run("plan", "-input=false")
    assert done.returncode == 1 and "is for the region us-east-2 alone" in " ".join(done.stderr.split())
