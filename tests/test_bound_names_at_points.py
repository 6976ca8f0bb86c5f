"""A name that a statement binds and declares, too, takes its value at a point outside of the binder only."""

from __future__ import annotations

import pytest
from stated import decided

LET = {"x": "real", "y": "real", "w": "real"}


@pytest.mark.parametrize(
    ("statement", "given", "verdicts"),
    [
        ("abs(integrate(exp(-x**4), x, 0, y) - 2) > 0", [], ("supported",)),
        ("abs(integrate(1/(1 + exp(x**2)), x, 0, y) - y/3) <= x**2 + 1", [], ("supported", "inconclusive", "refuted")),
        ("integrate(1/(5 + 4*cos(x)), x, -pi, pi) < 2*pi/3", ["w**2 < 50"], ("inconclusive", "refuted")),
    ],
)
def test_switches_and_roots_leave_bound_names_alone(statement: str, given: list[str], verdicts: tuple[str, ...]) -> None:
    """Numbers in the place of bound variables ended the claim with an error of SymPy's."""
    assert decided(statement, LET, given=given)["verdict"] in verdicts
