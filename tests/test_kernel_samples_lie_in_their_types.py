"""The points at which kernels are measured belong to the types of the arguments and to the regime that they stand for."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from derivations.language.types import parse_type
from verify.accuracy.problem import Problem, compared, problem_of
from verify.accuracy.provenance import Provenance
from verify.accuracy.regimes import regimes

PAIR = {"x": "positive", "y": "positive"}


def problem(let: dict[str, str], expression: str = "1") -> Problem:
    """A problem with arguments of given types."""
    return problem_of(Provenance(expression, "f", "numpy", "float64", "full", let), "float64")


KINDS = (
    "real",
    "positive",
    "nonnegative",
    "negative",
    "unit",
    "integer",
    "natural",
    "positive integer",
    "simplex[3]",
    "spd[2]",
    "symmetric[2]",
)


def inside(kind: str, value: Any) -> bool:
    """Whether a sampled argument lies in its type, decided exactly."""
    if kind == "simplex[3]":
        return bool(np.all(value > 0)) and sum(map(Fraction, value.tolist())) == 1
    if kind in ("spd[2]", "symmetric[2]"):
        (a, b), (c, d) = [[Fraction(number) for number in row] for row in value.tolist()]
        return b == c and (kind != "spd[2]" or (a > 0 and a * d > b * b))
    whole = not kind.endswith(("integer", "natural")) or float(value).is_integer()
    signs = {"positive": value > 0, "nonnegative": value >= 0, "negative": value < 0, "unit": 0 < value < 1, "natural": value >= 0}
    return bool(math.isfinite(value) and whole and signs.get(kind.split(maxsplit=1)[0], True))


@pytest.mark.parametrize("regime", ["ordinary", "near-equal", "extreme", "boundary"])
@pytest.mark.parametrize("kind", KINDS)
def test_samples_lie_in_their_types(regime: str, kind: str) -> None:
    """Every argument that a regime draws belongs to its type; positive definite ones may overflow or underflow at the boundary."""
    given = problem({"x": kind, "y": kind})
    point = regimes()[regime].draw(given, np.random.default_rng(1), 40)
    assert point is not None
    good = [inside(kind, value) for values in point.values() for value in values if np.all(np.isfinite(value))]
    assert all(good) or (kind == "spd[2]" and regime == "boundary" and sum(good) > len(good) / 3)


def test_near_equal_arguments_are_near_and_some_are_equal() -> None:
    """The distances of the near-equal regime run from a tenth to 1e-15, and a few are zero."""
    point = regimes()["near-equal"].draw(problem(PAIR), np.random.default_rng(0), 400)
    assert point is not None
    distances = np.abs(point["x"] / point["y"] - 1)
    assert distances.max() < 0.12
    assert 0 < (distances == 0).sum() < 100
    assert (distances[distances > 0] < 1e-13).any()


def test_regimes_that_mean_nothing_are_left_out() -> None:
    """Without two arguments of one type nothing is nearly equal."""
    assert regimes()["near-equal"].draw(problem({"x": "real", "n": "natural"}), np.random.default_rng(0), 5) is None


def test_pairs_are_those_that_are_compared() -> None:
    """Arguments at the same place of two laws are compared, whatever their order in the signature."""
    types = dict.fromkeys(("a", "b", "c", "d"), parse_type("positive"))
    assert compared("kl(Gamma(a, d), Gamma(b, c))", types) == (("a", "b"), ("d", "c"))
    assert compared("kl(Gamma(a, b), Gamma(a, d))", types) == (("b", "d"),)
