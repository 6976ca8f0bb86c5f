"""Regularity of a law in given parameters: whether the mean score vanishes and whether both Fisher matrices agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

from derivations.expectation import expectation
from derivations.fisher import fisher, fisher_hessian
from derivations.moments.closed_forms import vanishes
from derivations.normal_form import Facts, decide_zero
from derivations.score import score
from derivations.support import depends_on_parameters

if TYPE_CHECKING:
    from derivations.family import Law
    from derivations.language.tensor import Tensor

DIGITS, TOLERANCE = 40, sp.Rational(1, 10**30)
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
    return Regularity(mean, gap, _all_zero(mean), _all_zero(gap), depends_on_parameters(law.support))


def _all_zero(values: Tensor) -> bool | None:
    answers = [_is_zero(entry) for entry in values.entries]
    if False in answers:
        return False
    return None if None in answers else True


def _is_zero(expression: sp.Expr) -> bool | None:
    """True by rational cancellation or the normal form, False by a value far from zero at a point, None when none of them decides."""
    if vanishes(expression):
        return True
    symbols = sorted(expression.free_symbols, key=lambda symbol: symbol.name)
    for start in range(3):
        # Rationals in (0, 1/2) lie in the domain of every kind but natural; distinct primes keep them generic.
        point = {
            symbol: sp.Integer(3 + i + start) if symbol.is_integer else sp.Rational(1, PRIMES[(i + start) % len(PRIMES)] + 1)
            for i, symbol in enumerate(symbols)
        }
        value = expression.subs(point).evalf(DIGITS)
        if value.is_number and value.is_finite and abs(value) > TOLERANCE:
            return False
    return decide_zero([expression], Facts()).zero or None  # a no of the normal form is no refutation
