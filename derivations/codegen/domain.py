"""What the types of a kernel's arguments say about its expressions: signs, exact numbers, sums of probabilities."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.explained import explaining
from derivations.codegen.functions import with_expm1
from derivations.codegen.primitives import primitives
from derivations.codegen.stable import Stable
from derivations.language.scope import tensor_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from derivations.codegen.inputs import Inputs

PAIR = 2


@dataclass(frozen=True)
class Domain:
    """``units`` are below one; the entries of each of ``simplexes`` sum to one; ``inputs`` carry no rounding error.

    ``bounds`` are numbers that arguments exceed wherever the value is not nan.
    """

    inputs: frozenset[sp.Symbol]
    units: frozenset[sp.Symbol] = frozenset()
    simplexes: tuple[tuple[sp.Symbol, ...], ...] = ()
    bounds: tuple[tuple[sp.Symbol, sp.Rational], ...] = ()

    def with_exact(self, symbols: Iterable[sp.Symbol]) -> Domain:
        """The domain with more symbols that have at most one rounding error."""
        return replace(self, inputs=self.inputs | set(symbols))

    def is_above(self, symbol: sp.Symbol, bound: sp.Rational) -> bool:
        """Whether an argument certainly exceeds a number."""
        least = max((lowest for name, lowest in self.bounds if name == symbol), default=-sp.oo)
        return bool(least >= bound or (symbol.is_positive and bound <= 0))

    def is_nonnegative(self, expression: sp.Expr) -> bool:
        """Whether the expression is certainly not negative, judged from its form alone."""
        return self.sign(expression) > 0

    def sign(self, expression: sp.Expr) -> int:
        """One for an expression that is not negative, minus one for one that is not positive, zero where the form does not show it."""
        if isinstance(expression, sp.Max):
            return 1 if any(self.sign(part) > 0 for part in expression.args) else 0
        if expression.is_number:
            return 1 if expression.is_nonnegative else -1 if expression.is_nonpositive else 0
        if isinstance(expression, sp.Add):
            if any(isinstance(-term, sp.Max) and _is_at_most_one_of(expression - term, (-term).args) for term in expression.args):
                return -1  # z - max(z, ...)
            signs = {self.sign(term) for term in expression.args}
            return 1 if self.is_complement(expression) else -1 if self.is_complement(-expression) else signs.pop() if len(signs) == 1 else 0
        if isinstance(expression, sp.Mul):
            return math.prod(self.sign(factor) for factor in expression.args)
        if isinstance(expression, sp.Pow) and expression.exp.is_Integer:
            return 1 if expression.exp.is_even else self.sign(expression.base)
        if isinstance(expression, sp.exp | sp.Abs):
            return 1
        return 1 if expression.is_nonnegative else -1 if expression.is_nonpositive else 0

    def is_complement(self, expression: sp.Expr) -> bool:
        """Whether it is one minus a number below one."""
        rest = sp.S.One - expression
        return rest in self.units

    def is_exact(self, expression: sp.Expr) -> bool:
        """Whether its floating-point value has no rounding error: an argument or a number."""
        coefficient, rest = expression.as_coeff_Mul(rational=True)
        if isinstance(rest, sp.Max | sp.Min):
            return coefficient in (1, -1) and all(map(self.is_exact, rest.args))
        return bool(expression.is_Rational or (is_power_of_two(abs(coefficient)) and rest in self.inputs))

    def is_safe_sum(self, expression: sp.Add) -> bool:
        """Whether computing the sum loses no digits."""
        terms = expression.args
        if len(terms) == PAIR and not isinstance(with_expm1(expression), sp.Add):
            return True
        if explaining(expression) is not None:
            return True
        if len({self.sign(term) for term in terms} | {0}) == PAIR and 0 not in {self.sign(term) for term in terms}:
            return True
        return len(terms) == PAIR and (all(map(self.is_exact, terms)) or all(self._is_exact_product(term) for term in terms))

    def _is_exact_product(self, term: sp.Expr) -> bool:
        coefficient, rest = term.as_coeff_Mul(rational=True)
        factors = (rest.base, rest.base) if isinstance(rest, sp.Pow) and rest.exp == PAIR else sp.Mul.make_args(rest)
        return abs(coefficient) == 1 and len(factors) == PAIR and all(factor in self.inputs for factor in factors)

    @lru_cache(maxsize=4096)  # noqa: B019 - a domain lives as long as the process
    def risk(self, expression: sp.Expr) -> int:
        """How many terms stand in sums that may lose digits by cancellation."""
        parts = set(sp.preorder_traversal(expression))
        sums = sum(_terms(part) for part in parts if isinstance(part, sp.Add) and not self.is_safe_sum(part))
        return sums + sum(PAIR for part in parts if isinstance(part, Stable) and not self.is_safe_call(part))

    def is_safe_call(self, call: Stable) -> bool:
        """Whether a primitive of nearly equal arguments gets them exactly, or their difference besides."""
        return not is_comparison(call.primitive) or all(map(self.is_exact, call.args[1:]))

    @lru_cache(maxsize=4096)  # noqa: B019 - as above
    def overflows(self, expression: sp.Expr) -> int:
        """How many exponentials of numbers that may be large are added to something, and functions that grow as fast."""
        sums = [part for part in sp.preorder_traversal(expression) if isinstance(part, sp.Add)]
        terms = {term for part in sums for term in part.args if isinstance(term, sp.exp)}
        return sum(self.sign(term.args[0]) >= 0 for term in terms) + len(expression.atoms(sp.besseli, sp.besselk))

    def underflows(self, expression: sp.Expr) -> int:
        """How many excesses, which are as small as squares of their arguments, stand in one product with powers of these."""
        products = [part.args for part in sp.preorder_traversal(expression) if isinstance(part, sp.Mul)]
        return sum(
            _excess(factor) & _symbols(factors[:place] + factors[place + 1 :]) != set()
            for factors in products
            for place, factor in enumerate(factors)
        )

    def is_zero(self, expression: sp.Expr) -> bool:
        """Whether a polynomial vanishes where every simplex sums to one."""
        for simplex in self.simplexes:
            expression = expression.subs(simplex[-1], 1 - sp.Add(*simplex[:-1]))
        return bool(sp.expand(expression) == 0)


def _is_at_most_one_of(expression: sp.Expr, others: tuple[sp.Expr, ...]) -> bool:
    return expression in others or (isinstance(expression, sp.Min) and any(part in others for part in expression.args))


def _excess(factor: sp.Expr) -> set[sp.Symbol]:
    """The symbols of an excess or its power; none for anything else."""
    base = factor.as_base_exp()[0]
    return set(base.free_symbols) if isinstance(base, Stable) and base.primitive.startswith("excess_") else set()


def _symbols(factors: Iterable[sp.Expr]) -> set[sp.Symbol]:
    return set().union(*(factor.free_symbols for factor in factors))


def _terms(expression: sp.Add) -> int:
    """How many terms a sum has; all numbers are one."""
    return len({term if term.free_symbols else sp.S.One for term in expression.args})


def is_power_of_two(number: sp.Expr) -> bool:
    """Whether a product with the number rounds nothing."""
    return bool(number.is_Rational and number.q & (number.q - 1) == 0 and number.p & (number.p - 1) == 0)


def is_comparison(name: str) -> bool:
    """Whether a primitive compares its two arguments, so that their rounding errors are as large as its value."""
    return len(primitives()[name].domain) == PAIR and (name.startswith(("bregman_", "log_ratio")) or name.endswith("_difference"))


def domain_of(inputs: Inputs) -> Domain:
    """The domain that the types of the arguments state."""
    simplexes = [tensor_of(name, spec).entries for name, spec in inputs.types.items() if spec.kind == "simplex"]
    units = {row.symbol for row in inputs.rows if row.low == 0.0 and row.high == 1.0}
    return Domain(frozenset(inputs.symbols), frozenset(units), tuple(simplexes))


def operations(expression: sp.Expr) -> int:
    """The size of an expression: distinct parts that cost something."""
    parts = {part for part in sp.preorder_traversal(expression) if not part.is_Atom}
    return sum(4 if isinstance(part, Stable | sp.Function) else max(1, len(part.args) - 1) for part in parts)
