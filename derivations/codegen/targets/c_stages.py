"""How a program is cut into loops over a block: calls that become no vector instructions, or that are long, stand apart."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from derivations.codegen.operations import OPERATIONS
from derivations.codegen.primitives import primitives
from derivations.codegen.targets.c_elementary import OWN
from derivations.codegen.targets.c_excess import WEIGHTS
from derivations.codegen.targets.needs import needed_instructions
from derivations.codegen.targets.scalar_text import definition, loop

if TYPE_CHECKING:
    from derivations.codegen.program import Instruction, Program
    from derivations.codegen.targets.scalar_text import Definition

LIBRARY = ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "erf", "erfc", "loggamma", "gamma", "power")  # calls that stay
LONG, LONGEST = 150, 2500  # operations: of one primitive, of all primitives that stand in one loop
COSTS = {"scaled": 40, "exponent": 15, **{f"np.{name}": 40 for name in OWN}}


@dataclass(frozen=True)
class Stage:
    """Calls that are computed apart, one loop each, and then the values of one loop, in the order of the program."""

    calls: tuple[int, ...]
    values: tuple[int, ...]


def stages(program: Program) -> tuple[list[Stage], list[int]]:
    """The stages of a program, and the values that have a row of their own because a later loop reads them."""
    first = len(program.inputs)
    needed = program.needed()
    apart = _apart(program)
    levels = [0] * first
    for place, instruction in enumerate(program.instructions):
        level = max((levels[value] for value in instruction.values), default=0)
        levels.append(level + 1 if place + first in apart else level)
    last = max((levels[value] for value in range(first, len(levels)) if needed[value]), default=0)
    members = [[value for value in range(first, len(levels)) if needed[value] and levels[value] == level] for level in range(last + 1)]
    found = [Stage(tuple(sorted(apart & set(each))), tuple(sorted(set(each) - apart))) for each in members]
    return found, _rows(program, levels, apart, last)


def _rows(program: Program, levels: list[int], apart: set[int], last: int) -> list[int]:
    """The values that cross from one loop into another."""
    first = len(program.inputs)
    needed = program.needed()
    rows = {value for value in apart if needed[value]} | {value for value in program.kept() if levels[value] < last}
    for place, instruction in enumerate(program.instructions):
        user = place + first
        if needed[user]:
            rows.update(value for value in instruction.values if user in apart or levels[value] < levels[user])
    return sorted(value for value in rows if value >= first)


def _apart(program: Program) -> set[int]:
    """The values that calls compute in loops of their own."""
    weight = sum(_weight(instruction) for instruction in needed_instructions(program))
    first = len(program.inputs)
    return {
        place + first
        for place, instruction in enumerate(program.instructions)
        if instruction.operation in LIBRARY or _weight(instruction) > (LONG if weight <= LONGEST else 0)
    }


def _weight(instruction: Instruction) -> int:
    """How many operations a primitive is made of, whichever branch is taken."""
    name = instruction.operation
    return WEIGHTS.get(name) or (weight(definition(primitives()[name].scalar)) if name in primitives() else 0)


@cache
def weight(found: Definition) -> int:
    """The operations of a definition and of what it calls.

    >>> weight(definition(primitives()["sigmoid"].scalar)) < LONG
    True
    """
    return sum(_cost(node, found) for statement in found.body for node in ast.walk(statement))


def _cost(node: ast.AST, found: Definition) -> int:
    if isinstance(node, ast.For):
        _, tables = loop(node)
        inside = sum(_cost(each, found) for statement in node.body for each in ast.walk(statement))
        return inside * (_length(tables[0], found) - 1)
    if not isinstance(node, ast.Call):
        return int(isinstance(node, ast.BinOp | ast.Compare | ast.IfExp))
    name = ast.unparse(node.func)
    if name in ("polynomial", "quotient"):
        table: Any = found.meaning(ast.unparse(node.args[1]))
        return sum(map(len, table)) if name == "quotient" else len(table)
    if name.startswith("scalar_"):
        return weight(definition(found.meaning(name)))
    return COSTS.get(name, 1)


def _length(table: ast.expr, found: Definition) -> int:
    return len(table.elts if isinstance(table, ast.Tuple) else found.meaning(ast.unparse(table)))


def is_truth(instruction: Instruction) -> bool:
    """Whether a value is true or false."""
    return instruction.operation not in primitives() and OPERATIONS[instruction.operation].truth
