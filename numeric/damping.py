"""Damping: the shifted operator, the reduction ratio, and the rules that move the shift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse.linalg import LinearOperator

from numeric.errors import DomainError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Vector = NDArray[Any]


class Damped(LinearOperator):  # type: ignore[misc] # SciPy ships no types
    r"""Tikhonov's :math:`B + \lambda I`, on vectors ``(n,)`` and blocks ``(n, k)``.

    Assumes:
        Nothing about invariance: damping with the identity destroys even the affine invariance of the step (claim M10.8b).

    Example:
        >>> from scipy.sparse.linalg import aslinearoperator
        >>> (Damped(aslinearoperator(np.eye(2)), 0.5) @ np.ones(2)).tolist()
        [1.5, 1.5]
    """

    def __init__(self, operator: LinearOperator, damping: float) -> None:
        """Shift the operator by ``damping >= 0``."""
        if not (np.isfinite(damping) and damping >= 0):
            message = f"Damping: expected a finite shift of at least 0, got {damping!r}. A negative shift makes the model unbounded below."
            raise DomainError(message)
        self.operator, self.damping = operator, damping
        super().__init__(np.dtype(np.float64), operator.shape)

    def _matvec(self, vector: Vector) -> Vector:
        shifted: Vector = self.operator @ vector + self.damping * vector
        return shifted

    def _matmat(self, block: Vector) -> Vector:
        return self._matvec(block)

    def _adjoint(self) -> Damped:
        return self


def model_change(operator: LinearOperator, gradient: Vector, step: Vector) -> float:
    r"""The quadratic model's change :math:`g^T d + \frac12 d^T B d` (Martens, Section 11); negative is a predicted decrease."""
    return float(gradient @ step + step @ (operator @ step) / 2)


def reduction_ratio(change: float, predicted: float) -> float:
    """The objective's change over the model's; nan where the model predicts none.

    Example:
        >>> reduction_ratio(-0.5, -1.0), reduction_ratio(1.0, 0.0)
        (0.5, nan)
    """
    return change / predicted if predicted != 0 and np.isfinite(change) else float("nan") if predicted == 0 else -np.inf


@dataclass(frozen=True)
class LevenbergMarquardtRule:
    """Martens' rule: a ratio below 1/4 multiplies the damping by 3/2, one above 3/4 by 2/3 (Martens 2010, Section 4.1).

    Args:
        raise_by: the factor above 1 that a poor model costs.
        lower_by: the factor below 1 that a good model earns.
        poor: ratios below it are poor, and nan.
        good: ratios above it are good.
        least: the damping never falls below it.

    Example:
        >>> rule = LevenbergMarquardtRule()
        >>> [rule(6.0, ratio) for ratio in (-1.0, 0.2, 0.5, 0.8)]
        [9.0, 9.0, 6.0, 4.0]
    """

    raise_by: float = 3 / 2
    lower_by: float = 2 / 3
    poor: float = 1 / 4
    good: float = 3 / 4
    least: float = 0.0

    def __call__(self, damping: float, ratio: float) -> float:
        """The next damping."""
        if not ratio >= self.poor:
            return damping * self.raise_by
        return max(damping * self.lower_by, self.least) if ratio > self.good else damping
