"""The AWS of these tests: moto's server on 127.0.0.1, in a process of its own.

Goes in: nothing. Comes out: an `Emulator` with its address, started and stopped by its process id.
It never reaches beyond the loopback address, and never changes a template to suit moto: where moto 5.2.1
drops what a template says, moto is repaired below, each repair with the reason.
"""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
import urllib.request

ACCOUNT = "123456789012"  # the account that moto plays


class Emulator:
    """A running server; `with Emulator() as aws:` ends it, also after a failure."""

    def __enter__(self) -> "Emulator":
        environment = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
        environment["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false"  # thousands of images that nobody asks for
        # The server ends when this pipe closes, so that a killed test run leaves no process behind.
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            text=True,
        )
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("moto's server did not start")
        self.address = f"http://127.0.0.1:{int(line)}"
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @functools.cache
    def client(self, service: str, region: str):
        import boto3

        return boto3.client(
            service,
            region_name=region,
            endpoint_url=self.address,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",
        )

    def reset(self) -> None:
        """An empty AWS again: no account-wide name (a role's) of one deploy meets that of the next."""
        request = urllib.request.Request(f"{self.address}/moto-api/reset", method="POST")
        with urllib.request.urlopen(request) as answer:
            answer.read()


def repair_security_group_ingress() -> None:
    """moto's `AWS::EC2::SecurityGroupIngress` fails an assertion on `SourcePrefixListId` and leaves out
    `CidrIpv6` without a word. The API behind it knows both; this hands them over."""
    from moto.ec2.models import ec2_backends
    from moto.ec2.models.security_groups import SecurityGroupIngress

    def create(cls, resource_name, cloudformation_json, account_id, region_name, **_):
        properties = cloudformation_json["Properties"]
        backend = ec2_backends[account_id][region_name]
        described = {"Description": properties["Description"]} if "Description" in properties else {}
        ranges = [
            {key: properties[key]} | described for key in ("CidrIp", "CidrIpv6") if key in properties
        ]
        groups = (
            [{"GroupId": properties["SourceSecurityGroupId"]} | described]
            if "SourceSecurityGroupId" in properties
            else []
        )
        lists = (
            [{"PrefixListId": properties["SourcePrefixListId"]} | described]
            if "SourcePrefixListId" in properties
            else []
        )
        if len(ranges) + len(groups) + len(lists) != 1:
            raise ValueError(f"{resource_name}: CloudFormation takes exactly one source")
        group = backend.describe_security_groups(group_ids=[properties["GroupId"]])[0]
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


def repair_endpoint() -> None:
    """moto's `AWS::EC2::VPCEndpoint` leaves out `Tags`, and keeps a structured `PolicyDocument` as the
    printed form of a Python dictionary, where the API answers JSON."""
    from moto.ec2.models.vpcs import VPCEndPoint

    original = VPCEndPoint.create_from_cloudformation_json.__func__

    def create(cls, resource_name, cloudformation_json, account_id, region_name, **rest):
        properties = dict(cloudformation_json["Properties"])
        if isinstance(properties.get("PolicyDocument"), dict):
            properties["PolicyDocument"] = json.dumps(properties["PolicyDocument"])
        endpoint = original(
            cls, resource_name, {"Properties": properties}, account_id, region_name, **rest
        )
        endpoint.add_tags({tag["Key"]: tag["Value"] for tag in properties.get("Tags", [])})
        return endpoint

    VPCEndPoint.create_from_cloudformation_json = classmethod(create)


def repair_zones() -> None:
    """moto knows the partitions beside `aws`, `aws-cn` and `aws-us-gov` by name and gives them no zones, without
    which no subnet can be made."""
    from moto.ec2.models.availability_zones_and_regions import RegionsAndZonesBackend, Zone

    for region in ("eusc-de-east-1", "us-iso-east-1"):
        RegionsAndZonesBackend.zones[region] = [
            Zone(region_name=region, name=f"{region}{letter}", zone_id=f"{region}-az{number}")
            for number, letter in enumerate("abc", start=1)
        ]


def main() -> None:
    from moto.server import ThreadedMotoServer

    repair_security_group_ingress()
    repair_endpoint()
    repair_zones()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    print(server.get_host_and_port()[1], flush=True)
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
