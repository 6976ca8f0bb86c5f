"""Kinds: what an expression is (a number, an array with its shape, a law, a truth) before any of it is computed."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.errors import ClaimError
from derivations.language.text_problem import in_full

if TYPE_CHECKING:
    import ast

    from derivations.language.types import TypeSpec

Dimension = int | str


class KindError(ClaimError):
    """An expression does not fit where it stands: the message names what was expected there.

    ``node`` is the part of the expression it is about (its ``col_offset`` locates it); ``None`` means the whole expression.
    """

    def __init__(self, message: str, node: ast.AST | None = None, doing: str = "Reading an expression") -> None:
        """Keep the node beside the message, which may leave out what was being done and the last full stop."""
        self.found = message  # so that a word can say that it was reading its arguments
        self.node = node
        super().__init__(in_full(message, doing))


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
        return "a function"


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
CURES = {
    FunctionKind: "Call it, as in f(theta)",
    LawKind: "Ask for a property, as in entropy(p), or write same_law(p, q)",
    Truth: "Relations stand at the top level only",
}


def same_dimension(left: Dimension, right: Dimension) -> bool:
    """Whether two dimensions are surely equal: the same integer or the same name."""
    return left == right


def number(kind: Kind, what: str) -> None:
    """Require a number."""
    if not isinstance(kind, Unknown) and kind != NUMBER:
        other = ""
        if isinstance(kind, Array) and len(kind.shape) == RANK_OF_VECTOR and what.startswith("argument"):
            other = f", or go through the entries, as in [f(v[j]) for j in range({kind.shape[0]})]"
        cure = CURES[FunctionKind] if isinstance(kind, FunctionKind) else f"Write a number there{other}"
        message = f"expected a number as {what}, got {kind}. {cure}"
        raise KindError(message)


def vector(kind: Kind, what: str) -> Dimension:
    """Require a vector; returns its length."""
    if isinstance(kind, Array) and len(kind.shape) == RANK_OF_VECTOR:
        return kind.shape[0]
    message = f"expected a vector as {what}, got {kind}. Write [a, b], or declare the name as real[3] or real[n]"
    raise KindError(message)


def matrix(kind: Kind, what: str) -> tuple[Dimension, Dimension]:
    """Require a matrix; returns rows and columns."""
    if isinstance(kind, Array) and len(kind.shape) == RANK_OF_MATRIX:
        return kind.shape[0], kind.shape[1]
    message = f"expected a matrix as {what}, got {kind}. Write [[a, b], [c, d]], or declare the name as real[2,2] or real[m,n]"
    raise KindError(message)


def square(kind: Kind, what: str) -> Dimension:
    """Require a square matrix; returns its size."""
    rows, columns = matrix(kind, what)
    if not same_dimension(rows, columns):
        message = f"expected a square matrix as {what}, got {kind}. Mend its shape"
        raise KindError(message)
    return rows


def law(kind: Kind, what: str) -> LawKind:
    """Require a law."""
    if isinstance(kind, LawKind):
        return kind
    message = f"expected a law as {what}, got {kind}. Write one, as in Normal(0, 1)"
    raise KindError(message)


def array(kind: Kind, what: str) -> Array:
    """Require a number or an array."""
    if isinstance(kind, Array):
        return kind
    message = f"expected a number or an array as {what}, got {kind}. {CURES.get(type(kind), 'Write a number or an array there')}"
    raise KindError(message)


def equal_shapes(left: Kind, right: Kind, what: str) -> Array:
    """Require two arrays of one shape."""
    first, second = array(left, what), array(right, what)
    if first.shape != second.shape:
        message = f"expected equal shapes {what}, got {first} and {second}. Change one of the two"
        raise KindError(message)
    return first


def product(left: Array, right: Array) -> Kind:
    """The kind of a matrix product; vectors act as rows on the left and as columns on the right."""
    if not left.shape or not right.shape:
        message = f"expected two arrays around `@`, got {left} and {right}. Write `*` to scale by a number"
        raise KindError(message)
    if not same_dimension(left.shape[-1], right.shape[0]):
        message = f"expected equal inner dimensions around `@`, got {left} and {right}. Transpose or change one"
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
