"""Ratios of Bessel functions are within the units that they state at many points of every table; so are von Mises-Fisher laws."""

from __future__ import annotations

import importlib
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from mpmath import mp

from derivations.codegen.primitives import primitives
from numeric.kernels.fisher_von_mises_fisher import fisher_von_mises_fisher
from numeric.kernels.kl_von_mises_fisher import kl_von_mises_fisher

if TYPE_CHECKING:
    from collections.abc import Callable

RANGES = ((0.01, 3.0), (3.0, 6.0), (6.0000001, 12.0), (12.0000001, 26.0), (26.0, 99.0))
POINTS = np.concatenate([np.linspace(low, high, 60) for low, high in RANGES])
MEANINGS: dict[str, Callable[[Any, Any], Any]] = {
    "bessel_ratio": lambda _, r: r,
    "bessel_ratio_gap": lambda x, r: 2 + x * r - x / r,
    "bessel_ratio_over_argument": lambda x, r: r / x,
    "bessel_ratio_slope": lambda x, r: 1 - r / x - r * r,
}


def ratio(x: Any) -> Any:
    """I1(x) / I0(x) in the digits of the moment."""
    return mp.besseli(1, x) / mp.besseli(0, x)


@pytest.mark.parametrize("name", MEANINGS)
def test_errors_stay_within_what_is_stated(name: str) -> None:
    """For arrays and for single numbers, in and beside the ranges of the tables."""
    module = importlib.import_module(f"derivations.codegen.primitives.{name}")
    stated = float(re.findall(r"([\d.]+) ulp", str(primitives()[name].implementation.__doc__))[0])
    values = np.empty_like(POINTS)
    getattr(module, name)(POINTS, values, np.empty((3, POINTS.size)))
    with mp.workdps(40):
        for point, value in zip(POINTS.tolist(), values, strict=True):
            right = MEANINGS[name](mp.mpf(point), ratio(point))
            for found in (value, getattr(module, f"scalar_{name}")(point)):
                assert abs(right - found) <= stated * np.spacing(found)


def test_no_direction_of_a_von_mises_fisher_law_costs_digits() -> None:
    """Where quotients of polynomials had added up eleven units, at concentrations of about ten, off-diagonal entries are within eight."""
    others = np.random.default_rng(0).uniform(-8, 8, size=(150, 2)).tolist()
    points = [(5.86350727513998, -4.44018805888947), (-8.083092129285786, 1.1103253721301898), *others]
    with mp.workdps(40):
        for (x, y), entry in zip(points, fisher_von_mises_fisher(np.array(points))[:, 0, 1], strict=True):
            k = mp.sqrt(mp.mpf(x) ** 2 + mp.mpf(y) ** 2)
            r = ratio(k)
            assert abs(-(2 + k * r - k / r) * r / k * x * y / k**2 - entry) <= 8 * np.spacing(abs(entry))


def test_no_length_of_a_von_mises_fisher_law_costs_digits() -> None:
    """Lengths of every ratio, those beside the seams of the rule and the points where the divergence had been off by up to twelve units."""
    draw = np.random.default_rng(0)
    lengths = np.exp(draw.uniform(np.log(3.0), np.log(60.0), 300))
    ratios = np.concatenate(
        [np.exp(draw.uniform(np.log(0.05), np.log(8.0), 200)), draw.choice([0.079, 0.081, 0.149, 0.151, 4.9, 5.1], 100)]
    )
    angles, turns = draw.uniform(0.0, 6.0, 300), draw.uniform(-0.3, 0.3, 300)
    first = np.column_stack([lengths * np.cos(angles), lengths * np.sin(angles)])
    second = np.column_stack([lengths * ratios * np.cos(angles + turns), lengths * ratios * np.sin(angles + turns)])
    first = np.vstack([first, [-4.8560597805054595, 7.043020798911216], [-4.382360133460785, -8.702976950630006]])
    second = np.vstack([second, [-0.6207891564486019, 2.0254552248663273], [-1.047576174167171, -0.7044770228242008]])
    with mp.workdps(40):
        for p, q, value in zip(first.tolist(), second.tolist(), kl_von_mises_fisher(first, second), strict=True):
            (a, b), (c, d) = map(mp.mpf, p), map(mp.mpf, q)
            k, other = mp.hypot(a, b), mp.hypot(c, d)
            right = mp.log(mp.besseli(0, other) / mp.besseli(0, k)) + ratio(k) * (k - (a * c + b * d) / k)
            moved = abs(ratio(other) - ratio(k)) * other + (1 - ratio(k) / k - ratio(k) ** 2) * abs(k - other) * k
            unavoidable = max(1.0, float(moved / right))  # units by which half a unit in every length moves the divergence
            assert abs(right - value) <= 8 * unavoidable * np.spacing(value)
