"""Values at the fixed points: exact rationals, or balls of forty digits as text."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

import sympy as sp
from flint import arb, fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError
from derivations.balls.precision import working
from verify.snapshots.forms import SnapshotError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.balls.number import Number

DIGITS = 40
LADDER = (192, 384, 768)  # bits
QUADRATURE = (128,)  # an integral costs seconds at one precision already
READING = 400  # bits: more than any text here holds
_EXACT = re.compile(r"-?[0-9]{1,200}(/[0-9]{1,200})?")
_DECIMAL = r"-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]{1,9})?"
_BALL = re.compile(rf"\[(?:{_DECIMAL})? ?\+/- (?:{_DECIMAL})\]|{_DECIMAL}")


class Values:
    """Values of many expressions at one point; what they share, an integral above all, is evaluated once, whether it succeeds or not."""

    def __init__(self, point: Mapping[sp.Symbol, sp.Expr]) -> None:
        """Args: the exact numbers of the symbols."""
        place = {symbol: fmpq(int(value.p), int(value.q)) if value.is_Rational else value for symbol, value in point.items()}
        self.at_bits = {bits: Evaluation(place, bits) for bits in (*LADDER, *QUADRATURE)}
        self.closed: dict[sp.Expr, bool] = {}

    def text(self, expression: sp.Expr) -> str | None:
        """The value as ``"1/3"`` or ``"[0.577.. +/- 1.2e-41]"``; None where no enclosure is found or there is no finite value."""
        if expression in (sp.oo, -sp.oo):
            return None
        parts = expression.atoms(sp.Integral, sp.Sum)
        if not all(map(self._has_value, sorted(parts, key=sp.default_sort_key))):
            return None
        best: Number | None = None
        for bits in QUADRATURE if parts else LADDER:
            try:
                best = self.at_bits[bits].number(expression)
            except CannotEncloseError:
                continue
            if isinstance(best, fmpq) or best.rel_accuracy_bits() > DIGITS * 3.33:
                break
        return None if best is None else _text(best)

    def _has_value(self, part: sp.Expr) -> bool:
        if part not in self.closed:
            try:
                self.at_bits[QUADRATURE[0]].number(part)
            except CannotEncloseError:
                self.closed[part] = False
            else:
                self.closed[part] = True
        return self.closed[part]


def value_at(expression: sp.Expr, point: Mapping[sp.Symbol, sp.Expr]) -> str | None:
    """The value of one expression at a point; see :meth:`Values.text`."""
    return Values(point).text(expression)


def _text(number: Number) -> str:
    if isinstance(number, fmpq):
        exact = str(Fraction(int(number.p), int(number.q)))
        if len(exact) <= 2 * DIGITS:
            return exact
        with working(READING):
            number = arb(number)
    return str(number.str(DIGITS))


def read_value(text: str) -> fmpq | arb:
    """The number of a text; a ball is read outwards.

    Raises:
        SnapshotError: the text is neither a fraction nor a ball.

    >>> read_value("[1.5 +/- 0.5]").contains(2)
    True
    """
    if _EXACT.fullmatch(text) and not text.endswith("/0"):
        fraction = Fraction(text)
        return fmpq(fraction.numerator, fraction.denominator)
    if not _BALL.fullmatch(text):
        message = f"Reading a value: expected a fraction or a ball, got {text[:60]!r}. Restore the file, or run `snapshot update`."
        raise SnapshotError(message)
    with working(READING):
        return arb(text)


def differ(one: str, other: str) -> bool:
    """Whether two values are certainly not equal: disjoint enclosures."""
    with working(READING):
        return not arb(read_value(one)).overlaps(arb(read_value(other)))


def digits_shared(one: str, other: str) -> int:
    """To how many digits after the point (of a value of size one; relative otherwise) two overlapping values are known to be equal."""
    with working(READING):
        a, b = arb(read_value(one)), arb(read_value(other))
        gap = abs(a - b).abs_upper() / max(arb(1), a.abs_lower())
        return DIGITS if gap <= arb(10) ** (1 - DIGITS) else max(0, int((-gap.log() / arb(10).log()).floor().mid().fmpq().p))
