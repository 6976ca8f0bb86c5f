"""Straight-line programs: the one representation between expressions and the source text of every target."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Literal:
    """A number that stands in the text; no value of a program equals it."""

    value: float


ONE = Literal(1.0)
Operand = int | Literal  # an integer names a value of the program


@dataclass(frozen=True)
class Instruction:
    """One operation: its name in :mod:`derivations.codegen.operations` and what it is applied to."""

    operation: str
    operands: tuple[Operand, ...]

    @property
    def values(self) -> tuple[int, ...]:
        """The operands that are values of the program, without the literals."""
        return tuple(operand for operand in self.operands if isinstance(operand, int))


@dataclass
class Program:
    """Inputs, instructions and outputs. Values are numbered: first the inputs, then one an instruction.

    Building shares equal instructions, so that a value is computed once.

    >>> program = Program(("x", "y"))
    >>> product = program.emit("multiply", 0, 1)
    >>> program.emit("multiply", 0, 1) == product, program.operation_count
    (True, 1)
    """

    inputs: tuple[str, ...]
    instructions: list[Instruction] = field(default_factory=list)
    outputs: list[Operand] = field(default_factory=list)
    suspect: int | None = None  # true where some sum has lost digits
    requirements: list[int] = field(default_factory=list)  # truths without which the inputs are outside their types
    marked: set[int] = field(default_factory=set)  # sums of which is asked whether they have lost digits
    _known: dict[Instruction, int] = field(default_factory=dict, repr=False)

    def emit(self, operation: str, *operands: Operand) -> int:
        """The value of an operation; an equal one is reused."""
        instruction = Instruction(operation, operands)
        if instruction not in self._known:
            self._known[instruction] = len(self.inputs) + len(self.instructions)
            self.instructions.append(instruction)
        return self._known[instruction]

    def instruction(self, value: int) -> Instruction | None:
        """What computes a value; ``None`` for an input."""
        position = value - len(self.inputs)
        return self.instructions[position] if position >= 0 else None

    @property
    def operation_count(self) -> int:
        """The number of instructions."""
        return len(self.instructions)

    def kept(self) -> list[int]:
        """The values that are read after the last instruction: outputs, requirements, the mark of lost digits."""
        read = [*self.outputs, *self.requirements, *([] if self.suspect is None else [self.suspect])]
        return sorted({value for value in read if isinstance(value, int)})

    def needed(self) -> list[bool]:
        """For every value, whether some output depends on it."""
        marks = [False] * (len(self.inputs) + len(self.instructions))
        for value in self.kept():
            marks[value] = True
        for value in range(len(marks) - 1, len(self.inputs) - 1, -1):
            if marks[value]:
                for operand in self.instructions[value - len(self.inputs)].values:
                    marks[operand] = True
        return marks
