"""The CloudFormation templates: linted in their region, created as stacks, read back and compared.

Input: `build -t cfn` and `-t cfn-json` of every scenario. Output: nothing but passes.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import cloudformation
import expected
from scenario import SCENARIOS, every

CFN_LINT = str(Path(sys.executable).parent / "cfn-lint")
REGIONS = sorted({scenario.region for scenario in SCENARIOS})


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
        [CFN_LINT, "--regions", region, "--", *map(str, files)],
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
def test_its_pattern_takes_an_address_range_and_nothing_else(scenario, deploys):
    """moto ignores `AllowedPattern`, so it is tried here; CloudFormation holds the whole value against it."""
    template = cloudformation.parse(deploys.products(scenario.spec, "cfn")[scenario.block])
    said = template.get("Parameters", {}).get("VpcCidr")
    if said is None:
        return
    takes = {text: re.fullmatch(said["AllowedPattern"], text) is not None for text in CIDRS}
    assert takes == CIDRS


CIDRS = {
    "10.0.0.0/16": True,
    "172.16.0.0/12": True,
    "0.0.0.0/0": False,
    "10.0.0.0": False,
    "10.0.0/16": False,
    "fd00::/8": False,
    "10.0.0.0/16,0.0.0.0/0": False,
    "": False,
}


@every()
def test_its_rules_refuse_another_region(scenario, deploys):
    template = cloudformation.parse(deploys.products(scenario.spec, "cfn")[scenario.block])
    assert cloudformation.refusals(template, scenario.region) == []
    for other in ("us-east-1", "eu-west-1", "cn-northwest-1", "us-gov-east-1"):
        if other != scenario.region:
            (said,) = cloudformation.refusals(template, other)
            assert scenario.region in said


@every()
def test_the_stack_makes_the_world(scenario, deploys):
    observation = deploys.stack(scenario, "cfn")
    assert expected.comparable(observation.world) == expected.world(scenario.expectation)


@every(only=lambda scenario: scenario.id in ("fargate", "new-vpc-three-zones", "execution-role"))
def test_the_stack_of_json_makes_it_too(scenario, deploys):
    """Some alone: of each, the JSON is the template that the YAML is."""
    observation = deploys.stack(scenario, "cfn-json")
    assert expected.comparable(observation.world) == expected.world(scenario.expectation)


# What moto does with each type's properties, as read in its source: these it carries out (`repairs.py` mends
# most of them), any other it drops in silence, and the world that is read back would not show it.
CARRIED_OUT = {
    "AWS::EC2::VPC": {"CidrBlock", "EnableDnsSupport", "EnableDnsHostnames", "Tags"},
    "AWS::EC2::Subnet": {"VpcId", "CidrBlock", "AvailabilityZone", "Tags"},
    "AWS::EC2::RouteTable": {"VpcId", "Tags"},
    "AWS::EC2::SubnetRouteTableAssociation": {"SubnetId", "RouteTableId"},
    "AWS::EC2::SecurityGroup": {"GroupDescription", "VpcId", "Tags"},
    "AWS::EC2::SecurityGroupIngress": {
        "GroupId",
        "IpProtocol",
        "FromPort",
        "ToPort",
        "CidrIp",
        "CidrIpv6",
        "SourceSecurityGroupId",
        "SourcePrefixListId",
        "Description",
    },
    "AWS::EC2::VPCEndpoint": {
        "VpcId",
        "ServiceName",
        "VpcEndpointType",
        "PrivateDnsEnabled",
        "IpAddressType",
        "DnsOptions",
        "SubnetIds",
        "SecurityGroupIds",
        "RouteTableIds",
        "PolicyDocument",
        "Tags",
    },
    "AWS::IAM::Role": {"RoleName", "Path", "AssumeRolePolicyDocument", "Tags"},
    "AWS::IAM::Policy": {"PolicyName", "PolicyDocument", "Roles"},
}


@every()
def test_nothing_in_it_escapes_the_emulator(scenario, deploys):
    template = cloudformation.parse(deploys.products(scenario.spec, "cfn")[scenario.block])
    dropped = [
        f"{name}.{key}"
        for name, resource in template["Resources"].items()
        for key in resource["Properties"]
        if key not in CARRIED_OUT[resource["Type"]]
    ]
    assert dropped == []


@every()
def test_each_resource_says_which_rule_asks_for_it(scenario, deploys):
    template = cloudformation.parse(deploys.products(scenario.spec, "cfn")[scenario.block])
    silent = [
        name
        for name, resource in template["Resources"].items()
        if not re.search(r"\bECR\d{3}\b", json.dumps(resource.get("Metadata", {})))
    ]
    assert silent == []
