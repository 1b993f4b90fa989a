"""The policies as AWS has them after a deployment: the documented names, and questions with answers by hand.

Input: the documents that were read back from both targets. Output: nothing but passes. The answers come
from `policy_eval.py`, never from ecrc.
"""

import pytest

import expected
import policy
import policy_eval
from emulator import ACCOUNT
from scenario import every, partition
from test_terraform import applied

def wrong_answers(scenario, documents) -> list[str]:
    region, arn = scenario.region, f"arn:{partition(scenario.region)}"
    account = scenario.expectation.get("account", ACCOUNT)
    wrong = []
    for question in scenario.expectation.get("questions", []):
        asked = dict(question)
        (document,) = documents[asked["ask"]]
        resource = asked.get("resource", "*")
        if resource.startswith("repository/"):
            resource = f"{arn}:ecr:{region}:{account}:{resource}"
        elif resource.startswith("s3:"):
            resource = f"{arn}:s3:::{resource[len('s3:'):]}"
        who = asked.get("who")
        if who and not who.startswith("arn:"):
            who = f"{arn}:iam::{ACCOUNT}:{who}"
        request = policy_eval.Request(asked["may"], resource, who, asked.get("from", {}))
        if policy_eval.allows(document, request) is not asked["answer"]:
            wrong.append(str(question))
    return wrong


def unnamed(scenario, documents) -> list[str]:
    """Statements that AWS's page names and that are not there under that name, or grant something else."""
    lacking = []
    for service, said in scenario.expectation["endpoints"].items():
        if said["policy"] == "full":
            continue
        (document,) = documents[service.partition(f".{scenario.region}.")[2]]
        wanted = expected.document(scenario.expectation["policies"][said["policy"]])
        found = policy.sids(document)
        for sid, granted in policy.sids(wanted).items():
            if found.get(sid) != granted:
                lacking.append(f"{service}: {sid}")
    return lacking


@every()
def test_cloudformation(scenario, deploys):
    documents = deploys.stack(scenario, "cfn").documents
    assert wrong_answers(scenario, documents) == []
    assert unnamed(scenario, documents) == []


@every(only=applied)
@pytest.mark.usefixtures("has_terraform")
def test_terraform(scenario, deploys):
    documents = deploys.applied(scenario).observation.documents
    assert wrong_answers(scenario, documents) == []
    assert unnamed(scenario, documents) == []
