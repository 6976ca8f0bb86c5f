r"""Exponentials relative to the largest one, by homogeneity: :math:`\log\sum_k e^{z_k} = m + \log\sum_k e^{z_k - m}`, softmax by weights.

Every exponential of one exponent is a weight times the scale :math:`e^m`; the degree of the expression in the scale is counted along its
tree, and where it is zero the scale is gone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.arrays.nodes import BOUND, Largest, LogSum, Relative, Weight
from derivations.codegen.arrays.passes import Pass
from derivations.indexed.atoms import Entry, Index, IndexSum
from derivations.indexed.normal import normal

if TYPE_CHECKING:
    from collections.abc import Iterator

SCALE = sp.Symbol("<largest exponent>", real=True)  # stands for the largest exponent until all degrees are known
FREE = sp.Symbol("<largest exponent, by itself>", real=True)


class NotHomogeneousError(Exception):
    """The exponentials do not scale out."""


def rewrite(body: sp.Expr) -> Iterator[sp.Expr]:
    """The expression with the exponentials of every exponent relative to the largest; without a bare largest where it cancels."""
    changed = body
    for exponent, index, size in exponents(body):
        shift = _Shift(exponent, index)
        try:
            scaled, degree = shift.scaled(changed)
        except NotHomogeneousError:
            continue
        if degree == 0:
            largest = Largest(exponent.xreplace({index: BOUND}), BOUND, size)
            changed = shift.bare_removed(scaled).xreplace({SCALE: largest, FREE: largest})
    if changed != body:
        yield changed


def exponents(body: sp.Expr) -> list[tuple[sp.Expr, Index, sp.Expr]]:
    """The exponents of exponentials that are summed, up to rational factors, with their index and range."""
    found = {}
    for part in sorted(body.atoms(IndexSum), key=str):
        inner, index, size = part.args
        for exponential in sorted(inner.atoms(sp.exp), key=str):
            number, exponent = exponential.args[0].as_coeff_Mul(rational=True)
            sign = -1 if number.is_negative else 1
            if {symbol for symbol in exponent.free_symbols if isinstance(symbol, Index)} == {index}:
                found[str((sign * exponent).xreplace({index: BOUND}))] = (sign * exponent, index, size)
    twice = {
        key
        for key, (exponent, index, _) in found.items()
        if exponent.could_extract_minus_sign() and str((-exponent).xreplace({index: BOUND})) in found
    }
    return [found[key] for key in sorted(found.keys() - twice)]


class _Shift:
    """``exponent`` is a function of ``index``; its value at another index, or at a number that names a class, is found by renaming."""

    def __init__(self, exponent: sp.Expr, index: Index) -> None:
        self.exponent, self.index = exponent, index

    def scaled(self, expression: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
        """The expression over its power of the scale, and that power."""
        if not expression.has(sp.exp):
            return expression, sp.S.Zero
        match expression:
            case sp.exp():
                return self._exponential(expression)
            case sp.Mul():
                parts, degrees = zip(*map(self.scaled, expression.args), strict=True)
                return sp.Mul(*parts), sp.Add(*degrees)
            case sp.Add():
                parts, degrees = zip(*map(self.scaled, expression.args), strict=True)
                if len(set(degrees)) > 1:
                    raise NotHomogeneousError
                return sp.Add(*parts), degrees[0]
            case sp.Pow() if expression.exp.is_Rational:
                base, degree = self.scaled(expression.base)
                return base**expression.exp, degree * expression.exp
            case IndexSum():
                inner, degree = self.scaled(expression.args[0])
                return IndexSum(inner, *expression.args[1:]), degree
            case sp.log():
                return self._logarithm(expression)
        parts, degrees = zip(*map(self.scaled, expression.args), strict=True)
        if any(degrees):
            raise NotHomogeneousError
        return expression.func(*parts), sp.S.Zero

    def _exponential(self, expression: sp.exp) -> tuple[sp.Expr, sp.Expr]:
        number, exponent = expression.args[0].as_coeff_Mul(rational=True)
        for sign in (1, -1):
            if (term := self._at(sign * exponent)) is not None:
                return Weight(term, SCALE) ** (sign * number), sign * number
        return expression, sp.S.Zero

    def _at(self, exponent: sp.Expr) -> sp.Expr | None:
        """The exponent, if it is this shift's at some index."""
        places = {index for entry in exponent.atoms(Entry) for index in entry.indices} & exponent.free_symbols
        for place in sorted(places, key=str):
            if self.exponent.xreplace({self.index: place}) == exponent:
                return exponent
        return None

    def _logarithm(self, expression: sp.log) -> tuple[sp.Expr, sp.Expr]:
        inner, degree = self.scaled(expression.args[0])
        if isinstance(inner, IndexSum) and isinstance(inner.args[0], Weight) and inner.args[0].args[1] == SCALE:
            return degree * FREE + LogSum(*inner.args), sp.S.Zero
        return degree * FREE + sp.log(inner), sp.S.Zero

    def bare_removed(self, expression: sp.Expr) -> sp.Expr:
        """Entries outside of exponentials relative to the largest too, if that removes the largest itself."""
        if not expression.has(FREE) or not isinstance(self.exponent, Entry):
            return expression
        letter = self.exponent.letter
        relative = normal(self._relative(expression, letter))
        return relative if not relative.has(FREE) else expression

    def _relative(self, expression: sp.Expr, letter: sp.Symbol) -> sp.Expr:
        if isinstance(expression, Weight | LogSum):
            return expression
        if isinstance(expression, Entry):
            return Relative(expression, SCALE) + FREE if expression.letter == letter else expression
        return expression.func(*(self._relative(part, letter) for part in expression.args)) if expression.args else expression


PASS = Pass("relative", 10, rewrite)
