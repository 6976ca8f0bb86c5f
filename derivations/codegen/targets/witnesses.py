"""Points at which a scalar definition returns from a given place: safe arguments for the branches that are not taken."""

from __future__ import annotations

import ast
import itertools
import operator
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from derivations.codegen.targets.scalar_text import loop
from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from derivations.codegen.targets.scalar_text import Definition

CANDIDATES = (
    0.3, 0.8, 1.5, 2.5, 3.5, 7.0, 15.0, 50.0, 709.75, 1e3, -0.3, -0.8, -1.5, -3.5, -50.0, -1e3,
    0.99, 0.01, 1e-4, 1e-9, 1e-200, 1e200, -1e-200, -1e200, 1e-300, 1e300, 5e-308, 0.0,
)  # fmt: skip
OPERATORS: Mapping[type, Any] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Lt: operator.lt,
    ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge, ast.Eq: operator.eq, ast.USub: operator.neg, ast.Not: operator.not_,
}  # fmt: skip


@cache
def witness(found: Definition, wanted: ast.Return) -> tuple[float, ...]:
    """Arguments for which the definition ends in the wanted statement with a finite value, the plainest first.

    Raises:
        DerivationError: no candidate leads there.
    """
    with np.errstate(all="ignore"):
        for point in itertools.product(CANDIDATES, repeat=len(found.parameters)):
            values = dict(zip(found.parameters, map(np.float64, point), strict=True))
            place, value = _run(found.body, values, found)
            if place is wanted and np.isfinite(value):
                return point
    message = (
        f"Writing {found.name}: expected a point that leads to {ast.unparse(wanted)!r}, got none in {len(CANDIDATES)} numbers an argument."
        " Leave a branch away that is never taken, or add a candidate."
    )
    raise DerivationError(message)


def _run(body: Sequence[ast.stmt], values: dict[str, Any], found: Definition) -> tuple[ast.Return | None, Any]:
    """The statement that returns, and its value."""
    for statement in body:
        if isinstance(statement, ast.Return):
            return statement, _value(statement.value, values, found)
        if isinstance(statement, ast.If) and _value(statement.test, values, found):
            return _run(statement.body, values, found)
        if isinstance(statement, ast.Assign):
            values[ast.unparse(statement.targets[0])] = _value(statement.value, values, found)
        if isinstance(statement, ast.For):
            _loop(statement, values, found)
    return None, np.nan


def _loop(statement: ast.For, values: dict[str, Any], found: Definition) -> None:
    names, tables = loop(statement)
    for row in zip(*(_value(table, values, found) for table in tables), strict=True):
        values.update(zip(names, row, strict=True))
        _run(statement.body, values, found)


def _value(node: ast.expr | None, values: Mapping[str, Any], found: Definition) -> Any:
    match node:
        case ast.Constant() | ast.Name() | ast.Attribute() | ast.Subscript() | ast.Tuple():
            return _stored(node, values, found)
        case ast.BinOp():
            return OPERATORS[type(node.op)](_value(node.left, values, found), _value(node.right, values, found))
        case ast.UnaryOp():
            return OPERATORS[type(node.op)](_value(node.operand, values, found))
        case ast.Compare():
            return OPERATORS[type(node.ops[0])](_value(node.left, values, found), _value(node.comparators[0], values, found))
        case ast.BoolOp():
            parts = [_value(part, values, found) for part in node.values]
            return all(parts) if isinstance(node.op, ast.And) else any(parts)
        case ast.IfExp():
            return _value(node.body if _value(node.test, values, found) else node.orelse, values, found)
    assert isinstance(node, ast.Call)  # noqa: S101 - the reader has admitted nothing else
    name = ast.unparse(node.func)
    function = {"min": min, "max": max}.get(name) or (getattr(np, name[3:]) if name.startswith("np.") else found.meaning(name))
    return function(*(_value(argument, values, found) for argument in node.args))


def _stored(node: ast.expr, values: Mapping[str, Any], found: Definition) -> Any:
    """A number, a local value, a constant of the module, or a part of one."""
    if isinstance(node, ast.Constant):
        return np.float64(node.value)  # type: ignore[arg-type]
    if isinstance(node, ast.Name):
        return values[node.id] if node.id in values else found.meaning(node.id)
    if isinstance(node, ast.Attribute):
        return getattr(np, node.attr)
    if isinstance(node, ast.Subscript):
        assert isinstance(node.slice, ast.Constant)  # noqa: S101 - tables are read at fixed places
        return _value(node.value, values, found)[int(str(node.slice.value))]
    assert isinstance(node, ast.Tuple)  # noqa: S101 - nothing else is stored
    return tuple(_value(part, values, found) for part in node.elts)
