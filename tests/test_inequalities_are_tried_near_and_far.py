"""Inequalities of mixed degrees fall although they hold at distances of about one; true ones do not."""

from __future__ import annotations

import pytest
from stated import decided

NEAR = ("2*x**2 + 2*y**2 >= x + y - 1/1000", "x**2 >= x/100")
FAR = ("x <= 100 + y", "log(1 + a)*20 >= a")


@pytest.mark.parametrize("statement", [*NEAR, *FAR])
def test_what_fails_near_zero_or_far_out_is_refuted(statement: str) -> None:
    """A certified counterexample is found where only small or large numbers give one."""
    record = decided(statement, {"x": "real", "y": "real", "a": "positive"}, expect="false")
    assert (record["verdict"], record["grade"]) == ("refuted", "certified")


@pytest.mark.parametrize("statement", ["2*x**2 + 2*y**2 >= (x + y)**2", "x**2 + 1 >= 2*x", "a >= log(1 + a)"])
def test_what_holds_everywhere_is_not_refuted(statement: str) -> None:
    """A true inequality survives the search near zero and far out."""
    assert decided(statement, {"x": "real", "y": "real", "a": "positive"})["verdict"] != "refuted"


def test_side_conditions_that_random_points_miss_are_met() -> None:
    """An equation that is asserted for small positive numbers only is looked at there; outside of them nothing is claimed."""
    let = {"u": "real[4]"}
    inside = " + ".join(f"log(u[{k}]) + log(1/4 - u[{k}])" for k in range(4))
    assert decided(f"{inside} == 1", let, expect="false")["verdict"] == "refuted"
    assert decided(f"{inside} == {inside} + 0*u[0]", let)["verdict"] != "refuted"
