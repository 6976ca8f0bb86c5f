"""Preconditioners of conjugate gradients: functions ``r -> P^-1 r`` with P symmetric positive definite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from numeric.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Vector = NDArray[Any]

EXPONENT = 0.75


def diagonal(entries: Vector, damping: float, exponent: float = EXPONENT) -> Callable[[Vector], Vector]:
    r"""Martens' preconditioner :math:`P = (\mathrm{diag}(e) + \lambda I)^\alpha` (Martens 2010, Section 4.7).

    Args:
        entries: e, the diagonal of the empirical Fisher matrix or of another curvature, shape ``(n,)``, none negative.
        damping: lambda; some entry must stay positive with it.
        exponent: alpha in [0, 1]; 3/4 is Martens' choice, 1 is Jacobi's, 0 none.

    Raises:
        DomainError: an entry of P would not be positive.

    Example:
        >>> diagonal(np.array([0.0, 15.0]), 1.0, exponent=0.5)(np.ones(2)).tolist()
        [1.0, 0.25]
    """
    shifted = entries + damping
    if not (shifted > 0).all():
        message = f"Preconditioning: expected entries plus damping above 0, got {float(np.min(shifted))!r}. Raise the damping."
        raise DomainError(message)
    inverse = shifted**-exponent
    return lambda residual: inverse * residual
