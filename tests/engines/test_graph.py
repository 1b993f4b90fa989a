"""What `ecrc graph` writes, in the tools that draw it.

Input: every example, and a template full of what means something to Mermaid, Markdown, DOT or XML. Output: whether Mermaid's
own parser, graphviz and an XML parser accept the pictures, and, with Chromium, whether texts are as wide as they were measured.
Never: judges how a picture looks.
"""

import json
import os
import re
import shutil
import subprocess
from xml.etree import ElementTree

import pytest

from ecrc import run
from job import ROOT

TOOLS = os.environ.get("ECRC_DRAW_TOOLS")
needs_tools = pytest.mark.skipif(TOOLS is None and "CI" not in os.environ, reason="needs npm")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

HOSTILE = """
Resources:
  V: { Type: "AWS::EC2::VPC", Properties: { CidrBlock: 10.0.0.0/16 } }
  Api:
    Type: AWS::EC2::VPCEndpoint
    Properties:
      VpcId: !Ref V
      ServiceName: com.amazonaws.us-east-1.ecr.api
      VpcEndpointType: Interface
      SubnetIds:
        - "1. <script>alert(1)</script>"
        - "- *a* **b** _c_ ~~d~~ `e` [f](http://x.y/) www.a.com a@b.co #h !i | j > k & &amp; #35; end subgraph"
        - '\\"] --> x["\\\\'
        - "東京 é %% comment"
      SecurityGroupIds: ['a "quoted" \\ back;slash']
"""


def draw(source: str, form: str, *more: str) -> str:
    done = run("graph", source, "--format", form, *more)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    hostile = tmp_path_factory.mktemp("graph") / "hostile.yaml"
    hostile.write_text(HOSTILE, encoding="utf-8")
    examples = sorted(str(path) for path in (ROOT / "examples").iterdir() if path.suffix == ".ecr" or path.is_dir())
    # One string of DOT may not be as long as this policy.
    long = hostile.with_name("long.ecr")
    allows = "".join(f'  allow pull role "r-{at}" repo "some-team/app-{at}";\n' for at in range(60))
    long.write_text(f"private_ecr <\n  region us-east-2;\n  launch fargate 1.4.0;\n  logs none;\n{allows}>\n")
    return [*examples, str(hostile), str(long)]


@needs_tools
def test_mermaid_and_graphviz_accept_every_picture(sources):
    drawn = [(form, draw(source, form)) for source in sources for form in ("mermaid", "dot")]
    said = ["--launch", "fargate:1.4.0", "--launch", "ec2", "--trace"]
    drawn += [(form, draw(source, form, *said)) for source in sources[-4:] for form in ("mermaid", "dot")]
    done = run("diff", sources[-1], str(ROOT / "examples" / "fargate.ecr"), "--format", "markdown", "--no-text")
    drawn.append(("mermaid", done.stdout.split("```mermaid\n")[1].split("```")[0]))
    wrong = [("mermaid", 'flowchart LR\n a["x" -->'), ("dot", 'digraph { a [label="x }')]
    done = subprocess.run(
        ["node", str(ROOT / "tests" / "engines" / "draw.mjs")],
        input=json.dumps(drawn + wrong),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    *faults, mermaid, dot = json.loads(done.stdout)
    assert faults == [None] * len(drawn)
    assert mermaid is not None and dot is not None, "what is wrong is refused"


def test_every_picture_is_xml(sources):
    for source in sources:
        root = ElementTree.fromstring(draw(source, "svg"))
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        tags = {element.tag.rpartition("}")[2] for element in root.iter()}
        assert tags <= {"svg", "title", "desc", "style", "g", "a", "rect", "text", "path", "circle"}


@pytest.mark.skipif(CHROMIUM is None and "CI" not in os.environ, reason="needs Chromium")
def test_texts_are_as_wide_as_measured(tmp_path):
    """In Arial, or a font with its widths: then no text is stretched or squeezed."""
    fonts = subprocess.run(["fc-match", "Arial"], capture_output=True, text=True, check=False).stdout
    if not re.search("Arial|Liberation|Arimo", fonts):
        pytest.skip("needs Arial, or a font with its widths")
    svg = draw(str(ROOT / "examples" / "secrets-exec-kms.ecr"), "svg")
    measure = """<script>
      const found = [...document.querySelectorAll("text")].map((text) => {
        const wanted = Number(text.getAttribute("textLength"));
        text.removeAttribute("textLength");
        return [text.textContent, wanted, text.getComputedTextLength()];
      });
      document.body.textContent = JSON.stringify(found);
    </script>"""
    page = tmp_path / "page.html"
    page.write_text(f'<!doctype html><meta charset="utf-8"><body>{svg}{measure}</body>', encoding="utf-8")
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", page.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    found = json.loads(re.search(r"<body>(.*)</body>", done.stdout, re.DOTALL)[1].replace("&lt;", "<").replace("&gt;", ">"))
    assert len(found) > 20
    off = [text for text in found if abs(text[1] - text[2]) > 1 + 0.01 * text[1]]
    assert off == []
