"""What `book/build` reports about a built book, and what the book's style sheet and scripts do.

Input: books of a few pages, made here; `book/theme`; the console blocks of README and book. Output: whether each broken link
is reported, colors can be read, and painting changes no text. Never: builds the book; `./test` does.
"""

import html
import json
import os
import re
import shutil
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from job import ROOT

sys.path.insert(0, str(ROOT / "book"))
import pages  # noqa: E402

HEAD = '<meta name="description" content="of the book"><meta property="og:description" content="of the book">'


def page(body: str, head: str = HEAD) -> str:
    return f"<html><head>{head}</head><body><p>Shortcuts</p><main>{body}</main></body></html>"


@pytest.fixture
def book(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "picture.svg").write_text("<svg/>")
    (tmp_path / "index.html").write_text(page('<h1 id="ecrc">ecrc</h1><p>What <code>a &lt; b</code> "is".</p><p>More.</p>'))
    (tmp_path / "rules" / "one.html").write_text(page('<h1 id="one">One</h1>'))

    def finish(body: str, name: str = "rules/one.html", head: str = HEAD) -> list[str]:
        (tmp_path / name).write_text(page(body, head))
        return pages.finish(tmp_path, "/ecrc/")

    finish.path = tmp_path
    return finish


@pytest.mark.parametrize(
    "link",
    ["../index.html", "../index.html#ecrc", "#here", "../", "/ecrc/index.html", "https://example.com/gone", "../picture.svg"],
)
def test_a_link_that_leads_somewhere_is_fine(book, link):
    assert book(f'<h1 id="here">Here</h1><a href="{link}">x</a>') == []


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("gone.html", "no file"),
        ("index.html", "no file"),
        ("/index.html", "no file"),
        ("../../outside.html", "no file"),
        ("../index.html#gone", "no heading"),
        ("#gone", "no heading"),
    ],
)
def test_a_link_that_leads_nowhere_is_reported(book, link, why):
    assert book(f'<a href="{link}">x</a>') == [f"rules/one.html: {link} leads to {why}"]


def test_a_book_may_do_without_a_file(book):
    (book.path / "rules" / "one.html").write_text(page('<a href="../apart/index.html">x</a><a href="gone.html">y</a>'))
    assert pages.finish(book.path, "/ecrc/", ("apart/index.html",)) == ["rules/one.html: gone.html leads to no file"]


def test_a_missing_picture_is_reported(book):
    assert book('<img src="gone.svg">') == ["rules/one.html: gone.svg leads to no file"]


def test_a_name_that_is_there_twice_is_reported(book):
    assert book('<h2 id="a">A</h2><h2 id="a">A</h2>') == ["rules/one.html: #a is there twice"]


def test_the_page_for_lost_addresses_links_from_the_root(book):
    base = '<base href="/ecrc/">'
    assert book('<a href="rules/one.html">x</a>', "404.html", base) == []
    assert book('<a href="one.html">x</a>', "404.html", base) == ["404.html: one.html leads to no file"]


def test_each_page_has_its_own_description(book):
    book('<h1 id="one">One</h1><p>' + "A word or two. " * 20 + "</p>")
    read = lambda name: (book.path / name).read_text()  # noqa: E731
    assert read("index.html").count('content="What a &lt; b &quot;is&quot;."') == 2
    described = pages.DESCRIPTION.search(read("rules/one.html"))[0]
    assert described.endswith('A word or two."') and len(described) < 220


def test_a_page_without_a_paragraph_keeps_the_books(book):
    book('<h1 id="one">One</h1>')
    assert 'content="of the book"' in (book.path / "rules/one.html").read_text()


# The backgrounds of mdBook 0.5's themes: of a page, of every other row of a table, and of a block of code.
BACKGROUNDS = {
    "light": ["#ffffff", "#f7f7f7", "#f6f7f6"],
    "rust": ["#e1e1db", "#dadad3", "#f6f7f6"],
    "ayu": ["#0f141a", "#151c23", "#191f26"],
    "coal": ["#131516", "#1a1d1f", "#1d1f21"],
    "navy": ["#161923", "#1b1f2c", "#1d1f21"],
}
# What mdBook paints code with, by highlight.js: the light theme's colors, and those of coal and navy.
CODE = {
    "light": ["#000000", "#575757", "#d70025", "#b21e00", "#008200", "#0030f2", "#9d00ec"],
    "coal": ["#c5c8c6", "#969896", "#cc6666", "#de935f", "#f0c674", "#b5bd68", "#8abeb7", "#b294bb"],
}
CODE["navy"] = CODE["coal"]


