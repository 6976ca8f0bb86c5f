"""Forms of a derived function of one real number: by other names, without overflow, by the value of the function whose slope it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

if TYPE_CHECKING:
    from collections.abc import Callable

X = sp.Symbol("x", real=True)
VALUE = sp.Symbol("a", real=True)
EXPONENTIAL = sp.Symbol("u", positive=True)
LOGISTIC = 1 / (1 + sp.exp(-X))
DEGREE = 3


class NormalCdf(sp.Function):  # type: ignore[misc]  # SymPy has no types
    """The distribution function of the standard normal law, an atom until :func:`written_out`."""


def written_out(form: sp.Expr) -> sp.Expr:
    """The form with normal distribution functions by their definition."""
    return form.replace(NormalCdf, lambda argument: (1 + sp.erf(argument / sp.sqrt(2))) / 2)


def forms(derived: sp.Expr) -> list[sp.Expr]:
    """The expression itself and all that the rewrites below make of it and of each other's results; none is proved here."""
    found = [derived]
    for form in found:  # grows while it is walked through
        for rewrite in REWRITES:
            if (other := rewrite(form)) not in found:
                found.append(other)
    return found


def by_value(function: sp.Expr, derived: sp.Expr) -> list[sp.Expr]:
    """The derivative as a polynomial, or a choice, in the value ``a`` of the function, in several forms; empty if it is none.

    >>> by_value(sp.tanh(X), 1 - sp.tanh(X) ** 2)
    [1 - a**2, -(a - 1)*(a + 1)]
    """
    if not derived.has(X):
        return [derived]
    if function == sp.Max(0, X):  # it is positive exactly where x is
        relations = derived.atoms(sp.core.relational.Relational)
        changed = derived.xreplace({X > 0: VALUE > 0})
        return [changed] if relations == {X > 0} and not changed.has(X) else []
    coefficients = sp.symbols(f"c:{DEGREE + 1}")
    value, wanted = (_by_exponential(part) for part in (function, derived))
    if value is None or wanted is None or value.has(X) or wanted.has(X):
        return []
    ansatz = sum(coefficient * value**power for power, coefficient in enumerate(coefficients))
    remainder = sp.Poly(sp.numer(sp.together(wanted - ansatz)), EXPONENTIAL)
    solved = sp.solve(remainder.all_coeffs(), coefficients, dict=True)
    if not solved:
        return []
    found = sum(solved[0].get(coefficient, 0) * VALUE**power for power, coefficient in enumerate(coefficients))
    return list(dict.fromkeys([sp.expand(found), sp.factor(found), sp.horner(found)]))


def _by_exponential(expression: sp.Expr) -> sp.Expr | None:
    """The expression as a rational function of x and u = exp(x), if it is one."""

    def renamed(power: sp.Expr) -> sp.Expr:
        return EXPONENTIAL ** (power / X) if (power / X).is_integer else sp.exp(power)

    changed = expression.rewrite(sp.exp).replace(sp.exp, renamed)
    return sp.cancel(changed) if changed.is_rational_function(EXPONENTIAL, X) else None


def _factored(form: sp.Expr) -> sp.Expr:
    return sp.factor(form)


def _by_normal_cdf(form: sp.Expr) -> sp.Expr:
    """Sums with c erf(w) + c."""

    def rewritten(total: sp.Add) -> sp.Expr:
        number, rest = total.as_coeff_Add()
        for term in sp.Add.make_args(rest):
            coefficient, function = term.as_coeff_Mul()
            if number and coefficient == number and isinstance(function, sp.erf):
                return rest - term + 2 * number * NormalCdf(sp.sqrt(2) * function.args[0])
        return total

    return form.replace(sp.Add, lambda *terms: rewritten(sp.Add(*terms)))


def _by_logistic(form: sp.Expr) -> sp.Expr:
    """Polynomials in the logistic function, whose exponential may overflow to an infinity without harm."""
    rational = _by_exponential(form) if form.has(sp.exp) else None
    if rational is None or form.has(LOGISTIC):
        return form
    found = sp.cancel(rational.xreplace({EXPONENTIAL: VALUE / (1 - VALUE)}))
    return sp.horner(found, VALUE).xreplace({VALUE: LOGISTIC}) if found.is_polynomial(VALUE) else form


def _without_overflow(form: sp.Expr) -> sp.Expr:
    """``log(1 + exp(w))`` with the larger of w and zero apart."""
    one = sp.Wild("w")
    return form.replace(sp.log(1 + sp.exp(one)), sp.Max(0, one) + sp.log(1 + sp.exp(-sp.Abs(one)))) if not form.has(sp.Abs) else form


def _by_larger(form: sp.Expr) -> sp.Expr:
    """The larger of x and zero, where it is written as a choice."""
    return sp.Max(0, X) if form == sp.Piecewise((X, X > 0), (0, True)) else form


REWRITES: tuple[Callable[[sp.Expr], sp.Expr], ...] = (_by_larger, _by_normal_cdf, _by_logistic, _without_overflow, _factored)
