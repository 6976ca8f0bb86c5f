"""What a weight tends to at an end of an interval, also where powers with symbolic exponents decide it."""

from __future__ import annotations

import sympy as sp

from derivations.limits import limit_of

GAP = sp.Symbol("h#", positive=True)  # from a finite end, or the way out


def value_at_end(weight: sp.Expr, u: sp.Symbol, end: sp.Expr, *, low: bool) -> sp.Expr | None:
    """The one-sided limit at an end of an interval; ``None`` if the rules do not find it.

    >>> x, k = sp.symbols("x k", positive=True)
    >>> value_at_end(x * sp.exp((k - 1) * sp.log(x) - x), x, sp.S.Zero, low=True)
    0
    """
    if end in (sp.oo, -sp.oo):
        moved, at = weight.xreplace({u: GAP if end == sp.oo else -GAP}), sp.oo
    else:
        moved, at = weight.xreplace({u: end + GAP if low else end - GAP}), sp.S.Zero
    terms = sp.Add.make_args(sp.expand_mul(moved, deep=False))
    if all(_vanishes(term, is_far=at == sp.oo) for term in terms):
        return sp.S.Zero
    return limit_of(moved, GAP, at)


def _vanishes(term: sp.Expr, *, is_far: bool) -> bool:
    """Whether a product of powers, exponentials and what stays bounded tends to zero, by the power and the exponent that are left."""
    power, exponent, rest = _split(term, is_far=is_far)
    if not is_far:
        bounded = (rest, *sp.Add.make_args(exponent))
        return bool(power.is_positive) and all(limit_of(part, GAP, sp.S.Zero) is not None for part in bounded)
    if limit_of(rest, GAP, sp.oo) is None or not exponent.is_polynomial(GAP):
        return False
    leading = sp.Poly(exponent, GAP)
    return bool(leading.LC().is_negative) if leading.degree() > 0 else bool(power.is_negative)


def _degree(logarithm: sp.Expr, *, is_far: bool) -> int:
    """The d for which the logarithm is d log(h) and something that tends to a number: of h, and far out of a polynomial; else 0."""
    if not isinstance(logarithm, sp.log) or logarithm == sp.log(GAP):
        return int(logarithm == sp.log(GAP))
    inside = logarithm.args[0]
    if not is_far or not inside.is_polynomial(GAP):
        return 0
    whole = sp.Poly(inside, GAP)
    return whole.degree() if whole.LC().is_positive else 0


def _split(term: sp.Expr, *, is_far: bool) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """The term as ``h^power exp(exponent) rest``, far out up to a factor that tends to a positive number."""
    power, exponent, rest = sp.S.Zero, sp.S.Zero, sp.S.One
    for factor in sp.Mul.make_args(term):
        base, raised = factor.as_base_exp()
        if isinstance(factor, sp.exp):
            for part in sp.Add.make_args(sp.expand(sp.expand_log(factor.exp))):
                constant, varying = part.as_independent(GAP, as_Add=False)
                degree = _degree(varying, is_far=is_far)
                power, exponent = (power + constant * degree, exponent) if degree else (power, exponent + part)
        elif base == GAP and GAP not in raised.free_symbols:
            power += raised
        else:
            rest *= factor
    return sp.expand(power), sp.expand(exponent), rest
