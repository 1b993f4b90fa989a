"""Generated specs on the engines: a few hundred, of every statement, in every region.

Input: specs that the compiler's own generator writes, with any seed. Output: whether cfn-lint and `terraform
validate` find nothing, each in one process for each region or for all. It is a nightly test: it runs if ECRC_NIGHTLY is set.

    ECRC_NIGHTLY=1 tests/engines/run -k generated
"""

import collections
import json
import os
import subprocess

import pytest

import ecrc
import terraform
from test_cloudformation import CFN_LINT
from test_sarif import ROOT

pytestmark = [
    pytest.mark.skipif("ECRC_NIGHTLY" not in os.environ, reason="ECRC_NIGHTLY is not set"),
    pytest.mark.xdist_group("generated"),
]
COUNT = 300


@pytest.fixture(scope="module")
def generated(deploys):
    """The specs, and for each target the products by block."""
    folder = deploys.scratch("generated", "specs")
    command = ["cargo", "test", "--locked", "--quiet", "--test", "it", "generated_specs_are_written", "--", "--ignored"]
    environment = {**os.environ, "ECRC_GENERATE": str(folder)}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=600)
    out = {target: deploys.scratch("generated", target) for target in ("cfn", "tf")}
    for target, place in out.items():
        flags = ["--module"] if target == "tf" else []
        done = ecrc.run("build", folder, "-t", target, "-o", f"{place}/", *flags)
        assert done.returncode == 0, done.stderr[-3000:]
    return folder, out


def region_of(template: str) -> str:
    """By the template's own assertion."""
    return template.split("This template is for the region ")[1].split(" ")[0]


def test_cfn_lint_has_nothing_to_say(generated):
    _, out = generated
    by_region = collections.defaultdict(list)
    for path in sorted(out["cfn"].glob("*.yaml")):
        by_region[region_of(path.read_text(encoding="utf-8"))].append(path.name)
    assert sum(map(len, by_region.values())) == COUNT
    found = []
    for region, names in by_region.items():
        command = [CFN_LINT, "--format", "json", "--regions", region, "--", *names]
        done = subprocess.run(command, cwd=out["cfn"], capture_output=True, text=True, timeout=600, check=False)
        found += json.loads(done.stdout or "[]")
    assert not found, json.dumps(found[:3], indent=2)


@pytest.mark.usefixtures("has_terraform")
def test_validate_has_nothing_to_say(generated, deploys):
    """One root that calls every product as a module."""
    _, out = generated
    called = {}
    for path in sorted(out["tf"].glob("*/main.tf.json")):
        variables = json.loads(path.read_text(encoding="utf-8")).get("variable", {})
        some = {"vpc_id": "vpc-0a1b2c3d", "subnet_ids": ["subnet-0a1b2c3d"], "route_table_ids": ["rtb-0a1b2c3d"]}
        called[path.parent.name] = {"source": f"./{path.parent.name}"} | {
            name: some[name] for name in variables if name != "//"
        }
    assert len(called) == COUNT
    (out["tf"] / "main.tf.json").write_text(json.dumps({"module": called}), encoding="utf-8")
    root = terraform.Root(out["tf"], deploys.plugin_dir)
    root.succeed("init")
    found = root.validate()
    assert not found, json.dumps(found[:3], indent=2)
