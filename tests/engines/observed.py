"""What a deploy made, read back by the EC2 and IAM APIs.

Goes in: the account before and after. Comes out: one plain dictionary in the form of `expected.py`, with names
for ids. It reads nothing from a template or a state file, so both targets are measured alike.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import policy
from emulator import Emulator

FULL = ["Allow * * on *"]


def snapshot(aws: Emulator, region: str) -> dict[str, dict[str, Any]]:
    """Everything of the kinds that a template could touch, by kind and id."""
    ec2, iam = aws.client("ec2", region), aws.client("iam", region)

    def listed(operation: str, key: str, identity: str) -> dict[str, Any]:
        pages = ec2.get_paginator(operation).paginate()
        found = {item[identity]: item for page in pages for item in page[key]}
        for item in found.values():
            # An endpoint takes an address of its subnet, which is no change of the subnet.
            item.pop("AvailableIpAddressCount", None)
        return found

    kinds = {
        "vpc": listed("describe_vpcs", "Vpcs", "VpcId"),
        "subnet": listed("describe_subnets", "Subnets", "SubnetId"),
        "route_table": listed("describe_route_tables", "RouteTables", "RouteTableId"),
        "security_group": listed("describe_security_groups", "SecurityGroups", "GroupId"),
        "endpoint": listed("describe_vpc_endpoints", "VpcEndpoints", "VpcEndpointId"),
        "internet_gateway": listed(
            "describe_internet_gateways", "InternetGateways", "InternetGatewayId"
        ),
        "nat_gateway": listed("describe_nat_gateways", "NatGateways", "NatGatewayId"),
        "role": {},
        "managed_policy": {
            found["Arn"]: found
            for page in iam.get_paginator("list_policies").paginate(Scope="Local")
            for found in page["Policies"]
        },
    }
    for page in iam.get_paginator("list_roles").paginate():
        for role in page["Roles"]:
            name = role["RoleName"]
            kinds["role"][name] = {
                "path": role["Path"],
                "trust": role["AssumeRolePolicyDocument"],
                "inline": {
                    inline: iam.get_role_policy(RoleName=name, PolicyName=inline)["PolicyDocument"]
                    for inline in iam.list_role_policies(RoleName=name)["PolicyNames"]
                },
                "managed": iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"],
                "tags": iam.list_role_tags(RoleName=name)["Tags"],
            }
    return kinds


@dataclass(frozen=True)
class Observation:
    world: dict[str, Any]  # what `expected.py` says by hand
    documents: dict[str, list[dict]]  # the policies as they stand, by endpoint or `role:NAME`


def observe(
    aws: Emulator, region: str, before: dict, names: dict[str, str], outputs: dict[str, str]
) -> Observation:
    """What is there now and was not before, with the names of the expectations for the ids."""
    after = snapshot(aws, region)
    new = {
        kind: {key: value for key, value in items.items() if value != before[kind].get(key)}
        if kind == "role"
        else {key: value for key, value in items.items() if key not in before[kind]}
        for kind, items in after.items()
    }
    # EC2 gives a VPC a default group and a main route table by itself.
    groups = {k: v for k, v in new["security_group"].items() if v["GroupName"] != "default"}
    tables = {k: v for k, v in new["route_table"].items() if not is_main(v)}
    by_cidr = sorted(new["subnet"].values(), key=lambda subnet: subnet["CidrBlock"])
    service = {
        key: endpoint["ServiceName"].partition(f".{region}.")[2] for key, endpoint in new["endpoint"].items()
    }
    names = (
        names
        | {key: f"vpce:{name}" for key, name in service.items()}
        | dict.fromkeys(groups, "sg:endpoint")
        | dict.fromkeys(tables, "rtb:new")
        | dict.fromkeys(new["vpc"], "vpc:new")
        | {subnet["SubnetId"]: f"subnet:new:{n}" for n, subnet in enumerate(by_cidr, start=1)}
    )

    zones = aws.client("ec2", region).describe_availability_zones()["AvailabilityZones"]
    routed = {
        key: [route.get("GatewayId") for route in table["Routes"]]
        for key, table in after["route_table"].items()
    }
    others = ("internet_gateway", "nat_gateway", "managed_policy")
    world = {
        "endpoints": {v["ServiceName"]: endpoint_form(v, routed) for v in new["endpoint"].values()},
        "security_groups": [group_form(group) for group in groups.values()],
        "vpcs": [vpc_form(aws, region, vpc) for vpc in new["vpc"].values()],
        "subnets": [subnet_form(s, [z["ZoneName"] for z in zones]) for s in by_cidr],
        "route_tables": [table_form(table) for table in tables.values()],
        "roles": {name: role_form(role) for name, role in new["role"].items()},
        "others": [key for kind in others for key in new[kind]],
        "changed": changed(before, after),
        "outputs": outputs,
    }
    documents = {
        service[key]: [json.loads(endpoint["PolicyDocument"])] for key, endpoint in new["endpoint"].items()
    } | {f"role:{name}": list(role["inline"].values()) for name, role in new["role"].items()}
    return Observation(ordered(named(world, names)), named(documents, names))


def named(value: Any, names: dict[str, str]) -> Any:
    text = json.dumps(value)
    for identity, name in names.items():
        text = text.replace(identity, name)
    return json.loads(text)


def changed(before: dict, after: dict) -> list[str]:
    """What was there already and is not as it was: a template must leave it alone. A route table gets the
    gateway's route, which is read above, and a role its policy."""
    return [
        f"{kind} {key}"
        for kind, items in before.items()
        if kind not in ("route_table", "role")
        for key, item in items.items()
        if after[kind].get(key) != item
    ]


