"""Means of an arbitrary function inside of an expression: integrals against weights, and expectations under arbitrary laws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

from derivations.conditions import collecting
from derivations.derivative import derivative
from derivations.generic_law import Mean, mean
from derivations.integrals import closed_integral
from derivations.jets import Jet
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NONNEGATIVE

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.normal_form import Facts

AVERAGES = (sp.Integral, Mean)


@dataclass(frozen=True)
class Functional:
    """``factor`` times the average ``whole`` of ``weight`` times the function at ``place``, over one bound variable."""

    factor: sp.Expr
    whole: sp.Expr
    weight: sp.Expr
    place: tuple[sp.Expr, ...]

    def is_positive(self, facts: Facts) -> bool:
        """Whether it certainly averages upwards: with its ends the other way round, an integral has the opposite sign."""
        if isinstance(self.whole, Mean):
            return True
        _, low, high = self.whole.limits[0]
        if low == -sp.oo or high == sp.oo:
            return bool(low != sp.oo and high != -sp.oo)
        return bool(signs_of(high - low, facts) | NONNEGATIVE == NONNEGATIVE)

    def of(self, expression: sp.Expr) -> sp.Expr | None:
        """The same average of another expression, the weight included in it; ``None`` where it has no closed form that always holds."""
        if isinstance(self.whole, Mean):
            return mean(self.whole.law, expression, self.whole.args[1])
        (variable, low, high) = self.whole.limits[0]
        total = sp.S.Zero
        for term in sp.Add.make_args(sp.expand_mul(expression, deep=False)):
            constant, moving = term.as_independent(variable, as_Add=False)
            with collecting() as conditions:
                value = closed_integral(moving, variable, low, high)
            if conditions or value.has(sp.Integral):
                return None
            total += constant * value
        return total


def functionals(entry: sp.Expr, is_same: Callable[[Jet], bool], place_of: Callable[[Jet], tuple[sp.Expr, ...]]) -> list[Functional] | None:
    """The averages of a function in a sum; ``None`` where one is no multiple of values of the function at one place."""
    found = []
    for term in sp.Add.make_args(entry):
        averages = [part for part in term.atoms(*AVERAGES) if any(is_same(jet) and _moves(jet, part) for jet in part.atoms(Jet))]
        if not averages:
            continue
        whole = averages[0]
        if len(averages) > 1 or whole not in sp.Mul.make_args(term) or (isinstance(whole, sp.Integral) and not _is_single(whole)):
            return None
        integrand = whole.args[0]
        jets = [jet for jet in integrand.atoms(Jet) if is_same(jet) and _moves(jet, whole)]
        stand_in = sp.Dummy()
        flat = integrand.xreplace({jets[0]: stand_in})
        weight = derivative(flat, stand_in)
        if len(jets) > 1 or any(jets[0].args[1]) or weight.has(stand_in) or flat.xreplace({stand_in: sp.S.Zero}) != 0:
            return None
        found.append(Functional(term / whole, whole, weight, place_of(jets[0])))
    return found


def _moves(jet: Jet, whole: sp.Expr) -> bool:
    """Whether a jet depends on the bound variable of an average."""
    bound = whole.args[1] if isinstance(whole, Mean) else whole.limits[0][0]
    return bound in jet.free_symbols


def _is_single(whole: sp.Integral) -> bool:
    return len(whole.limits) == 1 and len(whole.limits[0]) == 3  # noqa: PLR2004 - a variable and its ends
