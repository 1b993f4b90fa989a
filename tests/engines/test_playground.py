"""What the playground shows, in a browser without a network.

Input: the page that `playground/build` made, a spec, templates and error texts, whole sessions of edits. Output: whether the page
says what the program says, at the right places; whether links restore it; what axe finds; whether it asks for anything. Never:
judges what the compiler says.
"""

import json
import os
import shutil
import subprocess

import pytest

from ecrc import run
from job import ROOT

PAGE = ROOT / "target" / "playground" / "index.html"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
TOOLS = os.environ.get("ECRC_DRAW_TOOLS")
MISSING = [what for what, is_there in [("Chromium", CHROMIUM), ("npm", TOOLS), ("playground/build", PAGE.is_file())] if not is_there]
# `.ci/run` sets the second one where there is no target for WebAssembly to be had, and says so.
IS_SKIPPED = MISSING and ("CI" not in os.environ or "ECRC_NO_PLAYGROUND" in os.environ)

# One browser for all of them.
pytestmark = [
    pytest.mark.skipif(bool(IS_SKIPPED), reason=f"needs {' and '.join(MISSING)}"),
    pytest.mark.xdist_group("playground"),
]

SPEC = """private_ecr web <
  region us-east-2;
  launch fargate 1.4.0;
  logs awslogs;
>
"""
BROKEN = SPEC.replace("1.4.0;", "1.4.0")
EXAMPLES = ROOT / "playground" / "examples"
ERROR = (EXAMPLES / "timeout.txt").read_text()
# What each text is.
KINDS = [
    ("", "Spec"),
    ("privat_ecr < region us-east-2 >", "Spec"),
    (f"# {ERROR}{SPEC}", "Spec"),
    ("apiVersion: v1\nkind: Pod\n", "Spec"),
    ('{"Resources": {"V": {"Type": "AWS::EC2::VPC"}}}', "CloudFormation"),
    ("AWSTemplateFormatVersion: 2010-09-09\nResources: {", "CloudFormation"),
    ('{"resource": {"aws_vpc": {"this": {"cidr_block": "10.0.0.0/16"}}}}', "Terraform"),
    ('# a module\nlocals {}\nmodule "vpc" {\n  source = "./vpc"\n}\n', "Terraform"),
    ('{"format_version": "1.2", "planned_values": {"root_module": {}}}', "Terraform plan"),
    (ERROR, "Error text"),
    (f'defaults to no\n  on main.tf line 2, in resource "aws_vpc_endpoint" "this":\n{ERROR}', "Error text"),
]
DEEP = [f'Resources: {"[" * 50_000}', f'locals {{\n  a = {"(" * 50_000}\n}}', f'private_ecr {"<" * 50_000}']
ATTACK = "<img src=x onerror=attacked=1>"
HOSTILE = [
    SPEC.replace("web", f'"{ATTACK}"'),
    SPEC.replace("logs awslogs", f'logs none; deny delete repo "{ATTACK}"; tag "{ATTACK}" "</script>{ATTACK}"'),
    "Resources:\n  V: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: 10.0.0.0/16 } }\n"
    f"  '{ATTACK}': {{ Type: 'AWS::EC2::VPCEndpoint', Properties: {{ VpcId: !Ref V, VpcEndpointType: Interface, "
    f"ServiceName: com.amazonaws.us-east-1.ecr.api, SubnetIds: ['{ATTACK}', '\"><svg onload=attacked=1>'] }} }}\n",
    f"CannotPullContainerError: {ATTACK} dial tcp 10.0.1.94:443: i/o timeout https://api.ecr.us-east-1.amazonaws.com/",
]


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    texts = [[path.name, path.read_text()] for path in sorted(EXAMPLES.iterdir())]
    given = {
        "page": str(PAGE),
        "spec": SPEC,
        "broken": BROKEN,
        "texts": texts,
        "kinds": [text for text, _ in KINDS],
        "hostile": HOSTILE,
        "deep": DEEP,
    }
    done = subprocess.run(
        ["node", str(ROOT / "tests" / "engines" / "playground.mjs")],
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=300,
        env={**os.environ, "ECRC_CHROMIUM": CHROMIUM},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_its_templates_are_those_of_the_program(seen, tmp_path):
    spec = tmp_path / "web.ecr"
    spec.write_text(SPEC)
    expected = {name: run("build", spec, "-t", target).stdout for name, target in [("cloudformation", "cfn"), ("terraform", "tf")]}
    assert seen["templates"] == expected and len(expected["terraform"]) > 1000


def test_its_examples_are_what_they_say(seen):
    examples = seen["examples"]
    assert len(examples) > 20
    for name, example in examples.items():
        group, _, file = name.partition("/")
        folder = ROOT / "examples" if group == "Specs" else EXAMPLES
        assert example["text"] == (folder / (f"{file}.ecr" if group == "Specs" else file)).read_text(), name
        is_broken = "error" in example["status"] or "explained" in example["status"]
        assert is_broken == (group != "Specs"), (name, example["status"])


def test_what_is_pasted_is_judged_as_by_the_program(seen):
    for name, status, codes in seen["texts"]:
        path = EXAMPLES / name
        if name.endswith(".txt"):
            answer = json.loads(run("explain", path.read_text(), "--format", "json").stdout)
            assert codes == [rule["code"] for rule in answer["rules"]], name
            assert status == "Error text: explained"
            continue
        command = "check" if name.endswith(".ecr") else "audit"
        found = json.loads(run(command, str(path), "--format", "json").stdout)["diagnostics"]
        assert codes == [[it["code"], f"{it['line']}:{it['column']}"] for it in found], name
        assert codes, name


def test_what_a_template_leaves_open_can_be_said(seen):
    said = seen["said"]
    diagnostics, unseen = said["before"]
    assert ["ECR103", "3:3"] not in diagnostics and "region" in unseen
    assert said["wrong"] == "us-east-9 is not a region of AWS"
    assert ["ECR103", "3:3"] in said["after"][0] and said["after"][1] == 0


def test_it_tells_what_a_text_is(seen):
    assert seen["kinds"] == [kind for _, kind in KINDS]


def test_errors_are_at_the_right_place(seen):
    edits = seen["edits"]
    assert edits["marks"] == ['"🐳é"', '"🐳"', "fargat"]
    assert edits["diagnostics"] == [["ECR003", "5:17"], ["ECR003", "5:27"], ["ECR002", "5:39"]]
    # A click on the last place, and F8 from the front.
    assert (edits["selected"], edits["next"]) == ("fargat", '"🐳é"')
    assert edits["lines"] == ["5"]


def test_undo_takes_back_what_was_typed_chosen_and_fixed(seen):
    assert seen["edits"]["isUndone"] and "error" not in seen["edits"]["after"]
    assert seen["undo"] == {"undone": "private_ecr mine <", "isRedone": True}
    assert seen["fix"] == {"fixed": SPEC, "undone": BROKEN}


def test_a_link_restores_text_target_and_tab(seen):
    links = seen["links"]
    assert links["restored"] == links["again"] == links["written"] == [SPEC, "terraform", "Trace"]
    assert links["length"] < 400
    said, text = links["broken"]
    assert said.startswith("The address cannot be read") and text == SPEC


def test_it_is_used_by_keyboard(seen):
    tabs = ["diagnostics", "endpoints", "diagnostics", "trace", "template", "template"]
    assert seen["keyboard"]["seen"] == [f"tab-{tab} panel-{tab}" for tab in tabs]
    assert seen["keyboard"]["left"] not in ("", "text"), "Tab leaves the text"


def test_it_needs_no_network(seen):
    assert seen["requests"] == []
    assert seen["offline"] == {"status": "Spec: no diagnostics", "template": 1}


def test_a_text_is_never_markup(seen):
    assert seen["hostile"] == {"strange": [], "attacked": None, "title": "ecrc playground"}


def test_it_goes_on_after_a_text_that_is_too_deep(seen):
    assert all("error" in said or "stopped" in said for said in seen["deep"]["said"]), seen["deep"]["said"]
    assert seen["deep"]["broken"] == "The compiler stopped: RuntimeError: unreachable"
    assert seen["deep"]["after"] == "Spec: no diagnostics" and not seen["deep"]["notice"]


def test_axe_finds_nothing_serious_and_it_fits_a_phone(seen):
    assert len(seen["looks"]) == 2 * 6
    assert {name: found for name, found in seen["looks"].items() if found} == {}


def test_no_script_fails(seen):
    assert seen["faults"] == []
