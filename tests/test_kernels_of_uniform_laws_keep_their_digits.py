"""Divergences of uniform laws keep their digits between nearly equal laws, and are computed once."""

from __future__ import annotations

import math

import numpy as np
import pytest
from mpmath import mp
from test_lost_digits_are_computed_again import counted

from derivations.codegen.request import read_request
from derivations.codegen.uniform_divergence import uniform_divergence

LET = {"a": "real", "b": "real", "c": "real", "d": "real"}
DIVERGENCE = "kl(Uniform(a, b), Uniform(c, d))"


@pytest.mark.parametrize("distance", [0.0, 1e-300, 1e-15, 1e-9, 1e-3, 1.0, 1e9, 1e300])
def test_a_wider_support_costs_what_it_is_wider(distance: float) -> None:
    """At every distance the divergence has all digits, though the difference of the logarithms has none."""
    generator = np.random.default_rng(4)
    a = generator.normal(size=100)
    b = a + np.exp(generator.normal(size=100))
    c, d = a - distance * generator.random(100), b + distance * generator.random(100)
    value, again = counted(DIVERGENCE, LET, a, b, c, d)
    assert again == 0
    with mp.workdps(400):
        for got, *point in zip(value, a, b, c, d, strict=True):
            low, high, low_q, high_q = (mp.mpf(float(each)) for each in point)
            true = mp.log1p(((high_q - high) + (low - low_q)) / (high - low))
            assert abs(mp.mpf(float(got)) - true) <= 4 * mp.mpf(float(np.spacing(float(true))))


def test_outside_of_the_support_it_is_infinite_and_reversed_bounds_have_none() -> None:
    """A law that reaches farther than the second has an infinite divergence; bounds in the wrong order are no law."""
    first = ([0.0, 0.0, 0.0, 3.0, 0.0], [1.0, 1.0, 1.0, 2.0, 1.0])
    second = ([0.5, -1.0, 0.0, 3.0, 2.0], [2.0, 0.5, 1.0, 2.0, -1.0])
    value, again = counted(DIVERGENCE, LET, *first, *second)
    assert again == 0
    assert np.array_equal(value, [math.inf, math.inf, 0.0, math.nan, math.nan], equal_nan=True)


@pytest.mark.parametrize("text", ["kl(Uniform(0, b), Uniform(c, d))", "kl(Exponential(b), Exponential(d))", "logpdf(Uniform(a, b), c)"])
def test_other_requests_have_no_such_form(text: str) -> None:
    """A bound that is no argument, another law and another word are left to the search of forms."""
    kinds = dict.fromkeys("abcd", "positive" if "Exp" in text else "real")
    assert uniform_divergence(read_request(text, kinds)) is None
