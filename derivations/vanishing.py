"""What an expression is where a part of it vanishes, though no symbol can be named for which that part could be solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.polys.polyerrors import PolynomialError

from derivations.factoring import factored, has_low_degrees
from derivations.replacing import replaced

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Places = Sequence[Mapping[sp.Expr, sp.Expr]]

LARGEST = 60  # operations in what is divided by a factor, or taken apart into factors


def put_in(expression: sp.Expr, places: Places) -> sp.Expr:
    """The expression with values for symbols, or where other expressions are zero, one after another.

    >>> a, b, t = sp.symbols("a b t", real=True)
    >>> put_in(a * t, ({a: b}, {b: sp.S.Zero})), put_in(sp.exp(t * (-sp.sin(a) - 1)) + a, ({sp.sin(a) + 1: sp.S.Zero},))
    (0, a + 1)
    """
    for place in places:
        if all(isinstance(symbol, sp.Symbol) for symbol in place):
            expression = replaced(expression, place)
        else:
            for factor in place:
                expression = where_it_vanishes(expression, factor)
    return expression


def where_it_vanishes(expression: sp.Expr, factor: sp.Expr) -> sp.Expr:
    """The same number wherever ``factor`` is zero: multiples of it are left out. Some may stay, which is no less true.

    >>> a, b = sp.symbols("a b", real=True)
    >>> where_it_vanishes(sp.cos(a**4 - a * b**3) + b, a**3 - b**3)
    b + 1
    >>> where_it_vanishes(a * sp.Integral(sp.sin(a), (a, 0, b)), sp.sin(a))
    a*Integral(sin(a), (a, 0, b))
    """
    if expression == factor or (isinstance(expression, sp.Add) and divides(factor, expression)):
        return sp.S.Zero
    if not expression.args or not factor.free_symbols <= expression.free_symbols:
        return expression
    if isinstance(expression, (ExprWithLimits, sp.Limit)) and factor.free_symbols & _bound(expression):
        return expression  # what it binds is another number of the same name
    parts = [where_it_vanishes(part, factor) for part in expression.args]
    return expression if all(new is old for new, old in zip(parts, expression.args, strict=True)) else expression.func(*parts)


def _bound(expression: sp.Expr) -> set[sp.Basic]:
    return {expression.args[1]} if isinstance(expression, sp.Limit) else set(expression.variables)


def divides(factor: sp.Expr, whole: sp.Expr) -> bool:
    """Whether an expression is a polynomial multiple of another one, functions counting as letters, so that it vanishes where that does.

    >>> x = sp.Symbol("x", real=True)
    >>> divides(sp.exp(x) - x, sp.expand((sp.exp(x) - x) ** 2)), divides(x, sp.sin(x))
    (True, False)
    """
    if not factor.free_symbols <= whole.free_symbols or whole.count_ops() > LARGEST or not has_low_degrees(whole):
        return False
    try:
        return bool(sp.reduced(whole, [factor])[1] == 0)
    except PolynomialError:
        return bool(sp.expand(whole - factor) == 0 or sp.expand(whole + factor) == 0)


def factors_of(expression: sp.Expr) -> list[sp.Expr]:
    """What vanishes where a product does: its factors without their powers, none twice and none a multiple of another by a number.

    >>> a, b = sp.symbols("a b", real=True)
    >>> factors_of(sp.expand(2 * a * (sp.exp(b) - 2) ** 2))
    [a, exp(b) - 2]
    """
    whole = factored(expression) if expression.count_ops() <= LARGEST else sp.factor_terms(expression)
    bases = [factor.as_base_exp()[0] for factor in sp.Mul.make_args(whole)]
    return [base for base in dict.fromkeys(bases) if not base.is_number]
