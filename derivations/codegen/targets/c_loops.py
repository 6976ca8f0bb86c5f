"""The C function that computes a block of elements: loops over rows of numbers, which compilers turn into vector instructions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.codegen.inputs import BELOW_ZERO
from derivations.codegen.operations import OPERATIONS
from derivations.codegen.primitives import primitives
from derivations.codegen.targets.c_checks import EACH_WITH, FOUND, ODD, Checks, infinite
from derivations.codegen.targets.c_elementary import OWN
from derivations.codegen.targets.c_functions import MARK, c_number
from derivations.codegen.targets.c_marks import Range, spelled
from derivations.codegen.targets.c_settled import ALWAYS, Settled
from derivations.codegen.targets.c_stages import is_truth, stages
from derivations.codegen.targets.c_waves import FARTHEST, FARTHEST_BITS, NEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from derivations.codegen.inputs import Inputs
    from derivations.codegen.program import Instruction, Operand, Program

ROUNDING = 64 * 2.3e-16  # how far, relatively, an entry of a symmetric matrix may be from its mirror image
LONG = 64  # values of a loop that fill the registers: ints beside them would make compilers compute twice as many elements at a time
ORDINARY = "0x1p128"  # numbers that are nothing or of a size between the inverse and this are ordinary
FAR = "2.0"  # the mark of an element that may have left the range of floats, beside the truth that sums in it have lost digits
TOLD = "/* At most BLOCK elements, as rows of numbers; zero if no entry has left the range of floats, else these elements are marked. */"
TEMPLATES = {
    "maximum": "maximum({0}, {1})", "minimum": "minimum({0}, {1})", "sign": "sign({0})", "gamma": "tgamma({0})",
    "both": "{0} & {1}", "either": "{0} | {1}", **{name: f"{own}({{0}})" for name, own in OWN.items()},
}  # fmt: skip


def template(name: str) -> str:
    """How C writes an operation; empty where it cannot."""
    return TEMPLATES.get(name, OPERATIONS[name].c if name in OPERATIONS else "")


class Block:
    """Writes the function ``NAME_block(n, x, out, doubtful)``."""

    def __init__(self, program: Program, inputs: Inputs) -> None:
        """``program`` may mark elements."""
        self.program, self.inputs = program, inputs
        self.stages, self.rows = stages(program)
        self.checks = Checks(inputs)
        self.settled = Settled(program, inputs, self.rows)

    def text(self, name: str) -> str:
        """The text of the function."""
        parameters = "size_t n, const double *const *x, double *const *out, double *doubtful"
        odd = bool(self.checks.parts() or self._lost())
        lines = [*(f"double r{row}[BLOCK];" for row in self.rows), *[f"uint64_t {ODD} = 0;"] * odd]
        testing = bool(self.checks.parts())
        for place, stage in enumerate(self.stages):
            for call in stage.calls:
                lines += self._near(call) if self._instruction(call).operation in NEAR else self._loop([call], [call])
            last = place == len(self.stages) - 1
            if stage.values or last:
                lines += self._loop(stage.values, [value for value in stage.values if value in self.rows], last=last, testing=testing)
                testing = False
        lines += self._outside(odd=odd)
        body = "\n".join(f"    {line}" for line in [*lines, "return found;"])
        return f"{TOLD}\nstatic uint64_t {name}_block({parameters})\n{{\n{body}\n}}"

    def _loop(self, values: Iterable[int], kept: Iterable[int], *, last: bool = False, testing: bool = False) -> list[str]:
        """One loop that computes some values and keeps some in rows; the last one stores the outputs, and one tests the arguments."""
        values = list(values)
        own = set(values)
        read = [operand for value in values for operand in self._instruction(value).values]
        read += self.program.kept() if last else []
        read += range(len(self.program.inputs)) if testing else []
        lines = [self._load(value) for value in dict.fromkeys(sorted(read)) if value not in own]
        lost = self._lost() if last else ""
        parts = self.checks.parts() if testing else []
        lines += [f"{ODD} |= {part};" for part in parts]  # before the values, so that mirror images leave the registers
        lines += [self._value(value) for value in values]
        one = " ? 1.0 : 0.0" * (len(values) > LONG)
        lines += [f"r{value}[i] = v{value}{one * is_truth(self._instruction(value))};" for value in kept]
        lines += self._stores(one) if last else []
        lines += [f"{ODD} |= {infinite(lost)};"] if lost else []
        return [EACH_WITH if parts or lost else "EACH", "for (size_t i = 0; i < n; i++) {", *(f"    {line}" for line in lines), "}"]

    def _near(self, call: int) -> list[str]:
        """A function of our own for all elements, and the one of the library for those that are too far for it."""
        operation, operand = self._instruction(call).operation, self._operand(self._instruction(call).operands[0])
        loads = [self._load(value) for value in self._instruction(call).values]
        near = [f"far{call} |= beyond({operand}, {FARTHEST_BITS});", f"r{call}[i] = {NEAR[operation]}({operand});"]
        far = [f"if (!(fabs({operand}) <= {FARTHEST})) r{call}[i] = {operation}({operand});"]
        return [
            f"uint64_t far{call} = 0;",
            f"EACH_WITH(reduction(|:far{call}))",
            *["for (size_t i = 0; i < n; i++) {", *(f"    {line}" for line in (*loads, *near)), "}"],
            *[f"for (size_t i = 0; i < n && far{call} >> 63; i++) {{", *(f"    {line}" for line in (*loads, *far)), "}"],
        ]

    def _lost(self) -> str:
        """What is no finite number where an entry is none that may be wrong; empty if at ordinary arguments every entry is right.

        The checks know what is ordinary of whole numbers, and where zero is an end of the type; of others they do not find what is tiny.
        """
        known = all(row.whole or 0.0 in (row.low, row.high) for row in self.inputs.rows)
        return "" if known and self.settled.text == ALWAYS else Range(self.program, set(self.stages[-1].values)).text()

    def _instruction(self, value: int) -> Instruction:
        found = self.program.instruction(value)
        assert found is not None  # noqa: S101 - an input is computed by nothing
        return found

    def _load(self, value: int) -> str:
        if value < len(self.program.inputs):
            return f"const double x{value} = x[{value}][i];"
        truth = is_truth(self._instruction(value))
        return f"const {'int' if truth else 'double'} v{value} = r{value}[i]{' != 0.0' if truth else ''};"

    def _value(self, value: int) -> str:
        instruction = self._instruction(value)
        operands = [self._operand(operand) for operand in instruction.operands]
        if instruction.operation in primitives():
            return f"const double v{value} = {MARK}{instruction.operation}({', '.join(operands)});"
        kind = "int" if is_truth(instruction) else "double"
        return f"const {kind} v{value} = {template(instruction.operation).format(*operands)};"

    def _stores(self, one: str) -> list[str]:
        program = self.program
        valid = " & ".join(f"v{value}" for value in program.requirements)
        lines = [f"const int valid = {valid};"] if valid else []
        for place, output in enumerate(program.outputs):
            value = self._operand(output)
            lines.append(f"out[{place}][i] = {f'valid ? {value} : NAN' if valid else value};")
        if program.suspect is not None:
            doubt = f"v{program.suspect}{' & valid' * bool(valid)}{one}"
            made = self._instruction(program.suspect)
            if made.operation == "both" and not (valid or one or self.rows):  # so that compilers see no int
                doubt = "{} ? ({} ? 1.0 : 0.0) : 0.0".format(*map(self._operand, made.operands))
            lines.append(f"doubtful[i] = {doubt};")
        return lines

    def _outside(self, *, odd: bool) -> list[str]:
        """Elements with an argument outside its type are nan; ``found`` are those inside that are not ordinary, or have lost an entry."""
        outputs = range(len(self.program.outputs))
        loads = [f"    const double x{place} = x[{place}][i];" for place in range(len(self.program.inputs))]
        fill = [f"        out[{place}][i] = NAN;" for place in outputs]
        fill += ["        doubtful[i] = 0.0;"] if self.program.suspect is not None else []
        tested = "\n            && ".join(self._tests()) or "1"
        near = [f"sized(x{place}, {ORDINARY})" for place, _ in self.checks.rows]
        lost = ["        found = 1;", f"        doubtful[i] = {FAR};"]
        beyond = ["    } else if (!(" + "\n            && ".join(near) + ")) {", *lost] if near else []
        finite = " + ".join(f"out[{place}][i] * 0.0" for place in outputs)
        beyond += [f"    }} else if (!({finite} == 0.0)) {{", *self._unsettled(lost)]
        lines = ["for (size_t i = 0; i < n; i++) {", *loads, f"    if (!({tested})) {{", *fill, *beyond, "    }", "}"]
        return ["uint64_t found = 0;", *([f"if ({FOUND}) {{", *(f"    {line}" for line in lines), "}"] if odd else [])]

    def _unsettled(self, lost: list[str]) -> list[str]:
        """Mark an element with an entry that is no finite number, unless that is settled."""
        if not self.settled.text:
            return lost
        lines = [self._load(value) for value in self.settled.reads if value >= len(self.program.inputs)]
        lines += [self._value(value) for value in self.settled.values]
        lines += [f"if (!({self.settled.text})) {{"]
        return [*(f"        {line}" for line in lines), *(f"    {line}" for line in lost), "        }"]

    def _tests(self) -> Iterator[str]:
        for place, row in enumerate(self.inputs.rows):
            finite = row.low == -float("inf") and row.high == float("inf")
            if finite:
                yield f"(fabs(x{place}) < INFINITY)"
            else:
                yield f"(x{place} >= 0.0)" if row.low == BELOW_ZERO else f"(x{place} > {c_number(row.low)})"
                yield f"(x{place} < {c_number(row.high)})"
            if row.whole:
                yield f"(floor(x{place}) == x{place})"
        pairs = len(self.inputs.mirrors)
        for place, (first, second) in enumerate(self.inputs.mirrors):
            other = pairs + place
            size = f"fabs(x{place}) + fabs(x{other}) + sqrt(fabs(x{first})) * sqrt(fabs(x{second}))"
            yield f"(fabs(x{place} - x{other}) <= {ROUNDING!r} * ({size}))"

    def _operand(self, operand: Operand) -> str:
        return spelled(operand, len(self.program.inputs))
