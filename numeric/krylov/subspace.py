"""An orthonormal basis of a Krylov subspace, other directions added, for descent within it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from numeric.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray
    from scipy.sparse.linalg import LinearOperator

    Vector = NDArray[Any]

DEPENDENT = 1e-10  # a direction with a smaller part outside the span of the former ones adds nothing


class Subspace(NamedTuple):
    """A subspace of dimension k and what an operator makes of it.

    Args:
        basis: orthonormal columns, ``(n, k)``.
        images: the operator times each of them, ``(n, k)``.
    """

    basis: Vector
    images: Vector


def krylov_subspace(
    operator: LinearOperator,
    start: Vector,
    dimension: int,
    *,
    also: Sequence[Vector] = (),
    preconditioner: Callable[[Vector], Vector] | None = None,
) -> Subspace:
    r"""An orthonormal basis of :math:`span\{s, Bs, \ldots, B^{K-1}s\} + span(\text{also})`, with B preconditioned where asked for.

    One product a vector builds the basis and gives its images; none is computed twice.

    Args:
        operator: B, shape ``(n, n)``.
        start: s, shape ``(n,)``.
        dimension: K >= 1.
        also: further directions, such as the previous step, shape ``(n,)`` each; zero vectors add nothing.
        preconditioner: ``r -> P^-1 r``: the space is then that of :math:`P^{-1}B` started from :math:`P^{-1}s`.

    Returns:
        The basis with k at most ``dimension + len(also)``, fewer where directions depend on former ones, and B times the basis.

    Raises:
        DomainError: ``dimension`` is below 1, or a direction is not finite.

    Example:
        >>> from scipy.sparse.linalg import aslinearoperator
        >>> krylov_subspace(aslinearoperator(np.eye(3)), np.array([2.0, 0.0, 0.0]), 2, also=[np.ones(3)]).basis.shape
        (3, 2)
    """
    if dimension < 1:
        message = f"Building a Krylov subspace: expected a dimension of at least 1, got {dimension}. Ask for one or more vectors."
        raise DomainError(message)
    solve = preconditioner or (lambda vector: vector)
    basis: list[Vector] = []
    images: list[Vector] = []
    while len(basis) < dimension and _append(basis, solve(images[-1] if images else start)):
        images.append(operator @ basis[-1])
    images += [operator @ basis[-1] for direction in also if _append(basis, direction)]
    empty = np.zeros((start.size, 0))
    return Subspace(np.array(basis).T, np.array(images).T) if basis else Subspace(empty, empty)


def _append(basis: list[Vector], candidate: Vector) -> bool:
    """Add the normalised part of the candidate outside the span; tell whether there was one."""
    length = float(np.linalg.norm(candidate))
    if not math.isfinite(length):
        message = "Building a Krylov subspace: expected finite directions, got nan or infinity. Look at the data and the parameters."
        raise DomainError(message)
    if length == 0:
        return False
    outside = candidate / length
    if basis:
        known = np.array(basis)
        for _ in range(2):
            outside = outside - known.T @ (known @ outside)
    rest = float(np.linalg.norm(outside))
    if rest <= DEPENDENT:
        return False
    basis.append(outside / rest)
    return True
