"""The tree-sitter grammar in `editors/tree-sitter-ecrc`, compiled and run by tree-sitter itself.

Input: every case, example and fuzz seed, and changed copies of them. Output: whether the grammar accepts what the
compiler's parser accepts and nothing else, makes the trees of its corpus, and finds what its queries look for.
Never: judges which words a statement takes; the grammar does not say.
"""

import ctypes
import json
import random
import re
import shutil
import subprocess

import pytest

from ecrc import run
from job import ROOT

GRAMMAR = ROOT / "editors" / "tree-sitter-ecrc"
CC = shutil.which("cc")
pytestmark = pytest.mark.skipif(CC is None, reason="needs a C compiler")

# What is put into the copies: everything that the grammar tells apart.
PIECES = [
    " ", "\t", "\n", "\r\n", "\r", "\n\n  ", ";", ",", "<", ">", "{", "}", "=", "*", "é", "\u00a0", "\u2028", "\ufeff", "\x00",
    '"', '""', '"a"', '"\\"', '"\\\\"', '"\\n"', '"#"', '"\t"', '"\u200f"', '"\u2028"', "'", "'a'", "‘a’ ", "“a”", "„#“", "‘", "“",
    "#", "# a\n", "#\r\n", "#\u200f\n", "#\u202e\n", "#\x1b\n", "# //\n", "//", "--", "/* a */", "-", "/", "- -", "a//b", "a--b",
    "a", "on", "1.4.0", "logs", "kms", "s3", "region", "existing", "private_dns", "private_ecr", "defaults", "include", "includes",
    "\nlogs", "\n  launch", "\n# a\nregion ", "\nregional", "\nexisting\nlogs", "\nexisting a\nkms", "\nprivate_dns #\n s3",
    "\nprivate_ecr", "\nprivate_ecr b <", "\ndefaults <", '\ninclude "a";', "\ninclude", "> private_ecr c <", "\nincluded",
]
TOKEN = re.compile(r'#[^\n]*|"(?:\\.|[^"\\\n])*"|[\w.:/-]+|\s+|.', re.ASCII)
OTHER_QUOTES = set("“”„‘’'")


