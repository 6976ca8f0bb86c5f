"""The gamma function of JAX kernels keeps its digits where that of XLA, by its logarithm, loses them; its tables are what they say."""

from __future__ import annotations

import importlib
import os
from typing import Any

import mpmath
import numpy as np
import pytest
from target_samples import HAS_JAX, WITHOUT_JAX

from derivations.codegen import kernel
from derivations.codegen.targets.jax_gamma import GAMMA_RECIPROCAL, GAMMA_SERIES

os.environ["JAX_ENABLE_X64"] = "1"
WITH_JAX = pytest.mark.skipif(not HAS_JAX, reason=WITHOUT_JAX)
UNITS = 6.0  # in the last place
RANGES = [(1e-300, 1e-3), (1e-3, 1.0), (1.0, 2.0), (2.0, 12.0), (11.9, 12.1), (12.0, 171.6)]


def far(values: Any, x: Any) -> float:
    """The largest error in units in the last place."""
    with mpmath.workdps(40):
        truths = [mpmath.gamma(mpmath.mpf(float(each))) for each in x]
        return max(
            float(abs(mpmath.mpf(float(value)) - truth) / np.spacing(float(truth))) for value, truth in zip(values, truths, strict=True)
        )


def test_tables_are_those_of_the_function() -> None:
    """The polynomial is within half a unit of 1 / Gamma on [1, 2]; the series are Bernoulli's numbers over n (n - 1)."""
    with mpmath.workdps(40):
        for step in range(201):
            t = mpmath.mpf(step) / 200 - mpmath.mpf(1) / 2
            value = mpmath.polyval([mpmath.mpf(number) for number in GAMMA_RECIPROCAL], t)
            assert abs(value * mpmath.gamma(t + mpmath.mpf(3) / 2) - 1) < mpmath.mpf(2) ** -54
        series = [float(mpmath.bernoulli(n) / (n * (n - 1))) for n in range(12, 0, -2)]
    assert list(GAMMA_SERIES) == pytest.approx(series, rel=1e-15)


@WITH_JAX
def test_gamma_keeps_its_digits() -> None:
    """Compiled, on both sides of every seam; the function of XLA would not."""
    jax: Any = importlib.import_module("jax")
    theirs = jax.jit(importlib.import_module("jax.scipy.special").gamma)
    function = jax.jit(kernel("gamma(x)", {"x": "positive"}, target="jax"))
    random = np.random.default_rng(4)
    lost = []
    for low, high in RANGES:
        x = random.uniform(low, high, 300)
        assert far(np.asarray(function(x)), x) <= UNITS
        lost.append(far(np.asarray(theirs(x)), x))
    assert max(lost) > UNITS


@WITH_JAX
def test_gamma_has_slopes() -> None:
    """They are Gamma(x) digamma(x), beside seams too; ends have the values of the function."""
    jax: Any = importlib.import_module("jax")
    function = kernel("gamma(x)", {"x": "real"}, target="jax")
    for x in (1e-5, 0.5, 1.0, 2.0, 3.0, 11.75, 12.0, 100.0, -1.5):
        truth = float(mpmath.gamma(x) * mpmath.digamma(x))
        assert float(jax.grad(function)(x)) == pytest.approx(truth, rel=1e-12)
    assert float(function(180.0)) == float(function(1e300)) == np.inf
    assert float(function(-1.5)) == pytest.approx(2.3632718012073548, rel=1e-14)
