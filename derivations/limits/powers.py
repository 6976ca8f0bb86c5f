"""Powers of what may be negative: there is no logarithm of the base, yet much can be said where the exponent grows."""

from __future__ import annotations

import sympy as sp

from derivations.limits.germ import LOG, Germ, NoExpansionError
from derivations.limits.known import signs
from derivations.normal_form.sign_sets import POSITIVE


def power_of_any_sign(base: Germ, exponent: Germ, *, is_whole: bool, width: int) -> Germ | None:
    """The germ of a power whose base may be zero or negative; ``None`` where the base is positive, so that logarithms serve.

    What is less than one in size goes to zero faster than every power of h, whatever its sign; powers of -1 stay bounded.

    Raises:
        NoExpansionError: a whole exponent leaves the sign of the base open, and nothing else is known of it.
    """
    if base.terms and signs(sp.Poly(base.leading, LOG).LC() if base.leading.has(LOG) else base.leading) == POSITIVE:
        return None
    if _grows(exponent) and _is_less_than_one(base):
        return Germ({}, sp.Integer(width))
    if not is_whole:
        return None
    if base.terms == {sp.S.Zero: sp.S.NegativeOne} and base.precision == sp.oo:
        return Germ({}, sp.S.Zero)
    message = f"Expanding a power: expected a base of known sign, got {base.terms}. Restrict its sign."
    raise NoExpansionError(message)


def _grows(exponent: Germ) -> bool:
    """Whether the exponent tends to plus infinity at least like a power of 1/h."""
    if exponent.level != 0 or not exponent.terms or exponent.order >= 0 or exponent.leading.has(LOG):
        return False
    return signs(exponent.leading) == POSITIVE


def _is_less_than_one(base: Germ) -> bool:
    """Whether the base is less than a number below one in size, close to the point."""
    if base.level > 0 or base.order > 0:
        return True
    if base.level < 0 or base.order < 0 or not base.terms or base.leading.has(LOG):
        return False
    return any(signs(gap) == POSITIVE for gap in (1 - base.leading**2, 1 - sp.Abs(base.leading)))
