"""C for every size: one element of a kernel as loops over its axes, in memory that the caller gives."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from derivations.codegen.arrays.matrix_functions import matrix_functions
from derivations.codegen.arrays.program import TRUTHS, Axes, Bound
from derivations.codegen.arrays.schedule import Place, schedule
from derivations.codegen.arrays.vector_functions import vector_functions
from derivations.codegen.inputs import BELOW_ZERO, ENDS, WHOLE
from derivations.codegen.primitives import primitives
from derivations.codegen.program import Literal
from derivations.codegen.targets.c_functions import MARK, c_number
from derivations.codegen.targets.c_loops import template

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from derivations.codegen.arrays.outputs import Part
    from derivations.codegen.arrays.program import Instruction, Operand, Reading
    from derivations.codegen.arrays.schedule import Step
    from derivations.codegen.targets import ArrayOrder
    from derivations.language.types import TypeSpec

CALLS: Mapping[str, Any] = {**vector_functions(), **matrix_functions()}
ALONG = ("sum", "largest", "excess", "any", "all", "at_largest")  # from numbers along an axis to one
NAMED = {"sum": "total"}
SPREAD = ("others", "others_signed")  # from numbers along an axis to as many
SINGLE = ("pick", "inverse_distribution", "diagonal", "is_class")
MATRICES = ("symmetric", "spd")


def written(operation: str) -> bool:
    """Whether C computes an operation of an array program."""
    if operation in CALLS:
        return bool(CALLS[operation].text("C"))
    return operation in {*ALONG, *SPREAD, *SINGLE, *primitives()} or operation.startswith("size ") or bool(template(operation))


class CArraySource:
    """Writes ``NAME_element(sizes, x, o, work)``: the entries of the result for one element, and what is to be said of it."""

    def __init__(self, order: ArrayOrder) -> None:
        """``order``: its program, the parts of its result and the types of its arguments."""
        self.order, self.program = order, order.assembled.program
        self.types = list(order.request.types.values())
        self.schedule = schedule(self.program, [part.value for part in order.assembled.parts])
        written_to = {step.place for step in self.schedule.steps if step.place.kind in ("number", "truth")}
        self.places = sorted(written_to, key=lambda place: (place.kind, len(place.axes), place.axes, place.index))
        dimensions = dict.fromkeys(size for spec in self.types for size in spec.shape if isinstance(size, str))
        self.open = [size for size in dimensions if size not in order.fixed]

    def operations(self) -> list[str]:
        """What the steps do, sorted."""
        return sorted({step.instruction.operation for step in self.schedule.steps})

    def rows(self) -> dict[Axes, int]:
        """How many arrays of these axes the steps work on, what functions overwrite at last."""
        found: dict[Axes, int] = {}
        for place in self.places:
            found[place.axes] = found.get(place.axes, 0) + bool(place.axes)
        for axes, count in self._spare().items():
            found[axes] = found.get(axes, 0) + count
        return {axes: count for axes, count in found.items() if count}

    def _spare(self) -> dict[Axes, int]:
        found: dict[Axes, int] = {}
        for step in self.schedule.steps:
            function = CALLS.get(step.instruction.operation)
            if function is None:
                continue
            own = self.program.axes(step.instruction.readings[0].value)
            vectors, matrices = function.spare if step.instruction.operation in matrix_functions() else (function.spare[0], 0)
            axis = own[:1] if step.instruction.operation in matrix_functions() else (own[step.instruction.axis],)
            for axes, count in ((axis, vectors), (axis * 2, matrices)):
                found[axes] = max(found.get(axes, 0), count)
        return found

    def text(self) -> str:
        """The function."""
        lines = [f"const size_t s{place} = sizes[{place}];" for place in range(len(self.open))]
        lines += [f"const double *x{place} = x[{place}];" for place in range(len(self.types))]
        lines += self._memory()
        tests = [test for place, spec in enumerate(self.types) for test in self._tests(f"x{place}", spec)]
        tests_text = "\n        && ".join(tests)
        lines += [f"if (!({tests_text})) return OUTSIDE;"]
        lines += [line for step in self.schedule.steps for line in self._step(step)]
        lines += [line for part in self.order.assembled.parts for line in self._part(part)]
        valid = [self._scalar(truth) for truth in self.program.requirements]
        lines += [f"if (!({' && '.join(f'{truth} != 0.0' for truth in valid)})) return INVALID;"] if valid else []
        lost = "ORDINARY" if self.program.suspect is None else f"{self._scalar(self.program.suspect)} != 0.0 ? LOST : ORDINARY"
        used = [f"(void)s{place};" for place in range(len(self.open))]
        body = "\n".join(f"    {line}" for line in [*lines[: len(self.open)], *used, *lines[len(self.open) :], f"return {lost};"])
        head = f"static enum state {self.order.options.name}_element(const size_t *sizes, const double *const *x, double *o, double *work)"
        return f"/* The result for one element, unless an argument lies outside its type. */\n{head}\n{{\n{body}\n}}"

    def _memory(self) -> list[str]:
        """The arrays of the steps, one after the other, and numbers by name."""
        numbers = [self._name(place) for place in self.places if not place.axes]
        arrays = [place for place in self.places if place.axes]
        lines = [line for place in arrays for line in (f"double *const {self._name(place)} = work;", f"work += {self.count(place.axes)};")]
        return [*([f"double {', '.join(numbers)};"] if numbers else []), *lines]

    def _step(self, step: Step) -> list[str]:
        instruction = step.instruction
        operation, axes = instruction.operation, instruction.axes
        if operation.startswith("size "):
            return []
        name = self._name(step.place)
        if operation in ALONG or operation in SPREAD or operation in vector_functions():
            return self._along(instruction, name)
        if operation in matrix_functions():
            parts = [self.size(self.program.axes(instruction.readings[0].value)[0]), *map(self._whole, instruction.operands)]
            called = f"{operation}({', '.join([*parts, *([name] if axes else []), 'work'])});"
            return [called if axes else f"{name} = {called}"]
        if operation in ("pick", "inverse_distribution"):
            vector, number = instruction.operands
            size = self.size(self.program.axes(instruction.readings[0].value)[0])
            return [f"{name} = {operation}({size}, {self._whole(vector)}, {self._read(number, {})});"]
        letters = {place: f"i{place}" for place in range(len(axes))}
        if operation == "diagonal":
            value = self._entry(self._whole(instruction.operands[0]), f"i0 * ({self.size(axes[0])} + 1)")
        elif operation == "is_class":
            value = f"(double)i0 == {self._read(instruction.operands[0], letters)} ? 1.0 : 0.0"
        else:
            value = self._elementary(instruction, letters)
        return self._nest(axes, f"{self._at(name, axes, letters)} = {value};", each=True)

    def _elementary(self, instruction: Instruction, letters: Mapping[int, str]) -> str:
        operation = instruction.operation
        operands = [self._read(operand, letters) for operand in instruction.operands]
        if operation in primitives():
            return f"{MARK}{operation}({', '.join(operands)})"
        text = template(operation).format(*operands)
        return f"{text} ? 1.0 : 0.0" if operation in TRUTHS else text

    def _along(self, instruction: Instruction, name: str) -> list[str]:
        """What runs along one axis, for every place along the others."""
        operation, axis = instruction.operation, instruction.axis
        own = self.program.axes(instruction.readings[0].value)
        letters = {place: f"i{place}" for place in range(len(own)) if place != axis}
        pointers = [part for operand in instruction.operands for part in self._pointer(operand, own, axis, letters)]
        call = f"{NAMED.get(operation, operation)}({', '.join([self.size(own[axis]), *pointers])}"
        rest = tuple(size for place, size in enumerate(own) if place != axis)
        if operation in SPREAD:
            inner = f"{call}, {name} + {self._index(own, {**letters, axis: '0'})});"
        else:
            numbered = {number: letters[place] for number, place in enumerate(letters)}
            inner = f"{self._at(name, rest, numbered)} = {call}{', work' if operation in vector_functions() else ''});"
        return self._nest(rest, inner, list(letters.values()))

    def _pointer(self, operand: Reading | Literal, own: Axes, axis: int, letters: Mapping[int, str]) -> tuple[str, str]:
        """Where the numbers of an operand along an axis begin, and how far apart they stand."""
        if isinstance(operand, Literal):
            return f"(const double[]){{{c_number(operand.value)}}}", "0"
        axes = tuple(own[place] for place in operand.places)
        if not axes:
            return f"(const double[]){{{self._read(operand, {})}}}", "0"
        index = self._index(axes, {number: letters.get(place, "0") for number, place in enumerate(operand.places)})
        after = axes[operand.places.index(axis) + 1 :] if axis in operand.places else None
        return f"{self._whole(operand)} + {index}", "0" if after is None else self.count(after)

    def _part(self, part: Part) -> list[str]:
        """Write one region of the result."""
        shape = self.order.request.value.shape
        letters = {axis: f"i{number}" for number, block in enumerate(part.region.blocks) for axis in block}
        axes = tuple(shape[block[0]] for block in part.region.blocks)
        value = self._operand(part.value, {place: f"i{number}" for place, number in enumerate(part.places)})
        return self._nest(axes, f"{self._entry('o', self._index(shape, letters))} = {value};")

    def _nest(self, axes: Sequence[Any], inner: str, letters: Sequence[str] | None = None, *, each: bool = False) -> list[str]:
        """Loops over some axes."""
        lines = []
        for place, size in enumerate(axes):
            letter = letters[place] if letters else f"i{place}"
            lines += ["    " * place + "EACH"] if each and place == len(axes) - 1 else []
            lines.append("    " * place + f"for (size_t {letter} = 0; {letter} < {self.size(size)}; {letter}++)")
        return [*lines, "    " * len(axes) + inner]

    def _read(self, operand: Reading | Literal, letters: Mapping[int, str]) -> str:
        if isinstance(operand, Literal):
            return c_number(operand.value)
        return self._operand(Bound(operand.value), {number: letters[place] for number, place in enumerate(operand.places)})

    def _operand(self, operand: Operand, letters: Mapping[int, str]) -> str:
        """A value at a place along each of its axes."""
        if isinstance(operand, Literal):
            return c_number(operand.value)
        place = self.schedule.places[operand.value]
        if place.kind == "size":
            instruction = self.program.instruction(operand.value)
            return f"(double){self.size(instruction.operation.removeprefix('size '))}" if instruction else ""
        name = self._name(place)
        name = self._entry(name, "0") if place.kind == "input" and not place.axes else self._at(name, place.axes, letters)
        return f"({name} != 0.0)" if self.program.is_truth(operand.value) else name

    def _scalar(self, operand: Operand) -> str:
        return c_number(operand.value) if isinstance(operand, Literal) else self._name(self.schedule.places[operand.value])

    def _whole(self, operand: Reading | Literal) -> str:
        assert not isinstance(operand, Literal)  # noqa: S101 - what reads arrays reads no numbers
        return self._name(self.schedule.places[operand.value])

    def _at(self, name: str, axes: Sequence[Any], letters: Mapping[int, str]) -> str:
        return self._entry(name, self._index(axes, letters)) if axes else name

    def _entry(self, name: str, index: str) -> str:
        """A number of an array."""
        return f"{name}[{index}]"

    def _index(self, axes: Sequence[Any], letters: Mapping[int, str]) -> str:
        text = ""
        for place, size in enumerate(axes):
            outer = "" if text in ("", "0") else f"({text}) * {self.size(size)}" if " " in text else f"{text} * {self.size(size)}"
            text = " + ".join(part for part in (outer, letters[place]) if part and (part != "0" or not outer))
        return text or "0"

    def _name(self, place: Place) -> str:
        if place.kind == "input":
            return f"x{place.index}"
        group = list(self.schedule.counts[place.kind]).index(place.axes)
        return f"{'t' if place.kind == 'truth' else 'b'}{group}_{place.index}"

    def size(self, size: Any) -> str:
        """A dimension in C."""
        return str(self.order.fixed.get(size, size)) if size not in self.open else f"s{self.open.index(size)}"

    def count(self, axes: Sequence[Any]) -> str:
        """The numbers of an array."""
        return " * ".join(map(self.size, axes)) or "1"

    def _tests(self, name: str, spec: TypeSpec) -> Iterator[str]:
        count, (low, high) = self.count(spec.shape), ENDS[spec.kind]
        if math.isinf(low) and math.isinf(high) and spec.kind not in WHOLE:
            yield f"finite_numbers({count}, {name})"
        else:
            upper = f"{self.size(spec.shape[0])} == 1 ? INFINITY : {c_number(high)}" if spec.kind == "simplex" else c_number(high)
            closed = low == BELOW_ZERO
            yield f"between({count}, {name}, {c_number(0.0 if closed else low)}, {upper}, {int(closed)}, {int(spec.kind in WHOLE)})"
        if spec.kind in MATRICES:
            yield f"mirrored({self.size(spec.shape[0])}, {name})"
