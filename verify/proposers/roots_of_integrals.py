"""Numbers without a closed form at which an integral takes a value: ``(integrate(exp(-t**4), t, 0, x) - 1/2)**4 > 0`` fails at one x."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp
from flint import fmpq

from derivations.language.tensor import Tensor
from derivations.replacing import replaced
from verify.points.sign_changes import SHORT, beside, parts_of, roots_between
from verify.proposers import Proposer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from derivations.balls.point import Point
    from verify.problem import Problem

MOST = 12  # points: every one is a certified quadrature


def propose(problem: Problem, bases: Sequence[Point]) -> Iterator[Point]:
    """A point moved along one coordinate onto a root of what holds an integral, and beside it."""
    yield from itertools.islice((point for base in bases[:1] for point in _moved(problem, base)), MOST)


def _moved(problem: Problem, base: Point) -> Iterator[Point]:
    places = {symbol: sp.Rational(int(value.p), int(value.q)) for symbol, value in base.items() if isinstance(value, fmpq)}
    for entry in dict.fromkeys(entry for goal in problem.goals for entry in _entries(goal.residual) if entry.count_ops() <= 2 * SHORT):
        for symbol in sorted(entry.free_symbols & set(places), key=str) if entry.has(sp.Integral) else ():
            others = {other: value for other, value in places.items() if other != symbol}
            alone = replaced(replaced(entry, problem.domain.solved), others)
            for part in (part for part in parts_of(alone, symbol) if part.has(sp.Integral)):
                for root in roots_between(part, symbol):
                    yield base.extended({symbol: root})
                    yield from (base.extended({symbol: number}) for number in beside(root))


def _entries(value: object) -> tuple[sp.Expr, ...]:
    return value.entries if isinstance(value, Tensor) else ()


PROPOSER = Proposer("roots of integrals", propose)
