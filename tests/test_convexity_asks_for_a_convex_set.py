"""Convexity is proved by second derivatives on convex sets only: what cuts the domain must leave one."""

from __future__ import annotations

import re

import pytest
from stated import decided

TYPES = {
    "x": "real",
    "y": "real",
    "p": "positive",
    "u": "unit",
    "A": "invertible[2]",
    "v": "real[2]",
    "z": "real[K]",
    "w": "positive[K]",
    "S": "spd[n]",
}
CUT = [
    ("convex(1/x**2, [x])", ()),
    ("convex(1/x**2, [x])", ("x != 0",)),
    ("convex(-log(x**2), [x])", ()),
    ("convex(-log(x**2 - 1), [x])", ()),
    ("convex(x**2, [x])", ("x**2 > 1",)),
    ("convex(x**2 + y**2, [x, y])", ("x*y == 1",)),
    ("convex(dot(v, v), v)", ("v != [0, 0]",)),
    ("convex(A[0,0]**2, [A[0,0]])", ()),
    ("convex(x**4/12 - x**2/2, [x])", ("psd([[x**2 - 1]])",)),
    ("convex(x**4/12 - x**2/2, [x])", ("pd([[x**2 - 1, 0], [0, 1]])",)),
    ("convex(x**2, [x])", ("proportional([x**2 - 1], [y])",)),
    ("convex(x**2 + y**2, [x, y])", ("x == y**2",)),
    ("convex(x**2, [x])", ("x**2*sum(w[j] for j in range(K)) >= 1",)),
    ("convex(x**2, [x])", ("x**2*trace(S) >= 1",)),
    ("convex(sum(z[j]**2 for j in range(K)), z)", ("sum(z[j]**2 for j in range(K)) >= 1",)),
    ("convex(-log(sum(z[j] for j in range(K))**2), z)", ()),
    ("convex(1/sum(z[j] for j in range(K))**2, z)", ()),
]
WHOLE = [
    ("convex(1/x**2, [x])", ("x > 0",)),
    ("convex(-log(x**2 - 1), [x])", ("x > 1",)),
    ("convex(-log(1 - x**2), [x])", ()),
    ("convex(x**2 + y**2, [x, y])", ("x + y < 1",)),
    ("convex(x**2, [x])", ("y**2 > 1",)),
    ("convex(x**2/y**2, [x])", ()),
    ("convex(x**2/p, [x, p])", ()),
    ("convex(u*log(u) + (1 - u)*log(1 - u), [u])", ()),
    ("convex(x**2 + y**2, [x, y])", ("x == 2*y + 1",)),
    ("convex(x**2 + y**2, [x, y])", ("psd([[x + 1, y], [y, 1]])",)),
    ("convex(x**2, [x])", ("psd([[y**2 - 1]])",)),
    ("convex(sum(z[j]**2 for j in range(K)), z)", ("sum(z[j] for j in range(K)) >= 1",)),
]


def _used(*texts: str) -> dict[str, str]:
    words = set(re.findall(r"\w+", " ".join(texts)))
    return {name: kind for name, kind in TYPES.items() if name in words}


@pytest.mark.parametrize(("statement", "given"), CUT, ids=str)
def test_a_set_that_may_not_be_convex_is_named(statement: str, given: tuple[str, ...]) -> None:
    """-log(x**2) curves upwards on either side of 0, between which it is larger than at both."""
    record = decided(statement, _used(statement, *given), given=given)
    assert record["verdict"] == "inconclusive"
    assert "may leave no convex set" in record["reason"]


@pytest.mark.parametrize(("statement", "given"), WHOLE, ids=str)
def test_half_spaces_and_concave_bounds_leave_convex_sets(statement: str, given: tuple[str, ...]) -> None:
    """Requirements that hold anyway, that are linear, or that something concave is positive do not stand in the way."""
    assert decided(statement, _used(statement, *given), given=given)["verdict"] == "proved"
