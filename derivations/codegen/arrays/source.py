"""The text of a module for every size: constants, the block, and the functions of its frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.codegen.arrays import constants, frame, memory, packed, range_of_floats, reductions
from derivations.codegen.arrays.matrix_functions import matrix_functions
from derivations.codegen.arrays.program import REDUCTIONS, Bound
from derivations.codegen.arrays.schedule import primitives_of, schedule
from derivations.codegen.arrays.spelling import first_axis, functions_of, letter_for, number_text, row_names, turned
from derivations.codegen.arrays.vector_functions import vector_functions
from derivations.codegen.document import literal
from derivations.codegen.inputs import ENDS, WHOLE
from derivations.codegen.operations import OPERATIONS
from derivations.codegen.primitives import primitives, with_uses
from derivations.codegen.program import Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from derivations.codegen.arrays.outputs import Part
    from derivations.codegen.arrays.program import ArrayProgram, Operand, Reading
    from derivations.codegen.arrays.request import ArrayRequest
    from derivations.codegen.arrays.schedule import Place, Step

REDUCED = {"largest": "np.maximum.reduce", "any": "np.logical_or.reduce", "all": "np.logical_and.reduce"}
CALLS: dict[str, Any] = {**vector_functions(), **matrix_functions()}
CALLED = {"sum": "total", "excess": "excess", "others": "others", "others_signed": "others_signed", "at_largest": "at_largest"}
NO_REPAIR = '''def repair(sizes: Any, x: Any, o: Any, where: Any) -> list[int]:
    """Nothing is computed again: some function here has no form of any precision."""
    return []'''


class ArraySource:
    """Writes the parts of a module one by one."""

    def __init__(self, request: ArrayRequest, program: ArrayProgram, parts: Sequence[Part], name: str, fixed: Mapping[str, int]) -> None:
        """``parts`` are the values of the result, written one over the other; ``fixed`` are the dimensions that are no longer open."""
        self.name, self.program, self.parts, self.fixed = name, program, parts, fixed
        self.types, self.shape, self.packed = request.types, request.value.shape, request.packed
        whole = parts[0].value if parts[0].view == "o" and parts[0].places == tuple(range(parts[0].rank)) else None
        self.schedule = schedule(program, [part.value for part in parts], whole)

    def module(self, documentation: str, provenance: str, repair: Sequence[str] = ()) -> str:
        """The whole text; ``repair`` are the functions of the slow path, the last of that name."""
        used = [primitive.name for primitive in with_uses(*self._primitives())]
        head = [
            f'"""{documentation.splitlines()[0]}\n\nWritten by fisherproof; change the derivation, not this file.\n"""',
            "from __future__ import annotations",
            self._imports(used),
            f"PROVENANCE = {provenance}",
            self._constants(repaired=bool(repair)),
        ]
        block = self._block()
        texts = [primitives()[name].source().strip() for name in used]
        vectors = [CALLS[name].source() for name in self._array_functions()]
        frame_texts = self._frame("\n".join([block, *vectors, *repair]))
        functions = [self._public(documentation), block, *(repair or [NO_REPAIR]), *texts, *vectors, *frame_texts]
        return "\n\n".join(head) + "\n\n\n" + "\n\n\n".join(functions) + "\n"

    def _primitives(self) -> list[str]:
        return sorted({primitive.name for step in self.schedule.steps for primitive in primitives_of(step.instruction.operation)})

    def _array_functions(self) -> list[str]:
        return sorted({step.instruction.operation for step in self.schedule.steps} & set(CALLS))

    def _imports(self, used: Sequence[str]) -> str:
        operations = {step.instruction.operation for step in self.schedule.steps}
        plain = any(name in OPERATIONS and OPERATIONS[name].numpy.startswith("special.") for name in operations)
        lines = ["import math", "from typing import Any", "", "import numpy as np"]
        if used:
            lines.append("from numpy.typing import NDArray")
        if any(primitives()[name].needs_scipy() for name in used):
            lines.append("import scipy.special")
        lines += ["from scipy import special"] if plain else []
        return "\n".join([*lines, *(["", "Array = NDArray[np.float64]"] if used else [])])

    def _constants(self, *, repaired: bool) -> str:
        specs = list(self.types.values())
        dimensions = dict.fromkeys(size for spec in specs for size in spec.shape)
        places = {kind: tuple(place for place, spec in enumerate(specs) if spec.kind in kinds) for kind, kinds in KINDS.items()}
        fixed: dict[Any, int] = {size: size for size in dimensions if isinstance(size, int)}
        fixed.update(self.fixed)
        values = {
            "BLOCK": constants.BLOCK,
            "FEW": constants.FEW,
            "MANY": constants.MANY,
            "CAPACITY": constants.CAPACITY,
            "NAME": self.name,
            "DIMENSIONS": tuple(size for size in dimensions if isinstance(size, str) and size not in self.fixed),
            "FIXED": fixed,
            "PLANS": {},
            "ARGUMENTS": tuple(self.types),
            "CORES": tuple(spec.shape for spec in specs),
            "RESULT": self.shape,
            **places,
            "NUMBERS": tuple(self.schedule.counts["number"].items()),
            "TRUTHS": tuple(self.schedule.counts["truth"].items()),
            "SCRATCH": self.schedule.scratch,
            "REPAIRED": repaired,
        }
        lines = [
            f"{name}{': Any' if isinstance(value, tuple | dict) else ''} = {literal(value) if value != {} else '{}'}"
            for name, value in values.items()
        ]
        ends = (ENDS.get(spec.kind, ENDS["real"]) for spec in specs)
        rows = "".join(f"    ({number_text(low)}, {number_text(high)}),\n" for low, high in ends)
        return "\n".join([*lines, f"ENDS: Any = [\n{rows}]"])

    def _public(self, documentation: str) -> str:
        arguments = ", ".join(f"{name}: Any" for name in self.types)
        body = "\n".join(f"    {line}".rstrip() for line in documentation.splitlines())
        call = ", ".join(self.types) + ("," if len(self.types) == 1 else "")
        head = f"def {self.name}({arguments}, out: Any = None, workspace: Any = None) -> Any:"
        return f'{head}\n    """{body.strip()}\n    """\n    return run(({call}), out, workspace)'

    def _block(self) -> str:
        lines = [
            "def block(sizes: Any, x: Any, b: Any, t: Any, s: Any, o: Any) -> tuple[Any, Any]:",
            '    """Every entry of one block."""',
            f"    {row_names('x', range(len(self.types)))} = x",
        ]
        for kind, letter, source in (("number", "b", "b"), ("truth", "t", "t")):
            for group, (axes, count) in enumerate(self.schedule.counts[kind].items()):
                lines.append(f"    {row_names(letter_for(letter, axes, self.schedule.counts[kind]), range(count))} = {source}[{group}]")
        for step in self.schedule.steps:
            lines += self._step(step)
        for part in self.parts:
            if not isinstance(part.value, Bound) or self.schedule.places[part.value.value].kind != "output":
                lines.append(f"    np.copyto({part.view}, {self._aligned(part.value, part.places, part.rank)})")
        return "\n".join([*lines, f"    return {self._validity()}, {self._at(self.program.suspect)}"])

    def _step(self, step: Step) -> list[str]:
        instruction, target = step.instruction, self._name(step.place)
        operation = instruction.operation
        if operation.startswith("size "):
            return []
        if operation in REDUCTIONS or operation in CALLED or operation in vector_functions():
            return [self._reduction(step, target)]
        if operation == "inverse_distribution":
            names = [*(self._value(reading.value) for reading in instruction.readings), target, *map(self._name, step.spare)]
            return [f"    inverse_distribution({', '.join(names)})"]
        if operation in matrix_functions():
            names = [*(self._value(reading.value) for reading in instruction.readings), target, *map(self._name, step.spare), "s"]
            return [f"    {operation}({', '.join(names)})"]
        rank = len(instruction.axes)
        operands = [self._operand(operand, rank) for operand in instruction.operands]
        if operation == "diagonal":
            return [f'    np.copyto({target}, np.einsum("iim->im", {operands[0]}))']
        if operation == "is_class":
            return [f"    np.equal(np.arange(sizes[{literal(instruction.axes[0])}])[:, np.newaxis], {operands[0]}, out={target})"]
        if operation == "pick":
            operands = [number_text(each.value) if isinstance(each, Literal) else self._value(each.value) for each in instruction.operands]
            return [f"    pick({operands[0]}, {operands[1]}, {target})"]
        if operation == "select":
            where, chosen, other = operands
            return [f"    np.copyto({target}, {other})", f"    np.copyto({target}, {chosen}, where={where})"]
        if operation in primitives():
            return [f"    spread(({', '.join(operands)}{',' if len(operands) == 1 else ''}), {operation}, {target}, s)"]
        return [f"    {OPERATIONS[operation].numpy}({', '.join(operands)}, out={target})"]

    def _reduction(self, step: Step, target: str) -> str:
        instruction = step.instruction
        rank = len(self.program.axes(instruction.readings[0].value))
        names = [self._operand(operand, rank) for operand in instruction.operands]
        names += [self._name(place) for place in step.spare]
        if instruction.operation in REDUCED:
            return f"    {REDUCED[instruction.operation]}({names[0]}, axis={instruction.axis}, out={target})"
        moved = [first_axis(name, instruction.axis) for name in names]
        if instruction.operation.startswith("others") and instruction.axis:
            target = first_axis(target, instruction.axis)
        if instruction.operation in vector_functions():
            count = len(instruction.operands)
            return f"    {instruction.operation}({', '.join([*moved[:count], target, *moved[count:], 's'])})"
        arguments = [moved[0], target, *moved[1:]] if instruction.operation != "at_largest" else [*moved, target]
        return f"    {CALLED[instruction.operation]}({', '.join(arguments)})"

    def _frame(self, text: str) -> list[str]:
        """The functions of the frame, and of the reductions those that the text calls or that these call."""
        own, other = functions_of(reductions), functions_of(packed) if self.packed else {}
        wanted = {name for name in own if f"{name}(" in text}
        while more := {name for name in own if any(f"{name}(" in own[each] for each in wanted)} - wanted:
            wanted |= more
        return [
            part
            for name, part in {**functions_of(frame), **other, **functions_of(range_of_floats), **functions_of(memory), **own}.items()
            if name in wanted or name not in {*own, "block", "repair"}
        ]

    def _validity(self) -> str:
        truths = [self._at(value) for value in self.program.requirements]
        if len(truths) > 1:
            return f"np.logical_and.reduce([{', '.join(truths)}])"
        return truths[0] if truths else "None"

    def _at(self, value: Operand | None) -> str:
        return (
            "None"
            if value is None
            else self._name(self.schedule.places[value.value])
            if isinstance(value, Bound)
            else number_text(value.value)
        )

    def _operand(self, operand: Reading | Literal, rank: int) -> str:
        if isinstance(operand, Literal):
            return number_text(operand.value)
        return turned(self._value(operand.value), operand.places, rank)

    def _aligned(self, operand: Operand, places: tuple[int, ...], rank: int) -> str:
        return number_text(operand.value) if isinstance(operand, Literal) else turned(self._value(operand.value), places, rank)

    def _value(self, value: int) -> str:
        place = self.schedule.places[value]
        if place.kind == "size":
            instruction = self.program.instruction(value)
            return f"float(sizes[{literal(instruction.operation.removeprefix('size '))}])" if instruction else ""
        return self._name(place)

    def _name(self, place: Place) -> str:
        if place.kind in ("input", "output"):
            return f"x{place.index}" if place.kind == "input" else "o"
        counts = self.schedule.counts.get(place.kind, {})
        return f"{letter_for('t' if place.kind == 'truth' else 'b', place.axes, counts)}{place.index}"


KINDS = {"FREE": ("real",), "WHOLE": WHOLE, "SIMPLEXES": ("simplex",), "SYMMETRIC": ("symmetric", "spd")}
