"""The errors that the numeric core raises on purpose: its own small tree, since `numeric` imports no sibling package."""

from __future__ import annotations


class NumericError(ValueError):
    """Something the caller can mend: the message states the contract, the value and the cure."""


class ShapeError(NumericError):
    """Two shapes do not fit together: change one of the two the message names."""


class DomainError(NumericError):
    """A value lies outside the set in which the method is defined."""


class DataError(NumericError):
    """A data set cannot be read: the message says what to install or to mend."""
