"""The sums by which a C kernel checks a whole block miss no element outside its types or out of the ordinary, wherever it stands."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from target_samples import HAS_COMPILER, WITHOUT_COMPILER

from derivations.codegen import kernel

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.skipif(not HAS_COMPILER, reason=WITHOUT_COMPILER)
KINDS = {
    "real": 0.5,
    "positive": 1.5,
    "nonnegative": 0.0,
    "negative": -2.0,
    "unit": 0.25,
    "integer": -3.0,
    "natural": 2.0,
    "positive integer": 4.0,
}
BAD = {
    "real": (math.nan, -math.nan, math.inf, -math.inf),
    "positive": (math.nan, -math.nan, math.inf, -math.inf, 0.0, -0.0, -5e-324, -1e300),
    "nonnegative": (math.nan, -math.nan, math.inf, -5e-324, -1.0),
    "negative": (math.nan, -math.inf, 0.0, 5e-324, 1.0, math.inf),
    "unit": (math.nan, -math.nan, math.inf, -math.inf, 0.0, 1.0, -5e-324, 1.0 + 2.0**-52, 1e300),
    "integer": (math.nan, math.inf, -math.inf, 0.5, -1e-300, 2.0**51 + 0.5),
    "natural": (math.nan, -math.nan, math.inf, -1.0, 0.5, 5e-324),
    "positive integer": (math.nan, math.inf, 0.0, -1.0, 1.0 + 2.0**-52),
}
FAR = {
    "real": (1e39, -1e200),
    "positive": (1e39, 1e-39, 5e-324),
    "nonnegative": (1e39,),
    "negative": (-1e39, -1e-39),
    "unit": (1e-39,),
    "integer": (1e39,),
}
LENGTH = 1100  # more than two blocks
PLACES = (0, 3, 511, 512, 1097, LENGTH - 1)


@cache
def total() -> Callable[..., Any]:
    """The sum of an argument of every kind."""
    letters = "abcdefgh"[: len(KINDS)]
    return kernel(" + ".join(letters), dict(zip(letters, KINDS, strict=True)), target="c")


def ordinary() -> list[Any]:
    """An ordinary argument of every kind, many times."""
    return [np.full(LENGTH, value) for value in KINDS.values()]


@pytest.mark.parametrize("kind", KINDS)
def test_a_number_outside_its_type_is_never_missed(kind: str) -> None:
    """One element of many is nan, the others keep their values."""
    expected = sum(KINDS.values())
    assert np.array_equal(total()(*ordinary()), np.full(LENGTH, expected))
    for number in BAD[kind]:
        for place in PLACES:
            arguments = ordinary()
            arguments[list(KINDS).index(kind)][place] = number
            got = total()(*arguments)
            assert np.array_equal(np.flatnonzero(np.isnan(got)), [place]), (number, place)
            assert np.array_equal(np.delete(got, place), np.full(LENGTH - 1, expected))


@pytest.mark.parametrize("expression", ["x", "2*x", "0*x + 3"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_single_argument_is_tested_too(kind: str, expression: str) -> None:
    """Kernels that copy, compute and fill see what lies outside of the only argument, and no zero with a sign or tiny number as such."""
    function = kernel(expression, {"x": kind}, target="c")
    ordinary = np.full(LENGTH, KINDS[kind])
    expected = {"x": KINDS[kind], "2*x": 2 * KINDS[kind], "0*x + 3": 3.0}[expression]
    assert np.array_equal(function(ordinary), np.full(LENGTH, expected))
    for number in BAD[kind]:
        for place in PLACES:
            given = ordinary.copy()
            given[place] = number
            assert np.array_equal(np.flatnonzero(np.isnan(function(given))), [place]), (number, place)
    for number in (*FAR.get(kind, ()), *([-0.0] if kind in ("real", "nonnegative", "integer", "natural") else [])):
        given = np.append(ordinary, number)
        assert function(given)[-1] == {"x": number, "2*x": 2 * number, "0*x + 3": 3.0}[expression]


@pytest.mark.parametrize("kind", FAR)
def test_a_number_out_of_the_ordinary_is_given_to_numpy(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One element of many is, no other; an ordinary block gives none."""
    names = total().__globals__
    found: list[int] = []
    own = names["cut"]

    def counted(strays: Any, given: Any, *rest: Any) -> None:
        found.append(len(given[0]))
        own(strays, given, *rest)

    monkeypatch.setitem(names, "cut", counted)
    total()(*ordinary())
    assert found == []
    for number in FAR[kind]:
        for place in PLACES:
            arguments = ordinary()
            arguments[list(KINDS).index(kind)][place] = number
            found.clear()
            total()(*arguments)
            assert found == [1]


@pytest.mark.parametrize("number", [2.0**128, 1e39, 2.0**-128, 1e-39, 5e-324])
def test_a_single_positive_number_out_of_the_ordinary_is_given_to_numpy(number: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is compared with both ends at once is ordinary strictly between them."""
    function = kernel("2*x", {"x": "positive"}, target="c")
    names, found = function.__globals__, []
    own = names["cut"]
    monkeypatch.setitem(names, "cut", lambda strays, given, *rest: (found.append(len(given[0])), own(strays, given, *rest)))
    inside = [np.nextafter(2.0**128, 0.0), np.nextafter(2.0**-128, 1.0)]
    assert np.array_equal(function(np.array(inside * 300)), 2 * np.array(inside * 300))
    assert found == []
    assert function(np.array([*inside * 300, number]))[-1] == 2 * number
    assert found == [1]


def test_mirror_images_that_differ_are_never_missed() -> None:
    """Beyond rounding the element is nan; within it, it has the value of its first image; others are untouched."""
    function = kernel("C[0, 1] + D[0, 2]", {"C": "spd[2]", "D": "symmetric[3]"}, target="c")
    matrices = [np.tile(np.eye(size) + 0.25, (LENGTH, 1, 1)) for size in (2, 3)]
    assert np.array_equal(function(*matrices), np.full(LENGTH, 0.5))
    for which, row, column in ((0, 1, 0), (1, 2, 1), (1, 2, 0)):
        for place in PLACES:
            for gap, lost in ((1e-9, True), (2.0**-54, False), (math.inf, True)):
                changed = [matrix.copy() for matrix in matrices]
                changed[which][place, row, column] += gap
                got = function(*changed)
                assert np.array_equal(np.flatnonzero(np.isnan(got)), [place] * lost)
                assert np.array_equal(np.delete(got, place), np.full(LENGTH - 1, 0.5))
