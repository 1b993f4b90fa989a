"""Every spec is one that a user could take over: it passes `check`, and something is expected of each block.

Input: the specs. Output: nothing but passes.
"""

import pytest

import ecrc
from scenario import EXAMPLES, expectations, specs

SPECS = [pytest.param(spec, id=spec.stem, marks=pytest.mark.xdist_group(spec.stem)) for spec in specs()]


@pytest.mark.parametrize("spec", SPECS)
def test_check_finds_nothing(spec):
    done = ecrc.run("check", spec, "--fail-on", "warning", "--format", "short")
    findings = [line for line in done.stdout.splitlines() if ": note[" not in line]
    assert (done.returncode, findings, done.stderr) == (0, [], "")


@pytest.mark.parametrize("spec", SPECS)
def test_it_is_written_as_the_formatter_writes(spec):
    done = ecrc.run("fmt", "--check", spec)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("spec", SPECS)
@pytest.mark.parametrize("target", ["cfn", "cfn-json", "tf"])
def test_each_block_is_a_product_that_something_is_expected_of(spec, target, deploys):
    assert sorted(deploys.products(spec, target)) == sorted(expectations(spec))


@pytest.mark.parametrize("target", ["cfn", "cfn-json", "tf"])
def test_the_folder_compiles_as_a_whole(target, deploys):
    """Names are unique over all examples, and a file with `defaults` alone compiles to nothing."""
    everything = ecrc.build(EXAMPLES, target, deploys.scratch("products", "examples", target))
    alone = [spec for spec in specs() if EXAMPLES in spec.parents and spec.parent == EXAMPLES]
    for spec in alone:
        for block, text in deploys.products(spec, target).items():
            assert everything[block] == text


def test_no_two_specs_share_a_stem():
    stems = [spec.stem for spec in specs()]
    assert len(set(stems)) == len(stems)
