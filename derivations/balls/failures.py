"""Why an enclosure could not be given. Internal: a prover that meets one of these says nothing about the claim."""

from __future__ import annotations


class CannotEncloseError(Exception):
    """No enclosure: one of the three reasons below."""


class NotDefinedError(CannotEncloseError):
    """The expression has no finite real value at this point (a pole, the log of a negative number): no statement is made there."""


class UndecidedError(CannotEncloseError):
    """The ball is too wide to decide a branch, a sign or a pole: more precision may help."""


class NotCoveredError(CannotEncloseError):
    """The expression holds something that no table covers: no precision helps."""
