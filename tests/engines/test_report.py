"""What `ecrc report` and `ecrc graph` write, in Chromium.

Input: reports on a spec and on a template that is broken in many ways, with names that would be markup; a picture of a start.
Output: whether they are shown light and dark, on a screen and on a telephone, and on paper; whether the console stays empty,
nothing is asked for, the keyboard leads on, and axe finds nothing serious. Never: judges how they look.
"""

import json
import os
import shutil
import subprocess

import pytest

from ecrc import run
from job import ROOT

TOOLS = os.environ.get("ECRC_DRAW_TOOLS")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
needs_chromium = pytest.mark.skipif(
    (CHROMIUM is None or TOOLS is None) and "CI" not in os.environ, reason="needs Chromium and npm"
)

BROKEN = """
Resources:
  Vpc: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: 10.0.0.0/16, EnableDnsHostnames: true } }
  Private: { Type: "AWS::EC2::Subnet", Properties: { VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/20 } }
  Registry:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref Vpc
      ServiceName: com.amazonaws.us-east-2.ecr.dkr
      VpcEndpointType: Interface
      PrivateDnsEnabled: false
      SubnetIds: [!Ref Private, "<script>alert(1)</script>", !ImportValue elsewhere]
      SecurityGroupIds: ['"><img src=x onerror=alert(1)>']
      PolicyDocument: { Statement: [{ Effect: Allow, Principal: "*", Action: "ecr:*", Resource: "*" }] }
"""


WRONG = """<!doctype html><meta charset="utf-8"><title>Wrong</title><body style="background: #fff">
<p style="color: #ccc">pale</p><img src="http://127.0.0.1:9/none.png"><div style="width: 3000px">wide</div>
<script>console.log("said")</script>"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    (folder / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    broken = [str(folder / "broken.yaml"), "--launch", "fargate:1.4.0", "--launch", "ec2"]
    for name, arguments in {
        "broken.html": ["report", *broken],
        "least.html": ["report", str(ROOT / "examples" / "least-privilege.ecr")],
        "start.svg": ["graph", "--trace", *broken],
    }.items():
        done = run(*arguments, "-o", str(folder / name))
        assert done.returncode == 0, done.stderr
    pages = [(folder / name).as_uri() for name in ("broken.html", "least.html")]
    # A picture has no body of its own: it is looked at in the page that shows it.
    shown = folder / "picture.html"
    picture = (folder / "start.svg").read_text(encoding="utf-8")
    shown.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>A picture</title><main><h1>Picture</h1>'
        f'<div style="overflow-x:auto" tabindex="0">{picture}</div></main>',
        encoding="utf-8",
    )
    wrong = folder / "wrong.html"
    wrong.write_text(WRONG, encoding="utf-8")
    done = subprocess.run(
        ["node", str(ROOT / "tests" / "engines" / "page.mjs")],
        input=json.dumps([*pages, shown.as_uri(), wrong.as_uri()]),
        env={**os.environ, "ECRC_CHROMIUM": str(CHROMIUM)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@needs_chromium
def test_pages_say_nothing_and_ask_for_nothing(seen):
    assert [page["console"] + page["asked"] for page in seen[:3]] == [[], [], []]


@needs_chromium
def test_pages_are_light_or_dark_and_fit_a_telephone(seen):
    for page in seen[:2]:
        assert page["background"] == {"light": "rgb(255, 255, 255)", "dark": "rgb(13, 17, 23)"}
    # On a screen, on a telephone and on paper.
    assert [page["wide"] for page in seen[:3]] == [[], [], []]


@needs_chromium
def test_axe_finds_nothing_serious(seen):
    assert [page["axe"] for page in seen[:3]] == [[], [], []]


@needs_chromium
def test_the_keyboard_leads_on_and_paper_takes_the_page(seen):
    for page in seen[:2]:
        assert page["focused"][0] == "Skip to the report"
        assert page["focused"][2] == "What the rules report"
        assert page["sheets"] > 1


@needs_chromium
def test_what_is_wrong_with_a_page_is_seen(seen):
    wrong = seen[3]
    assert wrong["console"] and wrong["asked"] and wrong["wide"]
    assert {rule for _, rule, _ in wrong["axe"]} >= {"color-contrast", "image-alt", "html-has-lang"}
    assert wrong["background"]["dark"] == "rgb(255, 255, 255)"