def endpoint_form(endpoint: dict, routed: dict[str, list[str]]) -> dict[str, Any]:
    document = json.loads(endpoint["PolicyDocument"])
    form = {"type": endpoint["VpcEndpointType"], "vpc": endpoint["VpcId"], "tags": tags(endpoint)}
    if document["Version"] == "2008-10-17":  # the policy that EC2 gives an endpoint without one
        document["Version"] = "2012-10-17"
    granted = policy.grants(document)
    form["policy"] = "full" if granted == FULL else granted
    if endpoint["VpcEndpointType"] == "Gateway":
        # moto says anything about private DNS on a gateway; EC2 knows none there.
        form["route_tables"] = endpoint["RouteTableIds"]
        form["routed"] = [
            key for key, gateways in routed.items() if endpoint["VpcEndpointId"] in gateways
        ]
    else:
        form["private_dns"] = endpoint.get("PrivateDnsEnabled")
        form["subnets"] = endpoint["SubnetIds"]
        form["security_groups"] = [group["GroupId"] for group in endpoint["Groups"]]
    return form


def group_form(group: dict) -> dict[str, Any]:
    return {
        "vpc": group["VpcId"],
        "description": group["Description"],
        "ingress": rules(group["IpPermissions"]),
        "egress": rules(group["IpPermissionsEgress"]),
        "tags": tags(group),
    }


def rules(permissions: list[dict]) -> list[str]:
    """One line a source. A rule's own tags are left out: CloudFormation has no property for them."""
    lines = []
    for permission in permissions:
        protocol = permission["IpProtocol"]
        what = "all" if protocol == "-1" else f"{protocol} {permission['FromPort']}-{permission['ToPort']}"
        sources = [
            *(item["CidrIp"] for item in permission["IpRanges"]),
            *(item["CidrIpv6"] for item in permission["Ipv6Ranges"]),
            *(item["GroupId"] for item in permission["UserIdGroupPairs"]),
            *(item["PrefixListId"] for item in permission["PrefixListIds"]),
        ]
        lines += [f"{what} {source}" for source in sources]
    return lines


def vpc_form(aws: Emulator, region: str, vpc: dict) -> dict[str, Any]:
    ec2 = aws.client("ec2", region)

    def on(attribute: str) -> bool:
        name = attribute[0].upper() + attribute[1:]
        return ec2.describe_vpc_attribute(VpcId=vpc["VpcId"], Attribute=attribute)[name]["Value"]

    return {
        "cidr": vpc["CidrBlock"],
        "dns_support": on("enableDnsSupport"),
        "dns_hostnames": on("enableDnsHostnames"),
        "tags": tags(vpc),
    }


def subnet_form(subnet: dict, zones: list[str]) -> dict[str, Any]:
    return {
        "cidr": subnet["CidrBlock"],
        "vpc": subnet["VpcId"],
        "zone": zones.index(subnet["AvailabilityZone"]) + 1,
        "public": subnet["MapPublicIpOnLaunch"],
        "tags": tags(subnet),
    }


def table_form(table: dict) -> dict[str, Any]:
    return {
        "vpc": table["VpcId"],
        "subnets": [found["SubnetId"] for found in table["Associations"] if "SubnetId" in found],
        "routes": [route["GatewayId"] for route in table["Routes"]],
        "tags": tags(table),
    }


def role_form(role: dict) -> dict[str, Any]:
    return {
        "path": role["path"],
        "trust": policy.grants(role["trust"]),
        "inline": {name: policy.grants(document) for name, document in role["inline"].items()},
        "managed": role["managed"],
        "tags": tag_table(role["tags"]),
    }


def is_main(table: dict) -> bool:
    return any(association.get("Main") for association in table["Associations"])


def tags(item: dict) -> dict[str, str]:
    return tag_table(item.get("Tags", []))


def tag_table(listed: list[dict]) -> dict[str, str]:
    # CloudFormation marks what it made; those are its tags, not the template's.
    return {t["Key"]: t["Value"] for t in listed if not t["Key"].startswith("aws:cloudformation:")}


def ordered(value: Any) -> Any:
    """Lists in one order: none of them has a meaning in EC2 or IAM."""
    if isinstance(value, dict):
        return {key: ordered(item) for key, item in sorted(value.items())}
    if isinstance(value, list):
        return sorted((ordered(item) for item in value), key=lambda item: json.dumps(item, sort_keys=True))
    return value
