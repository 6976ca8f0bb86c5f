"""Points where strict statements and ranks fail, if they do: zero vectors, equal variables, and roots in one coordinate.

Random points miss sets of measure zero, so ``x**2 + y**2 > 2*x*y`` or ``rank(A) == 2`` would pass for supported. Nothing here is trusted:
every point is checked like any other.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import sympy as sp
from flint import fmpq

from derivations.language.tensor import Tensor
from derivations.language.words.linear_algebra import Rank
from derivations.replacing import replaced
from verify.points.instances import sample_problem
from verify.points.roots import LARGEST, roots_in
from verify.points.sign_changes import parts_of, roots_between

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping

    from derivations.balls.point import Point
    from derivations.language.goal import Goal
    from verify.problem import Problem, Variable

STRICT = frozenset({"positive", "nonzero", "pd"})
FACTORED = frozenset({"proportional", "positively_proportional"})  # where the factor vanishes, or the other array does
BASES = 2
SMALL = (fmpq(0), fmpq(1), fmpq(-1))
SPARSE = 150  # points of zeros and ones at which ranks are looked at
VANISHING = frozenset({"real", "symmetric"})
LARGEST_MATRIX = 4
SHORT = 60  # operations in a matrix whose determinant is looked at


def edge_points(problem: Problem, generator: random.Random) -> Iterator[Point]:
    """Candidates near random points of the domain, for the goals that are decided by sets of measure zero."""
    goals = [goal for goal in problem.goals if has_edges(goal)]
    if not goals:
        return
    bases = [point for point in (sample_problem(problem, generator) for _ in range(4 * BASES)) if point is not None][:BASES]
    free = {name: variable for name, variable in sorted(problem.domain.variables.items()) if _moves(variable, problem)}
    if any(_has_rank(goal) for goal in goals):
        bases += [base.extended(_shrunk(free, base)) for base in bases]
        yield from (base.extended(_sparse(free, generator)) for base in bases[:1] for _ in range(SPARSE))
    for base in bases:
        for values in (*_constants(free), *_equalities(free, base)):
            yield base.extended(values)
        for goal in goals:
            for values in _roots(goal, base, problem):
                yield base.extended(values)


def has_edges(goal: Goal) -> bool:
    """Whether a set of measure zero may decide a goal: it is strict, about a rank, or about a factor that must not vanish."""
    if goal.relation in FACTORED:
        return isinstance(goal.left, Tensor) and isinstance(goal.right, Tensor)
    return isinstance(goal.residual, Tensor) and (goal.relation in STRICT or _has_rank(goal))


def _has_rank(goal: Goal) -> bool:
    return isinstance(goal.residual, Tensor) and any(entry.has(Rank) for entry in goal.residual.entries)


def _sparse(free: Mapping[str, Variable], generator: random.Random) -> dict[sp.Symbol, fmpq]:
    """Zeros and ones: among them are nilpotent matrices, and pairs whose product has another rank than the reverse product."""
    zeroed = [variable for variable in free.values() if variable.type.kind in VANISHING]
    return {symbol: fmpq(generator.choice((0, 0, 1, 1, -1))) for variable in zeroed for symbol in _entries(variable)}


def _shrunk(free: Mapping[str, Variable], base: Point) -> dict[sp.Symbol, fmpq]:
    """An eighth of what may be any positive number: where p[2] = 1 - p[0] - p[1] is to be positive, the others are small."""
    scaled = [variable for variable in free.values() if variable.type.kind in ("positive", "nonnegative")]
    return {symbol: base[symbol] / 8 for variable in scaled for symbol in _entries(variable) if isinstance(base.get(symbol), fmpq)}


def _moves(variable: Variable, problem: Problem) -> bool:
    symbols = variable.symbols
    return symbols is not None and not symbols.free_symbols & set(problem.domain.solved)


def _entries(variable: Variable) -> tuple[sp.Symbol, ...]:
    assert variable.symbols is not None  # noqa: S101 - _moves has looked
    return tuple(symbol for symbol in variable.symbols.entries if symbol.is_Symbol)


def _constants(free: Mapping[str, Variable]) -> Iterator[dict[sp.Symbol, fmpq]]:
    """One variable at a time, and all together, filled with one small number."""
    for value in SMALL:
        filled = [dict.fromkeys(_entries(variable), value) for variable in free.values()]
        yield from filled
        yield {symbol: number for values in filled for symbol, number in values.items()}


def _equalities(free: Mapping[str, Variable], base: Point) -> Iterator[dict[sp.Symbol, Any]]:
    """Two variables of one shape made equal, or opposite."""
    for first, second in itertools.combinations(free.values(), 2):
        one, other = _entries(first), _entries(second)
        if len(one) == len(other) and all(isinstance(base.get(symbol), fmpq) for symbol in one):
            yield {b: base[a] for a, b in zip(one, other, strict=True)}
            yield {b: -base[a] for a, b in zip(one, other, strict=True)}
    yield _pairwise(free, base)


def _pairwise(free: Mapping[str, Variable], base: Point) -> dict[sp.Symbol, Any]:
    """All variables that come in twos of one type made equal at once: of two laws the parameters."""
    groups: dict[Any, list[tuple[sp.Symbol, ...]]] = {}
    for variable in free.values():
        groups.setdefault((variable.type.kind, variable.type.shape), []).append(_entries(variable))
    pairs = [group for group in groups.values() if len(group) == 2 and len(group[0]) == len(group[1])]  # noqa: PLR2004 - two
    return {b: base[a] for one, other in pairs for a, b in zip(one, other, strict=True) if isinstance(base.get(a), fmpq)}


def _roots(goal: Goal, base: Point, problem: Problem) -> Iterator[dict[sp.Symbol, Any]]:
    """Roots of the entries in one coordinate, the others as they are; of a matrix that should be definite, of its minors at a corner."""
    places = {symbol: sp.Rational(int(value.p), int(value.q)) for symbol, value in base.items() if isinstance(value, fmpq)}
    for entry in _asked(goal):
        if entry.count_ops() > LARGEST or entry.has(sp.Integral, sp.Sum, sp.Product, sp.Limit):
            continue
        for symbol in sorted(entry.free_symbols & set(places), key=str):
            others = {other: value for other, value in places.items() if other != symbol}
            alone = replaced(replaced(entry, problem.domain.solved), others)
            yield from ({symbol: _number(root)} for root in roots_in(alone, symbol))
            yield from ({symbol: root} for part in parts_of(alone, symbol) for root in roots_between(part, symbol))


def _asked(goal: Goal) -> list[sp.Expr]:
    """What may vanish where a goal fails."""
    if goal.relation in FACTORED:
        return list(dict.fromkeys(entry for side in (goal.left, goal.right) for entry in side.entries))
    if goal.relation == "pd":
        return corners(goal.residual)
    return [minor for whole in goal.residual.entries for minor in _minors(whole)]


def corners(matrix: Tensor) -> list[sp.Expr]:
    """The diagonal of a small matrix, and its determinant, if it is two by two: where they vanish, it is not definite."""
    rows = [list(row) for row in matrix.rows()]
    diagonal = [rows[i][i] for i in range(len(rows))] if len(rows) <= LARGEST_MATRIX else []
    if len(rows) != 2 or sum(entry.count_ops() for entry in matrix.entries) > SHORT:  # noqa: PLR2004 - two by two
        return diagonal
    return [*diagonal, diagonal[0] * diagonal[1] - rows[0][1] * rows[1][0]]


def _minors(entry: sp.Expr) -> list[sp.Expr]:
    """The largest minors of the matrices whose ranks stand in an entry, where there are few; the entry itself, if it has none."""
    ranks = sorted(entry.atoms(Rank), key=str)
    minors = [rank.minors(min(map(int, rank.args[:2]))) for rank in ranks if max(map(int, rank.args[:2])) <= LARGEST_MATRIX]
    return [minor for found in minors for minor in found] if ranks else [entry]


def _number(root: sp.Expr) -> Any:
    return fmpq(int(root.p), int(root.q)) if root.is_Rational else root
