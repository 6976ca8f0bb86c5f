"""Evaluation of recipes at a point: every operation on matrices of the field, never the normal form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from derivations.star_algebra.point import Point
    from derivations.star_algebra.recipe import Node

Bound = tuple[tuple[str, int, int], ...]  # each bound variable, its atom, and its place among the variables of its law


class Evaluation:
    """Values of recipes at one point. Numbers are 1 x 1 matrices, vectors are columns.

    Raises (from ``value``): ZeroDivisionError for a singular inverse or a zero divisor, UnsupportedError for an operation the field lacks.
    """

    def __init__(self, point: Point) -> None:
        """Evaluate at a point of one field."""
        self.point = point
        self._cache: dict[tuple[int, Bound], Any] = {}

    def value(self, node: Node, bound: Bound = ()) -> Any:
        """The matrix of a node; ``bound`` fixes the atoms of the variables of the expectations around it."""
        key = (id(node), bound)
        if key not in self._cache:
            self._cache[key] = self._compute(node, bound)
        return self._cache[key]

    def _compute(self, node: Node, bound: Bound) -> Any:
        point, field = self.point, self.point.field
        if node.operation == "letter":
            return point.letter(node.payload, bound)
        if node.operation == "number":
            return field.matrix(1, 1, [point.number(node.payload, bound)])
        if node.operation in ("identity", "zeros"):
            rows, columns = (*(point.size(size) for size in node.shape), 1, 1)[:2]
            zero, one = field.number(0), field.number(int(node.operation == "identity"))
            return field.matrix(rows, columns, [one if i == j else zero for i in range(rows) for j in range(columns)])
        if node.operation == "expectation":
            return self._expectation(node, bound)
        if node.operation == "power" and node.arguments[0].operation == "root" and node.payload % 2 == 0:
            return _power(self.value(node.arguments[0].arguments[0], bound), node.payload // 2, field)
        return self._combine(node, [self.value(argument, bound) for argument in node.arguments])

    def _expectation(self, node: Node, bound: Bound) -> Any:
        measure = node.payload
        rest = tuple(item for item in bound if item[0] not in measure.variables)
        total = None
        for atom, weight in enumerate(self.point.weights(measure, rest)):
            places = ((name, atom, position) for position, name in enumerate(measure.variables))
            part = self.value(node.arguments[0], tuple(sorted((*rest, *places)))) * weight
            total = part if total is None else total + part
        return total

    def _combine(self, node: Node, values: list[Any]) -> Any:
        if node.operation == "multiply":
            left, right = node.arguments[0].shape, node.arguments[1].shape
            product = (values[0].transpose() if len(left) == 1 else values[0]) * values[1]
            return product.transpose() if len(left) == 1 and len(right) > 1 else product
        if node.operation == "power":
            return _power(values[0], node.payload, self.point.field)
        return _OPERATIONS[node.operation](values, self.point.field)


def _reciprocal(value: Any) -> Any:
    if value == 0:
        message = "division by zero"
        raise ZeroDivisionError(message)
    return 1 / value


def _power(value: Any, exponent: int, field: Any) -> Any:
    return field.matrix(1, 1, [value[0, 0] ** exponent])


def _trace(value: Any, field: Any) -> Any:
    return field.matrix(1, 1, [sum((value[i, i] for i in range(value.nrows())), field.number(0))])


_OPERATIONS: Mapping[str, Callable[[list[Any], Any], Any]] = {
    "add": lambda values, _field: values[0] + values[1],
    "scale": lambda values, _field: values[1] * values[0][0, 0],
    "transpose": lambda values, _field: values[0].transpose(),
    "column": lambda values, _field: values[0],
    "row": lambda values, _field: values[0].transpose(),
    "inverse": lambda values, _field: values[0].inv(),
    "trace": lambda values, field: _trace(values[0], field),
    "determinant": lambda values, field: field.matrix(1, 1, [values[0].det()]),
    "root": lambda values, field: field.matrix(1, 1, [field.root(values[0][0, 0])]),
    "reciprocal": lambda values, field: field.matrix(1, 1, [_reciprocal(values[0][0, 0])]),
}
