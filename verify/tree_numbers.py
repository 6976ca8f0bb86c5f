"""Numbers for syntax trees: two trees have one number exactly when they are equal, wherever they stand in a text."""

from __future__ import annotations

import ast
from typing import Any


class TreeNumbers:
    """Gives each new tree the next number. Nodes are looked at once, so that a tree costs only what it does not share with earlier ones."""

    def __init__(self) -> None:
        """Start without any tree."""
        self._of_node: dict[int, tuple[ast.AST, int]] = {}  # a node kept alive keeps its id
        self._of_shape: dict[tuple[Any, ...], int] = {}

    def __call__(self, node: ast.AST) -> int:
        """Return the number of a tree.

        >>> number = TreeNumbers()
        >>> number(ast.parse("x + 1")) == number(ast.parse("(x+1)")), number(ast.parse("x + 1")) == number(ast.parse("1 + x"))
        (True, False)
        """
        if id(node) not in self._of_node:
            shape = (type(node), *(self._part(getattr(node, field, None)) for field in node._fields))
            self._of_node[id(node)] = (node, self._of_shape.setdefault(shape, len(self._of_shape)))
        return self._of_node[id(node)][1]

    def _part(self, value: Any) -> tuple[Any, ...]:
        """A part of a node, hashable: the number of a tree, the parts of a list, or a constant with its type (1 is not True)."""
        if isinstance(value, ast.AST):
            return ("tree", self(value))
        return tuple(map(self._part, value)) if isinstance(value, list) else (type(value), value)
