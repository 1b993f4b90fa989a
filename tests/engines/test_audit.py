"""What is deployed, as `ecrc audit --collect` has it written down: the script runs on moto, and the audit of what it wrote
finds what the audit of the template finds.

Input: the CloudFormation products of every scenario, whole and broken in one place, and worlds by hand. Output: nothing
but passes. It never lets the script reach beyond the loopback address.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import cloudformation
import ecrc
import terraform
from scenario import SCENARIOS, Scenario, every

TOOLS = Path(sys.executable).parent
SHELLS = [shell for shell in ("sh", "dash", "bash") if shutil.which(shell)]

def collect(deploys, region: str, vpc: str, folder: Path, *more: str, shell: str = "sh") -> None:
    """Runs the script; the AWS CLI is that of the tests' environment, and its AWS is moto."""
    printed = ecrc.run("audit", "--collect", vpc, "--region", region, *more)
    assert (printed.returncode, printed.stderr) == (0, "")
    environment = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")} | {
        "AWS_ENDPOINT_URL": deploys.aws.address,
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_CONFIG_FILE": os.devnull,
        "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}",
    }
    done = subprocess.run(
        [shell, "-s", str(folder)],
        input=printed.stdout,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def findings(path: Path, scenario: Scenario) -> set[tuple[str, str]]:
    """Severity and code of what an audit finds, notes aside: they speak of what a reader should know."""
    said = ["--region", scenario.region, "--launch", LAUNCHES[scenario.id]]
    done = ecrc.run("audit", "--format", "json", *said, path)
    assert done.stdout, done.stderr
    found = json.loads(done.stdout)["diagnostics"]
    return {(it["severity"], it["code"]) for it in found if it["severity"] != "note"}


# One of each kind of example: moto and the AWS CLI take seconds for each.
LAUNCHES = {
    "fargate": "fargate:1.4.0",
    "new-vpc-three-zones": "fargate:1.4.0",
    "fargate-and-ec2": "ec2",
    "secrets-exec-kms": "fargate:1.4.0",
    "eks-private": "eks",
}


def dkr_without_private_dns(resources: dict) -> None:
    resources["EcrDkrEndpoint"]["Properties"]["PrivateDnsEnabled"] = False


def another_port(resources: dict) -> None:
    for resource in resources.values():
        if resource["Type"] == "AWS::EC2::SecurityGroupIngress":
            resource["Properties"] |= {"FromPort": 444, "ToPort": 444}


def no_route_tables(resources: dict) -> None:
    resources["S3Endpoint"]["Properties"]["RouteTableIds"] = []


def layers_of_another_region(resources: dict) -> None:
    for statement in resources["S3Endpoint"]["Properties"]["PolicyDocument"]["Statement"]:
        statement["Resource"] = ["arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*"]


# What is broken in a template, and the rule that it breaks.
BROKEN = {
    None: set(),
    dkr_without_private_dns: {("error", "ECR201")},
    another_port: {("error", "ECR301")},
    no_route_tables: {("error", "ECR402")},
    layers_of_another_region: {("error", "ECR403")},
}


def created(scenario: Scenario, deploys, spoil=None) -> tuple[Path, Path]:
    """The template, spoiled or not, and the folder of what AWS says of the VPC that it was deployed into."""
    made, text = deploys.prepared(scenario, "cfn-json")
    content = json.loads(text)
    if spoil:
        spoil(content["Resources"])
    text = json.dumps(content, indent=2)
    name = spoil.__name__ if spoil else "whole"
    template = deploys.scratch("audited", scenario.id, f"{name}.json")
    template.write_text(text, encoding="utf-8")
    cloudformation.create(deploys.aws, scenario.region, text, made.parameters)
    ec2 = deploys.aws.client("ec2", scenario.region)
    (vpc,) = {endpoint["VpcId"] for endpoint in ec2.describe_vpc_endpoints()["VpcEndpoints"]}
    folder = deploys.scratch("collected", scenario.id, name)
    collect(deploys, scenario.region, vpc, folder)
    return template, folder


@every(only=lambda scenario: scenario.id in LAUNCHES)
def test_a_deployed_template_is_clean(scenario, deploys):
    template, folder = created(scenario, deploys)
    assert findings(folder, scenario) == findings(template, scenario) == set()


@pytest.mark.parametrize("spoil", [spoil for spoil in BROKEN if spoil], ids=lambda spoil: spoil.__name__)
@every(only=lambda scenario: scenario.id == "fargate")
def test_what_is_broken_is_found_in_the_folder_too(scenario, spoil, deploys):
    template, folder = created(scenario, deploys, spoil)
    assert findings(folder, scenario) == BROKEN[spoil]
    # Which tables and subnets a template is given, it does not say.
    assert findings(template, scenario) in (BROKEN[spoil], set())


WORLDS = Path(__file__).parents[1] / "cases" / "worlds"


@pytest.mark.parametrize(
    "made",
    json.loads((WORLDS / "worlds.json").read_text(encoding="utf-8")),
    ids=lambda made: made["name"].replace(" ", "-"),
)
def test_a_world_is_the_same_once_it_is_deployed(made, deploys):
    """The template of a world by hand, created, and audited as the AWS CLI prints it."""
    text = (WORLDS / "world.yaml").read_text(encoding="utf-8")
    for old, new in made["yaml"]:
        assert old in text
        text = text.replace(old, new)
    deploys.aws.reset()
    region = "us-east-2"
    cloudformation.create(deploys.aws, region, text, {})
    ec2 = deploys.aws.client("ec2", region)
    (vpc,) = (vpc["VpcId"] for vpc in ec2.describe_vpcs()["Vpcs"] if not vpc["IsDefault"])
    folder = deploys.scratch("worlds", made["name"].replace(" ", "-"))
    collect(deploys, region, vpc, folder)
    said = ["--region", region, "--launch", made.get("launch", "fargate:1.4.0"), "--logs", "awslogs"]
    done = ecrc.run("audit", "--format", "json", *said, folder)
    found = json.loads(done.stdout)["diagnostics"]
    assert {it["code"] for it in found if it["severity"] != "note"} == set(made["finds"])


# Those that Terraform changes in place, one after the other.
IN_PLACE = ["clients of another network", "no route to the layers", "no DNS hostnames"]


def test_a_world_is_the_same_in_a_plan_over_what_exists_and_in_the_state(deploys, terraform_missing):
    """There Terraform names subnets, groups and tables by the ids that AWS gave them."""
    if terraform_missing:
        pytest.skip(terraform_missing)
    deploys.aws.reset()
    worlds = {made["name"]: made for made in json.loads((WORLDS / "worlds.json").read_text(encoding="utf-8"))}
    root = terraform.write(deploys.scratch("worlds", "applied"), deploys.plugin_dir, "{}", deploys.aws.address)
    root.succeed("init")
    said = ["--region", "us-east-2", "--launch", "fargate:1.4.0", "--logs", "awslogs"]
    for name in IN_PLACE:
        text = (WORLDS / "world.tf").read_text(encoding="utf-8")
        for old, new in worlds[name]["tf"]:
            assert old in text
            text = text.replace(old, new)
        (root.folder / "world.tf").write_text(text, encoding="utf-8")
        root.succeed("plan", "-input=false", "-out=next")
        plan = root.succeed("show", "-json", "next")
        root.succeed("apply", "-input=false", "next")
        for of, shown in (("plan", plan), ("state", root.succeed("show", "-json"))):
            path = deploys.scratch("worlds", f"{name.replace(' ', '-')}.{of}.json")
            path.write_text(shown, encoding="utf-8")
            done = ecrc.run("audit", "--format", "json", *said, path)
            found = json.loads(done.stdout)["diagnostics"]
            codes = {it["code"] for it in found if it["severity"] != "note"}
            assert codes == set(worlds[name]["finds"]), (name, of)


TRUST = {"Version": "2012-10-17", "Statement": []}
IMAGE = "123456789012.dkr.ecr.us-east-2.amazonaws.com/web:1"
RIGHTS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:*", "Resource": "*"}]}


@pytest.mark.xdist_group("collect")
@pytest.mark.parametrize("shell", SHELLS)
def test_services_lead_to_tasks_and_roles(shell, deploys):
    """A service in the default VPC, with a role that has a policy of its own and a managed one."""
    deploys.aws.reset()
    region = "us-east-2"
    ec2, ecs, iam = (deploys.aws.client(name, region) for name in ("ec2", "ecs", "iam"))
    vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
    subnet = ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"][0]["SubnetId"]
    group = ec2.describe_security_groups(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["SecurityGroups"][0]["GroupId"]
    role = iam.create_role(RoleName="exec", AssumeRolePolicyDocument=json.dumps(TRUST))["Role"]["Arn"]
    iam.put_role_policy(RoleName="exec", PolicyName="own", PolicyDocument=json.dumps(RIGHTS))
    managed = iam.create_policy(PolicyName="managed", PolicyDocument=json.dumps(RIGHTS))["Policy"]["Arn"]
    iam.attach_role_policy(RoleName="exec", PolicyArn=managed)
    ecs.create_cluster(clusterName="prod")
    task = ecs.register_task_definition(
        family="web",
        requiresCompatibilities=["FARGATE"],
        networkMode="awsvpc",
        cpu="256",
        memory="512",
        executionRoleArn=role,
        containerDefinitions=[{"name": "web", "image": IMAGE, "logConfiguration": {"logDriver": "awslogs"}}],
    )["taskDefinition"]["taskDefinitionArn"]
    ecs.create_service(
        cluster="prod",
        serviceName="web",
        taskDefinition=task,
        desiredCount=1,
        launchType="FARGATE",
        networkConfiguration={"awsvpcConfiguration": {"subnets": [subnet], "securityGroups": [group]}},
    )
    folder = deploys.scratch("collected", f"service-{shell}")
    absent = ["--service", "other/web", "--task", "nothing", "--role", "nobody", "--repository", "team/app"]
    collect(deploys, region, vpc, folder, "--service", "prod/web", *absent, shell=shell)

    def read(pattern: str) -> dict:
        (path,) = folder.glob(pattern)
        return json.loads(path.read_text(encoding="utf-8"))

    assert read("service.prod.web.json")["services"][0]["taskDefinition"] == task
    assert read("task-definition.arn*.json")["taskDefinition"]["executionRoleArn"] == role
    assert read("role-policy.exec.own.json")["PolicyDocument"] == RIGHTS
    assert read("attached-policies.exec.json")["RoleName"] == "exec"
    assert read("policy.*managed.json")["PolicyArn"] == managed
    not_there = {json.loads(path.read_text())["NotThere"] for path in folder.glob("*.json") if "NotThere" in path.read_text()}
    assert not_there == {
        "service other/web", "task definition nothing", "role nobody", "policy of the repository team/app",
    }
    assert not [path for path in folder.iterdir() if path.suffix != ".json"]
    # What runs is known from the folder: no endpoint is there, and the way to the internet is none of a private subnet.
    done = ecrc.run("audit", "--format", "json", folder)
    codes = {it["code"] for it in json.loads(done.stdout)["diagnostics"]}
    assert {"ECR103", "ECR106", "ECR401"} <= codes


def test_the_script_only_reads():
    """Each call of the AWS CLI in it describes, lists or gets."""
    names = ["--service", "prod/web", "--task", "web:3", "--role", "exec", "--repository", "team/app"]
    printed = ecrc.run("audit", "--collect", "vpc-0a1b2c3d", "--region", "us-east-2", *names)
    words = printed.stdout.split()
    calls = [
        words[index + 1] for index, word in enumerate(words) if word in ("ec2", "ecs", "iam", "ecr") and index + 1 < len(words)
    ]
    assert calls and all(call.startswith(("describe-", "list-", "get-")) for call in calls), calls


@pytest.mark.parametrize(
    "arguments",
    [
        ["--collect", "vpc-1'; rm -rf ~", "--region", "us-east-2"],
        ["--collect", "vpc-0a1b2c3d", "--region", "us-east-2", "--role", "x'; rm -rf ~; '"],
        ["--collect", "vpc-0a1b2c3d", "--region", "us-east-2", "--service", "$(id)/web"],
        ["--collect", "vpc-0a1b2c3d", "--region", "nowhere"],
        ["--collect", "vpc-0a1b2c3d"],
    ],
    ids=["vpc", "role", "cluster", "region", "no region"],
)
def test_a_name_is_nothing_but_a_name(arguments):
    refused = ecrc.run("audit", *arguments)
    assert (refused.returncode, refused.stdout) == (2, "")
