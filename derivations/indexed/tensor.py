"""Arrays of every size: a body in the free indices of the axes. The third sort of value, beside tensors and elements."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.errors import ShapeError
from derivations.indexed.atoms import Delta, Entry, IndexSum, Size, axis, fresh, refreshed
from derivations.indexed.normal import normal

if TYPE_CHECKING:
    from collections.abc import Callable

    import sympy as sp

RANK_OF_MATRIX = 2


@dataclass(frozen=True)
class IndexedTensor:
    """An array whose axes have named ranges: shape ``()`` is a number, ``("K",)`` a vector, ``("K", "K")`` a matrix.

    ``body`` is the entry at the free indices ``axis(0), axis(1), ..``, in normal form. The tree of a body is described in
    ``derivations.indexed.atoms``.

    >>> from derivations.indexed.value import indexed_value
    >>> print(indexed_value("softmax(z)", {"z": "real[K]"}))
    [exp(z[i])/sum(exp(z[k]) for k in range(K)) for i in range(K)]
    """

    shape: tuple[str, ...]
    body: sp.Expr

    @classmethod
    def scalar(cls, body: sp.Expr) -> IndexedTensor:
        """A number."""
        return cls((), normal(body))

    @classmethod
    def build(cls, shape: tuple[str, ...], entry: Callable[..., sp.Expr]) -> IndexedTensor:
        """The array with ``entry(i, j, ..)`` at its indices, brought to normal form."""
        return cls(shape, normal(entry(*map(axis, range(len(shape))))))

    @property
    def indices(self) -> tuple[sp.Expr, ...]:
        """The free index of each axis."""
        return tuple(map(axis, range(len(self.shape))))

    @property
    def item(self) -> sp.Expr:
        """The body of a number."""
        if self.shape:
            message = f"Reading a number: expected a scalar, got an array of shape {self.shape}."
            raise ShapeError(message)
        return self.body

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """The symbols of the body: letters, numbers, dimensions and free indices."""
        return set(self.body.free_symbols)

    def at(self, *indices: sp.Expr) -> sp.Expr:
        """The entry at the given indices, whatever indices the body binds itself."""
        return refreshed(self.body).xreplace(dict(zip(self.indices, indices, strict=True)))

    def __getitem__(self, indices: tuple[sp.Expr, ...]) -> IndexedTensor:
        """Fix the leading indices; the remaining axes stay."""
        rest = self.shape[len(indices) :]
        return IndexedTensor.build(rest, lambda *last: self.at(*indices, *last))

    def map(self, function: Callable[[sp.Expr], sp.Expr]) -> IndexedTensor:
        """Apply a function to the body."""
        return IndexedTensor(self.shape, normal(function(self.body)))

    def combine(self, other: IndexedTensor, function: Callable[[sp.Expr, sp.Expr], sp.Expr]) -> IndexedTensor:
        """Apply a function entry by entry to two arrays of one shape."""
        if self.shape != other.shape:
            message = f"Combining two arrays: expected equal shapes, got {self.shape} and {other.shape}."
            raise ShapeError(message)
        return IndexedTensor(self.shape, normal(function(self.body, other.body)))

    def transpose(self) -> IndexedTensor:
        """Swap the two axes of a matrix; vectors stay."""
        if len(self.shape) != RANK_OF_MATRIX:
            return self
        return IndexedTensor.build(self.shape[::-1], lambda i, j: self.at(j, i))

    def matmul(self, other: IndexedTensor) -> IndexedTensor:
        """Contract the last axis with the first axis of ``other``."""
        if not self.shape or not other.shape or self.shape[-1] != other.shape[0]:
            message = f"Matrix product: expected equal inner dimensions, got shapes {self.shape} and {other.shape}."
            raise ShapeError(message)
        inner, rank = fresh(), len(self.shape) - 1

        def entry(*indices: sp.Expr) -> sp.Expr:
            product = self.at(*indices[:rank], inner) * other.at(inner, *indices[rank:])
            return IndexSum(product, inner, Size(self.shape[-1]))

        return IndexedTensor.build(self.shape[:-1] + other.shape[1:], entry)

    def trace(self) -> IndexedTensor:
        """The sum of the diagonal."""
        index = fresh()
        return IndexedTensor.scalar(IndexSum(self.at(index, index), index, Size(self.shape[0])))

    def diagonal(self) -> IndexedTensor:
        """The diagonal matrix of a vector, or the diagonal of a matrix."""
        if len(self.shape) == RANK_OF_MATRIX:
            return IndexedTensor.build(self.shape[:1], lambda i: self.at(i, i))
        return IndexedTensor.build(self.shape * 2, lambda i, j: Delta(i, j) * self.at(i))

    def outer(self, other: IndexedTensor) -> IndexedTensor:
        """The products of all entries of two vectors."""
        return IndexedTensor.build(self.shape + other.shape, lambda i, j: self.at(i) * other.at(j))

    def letter(self) -> Entry:
        """The entry that this array consists of, when it is a declared one.

        Raises:
            ShapeError: it is an expression of declared arrays.
        """
        if not isinstance(self.body, Entry) or len(set(self.body.indices)) != len(self.shape):
            message = f"Varying an array: expected a declared array of named dimensions, got {self}. Only declared variables can be varied."
            raise ShapeError(message)
        return self.body

    def latex(self) -> str:
        """The entry at its indices as LaTeX, in brackets with the indices below if it is an array."""
        from derivations.language.latex import expression_latex  # noqa: PLC0415 - only reports need it

        text = str(expression_latex(self.body))
        below = ",".join(str(expression_latex(index)) for index in self.indices)
        return rf"\left[{text}\right]_{{{below}}}" if self.shape else text

    def __str__(self) -> str:
        """The text of the claim language: a comprehension an axis."""
        text = str(self.body)
        for index, size in reversed(list(zip(self.indices, self.shape, strict=True))):
            text = f"[{text} for {index} in range({size})]"
        return text
