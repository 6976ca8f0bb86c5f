"""Where the values of a program live: rows of a workspace, reused as soon as nobody reads them any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.codegen.frame_generated import BLOCK
from derivations.codegen.operations import OPERATIONS
from derivations.codegen.packing import groups
from derivations.codegen.primitives import primitives

if TYPE_CHECKING:
    from derivations.codegen.program import Instruction, Program

LONG_BLOCK, FEW_ROWS = 65_536, 9  # elements a pass where so many rows are all that there are


@dataclass(frozen=True)
class Place:
    """A row: ``kind`` is ``input``, ``number``, ``truth`` or ``output``; ``index`` counts within the kind."""

    kind: str
    index: int


@dataclass(frozen=True)
class Step:
    """An instruction with the place of its result."""

    instruction: Instruction
    place: Place


@dataclass(frozen=True)
class Schedule:
    """The steps in order, calls of a primitive that are made at once side by side; the place of every value; how many rows they need."""

    steps: tuple[tuple[Step, ...], ...]
    places: dict[int, Place]
    numbers: int
    truths: int
    scratch: int

    def block_length(self, others: int) -> int:
        """Elements a pass, with so many rows of inputs and outputs: more where rows are few, so that calls cost little beside the work."""
        called = any(step.instruction.operation in primitives() for steps in self.steps for step in steps)
        return LONG_BLOCK if self.numbers + others <= FEW_ROWS and not called else BLOCK


class _Rows:
    """Rows of one kind that are taken and given back; the lowest free one is taken first."""

    def __init__(self) -> None:
        self.count = 0
        self._free: list[int] = []

    def take(self) -> int:
        if self._free:
            self._free.sort(reverse=True)
            return self._free.pop()
        self.count += 1
        return self.count - 1

    def give_back(self, index: int) -> None:
        self._free.append(index)


def schedule(program: Program) -> Schedule:
    """Assign rows. A value that is an output and nothing else goes straight to its column."""
    return _Scheduler(program).run()


class _Scheduler:
    def __init__(self, program: Program) -> None:
        self.program = program
        self.needed = program.needed()
        self.rows = {"number": _Rows(), "truth": _Rows()}
        self.places: dict[int, Place] = {value: Place("input", value) for value in range(len(program.inputs))}
        self.last = self._last_reads()
        self.direct = self._direct_outputs()

    def run(self) -> Schedule:
        steps: list[tuple[Step, ...]] = []
        scratch = 0
        numbered = list(enumerate(self.program.instructions, len(self.program.inputs)))
        for group in groups([(value, instruction) for value, instruction in numbered if self.needed[value]]):
            primitive = primitives().get(group[0][1].operation)
            alias = primitive is None and group[0][1].operation != "select"  # a ufunc may write over what it reads
            for value, instruction in group:
                if alias:
                    self._release(instruction, value)
                self.places[value] = self._place(value, instruction)
            if not alias:  # no call of a group writes over what another reads
                for value, instruction in group:
                    self._release(instruction, value)
            if primitive is not None:
                scratch = max(scratch, primitive.rows)
            steps.append(tuple(Step(instruction, self.places[value]) for value, instruction in group))
        return Schedule(tuple(steps), self.places, self.rows["number"].count, self.rows["truth"].count, scratch)

    def _place(self, value: int, instruction: Instruction) -> Place:
        if (kept := self._written_over(value, instruction)) is not None:
            return self.places[kept]
        if value in self.direct:
            return Place("output", self.direct[value])
        operation = OPERATIONS.get(instruction.operation)
        kind = "truth" if operation is not None and operation.truth else "number"
        return Place(kind, self.rows[kind].take())

    def _written_over(self, value: int, instruction: Instruction) -> int | None:
        """The value in whose place a choice is made, since nobody else reads it any more."""
        if instruction.operation != "select":
            return None
        other = instruction.operands[2]
        if not isinstance(other, int) or self.last.get(other) != value or instruction.operands.count(other) > 1:
            return None
        place = self.places[other]
        wanted = Place("output", self.direct[value]) if value in self.direct else None
        return other if (place.kind == "number" and wanted is None) or place == wanted else None

    def _release(self, instruction: Instruction, value: int) -> None:
        for operand in sorted(set(instruction.values)):
            place = self.places[operand]
            if self.last.get(operand) == value and place.kind in self.rows and place != self.places.get(value):
                self.rows[place.kind].give_back(place.index)

    def _last_reads(self) -> dict[int, int]:
        last: dict[int, int] = {}
        for position, instruction in enumerate(self.program.instructions):
            value = position + len(self.program.inputs)
            if self.needed[value]:
                last.update(dict.fromkeys(instruction.values, value))
        for value in self.program.kept():
            last.pop(value, None)
        return last

    def _direct_outputs(self) -> dict[int, int]:
        columns: dict[int, int] = {}
        for column, output in enumerate(self.program.outputs):
            if isinstance(output, int) and output >= len(self.program.inputs) and output not in self.last:
                columns.setdefault(output, column)
        for position in range(len(self.program.instructions) - 1, -1, -1):  # what a choice starts from is computed where the choice goes
            value = position + len(self.program.inputs)
            instruction = self.program.instructions[position]
            if instruction.operation == "select" and value in columns and isinstance(instruction.operands[2], int):
                other = instruction.operands[2]
                if self.last.get(other) == value and other >= len(self.program.inputs) and instruction.operands.count(other) == 1:
                    columns.setdefault(other, columns[value])
        return columns
