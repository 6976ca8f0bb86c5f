"""Intervals as images of a symbol of known sign, so that signs on the interval can be decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import POSITIVE

if TYPE_CHECKING:
    from derivations.support import Interval


def image(interval: Interval) -> sp.Expr:
    """An expression in one new symbol that takes all values of the interval, and more where the order of its ends is unknown.

    >>> from derivations.support import Interval
    >>> image(Interval(sp.Integer(1), sp.oo)).is_positive
    True
    """
    low, high = interval.low, interval.high
    t = sp.Dummy("t", positive=True)
    if low == -sp.oo:
        return sp.Dummy("t", real=True) if high == sp.oo else high - t
    if high == sp.oo:
        return low + t
    if signs_of(high - low) == POSITIVE:
        return low + (high - low) * t / (1 + t)
    if signs_of(low) == signs_of(high) == POSITIVE:
        return t
    return sp.Dummy("t", real=True)
