"""Regularity of a law in given parameters: whether the mean score vanishes and whether both Fisher matrices agree."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

from derivations.expectation import expectation
from derivations.fisher import fisher, fisher_hessian
from derivations.moments.closed_forms import vanishes
from derivations.normal_form import Facts, decide_zero
from derivations.normal_form.lowest_terms import lowest_terms
from derivations.score import score
from derivations.support import depends_on_parameters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from derivations.family import Law
    from derivations.language.tensor import Tensor

DIGITS, TOLERANCE = 40, sp.Rational(1, 10**30)
MOST_MOVED = 4
SHORT = 100  # operations; a longer expression is left to the normal form
PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29)


@dataclass(frozen=True)
class Regularity:
    """The mean score, and the Fisher matrix minus the mean of the negative Hessian; both vanish for a regular law.

    ``None`` as a truth value says that neither a proof of zero nor a point where it fails was found.
    """

    mean_score: Tensor
    hessian_gap: Tensor
    score_is_centred: bool | None
    hessian_agrees: bool | None
    moving_support: bool

    @property
    def is_regular(self) -> bool | None:
        """Whether both identities hold."""
        if self.score_is_centred is False or self.hessian_agrees is False:
            return False
        return True if self.score_is_centred and self.hessian_agrees else None


def regularity(law: Law, v: Tensor) -> Regularity:
    r"""Compute :math:`E[s]` and :math:`E[s s^T] + E[\nabla^2_v \log p]` and decide whether they vanish.

    Args:
        law: a law whose parameters are expressions of the symbols in ``v``.
        v: symbols, shape ``(n,)``.

    Raises:
        DerivationError: one of the expectations has no closed form.

    """
    y = law.variable()
    mean = score(law, y, v).map(lambda entry: expectation(entry, y, law))
    gap = fisher(law, v).combine(fisher_hessian(law, v), lambda a, b: a - b)
    return Regularity(mean, gap, _all_zero(mean, law), _all_zero(gap, law), depends_on_parameters(law.support))


def _points(symbols: Sequence[sp.Symbol], law: Law) -> Iterator[dict[sp.Symbol, sp.Expr]]:
    """Generic points that satisfy the law's conditions; symbols that stand in one are moved up where they must be."""
    for start in range(3):
        # Rationals in (0, 1/2) lie in the domain of every kind but natural; distinct primes keep them generic.
        point = {
            symbol: sp.Integer(3 + i + start) if symbol.is_integer else sp.Rational(1, PRIMES[(i + start) % len(PRIMES)] + 1)
            for i, symbol in enumerate(symbols)
        }
        bound = {symbol for _, item in law.side_conditions() for symbol in item.free_symbols if not symbol.is_integer}
        moved = sorted(bound, key=str)[:MOST_MOVED]
        shifts = itertools.chain([(0,) * len(moved)], itertools.permutations(range(len(moved))))
        places = ({**point, **{symbol: point[symbol] + 3 * k for symbol, k in zip(moved, shift, strict=True)}} for shift in shifts)
        yield from itertools.islice((place for place in places if not _failing(law, place)), 1)


def _failing(law: Law, point: Mapping[sp.Symbol, sp.Expr]) -> list[sp.Expr]:
    return [item for kind, item in law.side_conditions() if getattr(item.subs(point), f"is_{kind}") is False]


def _all_zero(values: Tensor, law: Law) -> bool | None:
    answers = [_is_zero(entry, law) for entry in values.entries]
    if False in answers:
        return False
    return None if None in answers else True


def _is_zero(expression: sp.Expr, law: Law) -> bool | None:
    """True by rational cancellation or the normal form, False by a value far from zero at a point, None when none of them decides."""
    if lowest_terms(expression) == 0 or (expression.count_ops() <= SHORT and vanishes(expression)):
        return True
    facts = Facts(positive=tuple(item for kind, item in law.side_conditions() if kind == "positive"))
    if expression.has(sp.Sum, sp.Integral):
        return decide_zero([expression], facts).zero or None
    for point in _points(sorted(law.free_symbols | expression.free_symbols, key=lambda symbol: symbol.name), law):
        value = expression.subs(point).evalf(DIGITS)
        if value.is_number and value.is_finite and abs(value) > TOLERANCE:
            return False
    return decide_zero([expression], facts).zero or None  # a no of the normal form is no refutation
