"""The terms of matrices that act on stacked matrices: Kronecker products, and columns times rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from derivations.star_algebra.element import Element


def vec_latex(matrix: Element) -> str:
    """A stacked matrix in the notation of a paper."""
    return rf"\operatorname{{vec}}\left({matrix.latex()}\right)"


@dataclass(frozen=True)
class Product:
    """The Kronecker product of two matrices (p, n) and (q, m), which maps (m, n) to (q, p)."""

    left: Element
    right: Element

    def at(self, matrix: Element) -> Element:
        """The image of a matrix."""
        return self.right @ matrix @ self.left.T

    def transposed(self) -> Product:
        """The transpose, factor by factor."""
        return Product(self.left.T, self.right.T)

    def scaled(self, factor: Element) -> Product:
        """The product with a number."""
        return Product(self.left * factor, self.right)

    def after(self, inner: Product | Dyad) -> Product | Dyad:
        """The matrix product with another term on the right."""
        if isinstance(inner, Dyad):
            return Dyad(self.at(inner.column), inner.row)
        return Product(self.left @ inner.left, self.right @ inner.right)

    def __str__(self) -> str:
        """The claim language."""
        return f"kron({self.left}, {self.right})"

    def latex(self) -> str:
        """The notation of a paper."""
        return rf"\left({self.left.latex()}\right) \otimes \left({self.right.latex()}\right)"

    def trace(self) -> Element:
        """The product of the traces."""
        return self.left.trace() * self.right.trace()


@dataclass(frozen=True)
class Dyad:
    """The column times the row that two stacked matrices (q, p) and (m, n) are."""

    column: Element
    row: Element

    def at(self, matrix: Element) -> Element:
        """The image of a matrix."""
        return self.column * (self.row.T @ matrix).trace()

    def transposed(self) -> Dyad:
        """The transpose."""
        return Dyad(self.row, self.column)

    def scaled(self, factor: Element) -> Dyad:
        """The product with a number."""
        return Dyad(self.column * factor, self.row)

    def after(self, inner: Product | Dyad) -> Dyad:
        """The matrix product with another term on the right."""
        if isinstance(inner, Dyad):
            return Dyad(self.column * (self.row.T @ inner.column).trace(), inner.row)
        return Dyad(self.column, inner.transposed().at(self.row))

    def __str__(self) -> str:
        """The claim language."""
        return f"outer(vec({self.column}), vec({self.row}))"

    def latex(self) -> str:
        """The notation of a paper."""
        return f"{vec_latex(self.column)} {vec_latex(self.row)}^{{\\top}}"

    def trace(self) -> Element:
        """The inner product of the two."""
        return (self.row.T @ self.column).trace()
