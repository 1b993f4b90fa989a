"""The ids that an example names, replaced in a copy by those of the world that the harness made.

Input: a spec's text and a table of ids. Output: the text with the ids replaced. The example itself
is never changed, and nothing but an id is.
"""

from __future__ import annotations

import re

ID = re.compile(r'"((vpc|subnet|rtb|sg|pl|vpce)-(?:[0-9a-f]{17}|[0-9a-f]{8}))"')
EXISTING = re.compile(r'^\s*existing\s+(\S+)\s+"(vpce-[0-9a-f]+)"', re.MULTILINE)
PARAMETER = re.compile(r"^\s*existing\s+(\S+)\s+parameter", re.MULTILINE)
BLOCK = re.compile(r"^private_ecr[ \t]*([a-z0-9-]*)[ \t]*<", re.MULTILINE)


def ids(text: str) -> list[tuple[str, str]]:
    """Each id once, with its kind, in the order of the text."""
    return list(dict.fromkeys((found[1], found[2]) for found in ID.finditer(text)))


def existing(text: str) -> dict[str, str]:
    """The endpoints that are said to be there: id to service."""
    return {found[2]: found[1] for found in EXISTING.finditer(text)}


def existing_parameters(text: str) -> list[str]:
    """The services of endpoints that are said to be there, with an ID that is a parameter."""
    return PARAMETER.findall(text)


def parameter(service: str) -> str:
    """`ecr.dkr` as in `EcrDkrEndpointId`. For services whose name AWS writes as words with a dot or dash between."""
    return "".join(word.capitalize() for word in re.split("[.-]", service)) + "EndpointId"


def block_text(text: str, name: str) -> str:
    """The block of that name, or the one that has none. In the examples a block begins a line and names
    itself there, which is all that this knows of the language."""
    found = list(BLOCK.finditer(text))
    for block, following in zip(found, [*found[1:], None]):
        if block[1] in (name, ""):
            return text[block.start() : following.start() if following else None]
    raise ValueError(f"no block {name}")


def replaced(text: str, table: dict[str, str]) -> str:
    return ID.sub(lambda found: f'"{table.get(found[1], found[1])}"', text)
