"""Corrects, in the running server, what moto 5.2.1 gets wrong about the few resources of these templates.

Input: moto's modules. Output: the same, with the methods below replaced. Only what a template says and moto
drops is carried out here; nothing is added to it and nothing is made up. Each repair says what moto does without
it. The API behind CloudFormation knows all of this, so most repairs hand over what was left behind.
"""

from __future__ import annotations

import json
from typing import Any, Callable


def apply() -> None:
    security_group_ingress()
    security_group_rule_descriptions()
    endpoint()
    vpc()
    route_table()
    route_table_association()
    zones_of_a_region()
    zones_of_young_partitions()


def after_creation(kind: type, carry_out: Callable[[Any, dict[str, Any], Any], None]) -> None:
    """Has `carry_out(made, properties, backend)` run when CloudFormation has made a resource of that kind."""
    from moto.ec2.models import ec2_backends

    original = kind.create_from_cloudformation_json.__func__

    def create(cls, resource_name, cloudformation_json, account_id, region_name, **rest):
        made = original(cls, resource_name, cloudformation_json, account_id, region_name, **rest)
        backend = ec2_backends[account_id][region_name]
        carry_out(made, cloudformation_json["Properties"], backend)
        return made

    kind.create_from_cloudformation_json = classmethod(create)


def tag_table(properties: dict[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])}


def security_group_ingress() -> None:
    """`SourcePrefixListId` fails an assertion, and `CidrIpv6` and most descriptions are left out."""
    from moto.ec2.models import ec2_backends
    from moto.ec2.models.security_groups import SecurityGroupIngress

    def create(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        properties = cloudformation_json["Properties"]
        said = {"Description": properties["Description"]} if "Description" in properties else {}

        def sources(*keys: tuple[str, str]) -> list[dict[str, str]]:
            return [{there: properties[here]} | said for here, there in keys if here in properties]

        ranges = sources(("CidrIp", "CidrIp"), ("CidrIpv6", "CidrIpv6"))
        groups = sources(("SourceSecurityGroupId", "GroupId"))
        lists = sources(("SourcePrefixListId", "PrefixListId"))
        if len(ranges) + len(groups) + len(lists) != 1:
            raise ValueError(f"{resource_name}: CloudFormation takes exactly one source")
        backend = ec2_backends[account_id][region_name]
        (group,) = backend.describe_security_groups(group_ids=[properties["GroupId"]])
        backend.authorize_security_group_ingress(
            group_name_or_id=group.id,
            ip_protocol=properties["IpProtocol"],
            from_port=properties["FromPort"],
            to_port=properties["ToPort"],
            ip_ranges=ranges,
            source_groups=groups,
            prefix_list_ids=lists,
        )
        return cls(group, properties)

    SecurityGroupIngress.create_from_cloudformation_json = classmethod(create)


def security_group_rule_descriptions() -> None:
    """A rule's description is given out where its source is a CIDR, and not where it is a group or a prefix list."""
    from moto.ec2.models.security_groups import SecurityGroupRule

    init = SecurityGroupRule.__init__

    def keep(self, *args, tags=None, **rest):
        init(self, *args, tags=tags, **rest)
        sources = [given for given in (*args, *rest.values()) if isinstance(given, dict)]
        self.said = next((source["Description"] for source in sources if "Description" in source), None)

    SecurityGroupRule.__init__ = keep
    SecurityGroupRule.description = property(lambda self: self.ip_range.get("Description") or self.said)


def endpoint() -> None:
    """`Tags` are left out, a structured `PolicyDocument` is kept as Python prints it, where EC2 answers JSON, and no
    attribute is given out. The API leaves out the address type and the DNS options, too."""
    from moto.cloudformation.exceptions import UnformattedGetAttTemplateException
    from moto.ec2.models.vpcs import VPCEndPoint
    from moto.ec2.responses.vpcs import VPCs

    def addresses(made, asked):
        made.ip_address_type, made.dns_options = asked("IpAddressType"), asked("DnsOptions")

    def carry_out(made, properties, backend):
        made.add_tags(tag_table(properties))
        addresses(made, properties.get)
        if "PolicyDocument" in properties:
            made.policy_document = json.dumps(properties["PolicyDocument"])

    create = VPCs.create_vpc_endpoint

    def created(self):
        answer = create(self)
        addresses(answer.result["VpcEndpoint"], self._get_param)
        return answer

    def attribute(made, name):
        if name == "DnsEntries":
            return [f"{entry['hosted_zone_id']}:{entry['dns_name']}" for entry in made.dns_entries or []]
        raise UnformattedGetAttTemplateException()

    after_creation(VPCEndPoint, carry_out)
    VPCs.create_vpc_endpoint = created
    VPCEndPoint.get_cfn_attribute = attribute


def vpc() -> None:
    """`EnableDnsSupport` and `EnableDnsHostnames` are left out."""
    from moto.ec2.models.vpcs import VPC

    def carry_out(made, properties, backend):
        for name, attribute in (
            ("EnableDnsSupport", "enable_dns_support"),
            ("EnableDnsHostnames", "enable_dns_hostnames"),
        ):
            if name in properties:
                backend.modify_vpc_attribute(made.id, attribute, properties[name])

    after_creation(VPC, carry_out)


def route_table() -> None:
    """`Tags` are left out."""
    from moto.ec2.models.route_tables import RouteTable

    after_creation(RouteTable, lambda made, properties, _: made.add_tags(tag_table(properties)))


def route_table_association() -> None:
    """An association is noted in a table of its own, which no API reads."""
    from moto.ec2.models.subnets import SubnetRouteTableAssociation

    def carry_out(made, properties, backend):
        backend.associate_route_table(properties["RouteTableId"], subnet_id=properties["SubnetId"])

    after_creation(SubnetRouteTableAssociation, carry_out)


def zones_of_a_region() -> None:
    """`Fn::GetAZs` of `""` answers four zones of us-east-1, in whatever region the stack is."""
    from moto.cloudformation import parsing
    from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend

    original = parsing.clean_json

    def clean_json(value, resources):
        if isinstance(value, dict) and "Fn::GetAZs" in value:
            region = original(value["Fn::GetAZs"], resources) or resources["AWS::Region"]
            return [zone.name for zone in RegionsAndZonesBackend.zones[region]]
        return original(value, resources)

    parsing.clean_json = clean_json


def zones_of_young_partitions() -> None:
    """moto knows the partitions beside `aws`, `aws-cn` and `aws-us-gov` by name and gives them no zones, without
    which no subnet can be made."""
    from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend, Zone

    for region in ("eusc-de-east-1", "us-iso-east-1"):
        RegionsAndZonesBackend.zones[region] = [
            Zone(region_name=region, name=f"{region}{letter}", zone_id=f"{region}-az{number}")
            for number, letter in enumerate("abc", start=1)
        ]
