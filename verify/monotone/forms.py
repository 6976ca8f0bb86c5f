"""Positive multiples of a function of one step that have simpler derivatives; each is compared with the function by the zero test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.factoring import factored
from derivations.normal_form import decide_zero
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NEGATIVE, POSITIVE
from derivations.smoothness import is_smooth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.normal_form import Facts

ISOLATED = (sp.log, sp.loggamma, sp.polygamma, sp.atan, sp.erf, sp.erfc, sp.asinh)  # their derivatives are simpler
TRANSCENDENTAL = (*ISOLATED, sp.exp, sp.sin, sp.cos, sp.sinh, sp.cosh, sp.tanh, sp.gamma)
LONGEST = 300  # operations of what is worked on
MOST_PARTS = 8


def forms(value: sp.Expr, step: sp.Symbol, facts: Facts) -> Iterator[sp.Expr]:
    """The function divided by something smooth and positive, in several ways, the simplest derivative first."""
    seen: set[sp.Expr] = set()
    for candidate, factor in _candidates(split(value), step):
        sign = signs_of(factor, facts)
        if sign not in (POSITIVE, NEGATIVE):
            continue
        turned = 1 if sign == POSITIVE else -1
        found = turned * candidate
        if found in seen or found.count_ops() > LONGEST:
            continue
        seen.add(found)
        if not is_smooth(factor, step, facts) or not is_smooth(found, step, facts):
            continue
        if found == value or is_zero(value - turned * factor * found, facts):
            yield found


def is_zero(value: sp.Expr, facts: Facts) -> bool:
    """Whether the exact engines agree that a number is zero."""
    decision = decide_zero([value], facts)
    return decision.zero is True and not decision.disputed and decision.log2_error is None


def split(value: sp.Expr) -> sp.Expr:
    """Logarithms of products and quotients as sums, as far as declared signs allow; whoever uses it compares it with the value."""
    logarithms = {part: sp.expand_log(sp.log(factored(part.args[0])), force=False) for part in value.atoms(sp.log)}
    return sp.sympify(value.xreplace(logarithms), strict=True)


def _candidates(plain: sp.Expr, step: sp.Symbol) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    """Pairs of which the product is the function: every part with a simpler derivative alone, without divisors, without exponentials."""
    found = (part for part in plain.atoms(*TRANSCENDENTAL) if step in part.free_symbols)
    moving = sorted(found, key=lambda part: (part.count_ops(), str(part)))
    names = {part: sp.Symbol(f"part({number})", real=True) for number, part in enumerate(moving)}
    back = {name: part for part, name in names.items()}
    top, bottom = sp.fraction(sp.together(plain.xreplace(names)))
    polynomial = _polynomial(top, tuple(names.values())) if 0 < len(names) <= MOST_PARTS else None
    if polynomial is not None and not bottom.free_symbols & set(back):
        for place, part in enumerate(moving):
            unit = tuple(int(k == place) for k in range(len(moving)))
            if isinstance(part, ISOLATED) and polynomial.degree(names[part]) == 1 and unit in polynomial.as_dict():
                alone = polynomial.as_dict()[unit]
                yield _divided(polynomial, alone).xreplace(back), alone / bottom
            elif isinstance(part, sp.exp):
                yield _divided(polynomial, names[part]).xreplace(back), part / bottom
    yield top.xreplace(back), 1 / bottom.xreplace(back)
    yield plain, sp.S.One


def _polynomial(top: sp.Expr, names: tuple[sp.Symbol, ...]) -> sp.Poly | None:
    try:
        return sp.Poly(top, *names)
    except sp.PolynomialError:
        return None


def _divided(polynomial: sp.Poly, divisor: sp.Expr) -> sp.Expr:
    """A polynomial in names with every coefficient over a divisor in lowest terms."""
    found = sp.S.Zero
    for exponents, value in polynomial.as_dict().items():
        quotient = value / divisor
        power = sp.Mul(*(name**k for name, k in zip(polynomial.gens, exponents, strict=True)))
        found += (sp.cancel(quotient) if quotient.is_rational_function() else quotient) * power
    return found