def variables(theme: str) -> dict[str, str]:
    """The colors that the style sheet gives a theme; a later rule wins."""
    sheet = re.sub(r"/\*.*?\*/|@media.*?\n}\n", "", (ROOT / "book/theme/site.css").read_text(), flags=re.DOTALL)
    found = {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        if f".{theme}" in [selector.strip() for selector in selectors.split(",")]:
            found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", body))
    return found


def luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted([luminance(one), luminance(other)], reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", BACKGROUNDS)
def test_colors_can_be_read(theme):
    """WCAG 2.2, 1.4.3: text has a contrast of 4.5:1 with what is behind it."""
    page, row, code = BACKGROUNDS[theme]
    colors = variables(theme)
    behind = {"severity": [page, row], "term": [code], "links": [page, row], "searchresults": [page]}
    texts = {name: color for name, color in colors.items() if name.split("-")[0] in behind}
    assert len(texts) >= 7
    low = {
        f"{name} on {back}": round(contrast(color, back), 2)
        for name, color in texts.items()
        for back in behind[name.split("-")[0]]
        if contrast(color, back) < 4.5
    }
    assert low == {}


@pytest.mark.parametrize("theme", CODE)
def test_code_on_a_marked_line_can_be_read(theme):
    colors = variables(theme)
    # mdBook's own red has 4.5:1 on its own background, just so.
    low = [
        (color, mark) for color in CODE[theme] for mark in ("line-bad", "line-good") if contrast(color, colors[mark]) < 4.5
    ]
    assert low == []


SCRIPTS = sorted((ROOT / "book" / "theme").glob("*.js"))
needs_node = pytest.mark.skipif(shutil.which("node") is None and "CI" not in os.environ, reason="needs node")


def node(*arguments: str, given: str = "") -> str:
    done = subprocess.run(["node", *arguments], input=given, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@needs_node
@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_can_be_read(script):
    node("--check", str(script))


# Runs console.js on a page of one block, and prints what becomes of its text and what the copy button takes.
HARNESS = """
const text = require("fs").readFileSync(0, "utf8");
const block = { textContent: text, innerHTML: "" };
globalThis.document = { querySelectorAll: () => [block] };
globalThis.window = { playground_text: () => "whole" };
require(process.argv[1]);
const copied = window.playground_text({ querySelector: () => block }, false);
const other = window.playground_text({ querySelector: () => null }, false);
console.log(JSON.stringify({ html: block.innerHTML, copied, other }));
"""


def painted(text: str) -> dict[str, str]:
    return json.loads(node("-e", HARNESS, str(ROOT / "book" / "theme" / "console.js"), given=text))


def consoles() -> list[str]:
    found = []
    for page in [ROOT / "README.md", *sorted((ROOT / "book" / "src").glob("*.md"))]:
        found += re.findall(r"^```console\n(.*?)^```$", page.read_text(), flags=re.DOTALL | re.MULTILINE)
    return found


@needs_node
def test_painting_a_console_changes_no_text_and_copies_its_commands():
    blocks = consoles()
    assert len(blocks) > 20
    # One run for all: a block ends where the next one's first prompt is.
    text = "".join(blocks)
    result = painted(text)
    assert html.unescape(re.sub(r"</?span[^>]*>", "", result["html"])) == text
    assert result["copied"].splitlines() == [line[2:] for line in text.splitlines() if line.startswith("$ ")]
    assert result["other"] == "whole"


@needs_node
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("$ ecrc check", '<span class="term-prompt">$ </span><span class="term-command">ecrc check</span>'),
        ("- Sid: <a>", "- Sid: &lt;a&gt;"),
        ("error[ECR201]: no", '<span class="term-error">error[ECR201]</span><span class="term-bold">: no</span>'),
        ("a.ecr:1:2: note: b", 'a.ecr:1:2: <span class="term-note">note</span><span class="term-bold">: b</span>'),
        (
            "warning: w\n1 │ a\n  │ ^^ b",
            '<span class="term-warning">warning</span><span class="term-bold">: w</span>\n'
            '<span class="term-gutter">1 │</span> a\n'
            '<span class="term-gutter">  │</span> <span class="term-warning">^^ b</span>',
        ),
        (
            "$ ecrc diff a b\n  + c\n$ ecrc build a\n  - c",
            '<span class="term-prompt">$ </span><span class="term-command">ecrc diff a b</span>\n'
            '<span class="term-added">  + c</span>\n'
            '<span class="term-prompt">$ </span><span class="term-command">ecrc build a</span>\n  - c',
        ),
    ],
)
def test_a_console_is_painted_as_a_terminal(text, expected):
    assert painted(text)["html"] == expected


PICTURES = sorted((ROOT / "book").glob("src/**/*.svg"))


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.name)
def test_a_picture_is_described_and_follows_the_readers_colors(picture):
    text = picture.read_text()
    svg = ElementTree.fromstring(text)
    space = {"svg": "http://www.w3.org/2000/svg"}
    named = {svg.find(f"svg:{tag}", space).get("id") for tag in ("title", "desc")}
    assert svg.get("role") == "img" and set(svg.get("aria-labelledby").split()) == named
    light, dark = re.split(r"@media (?:screen and )?\(prefers-color-scheme: dark\)", text)
    assert set(re.findall(r"--[\w-]+(?=: #)", light)) == set(re.findall(r"--[\w-]+(?=: #)", dark))


def test_the_readme_shows_pictures_that_are_there():
    sources = re.findall(r'<img src="([^"]+)"', (ROOT / "README.md").read_text())
    assert sources and all((ROOT / source).is_file() for source in sources)
