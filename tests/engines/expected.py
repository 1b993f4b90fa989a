"""What a block must create, from handwritten expectations.

Input: a block of `expectations/NAME.yaml`. Output: the dictionary that `observed.py` reads back. It fills
in only what is the same for every block and documented: the open egress of a new group, the
trust of a Fargate task's role, the tags on every taggable resource.
"""

from __future__ import annotations

import re
from typing import Any

import policy
from observed import ordered

ECS_TRUST = ["Allow Service:ecs-tasks.amazonaws.com sts:AssumeRole on itself"]


# What the private DNS of an endpoint answers for, where that is not `KEY.REGION.SUFFIX`: the ECR, ECS and EKS guides.
NAMES = {
    "ecr.api": ["api.ecr.{region}.{suffix}"],
    "ecr.dkr": ["dkr.ecr.{region}.{suffix}", "*.dkr.ecr.{region}.{suffix}"],
    "ecr-fips.api": ["api.ecr-fips.{region}.{suffix}"],
    "ecr-fips.dkr": ["dkr.ecr-fips.{region}.{suffix}", "*.dkr.ecr-fips.{region}.{suffix}"],
    "ecs-agent": ["ecs-a.{region}.{suffix}"],
    "ecs-telemetry": ["ecs-t.{region}.{suffix}"],
    "eks-auth": ["eks-auth.{region}.{dual_stack}"],
}
SUFFIXES = {
    "cn": ("amazonaws.com.cn", "api.amazonwebservices.com.cn"),
    "us-iso": ("c2s.ic.gov", "api.aws.ic.gov"),
    "us-isob": ("sc2s.sgov.gov", "api.aws.scloud"),
    "eu-isoe": ("cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"),
    "us-isof": ("csp.hci.ic.gov", "api.aws.hci.ic.gov"),
    "eusc": ("amazonaws.eu", "api.amazonwebservices.eu"),
}


def same_outputs(block: dict[str, Any]) -> dict[str, str]:
    """The group, the route table, and the names that lead to each interface endpoint."""
    region = block["region"]
    suffix, dual_stack = next(
        (suffixes for prefix, suffixes in SUFFIXES.items() if region.startswith(f"{prefix}-")),
        ("amazonaws.com", "api.aws"),
    )
    outputs = {}
    if "ingress" in block:
        outputs["EndpointSecurityGroupId"] = "sg:endpoint"
    if "new_vpc" in block:
        outputs["PrivateRouteTableId"] = "rtb:new"
    outputs_of = {value.removeprefix("vpce:"): name.removesuffix("Id") for name, value in block["outputs"].items()}
    for service, said in block["endpoints"].items():
        if "route_tables" in said:
            continue
        key = service.partition(f".{region}.")[2]
        names = NAMES.get(key, [f"{key}.{{region}}.{{suffix}}"])
        served = ",".join(name.format(region=region, suffix=suffix, dual_stack=dual_stack) for name in names)
        outputs[f"{outputs_of[key]}DnsNames"] = served if said["private_dns"] else f"dns:{key}"
    return outputs


