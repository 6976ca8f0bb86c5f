"""Reduction: rewrite an integrand, node by node and exactly, as a combination of monomials in a kernel's atoms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.closed_forms import vanishes
from derivations.moments.combination import ONE, Combination, Monomial
from derivations.moments.oscillation import circular
from derivations.normal_form.lowest_terms import lowest_terms, nodes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.moments.kernel import Pivot

LARGEST_POWER = 16
LONGEST_COEFFICIENT = 80  # nodes
HYPERBOLIC = (sp.sinh, sp.cosh, sp.tanh, sp.coth, sp.sech, sp.csch)


class Reduction:
    """The reduction of expressions in given variables to one pivot's atoms; sub-expressions are reduced once."""

    def __init__(self, pivot: Pivot, variables: Sequence[sp.Symbol]) -> None:
        """Args: the pivot, and the symbols that stand for the components of its images."""
        self.kernel = pivot.kernel
        self.images = dict(zip(variables, pivot.images, strict=True))
        self.variables = frozenset(variables)
        self._done: dict[sp.Expr, Combination] = {}

    def reduce(self, expression: sp.Expr) -> Combination:
        """The expression as a combination; what no rule covers becomes an opaque factor."""
        if expression not in self._done:
            self._done[expression] = self._reduce(expression)
        return self._done[expression]

    def _reduce(self, expression: sp.Expr) -> Combination:
        if not (expression.free_symbols & self.variables):
            return self.kernel.constant(expression)
        if expression in self.variables:
            image: Combination = self.images[expression]
            return image
        if isinstance(expression, sp.Add):
            return self._sum(expression)
        if isinstance(expression, sp.Mul):
            return self._product(expression)
        if isinstance(expression, sp.Pow):
            return self._power(expression)
        if isinstance(expression, HYPERBOLIC):
            return self.reduce(expression.rewrite(sp.exp))
        found = self._function(expression)
        return found if found is not None else self._opaque(expression)

    def _sum(self, expression: sp.Add) -> Combination:
        terms: dict[Monomial, list[sp.Expr]] = {}
        for argument in expression.args:
            for monomial, coefficient in self.reduce(argument):
                terms.setdefault(monomial, []).append(coefficient)
        return Combination({monomial: _short(sp.Add(*coefficients)) for monomial, coefficients in terms.items()})

    def _product(self, expression: sp.Mul) -> Combination:
        constant, dependent = expression.as_independent(*self.images, as_Add=False)
        product = self.kernel.constant(constant)
        for factor in sp.Mul.make_args(dependent):
            product = product * self.reduce(factor)
        return product

    def _power(self, expression: sp.Pow) -> Combination:
        base, exponent = expression.args
        if exponent.free_symbols & self.variables:
            logarithm = self._logarithm(self.reduce(base))
            found = None if logarithm is None else self._exponential(self.reduce(exponent) * logarithm)
            return found if found is not None else self._opaque(expression)
        combination = self.reduce(base)
        if exponent.is_Integer and 0 < exponent <= LARGEST_POWER:
            return combination.power(int(exponent))
        factored = self._factored(combination)
        if factored is not None and self._splits(factored[1], exponent):
            coefficient, monomial = factored
            sign = monomial.sign * int(exponent) % 2 if monomial.sign else 0
            raised = monomial._replace(sign=0).raised(exponent)._replace(sign=sign)
            return Combination({raised: coefficient**exponent})
        return self._opaque(expression)

    def _splits(self, monomial: Monomial, exponent: sp.Expr) -> bool:
        """Whether a power of the monomial is a monomial: positive factors, or an integer power of a sign times positive factors."""
        if not self.kernel.is_positive(monomial):
            return False
        return monomial.is_pure or (monomial._replace(sign=0).is_pure and bool(exponent.is_Integer))

    def _factored(self, combination: Combination) -> tuple[sp.Expr, Monomial] | None:
        """One monomial with its coefficient: as it stands, by a relation of the kernel, or after terms whose coefficient cancels."""
        found = combination.single() or self.kernel.factor(combination)
        if found is not None:
            return found
        kept = Combination({monomial: coefficient for monomial, coefficient in combination if not vanishes(coefficient)})
        return kept.single() or (self.kernel.factor(kept) if 0 < len(kept.terms) < len(combination.terms) else None)

    def _function(self, expression: sp.Expr) -> Combination | None:
        if isinstance(expression, sp.exp):
            return self._exponential(self.reduce(expression.args[0]))
        if isinstance(expression, sp.log):
            return self._logarithm(self.reduce(expression.args[0]))
        if isinstance(expression, sp.Abs | sp.sign):
            return self._absolute(expression)
        arguments = [self.reduce(argument) for argument in expression.args]
        found = self.kernel.function(type(expression), arguments)
        return found if found is not None or len(arguments) > 1 else circular(self.kernel, type(expression), arguments[0])

    def _exponential(self, exponent: Combination) -> Combination | None:
        """Exponentiate term by term: constants, multiples of log b_i, multiples of the kernel's directions."""
        result = self.kernel.constant(ONE)
        for monomial, coefficient in exponent:
            if monomial.is_one:
                part = self.kernel.constant(sp.exp(coefficient))
            elif monomial in self.kernel.directions:
                part = self.kernel.exponential(coefficient, self.kernel.directions.index(monomial))
            elif sum(monomial.logs) == 1 and monomial._replace(logs=(0,) * len(monomial.logs)).is_one:
                part = self.kernel.power(coefficient, monomial.logs.index(1))
            else:
                return None
            result = result * part
        return result

    def _logarithm(self, argument: Combination) -> Combination | None:
        """Split the logarithm of a positive monomial; log(c b) = log c + log b holds for positive b and every c."""
        factored = self._factored(argument)
        if factored is None or not factored[1].is_pure:
            return None
        coefficient, monomial = factored
        if not self.kernel.is_positive(monomial):
            return None
        result = self.kernel.constant(sp.expand_log(sp.log(coefficient)))
        for position, power in enumerate(monomial.powers):
            if power != 0:
                result = result + self.kernel.logarithm(position) * power
        for direction, rate in zip(self.kernel.directions, monomial.rates, strict=True):
            result = result + Combination({direction: rate})
        return result

    def _absolute(self, expression: sp.Expr) -> Combination | None:
        """Absolute value and sign of a monomial with positive atoms; the sign of a product is the product of signs."""
        factored = self._factored(self.reduce(expression.args[0]))
        if factored is None:
            return None
        coefficient, monomial = factored
        if not monomial._replace(sign=0).is_pure or not self.kernel.is_positive(monomial):
            return None
        if isinstance(expression, sp.Abs):
            return Combination({monomial._replace(sign=0): sp.Abs(coefficient)})
        return Combination({self.kernel.monomial()._replace(sign=monomial.sign): sp.sign(coefficient)})

    def _opaque(self, expression: sp.Expr) -> Combination:
        return Combination({self.kernel.monomial()._replace(opaque=((expression, 1),)): ONE})


def _short(coefficient: sp.Expr) -> sp.Expr:
    """A long coefficient in lowest terms: products of sums would make it longer and longer."""
    return lowest_terms(coefficient) if nodes(coefficient) > LONGEST_COEFFICIENT else coefficient
