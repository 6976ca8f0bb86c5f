"""Tensors with explicit shape and SymPy entries: the value of every explicit expression of the claim language."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

from derivations.errors import ShapeError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


@dataclass(frozen=True)
class Tensor:
    """An array of SymPy expressions; shape ``()`` is a scalar, ``(n,)`` a vector, ``(m, n)`` a matrix.

    Entries are stored row by row (the last index runs fastest).

    >>> Tensor.matrix([[1, 2], [3, 4]]).transpose().entries
    (1, 3, 2, 4)
    """

    shape: tuple[int, ...]
    entries: tuple[sp.Expr, ...]

    def __post_init__(self) -> None:
        """Reject a count of entries that the shape does not allow."""
        if math.prod(self.shape) != len(self.entries):
            message = f"Building a tensor: expected {math.prod(self.shape)} entries for shape {self.shape}, got {len(self.entries)}."
            raise ShapeError(message)

    @classmethod
    def scalar(cls, entry: sp.Expr | int) -> Tensor:
        """Wrap one expression; shape ``()``."""
        return cls((), (sp.sympify(entry, strict=True),))

    @classmethod
    def vector(cls, entries: Sequence[sp.Expr | int]) -> Tensor:
        """Wrap a sequence of expressions; shape ``(n,)``."""
        return cls((len(entries),), tuple(sp.sympify(entry, strict=True) for entry in entries))

    @classmethod
    def matrix(cls, rows: Sequence[Sequence[sp.Expr | int]]) -> Tensor:
        """Wrap rows of equal length; shape ``(m, n)``."""
        columns = len(rows[0]) if rows else 0
        if any(len(row) != columns for row in rows):
            message = f"Building a matrix: expected rows of equal length, got lengths {[len(row) for row in rows]}."
            raise ShapeError(message)
        return cls((len(rows), columns), tuple(sp.sympify(entry, strict=True) for row in rows for entry in row))

    @classmethod
    def stack(cls, parts: Sequence[Tensor]) -> Tensor:
        """Join tensors of one shape along a new first axis; shape ``(len(parts), *shape)``."""
        shapes = {part.shape for part in parts}
        if len(shapes) > 1:
            message = f"Building a list: expected entries of one shape, got {sorted(shapes)}. Give every row the same length."
            raise ShapeError(message)
        inner = parts[0].shape if parts else ()
        return cls((len(parts), *inner), tuple(entry for part in parts for entry in part.entries))

    @property
    def item(self) -> sp.Expr:
        """The single entry of a scalar."""
        if self.shape:
            message = f"Reading a number: expected a scalar, got an array of shape {self.shape}."
            raise ShapeError(message)
        return self.entries[0]

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """All symbols of all entries."""
        return set().union(*(entry.free_symbols for entry in self.entries)) if self.entries else set()

    def __getitem__(self, index: int | tuple[int, ...]) -> Tensor:
        """Fix the leading indices (0-based); the remaining axes stay."""
        for position in index if isinstance(index, tuple) else (index,):
            if not self.shape or not 0 <= position < self.shape[0]:
                message = f"Indexing: expected an index within shape {self.shape}, got {position}. Indices start at 0."
                raise ShapeError(message)
            size = math.prod(self.shape[1:])
            self = Tensor(self.shape[1:], self.entries[position * size : (position + 1) * size])  # noqa: PLW0642 - walks down the axes
        return self

    def __iter__(self) -> Iterator[Tensor]:
        """Walk along the first axis."""
        return (self[i] for i in range(self.shape[0]))

    def rows(self) -> list[list[sp.Expr]]:
        """The entries of a matrix as nested lists."""
        _, columns = self.shape
        if not columns:
            return [[] for _ in range(self.shape[0])]
        return [list(self.entries[i : i + columns]) for i in range(0, len(self.entries), columns)]

    def map(self, function: Callable[[sp.Expr], sp.Expr]) -> Tensor:
        """Apply a function to every entry."""
        return Tensor(self.shape, tuple(function(entry) for entry in self.entries))

    def combine(self, other: Tensor, function: Callable[[sp.Expr, sp.Expr], sp.Expr]) -> Tensor:
        """Apply a function entry by entry to two tensors of one shape."""
        if self.shape != other.shape:
            message = f"Combining two arrays: expected equal shapes, got {self.shape} and {other.shape}."
            raise ShapeError(message)
        return Tensor(self.shape, tuple(map(function, self.entries, other.entries)))

    def transpose(self) -> Tensor:
        """Swap the two axes of a matrix."""
        return Tensor.matrix([list(column) for column in zip(*self.rows(), strict=True)]) if self.entries else Tensor(self.shape[::-1], ())

    def matmul(self, other: Tensor) -> Tensor:
        """Contract the last axis with the first axis of ``other``; vectors act as rows on the left and columns on the right."""
        if not self.shape or not other.shape or self.shape[-1] != other.shape[0]:
            message = f"Matrix product: expected equal inner dimensions, got shapes {self.shape} and {other.shape}."
            raise ShapeError(message)
        inner, right = other.shape[0], math.prod(other.shape[1:])
        left = len(self.entries) // inner if inner else 0
        entries = tuple(
            sp.Add(*(self.entries[i * inner + k] * other.entries[k * right + j] for k in range(inner)))
            for i, j in itertools.product(range(left), range(right))
        )
        return Tensor(self.shape[:-1] + other.shape[1:], entries)
