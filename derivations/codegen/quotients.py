"""What stands above and below the line of a product, by its factors as they are."""

from __future__ import annotations

import sympy as sp


def above_and_below(expression: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """The factors that are multiplied and those that are divided by; only numbers count as negative powers, and nothing is evaluated.

    SymPy's own ``fraction`` asks whether an exponent is constant by putting numbers in place of its parts, of which entries have none.

    >>> x, y = sp.symbols("x y", positive=True)
    >>> above_and_below(sp.Rational(3, 2) * x * sp.exp(-y) / y**2)
    (3*x*exp(-y), 2*y**2)
    """
    above, below = [], []
    for term in sp.Mul.make_args(expression):
        base, power = term.as_base_exp() if term.is_Pow or isinstance(term, sp.exp) else (term, sp.S.One)
        if power.is_negative and power.is_number:
            below.append(base if power == -1 else sp.Pow(base, -power))
        elif term.is_Rational and not term.is_Integer:
            above += [] if term.p == 1 else [sp.Integer(term.p)]
            below.append(sp.Integer(term.q))
        else:
            above.append(term)
    return sp.Mul(*above, evaluate=False), sp.Mul(*below, evaluate=False)
