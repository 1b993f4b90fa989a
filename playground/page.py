"""Puts the playground together: one page that holds the compiler and everything else.

Input: the compiler as WebAssembly, `playground/page`, the examples. Output: the page. Never: a page that loads anything, or that
is larger than LARGEST once compressed.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import lzma
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PARTS = ROOT / "playground" / "page"
# What a host may have to send for the page, in bytes: it compresses pages with gzip. The compiler is nearly all of it.
LARGEST = 950_000
# As `page/lzma.js` unpacks it.
PACKED = [{"id": lzma.FILTER_LZMA1, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "lp": 0, "pb": 0, "dict_size": 1 << 23}]
# In their order: each uses what the ones before it define.
SCRIPTS = ["state.js", "editor.js", "views.js", "main.js"]


def examples() -> dict[str, dict[str, str]]:
    """By group and name: the project's examples that are one spec, and what else can be pasted."""
    read = lambda path: path.read_text(encoding="utf-8")  # noqa: E731
    return {
        "Specs": {path.stem: read(path) for path in sorted((ROOT / "examples").glob("*.ecr"))},
        "With mistakes": {path.name: read(path) for path in sorted((ROOT / "playground" / "examples").iterdir())},
    }


def assembled(engine: bytes) -> str:
    """The page, with that compiler."""
    read = lambda name: (PARTS / name).read_text(encoding="utf-8")  # noqa: E731
    script = '"use strict";\n' + "\n".join(read(name) for name in SCRIPTS)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    parts = {
        # No address is loaded, and no other script runs, whatever a text says.
        "policy": f"default-src 'none'; script-src 'sha256-{digest}' 'wasm-unsafe-eval'; style-src 'unsafe-inline'; "
        "img-src data:; worker-src blob:; base-uri 'none'; form-action 'none'",
        "icon": base64.b64encode((ROOT / "book" / "theme" / "favicon.svg").read_bytes()).decode(),
        "style": read("style.css") + read("result.css"),
        "script": script,
        "worker": '"use strict";\n' + read("lzma.js") + read("worker.js"),
        "examples": json.dumps(examples(), ensure_ascii=False).replace("<", "\\u003c"),
        "engine": base64.b64encode(lzma.compress(engine, lzma.FORMAT_RAW, filters=PACKED)).decode(),
        "length": str(len(engine)),
    }
    for name in ("style", "script", "worker"):
        if re.search(r"</(script|style)|<!--", parts[name]):
            raise ValueError(f"the {name} would end its own element")
    return re.sub(r"\{\{ (\w+) \}\}", lambda found: parts[found[1]], read("page.html"))


def main(engine: Path, out: Path) -> int:
    page = assembled(engine.read_bytes()).encode()
    size = len(gzip.compress(page, 9))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(page)
    print(f"playground/build: {size:,} of {LARGEST:,} bytes, compressed")
    if size > LARGEST:
        print(f"playground/build: the page is larger than {LARGEST:,} bytes, compressed", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
