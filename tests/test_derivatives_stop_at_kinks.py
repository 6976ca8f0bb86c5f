"""Derivatives of absolute values and case distinctions are about points away from where these switch."""

from __future__ import annotations

import pytest
from stated import decided

REAL = {"x": "real", "y": "real", "mu": "real", "s": "positive"}
AWAY = [
    "diff((x if x > 0 else 0), x) == (1 if x >= 0 else 0)",
    "diff(abs(x), x) == (1 if x >= 0 else -1)",
    "diff(abs(x - y), y) == (1 if y >= x else -1)",
    "grad(abs(x) + abs(y), [x, y]) == [(1 if x >= 0 else -1), (1 if y >= 0 else -1)]",
    "diff((x**2 if x > 0 else 0), x, 2) == (2 if x >= 0 else 0)",
    "score(Laplace(mu, s), y, [mu]) == [(1 if y >= mu else -1)/s]",
    "fisher(Normal(abs(x), 1), [x]) == [[1]]",
    "fisher_hessian(Normal(abs(x), 1), [x]) == [[1]]",
]
NOWHERE = [
    "subs(diff((x if x > 0 else 0), x), x, 0) == 0",
    "subs(diff(((exp(x) - 1)/x if x != 0 else 1), x), x, 0) == 0",
    "taylor((x if x > 0 else 0), [x], [0], 1) == 0",
    "taylor((5 if x == 0 else x), [x], [0], 1) == 5",
    "convex(x**2 + (0 if x > 0 else x), [x])",
    "convex(x**2 - abs(x), [x])",
]


@pytest.mark.parametrize("statement", AWAY)
def test_value_at_the_kink_is_no_witness(statement: str) -> None:
    """What holds on both sides is not refuted at the kink, where there is no derivative."""
    record = decided(statement, REAL)
    assert record["verdict"] in ("proved", "supported"), record["witness"]
    assert any(condition.endswith("!= 0") for condition in record["side_conditions"])


@pytest.mark.parametrize("statement", NOWHERE)
def test_nothing_is_said_of_the_kink(statement: str) -> None:
    """A derivative, an expansion or a Hessian at a kink is refused, not taken from one branch."""
    record = decided(statement, REAL)
    assert record["verdict"] == "inconclusive"
    assert "expected" in record["reason"]


def test_function_that_only_looks_like_a_branch_is_differentiated() -> None:
    """A condition on other symbols is no kink."""
    record = decided("diff((x**2 if y > 0 else 0), x) == (2*x if y > 0 else 0)", REAL)
    assert record["verdict"] == "proved"
    assert record["side_conditions"] == []


def test_an_expansion_beside_a_kink_says_where_it_is_one() -> None:
    """Around a point that may be a kink the polynomial is that of one side, where the point is none."""
    record = decided("taylor(abs(x - y), [x], [0], 1) == abs(y) - x*y/abs(y)", REAL, given=["y != 0"])
    assert record["verdict"] == "proved"
    assert "-y != 0" in decided("taylor((x - y if x > y else 0), [x], [0], 1) == (x - y if 0 > y else 0)", REAL)["side_conditions"]
