"""An estimate with its standard error, and the random signs that the estimators draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.errors import DomainError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[Any]

FEWEST = 2  # samples, so that there is a standard error


@dataclass(frozen=True)
class Estimate:
    """A mean over ``samples`` draws and its standard error: scalars, or arrays of one shape.

    Example:
        >>> Estimate.of(np.array([1.0, 3.0])).z(0.0)
        2.0
    """

    value: Vector | float
    standard_error: Vector | float
    samples: int

    @classmethod
    def of(cls, draws: Vector) -> Estimate:
        """The mean of the draws over their first axis, shape ``(samples, ...)``; the error by their sample variance."""
        error = draws.std(axis=0, ddof=1) / np.sqrt(len(draws))
        return cls(draws.mean(axis=0), error, len(draws)) if draws.ndim > 1 else cls(float(draws.mean()), float(error), len(draws))

    def z(self, reference: Vector | float) -> Vector | float:
        """How many standard errors the estimate lies above a reference: 0 where both agree, infinite where an exact estimate does not."""
        gap, error = np.asarray(self.value) - reference, np.asarray(self.standard_error)
        with np.errstate(divide="ignore", invalid="ignore"):
            score = np.where(gap == 0, 0.0, gap / error)
        return score if score.ndim else float(score)


def signs(generator: np.random.Generator, shape: tuple[int, ...]) -> Vector:
    """Independent signs: mean 0, variance 1, and the least variance of a trace estimate among laws with independent entries."""
    return generator.choice(np.array([-1.0, 1.0]), size=shape)


def enough(samples: int, fewest: int = FEWEST) -> None:
    """Refuse fewer samples than a standard error needs.

    Raises:
        DomainError: there are too few.
    """
    if samples < fewest:
        message = f"Estimating: expected at least {fewest} samples, got {samples}. Ask for more."
        raise DomainError(message)
