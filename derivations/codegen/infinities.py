"""Divergences beyond all floats are infinite before an exponential overflows: in NumPy, a flag has its whole block watched.

An exponential of 711 is more than twice the largest float, so that the rounding of its exponent does not matter.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from derivations.codegen.primitives import primitives
from derivations.codegen.program import Literal, Program

if TYPE_CHECKING:
    from derivations.codegen.program import Operand

GROWING = "excess_exp_of_sum"  # of a and b: exp(a + b) - 1 - (a + b); infinite for an infinite a, without a flag
BEYOND = Literal(711.0)
NEVER_NEGATIVE = ("positive", "nonnegative")


def told_early(program: Program) -> Program:
    """The same program, in which an operand is infinite where the exponential of the sum is, if the result is then rightly infinite.

    >>> program = Program(("a", "b"))
    >>> program.outputs = [program.emit(GROWING, 0, 1)]
    >>> [instruction.operation for instruction in told_early(program).instructions]
    ['add', 'less', 'select', 'excess_exp_of_sum']
    """
    early = {value for value in _calls(program) if stays_infinite(program, value)}
    if not early:
        return program
    new = Program(program.inputs)
    names: list[int] = list(range(len(program.inputs)))

    def renamed(operand: Operand) -> Operand:
        return names[operand] if isinstance(operand, int) else operand

    for value, instruction in enumerate(program.instructions, len(program.inputs)):
        operands = tuple(map(renamed, instruction.operands))
        if value in early:
            above = new.emit("less", BEYOND, new.emit("add", *operands))
            operands = (new.emit("select", above, Literal(math.inf), operands[0]), operands[1])
        names.append(new.emit(instruction.operation, *operands))
    new.outputs = [renamed(output) for output in program.outputs]
    new.suspect = None if program.suspect is None else names[program.suspect]
    new.requirements = [names[value] for value in program.requirements]
    return new


def stays_infinite(program: Program, value: int) -> bool:
    """Whether everything that reads a value is a sum of it and what is never negative, or a result.

    A product with zero, a difference or a quotient would be another number than that of the finite value.

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
