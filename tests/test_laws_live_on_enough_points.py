"""What holds for laws on few points is not proved of every law: an identity is tried on as many points as expectations are multiplied."""

from __future__ import annotations

import itertools

import pytest
import sympy as sp
from stated import decided, seeded

from derivations.star_algebra.expectations import Measure
from derivations.star_algebra.identity_testing import identity_test
from derivations.star_algebra.laws import points_of_laws
from derivations.star_algebra.letters import Letter
from derivations.star_algebra.recipe import Node

COPIES = ("a", "b", "c", "d", "f")


def mean_of_differences(copies: int) -> str:
    """The mean of the squared differences of all pairs of independent copies times s: zero for laws on fewer points than copies."""
    names = COPIES[:copies]
    text = "*".join([*(f"({one} - {other})**2" for one, other in itertools.combinations(names, 2)), "s(a)"])
    for name in reversed(names):
        text = f"E({text}, {name}, p)"
    return text


@pytest.mark.parametrize("copies", [2, 3, 4])
def test_an_identity_of_laws_on_few_points_is_not_proved(copies: int) -> None:
    """Four copies came out as proved with an error of at most 2^-108, since laws had three points."""
    record = decided(f"{mean_of_differences(copies)} == 0*E(s(y), y, p)", {"p": "law(y)", "s": "smooth(y) -> real[n]"})
    assert record["verdict"] == "refuted", record["reason"]


def test_a_true_identity_of_copies_is_proved() -> None:
    """Two copies have no order: what is exchanged has one mean."""
    let = {"p": "law(y)", "s": "smooth(y) -> real[n]"}
    record = decided("E(E((a - b)**3*(s(a) + s(b)), a, p), b, p) == 0*E(s(y), y, p)", let)
    assert record["verdict"] == "proved", record["reason"]


def letter(name: str, *variables: str) -> Node:
    """A number that depends on variables."""
    return Node("letter", (), (), Letter(name, 1, 1, arguments=tuple(map(sp.Symbol, variables))))


def mean(of: Node, *variables: str) -> Node:
    """The expectation over variables."""
    return Node("expectation", of.shape, (of,), Measure(variables, "p"))


F, BOTH = letter("f", "y"), letter("g", "x", "y")
ONE = Node("number", (), (), sp.Integer(1))


@pytest.mark.parametrize(
    ("root", "points"),
    [
        (F, 1),
        (mean(F, "y"), 2),
        (Node("power", (), (mean(F, "y"),), 5), 6),
        (Node("scale", (), (mean(F, "y"), mean(mean(BOTH, "x"), "y"))), 4),
        (mean(Node("reciprocal", (), (F,)), "y"), 2),
        (Node("reciprocal", (), (mean(F, "y"),)), 1),  # the numerator of 1/m is one; sums bring its denominator in
        (Node("add", (), (Node("reciprocal", (), (mean(F, "y"),)), ONE)), 2),
        (mean(Node("reciprocal", (), (mean(BOTH, "x"),)), "y"), None),
        (Node("power", (), (mean(F, "y"),), 300), None),
        (mean(mean(Node("power", (), (mean(F, "z"),), 100), "x"), "y"), None),
    ],
)
def test_points_are_counted(root: Node, points: int | None) -> None:
    """One more than expectations in a product of the numerator; none where a denominator depends on what is averaged over."""
    assert points_of_laws(root, lambda _: 1) == points


def test_what_no_points_decide_speaks_for_no_law() -> None:
    """An equality that rests on a denominator which is averaged over holds where it was tried, and nowhere else for certain."""
    root = mean(Node("reciprocal", (), (mean(BOTH, "x"),)), "y")
    test = identity_test(root, root, seeded())
    assert test is not None
    assert (test.holds, test.speaks_for_all) == (True, False)
