"""Sizes at which a statement about every size fails, or may fail: looked for in numbers, before any array of such a size is made.

``entropy(Categorical(p)) <= 3`` fails for 21 classes, and ``(n - m - 11)*trace(P) != 0`` for n = m + 11. Nothing here is trusted: a size
that is found is looked at like any other, and where it is too large for that, the statement has no support.
"""

from __future__ import annotations

import itertools
from functools import partial
from typing import TYPE_CHECKING

import sympy as sp
from flint import fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError
from derivations.balls.precision import QUICK
from derivations.indexed.atoms import Delta, Entry, Index, IndexSum, Opaque, SimplexEntry, Size
from derivations.indexed.tensor import IndexedTensor
from derivations.star_algebra.element import Element
from derivations.star_algebra.recipe import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from derivations.language.goal import Goal
    from derivations.star_algebra.recipe import Node

DENSE = {1: 48, 2: 24}  # by the number of names: every choice up to here
SPARSE = (1, 2, 3, 5, 8, 12, 21, 34)  # with more names
FAR = (50, 64, 100, 128, 150, 256, 500, 1000, 10**4, 10**6, 10**60)
LEVELS = (
    sp.Integer(1),
    sp.Integer(0),
    sp.Rational(2, 7),
    sp.Integer(-1),
    sp.Integer(5),
    sp.Rational(1, 100),
)  # what all entries are, where they may be
LARGEST = 80  # operations in a number that is looked at
LEAST = {"positive": 1, "nonnegative": 0}


def failing_sizes(goal: Goal, least: Mapping[str, int]) -> list[dict[str, int]]:
    """Sizes at which a goal of index calculus fails for arrays with equal entries; the names with their least sizes."""
    if goal.relation not in (*LEAST, "nonzero") or not isinstance(goal.residual, IndexedTensor):
        return []
    found = []
    for level in LEVELS:
        number = _with_equal_entries(goal.residual.body, level, {})
        if number is not None and number.count_ops() <= LARGEST:
            found += [sizes for sizes, sign in _signs(number, least) if _fails(goal.relation, sign)][:1]
    return found


def telling_sizes(goal: Goal, names: list[str]) -> list[dict[str, int]]:
    """For each number made of sizes alone in a goal about matrices, the smallest sizes at which it has each of its signs."""
    found = []
    for value in (goal.left, goal.right, goal.residual):
        for number in _numbers_of_sizes(value.recipe) if isinstance(value, Element) else ():
            first: dict[int, dict[str, int]] = {}
            for sizes, sign in _signs(number, dict.fromkeys(sorted(size.name for size in number.free_symbols), 1)):
                first.setdefault(sign, sizes)
            found += [{**dict.fromkeys(names, 2), **sizes} for sizes in first.values()]
    return found


def failing_at_identities(goal: Goal) -> dict[str, int] | None:
    """The smallest sizes at which a goal about numbers made of matrices fails where all letters are multiples of the identity."""
    if goal.relation not in (*LEAST, "nonzero") or not isinstance(goal.residual, Element):
        return None
    for level in (sp.Integer(1), sp.Integer(2)):
        number = fold(goal.residual.recipe, partial(_at_identities, level))
        if number is None or goal.residual.recipe.shape or number.count_ops() > LARGEST:
            return None
        least = dict.fromkeys(sorted(size.name for size in number.free_symbols), 1)
        if sizes := next((sizes for sizes, sign in _signs(number, least) if _fails(goal.relation, sign)), None):
            return sizes
    return None


def _at_identities(level: sp.Integer, node: Node, below: list[sp.Expr | None]) -> sp.Expr | None:
    """A number, or the factor by which a square matrix is a multiple of the identity."""
    if node.operation == "letter":
        return level if len(node.shape) == 2 and node.shape[0] == node.shape[1] else None  # noqa: PLR2004 - a square matrix
    if node.operation in ("identity", "zeros"):
        return sp.Integer(node.operation == "identity")
    if node.operation == "number":
        return _made_of_sizes(node, below)
    if None in below or node.operation not in OF_IDENTITIES:
        return None
    return OF_IDENTITIES[node.operation](node, *below)


def _size_of(node: Node) -> sp.Expr:
    name = node.arguments[0].shape[0]
    return Size(name) if isinstance(name, str) else sp.Integer(name)


