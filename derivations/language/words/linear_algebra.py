"""Vectors and matrices, with explicit or named dimensions."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.language import arithmetic, kinds
from derivations.language.kinds import NUMBER, Array, Kind, KindError
from derivations.language.tensor import Tensor
from derivations.language.vocabulary import word
from derivations.linear_algebra import determinant
from derivations.star_algebra.element import Element
from derivations.star_algebra.kronecker import LinearMap, Stacked
from derivations.star_algebra.kronecker_terms import Product

if TYPE_CHECKING:
    from derivations.language.arithmetic import Value


class Rank(sp.Function):  # type: ignore[misc]  # SymPy has no types
    """The rank of a matrix: a number only once every entry is an exact rational. ``Rank(rows, columns, *entries)``."""

    is_integer = True
    is_nonnegative = True

    @classmethod
    def eval(cls, rows: sp.Integer, columns: sp.Integer, *entries: sp.Expr) -> sp.Expr | None:
        """Eliminate exactly when all entries are rational."""
        if all(entry.is_Rational for entry in entries):
            return sp.Integer(sp.Matrix(int(rows), int(columns), list(entries)).rank())
        return None

    @property
    def rows(self) -> list[list[sp.Expr]]:
        """The matrix."""
        columns, entries = int(self.args[1]), list(self.args[2:])
        return [entries[start : start + columns] for start in range(0, len(entries), columns)]

    def minors(self, order: int) -> list[sp.Expr]:
        """All minors of one size."""
        choices = itertools.product(*(itertools.combinations(range(int(size)), order) for size in self.args[:2]))
        return [determinant([[self.rows[i][j] for j in chosen] for i in lines]) for lines, chosen in choices]


def _pair(left: Kind, right: Kind) -> Kind:
    if not kinds.same_dimension(kinds.vector(left, "the first argument"), kinds.vector(right, "the second argument")):
        message = f"expected two vectors of one length, got {left} and {right}. Change one of the two"
        raise KindError(message)
    return NUMBER


@word("dot", "value", "value", kind=_pair)
def dot(left: Value, right: Value) -> Value:
    """The inner product of two vectors."""
    return arithmetic.matmul(left, right)


def _outer_kind(left: Kind, right: Kind) -> Kind:
    sizes = kinds.vector(left, "the first argument"), kinds.vector(right, "the second argument")
    if isinstance(sizes[0], str) != isinstance(sizes[1], str):
        message = f"expected two vectors of explicit or two of named length, got {left} and {right}. Declare both in one way"
        raise KindError(message)
    return Array(sizes)


@word("outer", "value", "value", kind=_outer_kind)
def outer(left: Value, right: Value) -> Value:
    """The matrix of all products of two entries."""
    if isinstance(left, Stacked):
        return left.outer(right)
    if isinstance(left, Element) or isinstance(right, Element):
        return Element.outer(left, right)
    return Tensor((*left.shape, *right.shape), tuple(a * b for a, b in itertools.product(left.entries, right.entries)))


def _diagonal_kind(value: Kind) -> Kind:
    if isinstance(value, Array) and len(value.shape) == kinds.RANK_OF_MATRIX:
        return Array((kinds.square(value, "the argument"),))
    return Array((kinds.vector(value, "the argument"),) * 2)


@word("diag", "value", kind=_diagonal_kind)
def diag(value: Tensor) -> Tensor:
    """The diagonal matrix of a vector, or the diagonal of a matrix."""
    size = value.shape[0]
    if len(value.shape) == 1:
        return Tensor.matrix([[value.entries[i] if i == j else 0 for j in range(size)] for i in range(size)])
    return Tensor.vector([value.entries[i * size + i] for i in range(size)])


def _square_number(value: Kind) -> Kind:
    kinds.square(value, "the argument")
    return NUMBER


@word("trace", "value", kind=_square_number)
def trace(value: Value) -> Value:
    """The sum of the diagonal."""
    if isinstance(value, Element | LinearMap):
        return value.trace()
    return Tensor.scalar(sp.Add(*diag(value).entries))


@word("det", "value", kind=_square_number)
def det(value: Value) -> Value:
    """The determinant."""
    return value.det() if isinstance(value, Element | LinearMap) else Tensor.scalar(arithmetic.determinant(value))


@word("inv", "value", kind=lambda a: Array((kinds.square(a, "the argument"),) * 2))
def inv(value: Value) -> Value:
    """The inverse; that it exists is a side condition."""
    return arithmetic.inverse(value)


@word("eye", "dimension", kind=lambda n: Array((n, n)))
def eye(size: int | str) -> Value:
    """The identity matrix."""
    return Element.identity(size) if isinstance(size, str) else arithmetic.identity(size)


@word("zeros", "dimension", "dimension", kind=lambda m, n: Array((m, n)))
def zeros(rows: int | str, columns: int | str) -> Value:
    """The zero matrix."""
    if isinstance(rows, str) or isinstance(columns, str):
        return Element.zeros((rows, columns))
    return Tensor((rows, columns), (sp.S.Zero,) * (rows * columns))


def _explicit(value: Kind, what: str) -> tuple[int, int]:
    rows, columns = kinds.matrix(value, what)
    if isinstance(rows, str) or isinstance(columns, str):
        message = f"expected explicit dimensions as {what}, got {value}. Give the sizes as integers"
        raise KindError(message)
    return rows, columns


def _kron_kind(left: Kind, right: Kind) -> Kind:
    match left, right:
        case Array((int(length),)), Array((int(other),)):
            return Array((length * other,))
    first, second = kinds.matrix(left, "the first argument"), kinds.matrix(right, "the second argument")
    return Array((_together(first[0], second[0]), _together(first[1], second[1])))


def _together(left: int | str, right: int | str) -> int | str:
    """The length of all pairs: a number, or the text of a product of two names."""
    if isinstance(left, int) and isinstance(right, int):
        return left * right
    if isinstance(left, int) or isinstance(right, int) or "*" in left + right:
        message = f"expected sizes that are all integers or all declared names, got {left} and {right}. Give the sizes as integers"
        raise KindError(message)
    return f"{left}*{right}"


@word("kron", "value", "value", kind=_kron_kind)
def kron(left: Value, right: Value) -> Value:
    """The Kronecker product of two matrices, or of two vectors of explicit lengths."""
    if isinstance(left, Element):
        return LinearMap((Product(left, right),))
    if len(left.shape) == 1:
        return Tensor.vector([a * b for a in left.entries for b in right.entries])
    rows = [[a * b for a in row for b in other] for row in left.rows() for other in right.rows()]
    return Tensor.matrix(rows)


def _rank_kind(value: Kind) -> Kind:
    _explicit(value, "the argument")
    return NUMBER


@word("rank", "value", kind=_rank_kind)
def rank(value: Tensor) -> Tensor:
    """The rank."""
    return Tensor.scalar(Rank(*value.shape, *value.entries))


def _vector_number(value: Kind) -> Kind:
    kinds.vector(value, "the argument")
    return NUMBER


@word("norm2", "value", kind=_vector_number)
def norm2(value: Value) -> Value:
    """The Euclidean norm."""
    if isinstance(value, Element | Stacked):
        return value.norm2()
    return Tensor.scalar(sp.sqrt(sp.Add(*(entry**2 for entry in value.entries))))


def _vec_kind(value: Kind) -> Kind:
    rows, columns = kinds.matrix(value, "the argument")
    return Array((_together(columns, rows),))


@word("vec", "value", kind=_vec_kind)
def vec(value: Value) -> Value:
    """The columns of a matrix stacked into a vector."""
    if isinstance(value, Element):
        return Stacked(value)
    return Tensor.vector(list(value.transpose().entries))


@word("softmax", "value", kind=lambda z: Array((kinds.vector(z, "the argument"),)))
def softmax(logits: Tensor) -> Tensor:
    """Exponentials divided by their sum."""
    weights = [sp.exp(entry) for entry in logits.entries]
    return Tensor.vector([weight / sp.Add(*weights) for weight in weights])


def _logsumexp_kind(value: Kind) -> Kind:
    kinds.vector(value, "the argument")
    return NUMBER


@word("logsumexp", "value", kind=_logsumexp_kind)
def logsumexp(logits: Tensor) -> Tensor:
    """The logarithm of the sum of exponentials."""
    return Tensor.scalar(sp.log(sp.Add(*(sp.exp(entry) for entry in logits.entries))))


def gradient(expression: sp.Expr, variables: Tensor) -> Tensor:
    """The partial derivatives of a number; same shape as ``variables``."""
    return variables.map(lambda symbol: sp.diff(expression, symbol))


__all__: list[Any] = []
