"""Moments of truncated normal laws have their digits by sums of positive terms, from short intervals to both tails."""

from __future__ import annotations

from typing import Any

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

from derivations.codegen.domain import domain_of
from derivations.codegen.passes.truncated_normals import NAMES, rewrite
from derivations.codegen.primitives import primitives
from derivations.codegen.request import read_request
from derivations.codegen.stable import Stable
from numeric.kernels.fisher_truncated_normal import fisher_truncated_normal

FISHER = "fisher(TruncatedNormal(loc, scale, low, high), [loc, scale, low, high])"
LET = {"loc": "real", "scale": "positive", "low": "real", "high": "real"}
BOUNDS = [
    (-0.125, 0.25),
    (-1.0, 2.0),
    (-2.0, 5.0),
    (-2.5, 2.625),
    (-9.0, 0.5),
    (-12.0, 14.0),
    (-20.0, 7.0),
    (0.0, 1.0),
    (0.5, 20.0),
    (3.0, 3.0009765625),
    (12.0, 12.5),
    (-33.0, -32.0),
    (-8.0, -0.0625),
    (30.0, 35.0),
]


def textbook(name: str, x: float, y: float) -> Any:
    """From the moments of the textbook, with digits to spare."""
    phi = [mp.npdf(mp.mpf(end)) / (mp.erfc(mp.mpf(x) / mp.sqrt(2)) - mp.erfc(mp.mpf(y) / mp.sqrt(2))) * 2 for end in (x, y)]
    moments = [mp.mpf(1), phi[0] - phi[1]]
    for n in (2, 3, 4):
        moments.append((n - 1) * moments[n - 2] + mp.mpf(x) ** (n - 1) * phi[0] - mp.mpf(y) ** (n - 1) * phi[1])
    values = (moments[2] - moments[1] ** 2, moments[3] - moments[1] * moments[2], moments[4] - moments[2] ** 2, phi[0])
    return dict(zip(NAMES, values, strict=True))[name]


def conditioning(name: str, x: float, y: float) -> float:
    """The units in the last place by which the value moves where the bounds move by half of theirs."""
    truth, step = textbook(name, x, y), mp.mpf(2) ** -60
    moved = abs(textbook(name, x * (1 + step), y) - truth) + abs(textbook(name, x, y * (1 + step)) - truth)
    return float(moved / step * mp.mpf(2) ** -53 / np.spacing(abs(float(truth))))


@pytest.mark.parametrize("name", NAMES)
def test_digits_on_every_interval(name: str) -> None:
    """Within 8 ulp, or what moving the bounds by half an ulp explains, for arrays and for single numbers."""
    primitive = primitives()[name]
    x, y = np.array(BOUNDS).T
    out = np.empty_like(x)
    primitive.implementation(y, x, y - x, out, np.empty((1, len(x))))
    with mp.workdps(700):
        for low, high, value in zip(x, y, out, strict=True):
            truth, allowed = textbook(name, low, high), 8 * max(1.0, conditioning(name, low, high))
            for found in (value, primitive.scalar(high, low, high - low)):
                assert abs(found - float(truth)) <= allowed * np.spacing(abs(float(truth)))


def test_every_entry_is_found() -> None:
    """Entries are moments, products of densities at the bounds, or zero between a bound and what is none."""
    request = read_request(FISHER, LET)
    forms = [next(iter(rewrite(entry, domain_of(request.inputs)))) for entry in request.value.entries]
    assert {call.primitive for form in forms for call in form.atoms(Stable)} == set(NAMES)
    assert [place for place, form in enumerate(forms) if form == 0] == [2, 3, 6, 7, 8, 9, 12, 13]


@pytest.mark.parametrize("scale", [2, sp.Symbol("u", positive=True)])
def test_other_expressions_are_left_alone(scale: sp.Expr) -> None:
    """A moment that is not about the mean, one error function, and logarithms are none of these forms."""
    x, y = sp.symbols("x y", real=True)
    domain = domain_of(read_request("x", {"x": "real"}).inputs)
    variance = primitives()[NAMES[0]].meaning(y, x, y - x)
    assert [form.has(Stable) for form in rewrite(scale * variance, domain)] == [True]
    for other in (variance + scale, sp.erf(x), sp.log(sp.erf(x) - sp.erf(y)), variance + sp.exp(-(x**2) / 2)):
        assert list(rewrite(other, domain)) == []


def test_empty_intervals_are_nan() -> None:
    """Where the upper bound is not above the lower one there is no law."""
    value = fisher_truncated_normal(0.0, 1.0, np.array([0.0, 1.0, 1.0]), np.array([1.0, 1.0, 0.0]))
    assert np.isnan(value).all(axis=(1, 2)).tolist() == [False, True, True]
    assert np.isfinite(value[0]).all()
