"""What a changed property does to a resource, according to `ecrc diff`, compared with the engines.

Input: `expectations/replacement.json`, which a test of the compiler keeps equal to its tables; the changes of
`tests/cases/changes.yaml`. Output: whether CloudFormation's resource schemas and Terraform's own plans say the
same. One root is applied, with a resource of every kind; whatever changes is planned on it.
"""

import json
from pathlib import Path

import pytest
import yaml
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

import ecrc
import terraform

HERE = Path(__file__).parent
TABLE = json.loads((HERE / "expectations" / "replacement.json").read_text(encoding="utf-8"))
CHANGES = yaml.safe_load((HERE.parent / "cases" / "changes.yaml").read_text(encoding="utf-8"))
BASE = CHANGES["specs"]["all"]
REGIONS = ["us-east-1", "cn-north-1", "us-gov-west-1"]


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("kind", sorted(TABLE["cfn"]))
def test_create_only_properties_are_replaced(kind, region):
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(region, kind).schema
    pointers = schema.get("createOnlyProperties", []) + schema.get("conditionalCreateOnlyProperties", [])
    create_only = {pointer.removeprefix("/properties/") for pointer in pointers}
    for name, does in TABLE["cfn"][kind].items():
        assert name in schema["properties"], name
        assert (name in create_only) == (does == "replace"), name


def spec(statements) -> str:
    return "private_ecr all <\n" + "".join(f"  {statement};\n" for statement in statements) + ">\n"


def with_egress(text: str) -> str:
    """The root with a rule as `tasks` makes them, which a VPC of the template's own has none of."""
    root = json.loads(text)
    group = "${aws_security_group.endpoint.id}"
    root["resource"]["aws_vpc_security_group_egress_rule"]["https"] = {
        "security_group_id": group,
        "ip_protocol": "tcp",
        "from_port": 443,
        "to_port": 443,
        "referenced_security_group_id": group,
        "description": "https to the interface endpoints",
    }
    return json.dumps(root)


class Planned:
    """A root that is applied, and what Terraform would do for another one in its place."""

    def __init__(self, deploys):
        deploys.aws.reset()
        self.deploys = deploys
        self.text = with_egress(self.build(spec([*BASE, "clients 10.0.0.0/16, 2001:db8::/32"]), "base"))
        self.root = terraform.write(
            deploys.scratch("replacement", "root"), deploys.plugin_dir, self.text, deploys.aws.address
        )
        self.root.succeed("init")
        self.apply(self.text)

    def build(self, text: str, name: str) -> str:
        folder = self.deploys.scratch("replacement", name)
        folder.mkdir(parents=True)
        (folder / "all.ecr").write_text(text, encoding="utf-8")
        done = ecrc.run("build", folder / "all.ecr", "-t", "tf")  # with warnings: one zone alone is one
        assert done.returncode == 0, done.stderr
        return done.stdout

    def write(self, text: str) -> None:
        (self.root.folder / "main.tf.json").write_text(text, encoding="utf-8")

    def apply(self, text: str) -> None:
        self.write(text)
        self.root.succeed("apply", "-input=false", "-auto-approve")

    def plan(self, text: str) -> dict[str, dict]:
        """What would change, by address."""
        self.write(text)
        self.root.succeed("plan", "-input=false", "-refresh=false", "-out=changed")
        shown = json.loads(self.root.succeed("show", "-json", "changed"))
        return {found["address"]: found["change"] for found in shown["resource_changes"]}


@pytest.fixture(scope="module")
def planned(deploys, terraform_missing):
    return None if terraform_missing else Planned(deploys)


