"""Kinds: what an expression is (a number, an array with its shape, a law, a truth) before any of it is computed."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.errors import ClaimError

if TYPE_CHECKING:
    import ast

    from derivations.language.types import TypeSpec

Dimension = int | str


class KindError(ClaimError):
    """An expression does not fit where it stands: the message names what was expected there.

    ``node`` is the part of the expression it is about (its ``col_offset`` locates it); ``None`` means the whole expression.
    """

    def __init__(self, message: str, node: ast.AST | None = None) -> None:
        """Keep the node beside the message."""
        super().__init__(message)
        self.node = node


@dataclass(frozen=True)
class Array:
    """A number (shape ``()``) or an array; dimensions are integers (explicit) or names (every dimension)."""

    shape: tuple[Dimension, ...]

    @property
    def is_abstract(self) -> bool:
        """Whether some dimension is a name."""
        return any(isinstance(size, str) for size in self.shape)

    def __str__(self) -> str:
        """In the words of the reader: a number, a vector of length 3, a 2 x 3 matrix."""
        if not self.shape:
            return "a number"
        if len(self.shape) == 1:
            return f"a vector of length {self.shape[0]}"
        return f"a {' x '.join(map(str, self.shape))} {'matrix' if len(self.shape) == 2 else 'array'}"  # noqa: PLR2004 - rank


@dataclass(frozen=True)
class LawKind:
    """A probability law; ``variable`` is the kind of its values, ``natural`` the number of its sufficient statistics, if it has them."""

    variable: Array
    natural: Dimension | None = None

    def __str__(self) -> str:
        """In the words of the reader."""
        return "a law"


@dataclass(frozen=True)
class FunctionKind:
    """A declared smooth function, which must be called."""

    type: TypeSpec

    def __str__(self) -> str:
        """In the words of the reader."""
        return "a function (call it)"


@dataclass(frozen=True)
class Truth:
    """A relation or a predicate: allowed at the top level only."""

    def __str__(self) -> str:
        """In the words of the reader."""
        return "a statement"


@dataclass(frozen=True)
class Unknown:
    """The kind of an expression whose fault has been reported already; it fits everywhere."""

    def __str__(self) -> str:
        """In the words of the reader."""
        return "an expression with a fault of its own"


Kind = Array | LawKind | FunctionKind | Truth | Unknown
NUMBER = Array(())
RANK_OF_VECTOR, RANK_OF_MATRIX = 1, 2


def same_dimension(left: Dimension, right: Dimension) -> bool:
    """Whether two dimensions are surely equal: the same integer or the same name."""
    return left == right


def number(kind: Kind, what: str) -> None:
    """Require a number."""
    if not isinstance(kind, Unknown) and kind != NUMBER:
        message = f"expected a number as {what}, got {kind}"
        raise KindError(message)


def vector(kind: Kind, what: str) -> Dimension:
    """Require a vector; returns its length."""
    if isinstance(kind, Array) and len(kind.shape) == RANK_OF_VECTOR:
        return kind.shape[0]
    message = f"expected a vector as {what}, got {kind}"
    raise KindError(message)


def matrix(kind: Kind, what: str) -> tuple[Dimension, Dimension]:
    """Require a matrix; returns rows and columns."""
    if isinstance(kind, Array) and len(kind.shape) == RANK_OF_MATRIX:
        return kind.shape[0], kind.shape[1]
    message = f"expected a matrix as {what}, got {kind}"
    raise KindError(message)


def square(kind: Kind, what: str) -> Dimension:
    """Require a square matrix; returns its size."""
    rows, columns = matrix(kind, what)
    if not same_dimension(rows, columns):
        message = f"expected a square matrix as {what}, got {kind}"
        raise KindError(message)
    return rows


def law(kind: Kind, what: str) -> LawKind:
    """Require a law."""
    if isinstance(kind, LawKind):
        return kind
    message = f"expected a law as {what}, got {kind}"
    raise KindError(message)


def array(kind: Kind, what: str) -> Array:
    """Require a number or an array."""
    if isinstance(kind, Array):
        return kind
    message = f"expected a number or an array as {what}, got {kind}"
    raise KindError(message)


def equal_shapes(left: Kind, right: Kind, what: str) -> Array:
    """Require two arrays of one shape."""
    first, second = array(left, what), array(right, what)
    if first.shape != second.shape:
        message = f"expected equal shapes {what}, got {first} and {second}"
        raise KindError(message)
    return first


def product(left: Array, right: Array) -> Kind:
    """The kind of a matrix product; vectors act as rows on the left and as columns on the right."""
    if not left.shape or not right.shape:
        message = f"expected two arrays around `@`, got {left} and {right}. Write `*` to scale by a number"
        raise KindError(message)
    if not same_dimension(left.shape[-1], right.shape[0]):
        message = f"expected equal inner dimensions around `@`, got {left} and {right}"
        raise KindError(message)
    return Array(left.shape[:-1] + right.shape[1:])


def nearest(name: str, known: list[str]) -> str:
    """The nearest known spelling, or nothing."""
    close = difflib.get_close_matches(name[:100], sorted(set(known)), n=1, cutoff=0.6)
    return close[0] if close else ""


def suggestion(name: str, known: list[str]) -> str:
    """The nearest known spelling as a question, or nothing."""
    close = nearest(name, known)
    return f" (did you mean {close!r}?)" if close else ""
