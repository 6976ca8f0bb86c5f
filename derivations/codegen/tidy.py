"""What NumPy need not compute: sizes of numbers that are not negative, and truths that two comparisons give at once.

The other targets leave such things to their compilers; in NumPy every instruction is a call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.codegen.operations import OPERATIONS
from derivations.codegen.primitives import primitives
from derivations.codegen.program import Literal, Program

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from derivations.codegen.program import Operand

ALWAYS = ("absolute", "square", "exp", "sqrt")
OF_ALL = ("add", "multiply", "divide", "minimum", "filled")
ZERO = Literal(0.0)


def tidied(program: Program, nonnegative: AbstractSet[int]) -> Program:
    """The same program with fewer instructions; ``nonnegative``: inputs that are not negative by their types.

    >>> program = Program(("x",))
    >>> program.outputs = [program.emit("maximum", program.emit("absolute", program.emit("square", 0)), ZERO)]
    >>> [instruction.operation for instruction in tidied(program, set()).instructions]
    ['square']
    """
    return _Tidier(program, nonnegative).run()


class _Tidier:
    def __init__(self, program: Program, nonnegative: AbstractSet[int]) -> None:
        self.old, self.new = program, Program(program.inputs)
        self.names: dict[int, Operand] = {value: value for value in range(len(program.inputs))}
        self.nonnegative: set[Operand] = set(nonnegative)

    def run(self) -> Program:
        for value, instruction in enumerate(self.old.instructions, len(self.old.inputs)):
            operands = tuple(map(self._renamed, instruction.operands))
            self.names[value] = self._emitted(instruction.operation, operands)
        self.new.outputs = [self._renamed(output) for output in self.old.outputs]
        self.new.suspect = None if self.old.suspect is None else self._value(self.old.suspect)
        self.new.requirements = [self._value(value) for value in self.old.requirements]
        return self.new

    def _emitted(self, name: str, operands: tuple[Operand, ...]) -> Operand:
        first = operands[0]
        if name == "absolute" and self._is_nonnegative(first):
            return first
        if name == "maximum" and ZERO in operands:
            other = operands[operands[0] == ZERO]
            if not isinstance(other, Literal) and self._is_nonnegative(other):
                return other
        if name == "both" and (pair := self._but_not(*operands)) is not None:
            return self.new.emit("but_not", *pair)
        result = self.new.emit(name, *operands)
        if self._is_never_negative(name, operands):
            self.nonnegative.add(result)
        return result

    def _but_not(self, first: Operand, second: Operand) -> tuple[Operand, Operand] | None:
        """One truth and another that is denied, where they are joined like this."""
        for truth, other in ((first, second), (second, first)):
            denied = self.new.instruction(other) if isinstance(other, int) else None
            if denied is not None and denied.operation == "not":
                return truth, denied.operands[0]
        return None

    def _is_nonnegative(self, operand: Operand) -> bool:
        return operand.value >= 0.0 if isinstance(operand, Literal) else operand in self.nonnegative

    def _is_never_negative(self, name: str, operands: tuple[Operand, ...]) -> bool:
        if name in primitives():
            return primitives()[name].sign in ("positive", "nonnegative")
        if name in ALWAYS:
            return True
        if name == "maximum":
            return any(map(self._is_nonnegative, operands))
        if name == "select":
            return all(map(self._is_nonnegative, operands[1:]))
        return name in OF_ALL and name in OPERATIONS and all(map(self._is_nonnegative, operands))

    def _renamed(self, operand: Operand) -> Operand:
        return self.names[operand] if isinstance(operand, int) else operand

    def _value(self, value: int) -> int:
        renamed = self.names[value]
        assert isinstance(renamed, int)  # noqa: S101 - a truth is no number
        return renamed
