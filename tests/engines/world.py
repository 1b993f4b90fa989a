"""The world that a template is deployed into: a VPC with subnets and a route table, and whatever else the
spec says exists.

Input: an emulator, a region and the text of a block. Output: the created IDs, by the names that the
expectations use: an id that the spec names goes by that id, anything else by `vpc`, `subnet:1`, `rtb:1`.
It never creates what the template must create.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import substitute
from emulator import Emulator

CIDR = "10.129.0.0/16"  # no example uses it, so where it turns up it was looked up
ZONES = 2


@dataclass
class World:
    region: str
    vpc: str = ""
    subnets: list[str] = field(default_factory=list)
    route_tables: list[str] = field(default_factory=list)
    table: dict[str, str] = field(default_factory=dict)  # an id in the spec to the id made for it
    names: dict[str, str] = field(default_factory=dict)  # a made id to its name in the expectations
    asked: dict[str, str] = field(default_factory=dict)  # what the word `parameter` leaves open, by the parameter

    @property
    def parameters(self) -> dict[str, str | list[str]]:
        return {
            "VpcId": self.vpc,
            "VpcCidr": CIDR,
            "SubnetIds": self.subnets,
            "RouteTableIds": self.route_tables,
            **self.asked,
        }


def make(aws: Emulator, region: str, block: str, roles: list[str]) -> World:
    ec2 = aws.client("ec2", region)
    world = World(region)
    named: dict[str, list[str]] = {}
    for literal, kind in substitute.ids(block):
        named.setdefault(kind, []).append(literal)

    def known(made: str, literal: str | None, name: str) -> str:
        world.names[made] = literal or name
        if literal:
            world.table[literal] = made
        return made

    def literals(kind: str, at_least: int) -> list[str | None]:
        found = named.get(kind, [])
        return [*found, *[None] * (at_least - len(found))]

    (literal,) = literals("vpc", 1)
    world.vpc = known(ec2.create_vpc(CidrBlock=CIDR)["Vpc"]["VpcId"], literal, "vpc")
    for attribute in ("EnableDnsSupport", "EnableDnsHostnames"):
        ec2.modify_vpc_attribute(VpcId=world.vpc, **{attribute: {"Value": True}})

    zones = [zone["ZoneName"] for zone in ec2.describe_availability_zones()["AvailabilityZones"]]
    for index, literal in enumerate(literals("subnet", ZONES)):
        subnet = ec2.create_subnet(
            VpcId=world.vpc, CidrBlock=f"10.129.{16 * index}.0/20", AvailabilityZone=zones[index]
        )["Subnet"]["SubnetId"]
        world.subnets.append(known(subnet, literal, f"subnet:{index + 1}"))

    for index, literal in enumerate(literals("rtb", 1)):
        table = ec2.create_route_table(VpcId=world.vpc)["RouteTable"]["RouteTableId"]
        world.route_tables.append(known(table, literal, f"rtb:{index + 1}"))
    for index, subnet in enumerate(world.subnets):
        table = world.route_tables[index % len(world.route_tables)]
        ec2.associate_route_table(SubnetId=subnet, RouteTableId=table)

    for index, literal in enumerate(named.get("sg", [])):
        group = ec2.create_security_group(
            VpcId=world.vpc, GroupName=f"there-already-{index}", Description="there already"
        )["GroupId"]
        known(group, literal, "")
    for index, literal in enumerate(named.get("pl", [])):
        prefix_list = ec2.create_managed_prefix_list(
            PrefixListName=f"offices-{index}",
            AddressFamily="IPv4",
            MaxEntries=1,
            Entries=[{"Cidr": "192.0.2.0/24"}],
        )["PrefixList"]["PrefixListId"]
        known(prefix_list, literal, "")
    for literal, service in substitute.existing(block).items():
        known(existing_endpoint(ec2, world, service), literal, "")

    for service in substitute.existing_parameters(block):
        made = known(existing_endpoint(ec2, world, service), None, f"there:{service}")
        world.asked[substitute.parameter(service)] = made
    if "clients parameter" in block:
        group = ec2.create_security_group(VpcId=world.vpc, GroupName="clients", Description="there already")
        world.asked["ClientSecurityGroupId"] = known(group["GroupId"], None, "there:clients")

    for role in roles:
        aws.client("iam", region).create_role(RoleName=role, AssumeRolePolicyDocument=TRUST)
    return world


def existing_endpoint(ec2, world: World, service: str) -> str:
    kind = {"VpcEndpointType": "Interface", "SubnetIds": world.subnets, "PrivateDnsEnabled": True}
    if service == "s3":
        kind = {"VpcEndpointType": "Gateway", "RouteTableIds": world.route_tables}
    made = ec2.create_vpc_endpoint(
        VpcId=world.vpc, ServiceName=f"com.amazonaws.{world.region}.{service}", **kind
    )
    return made["VpcEndpoint"]["VpcEndpointId"]


TRUST = """{"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
  "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"""
