"""The harness itself: a template that is wrong in one thing does not pass.

Input: good templates of the compiler, each with one mistake added here. Output: nothing but passes. It says
nothing about the compiler; it says that silence of the other tests means something.
"""

import copy
import json

import pytest

import cloudformation
import expected
import observed
from scenario import SCENARIOS


def scenario_of(name):
    (found,) = [scenario for scenario in SCENARIOS if scenario.id == name]
    return found


def policy_of(template, endpoint):
    return template["Resources"][endpoint]["Properties"]["PolicyDocument"]["Statement"]


def properties(template, name):
    return template["Resources"][name]["Properties"]


def no_private_dns(template):
    properties(template, "EcrDkrEndpoint")["PrivateDnsEnabled"] = False


def private_dns_unsaid(template):
    del properties(template, "LogsEndpoint")["PrivateDnsEnabled"]


def endpoint_gone(template):
    del template["Resources"]["LogsEndpoint"], template["Outputs"]["LogsEndpointId"]


def endpoint_too_many(template):
    template["Resources"]["More"] = copy.deepcopy(template["Resources"]["LogsEndpoint"])
    properties(template, "More")["ServiceName"] = "com.amazonaws.us-east-2.sts"


def endpoint_twice(template):
    template["Resources"]["More"] = copy.deepcopy(template["Resources"]["LogsEndpoint"])


def group_too_many(template):
    template["Resources"]["More"] = copy.deepcopy(template["Resources"]["EndpointSecurityGroup"])


def other_region(template):
    properties(template, "LogsEndpoint")["ServiceName"] = "com.amazonaws.us-east-1.logs"


def one_subnet(template):
    properties(template, "EcrApiEndpoint")["SubnetIds"] = [{"Fn::Select": [0, {"Ref": "SubnetIds"}]}]


def no_group(template):
    del properties(template, "EcrApiEndpoint")["SecurityGroupIds"]


def gateway_without_route(template):
    properties(template, "S3Endpoint")["RouteTableIds"] = []


def another_rule(template):
    rule = copy.deepcopy(template["Resources"]["HttpsFromVpc"])
    rule["Properties"]["CidrIp"] = "0.0.0.0/0"
    template["Resources"]["More"] = rule


def another_port(template):
    properties(template, "HttpsFromVpc")["ToPort"] = 444


def no_deny(template):
    policy_of(template, "EcrApiEndpoint").pop()


def deny_of_one_endpoint(template):
    policy_of(template, "EcrDkrEndpoint").pop()


def deny_of_another_action(template):
    policy_of(template, "EcrApiEndpoint")[1]["Action"] = "ecr:DeleteRepositoryPolicy"


def another_bucket(template):
    policy_of(template, "S3Endpoint")[0]["Resource"] += "?"


def a_condition(template):
    policy_of(template, "S3Endpoint")[0]["Condition"] = {"StringEquals": {"aws:SourceVpc": "vpc-1"}}


def a_tag(template):
    properties(template, "LogsEndpoint")["Tags"] = [{"Key": "more", "Value": "said"}]


def output_swapped(template):
    template["Outputs"]["LogsEndpointId"]["Value"] = {"Ref": "S3Endpoint"}


SPOILED = [
    no_private_dns,
    private_dns_unsaid,
    endpoint_gone,
    endpoint_too_many,
    endpoint_twice,
    group_too_many,
    other_region,
    one_subnet,
    no_group,
    gateway_without_route,
    another_rule,
    another_port,
    no_deny,
    deny_of_one_endpoint,
    deny_of_another_action,
    another_bucket,
    a_condition,
    a_tag,
    output_swapped,
]


def world_of(deploys, scenario, spoil):
    made, text = deploys.prepared(scenario, "cfn-json")
    template = json.loads(text)
    spoil(template)
    before = observed.snapshot(deploys.aws, scenario.region)
    outputs = cloudformation.create(
        deploys.aws, scenario.region, json.dumps(template), made.parameters
    )
    return observed.observe(deploys.aws, scenario.region, before, made.names, outputs)


@pytest.mark.xdist_group("harness")
def test_what_is_not_spoiled_passes(deploys):
    scenario = scenario_of("fargate")
    found = world_of(deploys, scenario, lambda _: None)
    assert expected.comparable(found.world) == expected.world(scenario.expectation)


@pytest.mark.parametrize(
    "spoil", [pytest.param(s, id=s.__name__, marks=pytest.mark.xdist_group("harness")) for s in SPOILED]
)
def test_what_is_spoiled_does_not(spoil, deploys):
    scenario = scenario_of("fargate")
    found = world_of(deploys, scenario, spoil)
    assert expected.comparable(found.world) != expected.world(scenario.expectation)