@pytest.fixture(scope="module")
def language(tmp_path_factory):
    import tree_sitter

    library = tmp_path_factory.mktemp("tree-sitter") / "ecrc.so"
    sources = [GRAMMAR / "src" / name for name in ("parser.c", "scanner.c")]
    flags = ["-std=c11", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC", "-I", GRAMMAR / "src"]
    subprocess.run([CC, *flags, "-o", library, *sources], check=True, timeout=120)
    function = ctypes.CDLL(str(library)).tree_sitter_ecrc
    function.restype = ctypes.c_void_p
    wrap = ctypes.pythonapi.PyCapsule_New
    wrap.restype, wrap.argtypes = ctypes.py_object, (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p)
    return tree_sitter.Language(wrap(function(), b"tree_sitter.Language", None))


@pytest.fixture(scope="module")
def parse(language):
    import tree_sitter

    parser = tree_sitter.Parser(language)
    return lambda text: parser.parse(text.encode()).root_node


def sources() -> list[str]:
    """The texts of the repository; what is not UTF-8 never comes to an editor's parser."""
    files = [
        *(path for folder in ("examples", "tests/cases") for path in (ROOT / folder).rglob("*.ecr")),
        *(ROOT / "fuzz" / "seeds" / "spec").iterdir(),
    ]
    texts = [path.read_bytes().decode("utf-8", errors="ignore") for path in sorted(files)]
    pages = sorted([*(ROOT / "book" / "src").rglob("*.md"), *(ROOT / "src" / "cards").rglob("*.md")])
    fences = [re.findall(r"^```ecrc[^\n]*\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.MULTILINE) for page in pages]
    return sorted({*texts, *(text for found in fences for text in found)})


def changed(text: str, chance: random.Random) -> str:
    tokens = TOKEN.findall(text[: chance.choice([300, 1000, 3000])])
    for _ in range(chance.choice([1, 1, 2])):
        at = chance.randrange(len(tokens) + 1)
        match chance.randrange(5):
            case 0:
                del tokens[at : at + 1]
            case 1:
                tokens[at : at + 1] = [chance.choice(PIECES)]
            case 2:
                tokens[at:at] = tokens[at : at + 1]
            case _:
                tokens.insert(at, chance.choice(PIECES))
    return "".join(tokens)


def verdicts(texts: list[str], folder) -> list[bool]:
    """Whether the compiler's parser finds nothing wrong, for each text.

    `fmt` looks at the words of statements only if the shape of the whole file is right. So a block with a wrong word is
    put after each text, and the text has the right shape if that word is reported.
    """
    for at, text in enumerate(texts):
        # In bytes, since a text may hold line ends of its own.
        probe = f'\nprivate_ecr probe <\n  name probe-{at};\n>\n'
        (folder / f"{at}.ecr").write_bytes((text + probe).encode())
    said = run("fmt", "--check", folder).stderr
    probed = {int(at) for at in re.findall(r"found `probe-(\d+)`", said)}
    return [at in probed and not OTHER_QUOTES & set(bare(text)) for at, text in enumerate(texts)]


def bare(text: str) -> str:
    """Without strings and comments. The parser leaves strings in other quotes to those who read statements, who take none."""
    return "".join(token for token in TOKEN.findall(text) if token[0] not in '#"')


def compare(texts: list[str], parse, folder) -> list[bool]:
    # What follows a carriage return decides whether it ends a line.
    texts = [text for text in texts if not text.endswith("\r")]
    accepted = verdicts(texts, folder)
    wrong = [(text, ours) for text, ours in zip(texts, accepted, strict=True) if parse(text).has_error == ours]
    assert not wrong, f"{len(wrong)} texts; the first, which ecrc {'accepts' if wrong[0][1] else 'rejects'}: {wrong[0][0]!r}"
    return accepted


def test_the_grammar_accepts_what_the_parser_accepts(parse, tmp_path):
    accepted = compare(sources(), parse, tmp_path)
    assert accepted.count(True) > 300 and accepted.count(False) > 50


def test_and_so_it_does_of_changed_texts(parse, tmp_path):
    chance = random.Random(18)
    texts = [changed(text, chance) for text in sources() for _ in range(3)]
    accepted = compare(texts, parse, tmp_path)
    assert accepted.count(True) > 300 and accepted.count(False) > 300


def test_the_grammar_makes_the_trees_of_its_corpus(parse):
    cases = 0
    for path in sorted((GRAMMAR / "test" / "corpus").glob("*.txt")):
        parts = re.split(r"^=+\n(.+)\n=+\n", path.read_text("utf-8"), flags=re.MULTILINE)
        for name, case in zip(parts[1::2], parts[2::2], strict=True):
            text, tree = re.split(r"^---+\n", case, flags=re.MULTILINE)
            expected = re.sub(r"\s+", " ", tree).replace(" )", ")").strip()
            assert str(parse(text.strip("\n"))) == expected, name
            cases += 1
    assert cases > 5


@pytest.mark.skipif(shutil.which("node") is None, reason="needs Node.js")
def test_what_is_generated_is_of_this_grammar():
    """`src/grammar.json` is, and `src/parser.c` is made with it: a workflow generates both again and compares them."""
    command = ["node", ROOT / "tests" / "engines" / "grammar.mjs", GRAMMAR / "grammar.js"]
    ours = json.loads(subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout)
    generated = json.loads((GRAMMAR / "src" / "grammar.json").read_text("utf-8"))
    assert {key: generated[key] for key in ours} == ours
    assert "#define LANGUAGE_VERSION 14\n" in (GRAMMAR / "src" / "parser.c").read_text("utf-8")


def test_the_queries_find_what_they_look_for(language, parse):
    import tree_sitter

    more = 'private_ecr web <>\ndefaults <\n  tag "a\\"" "b";\n  exec on;\n>\ninclude "a.ecr";\n'
    text = (ROOT / "examples" / "least-privilege.ecr").read_text("utf-8") + more
    found = {}
    for path in sorted((GRAMMAR / "queries").glob("*.scm")):
        query = tree_sitter.Query(language, path.read_text("utf-8"))
        captures = tree_sitter.QueryCursor(query).captures(parse(text))
        found[path.stem] = {name: {node.text.decode() for node in nodes} for name, nodes in captures.items()}
        used = set(re.findall(r"@([\w.]+)", re.sub(r"^;.*", "", path.read_text("utf-8"), flags=re.MULTILINE)))
        assert set(captures) == used, path.name
    colors = found["highlights"]
    assert {"private_ecr", "defaults", "include", "role"} <= colors["keyword"]
    assert "region" in colors["function"] and "on" in colors["constant.builtin.boolean"]
    assert "1.4.0" in colors["constant.numeric"]
    assert '\\"' in colors["constant.character.escape"]


def test_no_word_has_two_colors(language, parse):
    import tree_sitter

    query = tree_sitter.Query(language, (GRAMMAR / "queries" / "highlights.scm").read_text("utf-8"))
    words = tree_sitter.Query(language, "(word) @word (keyword) @word (comment) @word")
    for text in sources():
        captures = tree_sitter.QueryCursor(query).captures(parse(text))
        # Helix takes the last capture of a node, even one that only a predicate reads.
        colors = {name: {node.byte_range for node in nodes} for name, nodes in captures.items()}
        colored = [place for places in colors.values() for place in places]
        assert len(colored) == len(set(colored)), text
        if not parse(text).has_error:
            found = tree_sitter.QueryCursor(words).captures(parse(text)).get("word", [])
            assert {node.byte_range for node in found} <= set(colored), text


def test_the_book_compiles_it(tmp_path):
    """The command on the page about editors, as it stands there."""
    page = (ROOT / "book" / "src" / "editor-setup.md").read_text("utf-8")
    (command,) = re.findall(r"^cc .*$", page, re.MULTILINE)
    subprocess.run(["sh", "-euc", command.replace("ecrc.so", str(tmp_path / "ecrc.so"))], cwd=GRAMMAR, check=True, timeout=120)
    assert ctypes.CDLL(str(tmp_path / "ecrc.so")).tree_sitter_ecrc
