"""Recipes: how an element was built, operation by operation, before any normal form. Evaluation and substitution walk them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from derivations.star_algebra.letters import Dimension

Shape = tuple["Dimension", ...]


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One operation; compared by identity, so that shared parts are walked once.

    ``operation`` is one of ``letter number identity zeros add scale multiply transpose inverse power trace determinant root
    expectation reciprocal column row``. ``payload`` is the letter, the SymPy number, the exponent or the measure; for inverses and
    reciprocals the text of the argument.
    """

    operation: str
    shape: Shape
    arguments: tuple[Node, ...] = ()
    payload: Any = None


def walk(root: Node) -> Iterator[Node]:
    """Every node once, arguments first."""
    seen: set[int] = set()
    stack = [(root, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
        elif id(node) not in seen:
            seen.add(id(node))
            stack.append((node, True))
            stack += [(argument, False) for argument in reversed(node.arguments)]


def fold(root: Node, function: Callable[[Node, list[Any]], Any]) -> Any:
    """The value of ``function(node, values of its arguments)`` at the root; shared nodes are computed once."""
    values: dict[int, Any] = {}
    for node in walk(root):
        values[id(node)] = function(node, [values[id(argument)] for argument in node.arguments])
    return values[id(root)]


def size(root: Node) -> int:
    """The number of leaves of the tree with powers written out, numbers not counted: what the size of a linear pencil for it grows with."""
    count: int = fold(root, _leaves)
    return count


def _leaves(node: Node, below: list[int]) -> int:
    if node.operation == "power":
        return below[0] * max(1, abs(int(node.payload)))
    return sum(below) if below else int(node.operation != "number")
