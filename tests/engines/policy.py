"""Compares two policy documents by what they say, not by how they spell it.

Input: a document as parsed JSON. Output: its normal form, the sorted list of single grants, each with one
principal, one action, one resource and the condition. Splitting a statement in two or listing actions
in another order changes nothing; anything that could change an answer does. It never evaluates.
"""

from __future__ import annotations

import itertools
import json
from typing import Any

from policy_eval import many


def grants(document: dict[str, Any]) -> list[str]:
    if document["Version"] != "2012-10-17":
        raise ValueError(f"policy of version {document['Version']}")
    return sorted({grant for statement in document["Statement"] for grant in statement_grants(statement)})


def statement_grants(statement: dict[str, Any]) -> list[str]:
    unknown = set(statement) - {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}
    if unknown:
        raise ValueError(f"statement with {sorted(unknown)}")
    condition = {
        operator: {key: sorted(many(values)) for key, values in keys.items()}
        for operator, keys in statement.get("Condition", {}).items()
    }
    suffix = f" if {json.dumps(condition, sort_keys=True)}" if condition else ""
    return [
        f"{statement['Effect']} {principal} {action} on {resource}{suffix}"
        for principal, action, resource in itertools.product(
            principals(statement.get("Principal")),
            many(statement["Action"]),
            # A trust policy's statements have no resource: they are about the role itself.
            many(statement.get("Resource", "itself")),
        )
    ]


def principals(principal: Any) -> list[str]:
    if principal is None:
        return ["owner"]  # of an identity policy
    if principal == "*":
        return ["*"]
    # `{"AWS": "*"}` means what `"*"` does.
    return [
        name if kind == "AWS" else f"{kind}:{name}"
        for kind, names in principal.items()
        for name in many(names)
    ]


def sids(document: dict[str, Any]) -> dict[str, list[str]]:
    """What each named statement grants, for the names that AWS's page gives."""
    return {
        statement["Sid"]: sorted(statement_grants(statement))
        for statement in document["Statement"]
        if "Sid" in statement
    }
