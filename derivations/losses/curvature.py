r"""The curvature of a loss: the Hessian :math:`H_L` in the outputs, the Fisher matrix :math:`F_R` of its law, and how they compare.

Condition (5) is :math:`F_R = H_L` at every target and output; it makes the generalised Gauss-Newton matrix the Fisher matrix.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

from derivations.expect import expected
from derivations.fisher import fisher
from derivations.language.tensor import Tensor
from derivations.losses.loss import LocationLoss, SmoothLoss
from derivations.moments.tidy import tidy
from derivations.normal_form import Facts, decide_zero
from derivations.normal_form.definiteness import definite

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

DIGITS, TOLERANCE = 30, sp.Rational(1, 10**20)
RATIONALS = tuple(sp.Rational(p, q) for p, q in ((1, 3), (2, 5), (3, 1), (1, 7), (5, 2), (-4, 3), (-3, 1), (7, 2)))
TRIES = 60


@dataclass(frozen=True)
class Case:
    """The Hessian of the loss in the outputs where ``condition`` holds (every target and output if it is empty); shape ``(n, n)``."""

    condition: str
    hessian: Tensor

    @property
    def null_space(self) -> tuple[Tensor, ...]:
        """A basis of the directions of the outputs in which the loss has no curvature."""
        return null_space(self.hessian)


@dataclass(frozen=True)
class Curvature:
    """What was derived about one loss. A verdict is True (proved), False (refuted at an exact point) or None (undecided).

    ``is_law``: the loss and the negative log-density differ by what is free of the outputs. ``condition_5``: the Hessian is the Fisher
    matrix. ``in_the_mean``: their means agree. ``is_convex``: in the outputs, for every target; ``null_space``: of the Fisher matrix.
    """

    name: str
    outputs: Tensor
    expressions: tuple[tuple[str, sp.Expr], ...]
    cases: tuple[Case, ...]
    fisher: Tensor
    is_law: bool | None
    condition_5: bool | None
    in_the_mean: bool | None
    is_convex: bool | None
    null_space: tuple[Tensor, ...]


def curvature(loss: SmoothLoss | LocationLoss) -> Curvature:
    """Derive everything about a loss; see :class:`Curvature`."""
    return _of_smooth(loss) if isinstance(loss, SmoothLoss) else _of_location(loss)


def _of_smooth(loss: SmoothLoss) -> Curvature:
    z, y, facts = loss.z, loss.y, loss.facts
    hessian = _hessian(loss.expression, z)
    information = fisher(loss.law, z).map(_short)
    gap = [sp.diff(loss.expression + loss.law.log_density(y), symbol) for symbol in z.entries]
    places = _targets(loss)
    cases = [Case(condition, _at(hessian, place)) for condition, place in places]
    if all(case.hessian == cases[0].hessian for case in cases):
        cases = [Case("", cases[0].hessian)]
    gaps = [entry.xreplace(place) for entry in gap for _, place in places]
    mean = hessian.map(lambda entry: expected(entry, y, loss.law))
    return Curvature(
        loss.name, z, (("", loss.expression),), tuple(cases), information,
        is_law=_vanishes(gaps, facts),
        condition_5=_vanishes([e for case in cases for e in _gap(case.hessian, information)], facts),
        in_the_mean=_vanishes(_gap(mean, information), facts),
        is_convex=_all(_semidefinite(case.hessian, facts) for case in cases),
        null_space=null_space(information),
    )  # fmt: skip


def _at(hessian: Tensor, place: Mapping[sp.Symbol, sp.Expr]) -> Tensor:
    return hessian.map(lambda entry: _short(entry.xreplace(place)))


def _targets(loss: SmoothLoss) -> list[tuple[str, dict[sp.Symbol, sp.Expr]]]:
    """The values of a target with few of them, if the loss picks terms by the target; otherwise all targets at once."""
    if not loss.expression.has(sp.KroneckerDelta):
        return [("", dict(loss.given))]
    values = [dict(zip(loss.y.entries, point.entries, strict=True)) for point, _ in loss.law.points or ()]
    return [(", ".join(f"{symbol} = {value}" for symbol, value in place.items()), place) for place in values]


def _of_location(loss: LocationLoss) -> Curvature:
    u, facts = loss.residual, loss.facts
    slopes = [sp.diff(piece.expression, u) for piece in loss.pieces]
    seconds = [Tensor.matrix([[sp.diff(slope, u)]]) for slope in slopes]

    def mean(values: Sequence[sp.Expr]) -> sp.Expr:
        """The integral against exp(-L), piece by piece."""
        parts = [
            sp.integrate(value * sp.exp(-sp.factor(piece.expression)), (u, piece.low, piece.high))
            for value, piece in zip(values, loss.pieces, strict=True)
        ]
        return sp.Add(*parts)

    whole = mean([sp.S.One] * len(slopes))
    information = Tensor.matrix([[_short(mean([slope**2 for slope in slopes]) / whole)]])
    average = Tensor.matrix([[mean([second.entries[0] for second in seconds]) / whole]])
    jumps = [(after - before).subs(u, piece.low) for before, after, piece in zip(slopes, slopes[1:], loss.pieces[1:], strict=False)]
    return Curvature(
        loss.name, Tensor.vector([sp.Symbol("z", real=True)]), tuple((_range(p.low, p.high), p.expression) for p in loss.pieces),
        tuple(Case(_range(p.low, p.high), second) for p, second in zip(loss.pieces, seconds, strict=True)), information,
        is_law=True,
        condition_5=_all(_vanishes(_gap(second, information), facts) for second in seconds),
        in_the_mean=_vanishes(_gap(average, information), facts),
        is_convex=_all(_semidefinite(matrix, facts) for matrix in (*seconds, *(Tensor.matrix([[jump]]) for jump in jumps))),
        null_space=null_space(information),
    )  # fmt: skip


def _range(low: sp.Expr, high: sp.Expr) -> str:
    if low == -sp.oo:
        return f"u < {high}"
    return f"{low} < u" if high == sp.oo else f"{low} < u < {high}"


def _hessian(expression: sp.Expr, z: Tensor) -> Tensor:
    size = len(z.entries)
    return Tensor((size, size), tuple(sp.diff(expression, a, b) for a, b in itertools.product(z.entries, repeat=2)))


def _short(expression: sp.Expr) -> sp.Expr:
    """The shorter of a few exact forms."""
    return min((expression, tidy(expression), sp.factor(expression)), key=sp.count_ops)


def _gap(left: Tensor, right: Tensor) -> tuple[sp.Expr, ...]:
    return left.combine(right, lambda a, b: a - b).entries


def _all(verdicts: Iterator[bool | None]) -> bool | None:
    found = list(verdicts)
    if False in found:
        return False
    return None if None in found else True


def points_for(expressions: Sequence[sp.Expr], facts: Facts) -> Iterator[dict[sp.Symbol, sp.Expr]]:
    """Exact points at which the assumptions and the facts hold."""
    symbols = sorted(set().union(*(e.free_symbols for e in (*expressions, *facts.positive))), key=str)
    for shift in range(TRIES):
        point = {}
        for i, symbol in enumerate(symbols):
            value = RATIONALS[(i * (shift // 8 + 1) + shift) % len(RATIONALS)] / (1 + shift // 16)
            value = abs(value) if symbol.is_nonnegative else value
            point[symbol] = sp.ceiling(value) if symbol.is_integer else value
        if all(fact.subs(point).evalf(DIGITS) > 0 for fact in facts.positive):
            yield point


def _vanishes(expressions: Sequence[sp.Expr], facts: Facts) -> bool | None:
    """True by proof, False by a point where some expression is far from zero, None if neither is found."""
    if decide_zero(list(expressions), facts).zero:
        return True
    for point in points_for(expressions, facts):
        values = (abs(expression.subs(point).evalf(DIGITS)) for expression in expressions)
        if any(value.is_number and value > TOLERANCE for value in values):
            return False
    return None


def _semidefinite(matrix: Tensor, facts: Facts) -> bool | None:
    """True by a certificate, False by a point and a vector ``w`` with w^T A w < 0, None if neither is found."""
    if definite(matrix.rows(), facts, strict=False) is not None:
        return True
    vectors = [Tensor.vector(list(w)) for w in itertools.product((0, 1, -1), repeat=matrix.shape[0]) if any(w)]
    for point in points_for(matrix.entries, facts):
        values = (w.matmul(matrix).matmul(w).item.subs(point).evalf(DIGITS) for w in vectors)
        if any(value.is_number and value < -TOLERANCE for value in values):
            return False
    return None


def null_space(matrix: Tensor) -> tuple[Tensor, ...]:
    """A basis of the vectors that the matrix maps to zero at every point."""
    basis = sp.Matrix(matrix.rows()).nullspace(iszerofunc=lambda entry: bool(decide_zero([entry]).zero), simplify=sp.cancel)
    found = [Tensor.vector([sp.cancel(entry) for entry in vector]) for vector in basis]
    return tuple(vector for vector in found if decide_zero(matrix.matmul(vector).entries).zero)
