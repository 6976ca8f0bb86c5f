"""A logarithm near zero is off by a part of one: beside larger terms of a sum it needs no mark, alone and beside small ones it does."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from mpmath import mp
from test_lost_digits_are_computed_again import counted

LET = {"x": "positive", "y": "positive", "z": "positive"}
RATIO = "log((x*x + y)/(y*y + x))"  # near one where x and y are nearly equal, and rounded


def near(count: int) -> tuple[Any, Any]:
    """Numbers x and y of which the logarithm is as small as 1e-12."""
    x = np.linspace(0.5, 3.0, count)
    return x, x * (1 + 10.0 ** np.linspace(-12, -2, count))


@pytest.mark.parametrize(("factor", "again"), [(2.0, 0), (0.7, 0), (1e-3, 40), (1e-9, 40)])
def test_only_small_sums_are_computed_again(factor: float, again: int) -> None:
    """Beside a term of size one nothing is; where the sum is small, all is, whatever the logarithm's share of it."""
    x, y = near(40)
    z = np.full(40, factor)
    value, found = counted(f"{RATIO} - z*x - z*z*y", LET, x, y, z)
    assert found == again
    with mp.workdps(60):
        for got, a, b, c in zip(value, x, y, z, strict=True):
            u, v, w = map(mp.mpf, (float(a), float(b), float(c)))
            true = mp.log((u * u + v) / (v * v + u)) - w * u - w * w * v
            assert abs(mp.mpf(float(got)) - true) <= 8 * mp.mpf(float(np.spacing(abs(float(true)))))


@pytest.mark.parametrize("text", [RATIO, f"z*{RATIO} + z", f"{RATIO}*(1 - x*z) - x*y*z", f"{RATIO} - 2*x + {RATIO}**2*y"])
def test_a_logarithm_elsewhere_is_marked(text: str) -> None:
    """Alone, as a factor, and where it stands in another term of the sum, too."""
    x, y = near(20)
    _, found = counted(text, LET, x, y, np.full(20, 0.7))
    assert found == 20
