"""Both targets of one spec create the same world, including what no expectation says.

Input: the worlds of a stack and of a root. Output: nothing but passes. Here the words of a description and
the names of a role's policies count too; only the outputs are spelled as each target's users spell them.
"""

import pytest

from expected import snake_case
from scenario import every
from test_terraform import applied


@every(only=applied)
@pytest.mark.usefixtures("has_terraform")
def test_the_targets_agree(scenario, deploys):
    stack = dict(deploys.stack(scenario, "cfn").world)
    stack["outputs"] = {snake_case(name): value for name, value in stack["outputs"].items()}
    assert stack == deploys.applied(scenario).observation.world
