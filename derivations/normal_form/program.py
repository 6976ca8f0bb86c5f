"""Straight-line programs: rational functions of numbered atoms as shared sums, products and integer powers."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

# One node of a program: ("rational", Fraction), ("atom", index), ("sum", nodes), ("product", nodes) or ("power", (node, exponent)).
Operation = tuple[str, Any]


class Undefined(ArithmeticError):  # noqa: N818 - names the state of the expression, not a failure of the tool
    """The expression divides by zero at every point."""


class Program:
    """A growing list of operations without repetition; a node is the position of its operation, and operands come first.

    >>> program = Program()
    >>> x = program.atom(0)
    >>> program.sum([x, program.power(x, 2), x]) == program.sum([x, x, program.power(x, 2)])
    True
    """

    def __init__(self) -> None:
        """Start empty."""
        self.operations: list[Operation] = []
        self._positions: dict[Operation, int] = {}

    def _node(self, operation: Operation) -> int:
        position = self._positions.get(operation)
        if position is None:
            position = self._positions[operation] = len(self.operations)
            self.operations.append(operation)
        return position

    def rational(self, value: Fraction | int) -> int:
        """A constant."""
        return self._node(("rational", Fraction(value)))

    def atom(self, index: int) -> int:
        """The atom of that number."""
        return self._node(("atom", index))

    def constant(self, node: int) -> Fraction | None:
        """The value of a constant node, ``None`` for any other."""
        kind, content = self.operations[node]
        return content if kind == "rational" else None

    def sum(self, nodes: Iterable[int]) -> int:
        """Add; constants are folded."""
        constant, rest = Fraction(0), []
        for node in nodes:
            value = self.constant(node)
            if value is None:
                rest.append(node)
            else:
                constant += value
        if constant or not rest:
            rest.append(self.rational(constant))
        return rest[0] if len(rest) == 1 else self._node(("sum", tuple(sorted(rest))))

    def product(self, nodes: Iterable[int]) -> int:
        """Multiply; constants are folded."""
        constant, rest = Fraction(1), []
        for node in nodes:
            value = self.constant(node)
            if value is None:
                rest.append(node)
            else:
                constant *= value
        if constant == 0:
            return self.rational(0)
        if constant != 1 or not rest:
            rest.append(self.rational(constant))
        return rest[0] if len(rest) == 1 else self._node(("product", tuple(sorted(rest))))

    def power(self, node: int, exponent: int) -> int:
        """Raise to an integer; the zero constant has no inverse.

        Raises:
            Undefined: the node is the constant zero and the exponent is negative.
        """
        if exponent in {0, 1}:
            return node if exponent else self.rational(1)
        kind, content = self.operations[node]
        if kind == "rational" and abs(exponent) <= 4096:  # noqa: PLR2004 - longer powers stay symbolic and meet the size guards
            if content == 0 and exponent < 0:
                raise Undefined
            return self.rational(content**exponent)
        if kind == "power":
            base, inner = content
            return self.power(base, inner * exponent)  # wherever (b^m)^n is defined, so is b^(mn), with the same value
        return self._node(("power", (node, exponent)))

    def negative(self, node: int) -> int:
        """The node with the opposite sign."""
        return self.product([self.rational(-1), node])

    def operands(self, node: int) -> tuple[int, ...]:
        """The nodes that one operation reads."""
        kind, content = self.operations[node]
        if kind == "power":
            return (content[0],)
        return tuple(content) if kind in {"sum", "product"} else ()

    def reachable(self, nodes: Iterable[int]) -> list[int]:
        """All nodes that the given ones depend on, in the order of evaluation."""
        seen: set[int] = set()
        stack = list(nodes)
        while stack:
            node = stack.pop()
            if node not in seen:
                seen.add(node)
                stack.extend(self.operands(node))
        return sorted(seen)

    def atoms_of(self, nodes: Iterable[int]) -> list[int]:
        """The atoms that the given nodes depend on, in rising order."""
        operations = (self.operations[node] for node in self.reachable(nodes))
        return sorted({content for kind, content in operations if kind == "atom"})
