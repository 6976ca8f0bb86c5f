"""The tree of errors that `numeric` raises on purpose. Each message states the contract, what came instead, and the cure."""


class NumericError(Exception):
    """Something the caller can mend: read the message, it states the contract and the cure."""


class ShapeError(NumericError, ValueError):
    """Shapes do not fit together: change one of those the message names."""


class DomainError(NumericError, ValueError):
    """A value lies outside of its set (not finite, not a class, not positive ...): change the value."""


class PrecisionError(NumericError, TypeError):
    """A type of number is not float32 or float64, or two differ: convert one."""


class DeterminismError(NumericError):
    """Two passes over the same thing gave different results: fix what shuffles, exhausts or drops."""


class CurvatureError(NumericError):
    """The matrix that was asked for does not exist for this loss or network: take the one that the message names."""


class SingularError(NumericError):
    """A matrix without inverse: give a positive damping, or ask for the pseudo-inverse."""
