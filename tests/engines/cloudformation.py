"""A CloudFormation template: created as a stack on the emulator, and its `Rules` evaluated here.

Input: a template's text. Output: the stack's outputs, or the assertions' answers. It changes nothing in the
template.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

import yaml

from emulator import Emulator


class Loader(yaml.SafeLoader):
    """YAML with CloudFormation's short forms, each read as the long form that it stands for."""


def intrinsic(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = value.split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    return {suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}": value}


Loader.add_multi_constructor("!", intrinsic)


def parse(text: str) -> dict[str, Any]:
    """JSON is read as JSON; everything else as CloudFormation's YAML."""
    return json.loads(text) if text.lstrip().startswith("{") else yaml.load(text, Loader)


def create(
    aws: Emulator, region: str, text: str, parameters: dict[str, str | list[str]]
) -> dict[str, str]:
    client = aws.client("cloudformation", region)
    declared = parse(text).get("Parameters", {})
    stack = f"engines-{uuid.uuid4().hex[:8]}"
    client.create_stack(
        StackName=stack,
        TemplateBody=text,
        Parameters=[
            {
                "ParameterKey": name,
                "ParameterValue": value if isinstance(value, str) else ",".join(value),
            }
            for name, value in parameters.items()
            if name in declared
        ],
        Capabilities=["CAPABILITY_NAMED_IAM"],
    )
    (found,) = client.describe_stacks(StackName=stack)["Stacks"]
    assert found["StackStatus"] == "CREATE_COMPLETE", found.get("StackStatusReason")
    return {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}


def refusals(template: dict[str, Any], region: str) -> list[str]:
    """What the `Rules` section says to a deploy in `region`: nothing, or why not. moto ignores that section,
    so the assertions are evaluated here, by CloudFormation's page on rule functions."""
    said = []
    for rule in template.get("Rules", {}).values():
        if "RuleCondition" in rule and not holds(rule["RuleCondition"], region):
            continue
        said += [
            assertion["AssertDescription"]
            for assertion in rule["Assertions"]
            if not holds(assertion["Assert"], region)
        ]
    return said


def holds(expression: Any, region: str) -> Any:
    if isinstance(expression, list):
        return [holds(item, region) for item in expression]
    if not isinstance(expression, dict):
        return expression
    ((function, argument),) = expression.items()
    if expression == {"Ref": "AWS::Region"}:
        return region
    values = holds(argument, region)
    if function == "Fn::Equals":
        return values[0] == values[1]
    if function == "Fn::Contains":
        return values[1] in values[0]
    if function == "Fn::And":
        return all(values)
    if function == "Fn::Or":
        return any(values)
    if function == "Fn::Not":
        return not values[0]
    raise ValueError(f"a rule with {function}")
