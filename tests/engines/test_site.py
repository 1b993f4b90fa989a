"""What `book/build` says of a built book: descriptions and links.

Input: books of a few pages, made here. Output: whether each broken link is reported, and nothing else. Never: builds the
book; `./test` does.
"""

import sys

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
