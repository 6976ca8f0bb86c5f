"""Large whole numbers: ``sum(1/(j + 1) for j in range(n)) <= 10`` fails from n = 12367 on.

Sums of fractions whose denominators have rational roots have values at any size, other sums up to ``LONGEST`` terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp
from flint import fmpq

from derivations.balls.long_sums import LONGEST, is_short_at_any_length
from derivations.language.tensor import Tensor
from verify.numeric_support import has_quadrature
from verify.points.draws import INTEGER_KINDS
from verify.proposers import Proposer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from derivations.balls.point import Point
    from verify.problem import Problem

SUMMED = (1000, LONGEST)
FAR = (10**6, 10**12, 10**60)


def propose(problem: Problem, bases: Sequence[Point]) -> Iterator[Point]:
    """The first point with its whole numbers made large: all of them, and one at a time."""
    symbols = _whole(problem)
    if not symbols or has_quadrature(problem):
        return
    chosen = [symbols, *([symbol] for symbol in symbols if len(symbols) > 1)]
    for number in (*SUMMED, *(FAR if _is_short(problem) else ())):
        for moved in chosen:
            yield bases[0].extended(dict.fromkeys(moved, fmpq(number)))
            if all(symbol.is_nonnegative is None for symbol in moved):
                yield bases[0].extended(dict.fromkeys(moved, fmpq(-number)))


def unseen(problem: Problem) -> str:
    """Whole numbers beyond those that were put in."""
    if not _whole(problem):
        return ""
    most = 100 if has_quadrature(problem) else FAR[-1] if _is_short(problem) else LONGEST
    return f"whole numbers beyond {most:.0e}" if most > LONGEST else f"whole numbers beyond {most}"


def _whole(problem: Problem) -> list[sp.Symbol]:
    variables = problem.domain.variables.values()
    whole = [each.symbols for each in variables if each.type.kind in INTEGER_KINDS and each.symbols is not None]
    return sorted({entry for each in whole for entry in each.entries if entry.is_Symbol and entry not in problem.domain.solved}, key=str)


def _is_short(problem: Problem) -> bool:
    """Whether every sum and product has a value at any length."""
    residuals = [goal.residual for goal in problem.goals if isinstance(goal.residual, Tensor)]
    ranged = {part for value in residuals for entry in value.entries for part in entry.atoms(sp.Sum, sp.Product)}
    return all(isinstance(part, sp.Sum) and is_short_at_any_length(part) for part in ranged)


PROPOSER = Proposer("large integers", propose, unseen)
