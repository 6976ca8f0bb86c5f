"""Laws changed: the measure of an expectation, to another member of the family or another parameter, and one of two equal laws."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from verify.mutants import Operator
from verify.mutants.arithmetic import constant
from verify.mutants.definitions import call, is_call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from verify.mutants import Types

    Move = Callable[[ast.expr], Iterator[ast.expr]]

PLACES = {"E": 2, "Var": 2, "Cov": 2, "kl": 0}  # which argument is the measure


def _measured(node: ast.expr, move: Move) -> Iterator[ast.expr]:
    """The node with its measure moved in every way."""
    if isinstance(node, ast.Call) and is_call(node, *PLACES):
        assert isinstance(node.func, ast.Name)  # noqa: S101 - is_call has checked it
        place = PLACES[node.func.id]
        for law in move(node.args[place]):
            yield ast.Call(node.func, [*node.args[:place], law, *node.args[place + 1 :]], [])


def _other_member(node: ast.expr) -> Iterator[ast.expr]:
    """The law with its first parameter changed, whether it is given by its place or by its name."""
    yield from _measured(node, _moved)


def _moved(law: ast.expr) -> Iterator[ast.expr]:
    if not isinstance(law, ast.Call):
        return
    if is_call(law, "subs"):
        yield ast.Call(law.func, [*law.args[:2], _halved(law.args[2])], [])
    elif law.args:
        for value in _parameters(law.args[0]):
            yield ast.Call(law.func, [value, *law.args[1:]], law.keywords)
    elif law.keywords:
        first, *rest = law.keywords
        for value in _parameters(first.value):
            yield ast.Call(law.func, [], [ast.keyword(first.arg, value), *rest])


def _parameters(value: ast.expr) -> Iterator[ast.expr]:
    """Other values of a parameter: one more, half as much, entries of a list exchanged or one of them greater."""
    if isinstance(value, ast.List):
        first, *rest = value.elts
        yield ast.List([*rest, first], ast.Load())  # probabilities stay probabilities
        if not isinstance(first, ast.List):
            yield ast.List([ast.BinOp(first, ast.Add(), constant(1)), *rest], ast.Load())
    else:
        yield ast.BinOp(value, ast.Add(), constant(1))
        yield _halved(value)


def _halved(value: ast.expr) -> ast.expr:
    return ast.BinOp(value, ast.Div(), constant(2))


def _other_parameter(node: ast.expr, types: Types) -> Iterator[ast.expr]:
    """The declared law at half its parameter: `subs(p, theta, theta/2)` for `p`."""

    def move(law: ast.expr) -> Iterator[ast.expr]:
        spec = types.get(law.id) if isinstance(law, ast.Name) else None
        if spec is not None and spec.kind == "law" and spec.arguments:
            parameter = ast.Name(spec.arguments[0], ast.Load())
            yield call("subs", law, parameter, _halved(parameter))

    yield from _measured(node, move)


def _unequal(node: ast.expr) -> Iterator[ast.expr]:
    """The first of two laws that are said to be one, with a parameter changed: without numbers in them nothing else may be a mutant."""
    if isinstance(node, ast.Call) and is_call(node, "same_law"):
        yield from (ast.Call(node.func, [law, *node.args[1:]], []) for law in _moved(node.args[0]))


OPERATORS = (
    Operator("change the measure of an expectation", "definition", _other_member, _other_parameter),
    Operator("change one of two equal laws", "expression", _unequal),
)
