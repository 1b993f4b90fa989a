"""The JSON outputs, against the schemas that `ecrc schema` prints.

Input: every example, every broken case, the templates that trace is tested on, and error texts. Output: whether each JSON
document is valid under its schema, read strictly: a key that the schema does not list is a failure here, though users may
meet one in a later version.
Never: judges what the documents say.
"""

import json

import jsonschema
import pytest

from ecrc import run
from job import ROOT

SCHEMAS = json.loads(run("schema").stdout)["schemas"]
EXAMPLES = ROOT / "examples"
CASES = ROOT / "tests" / "cases"


def strict(schema):
    """The schema, in which objects have no further keys."""
    if isinstance(schema, list):
        return [strict(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: strict(value) for key, value in schema.items()}
    if "properties" in closed and isinstance(closed["properties"], dict) and "type" in closed:
        closed["additionalProperties"] = False
    return closed


def judge(name, text):
    """What is wrong with a document."""
    validator = jsonschema.Draft202012Validator(strict(SCHEMAS[name]))
    errors = [f"{error.json_path}: {error.message[:300]}" for error in validator.iter_errors(json.loads(text))]
    assert not errors, errors[:5]
    return json.loads(text)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_and_is_printed_alone_too(name):
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    assert json.loads(run("schema", name).stdout) == SCHEMAS[name]


def test_what_no_schema_lists_is_found():
    found = json.loads(run("check", "--format", "json", CASES / "fail").stdout)
    found["diagnostics"][0]["more"] = found["diagnostics"][0].pop("help")
    with pytest.raises(AssertionError, match="more.*|help.*"):
        judge("check", json.dumps(found))


def test_check():
    for folder in (EXAMPLES, CASES / "pass", CASES / "fail"):
        judge("check", run("check", "--format", "json", folder).stdout)
    found = judge("check", run("check", "--format", "json", CASES / "fail").stdout)["diagnostics"]
    assert any(one["fixes"] for one in found) and any(one["labels"] for one in found)


def test_audit():
    files = sorted((CASES / "audit").iterdir()) + [CASES / "trace" / "fargate.yaml"]
    for file in files:
        judge("audit", run("audit", "--format", "json", file).stdout)
    unknown = run("audit", "--format", "json", CASES / "trace" / "fargate.yaml", CASES / "audit").stdout
    assert judge("audit", unknown)["summary"]["files"] >= 2


def test_endpoints():
    blocks = []
    for file in sorted(EXAMPLES.glob("*.ecr")) + sorted((CASES / "pass").glob("*.ecr")):
        done = run("endpoints", "--format", "json", file)
        if done.returncode == 0:
            blocks += judge("endpoints", done.stdout)["blocks"]
    endpoints = [endpoint for block in blocks for endpoint in block["endpoints"]]
    assert any(endpoint["zone"] for endpoint in endpoints) and any(endpoint["existing"] for endpoint in endpoints)


def test_diff(tmp_path):
    old, new = tmp_path / "old.ecr", tmp_path / "new.ecr"
    block = "private_ecr web < region us-east-2; launch fargate 1.4.0; logs {}; {} >\n"
    old.write_text(block.format("none", 'allow pull role "a" repo "x/*"'))
    new.write_text(block.format("awslogs", 'tag "k" "v"; private_dns logs off'))
    for one, other in ((old, new), (new, old), (old, old)):
        for target in ("cfn", "tf"):
            judge("diff", run("diff", "--format", "json", "-t", target, one, other).stdout)
    found = judge("diff", run("diff", "--format", "json", old, new).stdout)["templates"][0]
    assert found["access"]["grants"] and found["resources"] and found["meanings"]


def test_explain():
    seen = json.loads((CASES / "errors_seen.json").read_text(encoding="utf-8"))
    texts = [one["text"] for one in seen.values() if isinstance(one, dict)][::3]
    for text in texts:
        judge("explain", run("explain", "--format", "json", text).stdout)
    judge("explain", run("explain", "--format", "json", "no error of AWS").stdout)


def test_report():
    for file in (CASES / "trace" / "fargate.yaml", EXAMPLES, *sorted((CASES / "audit").iterdir())):
        done = run("report", "--format", "json", "--launch", "fargate:1.4.0", file)
        if done.returncode == 0:
            judge("report", done.stdout)
    vpcs = judge("report", run("report", "--format", "json", EXAMPLES).stdout)["vpcs"]
    assert any(vpc["template"] for vpc in vpcs) and any(vpc["access"]["grants"] for vpc in vpcs)


def test_trace():
    for file in (CASES / "trace" / "fargate.yaml", EXAMPLES):
        starts = judge("trace", run("trace", "--format", "json", file).stdout)["starts"]
        assert starts
    error = "CannotPullContainerError: dial tcp 10.0.3.21:443: i/o timeout"
    spec = CASES / "trace" / "fargate.yaml"
    judge("trace-error", run("trace", "--format", "json", "--error", error, spec).stdout)
