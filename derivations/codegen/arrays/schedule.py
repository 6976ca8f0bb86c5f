"""Where the arrays of a program live: rows of a workspace by their axes, reused as soon as nobody reads them any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from derivations.codegen.arrays.matrix_functions import matrix_functions
from derivations.codegen.arrays.program import REDUCTIONS, Axes, Bound, Instruction
from derivations.codegen.arrays.vector_functions import vector_functions
from derivations.codegen.operations import OPERATIONS
from derivations.codegen.primitives import primitives

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.codegen.arrays.program import ArrayProgram, Operand
    from derivations.codegen.primitives import Primitive

SPARE = frozenset({"sum", "excess", "others", "others_signed", "inverse_distribution"})  # they overwrite an array like the one they read


@dataclass(frozen=True)
class Place:
    """A row: ``kind`` is ``input``, ``size``, ``number``, ``truth`` or ``output``; ``index`` counts among those of one kind and axes."""

    kind: str
    axes: Axes
    index: int


@dataclass(frozen=True)
class Step:
    """An instruction with the places of its result and of what it overwrites besides."""

    instruction: Instruction
    place: Place
    spare: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Schedule:
    """The steps in order, the place of every value, the number of rows by kind and axes, and rows of scratch."""

    steps: tuple[Step, ...]
    places: dict[int, Place]
    counts: dict[str, dict[Axes, int]]
    scratch: int


def primitives_of(operation: str) -> list[Primitive]:
    """The primitives that an operation calls."""
    calls: dict[str, Any] = {**vector_functions(), **matrix_functions()}
    names = calls[operation].uses if operation in calls else [operation]
    return [primitives()[name] for name in names if name in primitives()]


def is_elementary(operation: str) -> bool:
    """Whether NumPy computes it entry by entry, so that it may write over what it reads; primitives may not."""
    return operation in OPERATIONS and operation != "select" and operation not in primitives()


class _Rows:
    """Rows of one kind and shape that are taken and given back; the lowest free one is taken first."""

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


def schedule(program: ArrayProgram, outputs: Sequence[Operand], whole: Operand | None = None) -> Schedule:
    """Assign rows for all values that an output, a requirement or the mark of lost digits depends on.

    ``whole`` is the output that fills the result: it is written there at once if nothing else reads it.
    """
    return _Scheduler(program, outputs, whole).run()


class _Scheduler:
    def __init__(self, program: ArrayProgram, outputs: Sequence[Operand], whole: Operand | None) -> None:
        self.program, self.whole = program, whole
        read = [*outputs, *program.requirements, *([] if program.suspect is None else [program.suspect])]
        self.kept = {operand.value: operand for operand in read if isinstance(operand, Bound)}
        self.needed = program.needed(self.kept)
        self.rows: dict[tuple[str, Axes], _Rows] = {}
        self.places = {value: Place("input", axes, value) for value, (_, axes) in enumerate(program.inputs)}
        self.last = self._last_reads()
        self.read = {reading.value for value in self.needed if (step := program.instruction(value)) for reading in step.readings}
        self.outputs = list(outputs)

    def run(self) -> Schedule:
        steps: list[Step] = []
        scratch = 0
        for position, instruction in enumerate(self.program.instructions):
            value = position + len(self.program.inputs)
            if value not in self.needed:
                continue
            scratch = max([scratch, *(primitive.rows for primitive in primitives_of(instruction.operation))])
            steps.append(self._step(value, instruction))
        counts: dict[str, dict[Axes, int]] = {"number": {}, "truth": {}}
        for (kind, axes), rows in sorted(self.rows.items()):
            counts[kind][axes] = rows.count
        return Schedule(tuple(steps), self.places, counts, scratch)

    def _step(self, value: int, instruction: Instruction) -> Step:
        operation = instruction.operation
        if operation.startswith("size "):
            self.places[value] = Place("size", (), 0)
            return Step(instruction, self.places[value])
        spare, taken = self._spare(value, instruction)
        in_place = is_elementary(operation) and not self._is_turned(value, instruction)
        if in_place:
            self._release(instruction, value)
        if self._fills_the_result(value, instruction):
            if not in_place:
                self._release(instruction, value)
            self.places[value] = Place("output", instruction.axes, 0)
            return Step(instruction, self.places[value], spare)
        self.places[value] = self._take("truth" if self.program.is_truth(value) else "number", instruction.axes)
        if not in_place:
            self._release(instruction, value)
        for place in taken:
            self.rows[place.kind, place.axes].give_back(place.index)
        return Step(instruction, self.places[value], spare)

    def _fills_the_result(self, value: int, instruction: Instruction) -> bool:
        """Whether the value is computed element by element and goes to the result and nowhere else."""
        is_whole = (
            isinstance(self.whole, Bound) and self.whole.value == value and sorted(self.whole.indices, key=str) == list(self.whole.indices)
        )
        plain = is_elementary(instruction.operation) and not self.program.is_truth(value)
        return is_whole and plain and value not in self.read and self.outputs.count(self.whole) == 1  # type: ignore[arg-type]  # is_whole

    def _is_turned(self, value: int, instruction: Instruction) -> bool:
        """Whether an operand that ends here is read with its axes in another order."""
        ending = [reading for reading in instruction.readings if self.last.get(reading.value) == value]
        return any(len(reading.places) > 1 and list(reading.places) != sorted(reading.places) for reading in ending)

    def _spare(self, value: int, instruction: Instruction) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
        """Rows like the first operand, and those of them that were taken: the operand itself serves where nobody reads it again."""
        if instruction.operation in vector_functions():
            numbers, marks = vector_functions()[instruction.operation].spare
            like = self.program.axes(instruction.readings[0].value)
            rows = tuple(self._take("number", like) for _ in range(numbers)) + tuple(self._take("truth", like) for _ in range(marks))
            return rows, rows
        if instruction.operation in matrix_functions():
            size = self.program.axes(instruction.readings[0].value)[:1]
            vectors, matrices = matrix_functions()[instruction.operation].spare
            rows = tuple(self._take("number", size * rank) for rank, count in ((1, vectors), (2, matrices)) for _ in range(count))
            return rows, rows
        if instruction.operation not in SPARE:
            return (), ()
        (reading, *_) = instruction.readings
        axes = self.program.axes(reading.value)
        own = self.places[reading.value]
        dies = own.kind == "number" and self.last.get(reading.value) == value and instruction.operation in REDUCTIONS
        taken = () if dies else (self._take("number", axes),)
        return ((own,) if dies else taken), taken

    def _take(self, kind: str, axes: Axes) -> Place:
        return Place(kind, axes, self.rows.setdefault((kind, axes), _Rows()).take())

    def _release(self, instruction: Instruction, value: int) -> None:
        for operand in sorted({reading.value for reading in instruction.readings}):
            place = self.places[operand]
            if self.last.get(operand) == value and place.kind in ("number", "truth"):
                self.rows[place.kind, place.axes].give_back(place.index)

    def _last_reads(self) -> dict[int, int]:
        last: dict[int, int] = {}
        for position, instruction in enumerate(self.program.instructions):
            value = position + len(self.program.inputs)
            if value in self.needed:
                last.update({reading.value: value for reading in instruction.readings})
        return {value: reader for value, reader in last.items() if value not in self.kept}