def world(block: dict[str, Any]) -> dict[str, Any]:
    tags = block.get("tags", {})

    def named(what: str) -> dict[str, str]:
        """The tags of one resource: with `name`, also what it is."""
        return tags | ({"Name": f"{block['name']}-{what}"} if "name" in block else {})

    new = block.get("new_vpc")
    vpc = "vpc:new" if new else block.get("vpc", "vpc")
    zones = {f"subnet:new:{n}": cidr for n, cidr in enumerate(new["subnets"], start=1)} if new else {}
    subnets = list(zones) or block.get("subnets", ["subnet:1", "subnet:2"])
    groups = block.get("security_groups", ["sg:endpoint"])
    policies = {name: document(statements) for name, statements in block.get("policies", {}).items()}

    def endpoint(service: str, said: dict[str, Any]) -> dict[str, Any]:
        said = dict(said)
        form = {
            "vpc": vpc,
            "tags": named(service.partition(f".{block['region']}.")[2].replace(".", "-")),
            "policy": "full" if said["policy"] == "full" else policy.grants(policies[said.pop("policy")]),
            # The addresses of the endpoint, and those that its private names answer.
            "addresses": [block.get("ip", "ipv4")] * 2,
        }
        if "route_tables" in said:
            tables = said.pop("route_tables")
            return form | {"type": "Gateway", "route_tables": tables, "routed": tables}
        form |= {"type": "Interface", "subnets": subnets, "security_groups": groups}
        return form | {"private_dns": said["private_dns"]}

    gateways = [
        f"vpce:{service.rpartition('.')[2]}"
        for service, said in block["endpoints"].items()
        if "route_tables" in said
    ]
    return ordered(
        {
            "endpoints": {service: endpoint(service, said) for service, said in block["endpoints"].items()},
            "security_groups": [
                {"vpc": vpc, "ingress": block["ingress"], "egress": ["all 0.0.0.0/0"], "tags": named("endpoints")}
            ]
            if "ingress" in block
            else [],
            "vpcs": [{"cidr": new["cidr"], "dns_support": True, "dns_hostnames": True, "tags": named("vpc")}]
            if new
            else [],
            "subnets": [
                {"cidr": cidr, "vpc": vpc, "zone": zone, "public": False, "tags": named(f"private-{zone}")}
                for cidr, zone in (new["subnets"].items() if new else ())
            ],
            "route_tables": [{"vpc": vpc, "subnets": subnets, "routes": ["local", *gateways], "tags": named("private")}]
            if new
            else [],
            "roles": {
                name: {
                    "path": said.get("path", "/"),
                    "trust": ECS_TRUST,
                    "inline": [policy.grants(policies[said["policy"]])],
                    "managed": [],
                    "tags": named("execution-role") if said["new"] else {},
                }
                for name, said in block.get("roles", {}).items()
            },
            "twice": [],
            "others": [],
            "changed": [],
            "outputs": block["outputs"] | same_outputs(block),
        }
    )


def comparable(observed: dict[str, Any]) -> dict[str, Any]:
    """Without what the documents leave to the compiler, and `test_differential.py` holds alike: the words of a
    group's description and the names of a role's policies."""
    said = dict(observed)
    said["security_groups"] = [
        {key: value for key, value in group.items() if key != "description"}
        for group in observed["security_groups"]
    ]
    said["roles"] = {
        name: role | {"inline": list(role["inline"].values())} for name, role in observed["roles"].items()
    }
    return ordered(said)


def document(statements: list[dict[str, Any]]) -> dict[str, Any]:
    """An expectation's short form as the policy that it stands for. A list of names under `principal` is of
    AWS principals; a statement of a role's policy has none."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {key.capitalize(): value for key, value in statement.items() if key != "principal"}
            | (
                {}
                if "principal" not in statement
                else {"Principal": "*"}
                if statement["principal"] == "*"
                else {"Principal": {"AWS": statement["principal"]}}
            )
            for statement in statements
        ],
    }


def parameters(block: dict[str, Any]) -> dict[str, str]:
    """The parameters that CloudFormation must ask for, with their types."""
    kinds = {
        "VpcId": "AWS::EC2::VPC::Id",
        "VpcCidr": "String",
        "ClientSecurityGroupId": "AWS::EC2::SecurityGroup::Id",
        "EcrDkrEndpointId": "String",
        "SubnetIds": "List<AWS::EC2::Subnet::Id>",
        "RouteTableIds": "CommaDelimitedList",
    }
    return {name: kinds[name] for name in block["parameters"]}


def variables(block: dict[str, Any]) -> set[str]:
    """The same for Terraform, which looks up the VPC's address range itself."""
    return {snake_case(name) for name in block["parameters"]} - {"vpc_cidr"}


def snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
