"""Domains of matrix parameters: symmetric for certain, positive definite by declaration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.errors import DomainError
from derivations.star_algebra.positivity import definiteness

if TYPE_CHECKING:
    from derivations.star_algebra.element import Element


def require_definite(law: Any, matrix: Element) -> None:
    """Require a matrix that is symmetric and positive definite by its letters: a definite letter, its inverse, or J M J^T of one.

    Raises:
        DomainError: the declared types do not show it.
    """
    if matrix != matrix.T or definiteness(matrix.terms) != "definite":
        message = f"Building {law}: expected a symmetric positive definite matrix, got {matrix}. Declare it as spd."
        raise DomainError(message)