OF_IDENTITIES: dict[str, Callable[..., sp.Expr]] = {
    "add": lambda _, *terms: sp.Add(*terms),
    "scale": lambda _, *factors: sp.Mul(*factors),
    "multiply": lambda _, *factors: sp.Mul(*factors),
    "transpose": lambda _, factor: factor,
    "inverse": lambda _, factor: 1 / factor,
    "reciprocal": lambda _, factor: 1 / factor,
    "power": lambda node, factor: factor ** int(node.payload) if sp.sympify(node.payload, strict=True).is_Integer else sp.nan,
    "trace": lambda node, factor: factor * _size_of(node),
    "determinant": lambda node, factor: factor ** _size_of(node),
}


def _fails(relation: str, sign: int) -> bool:
    return sign == 0 if relation == "nonzero" else sign < LEAST[relation]


def _signs(number: sp.Expr, least: Mapping[str, int]) -> Iterator[tuple[dict[str, int], int]]:
    """Choices of sizes, smaller ones first, with the sign of a number there, where it is known."""
    names = sorted(least)
    dense = range(1, DENSE[len(names)] + 1) if len(names) in DENSE else SPARSE
    choices = [*sorted(itertools.product(dense, repeat=len(names)), key=sum), *((size,) * len(names) for size in FAR)]
    for name in names if len(names) > 1 else ():
        choices += [tuple(size if other == name else 2 for other in names) for size in FAR]
    for choice in choices:
        sizes = dict(zip(names, choice, strict=True))
        if any(size < least[name] for name, size in sizes.items()):
            continue
        try:
            yield sizes, Evaluation({Size(name): fmpq(size) for name, size in sizes.items()}, QUICK).sign(number)
        except CannotEncloseError:
            continue


def _with_equal_entries(body: sp.Expr, level: sp.Rational, ranges: Mapping[Index, Size]) -> sp.Expr | None:
    """The number that a body is where all entries of an array are equal; ``None`` if that is not to be seen, or no such array is meant."""
    if isinstance(body, SimplexEntry):
        return 1 / ranges[body.indices[0]] if body.indices[0] in ranges else None
    if isinstance(body, Entry | Opaque) or (body.is_Symbol and not isinstance(body, Index | Size)):
        symbol = body.letter if isinstance(body, Entry) else body
        return None if isinstance(body, Opaque) or symbol.is_integer or not _allows(symbol, level) else level
    if isinstance(body, IndexSum):
        inside, index, size = body.args
        term = _with_equal_entries(inside, level, {**ranges, index: size})
        if term is None or not term.has(index):
            return None if term is None else term * size
        return sp.summation(term, (index, 0, size - 1)) if term.is_polynomial(index) else None
    if isinstance(body, Delta) or not body.args:
        return None if isinstance(body, Delta) else body
    parts = [_with_equal_entries(part, level, ranges) for part in body.args]
    return None if None in parts else body.func(*parts)


def _allows(symbol: sp.Symbol, level: sp.Rational) -> bool:
    """Whether the assumptions of a symbol allow a value."""
    kinds = ("positive", "negative", "nonnegative", "nonpositive")
    return not any(getattr(symbol, f"is_{kind}") and not getattr(level, f"is_{kind}") for kind in kinds)


def _numbers_of_sizes(root: Node) -> list[sp.Expr]:
    """The largest parts of a recipe that are numbers made of sizes alone."""
    found: dict[sp.Expr, None] = {}

    def value(node: Node, below: list[sp.Expr | None]) -> sp.Expr | None:
        number = _made_of_sizes(node, below)
        if number is None:
            found.update(dict.fromkeys(part for part in below if part is not None and part.free_symbols and part.is_commutative))
        return number

    whole = fold(root, value)
    found.update({whole: None} if whole is not None and whole.free_symbols else {})
    return [number for number in found if not isinstance(number, Size) and number.count_ops() <= LARGEST]


def _made_of_sizes(node: Node, below: list[sp.Expr | None]) -> sp.Expr | None:
    if node.operation == "number":
        return sp.sympify(node.payload, strict=True) if sp.sympify(node.payload, strict=True).is_Rational else None
    if node.operation == "trace" and node.arguments[0].operation == "identity":
        name = node.arguments[0].shape[0]
        return Size(name) if isinstance(name, str) else sp.Integer(name)
    if node.shape or None in below or node.operation not in ("add", "scale", "multiply", "power", "reciprocal"):
        return None
    return OF_IDENTITIES[node.operation](node, *below)
