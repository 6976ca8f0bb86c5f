"""Points at which all coordinates but one are small, or one alone is far out.

What is drawn, and all of it made larger or smaller, keeps coordinates in proportion: a bound ``x**2 + 1/5`` of what depends on y alone
fails only where x is small and y is not. Other proportions are looked at everywhere; with integrals that would be too dear.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq

from verify.numeric_support import has_quadrature
from verify.proposers import Proposer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import sympy as sp

    from derivations.balls.point import Point
    from verify.problem import Problem

MOST = 4  # coordinates that are moved, the first ones by name
SMALL, LARGE = fmpq(1, 64), fmpq(6)


def propose(problem: Problem, bases: Sequence[Point]) -> Iterator[Point]:
    """Each of the first coordinates alone as it is and larger on both sides, the others small; then each alone small."""
    symbols = _free(problem, bases[0])
    if len(symbols) < 2 or not has_quadrature(problem):  # noqa: PLR2004 - one coordinate has been looked at by itself
        return
    base = bases[0]
    for symbol in symbols[:MOST]:
        others = {other: _small(other, base[other]) for other in symbols if other != symbol}
        sides = (1,) if symbol.is_nonnegative or symbol.is_nonpositive else (1, -1)
        yield from (base.extended({**others, symbol: side * factor * base[symbol]}) for factor in (1, LARGE) for side in sides)
        yield base.extended({symbol: _small(symbol, base[symbol])})


def _small(symbol: sp.Symbol, value: fmpq) -> fmpq:
    return fmpq(0) if symbol.is_positive is None and symbol.is_negative is None else value * SMALL


def _free(problem: Problem, base: Point) -> list[sp.Symbol]:
    """Rational coordinates of variables that are one number each, and no whole ones."""
    tensors = (variable.symbols for variable in problem.domain.variables.values())
    found = [tensor.item for tensor in tensors if tensor is not None and not tensor.shape]
    wanted = (symbol for symbol in found if symbol.is_Symbol and symbol not in problem.domain.solved and not symbol.is_integer)
    return sorted((symbol for symbol in wanted if isinstance(base.get(symbol), fmpq)), key=str)


PROPOSER = Proposer("lone coordinates", propose)
