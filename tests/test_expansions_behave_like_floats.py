"""Multi-word functions treat infinities, undefined values, overflow and empty arrays as float64 functions do, without a warning."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from expansion_truth import TRUTHS

from derivations.codegen.expansions import operations
from derivations.codegen.expansions.conversion import wide, wide_to_float

INF, NAN = math.inf, math.nan


def applied(row: str, *arguments: list[float]) -> Any:
    """The float64 values of a function of the table of truths."""
    truth = TRUTHS[row]
    function = operations()[row.split(maxsplit=1)[0]].implementation
    with np.errstate(all="ignore"):
        return wide_to_float(function(*truth.before, *(wide(np.array(argument)) for argument in arguments), *truth.after))


@pytest.mark.parametrize("row", sorted(TRUTHS))
def test_undefined_stays_undefined(row: str) -> None:
    """An argument nan gives nan in its place, and the other places keep the values they have alone."""
    arity = len(TRUTHS[row].strata[0])
    inside = 0.75 if "asin" in row or "acos" in row else 1.25
    alone = applied(row, *([[inside]] * arity))
    mixed = applied(row, *([[NAN, inside]] * arity))
    assert np.isnan(mixed[0])
    assert mixed[1] == alone[0]


@pytest.mark.parametrize("row", sorted(TRUTHS))
def test_empty_arrays_work(row: str) -> None:
    """No numbers in, no numbers out."""
    arity = len(TRUTHS[row].strata[0])
    assert applied(row, *([[]] * arity)).shape == (0,)


LIMITS = [
    ("wide_add", ([INF, INF, 1.7e308], [1.0, -INF, 1.7e308]), [INF, NAN, INF]),
    (
        "wide_multiply",
        ([INF, INF, 1e200, -1e200, 1e-200, 1.7e308], [2.0, 0.0, 1e200, 1e200, 1e-200, 1.0]),
        [INF, NAN, INF, -INF, 0.0, 1.7e308],
    ),
    (
        "wide_divide",
        ([1.0, -1.0, 0.0, INF, 1.0, 1e308, 1e-308], [0.0, 0.0, 0.0, INF, INF, 1e-308, 1e308]),
        [INF, -INF, NAN, NAN, 0.0, INF, 0.0],
    ),
    ("wide_sqrt", ([0.0, INF, -1.0, 5e-324],), [0.0, INF, NAN, 2.0**-537]),
    ("wide_exp", ([INF, -INF, 710.0, -746.0, 709.7, 0.0, -1e9, 1e9],), [INF, 0.0, INF, 0.0, math.exp(709.7), 1.0, 0.0, INF]),
    ("wide_expm1", ([INF, -INF, 710.0, -746.0, 0.0],), [INF, -1.0, INF, -1.0, 0.0]),
    ("wide_log", ([0.0, INF, -1.0, 5e-324, 1.7e308],), [-INF, INF, NAN, math.log(5e-324), math.log(1.7e308)]),
    ("wide_log1p", ([-1.0, INF, -2.0, 0.0],), [-INF, INF, NAN, 0.0]),
    ("wide_sinh", ([INF, -INF, 711.0, 0.0],), [INF, -INF, INF, 0.0]),
    ("wide_cosh", ([INF, -INF, 711.0, 0.0],), [INF, INF, INF, 1.0]),
    ("wide_tanh", ([INF, -INF, 1e300, 0.0],), [1.0, -1.0, 1.0, 0.0]),
    ("wide_sigmoid", ([INF, -INF, 800.0, -800.0],), [1.0, 0.0, 1.0, 0.0]),
    ("wide_softplus", ([INF, -INF, 800.0, -800.0],), [INF, 0.0, 800.0, 0.0]),
    ("wide_power", ([0.0, 0.0, INF, -8.0, -8.0, 10.0], [0.0, -1.0, -1.0, 3.0, 0.5, 400.0]), [1.0, INF, 0.0, -512.0, NAN, INF]),
    ("wide_sin", ([INF, 2.0**51, 0.0],), [NAN, NAN, 0.0]),
    ("wide_atan", ([INF, -INF, 0.0],), [math.pi / 2, -math.pi / 2, 0.0]),
    ("wide_asin", ([1.0, -1.0, 1.5, 0.0],), [math.pi / 2, -math.pi / 2, NAN, 0.0]),
    ("wide_acos", ([1.0, -1.0, 1.5, 0.0],), [0.0, math.pi, NAN, math.pi / 2]),
    ("wide_loggamma", ([0.0, INF, -0.5, 1.0, 2.0, 1e306],), [INF, INF, NAN, None, None, INF]),
    ("wide_digamma", ([0.0, INF, -0.5],), [-INF, INF, NAN]),
    ("wide_polygamma 1", ([0.0, INF, -0.5, 1e-200],), [INF, 0.0, NAN, INF]),
    ("wide_polygamma 2", ([0.0, INF, -0.5],), [-INF, 0.0, NAN]),
    ("wide_erf", ([INF, -INF, 0.0, 40.0],), [1.0, -1.0, 0.0, 1.0]),
    ("wide_erfc", ([INF, -INF, 0.0, 40.0],), [0.0, 2.0, 1.0, 0.0]),
    ("wide_scaled_besseli 0.0", ([0.0, INF, -1.0],), [1.0, 0.0, NAN]),
    ("wide_scaled_besseli 1.0", ([0.0, INF, -1.0],), [0.0, 0.0, NAN]),
    ("wide_log_besseli 1.0", ([0.0, INF, -1.0],), [-INF, INF, NAN]),
    ("wide_zeta 0", ([1.0, INF, 0.5, 2000.0],), [INF, 1.0, NAN, 1.0]),
    ("wide_zeta 1", ([1.0, INF, 0.5, 2000.0],), [-INF, 0.0, NAN, 0.0]),
]


@pytest.mark.parametrize(("row", "arguments", "expected"), LIMITS, ids=[row for row, _, _ in LIMITS])
def test_limits_are_those_of_the_function(row: str, arguments: tuple[list[float], ...], expected: list[float | None]) -> None:
    """At the ends of the domain and of the range of float64 the value is the limit, outside of the domain nan."""
    for value, wanted in zip(applied(row, *arguments), expected, strict=True):
        assert wanted is None or value == wanted or (math.isnan(wanted) and np.isnan(value))


def test_zeros_of_loggamma_are_small() -> None:
    """At 1 and 2 exactly, log Gamma is within 2^-190 of zero."""
    assert np.all(np.abs(applied("wide_loggamma", [1.0, 2.0])) < 2.0**-190)


COMPARISONS = ("less", "less_equal", "equal", "not_equal")


@pytest.mark.parametrize("name", COMPARISONS)
def test_comparisons_see_every_word(name: str) -> None:
    """Numbers that differ in the last word only are told apart; nan differs from everything; infinities equal themselves."""
    tiny = np.array([[1.0], [0.0], [0.0], [2.0**-200]])
    x = np.concatenate([tiny, wide(1.0), wide(1.0), wide(NAN), wide(INF), wide(-INF)], axis=1)
    y = np.concatenate([wide(1.0), tiny, wide(1.0), wide(1.0), wide(INF), wide(INF)], axis=1)
    plain = getattr(np, name)(np.array([2.0, 1.0, 1.0, NAN, INF, -INF]), np.array([1.0, 2.0, 1.0, 1.0, INF, INF]))
    with np.errstate(all="ignore"):
        assert operations()[f"wide_{name}"].implementation(x, y).tolist() == plain.tolist()


def test_maximum_minimum_and_roundings() -> None:
    """The larger, the smaller, the sign, the floor and the ceiling look past the first word."""
    below_two = np.array([[2.0], [-(2.0**-80)], [0.0], [0.0]])
    call = {name: each.implementation for name, each in operations().items()}
    assert np.array_equal(call["wide_maximum"](below_two, wide(2.0)), wide(2.0))
    assert np.array_equal(call["wide_minimum"](below_two, wide(2.0)), below_two)
    assert np.array_equal(call["wide_floor"](below_two), wide(1.0))
    assert np.array_equal(call["wide_ceil"](below_two), wide(2.0))
    assert np.array_equal(call["wide_sign"](-below_two), wide(-1.0))
    assert np.array_equal(call["wide_absolute"](-below_two), below_two)
    assert np.array_equal(call["wide_remainder"](wide(-7.0), wide(4.0)), wide(1.0))


@pytest.mark.parametrize("row", sorted(TRUTHS))
def test_arguments_are_not_modified(row: str) -> None:
    """A function leaves its arguments as they are."""
    truth, function = TRUTHS[row], operations()[row.split(maxsplit=1)[0]].implementation
    arguments = [wide(np.array([0.5, 0.75, NAN])) for _ in truth.strata[0]]
    with np.errstate(all="ignore"):
        function(*truth.before, *arguments, *truth.after)
    for argument in arguments:
        assert np.array_equal(argument, wide(np.array([0.5, 0.75, NAN])), equal_nan=True)
