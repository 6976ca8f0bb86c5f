r"""Kronecker products and stacked matrices in every dimension, as linear maps of matrices and the matrices they act on.

A vector of length n*m is the matrix (m, n) whose columns it stacks, and a matrix of n*m columns is the map that it makes of such matrices:
:math:`(A \otimes B) \operatorname{vec} X = \operatorname{vec}(B X A^T)`, and :math:`\operatorname{vec} Y (\operatorname{vec} Z)^T`
takes X to :math:`Y \operatorname{trace}(Z^T X)`. Two matrices are equal exactly when their maps are equal at an arbitrary X.
"""

from __future__ import annotations

from dataclasses import dataclass

from derivations.errors import DerivationError
from derivations.star_algebra.element import Element
from derivations.star_algebra.kronecker_terms import Dyad, Product, vec_latex

ANYTHING = "X'"  # an arbitrary matrix: no declared name has a prime


@dataclass(frozen=True)
class Stacked:
    """The columns of a matrix (m, n) as one vector of length n*m."""

    matrix: Element

    @property
    def shape(self) -> tuple[str]:
        """The length, as the kinds write it."""
        rows, columns = self.matrix.shape
        return (f"{columns}*{rows}",)

    def __add__(self, other: Stacked) -> Stacked:
        """The sum."""
        return Stacked(self.matrix + other.matrix)

    def __mul__(self, factor: Element) -> Stacked:
        """The product with a number."""
        return Stacked(self.matrix * factor)

    def __matmul__(self, other: Stacked | LinearMap) -> Element | Stacked:
        """The inner product with a vector, or the row times a matrix, which is a vector again."""
        if isinstance(other, LinearMap):
            return Stacked(other.T.at(self.matrix))
        return (self.matrix.T @ other.matrix).trace()

    @property
    def T(self) -> Stacked:  # noqa: N802 - the notation of the claim language
        """A vector is row or column as its place demands."""
        return self

    def norm2(self) -> Element:
        """The Euclidean norm."""
        return (self.matrix.T @ self.matrix).trace().root()

    def __str__(self) -> str:
        """The claim language."""
        return f"vec({self.matrix})"

    def latex(self) -> str:
        """The notation of a paper."""
        return vec_latex(self.matrix)

    def outer(self, other: Stacked) -> LinearMap:
        """The matrix of all products of two entries."""
        return LinearMap((Dyad(self.matrix, other.matrix),))


@dataclass(frozen=True)
class LinearMap:
    """A sum of terms; shape ``("p*q", "n*m")``."""

    terms: tuple[Product | Dyad, ...]

    @property
    def shape(self) -> tuple[str, str]:
        """Rows and columns, as the kinds write them."""
        term = self.terms[0]
        if isinstance(term, Dyad):
            return (*Stacked(term.column).shape, *Stacked(term.row).shape)
        (p, n), (q, m) = term.left.shape, term.right.shape
        return f"{p}*{q}", f"{n}*{m}"

    def __str__(self) -> str:
        """The claim language."""
        return " + ".join(map(str, self.terms))

    def latex(self) -> str:
        """The notation of a paper."""
        return " + ".join(term.latex() for term in self.terms)

    def __add__(self, other: LinearMap) -> LinearMap:
        """The sum."""
        return LinearMap(self.terms + other.terms)

    def __mul__(self, factor: Element) -> LinearMap:
        """The product with a number."""
        return LinearMap(tuple(term.scaled(factor) for term in self.terms))

    def __matmul__(self, other: LinearMap | Stacked) -> LinearMap | Stacked:
        """The matrix product, or the image of a vector."""
        if isinstance(other, Stacked):
            return Stacked(self.at(other.matrix))
        return LinearMap(tuple(term.after(inner) for term in self.terms for inner in other.terms))

    def __pow__(self, exponent: int) -> LinearMap:
        """A power to an integer other than zero.

        Raises:
            DerivationError: the exponent is zero, or negative for a sum of several terms.
        """
        if not exponent:
            message = "Raising a Kronecker product to a power: expected an exponent other than 0, got 0. Write kron(eye(n), eye(m))."
            raise DerivationError(message)
        base = result = self if exponent > 0 else self.inverse()
        for _ in range(abs(exponent) - 1):
            result = LinearMap(tuple(term.after(inner) for term in result.terms for inner in base.terms))
        return result

    @property
    def T(self) -> LinearMap:  # noqa: N802 - the notation of the claim language
        """The transpose."""
        return LinearMap(tuple(term.transposed() for term in self.terms))

    def at(self, matrix: Element) -> Element:
        """The image of a matrix (m, n); shape (q, p)."""
        first, *rest = (term.at(matrix) for term in self.terms)
        for image in rest:
            first = first + image
        return first

    def anywhere(self) -> Element:
        """The image of an arbitrary matrix, which determines the map."""
        return self.at(self._arbitrary())

    def form(self) -> Element:
        """The quadratic form of an arbitrary matrix, which is not negative exactly where the symmetric matrix is semidefinite."""
        arbitrary = self._arbitrary()
        return (arbitrary.T @ self.at(arbitrary)).trace()

    def trace(self) -> Element:
        """The sum of the diagonal."""
        first, *rest = (term.trace() for term in self.terms)
        for number in rest:
            first = first + number
        return first

    def inverse(self) -> LinearMap:
        """The inverse of one product, factor by factor.

        Raises:
            DerivationError: there are several terms.
        """
        product = self._alone("Inverting")
        return LinearMap((Product(product.left.inverse(), product.right.inverse()),))

    def det(self) -> Element:
        """The determinant of one product: each factor's to the power of the other's size.

        Raises:
            DerivationError: there are several terms.
        """
        product = self._alone("Taking the determinant of")
        (n, _), (m, _) = product.left.shape, product.right.shape
        left, right = (
            (Element.identity(size) * part.det()).det() for part, size in ((product.left, m), (product.right, n))
        )  # det(c I) = c^size
        return left * right

    def _alone(self, doing: str) -> Product:
        if len(self.terms) == 1 and isinstance(self.terms[0], Product):
            return self.terms[0]
        message = f"{doing} a matrix of n*m rows: expected one Kronecker product, got a sum or an outer product. Give explicit sizes."
        raise DerivationError(message)

    def _arbitrary(self) -> Element:
        term = self.terms[0]
        shape = term.row.shape if isinstance(term, Dyad) else (term.right.shape[1], term.left.shape[1])
        return Element.letter(ANYTHING, shape)


Composite = Stacked | LinearMap
