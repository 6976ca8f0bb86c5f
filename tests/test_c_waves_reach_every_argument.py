"""Sine and cosine of a C kernel: own functions near zero, the library's beyond, within one unit and alike wherever they stand."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from target_samples import HAS_COMPILER, WITHOUT_COMPILER

from derivations.codegen import kernel

pytestmark = pytest.mark.skipif(not HAS_COMPILER, reason=WITHOUT_COMPILER)


@pytest.mark.parametrize("name", ["sin", "cos"])
def test_every_size_of_angle_is_right_wherever_it_stands(name: str) -> None:
    """Against 50 digits, at angles from nothing to 1e22, on both sides of the bound between two ways; another order has the same bits."""
    random = np.random.default_rng(5)
    edges = [1000.0, -1000.0, np.nextafter(1000.0, 2000.0), 355.0, 710.0, 0.0, -0.0, 5e-324, 1e22]
    x = np.concatenate([random.normal(size=800) * 10.0 ** random.uniform(-8, 15, 800), random.uniform(-1010.0, 1010.0, 400), edges])
    function = kernel(f"{name}(x)", {"x": "real"}, target="c")
    values = function(x)
    with mpmath.workdps(50):
        truths = [getattr(mpmath, name)(mpmath.mpf(float(each))) for each in x]
        errors = [
            abs(mpmath.mpf(float(value)) - truth) / float(np.spacing(abs(float(truth))))
            for value, truth in zip(values, truths, strict=True)
        ]
    assert max(errors) <= 1.0
    order = random.permutation(len(x))
    assert function(x[order]).tobytes() == values[order].tobytes()
    assert np.array([function(each) for each in x[-20:]]).tobytes() == values[-20:].tobytes()


@pytest.mark.parametrize("name", ["sin", "cos"])
def test_what_is_no_angle_is_nan_alone(name: str) -> None:
    """Infinities and nan beside far and near angles: the others keep their values."""
    x = np.linspace(-2000.0, 2000.0, 700)
    function = kernel(f"{name}(x)", {"x": "real"}, target="c")
    expected = function(x)
    places = [3, 350, 511, 512, 699]
    x[places] = [np.nan, np.inf, -np.inf, -np.nan, np.inf]
    got = function(x)
    assert np.array_equal(np.flatnonzero(np.isnan(got)), places)
    assert np.array_equal(np.delete(got, places), np.delete(expected, places))
