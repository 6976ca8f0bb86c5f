"""The self-test of the ball table: every row is compared with mpmath at exact random arguments before its first use in a process."""

from __future__ import annotations

import random
from functools import cache
from typing import TYPE_CHECKING

import mpmath
from flint import arb, fmpq

from derivations.balls.failures import NotCoveredError
from derivations.balls.functions import BallFunction, Set, ball_function
from derivations.balls.precision import working
from derivations.balls.second_opinion import DECIMAL_FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

DIGITS = 50
BITS = 192
TOLERANCE = fmpq(1, 10**40)  # relative to the value: wide against rounding, narrow against every mistake in a row


class TableError(RuntimeError):
    """A row of the ball table contradicts mpmath: the tool itself is broken, and nothing it says about that function counts."""


@cache
def checked_function(name: str, arguments: int) -> BallFunction:
    """The row of a SymPy function, tested once a process.

    Raises:
        NotCoveredError: the table has no such row.
        TableError: the row contradicts mpmath.
    """
    row = ball_function(name, arguments)
    if row is None or name not in DECIMAL_FUNCTIONS:
        message = f"{name} of {arguments} arguments has no row in the ball table"
        raise NotCoveredError(message)
    check_row(name, row, DECIMAL_FUNCTIONS[name], rounds=2)
    return row


def check_row(name: str, row: BallFunction, decimal: Callable[..., Any], rounds: int, seed: int = 1) -> None:
    """Compare a row with its decimal counterpart at ``rounds`` random exact points of its domain.

    Raises:
        TableError: the decimal value lies outside the ball by more than rounding.
    """
    generator = random.Random(f"{name}:{seed}")  # noqa: S311 - a test must be reproducible, not secret
    for _ in range(rounds):
        arguments = [draw(wanted, generator) for wanted in row.domain]
        with working(BITS):
            ball = row(*(arb(argument) for argument in arguments))
        with mpmath.workdps(DIGITS):
            value = mpmath.re(decimal(*(mpmath.mpf(int(argument.p)) / int(argument.q) for argument in arguments)))
        if not agrees(ball, value):
            shown = ", ".join(map(str, arguments))
            message = f"Testing the ball table: expected {name}({shown}) = {mpmath.nstr(value, 15)}, got {ball.str(15)}. Mend its row."
            raise TableError(message)


def agrees(ball: arb, value: mpmath.mpf, tolerance: fmpq = TOLERANCE) -> bool:
    """Whether a decimal value lies in the ball, widened by a relative tolerance."""
    with working(max(BITS, mpmath.mp.prec)):
        exact = arb(exact_rational(value))
        return bool(abs(exact - ball.mid()) <= ball.rad() + arb(tolerance) * (abs(exact) + abs(ball.mid())))


def exact_rational(value: mpmath.mpf) -> fmpq:
    """The rational number that a binary floating-point number is."""
    sign, mantissa, exponent, _ = value._mpf_
    number = fmpq(-int(mantissa) if sign else int(mantissa))
    return number * fmpq(2) ** int(exponent)


def draw(wanted: Set, generator: random.Random) -> fmpq:
    """A random rational in the set of an argument, away from poles and from special values."""
    fraction = fmpq(generator.randint(1, 96), 97)
    if wanted == "natural":
        return fmpq(generator.randint(0, 5))
    if wanted == "unit":
        return fraction
    if wanted == "closed unit":
        return 2 * fraction - 1
    whole = generator.randint(1, 6)
    return whole + fraction if wanted in ("positive", "above one") else fraction + whole - 4
