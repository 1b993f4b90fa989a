"""What a deployment created, read back by the EC2 and IAM APIs.

Input: the account before and after. Output: one plain dictionary in the form of `expected.py`, with names
for ids. It reads nothing from a template or a state file, so both targets are measured the same way.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any, Iterable

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
    for identity, vpc in kinds["vpc"].items():
        for attribute in ("enableDnsSupport", "enableDnsHostnames"):
            answer = ec2.describe_vpc_attribute(VpcId=identity, Attribute=attribute)
            vpc[attribute] = answer[attribute[0].upper() + attribute[1:]]["Value"]
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
    names = names | names_of_new(before, after, region)
    before, after, outputs = (named(value, names) for value in (before, after, outputs))
    new = {
        kind: {key: value for key, value in items.items() if value != before[kind].get(key)}
        if kind == "role"
        else {key: value for key, value in items.items() if key not in before[kind]}
        for kind, items in after.items()
    }
    zones = aws.client("ec2", region).describe_availability_zones()["AvailabilityZones"]
    routed = {
        key: [route.get("GatewayId") for route in table["Routes"]]
        for key, table in after["route_table"].items()
    }
    others = ("internet_gateway", "nat_gateway", "managed_policy")
    endpoints = new["endpoint"].values()
    world = {
        "endpoints": {endpoint["ServiceName"]: endpoint_form(endpoint, routed) for endpoint in endpoints},
        "twice": repeated(endpoint["ServiceName"] for endpoint in endpoints),
        "security_groups": [group_form(group) for group in new["security_group"].values() if given(group)],
        "vpcs": [vpc_form(vpc) for vpc in new["vpc"].values()],
        "subnets": [subnet_form(s, [z["ZoneName"] for z in zones]) for s in new["subnet"].values()],
        "route_tables": [table_form(t) for t in new["route_table"].values() if not is_main(t)],
        "roles": {name: role_form(role) for name, role in new["role"].items()},
        "others": [key for kind in others for key in new[kind]],
        "changed": changed(before, after),
        "outputs": outputs,
    }
    documents = {
        endpoint["ServiceName"].partition(f".{region}.")[2]: [json.loads(endpoint["PolicyDocument"])]
        for endpoint in endpoints
    } | {f"role:{name}": list(role["inline"].values()) for name, role in new["role"].items()}
    return Observation(ordered(world), documents)


def names_of_new(before: dict, after: dict, region: str) -> dict[str, str]:
    """A name for each new id, numbered from the second of a kind on."""
    names: dict[str, str] = {}

    def name(identity: str, wanted: str) -> None:
        count = sum(1 for given in names.values() if given.partition("#")[0] == wanted)
        names[identity] = f"{wanted}#{count + 1}" if count else wanted

    def new(kind: str) -> list[tuple[str, dict]]:
        return [(key, item) for key, item in after[kind].items() if key not in before[kind]]

    for _, endpoint in new("endpoint"):
        # Before its id, which stands in it.
        for entry in endpoint.get("DnsEntries", []):
            service = endpoint["ServiceName"].partition(f".{region}.")[2]
            name(f"{entry['HostedZoneId']}:{entry['DnsName']}", f"dns:{service}")
    for key, _ in new("vpc"):
        name(key, "vpc:new")
    by_address = sorted(new("subnet"), key=lambda found: ip_network(found[1]["CidrBlock"]))
    for number, (key, _) in enumerate(by_address, start=1):
        name(key, f"subnet:new:{number}")
    for key, table in new("route_table"):
        name(key, "rtb:main" if is_main(table) else "rtb:new")
    for key, group in new("security_group"):
        name(key, "sg:endpoint" if given(group) else "sg:default")
    for key, endpoint in new("endpoint"):
        name(key, f"vpce:{endpoint['ServiceName'].partition(f'.{region}.')[2]}")
    return names


def repeated(items: Iterable[str]) -> list[str]:
    return [item for item, count in Counter(items).items() if count > 1]


def named(value: Any, names: dict[str, str]) -> Any:
    text = json.dumps(value, default=str)
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
    # What is not said is IPv4.
    form["addresses"] = [
        endpoint.get("IpAddressType", "ipv4"),
        endpoint.get("DnsOptions", {}).get("DnsRecordIpType", "ipv4"),
    ]
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


def vpc_form(vpc: dict) -> dict[str, Any]:
    return {
        "cidr": vpc["CidrBlock"],
        "dns_support": vpc["enableDnsSupport"],
        "dns_hostnames": vpc["enableDnsHostnames"],
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


def given(group: dict) -> bool:
    """Whether the template made it: EC2 gives each VPC a group and a main route table by itself."""
    return group["GroupName"] != "default"


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
