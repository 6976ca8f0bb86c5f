"""Programs of which no number is off wherever it lies, so that nothing has to be computed again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.codegen.operations import OPERATIONS

if TYPE_CHECKING:
    from derivations.codegen.program import Program

KEPT = ("filled", "negative", "absolute", "maximum", "minimum", "floor", "ceil", "select")  # these round nothing
ROUNDED = ("add", "subtract", "multiply", "divide", "square", "sqrt")  # to the nearest float, by IEEE 754


def rounds_once(program: Program) -> bool:
    """Whether every entry is chosen among arguments, numbers, and single operations on these that are rounded to the nearest float.

    A result beyond all floats is rightly infinite then, and a small one has the digits that a float has there.

    >>> from derivations.codegen.program import Literal, Program
    >>> program = Program(("x",))
    >>> program.outputs = [program.emit("square", 0)]
    >>> rounds_once(program)
    True
    >>> program.outputs = [program.emit("divide", Literal(1.0), program.outputs[0])]
    >>> rounds_once(program)
    False
    """
    if program.suspect is not None:
        return False
    rounded: set[int] = set()
    for value, instruction in enumerate(program.instructions, len(program.inputs)):
        reads = not rounded.isdisjoint(instruction.values)
        operation = OPERATIONS.get(instruction.operation)
        if operation is None or not (operation.truth or operation.name in (*KEPT, *ROUNDED)):
            return False
        if operation.name in KEPT:
            rounded |= {value} if reads else set()
        elif reads:  # a truth of what is rounded may be another one
            return False
        elif not operation.truth:
            rounded.add(value)
    return True
