"""Multi-word arithmetic is as accurate as its docstrings say, measured against balls on hard inputs."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from expansion_truth import TRUTHS, Truth, across, full, powers, signed, worst

from derivations.codegen.expansions import conversion, digamma, error_free, loggamma, operations, polygamma, stirling
from derivations.codegen.expansions.addition import wide_add, wide_subtract
from derivations.codegen.expansions.conversion import wide, wide_ratio, wide_to_float
from derivations.codegen.expansions.error_free import wide_renormalise

if TYPE_CHECKING:
    from collections.abc import Callable

STATED = re.compile(r"Relative error <= 2\^-(\d+)")


def stated_bits(name: str) -> float:
    """The accuracy that the docstring of a function states."""
    found = STATED.search(operations()[name].implementation.__doc__ or "")
    assert found is not None, f"{name} states no accuracy"
    return -float(found[1])


@pytest.mark.parametrize("row", sorted(TRUTHS))
def test_a_function_is_as_accurate_as_it_says(row: str) -> None:
    """The worst relative error over all strata stays below the bound of the docstring."""
    name = row.split(maxsplit=1)[0]
    bits, argument = worst(name, TRUTHS[row])
    assert bits <= stated_bits(name), f"2^{bits:.1f} at {argument!r}"


@pytest.mark.parametrize("name", sorted(operations()))
def test_every_stated_accuracy_is_measured(name: str) -> None:
    """A function that states a relative error has a row in the table of truths."""
    if STATED.search(operations()[name].implementation.__doc__ or ""):
        assert name in {row.split()[0] for row in TRUTHS}


@pytest.mark.parametrize("place", [0, 7, 20])
@pytest.mark.parametrize(("module", "name"), [(loggamma, "wide_loggamma"), (digamma, "wide_digamma"), (polygamma, "wide_polygamma 2")])
def test_a_wrong_bernoulli_number_is_noticed(module: Any, name: str, place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A numerator that is off by one part in a thousand breaks the bound, even that of B_42."""
    top, bottom = stirling.WIDE_BERNOULLI[place]
    wrong = [*stirling.WIDE_BERNOULLI]
    wrong[place] = (1001 * top, 1000 * bottom)
    monkeypatch.setattr(module, "WIDE_BERNOULLI", tuple(wrong))
    for table in ("WIDE_STIRLING", "WIDE_DIGAMMA"):
        if hasattr(module, table):
            changed = getattr(module, table).copy()
            changed[place] *= 1.001
            monkeypatch.setattr(module, table, changed)
    near = Truth(TRUTHS[name].ball, ((across(0.1, 0.9),), (across(32, 40),)), TRUTHS[name].before)
    assert worst(name.split(maxsplit=1)[0], near)[0] > stated_bits(name.split(maxsplit=1)[0])


@pytest.mark.parametrize("name", ["wide_add", "wide_multiply", "wide_divide", "wide_log", "wide_loggamma"])
def test_a_missing_renormalisation_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the passes that restore the order of the words the bounds do not hold, or the words overlap."""

    def truncated(parts: list[Any], words: int = 4) -> Any:
        return np.array(parts[:words])

    monkeypatch.setattr(error_free, "wide_renormalise", truncated)
    assert worst(name, TRUTHS[name])[0] > stated_bits(name) or not keeps_order(name)


def in_order(x: Any) -> bool:
    """Whether each word is at most half a unit of the last place of the one before it."""
    return bool(np.all(np.abs(x[1:]) <= np.spacing(np.abs(x[:-1])) / 2))


def keeps_order(row: str) -> bool:
    """Whether the words of all results of a function are in order."""
    truth, function = TRUTHS[row], operations()[row.split(maxsplit=1)[0]].implementation
    stratified = [[argument if argument.ndim == 2 else wide(argument) for argument in stratum] for stratum in truth.strata]
    with np.errstate(all="ignore"):
        return all(in_order(function(*truth.before, *arguments, *truth.after)) for arguments in stratified)


@pytest.mark.parametrize("row", sorted(TRUTHS))
def test_words_do_not_overlap(row: str) -> None:
    """What a function returns is in order, so that it can be an argument again."""
    assert keeps_order(row)


def test_overlapping_words_are_seen() -> None:
    """The test above says no to words that overlap."""
    assert not in_order(np.array([[1.0], [0.25], [0.0], [0.0]]))


def test_the_sum_of_words_is_rounded_correctly() -> None:
    """The float64 of an expansion is the nearest one to the exact sum, also where the first two words leave a tie."""
    ties = wide_renormalise(
        [np.array([1.0, 1.0, 1 + 2.0**-52, 1.0]), np.full(4, 2.0**-53), np.array([1e-40, -1e-40, -1e-40, 0.0]), np.zeros(4)]
    )
    for x in (full(signed(powers(-5, 5))), ties):
        expected = [float(sum(map(Fraction, column))) for column in x.T.tolist()]
        assert wide_to_float(x).tolist() == expected


@pytest.mark.parametrize("constant", [Fraction(1, 3), Fraction(-355, 113), Fraction(10**40 + 1, 7**30), Fraction(1, 2**700), Fraction(0)])
def test_a_rational_constant_is_rounded_word_by_word(constant: Fraction) -> None:
    """Four words of a fraction leave less than 2^-212 of it."""
    words = sum(map(Fraction, wide_ratio(constant.numerator, constant.denominator)[:, 0].tolist()))
    assert abs(words - constant) <= abs(constant) / 2**212


def test_differences_of_floats_are_exact() -> None:
    """Sums and differences of single words lose nothing, however much cancels."""
    x, y = signed(powers(-30, 30)), signed(powers(-30, 30))
    y[::2] = np.nextafter(x[::2], np.inf)
    operation: Callable[..., Any]
    for operation, sign in ((wide_add, 1), (wide_subtract, -1)):
        result = operation(wide(x), wide(y))
        for place in range(len(x)):
            assert sum(map(Fraction, result[:, place].tolist())) == Fraction(x[place]) + sign * Fraction(y[place])


def test_conversion_is_exact() -> None:
    """A float64 becomes one word and comes back."""
    x = signed(powers(-300, 300))
    assert np.array_equal(conversion.wide_to_float(wide(x)), x)
