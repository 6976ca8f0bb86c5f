"""Products and sums over many steps upwards, taken eight at a time by differences, have the bits of one step after another."""

from __future__ import annotations

import pytest
from flint import arb, ctx

from derivations.codegen.bignumbers import rising
from derivations.codegen.bignumbers.arithmetic import Big, big

PRECISION = 1100
THIRD = ((1 << 3000) // 3, -3000)  # floats have few bits, products of which are exact
NUMBERS = [THIRD, *map(big, (5e-324, 1e-30, 0.5, 3.7, 255.25, 2.0**40 + 0.5))]
POINTS = pytest.mark.parametrize("x", NUMBERS, ids=["third", "least", "tiny", "half", "some", "many", "large"])
COUNTS = pytest.mark.parametrize("count", [2, 255, 256, 257, 263, 264, 265, 700])


def ball(x: Big) -> arb:
    """The number."""
    return arb(x[0]) * arb(2) ** x[1]


def lost(found: Big, right: arb) -> float:
    """The relative error in bits of the precision."""
    with ctx.workprec(4 * PRECISION):
        return float(abs(ball(found) / right - 1) * arb(2) ** PRECISION)


@POINTS
@COUNTS
def test_products_are_those_of_all_factors(x: Big, count: int) -> None:
    """The rising factorial, against balls."""
    with ctx.workprec(4 * PRECISION):
        assert lost(rising.big_rising(x, count, PRECISION), ball(x).rising(count)) <= 1


@POINTS
@COUNTS
@pytest.mark.parametrize("power", [1, 2, 3])
def test_sums_are_those_of_all_terms(x: Big, count: int, power: int) -> None:
    """Of the inverse powers, all but the first, against balls; the bits are those beyond the point."""
    with ctx.workprec(4 * PRECISION):
        right = sum((1 / (ball(x) + i) ** power for i in range(1, count)), arb(0))
        m, e = rising.big_inverse_powers(x, count, power, PRECISION)
        assert float(abs(ball((m, e)) - right) * arb(2) ** PRECISION) <= 8 * count


def test_fewer_bits_to_spare_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Differences that have fewer bits than the product show in it."""
    monkeypatch.setattr(rising, "BIG_GUARD", -64)
    with ctx.workprec(4 * PRECISION):
        assert lost(rising.big_rising(THIRD, 700, PRECISION), ball(THIRD).rising(700)) > 1
