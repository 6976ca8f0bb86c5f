r"""Germs: how a function behaves as h tends to 0 from above, as a truncated expansion over the scale w << h << 1/L.

Here :math:`L = \log(1/h)` and :math:`w = e^{-\varphi}` for one sum :math:`\varphi` of negative powers of h that tends to infinity: w is
smaller than every power of h. A germ is :math:`w^{level} (\sum_j c_j h^j + O(h^{precision}))`; the coefficients may be polynomials in L.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.conditions import require
from derivations.errors import DerivationError
from derivations.limits.known import known, signs
from derivations.normal_form import decide_zero
from derivations.normal_form.sign_sets import ZERO

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LOG = sp.Symbol("log(1/h)", positive=True)  # no name of the claim language has parentheses


class NoExpansionError(DerivationError):
    """The function leaves the scale."""


class MoreTermsError(NoExpansionError):
    """What is known ends before the leading term."""


@dataclass(frozen=True)
class Germ:
    """An expansion; ``precision`` is infinite when nothing was dropped."""

    terms: Mapping[sp.Rational, sp.Expr]
    precision: Any = sp.oo
    level: sp.Rational = sp.S.Zero

    @classmethod
    def of(cls, terms: Mapping[Any, sp.Expr], precision: Any = sp.oo, level: Any = sp.S.Zero) -> Germ:
        """A germ whose leading coefficient is not the zero function."""
        kept = {exponent: value for exponent, entry in sorted(terms.items()) if exponent < precision and (value := sp.expand(entry)) != 0}
        while kept:
            lowest = next(iter(kept))
            if not _vanishes(kept[lowest]):
                break
            del kept[lowest]
        return cls(kept, precision, sp.S.Zero if not kept and precision == sp.oo else sp.sympify(level, strict=True))

    @classmethod
    def constant(cls, value: sp.Expr) -> Germ:
        """A number or an expression that does not move."""
        return cls.of({sp.S.Zero: value})

    @property
    def is_zero(self) -> bool:
        """Whether it is certainly the zero function."""
        return not self.terms and self.precision == sp.oo

    @property
    def order(self) -> Any:
        """The exponent of the leading power of h, or of the error when nothing else is known."""
        return next(iter(self.terms), self.precision)

    @property
    def leading(self) -> sp.Expr:
        """The leading coefficient."""
        if not self.terms:
            message = "Expanding: expected a leading term, got an error term alone. Use more terms."
            raise MoreTermsError(message)
        return self.terms[self.order]

    def plus(self, other: Germ, width: int) -> Germ:
        """The sum; what lies at a higher level is dropped, as an error beyond ``width`` powers."""
        if self.is_zero or other.is_zero:
            return other if self.is_zero else self
        low, high = (self, other) if self.level <= other.level else (other, self)
        if low.level < high.level:
            return Germ.of(low.terms, min(low.precision, low.order + width), low.level)
        terms = dict(low.terms)
        for exponent, value in high.terms.items():
            terms[exponent] = terms.get(exponent, sp.S.Zero) + value
        return Germ.of(terms, min(low.precision, high.precision), low.level)

    def times(self, other: Germ, width: int) -> Germ:
        """The product, cut after ``width`` powers."""
        if self.is_zero or other.is_zero:
            return Germ({})
        start = self.order + other.order
        exact = self.precision == sp.oo and other.precision == sp.oo
        precision = sp.oo if exact else min(self.precision + other.order, other.precision + self.order)
        long = len(self.terms) * len(other.terms) > 1 and max(self.terms, default=start) + max(other.terms, default=0) >= start + width
        precision = min(precision, start + width) if long else precision
        terms: dict[Any, sp.Expr] = {}
        for i, a in self.terms.items():
            for j, b in other.terms.items():
                if i + j < precision:
                    terms[i + j] = terms.get(i + j, sp.S.Zero) + a * b
        return Germ.of(terms, precision, self.level + other.level)

    def rest(self) -> Germ:
        """Delta in: germ = leading term (1 + delta)."""
        start, lead = self.order, nonzero(self.leading)
        terms = {exponent - start: value / lead for exponent, value in self.terms.items() if exponent != start}
        return Germ.of(terms, self.precision - start)

    def compose(self, coefficient: Callable[[int], sp.Expr], width: int) -> Germ:
        """The sum of ``coefficient(k)`` times the k-th power of this germ, which must tend to zero."""
        total, power, k = Germ.constant(coefficient(0)), Germ.constant(sp.S.One), 0
        if self.is_zero:
            return total
        if self.level > 0:
            return Germ.of(total.terms, sp.Integer(width))
        if self.order <= 0:
            message = "Expanding: expected a part that tends to zero, got one that does not. Use another form."
            raise NoExpansionError(message)
        while (k + 1) * self.order < width:
            k += 1
            power = power.times(self, width)
            total = total.plus(power.times(Germ.constant(coefficient(k)), width), width)
        return total.plus(Germ({}, sp.Integer(width)), width)

    def inverse(self, width: int) -> Germ:
        """One over the germ."""
        head = Germ.of({-self.order: 1 / nonzero(self.leading)}, level=-self.level)
        return head.times(self.rest().compose(lambda k: sp.Integer((-1) ** k), width), width)


def nonzero(value: sp.Expr) -> sp.Expr:
    """A coefficient to divide by; it must not vanish (for a polynomial in L, its highest coefficient)."""
    top = sp.Poly(value, LOG).LC() if value.has(LOG) else value
    if not top.is_Number and signs(top) & ZERO:
        require("nonzero", top)
    return value


def _vanishes(value: sp.Expr) -> bool:
    return not value.is_Number and decide_zero([value], known()).zero is True
