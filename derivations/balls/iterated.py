"""Certified integrals over two variables between finite ends, one after the other.

The inner integral is a function of the outer variable, analytic wherever the integrand is so for every value of the inner one. At a number
it is a certified integral of its own. On a wide ball, where the integrator only asks for a bound, it is the mean of enclosures over pieces
of the inner range: a tolerance could not be reached there, and asking for one would take for ever. Both ask the integrand with the flag
``analytic`` that the outer integrator gives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp
from flint import acb, arb, fmpq

from derivations.balls.analytic import NOWHERE, Integrand
from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import NotCoveredError, UndecidedError
from derivations.balls.precision import working
from derivations.replacing import replaced

if TYPE_CHECKING:
    from collections.abc import Mapping

BITS = 96
PIECES = 8
NARROW = arb(2) ** -64  # a ball that counts as a number
TOLERANCE = arb(2) ** -60
INNER_LIMIT, OUTER_LIMIT = 400, 600  # calls of the integrand


def certified_iterated(integral: sp.Integral, point: Mapping[sp.Symbol, Any]) -> arb:
    """An enclosure of an integral over two variables, the inner one named first; inner ends may depend on the outer variable.

    Raises:
        CannotEncloseError: an end is infinite, the integrand has a place without value, or the integrators do not settle.
    """
    integrand, *ranges = integral.args
    if len(ranges) != 2 or any(len(limits) != 3 or limits.has(sp.oo) for limits in ranges):  # noqa: PLR2004 - two, each with both ends
        message = f"the ranges of {integral}"
        raise NotCoveredError(message)
    (inner, low, high), (outer, start, stop) = ranges
    t = sp.Dummy("t", real=True)  # from zero to one
    body = replaced(integrand, {inner: low + (high - low) * t}) * (high - low)
    with working(BITS):
        evaluation = Evaluation(point, BITS)
        left, right = (arb(evaluation.number(end)) for end in (start, stop))
        function = _Inner(Integrand(body, (t, outer), evaluation))
        whole = acb.integral(function, left, right, rel_tol=TOLERANCE, abs_tol=TOLERANCE, eval_limit=OUTER_LIMIT)
    if not whole.real.is_finite() or not whole.imag.contains(0):
        message = "an integral over two variables that the integrators cannot enclose"
        raise UndecidedError(message)
    return whole.real


class _Inner:
    """The inner integral as a function of the outer variable."""

    def __init__(self, integrand: Integrand) -> None:
        self.integrand = integrand

    def __call__(self, z: acb, analytic: bool) -> acb:  # noqa: FBT001 - the integrator's protocol
        """The integral over t from zero to one at a number, or an enclosure of all its values on a ball."""
        if not z.is_finite():
            return NOWHERE
        if z.real.rad() + z.imag.rad() < NARROW * (1 + abs(z).upper()):
            return acb.integral(
                lambda t, inner: self.integrand.at((t, z), analytic=bool(inner) or bool(analytic)),
                0,
                1,
                rel_tol=TOLERANCE,
                abs_tol=TOLERANCE,
                eval_limit=INNER_LIMIT,
            )
        pieces = (acb(arb(fmpq(2 * k + 1, 2 * PIECES), fmpq(1, 2 * PIECES))) for k in range(PIECES))
        return sum((self.integrand.at((piece, z), analytic=bool(analytic)) for piece in pieces), acb(0)) / PIECES
