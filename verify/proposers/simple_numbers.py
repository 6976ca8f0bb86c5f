"""Simple numbers and equal ones for the parameters of integrals, which are looked at in few points, since each of them is dear.

``integrate(sin(n*x)*sin(m*x), x, 0, 2*pi) == 0`` fails where ``n == m`` only, and ``integrate(abs(x - a), x, 0, 1) > 1/4`` at 1/2.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from flint import arb, fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError
from derivations.balls.precision import LADDER
from derivations.language.tensor import Tensor
from verify.numeric_support import has_quadrature
from verify.points.draws import SPECIAL
from verify.points.instances import is_defined, is_member
from verify.proposers import Proposer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import sympy as sp

    from derivations.balls.point import Point
    from verify.problem import Problem

MOST = 12  # points
NOTHING = fmpq(1, 10**15)


def propose(problem: Problem, bases: Sequence[Point]) -> Iterator[Point]:
    """The first point with two numbers of one kind made equal, small ones, then with one number made simple."""
    if has_quadrature(problem):
        yield from (bases[0].extended(values) for values in itertools.islice(_values(problem), MOST))


def doubt(problem: Problem, bases: Sequence[Point]) -> str:
    """A simple point at which an integral does not tell from zero what a strict goal calls positive, to fifteen digits."""
    strict = [goal.residual.item for goal in problem.goals if goal.relation == "positive" and _is_number(goal.residual)]
    for point in propose(problem, bases) if strict else ():
        evaluation = Evaluation.at(point, LADDER[1])
        try:
            numbers = [arb(evaluation.number(number)) for number in strict]
            if (
                any(abs(number) < NOTHING for number in numbers)
                and is_member(problem.domain, evaluation)
                and is_defined(problem, evaluation)
            ):
                moved = ", ".join(f"{symbol} = {value}" for symbol, value in sorted(point.items(), key=str) if isinstance(value, fmpq))
                return f"what should be positive is next to nothing at {moved}"
        except CannotEncloseError:
            continue
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, Tensor) and not value.shape


def _values(problem: Problem) -> Iterator[dict[sp.Symbol, fmpq]]:
    numbers = _numbers(problem)
    for (one, kind), (other, kind_of_other) in itertools.combinations(numbers, 2):
        if kind == kind_of_other:
            yield dict.fromkeys((one, other), SPECIAL[kind][1])
    for place in range(max((len(SPECIAL[kind]) for _, kind in numbers), default=0)):
        yield from ({symbol: SPECIAL[kind][place]} for symbol, kind in numbers if place < len(SPECIAL[kind]))


def _numbers(problem: Problem) -> list[tuple[sp.Symbol, str]]:
    """The declared numbers that no hypothesis gives a value, with their kinds."""
    declared = [(variable.symbols, variable.type.kind) for _, variable in sorted(problem.domain.variables.items())]
    scalars = [(tensor.entries[0], kind) for tensor, kind in declared if tensor is not None and not tensor.shape and kind in SPECIAL]
    residuals = [goal.residual for goal in problem.goals if isinstance(goal.residual, Tensor)]
    named = {symbol for residual in residuals for symbol in residual.free_symbols}
    return [(symbol, kind) for symbol, kind in scalars if symbol in named and symbol not in problem.domain.solved]


PROPOSER = Proposer("simple numbers", propose, doubt=doubt)
