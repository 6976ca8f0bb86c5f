"""The NumPy target: the text of a standalone module from a program and its frame."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

from derivations.codegen import frame_generated
from derivations.codegen.document import literal, number
from derivations.codegen.exactness import rounds_once
from derivations.codegen.frame_texts import frame_functions
from derivations.codegen.infinities import told_early
from derivations.codegen.inputs import BELOW_ZERO
from derivations.codegen.loads import loads
from derivations.codegen.operations import OPERATIONS
from derivations.codegen.packing import packed
from derivations.codegen.pieces import unpacked_rows
from derivations.codegen.primitives import primitives
from derivations.codegen.program import Literal
from derivations.codegen.quick_numbers import HELPER, with_quick_numbers
from derivations.codegen.schedule import schedule
from derivations.codegen.square_differences import factored
from derivations.codegen.tidy import EXTREMES, ZERO, tidied
from derivations.codegen.unread import without_unread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.codegen.inputs import Inputs
    from derivations.codegen.program import Operand, Program
    from derivations.codegen.schedule import Place, Schedule, Step

TABLES = ("CORES", "RESULT", "COLUMNS", "COPIES", "SPANS", "ORDER", "OPEN", "ENDS", "LIMITS", "WHOLE", "MIRRORS")
READ = ("PROVENANCE", "make_workspace")  # by others
TYPES = dict.fromkeys(TABLES, ": Any")  # they may be empty
LINE = 140
SHORT = 7  # characters of a number that can be read as a name
UNREPAIRED = """def repair(x: Any, o: Any, where: Any) -> Any:
    \"\"\"Some function here has no second way to be computed: values stay.\"\"\"
    return []"""
UNTOLD = {"gamma": ("np.reciprocal({})", "np.multiply({}, 1.0475e306)")}  # they overflow where SciPy's function does, which does not tell
PREFIX = {"number": "b", "truth": "t", "output": "o"}


class NumpySource:
    """Writes the parts of a module one by one."""

    def __init__(self, name: str, program: Program, inputs: Inputs, shape: tuple[int, ...], slow: str = "") -> None:
        """``program.outputs`` are the entries of the result, row by row; ``slow`` is the text of the path for elements that lose digits."""
        self.name, self.program, self.inputs, self.shape, self.slow = name, program, inputs, shape, slow
        self.columns, self.copies = distinct_entries(program.outputs, shape)
        program.outputs = list(self.columns.values())
        nonnegative = {row for row, each in enumerate(inputs.rows) if each.low >= BELOW_ZERO}
        self.program = program = packed(told_early(factored(tidied(program, nonnegative))))
        self.schedule: Schedule = schedule(program)
        self.numbers: dict[str, str] = {}  # the names in the module of numbers, by their texts

    def module(self, documentation: str, provenance: str) -> str:
        """The whole text, without what nothing in it reads."""
        computing = self.computing()
        head = [
            f'"""{documentation.splitlines()[0]}\n\nWritten by fisherproof; change the derivation, not this file.\n"""',
            "from __future__ import annotations",
            "\n".join(["import math", "from typing import Any", "", *self.packages(computing)]),
            f"PROVENANCE = {provenance}",
            self.constants(),
        ]
        functions = [self._public(documentation), *computing, *frame_functions(packs=self.packs, exact=rounds_once(self.program))]
        return without_unread("\n\n".join(head) + "\n\n\n" + "\n\n\n".join(functions) + "\n", (self.name, *READ))

    @property
    def packs(self) -> bool:
        """Whether some calls of a primitive are made at once."""
        return any(len(steps) > 1 for steps in self.schedule.steps)

    def computing(self) -> list[str]:
        """The texts of the block, of what computes elements again, and of the primitives."""
        used = needed_primitives(self.program)
        block = self._block()
        texts = [with_quick_numbers(primitives()[name].source().strip(), self._constant) for name in used]
        alias = ["Array = NDArray[np.float64]"] if used else []
        helper = [HELPER] if any("arrays(" in text for text in texts) else []
        read = without_unread("\n\n\n".join([block, *texts]), ["block"])
        forgotten = "".join(f"    {name}.clear()\n" for name in re.findall(r"^(\w+_LAST): dict", read, re.MULTILINE))
        block = block.replace('block."""\n', f'block."""\n{forgotten}', 1)  # what entries share is of one block
        return [block, self.slow or UNREPAIRED, *alias, *helper, *texts]

    def packages(self, computing: Sequence[str]) -> list[str]:
        """The lines that import what these texts read of other packages."""
        used = needed_primitives(self.program)
        lines = ["import numpy as np"]
        lines += ["import scipy.special"] if any(primitives()[name].needs_scipy() for name in used) else []
        lines += ["from numpy.typing import NDArray"] if used else []
        return [*lines, *(["from scipy import special"] if "    special." in computing[0] else [])]

    def constants(self) -> str:
        """What the frame and the texts of ``computing``, which come first, read."""
        rows, schedule_, used = self.inputs.rows, self.schedule, needed_primitives(self.program)
        values = {
            "BLOCK": min([schedule_.block_length(len(rows) + len(self.columns)), *(primitives()[name].block for name in used)]),
            **{each: getattr(frame_generated, each) for each in ("FEW", "NEIGHBOURS", "EIGHT", "FEWEST")},
            "NAME": self.name,
            "ARGUMENTS": tuple(self.inputs.types),
            "CORES": tuple(spec.shape for spec in self.inputs.types.values()),
            "RESULT": self.shape,
            "COLUMNS": tuple((..., *place) for place in self.columns),
            "COPIES": tuple(((..., *place), list(self.columns).index(first)) for place, first in self.copies),
            **loads(self.inputs),
            "LIMITS": tuple((row.low, row.high) for row in rows),
            "WHOLE": tuple(index for index, row in enumerate(rows) if row.whole),
            "MIRRORS": self.inputs.mirrors,
        }
        lines = [f"{name}{TYPES.get(name, '')} = {literal(value)}" for name, value in values.items()]
        counts = (len(rows), max(1, schedule_.numbers), schedule_.scratch, schedule_.truths)
        lines.append(f"INPUTS, NUMBERS, SCRATCH, TRUTHS = {', '.join(map(str, counts))}")
        lines += [f"{name} = np.array({value})" for value, name in self.numbers.items()]
        lines += ["ZEROS = np.zeros(BLOCK)"] if self._reads_zeros() else []
        return "\n".join([*lines, "FLAGS = TRUTHS + 3", "ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)"])

    def _public(self, documentation: str) -> str:
        body = "\n".join(f"    {line}".rstrip() for line in documentation.splitlines())
        call = ", ".join(self.inputs.types) + ("," if len(self.inputs.types) == 1 else "")
        head = signature(self.name, [*(f"{name}: Any" for name in self.inputs.types), "out: Any = None", "workspace: Any = None"])
        return f'{head}\n    """{body.strip()}\n    """\n    return run(({call}), out, workspace)'

    def _block(self) -> str:
        lines = ["def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:", '    """Every entry of one block."""']
        counts = {"x": len(self.inputs.rows), "b": self.schedule.numbers, "t": self.schedule.truths, "o": len(self.columns)}
        for prefix, count in counts.items():
            lines += unpacked_rows(prefix, count)
        lines += ["    zeros = ZEROS[: len(o0)]"] if self._reads_zeros() else []
        for steps in self.schedule.steps:
            lines += self._step(steps[0].instruction, steps[0].place) if len(steps) == 1 else self._steps(steps)
        lines += self._copied_outputs()
        joined, valid = self._validity()
        return "\n".join([*lines, *joined, f"    return {valid}, {self._at(self.program.suspect)}"])

    def _steps(self, steps: tuple[Step, ...]) -> list[str]:
        """Calls of a primitive that are made at once."""
        calls = zip(*(step.instruction.operands for step in steps), strict=True)
        operands = ", ".join(self._array(operand) for each in calls for operand in each)
        targets = ", ".join(self._name(step.place) for step in steps)
        name = steps[0].instruction.operation
        rows = all(step.place.kind == "number" for step in steps)  # for a result, the memory counts; any other row is what has its name
        head = f"    {targets} = abreast(" if rows else "    together("
        flat = f"{head}{name}, [{operands}], [{targets}], s)"
        inner = f"        {name}, [{operands}], [{targets}], s"
        apart = [inner] if len(inner) <= LINE else [f"        {part}," for part in (name, f"[{operands}]", f"[{targets}]", "s")]
        return [flat] if len(flat) <= LINE else [head, *apart, "    )"]

    def _step(self, instruction: Any, place: Place) -> list[str]:
        target = self._name(place)
        if instruction.operation in primitives():
            return [f"    {instruction.operation}({', '.join(map(self._operand, instruction.operands))}, {target}, s)"]
        if instruction.operation == "select":
            where, chosen, other = map(self._array, instruction.operands)
            start = [] if other == target else [f"    {target}[...] = {other}"]
            return [*start, f"    if 1 in {where}.tobytes():", f"        np.putmask({target}, {where}, {chosen})"]  # none, as a rule
        operation = OPERATIONS[instruction.operation]
        operands = ", ".join(map(self._array, instruction.operands))
        if operation.name in EXTREMES and ZERO in instruction.operands:
            operands = ", ".join("zeros" if operand == ZERO else self._array(operand) for operand in instruction.operands)
        if operation.numpy.startswith("special."):  # there are none for longer floats
            operands = ", ".join(f"{operand}.astype(np.float64, copy=False)" for operand in map(self._array, instruction.operands))
        keyword = "out=" if operation.name in EXTREMES else ""  # NumPy 2.4 wants the keyword for these two
        told = [f"    {text.format(self._array(instruction.operands[0]))}" for text in UNTOLD.get(operation.name, ())]
        return [*told, f"    {operation.numpy}({operands}, {keyword}{target})"]

    def _reads_zeros(self) -> bool:
        """Whether numbers are compared with zero: NumPy has vector instructions for two rows, and none for a row and a number."""
        steps = (step.instruction for steps in self.schedule.steps for step in steps)
        return any(each.operation in EXTREMES and ZERO in each.operands for each in steps)

    def _array(self, operand: Operand) -> str:
        """An operand of a ufunc: converting a number to an array costs more than a small operation, so it is done once."""
        if isinstance(operand, Literal):
            return self._constant(operand.value)
        return self._operand(operand)

    def _constant(self, value: float) -> str:
        """The name of the array of a number: short ones are told by it, minus as m; minus zero is another number than zero."""
        text = number(value)
        short = text.removesuffix(".0").replace(".", "_").replace("-", "m")
        return self.numbers.setdefault(text, f"N{short}" if len(short) <= SHORT and short[-1].isdigit() else f"C{len(self.numbers)}")

    def _copied_outputs(self) -> list[str]:
        lines = []
        for column, output in enumerate(self.program.outputs):
            place = self.schedule.places.get(output) if isinstance(output, int) else None
            if place is None or place.kind != "output" or place.index != column:
                lines.append(f"    o{column}[...] = {self._operand(output)}" if place else f"    o{column}.fill({self._operand(output)})")
        return lines

    def _validity(self) -> tuple[list[str], str]:
        """Lines that join the truths without which inputs are outside their types, and where they are joined."""
        first, *others = [self._at(value) for value in self.program.requirements] or ["None"]
        lines = [
            f"    np.logical_and({left}, {other}, t[-1])"  # one of those that the frame uses
            for left, other in zip([first, *["t[-1]"] * len(others)], others, strict=False)
        ]
        return lines, "t[-1]" if others else first

    def _at(self, value: int | None) -> str:
        return "None" if value is None else self._operand(value)

    def _operand(self, operand: Operand) -> str:
        return number(operand.value) if isinstance(operand, Literal) else self._name(self.schedule.places[operand])

    def _name(self, place: Place) -> str:
        return f"x{place.index}" if place.kind == "input" else f"{PREFIX[place.kind]}{place.index}"


def distinct_entries(outputs: Sequence[Operand], shape: tuple[int, ...]) -> tuple[dict[tuple[int, ...], Operand], list[Any]]:
    """The entries that are computed, by their place, and the places that are copies of others."""
    columns: dict[tuple[int, ...], Operand] = {}
    first: dict[str, tuple[int, ...]] = {}
    copies = []
    for place, output in zip(itertools.product(*(range(size) for size in shape)), outputs, strict=True):
        if repr(output) in first:
            copies.append((place, first[repr(output)]))
        else:
            first[repr(output)] = place
            columns[place] = output
    return columns, copies


def needed_primitives(program: Program) -> list[str]:
    """The primitives a program calls and those they use, callees first."""
    ordered: list[str] = []

    def visit(name: str) -> None:
        for used in primitives()[name].uses:
            visit(used)
        if name not in ordered:
            ordered.append(name)

    for name in sorted({instruction.operation for instruction in program.instructions} & set(primitives())):
        visit(name)
    return ordered


def signature(name: str, parameters: list[str]) -> str:
    """The first line of a function, broken where a formatter would."""
    flat = ", ".join(parameters)
    for text in (f"def {name}({flat}) -> Any:", f"def {name}(\n    {flat}\n) -> Any:"):
        if max(map(len, text.splitlines())) <= LINE:
            return text
    lines = "".join(f"    {parameter},\n" for parameter in parameters)
    return f"def {name}(\n{lines}) -> Any:"
