r"""Inverses of long symmetric matrices without determinants: exact elimination in blocks, bordered by numbers that have names.

Coordinates whose entries are quotients of polynomials are eliminated over that field, where a Fisher matrix of an expanded inverse
:math:`\Sigma^{-1}` becomes short again. Every other coordinate r borders the inverse G of those before it: with :math:`u = G F_{\cdot r}`
and what is left of its information, :math:`s = F_{rr} - F_{r\cdot} u`, the inverse is
:math:`\begin{pmatrix} G + u u^T / s & -u / s \\ -u^T / s & 1 / s \end{pmatrix}`. Each u and s is brought into its stable form by itself.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.centred_exponentials import centred
from derivations.codegen.domain import operations
from derivations.codegen.extreme_value_eliminations import by_eliminations
from derivations.codegen.field_elimination import inverse_over_field, is_inverse, singular
from derivations.codegen.own_names import require_own_names
from derivations.codegen.passes import forms
from derivations.codegen.passes.rational import best
from derivations.codegen.passes.shifts import CALLS, steps_of
from derivations.codegen.pivots import Pivots
from derivations.codegen.positive_polygammas import by_positive_terms
from derivations.codegen.ratio import in_factors
from derivations.codegen.stable import Stable
from derivations.codegen.truncated_normal_eliminations import by_residual

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.codegen.domain import Domain

    Matrix = dict[tuple[int, int], sp.Expr]


UNFACTORED = Pivots({}, (), ())


class InverseMatrix:
    """``entries`` of the inverse by place, and the ``definitions`` of the symbols in them, in order.

    ``plain`` is what the definitions are rewritten from; ``named`` are the symbols for numbers of the elimination.
    """

    def __init__(self, rows: Sequence[Sequence[sp.Expr]], domain: Domain, factors: Pivots = UNFACTORED) -> None:
        """Invert a symmetric matrix, given by its ``rows``; over the ``factors`` of definite arguments no determinant is a long sum.

        Raises:
            ClaimError: an argument has the name of a number of the elimination.
            DerivationError: the matrix is singular.
            TooLongError: an entry on the way has too many terms.
        """
        self.size, self.factors = len(rows), factors
        bounded = {symbol: bound for symbol, bound in domain.bounds if symbol.is_positive and bound > 0}
        gaps = {symbol: sp.Symbol(f"{symbol}_less_{bound}".replace("/", "_"), positive=True) for symbol, bound in bounded.items()}
        self.above = {symbol: gap + bounded[symbol] for symbol, gap in gaps.items()}  # arguments by what they exceed their bounds by
        self.plain: dict[sp.Symbol, sp.Expr] = {gap: symbol - bounded[symbol] for symbol, gap in gaps.items()}
        self.arguments = frozenset[sp.Symbol]().union(*(entry.free_symbols for row in rows for entry in row))
        require_own_names(self.plain, self.arguments)
        self.definitions = dict(self.plain)
        self.named: list[sp.Symbol] = []
        self.rows, self.domain = shortened(rows), domain.with_exact(self.plain)
        self.entries: Matrix = {(i, j): sp.S.Zero for i in range(self.size) for j in range(self.size)}
        for block in blocks(self.rows):
            self._invert(block)
        self._name_entries()

    def _invert(self, block: list[int]) -> None:
        plain = rational_places(self.rows, block)
        part = self._by_factors([[self.rows[i][j] for j in plain] for i in plain])
        found = inverse_over_field(part, plain, self.size) if plain else []
        for i, row in zip(plain, found, strict=True):
            for j, entry in zip(plain, row, strict=True):
                self.entries[i, j] = centred(best(self._by_arguments(entry), self.domain))
        for place in block:
            if place not in plain:
                self._border(plain, place)
                plain = [*plain, place]

    def _border(self, before: list[int], place: int) -> None:
        """Add a coordinate to the inverse of those before it."""
        column = {i: self.rows[i][place] for i in before}
        along = {i: self._named(f"along_{i}_{place}", sp.Add(*(self.entries[i, j] * column[j] for j in before))) for i in before}
        left = self.rows[place][place] - sp.Add(*(column[i] * along[i] for i in before))
        if in_factors(self.written(left)).is_zero:
            raise singular(place, self.size)
        rest = self._named(f"left_{place}", left, positive=True)
        for i in before:
            for j in before:
                self.entries[i, j] = best(in_factors(self.entries[i, j] + along[i] * along[j] / rest).expression, self.domain)
            self.entries[i, place] = self.entries[place, i] = -along[i] / rest
        self.entries[place, place] = 1 / rest

    def _name_entries(self) -> None:
        """Let primitives be the entries that they are and that are sums in which digits may cancel."""
        for i, j in combinations(range(self.size), 2):
            if self.domain.risk(self.entries[i, j]) and any(by_eliminations(self.written(self.entries[i, j]), self.domain)):
                self.entries[i, j] = self.entries[j, i] = self._named(f"entry_{i}_{j}", self.entries[i, j])

    def _named(self, text: str, value: sp.Expr, **assumptions: bool) -> sp.Expr:
        """A symbol for a value that is no quotient of polynomials, or the value itself, cancelled."""
        whole = in_factors(self.written(value)).expression
        if not has_functions(whole):
            return best(whole, self.domain)
        symbol = sp.Symbol(text, real=True, **assumptions)
        require_own_names([symbol], self.arguments)
        self.definitions[symbol] = self._stable([whole, value])
        self.plain[symbol] = whole
        self.named.append(symbol)
        return symbol

    def _stable(self, values: list[sp.Expr]) -> sp.Expr:
        """The best form of all that some equal values have."""
        found = [form for value in dict.fromkeys(values) for form in by_positive_terms(value, self.domain, self.above)]
        found += [*by_eliminations(values[0], self.domain), *by_residual(values[0])]
        if not found:
            found = [form for value in dict.fromkeys(values) for form in forms(value, self.domain)]
        return min(found, key=lambda form: (self.domain.overflows(form), self.domain.risk(form), operations(form)))

    def written(self, expression: sp.Expr) -> sp.Expr:
        """An expression without the symbols that are defined."""
        while expression.free_symbols & self.plain.keys():
            expression = expression.xreplace(self.plain)
        return expression

    def is_proved(self) -> bool:
        """Whether the product with the matrix is the unit matrix, exactly and identically, before the names got their stable forms."""
        rows = [[self.entries[i, j] for j in range(self.size)] for i in range(self.size)]
        written = [[self.written(entry) for entry in row] for row in rows]
        return is_inverse(self._by_factors(self.rows), self._by_factors(written))

    def _by_factors(self, rows: Sequence[Sequence[sp.Expr]]) -> list[list[sp.Expr]]:
        return [[entry.xreplace(self.factors.entries) for entry in row] for row in rows]

    def _by_arguments(self, expression: sp.Expr) -> sp.Expr:
        for symbol, value in reversed(self.factors.definitions):
            expression = expression.xreplace({symbol: value})
        return in_factors(expression).expression if self.factors.definitions else expression


def shortened(rows: Sequence[Sequence[sp.Expr]]) -> list[list[sp.Expr]]:
    """Every entry cancelled and factored, with functions whose arguments differ by whole numbers at one of these; zeros are zero."""
    plain = [[entry.replace(lambda part: isinstance(part, sp.log), _logarithm) for entry in row] for row in rows]
    table = steps_of(set().union(*(entry.atoms(*CALLS) for row in plain for entry in row)))
    return [[in_factors(entry.xreplace(table)).expression for entry in row] for row in plain]


def _logarithm(call: sp.log) -> sp.Expr:
    """The logarithm of what is cancelled; of the reciprocal of a sum, minus that of the sum."""
    argument = in_factors(call.args[0]).expression
    return -sp.log(argument.base) if isinstance(argument, sp.Pow) and argument.exp == -1 else sp.log(argument)


def blocks(rows: Sequence[Sequence[sp.Expr]]) -> list[list[int]]:
    """The places of rows that are connected by entries other than zero."""
    left, found = list(range(len(rows))), []
    while left:
        block = [left.pop(0)]
        for place in block:
            block += [other for other in left if rows[place][other] != 0]
            left = [other for other in left if other not in block]
        found.append(sorted(block))
    return found


def rational_places(rows: Sequence[Sequence[sp.Expr]], block: list[int]) -> list[int]:
    """The places whose entries among each other are quotients of polynomials in the arguments; the first ones where there is a choice."""
    found: list[int] = []
    for place in block:
        if not any(has_functions(rows[place][other]) for other in (*found, place)):
            found.append(place)
    return found


def has_functions(expression: sp.Expr) -> bool:
    """Whether it is more than a quotient of polynomials."""
    return any(not isinstance(part, sp.exp) for part in expression.atoms(sp.Function, Stable, sp.Piecewise))
