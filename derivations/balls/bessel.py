"""Bessel functions of the first kind at any real number, from their values at positive ones; beyond those the order must be whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import arb, fmpq

from derivations.balls.number import sign_of
from derivations.balls.self_test import checked_function

if TYPE_CHECKING:
    from derivations.balls.number import Number


def of_first_kind(name: str, order: Number, x: Number) -> Number:
    """The value of ``besseli`` or ``besselj``; for n whole, that at -x is (-1)^n times that at x.

    Raises:
        NotDefinedError: x is not positive, and the order is not whole.
    """
    function = checked_function(name, 2)
    if not isinstance(order, fmpq) or order.q != 1 or sign_of(x) > 0:
        return function(arb(order), arb(x))
    if sign_of(x) == 0:
        return fmpq(order == 0)
    mirrored = function(arb(order), -arb(x))
    return -mirrored if int(order.p) % 2 else mirrored
