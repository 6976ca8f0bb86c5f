"""What must hold around the point of a limit: the variable is bound there, so its leading coefficients are asked, not its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.conditions import collecting
from derivations.errors import DerivationError
from derivations.limits.approach import WIDTHS, approaches
from derivations.limits.expansion import Expansion
from derivations.limits.germ import LOG, MoreTermsError
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NONZERO, POSITIVE

if TYPE_CHECKING:
    from derivations.conditions import Requirement
    from derivations.limits.germ import Germ

CERTAIN = {"nonzero": NONZERO, "positive": POSITIVE, "nonnegative": POSITIVE}


def holds_nearby(requirement: Requirement, subject: sp.Expr, variable: sp.Symbol, at: sp.Expr) -> bool:
    """Whether an inequality certainly holds for all values of a variable that are close to a point, on both sides, but not at it.

    >>> x = sp.Symbol("x", real=True)
    >>> holds_nearby("nonzero", sp.sin(x), x, sp.S.Zero), holds_nearby("positive", sp.sin(x), x, sp.S.Zero)
    (True, False)
    """
    allowed = CERTAIN.get(requirement)
    if allowed is None:
        return False
    leading = [_leading(subject, variable, germ) for germ in approaches(variable, at)]
    return all(value is not None and signs_of(value) | allowed == allowed for value in leading)


def _leading(subject: sp.Expr, variable: sp.Symbol, germ: Germ) -> sp.Expr | None:
    """What has the sign of the subject close to the point; ``None`` if no expansion tells, or one that holds for some parameters only."""
    for width in WIDTHS:
        try:
            with collecting() as required:
                leading = Expansion(variable, germ, width).expand(subject).leading
        except MoreTermsError:
            continue
        except (DerivationError, NotImplementedError, sp.PolynomialError):
            return None
        return None if required else sp.Poly(leading, LOG).LC() if leading.has(LOG) else leading
    return None
