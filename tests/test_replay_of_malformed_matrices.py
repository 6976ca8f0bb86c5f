"""Recipes of matrices that mean nothing, or whose error has no bound, are refused."""

from __future__ import annotations

from typing import Any

import pytest

from verify.replay.checker import replay


@pytest.mark.parametrize("shape", [["n"], [], ["n", "m"]])
def test_an_identity_has_rows_and_columns(shape: list[str]) -> None:
    """The first unit vector is no identity, and nothing else that is not square."""
    nodes = [{"op": "identity", "shape": shape, "args": []}]
    answer = replay({"kind": "matrices", "nodes": nodes, "equal": [0, 0]})
    assert (answer.outcome, answer.how.split(":")[0]) == ("refused", "malformed")


@pytest.mark.parametrize("swapped", [False, True])
def test_a_degree_that_is_no_number_bounds_nothing(swapped: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Infinity times zero, the height of (2^(10^600))^0, once counted as no height at all, beside whatever stood there."""
    huge = {"op": "power", "shape": [], "exponent": 10**300}
    nodes = [{"op": "number", "shape": [], "args": [], "value": ["rational", "2"]}, *({**huge, "args": [place]} for place in range(3))]
    nodes += [
        {"op": "power", "shape": [], "exponent": 0, "args": [3]},
        {"op": "number", "shape": [], "args": [], "value": ["rational", "1"]},
    ]
    answer = replay({"kind": "matrices", "nodes": nodes, "equal": [5, 4] if swapped else [4, 5]})
    assert (answer.outcome, answer.how.split(":")[0]) == ("refused", "no error bound")


@pytest.mark.parametrize("value", ["1e9", "0.5", " 1", "1_0", "1/0", 1, True, None])
def test_numbers_are_digits(value: Any) -> None:
    """Exponents in a number would fill the memory: 1e999999999 has a billion digits."""
    nodes = [{"op": "number", "shape": [], "args": [], "value": ["rational", value]}]
    assert replay({"kind": "matrices", "nodes": nodes, "equal": [0, 0]}).outcome == "refused"
