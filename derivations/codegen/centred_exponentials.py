r"""Products of sums of exponentials whose exponents are centred: no factor is far larger or smaller than the whole.

A factor :math:`\sum_i c_i e^{u_i}` is :math:`e^{m} \sum_i c_i e^{u_i - m}` with the mean m of its exponents; what is left over of all
means is one exponential, and most often nothing.
"""

from __future__ import annotations

import sympy as sp

from derivations.codegen.ratio import in_factors


def centred(expression: sp.Expr) -> sp.Expr:
    """The factored expression with every sum of exponentials in it centred; unchanged if it holds none."""
    if not expression.has(sp.exp):
        return expression
    factored = in_factors(expression)
    left, product = sp.S.Zero, [factored.coefficient]
    for factor, power in factored.factors:
        terms = [_exponent(term) for term in sp.Add.make_args(factor)]
        if any(rest.has(sp.exp) for rest, _ in terms):
            return expression
        mean = sp.Add(*(u for _, u in terms)) / len(terms)
        left += power * mean
        product.append(sp.Add(*(rest * sp.exp(sp.expand(u - mean)) for rest, u in terms)) ** power)
    return sp.Mul(sp.exp(sp.expand(left)), *product)


def _exponent(term: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """What a product has beside its exponentials, and the sum of their exponents."""
    factors = sp.Mul.make_args(term)
    powers = [factor.as_base_exp() if not isinstance(factor, sp.exp) else (factor, sp.S.One) for factor in factors]
    exponents = [base.args[0] * power for base, power in powers if isinstance(base, sp.exp)]
    return sp.Mul(*(base**power for base, power in powers if not isinstance(base, sp.exp))), sp.Add(*exponents)
