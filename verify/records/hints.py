"""What a document may have meant by a hypothesis that says less than it seems to."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from derivations.language.syntax import parse
from derivations.language.types import parse_type

if TYPE_CHECKING:
    from verify.claim import Claim


def hint_of(claim: Claim) -> str:
    """How to say what a function is, where a hypothesis gives its value at a point only; empty where none does.

    A hypothesis holds at every point that is looked at, and ``f(x) == x**2`` leaves the derivatives of ``f`` and its other values free.
    """
    types = {name: parse_type(text) for name, text in {**claim.context, **claim.let}.items()}
    functions = {name for name, spec in types.items() if spec.kind == "smooth"}
    for text in claim.given:
        for node in ast.walk(parse(text)):
            if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
                value, other = _sides(node, functions, set(types))
                if value is not None and other is not None:
                    return _said(ast.unparse(value), value, ast.unparse(other))
    return ""


def _sides(node: ast.Compare, functions: set[str], names: set[str]) -> tuple[ast.Call | None, ast.expr | None]:
    """The value of an arbitrary function at variables, and what it is said to equal; no such pair otherwise."""
    sides = (node.left, node.comparators[0])
    for one, other in (sides, sides[::-1]):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in functions:
            at_variables = all(isinstance(argument, ast.Name) and argument.id in names for argument in one.args)
            is_free = not any(isinstance(part, ast.Name) and part.id in functions for part in ast.walk(other))
            if at_variables and is_free:
                return one, other
    return None, None


def _said(text: str, value: ast.Call, formula: str) -> str:
    name = value.func.id if isinstance(value.func, ast.Name) else text
    variable = ast.unparse(value.args[0]) if value.args else ""
    return (
        f"The hypothesis {text} == {formula} holds at the point only: derivatives of {name} and its values elsewhere stay arbitrary. "
        f'To say what {name} is, drop its declaration, write define = ["{name} = {formula}"], '
        f"{name} for {text}, and subs({name}, {variable}, a) for its value at a."
    )
