"""Quotients by several sums of two exponentials become sigmoids, each with its own scale, and keep their digits between far thresholds."""

from __future__ import annotations

import importlib

import numpy as np
import pytest
import sympy as sp
from mpmath import mp

from derivations.codegen.domain import Domain
from derivations.codegen.passes.paired_sigmoids import rewrite
from derivations.codegen.stable import meaning

x, y, z = sp.symbols("x y z", real=True)
X, Y, Z = map(sp.exp, (x, y, z))
DOMAIN = Domain(frozenset({x, y, z}))


@pytest.mark.parametrize(
    "expression",
    [
        X * Y / ((X + Y) * (Y + 1)),
        (X + Y**2 + 2 * Y) * X * Y / ((X + Y) ** 2 * (Y + 1) ** 2),
        sp.sqrt(X + Y**2 + 2 * Y) * sp.exp(x / 2) * sp.exp(y / 2) / ((X + Y) * (Y + 1)),
        sp.Piecewise((X / (X + 1), z > 0), ((X - Y**2) / ((X + Y) * (Y + 1)), True)),
    ],
)
def test_the_form_has_sigmoids_only_and_the_same_value(expression: sp.Expr) -> None:
    """No exponential is left, and written out it is what it was."""
    (changed,) = rewrite(expression, DOMAIN)
    assert not changed.has(sp.exp)
    for point in ({x: 2, y: -1, z: 1}, {x: -3, y: 5, z: -1}):
        other = changed.replace(lambda part: part.func.__name__ == "Stable", meaning).subs(point)
        assert abs(sp.N(other - expression.subs(point), 30)) < 1e-25


@pytest.mark.parametrize(
    "expression",
    [
        X / (X + 1),  # one sum: there is nothing to share a scale with
        X**2 * Y / ((X + Y) * (Y + 1) ** 2) / Z,  # no pairing
        X**3 / ((X + Y) * (Y + 1)),  # more powers above than below
        X * Y / ((X + Y + Z) * (Y + 1)),  # a sum of three
        X * Y / ((X + 2 * Y) * (Y + 3)),  # weights
    ],
)
def test_other_quotients_stay(expression: sp.Expr) -> None:
    """What sigmoids do not give is left to other passes."""
    assert not list(rewrite(expression, DOMAIN))


@pytest.mark.parametrize("gap", [1.0, 40.0, 300.0, 5000.0])
@pytest.mark.parametrize("word", ["gradient", "hessian", "fisher", "factor"])
def test_far_thresholds_cost_no_digits(word: str, gap: float) -> None:
    """Between thresholds so far apart that one does not matter, losses of ordered classes are within eight units of 60 digits."""
    name = f"loss_ordinal_cumulative_logits_{word}"
    points = np.array([-20.0, -3.141592653589793, -0.7, 0.3, 1.9350080823369570, 2.718281828459045])
    arguments = (points, gap) if word in ("fisher", "factor") else (points, 1.0, gap)
    computed = getattr(importlib.import_module(f"numeric.kernels.{name}"), name)(*arguments)
    with mp.workdps(60):
        for point, value in zip(points, computed, strict=True):
            lower, upper = 1 / (1 + mp.exp(mp.mpf(point))), 1 / (1 + mp.exp(mp.mpf(point) - gap))
            # with the probabilities s and t of lying below each threshold, s' = -s (1 - s)
            fisher = (upper - lower) * (1 - lower - upper) ** 2 + lower * (1 - lower) ** 2 + upper**2 * (1 - upper)
            known = {
                "gradient": 1 - lower - upper,
                "hessian": lower * (1 - lower) + upper * (1 - upper),
                "fisher": fisher,
                "factor": mp.sqrt(fisher),
            }
            assert abs(known[word] - value) <= 8 * np.spacing(abs(value))
