"""A session with `ecrc lsp`, by the client that VS Code speaks the protocol with.

Input: a broken spec, and a sound one that is typed sign by sign. Output: whether the server answers as `check`, `fmt` and
`build` do.
Never: tests each answer in detail; the sessions in tests/it do.
"""

import json
import os
import subprocess

import pytest

from ecrc import run
from job import ROOT

TOOLS = os.environ.get("ECRC_VSCODE_TOOLS")

BROKEN = 'private_ecr web <\n  region "us-east-2";\n  tag "k" "\U0001f600"; logs awslog;\n  launch fargate 1.4.0\n>\n'
SOUND = "private_ecr web <\n  region us-east-2;\n  launch fargate 1.4.0;\n  logs   awslogs;\n  vpc new 10.0.0.0/16\n>\n"


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    if TOOLS is None and "CI" not in os.environ:
        pytest.skip("needs npm")
    folder = tmp_path_factory.mktemp("lsp")
    spec = folder / "web.ecr"
    spec.write_text(SOUND, encoding="utf-8")
    asked = {
        "program": os.environ["ECRC_BIN"],
        "folder": str(folder),
        "path": str(spec),
        "text": BROKEN,
        "typed": SOUND,
    }
    done = subprocess.run(
        ["node", str(ROOT / "tests" / "engines" / "session.mjs")],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return {**json.loads(done.stdout), "spec": spec}


def checked(spec, text):
    """The diagnostics of `check`: code, severity, and the place as the protocol counts."""
    spec.write_text(text, encoding="utf-8")
    found = json.loads(run("check", "--format", "json", spec).stdout)["diagnostics"]
    lines = text.split("\n")
    units = lambda line, column: len(lines[line - 1][: column - 1].encode("utf-16-le")) // 2
    severity = {"error": 1, "warning": 2, "note": 3}
    return [
        (one["code"], severity[one["severity"]], one["line"] - 1, units(one["line"], one["column"]))
        for one in found
        if one["accepted"] is None
    ]


def shown(found):
    return [
        (one["code"], one["severity"], one["range"]["start"]["line"], one["range"]["start"]["character"]) for one in found
    ]


def test_the_diagnostics_are_those_of_check(said):
    assert shown(said["first"]) == checked(said["spec"], BROKEN)
    assert shown(said["typed"]) == checked(said["spec"], SOUND)


def test_fixes_are_offered(said):
    titles = [action["title"] for action in said["actions"]]
    assert "Remove the quotes" in titles and "Write `awslogs`" in titles
    assert [action["kind"] for action in said["all"]] == ["source.fixAll.ecrc"]


def test_what_is_asked_is_answered(said):
    assert "ecr.api" in said["hover"]["contents"]["value"]
    assert "launch" in [item["label"] for item in said["completion"]]
    assert [edit["newText"] for edit in said["formatted"]] == ["  logs awslogs;\n  vpc new 10.0.0.0/16;\n"]
    assert said["symbols"] and said["folds"] and said["tokens"]["data"] and said["hints"]
    assert said["lenses"][0]["command"]["title"].startswith("4 endpoints")


def test_the_template_is_that_of_build(said):
    said["spec"].write_text(SOUND, encoding="utf-8")
    assert said["template"]["text"] == run("build", said["spec"]).stdout


def test_the_session_ends_in_good_order(said):
    assert said["exit"] == 0
    # A request that is canceled may have been answered before.
    assert said["canceled"] in ("answered", -32800)


@pytest.mark.parametrize("sent", ["", "Content-Length: 2\r\n\r\n{}", "no header\r\n\r\n"])
def test_a_client_that_leaves_or_sends_what_is_no_message_ends_the_server(sent):
    done = subprocess.run([os.environ["ECRC_BIN"], "lsp"], input=sent, capture_output=True, text=True, timeout=30)
    assert done.returncode == 1 and "panicked" not in done.stderr, done.stderr
