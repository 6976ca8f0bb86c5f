"""Combinations of monomials in a kernel's atoms: the form to which an integrand is reduced before its expectation is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import sympy as sp

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ZERO, ONE = sp.Integer(0), sp.Integer(1)


class Monomial(NamedTuple):
    r"""One product :math:`\sigma^{sign} \prod_i b_i^{powers_i} (\log b_i)^{logs_i} \exp(\sum_j rates_j t_j) \prod_k g_k^{n_k}`.

    The atoms ``b_i`` and the exponential statistics ``t_j`` belong to a kernel; ``sigma`` is an independent fair sign;
    ``opaque`` holds expressions ``g_k`` of the variable that no rule reduces: they must cancel or have an expectation of their own.
    """

    powers: tuple[sp.Expr, ...]
    logs: tuple[int, ...]
    rates: tuple[sp.Expr, ...]
    sign: int = 0
    opaque: tuple[tuple[sp.Expr, int], ...] = ()

    @property
    def is_pure(self) -> bool:
        """Whether the monomial is a positive number wherever its atoms are: no logs, no sign, nothing opaque, no imaginary rate."""
        return not (any(self.logs) or self.sign or self.opaque or any(rate.has(sp.I) for rate in self.rates if rate != 0))

    @property
    def is_one(self) -> bool:
        """Whether the monomial is the constant one."""
        return self.is_pure and all(power == 0 for power in self.powers) and all(rate == 0 for rate in self.rates)

    def times(self, other: Monomial) -> Monomial:
        """Multiply: exponents and rates add, two signs cancel."""
        return Monomial(
            tuple(map(_sum, self.powers, other.powers)),
            tuple(a + b for a, b in zip(self.logs, other.logs, strict=True)),
            tuple(map(_sum, self.rates, other.rates)),
            (self.sign + other.sign) % 2,
            _merge(self.opaque, other.opaque) if self.opaque and other.opaque else self.opaque or other.opaque,
        )

    def raised(self, exponent: sp.Expr) -> Monomial:
        """Raise a pure monomial to a power."""
        return Monomial(
            tuple(sp.expand(power * exponent) for power in self.powers), self.logs, tuple(sp.expand(rate * exponent) for rate in self.rates)
        )


def _sum(left: sp.Expr, right: sp.Expr) -> sp.Expr:
    """Add exponents in expanded form, so that equal monomials have equal keys."""
    if left == 0 or right == 0:
        return left if right == 0 else right
    total = left + right
    return total if total.is_Number else sp.expand(total)


def _merge(left: tuple[tuple[sp.Expr, int], ...], right: tuple[tuple[sp.Expr, int], ...]) -> tuple[tuple[sp.Expr, int], ...]:
    exponents = dict(left)
    for expression, exponent in right:
        exponents[expression] = exponents.get(expression, 0) + exponent
    return tuple(sorted(exponents.items(), key=lambda item: sp.default_sort_key(item[0])))


class Combination:
    """A sum of monomials with coefficients that are constant in the variable."""

    __slots__ = ("terms",)

    def __init__(self, terms: Mapping[Monomial, sp.Expr]) -> None:
        """Keep the terms whose coefficient is not literally zero."""
        self.terms = {monomial: coefficient for monomial, coefficient in terms.items() if coefficient != 0}

    def __iter__(self) -> Iterator[tuple[Monomial, sp.Expr]]:
        """Walk through the terms in the order in which they arose."""
        return iter(self.terms.items())

    def __add__(self, other: Combination | sp.Expr | int) -> Combination:
        """Add a combination or a constant."""
        terms = dict(self.terms)
        for monomial, coefficient in self._lift(other):
            terms[monomial] = terms[monomial] + coefficient if monomial in terms else coefficient
        return Combination(terms)

    __radd__ = __add__

    def __mul__(self, other: Combination | sp.Expr | int) -> Combination:
        """Multiply by a combination or a constant."""
        if not isinstance(other, Combination):
            factor = sp.sympify(other, strict=True)
            return Combination({monomial: coefficient * factor for monomial, coefficient in self})
        terms: dict[Monomial, sp.Expr] = {}
        for left, first in self:
            for right, second in other:
                product = left.times(right)
                value = first * second
                terms[product] = terms[product] + value if product in terms else value
        return Combination(terms)

    __rmul__ = __mul__

    def __sub__(self, other: Combination | sp.Expr | int) -> Combination:
        """Subtract a combination or a constant."""
        difference: Combination = self + other * sp.Integer(-1)
        return difference

    def single(self) -> tuple[sp.Expr, Monomial] | None:
        """The only term, as coefficient and monomial; None if there are several or none."""
        if len(self.terms) != 1:
            return None
        ((monomial, coefficient),) = self.terms.items()
        return coefficient, monomial

    def power(self, exponent: int) -> Combination:
        """Raise to a positive integer power by repeated squaring."""
        if exponent == 1:
            return self
        half = self.power(exponent // 2)
        square: Combination = half * half
        whole: Combination = square * self if exponent % 2 else square
        return whole

    def _lift(self, other: Combination | sp.Expr | int) -> Combination:
        if isinstance(other, Combination):
            return other
        constant = sp.sympify(other, strict=True)
        if constant == 0 or not self.terms:
            return Combination({}) if constant == 0 else _constant_without_shape(constant)
        shape = next(iter(self.terms))
        unit = Monomial((ZERO,) * len(shape.powers), (0,) * len(shape.logs), (ZERO,) * len(shape.rates))
        return Combination({unit: constant})


def _constant_without_shape(constant: sp.Expr) -> Combination:
    message = f"Adding {constant} to an empty combination: expected a combination that knows its atoms. Start from Kernel.constant."
    raise ValueError(message)
