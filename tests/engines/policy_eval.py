"""May this principal do this? A small evaluator of IAM policy documents, only for the tests.

Input: a policy document as parsed JSON, and a request. Output: yes or no. It was written from AWS's
pages on policy evaluation and shares nothing with the evaluator of ecrc; whatever element it does not
know is an error, never a guess. `test_policy_eval.py` compares it with tables computed by hand.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Request:
    action: str
    resource: str
    principal: str | None = None  # an ARN; None for an identity policy, whose principal is its owner
    context: dict[str, str] = field(default_factory=dict)


class NotUnderstood(Exception):
    """The document holds an element that this evaluator does not know."""


def allows(document: dict[str, Any], request: Request) -> bool:
    """An explicit deny wins, then an allow; without either the answer is no."""
    unknown = set(document) - {"Version", "Id", "Statement"}
    if unknown:
        raise NotUnderstood(f"document: {sorted(unknown)}")
    effects = [
        statement["Effect"] for statement in many(document["Statement"]) if applies(statement, request)
    ]
    if not set(effects) <= {"Allow", "Deny"}:
        raise NotUnderstood(f"effect: {effects}")
    return "Deny" not in effects and "Allow" in effects


def applies(statement: dict[str, Any], request: Request) -> bool:
    unknown = set(statement) - {"Sid", "Effect", "Principal", "Action", "Resource", "Condition"}
    if unknown:
        raise NotUnderstood(f"statement: {sorted(unknown)}")
    return (
        principal_matches(statement.get("Principal"), request.principal)
        and any(wildcard(action.lower(), request.action.lower()) for action in many(statement["Action"]))
        and any(wildcard(resource, request.resource) for resource in many(statement["Resource"]))
        and all(
            condition_holds(operator, keys, request.context)
            for operator, keys in statement.get("Condition", {}).items()
        )
    )


def principal_matches(principal: Any, asked: str | None) -> bool:
    if principal is None:
        # A resource policy has a principal in each statement, an identity policy in none.
        if asked is not None:
            raise NotUnderstood("a principal was asked about, and the statement has none")
        return True
    if asked is None:
        raise NotUnderstood("the statement has a principal, and none was asked about")
    if principal == "*":
        return True
    if not isinstance(principal, dict) or set(principal) != {"AWS"}:
        raise NotUnderstood(f"principal: {principal}")
    account = asked.split(":")[4]
    for named in many(principal["AWS"]):
        # In a principal `*` stands alone: within an ARN it is a character like any other.
        if named in ("*", asked, account):
            return True
        if re.fullmatch(rf"arn:[a-z-]+:iam::{account}:root", named):
            return True
    return False


def condition_holds(operator: str, keys: dict[str, Any], context: dict[str, str]) -> bool:
    """Every key must hold, any of its values will do, and a key that the request lacks does not hold."""
    if operator != "StringEquals":
        raise NotUnderstood(f"condition operator: {operator}")
    present = {key.lower(): value for key, value in context.items()}
    return all(
        key.lower() in present and present[key.lower()] in many(values) for key, values in keys.items()
    )


def wildcard(pattern: str, text: str) -> bool:
    """`*` is any run of characters, `?` is one; everything else is itself, in this letter case."""
    expression = "".join(
        ".*" if character == "*" else "." if character == "?" else re.escape(character)
        for character in pattern
    )
    return re.fullmatch(expression, text, re.DOTALL) is not None


def many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
