"""A function on a simplex, or where an equation holds, is convex where its second derivatives along the set say so."""

from __future__ import annotations

import re

import pytest
from stated import decided

TYPES = {"x": "real", "y": "real", "p": "simplex[2]", "q": "simplex[3]", "r": "simplex[12]", "s": "simplex[K]"}
CONVEX = [
    ("convex(-p[0]*p[1], p)", ()),  # p[0]**2 - p[0] on the simplex
    ("convex(p[0]**2 - p[1]**2, p)", ()),  # 2*p[0] - 1
    ("convex(2*q[0]**2 + 2*q[1]**2 - q[2]**2, q)", ()),  # 2 a^2 + 2 b^2 - (a + b)^2 = (a - b)^2
    ("convex(-q[0]*q[1], [q[0], q[1]])", ()),  # with q[2] fixed
    ("convex(r[2]**2 + r[10]**2, r)", ()),
    ("convex(x*y, [x, y])", ("x == y",)),
    ("convex(-x*y, [x, y])", ("x == 1 - y",)),
]
NOT_CONVEX = [
    ("convex(p[0]*p[1], p)", ()),
    ("convex(p[0]**2 - 2*p[1]**2, p)", ()),
    ("convex(q[0]*q[1], q)", ()),  # -a^2 along (a, -a, 0)
    ("convex(-sum(s[k]**2 for k in range(K)), s)", ()),
    ("convex(x*y, [x, y])", ("x == -y",)),
    ("convex(x*y, [x, y])", ("x <= y", "y <= x + 1")),
]
OPEN = [
    ("convex(x*y, [x, y])", ("x == y**2",)),
    ("convex(x*y, [x, y])", ("x <= y", "y <= x")),
    ("convex(x*y, [x, y])", ("(x - y)**2 <= 0",)),
    ("convex(x*y, [x, y])", ("psd([[x - y, 0], [0, y - x]])",)),
    ("convex(-x**2, [x])", ("x == y",)),
]


def _verdict(statement: str, given: tuple[str, ...]) -> str:
    words = set(re.findall(r"\w+", " ".join((statement, *given))))
    return decided(statement, {name: kind for name, kind in TYPES.items() if name in words}, given=given)["verdict"]


@pytest.mark.parametrize(("statement", "given"), CONVEX, ids=str)
def test_directions_off_the_set_do_not_count(statement: str, given: tuple[str, ...]) -> None:
    """Each has a negative second derivative in a direction that leaves the set, and was refuted."""
    assert _verdict(statement, given) == "proved"


@pytest.mark.parametrize(("statement", "given"), NOT_CONVEX, ids=str)
def test_directions_along_the_set_count(statement: str, given: tuple[str, ...]) -> None:
    """A negative second derivative along the set is a refutation."""
    assert _verdict(statement, given) == "refuted"


@pytest.mark.parametrize(("statement", "given"), OPEN, ids=str)
def test_what_is_flat_in_other_ways_refutes_nothing(statement: str, given: tuple[str, ...]) -> None:
    """Curves, pairs of inequalities and single points: the second derivatives of the whole plane say nothing there."""
    assert _verdict(statement, given) == "inconclusive"
