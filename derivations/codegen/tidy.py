"""What NumPy need not compute: sizes of numbers that are not negative, changes of sign, and truths that two comparisons give at once.

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
SIGNED = ("negative", "add", "subtract", "multiply", "divide", "maximum", "minimum")
EXTREMES = {"maximum": "minimum", "minimum": "maximum"}
PASSING = ("negative", "multiply", "divide", "maximum", "minimum", "select", "filled", "sqrt")  # zeros keep their signs in these
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
        self.divisors, self.divides = divisors(program), False

    def run(self) -> Program:
        for value, instruction in enumerate(self.old.instructions, len(self.old.inputs)):
            operands = tuple(map(self._renamed, instruction.operands))
            self.divides = value in self.divisors
            self.names[value] = self._emitted(instruction.operation, operands)
        self.new.outputs = [self._renamed(output) for output in self.old.outputs]
        self.new.suspect = None if self.old.suspect is None else self._value(self.old.suspect)
        self.new.requirements = [self._value(value) for value in self.old.requirements]
        return self.new

    def _emitted(self, name: str, operands: tuple[Operand, ...]) -> Operand:
        first = operands[0]
        if name == "absolute" and self._is_nonnegative(first):
            return first
        if name in SIGNED and (result := self._with_sign(name, operands)) is not None:
            return result
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

    def _with_sign(self, name: str, operands: tuple[Operand, ...]) -> Operand | None:
        """The same value to the last bit by fewer changes of sign, which stand as far outside as they can; ``None``: as it is.

        The larger of an opposite and zero is the opposite of the smaller one but for a zero's sign: so only where that divides nothing.
        """
        if name == "negative":
            return self._negated(operands[0])
        (one, other), (first, second) = operands, map(self._opposite, operands)
        if first is None and second is None:
            return None
        if name == "add":
            return self._with_sign(name, (other, one)) if second is None else self._emitted("subtract", (one, second))
        if name == "subtract":
            return self._emitted("add", (one, second)) if second is not None else None
        if name in EXTREMES:
            first, second = (ZERO if each == ZERO and not self.divides else opposite for each, opposite in ((one, first), (other, second)))
            return None if first is None or second is None else self._negative(self._emitted(EXTREMES[name], (first, second)))
        return self._negative(self._emitted(name, (one if first is None else first, other if second is None else second)), first, second)

    def _negative(self, value: Operand, *changed: Operand | None) -> Operand:
        """The opposite, unless two operands have changed their signs."""
        return value if changed and None not in changed else self.new.emit("negative", value)

    def _opposite(self, operand: Operand) -> Operand | None:
        """What a number is the opposite of by its instruction."""
        found = self.new.instruction(operand) if isinstance(operand, int) else None
        return found.operands[0] if found is not None and found.operation == "negative" else None

    def _negated(self, operand: Operand) -> Operand | None:
        """The opposite of a number where it costs nothing: of an opposite, or by a factor that is a number."""
        if (opposite := self._opposite(operand)) is not None:
            return opposite
        found = self.new.instruction(operand) if isinstance(operand, int) else None
        if found is None or found.operation not in ("multiply", "divide"):
            return None
        first, second = found.operands
        if isinstance(first, Literal):
            return self.new.emit(found.operation, Literal(-first.value), second)
        return self.new.emit(found.operation, first, Literal(-second.value)) if isinstance(second, Literal) else None

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


def divisors(program: Program) -> set[Operand]:
    """The values that something is divided by, with those of which it is a product or a choice: a zero's sign is that of an infinity.

    A sum keeps the sign of a zero only where the other term is a negative zero, too.

    >>> program = Program(("x", "y"))
    >>> program.outputs = [program.emit("divide", program.emit("exp", 0), program.emit("negative", 1))]
    >>> divisors(program)
    {1, 3}
    """
    found: set[Operand] = set()
    for place in reversed(range(len(program.instructions))):
        instruction = program.instructions[place]
        if place + len(program.inputs) in found and instruction.operation in PASSING:
            found.update(instruction.values)
        elif instruction.operation == "divide":
            found.update(instruction.values[-1:] if isinstance(instruction.operands[1], int) else ())
    return found
