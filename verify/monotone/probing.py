"""A look at a few points, so that no proof is sought of what fails there. It saves time and is no evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError

if TYPE_CHECKING:
    import sympy as sp

    from derivations.normal_form import Facts

PRECISION = 96
POSITIVE_VALUES = (fmpq(1, 50), fmpq(7, 20), fmpq(19, 10), fmpq(33, 2), fmpq(250), fmpq(1, 1000))
REAL_VALUES = (fmpq(-7, 20), fmpq(19, 10), fmpq(1, 50), fmpq(-33, 4), fmpq(17, 2), fmpq(-1, 900))
NATURAL_VALUES = (fmpq(1), fmpq(2), fmpq(5), fmpq(3), fmpq(8), fmpq(4))
STRIDES = (1, 5)  # by how many places neighbouring symbols are moved against each other


def fails_somewhere(value: sp.Expr, facts: Facts) -> bool:
    """Whether a number is certainly negative at one of the points that is looked at and meets the facts."""
    symbols = sorted(value.free_symbols.union(*(fact.free_symbols for fact in (*facts.positive, *facts.nonnegative))), key=str)
    return any(_fails(value, facts, point) for point in _points(symbols))


def _points(symbols: list[sp.Symbol]) -> list[dict[sp.Symbol, fmpq]]:
    values = [NATURAL_VALUES if symbol.is_integer else POSITIVE_VALUES if symbol.is_nonnegative else REAL_VALUES for symbol in symbols]
    count = len(POSITIVE_VALUES)
    rows = ((start, stride) for stride in STRIDES for start in range(count))
    owned = list(enumerate(zip(symbols, values, strict=True)))
    return [{symbol: own[(start + stride * k) % count] for k, (symbol, own) in owned} for start, stride in rows]


def _fails(value: sp.Expr, facts: Facts, point: dict[sp.Symbol, fmpq]) -> bool:
    evaluation = Evaluation(point, PRECISION)
    try:
        if any(evaluation.sign(fact) < least for least, group in ((1, facts.positive), (0, facts.nonnegative)) for fact in group):
            return False
        return evaluation.sign(value) < 0
    except CannotEncloseError:
        return False
