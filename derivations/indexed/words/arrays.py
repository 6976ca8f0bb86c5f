"""Words for vectors and matrices, by indices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.indexed.atoms import IndexSum, Size, fresh
from derivations.indexed.lifting import lift
from derivations.indexed.registry import meaning
from derivations.indexed.tensor import IndexedTensor

if TYPE_CHECKING:
    from collections.abc import Callable


def _sum(size: str, entry: Callable[[sp.Expr], sp.Expr]) -> sp.Expr:
    k = fresh()
    return IndexSum(entry(k), k, Size(size))


@meaning("dot")
def dot(left: Any, right: Any) -> IndexedTensor:
    """The sum of the products of entries."""
    return lift(left).matmul(lift(right))


@meaning("outer")
def outer(left: Any, right: Any) -> IndexedTensor:
    """The products of all entries."""
    return lift(left).outer(lift(right))


@meaning("diag")
def diag(value: Any) -> IndexedTensor:
    """The diagonal matrix of a vector, or the diagonal of a matrix."""
    return lift(value).diagonal()


@meaning("trace")
def trace(value: Any) -> IndexedTensor:
    """The sum of the diagonal."""
    return lift(value).trace()


@meaning("norm2")
def norm2(value: Any) -> IndexedTensor:
    """The Euclidean norm."""
    vector = lift(value)
    return IndexedTensor.scalar(sp.sqrt(_sum(vector.shape[0], lambda k: vector.at(k) ** 2)))


@meaning("softmax")
def softmax(value: Any) -> IndexedTensor:
    """Exponentials divided by their sum."""
    logits = lift(value)
    whole = _sum(logits.shape[0], lambda k: sp.exp(logits.at(k)))
    return IndexedTensor.build(logits.shape, lambda i: sp.exp(logits.at(i)) / whole)


@meaning("logsumexp")
def logsumexp(value: Any) -> IndexedTensor:
    """The logarithm of the sum of exponentials."""
    logits = lift(value)
    return IndexedTensor.scalar(sp.log(_sum(logits.shape[0], lambda k: sp.exp(logits.at(k)))))
