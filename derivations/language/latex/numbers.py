"""Exact numbers as LaTeX."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from derivations.errors import ClaimError
from derivations.language.latex.pieces import Binding, Piece

LONGEST_DECIMAL = 8


def number(value: object) -> Piece:
    r"""An integer or an exact decimal; a long decimal as a power of ten.

    >>> [number(value).text for value in (12, Fraction(1, 10), Fraction(3, 10**12), Fraction(1, 3))]
    ['12', '0.1', '3 \\cdot 10^{-12}', '\\frac{1}{3}']
    """
    if isinstance(value, float):
        value = Fraction(repr(value))  # what was written, not the nearest binary fraction
    if isinstance(value, bool) or not isinstance(value, int | Fraction):
        message = f"Printing a number: expected an integer or a decimal, got {value!r}. Parse the text first."
        raise ClaimError(message)
    top, bottom = value.numerator, value.denominator
    if bottom == 1:
        return Piece(str(top))
    places = next((places for places in range(400) if 10**places % bottom == 0), None)
    if places is None:
        return Piece(rf"\frac{{{top}}}{{{bottom}}}", Binding.PRODUCT)
    digits = top * 10**places // bottom
    if places < LONGEST_DECIMAL:
        return Piece(f"{Decimal(digits).scaleb(-places):f}")
    return Piece(rf"{digits} \cdot 10^{{{-places}}}", Binding.PRODUCT)
