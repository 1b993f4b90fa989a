"""The evaluator of these tests against answers that were worked out by hand.

Input: small documents, the first three from AWS's page on ECR's interface endpoints. Output: nothing
but passes. No answer here was copied from what the evaluator said.
"""

import pytest

from policy_eval import NotUnderstood, Request, allows, wildcard

ROLE = "arn:aws:iam::123456789012:role/deploy"
OTHER = "arn:aws:iam::123456789012:role/other"
ABROAD = "arn:aws:iam::999999999999:role/deploy"
REPO = "arn:aws:ecr:us-east-2:123456789012:repository/x"
REPO_Y = "arn:aws:ecr:us-east-2:123456789012:repository/xy"


def document(*statements):
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(principal, action, resource, **rest):
    return {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource} | rest


def deny(principal, action, resource, **rest):
    return allow(principal, action, resource, **rest) | {"Effect": "Deny"}


ALLOW_ALL = allow("*", "*", "*", Sid="AllowAll")
PULL = ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer", "ecr:GetAuthorizationToken"]
ALLOW_PULL = allow({"AWS": [ROLE]}, PULL, "*", Sid="AllowPull")
PREVENT_DELETE = deny("*", ["ecr:DeleteRepository"], [REPO], Sid="PreventDelete")

TABLE = [
    # document, principal, action, resource, answer
    # the page's first policy: one role pulls
    ([ALLOW_PULL], ROLE, "ecr:BatchGetImage", REPO, True),
    ([ALLOW_PULL], ROLE, "ecr:GetAuthorizationToken", "*", True),
    ([ALLOW_PULL], OTHER, "ecr:BatchGetImage", REPO, False),
    ([ALLOW_PULL], ABROAD, "ecr:BatchGetImage", REPO, False),
    ([ALLOW_PULL], ROLE, "ecr:PutImage", REPO, False),
    # its second: everything but deleting one repository
    ([ALLOW_ALL, PREVENT_DELETE], ROLE, "ecr:DeleteRepository", REPO, False),
    ([ALLOW_ALL, PREVENT_DELETE], ROLE, "ecr:DeleteRepository", REPO_Y, True),
    ([ALLOW_ALL, PREVENT_DELETE], ABROAD, "ecr:BatchDeleteImage", REPO, True),
    # its third: the allow of everything makes the narrow one useless
    ([ALLOW_ALL, PREVENT_DELETE, ALLOW_PULL], OTHER, "ecr:BatchGetImage", REPO, True),
    ([ALLOW_ALL, PREVENT_DELETE, ALLOW_PULL], OTHER, "ecr:DeleteRepository", REPO, False),
    # nothing said, nothing allowed; a deny alone allows nothing
    ([], ROLE, "ecr:BatchGetImage", REPO, False),
    ([PREVENT_DELETE], ROLE, "ecr:BatchGetImage", REPO, False),
    # the order of statements has no meaning
    ([PREVENT_DELETE, ALLOW_ALL], ROLE, "ecr:DeleteRepository", REPO, False),
    # actions in any letter case, resources in theirs alone
    ([allow("*", "ECR:batchgetimage", "*")], ROLE, "ecr:BatchGetImage", REPO, True),
    ([allow("*", "*", REPO)], ROLE, "ecr:BatchGetImage", REPO.replace("/x", "/X"), False),
    # wildcards in actions and resources
    ([allow("*", "ecr:Batch*", "*")], ROLE, "ecr:BatchGetImage", REPO, True),
    ([allow("*", "ecr:Batch*", "*")], ROLE, "ecr:PutImage", REPO, False),
    ([allow("*", "ecr:*", "*")], ROLE, "s3:GetObject", "arn:aws:s3:::b/k", False),
    ([allow("*", "*", REPO + "?")], ROLE, "ecr:PutImage", REPO_Y, True),
    ([allow("*", "*", REPO + "?")], ROLE, "ecr:PutImage", REPO, False),
    ([allow("*", "*", REPO + "*")], ROLE, "ecr:PutImage", REPO, True),
    # principals: a list, everybody, an account by its root and by its number
    ([allow({"AWS": "*"}, "*", "*")], ABROAD, "ecr:PutImage", REPO, True),
    ([allow({"AWS": [OTHER, ROLE]}, "*", "*")], ROLE, "ecr:PutImage", REPO, True),
    ([allow({"AWS": "arn:aws:iam::123456789012:root"}, "*", "*")], ROLE, "ecr:PutImage", REPO, True),
    ([allow({"AWS": "arn:aws:iam::123456789012:root"}, "*", "*")], ABROAD, "ecr:PutImage", REPO, False),
    ([allow({"AWS": "123456789012"}, "*", "*")], ROLE, "ecr:PutImage", REPO, True),
    ([allow({"AWS": "123456789012"}, "*", "*")], ABROAD, "ecr:PutImage", REPO, False),
    # a wildcard inside a principal is no wildcard
    ([allow({"AWS": "arn:aws:iam::123456789012:role/*"}, "*", "*")], ROLE, "ecr:PutImage", REPO, False),
    # a deny for one role leaves the others alone
    ([ALLOW_ALL, deny({"AWS": ROLE}, "ecr:PutImage", "*")], ROLE, "ecr:PutImage", REPO, False),
    ([ALLOW_ALL, deny({"AWS": ROLE}, "ecr:PutImage", "*")], OTHER, "ecr:PutImage", REPO, True),
]


