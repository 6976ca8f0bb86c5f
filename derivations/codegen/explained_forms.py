r"""Sums that an entry holds in a form in which half a unit in every argument moves it by as much as the rounding of the sum does.

With u = 2^-53, half a unit in an argument x is at least u |x| / 2. So an entry g is held to at least 4 u S, where S is the sum of
:math:`|x\,\partial g/\partial x|/|g|` over its arguments. A sum of two terms A - B is marked where it is n = t max(A, B), t below one
half; what its terms are off by is compared with 4 u S there. At one half the sum doubles the errors of its terms, which is admitted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PAIR = 2


@dataclass(frozen=True)
class Place:
    """A sum in an entry; ``definitions`` of symbols, ``is_argument`` of those that are real arguments or differences of two."""

    entry: sp.Expr
    whole: sp.Add
    definitions: Mapping[sp.Symbol, sp.Expr]
    is_argument: Callable[[sp.Symbol], bool]

    def halves(self) -> tuple[sp.Expr, sp.Expr]:
        """A and B of A - B; zeros of any other sum."""
        minus = [-term for term in self.whole.args if term.could_extract_minus_sign()]
        if len(self.whole.args) != PAIR or len(minus) != 1:
            return sp.S.Zero, sp.S.Zero
        return self.whole + minus[0], minus[0]


def is_explained(place: Place) -> bool:
    """Whether the entry has one of the forms."""
    return any(form(place) for form in (_is_curvature_of_student, _is_information_of_student))


def _is_curvature_of_student(place: Place) -> bool:
    r"""Whether it is a multiple of (f + 1) (A - B) / (A + B)^2, A = c^2 f and B = d^2, d the difference of two arguments.

    A is off by 2 u A, B by 3 u B. In units of the larger of the two, with t = |A - B| and the smaller a = 1 - t, the arguments of c and d
    move the entry by 2 A |3 B - A| / (t (1 + a)) and 2 B |3 A - B| / (t (1 + a)) at least, both positive for a above one half, together
    :math:`(12 a - 2 - 2 a^2)/(t (1 + a))`. Four times that is at least :math:`(3 + 2 a)/t`, as
    :math:`48 a - 8 - 8 a^2 - (3 + 2 a)(1 + a) = -10 a^2 + 43 a - 11` is positive from a = 0.28 to 1: the sum is explained wherever it is
    marked.
    """
    above, below = place.halves()
    for f in sorted(above.free_symbols, key=str):
        rest = place.entry / place.whole * (above + below) ** 2 / (f + 1)
        c, d = ((above / f).as_base_exp(), below.as_base_exp())
        squares = c[1] == d[1] == PAIR and c[0].is_Symbol and d[0].is_Symbol
        if rest.is_number and squares and len({c[0], d[0], f}) == PAIR + 1:
            return all(map(place.is_argument, (c[0], d[0], f))) and f.is_positive and d[0] in place.definitions
    return False


def _is_information_of_student(place: Place) -> bool:
    r"""Whether it is a multiple of (A - B) / (a B^2 (f + 4)), A = (f + 1) q, B = b - q, q = s^2 / a, the rows of a matrix a, s and s, b.

    A is off by 6 u A, B by u (B + 2 q), the sum by u (6 A + B + 2 q). For A > B it is moved by s by :math:`(2 A + 2 q)/n` and more, by
    b by :math:`(B + q)/n` and more: four times their sum is more than that. For A < B let B be one, hence A = 1 - t and q < 1 - t. The
    movements by s, b and a are

    .. math:: (2 A + 2 q - 4 q t)/t,\quad (1 + q)(1 - 2 t)/t,\quad (1 + q)(1 - 2 t)/t

    and four times their sum, :math:`(16 - 24 t + 16 q (1 - 2 t))/t`, less :math:`(7 - 6 t + 2 q)/t`, by which the sum is off, is
    :math:`(9 - 18 t + q (14 - 32 t))/t`: not negative up to t = 7/16, and at least -2 up to one half, where the doubling that is
    admitted is of seven units.
    """
    above, below = place.halves()
    definitions = place.definitions
    multiplier = [symbol for symbol in above.free_symbols if above.coeff(symbol, 2) != 0]
    if below not in definitions or len(multiplier) != 1 or multiplier[0] not in definitions:
        return False
    m = multiplier[0]
    s, a = sp.fraction(definitions[m])
    rest = definitions[below] + m * s
    for f in sorted(above.free_symbols - {m, a}, key=str):
        matches = above == m**2 * a * (f + 1) and (place.entry / place.whole * a * below**2 * (f + 4)).is_number
        arguments = (s, definitions.get(a, a), rest, f)
        if matches and all(symbol.is_Symbol and place.is_argument(symbol) for symbol in arguments):
            return bool(f.is_positive) and len(set(arguments)) == len(arguments)
    return False
