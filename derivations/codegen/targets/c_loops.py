"""The C function that computes a block of elements: loops over rows of numbers, which compilers turn into vector instructions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.codegen.inputs import BELOW_ZERO
from derivations.codegen.operations import OPERATIONS
from derivations.codegen.primitives import primitives
from derivations.codegen.targets.c_elementary import OWN
from derivations.codegen.targets.c_functions import MARK, c_number
from derivations.codegen.targets.c_marks import Range, spelled
from derivations.codegen.targets.c_stages import is_truth, stages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from derivations.codegen.inputs import Inputs
    from derivations.codegen.program import Instruction, Operand, Program

ROUNDING = 64 * 2.3e-16  # how far, relatively, an entry of a symmetric matrix may be from its mirror image
CHAINS = 4  # sums that are computed side by side
SHORT = 12  # values of a loop beside which that inputs are finite is no burden
LONG = 64  # values of a loop that fill the registers: ints beside them would make compilers compute twice as many elements at a time
TOLD = "/* At most BLOCK elements, as rows of numbers; zero if no entry has left the range of floats. */"
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

    def text(self, name: str) -> str:
        """The text of the function."""
        parameters = "size_t n, const double *const *x, double *const *out"
        mark = ", double *doubtful" if self.program.suspect is not None else ""
        lines = [*(f"double r{row}[BLOCK];" for row in self.rows), "uint64_t found = 0;"]
        testing = bool(self._quick_tests() or self._finite())
        for place, stage in enumerate(self.stages):
            for call in stage.calls:
                lines += self._loop([call], [call])
            last = place == len(self.stages) - 1
            if stage.values or last:
                lines += self._loop(stage.values, [value for value in stage.values if value in self.rows], last=last, testing=testing)
                testing = False
        lines += self._outside()
        body = "\n".join(f"    {line}" for line in [*lines, "return found;"])
        return f"{TOLD}\nstatic uint64_t {name}_block({parameters}{mark})\n{{\n{body}\n}}"

    def _loop(self, values: Iterable[int], kept: Iterable[int], *, last: bool = False, testing: bool = False) -> list[str]:
        """One loop that computes some values and keeps some in rows; the last one stores the outputs, and one tests the arguments."""
        values = list(values)
        own = set(values)
        read = [operand for value in values for operand in self._instruction(value).values]
        read += self.program.kept() if last else []
        read += range(len(self.program.inputs)) if testing else []
        lines = [self._load(value) for value in dict.fromkeys(sorted(read)) if value not in own]
        lost = Range(self.program, own).text() if last else ""
        later = bool(lost and self._finite()) and testing and len(values) <= SHORT
        lines += self._found(later) if testing else []  # before the values, so that mirror images leave the registers
        lines += [self._value(value) for value in values]
        one = " ? 1.0 : 0.0" * (len(values) > LONG)
        lines += [f"r{value}[i] = v{value}{one * is_truth(self._instruction(value))};" for value in kept]
        lines += self._stores(one) if last else []
        lines += [f"found |= {f'product_sum({lost}, 0.0, finite)' if later else f'({lost}) * 0.0'} == 0.0 ? 0 : 1;"] if lost else []
        return ["EACH_OR" if testing or lost else "EACH", "for (size_t i = 0; i < n; i++) {", *(f"    {line}" for line in lines), "}"]

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

    def _outside(self) -> list[str]:
        """Elements with an argument outside its type are nan, and not beyond floats: careful tests where some failed the quick ones."""
        outputs = range(len(self.program.outputs))
        loads = [f"    const double x{place} = x[{place}][i];" for place in range(len(self.program.inputs))]
        fill = [f"        out[{place}][i] = NAN;" for place in outputs]
        fill += ["        doubtful[i] = 0.0;"] if self.program.suspect is not None else []
        tested = "\n            && ".join(self._tests()) or "1"
        finite = " + ".join(f"out[{place}][i] * 0.0" for place in outputs)
        beyond = [f"    }} else if (!({finite} == 0.0)) {{", "        found = 1;"]
        lines = ["for (size_t i = 0; i < n; i++) {", *loads, f"    if (!({tested})) {{", *fill, *beyond, "    }", "}"]
        return ["if (found) {", *(f"    {line}" for line in ["found = 0;", *lines]), "}"]

    def _found(self, later: bool) -> list[str]:  # noqa: FBT001 - the one parameter
        """The quick tests of the arguments of an element; whether they are finite is told ``later``, together with the entries."""
        finite, tests = self._finite(), self._quick_tests()
        lines = [f"const double finite = {finite};"] if finite else []
        tests += ["(finite == 0.0)"] if finite and not later else []
        return [*lines, *(["found |= " + "\n        & ".join(tests), "    ? 0 : 1;"] if tests else [])]

    def _quick_tests(self) -> list[str]:
        """What holds of all elements inside and of few outside, beside being finite: mirror images are equal."""
        rows, pairs = list(enumerate(self.inputs.rows)), len(self.inputs.mirrors)
        tests = []
        for place, row in rows[:pairs] + rows[2 * pairs :]:
            if row.low != -float("inf"):
                tests.append(f"(x{place} >= 0.0)" if row.low == BELOW_ZERO else f"(x{place} > {c_number(row.low)})")
            if row.high != float("inf"):
                tests.append(f"(x{place} < {c_number(row.high)})")
            if row.whole:
                tests.append(f"(floor(x{place}) == x{place})")
        return tests + [f"(x{place} == x{pairs + place})" for place in range(pairs)]

    def _finite(self) -> str:
        """Zero if all inputs are finite, and no number else: a few sums of products with zero, each too short to wait for itself."""
        pairs = len(self.inputs.mirrors)
        places = [place for place, row in enumerate(self.inputs.rows) if float("inf") in (-row.low, row.high)]
        places = [place for place in places if not pairs <= place < 2 * pairs]
        sums = []
        for start in range(min(len(places), CHAINS)):
            text = f"x{places[start]} * 0.0"
            for place in places[start + CHAINS :: CHAINS]:
                text = f"product_sum(x{place}, 0.0, {text})"
            sums.append(text)
        return "\n        + ".join(sums)

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
