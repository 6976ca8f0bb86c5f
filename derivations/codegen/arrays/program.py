"""Straight-line programs over arrays of named dimensions: numbers, vectors and matrices, one of each for every element of a call."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from derivations.codegen.operations import OPERATIONS
from derivations.codegen.program import Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.indexed.atoms import Index

Axes = tuple[str, ...]  # the names of the dimensions of a value
TRUTHS = frozenset({"any", "all", "is_class"}) | {name for name, operation in OPERATIONS.items() if operation.truth}
REDUCTIONS = frozenset({"sum", "largest", "any", "all", "excess"})  # one axis less


@dataclass(frozen=True)
class Bound:
    """A value of the program at indices: ``indices[n]`` runs along its axis ``n``."""

    value: int
    indices: tuple[Index, ...] = ()


Operand = Bound | Literal


@dataclass(frozen=True)
class Reading:
    """A value as an operand: ``places[n]`` is the axis of the result along which its axis ``n`` runs."""

    value: int
    places: tuple[int, ...]


@dataclass(frozen=True)
class Instruction:
    """One operation on whole arrays; ``axis`` is the axis of the first operand that a reduction runs along."""

    operation: str
    operands: tuple[Reading | Literal, ...]
    axes: Axes
    axis: int = 0

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The operands that are values."""
        return tuple(operand for operand in self.operands if isinstance(operand, Reading))


@dataclass
class ArrayProgram:
    """Inputs, instructions, and the dimension that every index in use runs over.

    ``inputs`` are the arguments with their axes; a dimension that is used as a number is the value :meth:`size`.
    """

    inputs: tuple[tuple[str, Axes], ...]
    ranges: dict[Index, str] = field(default_factory=dict)
    instructions: list[Instruction] = field(default_factory=list)
    suspect: Operand | None = None
    requirements: list[Operand] = field(default_factory=list)
    _known: dict[Instruction, int] = field(default_factory=dict, repr=False)

    def emit(self, operation: str, *operands: Operand) -> Bound:
        """An elementwise operation; axes of equal indices run together, the others outwards in the order of their names."""
        indices = tuple(sorted({index for operand in operands if isinstance(operand, Bound) for index in operand.indices}, key=str))
        return Bound(self._add(operation, self._readings(operands, indices), self._axes(indices)), indices)

    def reduce(self, operation: str, operand: Operand, index: Index, *others: Operand) -> Bound:
        """An operation along an index, which disappears; ``others`` have the same indices."""
        indices = operand.indices if isinstance(operand, Bound) else ()
        axis = indices.index(index)
        rest = indices[:axis] + indices[axis + 1 :]
        return Bound(self._add(operation, self._readings((operand, *others), indices), self._axes(rest), axis), rest)

    def along(self, operation: str, operand: Bound, index: Index) -> Bound:
        """An operation along an index that stays."""
        readings = self._readings((operand,), operand.indices)
        return Bound(self._add(operation, readings, self._axes(operand.indices), operand.indices.index(index)), operand.indices)

    def pick(self, vector: Bound, number: Operand) -> Bound:
        """The entry of a vector at a class that is itself a number."""
        return Bound(self._add("pick", (Reading(vector.value, (0,)), *self._readings((number,), ())), ()))

    def call(self, operation: str, operands: tuple[Bound, ...], indices: tuple[Index, ...]) -> Bound:
        """A function of whole arrays, each with its axes in its own order."""
        readings = tuple(Reading(operand.value, tuple(range(len(operand.indices)))) for operand in operands)
        return Bound(self._add(operation, readings, self._axes(indices)), indices)

    def diagonal(self, value: int, index: Index) -> Bound:
        """The diagonal of a matrix."""
        return Bound(self._add("diagonal", (Reading(value, (0, 0)),), self._axes((index,))), (index,))

    def is_class(self, index: Index, number: Operand) -> Bound:
        """Where the index is the class of that number."""
        readings = self._readings((number,), (index,))
        return Bound(self._add("is_class", readings, self._axes((index,))), (index,))

    def size(self, dimension: str) -> Bound:
        """A dimension as a number."""
        return Bound(self._add(f"size {dimension}", (), ()))

    def axes(self, value: int) -> Axes:
        """The dimensions of a value."""
        count = len(self.inputs)
        return self.inputs[value][1] if value < count else self.instructions[value - count].axes

    def instruction(self, value: int) -> Instruction | None:
        """What computes a value; ``None`` for an argument."""
        position = value - len(self.inputs)
        return self.instructions[position] if position >= 0 else None

    def is_truth(self, value: int) -> bool:
        """Whether a value is true or false."""
        instruction = self.instruction(value)
        return instruction is not None and instruction.operation in TRUTHS

    def _axes(self, indices: tuple[Index, ...]) -> Axes:
        return tuple(self.ranges[index] for index in indices)

    @staticmethod
    def _readings(operands: tuple[Operand, ...], indices: tuple[Index, ...]) -> tuple[Reading | Literal, ...]:
        return tuple(
            operand if isinstance(operand, Literal) else Reading(operand.value, tuple(indices.index(index) for index in operand.indices))
            for operand in operands
        )

    def _add(self, operation: str, operands: tuple[Reading | Literal, ...], axes: Axes, axis: int = 0) -> int:
        instruction = Instruction(operation, operands, axes, axis)
        if instruction not in self._known:
            self._known[instruction] = len(self.inputs) + len(self.instructions)
            self.instructions.append(instruction)
        return self._known[instruction]

    def needed(self, kept: Mapping[int, object]) -> set[int]:
        """The values that some kept value depends on, themselves included."""
        found = set(kept)
        for value in range(len(self.inputs) + len(self.instructions) - 1, len(self.inputs) - 1, -1):
            if value in found:
                found |= {reading.value for reading in self.instructions[value - len(self.inputs)].readings}
        return found
