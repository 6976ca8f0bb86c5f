"""Points near the ends of a domain, and points at which one variable is far smaller or larger than the others.

``kl(P, Q) <= 2*(p - q)**2/(p*(1 - p))`` holds at all generic points of the unit square, and fails where q alone is near zero. Nothing
here is trusted: every point is checked like any other.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from flint import fmpq

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import sympy as sp

    from derivations.balls.point import Point
    from verify.problem import Problem, Variable

NEAR = (fmpq(1, 2**10), fmpq(1, 2**40))  # the second for what grows like a logarithm
ONE_SIDED = frozenset({"positive", "nonnegative", "negative"})
MOST = 5  # variables that are moved by themselves, the first ones by name
Values = dict["sp.Symbol", fmpq]


def boundary_points(problem: Problem, bases: Sequence[Point]) -> Iterator[Point]:
    """The first point with one variable, then two, moved to their ends; the nearer place first."""
    if not bases:
        return
    base = bases[0]
    variables = [variable for _, variable in sorted(problem.domain.variables.items()) if _moves(variable, problem, base)][:MOST]
    for near in NEAR:
        alone = [list(_ends(variable, base, near)) for variable in variables]
        yield from (base.extended(values) for values in itertools.chain.from_iterable(alone))
        for first, second in itertools.combinations(alone, 2):
            yield from (base.extended(one | other) for one, other in itertools.product(first, second))


def _moves(variable: Variable, problem: Problem, base: Point) -> bool:
    """Whether all entries of a variable are free rational numbers."""
    entries = () if variable.symbols is None else variable.symbols.entries
    return bool(entries) and all(e.is_Symbol and e not in problem.domain.solved and isinstance(base.get(e), fmpq) for e in entries)


def _ends(variable: Variable, base: Point, near: fmpq) -> Iterator[Values]:
    """The ends of a variable's type: both of an interval, a corner and a side of a simplex, far below and above a positive number."""
    assert variable.symbols is not None  # noqa: S101 - _moves has looked
    entries, kind = variable.symbols.entries, variable.type.kind
    if kind == "unit":
        yield dict.fromkeys(entries, near)
        yield dict.fromkeys(entries, 1 - near)
    elif kind == "simplex":
        yield {symbol: near / (len(entries) - 1) if i else 1 - near for i, symbol in enumerate(entries)}
        rest = (1 - near) / (1 - base[entries[0]])
        yield {symbol: base[symbol] * rest if i else near for i, symbol in enumerate(entries)}
    elif kind in ONE_SIDED:
        yield {symbol: base[symbol] * near for symbol in entries}
        yield {symbol: base[symbol] / near for symbol in entries}
