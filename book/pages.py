"""Finishes the built book: gives each page a description of its own, and finds broken links.

Input: the directory that `mdbook build` wrote, the path under which it is served, and files that may be missing. Output: its pages, each with its first
paragraph as the description; broken links on standard error, and exit code 1 if there is one. Never: asks the network.
"""

from __future__ import annotations

import html
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

# As long as search engines show it.
LONGEST = 160
DESCRIPTION = re.compile(r'(<meta (?:name="|property="og:)description" content=")[^"]*(")')
# One page repeats all others, and its links lead into itself.
PRINT = "print.html"


class Page(HTMLParser):
    """What a page links to, what can be linked to in it, and its first paragraph."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.repeated: set[str] = set()
        self.base = ""
        self._in_main = False
        self._first: list[str] | None = None
        self._closed = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "base":
            self.base = given["href"]
        elif link := given.get("href") or given.get("src"):
            self.links.append(link)
        if name := given.get("id"):
            (self.repeated if name in self.anchors else self.anchors).add(name)
        self._in_main |= tag == "main"
        if tag == "p" and self._in_main and self._first is None:
            self._first = []

    def handle_endtag(self, tag: str) -> None:
        self._closed |= tag == "p" and self._first is not None

    def handle_data(self, data: str) -> None:
        if self._first is not None and not self._closed:
            self._first.append(data)

    @property
    def description(self) -> str:
        """The first paragraph, up to the last sentence or word that fits."""
        text = " ".join("".join(self._first or []).split()).rstrip(":")
        if len(text) <= LONGEST:
            return text
        sentence = text[: LONGEST + 1].rfind(". ")
        return text[: sentence + 1] if sentence > 60 else text[: LONGEST - 1].rsplit(" ", 1)[0] + " …"


def described(text: str, description: str) -> str:
    """The page's text with that description, for search engines and for previews of links."""
    escaped = html.escape(description)
    return DESCRIPTION.sub(lambda found: found[1] + escaped + found[2], text)


def broken(pages: dict[str, Page], files: set[str], served: str) -> list[str]:
    """The links that lead nowhere, and the names that a page gives twice. `files` are paths below the book's folder, and
    `served` is the path that the book has on its host."""
    host = "book.invalid"
    found = []
    for name, page in pages.items():
        found += [f"{name}: #{anchor} is there twice" for anchor in sorted(page.repeated)]
        for link in page.links:
            # The heading of the page for lost addresses links to itself, which its <base> makes a link to the first page.
            if page.base and link.startswith("#"):
                continue
            target = urlsplit(urljoin(f"https://{host}{page.base or served + name}", link))
            if target.netloc != host:
                continue
            path = unquote(target.path).removeprefix(served)
            path += "index.html" if path in ("", "/") or path.endswith("/") else ""
            if path not in files:
                found.append(f"{name}: {link} leads to no file")
            elif target.fragment and path in pages and unquote(target.fragment) not in pages[path].anchors:
                found.append(f"{name}: {link} leads to no heading")
    return found


def finish(book: Path, served: str, without: tuple[str, ...] = ()) -> list[str]:
    """Describes the pages, and returns what is wrong with them. Links may lead to files that this book does without."""
    here = {path.relative_to(book).as_posix() for path in book.rglob("*") if path.is_file()}
    files = here | set(without)
    pages = {}
    for name in sorted(here):
        if not name.endswith(".html") or name == PRINT:
            continue
        text = (book / name).read_text(encoding="utf-8")
        pages[name] = Page(text)
        if description := pages[name].description:
            (book / name).write_text(described(text, description), encoding="utf-8")
    return broken(pages, files, served)


if __name__ == "__main__":
    faults = finish(Path(sys.argv[1]), sys.argv[2], tuple(sys.argv[3:]))
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(1 if faults else 0)
