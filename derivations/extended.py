"""Values in the extended real numbers: what certainly is finite, and what certainly is infinite, of one sign."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.conditions import collecting
from derivations.continuity import is_continuous
from derivations.limits.approach import approaches
from derivations.limits.infinite import growth, infinite_limit
from derivations.limits.known import knowing, offered, signs
from derivations.normal_form.sign_sets import NEGATIVE, NONNEGATIVE, NONZERO, POSITIVE, ZERO
from derivations.region import image
from derivations.support import Interval

if TYPE_CHECKING:
    from collections.abc import Iterable

    from derivations.conditions import Requirement

INFINITE = (sp.oo, -sp.oo)
FINITE = (sp.exp, sp.sin, sp.cos, sp.sinh, sp.cosh, sp.tanh, sp.atan, sp.erf, sp.erfc, sp.Abs)
OF_POSITIVE = (sp.log, sp.gamma, sp.loggamma, sp.digamma, sp.polygamma)


def extended_value(expression: sp.Expr) -> sp.Expr | None:
    """The expression if it certainly is a finite number, an infinity if it certainly is that one; ``None`` if neither is known.

    A limit is infinite if the function tends to it from every side that the variable comes from. An integral or a series is infinite if its
    terms have one sign and are not integrable towards an end: where the sign changes, it may have no value at all. What had to be assumed
    on the way must be certain.

    >>> x = sp.Symbol("x", real=True)
    >>> extended_value(sp.Integral(1 / x, (x, 1, sp.oo))), extended_value(sp.Integral(sp.sin(x), (x, 0, sp.oo)))
    (oo, None)
    >>> extended_value(sp.Limit(-(x**2), x, sp.oo, "-")), extended_value(sp.exp(x))
    (-oo, exp(x))
    """
    if expression in INFINITE:
        return expression
    moving = expression.args[1] if isinstance(expression, sp.Limit) else sp.Dummy()
    with knowing(offered(moving)):
        with collecting() as conditions:
            value = _extended(expression)
        return value if are_certain(conditions) else None


def _extended(expression: sp.Expr) -> sp.Expr | None:
    if isinstance(expression, sp.Limit):
        return infinite_limit(*expression.args[:3])
    if isinstance(expression, sp.Integral | sp.Sum):
        return _of_range(expression)
    return expression if is_finite(expression) else None


def is_finite(expression: sp.Expr) -> bool:
    """Whether an expression certainly is a finite number, wherever its symbols, which are finite, lie.

    >>> x, s = sp.Symbol("x", real=True), sp.Symbol("s", positive=True)
    >>> is_finite(sp.log(s) + x / s), is_finite(sp.log(x)), is_finite(1 / x)
    (True, False, False)
    """
    if expression.is_Symbol or (expression.is_number and expression.is_Atom):
        return bool(expression.is_extended_real and expression not in INFINITE)
    if isinstance(expression, sp.Pow):
        return _is_finite_power(*expression.as_base_exp())
    if not isinstance(expression, (sp.Add, sp.Mul, *FINITE, *OF_POSITIVE)) or not all(map(is_finite, expression.args)):
        return False
    return not isinstance(expression, OF_POSITIVE) or signs(expression.args[-1]) == POSITIVE


def _is_finite_power(base: sp.Expr, exponent: sp.Expr) -> bool:
    if not is_finite(base) or not is_finite(exponent):
        return False
    if exponent.is_Integer:
        return bool(exponent >= 0) or not signs(base) & ZERO
    mask = signs(base)
    return mask == POSITIVE or (bool(exponent.is_positive) and mask | NONNEGATIVE == NONNEGATIVE)


def extended_divergence(whole: sp.Expr) -> sp.Expr | None:
    """The same of the integral that defines a divergence, of which only the positive part may be infinite.

    The negative part of p log(p/q) is that of q (r log r), r = p/q, at most q/e: its integral is 1/e at most.
    """
    with knowing(offered(sp.Dummy())):
        with collecting() as conditions:
            value = _of_range(whole, is_bounded_below=True) if isinstance(whole, sp.Integral | sp.Sum) else None
        return value if are_certain(conditions) else None


def _of_range(whole: sp.Integral | sp.Sum, *, is_bounded_below: bool = False) -> sp.Expr | None:
    """The infinity that an integral or a series of terms of one sign is, from left to right, or itself where it is finite.

    They must be continuous between the ends, those of a series finite one by one. It is infinite if they have a leading term towards an end
    that is not integrable there, and finite if all leading terms are; the integral test takes series for integrals.
    """
    if len(whole.limits) != 1:
        return None
    is_sum, own = isinstance(whole, sp.Sum), sp.Dummy("x", real=True)
    variable, low, high = whole.limits[0]
    terms = whole.args[0].xreplace({variable: own})
    if (is_sum and not (low.is_Integer and sp.oo == high)) or not _runs_forwards(low, high):
        return None
    inside = low + sp.Dummy("n", integer=True, nonnegative=True) if is_sum else image(Interval(low, high))
    there = terms.xreplace({own: inside})
    if not (is_finite(there) if is_sum else is_continuous(there, inside)):
        return None
    ends = [_End(terms, own, end, side) for end, side in ((low, 1), (high, -1))[is_sum:]]
    for sign, mask in ((1, POSITIVE), (-1, NEGATIVE)):
        has_sign = (sign > 0 and is_bounded_below) or signs(sign * there) | NONNEGATIVE == NONNEGATIVE
        if has_sign and any(end.signs == mask and not end.is_integrable for end in ends):
            return sign * sp.oo
    return whole if all(end.signs and end.is_integrable for end in ends) else None


class _End:
    """How terms behave towards one end of a range; ``signs`` is 0 where that is not known."""

    def __init__(self, terms: sp.Expr, variable: sp.Symbol, end: sp.Expr, side: int) -> None:
        """``side``: 1 for a left end, -1 for a right one."""
        if end in INFINITE:
            (germ,) = approaches(variable, end)
            found = growth(terms, variable, germ)
        else:
            distance = sp.Dummy("h", positive=True)
            (germ,) = approaches(distance, sp.S.Zero)
            found = growth(terms.xreplace({variable: end + side * distance}), distance, germ)
        self.signs = 0 if found is None else found.signs
        self.is_integrable = found is not None and (found.level > 0 or (found.level == 0 and found.order > (1 if end in INFINITE else -1)))


def _runs_forwards(low: sp.Expr, high: sp.Expr) -> bool:
    if sp.oo == low or -sp.oo == high:
        return False
    return sp.oo == high or -sp.oo == low or signs(high - low) == POSITIVE


def are_certain(conditions: Iterable[tuple[Requirement, Any]]) -> bool:
    """Whether what was required holds everywhere, by assumptions and by what is offered; that laws exist is asked of a statement itself."""
    with knowing(offered(sp.Dummy())):
        return all(_is_certain(*condition) for condition in conditions)


def _is_certain(requirement: Requirement, subject: Any) -> bool:
    if requirement == "exists" or not isinstance(subject, sp.Expr):
        return requirement == "exists"
    mask, allowed = signs(subject), {"positive": POSITIVE, "nonnegative": NONNEGATIVE, "nonzero": NONZERO}.get(requirement, 0)
    return bool(mask | allowed == allowed)