# Another value of each argument. Values that AWS itself would refuse are fine: nothing of it is applied.
OTHER = {
    "availability_zone": "us-east-2c",
    "cidr_block": "10.9.0.0/24",
    "description": "another description",
    "enable_dns_hostnames": False,
    "enable_dns_support": False,
    "from_port": 444,
    "ip_protocol": "udp",
    "policy": json.dumps({"Version": "2012-10-17", "Statement": []}),
    "assume_role_policy": json.dumps({"Version": "2012-10-17", "Statement": []}),
    "private_dns_enabled": False,
    "role": "another",
    "route_table_id": "rtb-0123456789abcdef0",
    "route_table_ids": ["rtb-0123456789abcdef0"],
    "security_group_id": "sg-0123456789abcdef0",
    "security_group_ids": ["sg-0123456789abcdef0"],
    "service_name": "com.amazonaws.us-east-2.ecr.other",
    "subnet_id": "subnet-0123456789abcdef0",
    "subnet_ids": ["subnet-0123456789abcdef0"],
    "tags": {"another": "tag"},
    "to_port": 444,
    "vpc_id": "vpc-0123456789abcdef0",
    "name": "another",
}
# A rule has one peer: these take the place of those that the root has.
PEERS = {"cidr_ipv4": "10.9.0.0/24", "cidr_ipv6": "2001:db8:9::/48"}
OTHER_PEERS = {"referenced_security_group_id": "sg-0123456789abcdef0", "prefix_list_id": "pl-0123456789abcdef0"}


def changed_root(text: str, does: str) -> tuple[str, set[tuple[str, str]]]:
    """The root with another value for each argument that does so, and those arguments by address."""
    root = json.loads(text)
    changed = set()
    for kind, arguments in TABLE["tf"].items():
        for name, resource in root["resource"][kind].items():
            peer = 0
            for argument, claim in arguments.items():
                if claim != does:
                    continue
                if argument == "vpc_endpoint_type":
                    value = {"Interface": "GatewayLoadBalancer", "Gateway": "Interface"}[resource[argument]]
                elif argument in PEERS:
                    value = PEERS[argument] if argument in resource else None
                elif argument in OTHER_PEERS:
                    continue
                else:
                    value = OTHER[argument] if argument in resource or argument == "tags" else None
                if value is None or (argument == "tags" and kind.startswith("aws_vpc_security_group_")):
                    continue
                resource[argument] = value
                changed.add((f"{kind}.{name}", argument))
    return json.dumps(root), changed


def differs(change: dict, argument: str) -> bool:
    unknown = (change.get("after_unknown") or {}).get(argument)
    return bool(unknown) or (change["before"] or {}).get(argument) != (change["after"] or {}).get(argument)


def covered(changed: set[tuple[str, str]], does: str) -> None:
    """Every row of the table that claims it was tried, the peers that a rule cannot have beside another apart."""
    tried = {(address.split(".")[0], argument) for address, argument in changed}
    rows = {
        (kind, argument)
        for kind, arguments in TABLE["tf"].items()
        for argument, claim in arguments.items()
        if claim == does and argument not in OTHER_PEERS
    }
    assert tried == rows


@pytest.mark.xdist_group("replacement")
@pytest.mark.usefixtures("has_terraform")
def test_terraform_changes_these_in_place(planned):
    text, changed = changed_root(planned.text, "in place")
    covered(changed, "in place")
    plan = planned.plan(text)
    for address, argument in changed:
        assert plan[address]["actions"] == ["update"], f"{address}: {plan[address]['actions']}"
        assert differs(plan[address], argument), f"{address}.{argument} does not change"


@pytest.mark.xdist_group("replacement")
@pytest.mark.usefixtures("has_terraform")
def test_terraform_replaces_a_rule_for_a_client_of_another_kind(planned):
    """`update_of_one_side`: what a rule has and has not is no change in place, though another CIDR is."""
    root = json.loads(planned.text)
    rules = root["resource"]["aws_vpc_security_group_ingress_rule"]
    for rule, (argument, value) in zip(rules.values(), OTHER_PEERS.items(), strict=True):
        for peer in PEERS:
            rule.pop(peer, None)
        rule[argument] = value
    plan = planned.plan(json.dumps(root))
    for name, argument in zip(rules, OTHER_PEERS, strict=True):
        change = plan[f"aws_vpc_security_group_ingress_rule.{name}"]
        assert change["actions"] == ["delete", "create"]
        assert [argument] in change["replace_paths"]


