"""A square less a number, in NumPy: two factors, where products with all their errors take twenty calls."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from derivations.codegen.program import Literal
from derivations.codegen.rewriting import rewritten

if TYPE_CHECKING:
    from derivations.codegen.program import Instruction, Operand, Program

DIFFERENCE = "difference_of_products"
LEAST, MOST = 1e-100, 1e100  # between these nothing of a root leaves the range of floats


def factored(program: Program) -> Program:
    """The same program with x x - c, c a positive number, as (|x| - r) (|x| + r), r the root of c.

    The root has two parts, of which the first is subtracted exactly beside it: off by at most two units, as the primitive is.

    >>> from derivations.codegen.program import Program
    >>> program = Program(("x",))
    >>> one, two = program.emit("filled", Literal(1.0)), program.emit("filled", Literal(2.0))
    >>> program.outputs = [program.emit(DIFFERENCE, 0, 0, one, two)]
    >>> new = factored(program)
    >>> [each.operation for each, needed in zip(new.instructions, new.needed()[1:]) if needed]
    ['absolute', 'subtract', 'subtract', 'add', 'multiply']
    """

    def replaced(new: Program, _: int, instruction: Instruction, operands: tuple[Operand, ...]) -> int | None:
        if instruction.operation != DIFFERENCE or operands[0] != operands[1] or not isinstance(operands[0], int):
            return None
        number = _product(new, operands[2:])
        if number is None:
            return None
        root, rest = root_in_two_parts(number)
        size = new.emit("absolute", operands[0])
        beside = new.emit("subtract", new.emit("subtract", size, Literal(root)), Literal(rest))
        return new.emit("multiply", beside, new.emit("add", size, Literal(root)))

    return rewritten(program, replaced)


def root_in_two_parts(number: float) -> tuple[float, float]:
    """The float next to the root of a positive number, and what it lacks.

    >>> root_in_two_parts(4.0)
    (2.0, 0.0)
    """
    root = math.sqrt(number)
    return root, float((Fraction(number) - Fraction(root) ** 2) / (2 * Fraction(root)))


def _product(program: Program, operands: tuple[Operand, ...]) -> float | None:
    """The product of numbers that stand in the text, if it is a float of usual size; else ``None``."""
    result = Fraction(1)
    for operand in operands:
        found = program.instruction(operand) if isinstance(operand, int) else None
        if found is None or found.operation != "filled" or not isinstance(found.operands[0], Literal):
            return None
        result *= Fraction(found.operands[0].value)
    return float(result) if LEAST < result < MOST and Fraction(float(result)) == result else None
