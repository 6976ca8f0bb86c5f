"""Numeric checks at many points at once hold no array longer than they need it, in workers that seldom collect garbage."""

from __future__ import annotations

import gc
import math
import tracemalloc
from typing import TYPE_CHECKING

import numpy as np
import pytest
import sympy as sp

from derivations.balls import space
from derivations.balls.failures import NotCoveredError
from derivations.balls.vectorised import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterator

x, y, a = sp.symbols("x y a", real=True)
LOG_DENSITY = -(x**2 + x * y + 2 * y**2)  # the mass is 2 pi / sqrt(7), the mean of x^2 is 4/7


@pytest.fixture
def _no_collection() -> Iterator[None]:
    """Nothing but counts of references frees memory."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_no_collection")
@pytest.mark.parametrize("faulty", [False, True])
def test_a_walk_leaves_no_array_behind(faulty: bool) -> None:  # noqa: FBT001 - a parameter
    """The walk is a function that refers to itself; a gibibyte of its arrays waited for the collector, which comes seldom."""
    expression = sp.exp(x) * (x**2 + 1) + (sp.zeta(x) if faulty else 0)
    tracemalloc.start()
    for _ in range(20):
        try:
            assert evaluate(expression, {x: np.zeros(100_000)})[0] == 1
        except NotCoveredError:
            assert faulty
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 1_000_000  # one array is 800,000 bytes


def test_blocks_of_points_change_no_integral(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the length of a block, and for integrands without any coordinate."""
    grid = space._Grid(LOG_DENSITY, (x, y), {a: np.float64(3.0)})
    found = []
    for length in (7, 100, 10**6):
        monkeypatch.setattr(space, "BLOCK", length)
        found.append((grid.integral(a * x**2, 0.4), grid.integral(sp.Integer(1), 0.4)))
    assert found[0] == found[1] == found[2]
    mass = 2 * math.pi / math.sqrt(7)
    assert found[0] == pytest.approx((3 * mass * 4 / 7, mass), rel=1e-12)


def test_a_long_integrand_takes_little_memory() -> None:
    """Every number on the way is an array of one block, not of the grid."""
    grid = space._Grid(LOG_DENSITY, (x, y), {})
    long = sp.Add(*(sp.cos(sp.Rational(1, n + 2) * x) for n in range(200)))
    tracemalloc.start()
    grid.integral(long, 0.05)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 60_000_000  # 600 arrays of the grid of 10^5 points are 500,000,000 bytes