@pytest.mark.xdist_group("replacement")
@pytest.mark.usefixtures("has_terraform")
def test_terraform_replaces_for_these(planned):
    text, changed = changed_root(planned.text, "replace")
    covered(changed, "replace")
    plan = planned.plan(text)
    for address, argument in changed:
        assert plan[address]["actions"] == ["delete", "create"], f"{address}: {plan[address]['actions']}"
        paths = [path[0] for path in plan[address]["replace_paths"]]
        assert argument in paths, f"{address}.{argument} is not among {paths}"


# A plan takes seconds: those changes that claim that something is replaced or moved.
ON_THE_ROOT = [
    change
    for change in CHANGES["changes"]
    if change["of"] == "all"
    and {"replaced", "moved"} & set(change.get("terraform", change))
    and change.get("applied", True)
    and set(change.get("without", [])) <= set(BASE)
    and not change.get("also")
]
ACTIONS = {
    "added": ["create"],
    "changed": ["update"],
    "replaced": ["delete", "create"],
    "moved": ["create"],
    "removed": ["delete"],
    "unchanged": ["no-op"],
}


def actions(change: dict) -> list[str]:
    """What is planned. Where a document reads the id of an endpoint that changes in place, Terraform does not know
    before the apply that the id stays, and plans an update that comes to nothing."""
    unknown = [name for name, value in (change.get("after_unknown") or {}).items() if value is True]
    if change["actions"] == ["update"] and unknown == ["policy"]:
        others = {name: value for name, value in change["before"].items() if name != "policy"}
        if all(change["after"].get(name) == value for name, value in others.items()):
            return ["no-op"]
    return change["actions"]


def test_changes_that_claim_a_replacement_are_planned():
    assert {change["name"] for change in ON_THE_ROOT} == {
        "another CIDR for a VPC of the template's own",
        "the same client under another name",
        "the role gets another name",
    }


@pytest.mark.xdist_group("replacement")
@pytest.mark.usefixtures("has_terraform")
def test_terraform_plans_what_diff_says(planned, deploys):
    # Terraform deletes and creates at the same time, and EC2 refuses a rule that is still there: no rule comes
    # back under another name in one step.
    planned.apply(planned.build(spec([*BASE, "clients 10.0.0.0/17, 10.0.128.0/17"]), "between"))
    planned.apply(planned.build(spec(BASE), "applied"))
    for change in ON_THE_ROOT:
        statements = [statement for statement in BASE if statement not in change.get("without", [])]
        sides = deploys.scratch("replacement", "sides")
        sides.mkdir(parents=True)
        (sides / "old.ecr").write_text(spec(BASE), encoding="utf-8")
        (sides / "new.ecr").write_text(spec([*statements, *change.get("with", [])]), encoding="utf-8")
        done = ecrc.run("diff", sides / "old.ecr", sides / "new.ecr", "-t", "tf", "--format", "json", "--no-text")
        said = {}
        for resource in json.loads(done.stdout)["templates"][0]["resources"]:
            said[resource["address"]] = ACTIONS[resource["class"]]
            if resource["was"]:
                said[resource["was"]["address"]] = ["delete"]
        plan = planned.plan(planned.build((sides / "new.ecr").read_text(encoding="utf-8"), "new"))
        # The group's egress is AWS's default, which the provider wants to be said; a template of
        # CloudFormation has no such resource.
        found = {
            address: actions(planned_change)
            for address, planned_change in plan.items()
            if not address.startswith(("aws_vpc_security_group_egress_rule.", "data."))
        }
        assert found == said, change["name"]
