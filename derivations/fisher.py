"""The Fisher information matrix, as the second moment of the score and as the mean of the negative Hessian."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.expect import expected
from derivations.language.tensor import Tensor
from derivations.score import pointwise_derivative, score
from derivations.trace import Quantity, naming

if TYPE_CHECKING:
    from collections.abc import Callable

    import sympy as sp

    from derivations.family import Law


def fisher(law: Law, v: Tensor) -> Tensor:
    r""":math:`F = E[s s^T]` with the score ``s`` in ``v``; shape ``(n, n)``.

    An expectation without a closed form stays unevaluated.
    """
    y = law.variable()
    s = score(law, y, v).entries

    def entry(i: int, j: int) -> sp.Expr:
        with naming(Quantity("F", (v.entries[i], v.entries[j]), "scores")):
            return expected(s[i] * s[j], y, law)

    return symmetric_matrix(len(s), entry)


def fisher_hessian(law: Law, v: Tensor) -> Tensor:
    r""":math:`-E[\nabla^2_v \log p(y)]` with derivatives almost everywhere; shape ``(n, n)``.

    It equals :func:`fisher` for regular families only: for the location of a Laplace law it is 0, for Uniform(0, theta) -1/theta^2.

    An expectation without a closed form stays unevaluated.
    """
    y = law.variable()
    s = score(law, y, v).entries

    def entry(i: int, j: int) -> sp.Expr:
        with naming(Quantity("F", (v.entries[i], v.entries[j]), "hessian")):
            return expected(-pointwise_derivative(s[i], v.entries[j]), y, law)

    return symmetric_matrix(len(s), entry)


def symmetric_matrix(size: int, entry: Callable[[int, int], sp.Expr]) -> Tensor:
    """A symmetric matrix from its upper triangle; shape ``(size, size)``."""
    upper = {(i, j): entry(i, j) for i in range(size) for j in range(i, size)}
    return Tensor((size, size), tuple(upper[min(i, j), max(i, j)] for i in range(size) for j in range(size)))
