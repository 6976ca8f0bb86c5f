"""Elements of the free *-algebra: sums of words with named dimensions, equal exactly when they are equal in every dimension."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.errors import ShapeError
from derivations.star_algebra import determinants, inverses, terms
from derivations.star_algebra.atoms import Atom
from derivations.star_algebra.coefficients import scalar_of
from derivations.star_algebra.expectations import Measure
from derivations.star_algebra.expectations import expectation as expect_terms
from derivations.star_algebra.letters import Definite, Dimension, Letter
from derivations.star_algebra.operators import Operators
from derivations.star_algebra.recipe import Node, Shape
from derivations.star_algebra.scalars import ONE, Scalar, square_root

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.star_algebra.terms import Terms

RANK_OF_MATRIX = 2
POSITIVE = ("positive", "unit", "positive integer")
Number = Any  # Element | int | Fraction | sp.Expr


class Element(Operators):
    """An immutable expression; shape ``()`` is a number, ``(n,)`` a vector, ``(m, n)`` a matrix, dimensions are names or integers.

    ``terms`` is the normal form, which decides equality; ``recipe`` is how it was built, which evaluation and substitution
    follow, so that they do not rest on the normal form.

    >>> J, C = Element.letter("J", ("n", "n"), kind="invertible"), Element.letter("C", ("n", "n"), kind="spd")
    >>> J @ (J.T @ C @ J).inverse() @ J.T == C.inverse()
    True
    """

    __slots__ = ()

    @classmethod
    def letter(cls, name: str, shape: Shape, *, kind: str = "real", arguments: Sequence[Any] = ()) -> Element:
        """A declared matrix, vector or number, or a function that has such values, at its arguments (SymPy expressions).

        ``kind`` is as in a claim's ``let``.
        """
        rows, columns = (*shape, 1, 1)[:2]
        number = rows == columns == 1
        made = Letter(
            name,
            rows,
            columns,
            symmetric=number or kind in ("symmetric", "spd"),
            invertible=kind in ("spd", "invertible"),
            definite=_definite(kind, number=number),
            random=frozenset(symbol.name for argument in arguments for symbol in argument.free_symbols),
            arguments=tuple(arguments),
            entries=kind if kind in (*POSITIVE, "nonnegative", "negative", "simplex") else "real",
        )
        return cls.of_letter(made, shape)

    @classmethod
    def of_letter(cls, made: Letter, shape: Shape) -> Element:
        """The element of one letter."""
        return cls(shape, dict(terms.normal_form((made,))), Node("letter", shape, payload=made))

    @classmethod
    def scalar(cls, value: Any) -> Element:
        """A number: an integer, a fraction or a SymPy expression."""
        exact = sp.Rational(value.numerator, value.denominator) if isinstance(value, Fraction) else sp.sympify(value, strict=True)
        return cls((), _scalar_terms(scalar_of(exact)), Node("number", (), payload=exact))

    @classmethod
    def identity(cls, size: Dimension) -> Element:
        """The identity matrix; shape ``(size, size)``."""
        return cls((size, size), {(): ONE}, Node("identity", (size, size)))

    @classmethod
    def zeros(cls, shape: Shape) -> Element:
        """The zero of a shape."""
        return cls(shape, {}, Node("zeros", shape))

    def __add__(self, other: Number) -> Element:
        """The sum of two elements of one shape."""
        right = lift(other)
        if self.shape != right.shape:
            message = f"Adding: expected equal shapes, got {self.shape} and {right.shape}. Transpose or multiply one of them."
            raise ShapeError(message)
        return Element(self.shape, terms.add(self.terms, right.terms), Node("add", self.shape, (self.recipe, right.recipe)))

    def __mul__(self, other: Number) -> Element:
        """The product with a number; either factor may be the number."""
        factor, value = lift(other), self
        if factor.shape != ():
            factor, value = value, factor
        if factor.shape != ():
            message = f"Multiplying by a number: expected a number on one side, got {self.shape} and {factor.shape}. Use @."
            raise ShapeError(message)
        normal = terms.scale(value.terms, factor.value)
        return Element(value.shape, normal, Node("scale", value.shape, (factor.recipe, value.recipe)))

    def __truediv__(self, other: Number) -> Element:
        """The quotient by a number, which must not vanish."""
        return self * lift(other).reciprocal()

    def reciprocal(self) -> Element:
        """One over a number, which must not vanish."""
        if self.shape != ():
            message = f"Dividing: expected a number as divisor, got shape {self.shape}. Multiply by inv(...)."
            raise ShapeError(message)
        node = Node("reciprocal", (), (self.recipe,), payload=self)
        return Element((), _scalar_terms(self.value.reciprocal()), node)

    def __matmul__(self, other: Element) -> Element:
        """The matrix product; a vector is a row on the left and a column on the right."""
        if not self.shape or not other.shape or self.shape[-1] != other.shape[0]:
            message = f"Matrix product: expected equal inner dimensions, got shapes {self.shape} and {other.shape}. Transpose one of them."
            raise ShapeError(message)
        left = terms.transpose(self.terms) if len(self.shape) == 1 else self.terms
        shape = self.shape[:-1] + other.shape[1:]
        normal = terms.multiply(left, other.terms)
        if len(self.shape) == 1 and len(shape) == 1:
            normal = terms.transpose(normal)  # a row times a matrix is kept as a vector, that is as a column
        return Element(shape, normal, Node("multiply", shape, (self.recipe, other.recipe)))

    @property
    def T(self) -> Element:  # noqa: N802 - the notation of the claim language
        """The transpose; numbers and vectors are their own."""
        if len(self.shape) != RANK_OF_MATRIX:
            return self
        return Element(self.shape[::-1], terms.transpose(self.terms), Node("transpose", self.shape[::-1], (self.recipe,)))

    def inverse(self) -> Element:
        """The inverse of a square matrix; that it exists is a side condition."""
        size = self._square("Inverting")
        return Element(self.shape, inverses.inverse(self.terms, size), Node("inverse", self.shape, (self.recipe,), payload=self))

    def __pow__(self, exponent: int) -> Element:
        """An integer power of a number or of a square matrix."""
        if self.shape == ():
            if exponent < 0:
                return lift(1) / self**-exponent
            return Element((), _scalar_terms(self.value**exponent), Node("power", (), (self.recipe,), payload=exponent))
        base = self if exponent >= 0 else self.inverse()
        result = Element.identity(self._square("Raising to a power"))
        for _ in range(abs(exponent)):
            result = result @ base
        return result

    def outer(self, other: Element) -> Element:
        """The matrix of all products of entries of two vectors; shape ``(m, n)``."""
        if len(self.shape) != 1 or len(other.shape) != 1:
            message = f"Outer product: expected two vectors, got shapes {self.shape} and {other.shape}. Use columns of a matrix."
            raise ShapeError(message)
        return self.column() @ other.row()

    def column(self) -> Element:
        """A vector as a matrix of one column."""
        return Element((*self.shape, 1), self.terms, Node("column", (*self.shape, 1), (self.recipe,)))

    def flattened(self) -> Element:
        """A matrix of one column as a vector."""
        return Element(self.shape[:1], self.terms, Node("column", self.shape[:1], (self.recipe,)))

    def row(self) -> Element:
        """A vector as a matrix of one row."""
        return Element((1, *self.shape), terms.transpose(self.terms), Node("row", (1, *self.shape), (self.recipe,)))

    def trace(self) -> Element:
        """The sum of the diagonal."""
        value = terms.trace(self.terms, dimension(self._square("Taking a trace")))
        return Element((), _scalar_terms(value), Node("trace", (), (self.recipe,)))

    def det(self) -> Element:
        """The determinant."""
        value = determinants.determinant(self.terms, self._square("Taking a determinant"))
        return Element((), _scalar_terms(value), Node("determinant", (), (self.recipe,)))

    def norm2(self) -> Element:
        """The Euclidean norm of a vector."""
        return (self @ self).root()

    def root(self) -> Element:
        """The square root of a number that is not negative."""
        return Element((), _scalar_terms(square_root(self.value)), Node("root", (), (self.recipe,)))

    def expectation(self, *variables: str, law: str = "", at: Sequence[Any] = (), is_arbitrary: bool = True) -> Element:
        """The expectation over a variable, or over several jointly.

        Args:
            variables: the names that are bound.
            law: the name of the law, which tells apart several laws of one variable.
            at: the parameters of the law, SymPy expressions.
            is_arbitrary: whether the law may be any law, so that one on a few points may stand for it in a counterexample.
        """
        measure = Measure(variables, law, tuple(at), is_arbitrary)
        return Element(self.shape, expect_terms(self.terms, measure), Node("expectation", self.shape, (self.recipe,), payload=measure))

    def _square(self, doing: str) -> Dimension:
        if len(self.shape) != RANK_OF_MATRIX or self.shape[0] != self.shape[1]:
            message = f"{doing}: expected a square matrix, got shape {self.shape}. Multiply it by its transpose, or mend the dimensions."
            raise ShapeError(message)
        return self.shape[0]


def lift(value: Number) -> Element:
    """Elements as they are, numbers as elements of shape ``()``."""
    return value if isinstance(value, Element) else Element.scalar(value)


def dimension(size: Dimension) -> Scalar:
    """A dimension as a scalar."""
    return Scalar.rational(size) if isinstance(size, int) else Scalar.atom(Atom("dimension", size, size, sign="positive"))


def _definite(kind: str, *, number: bool) -> Definite:
    if kind == "spd" or (number and kind in POSITIVE):
        return "definite"
    return "semidefinite" if number and kind == "nonnegative" else ""


def _scalar_terms(value: Scalar) -> Terms:
    return {(): value} if value else {}