@pytest.mark.parametrize(("statements", "principal", "action", "resource", "answer"), TABLE)
def test_resource_policies(statements, principal, action, resource, answer):
    assert allows(document(*statements), Request(action, resource, principal)) is answer


TIED = {
    "Effect": "Allow",
    "Action": ["ecr:BatchGetImage"],
    "Resource": "*",
    "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1", "aws:SourceVpce": ["vpce-1", "vpce-2"]}},
}

CONDITIONS = [
    ({"aws:SourceVpc": "vpc-1", "aws:SourceVpce": "vpce-1"}, True),
    ({"aws:SourceVpc": "vpc-1", "aws:SourceVpce": "vpce-2"}, True),
    # every key must hold
    ({"aws:SourceVpc": "vpc-1", "aws:SourceVpce": "vpce-3"}, False),
    ({"aws:SourceVpc": "vpc-2", "aws:SourceVpce": "vpce-1"}, False),
    # a key that the request lacks does not hold
    ({"aws:SourceVpc": "vpc-1"}, False),
    ({}, False),
    # keys in any letter case, values in theirs alone
    ({"AWS:sourcevpc": "vpc-1", "aws:sourceVpce": "vpce-1"}, True),
    ({"aws:SourceVpc": "VPC-1", "aws:SourceVpce": "vpce-1"}, False),
]


@pytest.mark.parametrize(("context", "answer"), CONDITIONS)
def test_identity_policy_with_conditions(context, answer):
    asked = Request("ecr:BatchGetImage", REPO, context=context)
    assert allows(document(TIED), asked) is answer


WILDCARDS = [
    ("*", "", True),
    ("*", "anything/at:all", True),
    ("a*c", "ac", True),
    ("a*c", "abbc", True),
    ("a*c", "abbd", False),
    ("?", "", False),
    ("a?c", "abc", True),
    ("a?c", "ac", False),
    ("a.c", "abc", False),
    ("*b*d", "abcbd", True),
    ("[a]", "a", False),
    ("a*\n", "a b\n", True),
]


@pytest.mark.parametrize(("pattern", "text", "answer"), WILDCARDS)
def test_wildcards(pattern, text, answer):
    assert wildcard(pattern, text) is answer


@pytest.mark.parametrize(
    "statement",
    [
        allow("*", "*", "*") | {"NotAction": "ecr:PutImage"},
        allow("*", "*", "*", Condition={"StringLike": {"aws:PrincipalArn": "*"}}),
        allow({"Service": "ecs.amazonaws.com"}, "*", "*"),
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        allow("*", "*", "*") | {"Effect": "allow"},
    ],
)
def test_what_it_does_not_know_is_an_error(statement):
    with pytest.raises(NotUnderstood):
        allows(document(statement), Request("ecr:PutImage", REPO, ROLE))
