#!/usr/bin/env python3
"""Writes `table.tsv`: the names and regions of endpoint services.

Made on 2026-11-30, in this directory, by

    pip download --no-deps --dest /tmp botocore==1.44.8
    npm pack aws-cdk-lib@2.276.0 --pack-destination /tmp
    ./generate.py /tmp/botocore-1.44.8-py3-none-any.whl /tmp/aws-cdk-lib-2.276.0.tgz > table.tsv

The keys are those of `../endpoint_services.rs`, and the regions those of `../region.rs`. How a name begins in a region
comes from `aws-cdk-lib` (`aws-ec2/lib/vpc-endpoint.js`). Where a service is, and by which name clients call it, comes
from botocore's `endpoints.json`: AWS publishes no list of the regions of endpoint services, and an endpoint is nowhere
where its service is not. Both packages are under Apache-2.0.
"""

import json
import pathlib
import re
import sys
import tarfile
import zipfile

HERE = pathlib.Path(__file__).parent

# Keys whose service botocore lists under another name. The others are listed by the key itself, or by its parts in
# reverse: `ecr.api` is `api.ecr`.
OTHER_NAMES = {"kinesis-firehose": "firehose", "kinesis-streams": "kinesis"}

# Without a region, by "AWS services that integrate with AWS PrivateLink" (read 2026-11-29); aws-cdk-lib has it not.
NO_REGION = {"route53": "com.amazonaws.route53"}


def keys():
    text = (HERE / "../endpoint_services.rs").read_text()
    return re.findall(r'"([a-z0-9.-]+)"', text.split("ENDPOINT_SERVICES: &[&str] = &[")[1].split("];")[0])


def regions():
    """The regions that AWS has opened."""
    return re.findall(r'^    region\("([a-z0-9-]+)"', (HERE / "../region.rs").read_text(), re.M)


def spelled(package):
    """Of aws-cdk-lib: the names that do not begin by the rule, and the keys with the partition's own prefix by region."""
    with tarfile.open(package) as archive:
        text = archive.extractfile("package/aws-ec2/lib/vpc-endpoint.js").read().decode()
    names = {}
    for key, prefix, is_global in re.findall(
        r'new InterfaceVpcEndpointAwsService\("([^"]+)",\s*"([^"]+)"(?:,void 0,\{global:(!0)\})?', text
    ):
        names[key] = f"{prefix}.{key}" if is_global else f"{prefix}.{{}}.{key}"
    own = text.split("getDefaultEndpointPrefix(name,region){if(")[1].split("[region]")[0]
    return names, json.loads(own)


def offered(package):
    """Of botocore: the host of each service by region."""
    with zipfile.ZipFile(package) as archive:
        partitions = json.loads(archive.read("botocore/data/endpoints.json"))["partitions"]
    hosts = {}
    for partition in partitions:
        for service, listed in partition["services"].items():
            if listed.get("isRegionalized") is False:
                continue
            for region, endpoint in listed["endpoints"].items():
                pattern = endpoint.get("hostname") or listed.get("defaults", {}).get("hostname")
                pattern = pattern or partition["defaults"]["hostname"]
                filled = pattern.replace("{service}", service).replace("{region}", region)
                hosts.setdefault(service, {})[region] = filled.replace("{dnsSuffix}", partition["dnsSuffix"])
    return hosts


def short(listed, every):
    """`!` and what is missing, where that is shorter."""
    missing = [region for region in every if region not in listed]
    return "!" + ",".join(missing) if len(missing) < len(listed) else ",".join(listed)


def main(botocore, cdk):
    every = regions()
    names, own = spelled(cdk)
    services = offered(botocore)
    print("key\tname\tregions with the partition's own prefix\tregions with the service\thost before the region")
    names |= NO_REGION
    for key in keys():
        name = names.get(key, f"com.amazonaws.{{}}.{key}")
        service = OTHER_NAMES.get(key, key)
        hosts = services.get(service) or services.get(".".join(reversed(key.split("."))), {})
        listed = [region for region in every if region in hosts and "{}" in name]
        labels = {hosts[region].partition(f".{region}.")[0] for region in listed}
        prefixed = [region for region in every if key in own.get(region, [])]
        print(
            key,
            name,
            ",".join(prefixed) or "-",
            short(listed, every) if listed else "?",
            labels.pop() if len(labels) == 1 else "?",
            sep="\t",
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
