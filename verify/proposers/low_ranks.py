"""Places at which a matrix of more than four rows has a lower rank than at random: roots of a large minor along one coordinate.

Smaller matrices have minors that are short enough to be written out (``verify/points/edges.py``). Here the determinant of a matrix whose
entries are polynomials in the coordinate is interpolated from its values, exactly; only rational roots are places: no ball shows that a
rank drops.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp
from flint import fmpq, fmpq_mat, fmpq_poly
from sympy.polys.polyerrors import PolynomialError

from derivations.language.tensor import Tensor
from derivations.language.words.linear_algebra import Rank
from derivations.replacing import replaced
from verify.points.edges import LARGEST_MATRIX
from verify.points.sign_changes import GRID
from verify.proposers import Proposer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from derivations.balls.point import Point
    from verify.problem import Problem

LARGEST, HIGHEST = 12, 40  # rows of a matrix, and the degree of a determinant
COORDINATES = 12
SHRUNK = fmpq(1, 8)  # of positive numbers: some matrices are definite unless these are small
Polynomials = list[list[list[fmpq]]]  # entries by rows, coefficients from low to high


def propose(problem: Problem, bases: Sequence[Point]) -> Iterator[Point]:
    """Points of the domain moved along one coordinate onto a rational root of a largest minor."""
    for base, symbol, minor in _minors(problem, [*bases[:1], *map(_shrunk, bases[:1])]):
        for factor, _ in minor.factor()[1] if minor else ():
            if factor.degree() == 1:
                yield base.extended({symbol: fmpq(-factor[0]) / factor[1]})


def doubt(problem: Problem, bases: Sequence[Point]) -> str:
    """A coordinate along which a largest minor changes its sign at numbers of a grid that the coordinate may be."""
    for _, symbol, minor in _minors(problem, bases[:1]):
        sides = (1,) if symbol.is_nonnegative else (-1,) if symbol.is_nonpositive else (1, -1)
        signs = [{minor(side * number) > 0 for number in GRID if minor(side * number) != 0} for side in sides]
        if len(set().union(*signs)) > 1:
            return f"a minor of a matrix whose rank is stated changes its sign as {symbol} moves"
    return ""


def unseen(problem: Problem) -> str:
    """Ranks of large matrices are looked at along single coordinates only."""
    return f"ranks of matrices with more than {LARGEST_MATRIX} rows where several coordinates move at once" if _ranks(problem) else ""


def _ranks(problem: Problem) -> list[Rank]:
    residuals = [goal.residual for goal in problem.goals if isinstance(goal.residual, Tensor)]
    found = {rank for value in residuals for entry in value.entries for rank in entry.atoms(Rank)}
    return sorted((rank for rank in found if LARGEST_MATRIX < max(map(int, rank.args[:2])) <= LARGEST), key=str)


def _minors(problem: Problem, bases: Sequence[Point]) -> Iterator[tuple[Point, sp.Symbol, fmpq_poly]]:
    """Largest minors that do not vanish at a point, as polynomials in one coordinate."""
    for rank, base in itertools.product(_ranks(problem), bases):
        places = {symbol: sp.Rational(int(value.p), int(value.q)) for symbol, value in base.items() if isinstance(value, fmpq)}
        for symbol in sorted(rank.free_symbols & set(places), key=str)[:COORDINATES]:
            others = {other: value for other, value in places.items() if other != symbol}
            rows = _polynomials([[replaced(entry, others) for entry in row] for row in rank.rows], symbol)
            if rows is not None and not symbol.is_integer:
                yield base, symbol, _interpolated(_pivotal(rows, base[symbol]))


def _shrunk(base: Point) -> Point:
    return base.extended({symbol: value * SHRUNK for symbol, value in base.items() if isinstance(value, fmpq) and symbol.is_positive})


def _polynomials(rows: list[list[sp.Expr]], symbol: sp.Symbol) -> Polynomials | None:
    try:
        whole = [[sp.Poly(entry, symbol) for entry in row] for row in rows]
    except PolynomialError:
        return None
    if not all(entry.domain.is_ZZ or entry.domain.is_QQ for row in whole for entry in row):
        return None
    return [[[fmpq(int(c.p), int(c.q)) for c in reversed(entry.all_coeffs())] for entry in row] for row in whole]


def _at(rows: Polynomials, place: fmpq) -> fmpq_mat:
    return fmpq_mat([[sum((c * place**k for k, c in enumerate(entry)), fmpq(0)) for entry in row] for row in rows])


def _pivotal(rows: Polynomials, place: fmpq) -> Polynomials:
    """The rows and columns of a largest minor that does not vanish at a place."""
    matrix = _at(rows, place)
    columns, lines = _pivots(matrix), _pivots(matrix.transpose())
    return [[rows[i][j] for j in columns] for i in lines]


def _pivots(matrix: fmpq_mat) -> list[int]:
    reduced, rank = matrix.rref()
    return [next(j for j in range(reduced.ncols()) if reduced[i, j] != 0) for i in range(rank)]


def _interpolated(rows: Polynomials) -> fmpq_poly:
    """The determinant, from its values at as many whole numbers as its degree may ask for; zero where that is too high."""
    degree = sum(max(len(entry) - 1 for entry in row) for row in rows)
    if not rows or degree > HIGHEST:
        return fmpq_poly([0])
    total, below = fmpq_poly([0]), fmpq_poly([1])
    for place in range(degree + 1):  # Newton's way: each value corrects what the ones before left
        value = _at(rows, fmpq(place)).det()
        total += below * ((value - total(fmpq(place))) / below(fmpq(place)))
        below *= fmpq_poly([-place, 1])
    return total


PROPOSER = Proposer("low ranks", propose, unseen, doubt)
