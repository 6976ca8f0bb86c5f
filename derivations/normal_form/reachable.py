"""What vanishes in a branch of a case distinction, and whether anything can reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.normal_form.branch_equations import said_in
from derivations.normal_form.cases import NeedCases
from derivations.normal_form.gibbs import lower_sign
from derivations.normal_form.preparing import prepare
from derivations.normal_form.program import Undefined
from derivations.normal_form.quotient import TooLarge
from derivations.normal_form.sign_sets import ANY, NEGATIVE, ZERO
from derivations.normal_form.structure import Refine, Unsupported
from derivations.residues import never_zero_modulo
from derivations.vanishing import factors_of

if TYPE_CHECKING:
    from derivations.normal_form.facts import Facts


def zeros_in(conditions: tuple[sp.Basic, ...], branch: int, facts: Facts) -> list[list[sp.Expr]] | None:
    """Where a branch is chosen one number of each list vanishes, by its conditions and the signs that these leave; ``None`` if none can.

    >>> from derivations.normal_form import Facts
    >>> x = sp.Symbol("x", nonnegative=True)
    >>> zeros_in((x > 0, sp.true), 1, Facts()), zeros_in((sp.Ne(x + 1, 0), sp.true), 1, Facts())
    ([[x]], None)
    """
    zeros: list[list[sp.Expr]] = []
    for part in said_in(conditions, branch):
        if part == sp.false:
            return None
        if not isinstance(part, (sp.Eq, sp.Le, sp.Ge, sp.Lt, sp.Gt)):
            continue
        is_equation = isinstance(part, sp.Eq)
        number = part.lhs - part.rhs if is_equation else part.lts - part.gts  # an inequality says that it is not positive
        allowed = ZERO if is_equation else NEGATIVE if isinstance(part, (sp.Lt, sp.Gt)) else ZERO | NEGATIVE
        left = _signs(number, facts) & allowed
        if not left or (is_equation and never_zero_modulo(number) is not None):
            return None
        zeros += [factors_of(number) or [number]] if left == ZERO else []
    return zeros


def _signs(number: sp.Expr, facts: Facts) -> int:
    """The signs that a number may have, told by its normal form."""
    try:
        structure, (node,) = prepare([number], facts, {})
        return lower_sign(structure, node)
    except (Unsupported, TooLarge, Undefined, NeedCases, Refine, OverflowError, RecursionError):
        return ANY
