"""Divergences beyond all floats are infinite before an exponential overflows: in NumPy, a flag has its whole block watched.

An exponential of 711 is more than twice the largest float, so that the rounding of its exponent does not matter.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from derivations.codegen.primitives import primitives
from derivations.codegen.program import Literal
from derivations.codegen.rewriting import rewritten

if TYPE_CHECKING:
    from derivations.codegen.program import Instruction, Operand, Program

GROWING = "excess_exp_of_sum"  # of a and b: exp(a + b) - 1 - (a + b); infinite for an infinite a, without a flag
BEYOND = Literal(711.0)
NEVER_NEGATIVE = ("positive", "nonnegative")


def told_early(program: Program) -> Program:
    """The same program, in which an operand is infinite where the exponential of the sum is, if the result is then rightly infinite.

    >>> from derivations.codegen.program import Program
    >>> program = Program(("a", "b"))
    >>> program.outputs = [program.emit(GROWING, 0, 1)]
    >>> [instruction.operation for instruction in told_early(program).instructions]
    ['add', 'less', 'select', 'excess_exp_of_sum']
    """
    early = {value for value in _calls(program) if stays_infinite(program, value)}

    def replaced(new: Program, value: int, instruction: Instruction, operands: tuple[Operand, ...]) -> int | None:
        if value not in early:
            return None
        above = new.emit("less", BEYOND, new.emit("add", *operands))
        return new.emit(instruction.operation, new.emit("select", above, Literal(math.inf), operands[0]), operands[1])

    return rewritten(program, replaced)


def stays_infinite(program: Program, value: int) -> bool:
    """Whether everything that reads a value is a sum of it and what is never negative, or a result.

    A product with zero, a difference or a quotient would be another number than that of the finite value.

    >>> from derivations.codegen.program import Program
    >>> program = Program(("a", "b"))
    >>> value = program.emit(GROWING, 0, 1)
    >>> program.outputs = [program.emit("divide", Literal(1.0), value)]
    >>> stays_infinite(program, value)
    False
    """
    for reader, instruction in enumerate(program.instructions, len(program.inputs)):
        if value not in instruction.values:
            continue
        others = [operand for operand in instruction.operands if operand != value]
        if instruction.operation != "add" or not all(_is_never_negative(program, other) for other in others):
            return False
        if not stays_infinite(program, reader):
            return False
    return value != program.suspect and value not in program.requirements


def _calls(program: Program) -> list[int]:
    places = enumerate(program.instructions, len(program.inputs))
    return [value for value, instruction in places if instruction.operation == GROWING and all(map(_is_value, instruction.operands))]


def _is_value(operand: Operand) -> bool:
    return isinstance(operand, int)


def _is_never_negative(program: Program, operand: Operand) -> bool:
    if isinstance(operand, Literal):
        return operand.value >= 0.0
    instruction = program.instruction(operand)
    return instruction is not None and instruction.operation in primitives() and primitives()[instruction.operation].sign in NEVER_NEGATIVE
