"""Which elements of a C kernel have left the range of floats, as far as one number tells for a whole block."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from derivations.codegen.program import Literal
from derivations.codegen.targets.c_functions import c_number

if TYPE_CHECKING:
    from collections.abc import Collection

    from derivations.codegen.program import Instruction, Operand, Program


def spelled(operand: Operand, inputs: int) -> str:
    """How an operand is called in a loop.

    >>> spelled(3, inputs=2)
    'v3'
    """
    if isinstance(operand, Literal):
        return c_number(operand.value)
    return f"x{operand}" if operand < inputs else f"v{operand}"


class Range:
    """Writes what tells that an entry of an element has left the range of floats.

    An entry that is no finite number has lost its value on the way, unless a choice has settled that it is none, as outside a support. The
    entries of an invalid element count as they were computed: that a number must be positive and is none may be a loss of its value.
    """

    def __init__(self, program: Program, own: Collection[int]) -> None:
        """``own``: the values of the loop, in which what they are made of can be read."""
        self.program, self.own = program, own

    def text(self) -> str:
        """The sum of all entries that are not settled, which is finite only if each is; empty where there is none."""
        return " + ".join(text for text in map(self._open, dict.fromkeys(self.program.outputs)) if text)

    def _open(self, operand: Operand) -> str:
        """An entry, another number where a choice has settled it; empty if that is everywhere."""
        truths, last, settled = [], operand, False
        while (instruction := self._choice(last)) is not None:
            truth, first, second = instruction.operands
            literal, last = (first, second) if isinstance(first, Literal) else (second, first)
            truths.append(f"{'!' if literal is first else ''}{self._name(truth)}")
            settled = settled or (isinstance(literal, Literal) and not math.isfinite(literal.value))
        if isinstance(last, Literal) or (last == operand and last < len(self.program.inputs)):  # arguments are tested themselves
            return ""
        return f"({' & '.join(truths)} ? {self._name(last)} : 0.0)" if settled else self._name(operand)

    def _choice(self, value: Operand) -> Instruction | None:
        """The choice of this loop that gives a value, if it is one between a number and a value."""
        instruction = self.program.instruction(value) if isinstance(value, int) and value in self.own else None
        found = (
            instruction is not None
            and instruction.operation == "select"
            and any(isinstance(each, Literal) for each in instruction.operands)
        )
        return instruction if found else None

    def _name(self, operand: Operand) -> str:
        return spelled(operand, len(self.program.inputs))
