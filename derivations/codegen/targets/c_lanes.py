"""C for every size: some elements of a kernel side by side, so that few classes, too, are vectors of numbers to the processor.

Every number of an element is an array of LANES numbers, one an element. What functions of whole vectors or matrices compute has no lanes.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from derivations.codegen.inputs import BELOW_ZERO, ENDS, WHOLE
from derivations.codegen.program import Literal
from derivations.codegen.targets.c_arrays import ALONG, CALLS, MATRICES, NAMED, SPREAD, CArraySource
from derivations.codegen.targets.c_functions import c_number
from derivations.codegen.targets.c_lane_functions import LOOP

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from derivations.codegen.arrays.program import Axes, Instruction, Operand, Reading
    from derivations.codegen.arrays.schedule import Step
    from derivations.language.types import TypeSpec

LANES = 16  # two of the longest vectors of today's processors, and of loops without dependence
FEW = 16  # sizes up to which elements are computed side by side; beyond, the entries of one fill a vector and the cache
FROM_ARRAYS = ("pick", "inverse_distribution")
END = "states[l] = inside[l] == 0.0 ? OUTSIDE : <invalid> ? INVALID : <lost> ? LOST : ORDINARY;"
TOGETHER = """/* Some elements from one on; whether they are computed, which they are not where numbers have left the range of floats. */
static int NAME_together(size_t first, size_t n, const size_t *sizes, const struct NAME_array *arrays, double *work,
    unsigned char *doubtful, size_t *found)
{
<sizes>    const size_t width = n - first < LANES ? n - first : LANES;
    double *const o = work;
<copies>    const double *x[INPUTS];
    const struct NAME_array *const target = &arrays[INPUTS];
    enum state states[LANES];
<reads>    NAME_lanes(sizes, x, o, <rest>, states);
    if (fetestexcept(FE_OVERFLOW | FE_UNDERFLOW)) {
        feclearexcept(FE_OVERFLOW | FE_UNDERFLOW);
        return 0;
    }
    for (size_t l = 0; l < width; l++) {
        char *place = target->start + (ptrdiff_t)(first + l) * target->step;
        const int is_value = states[l] != OUTSIDE && states[l] != INVALID;
        int beyond = 0;
        for (size_t k = 0; k < <entries>; k++) {
            if (is_value) beyond |= !(fabs(o[k * LANES + l]) < INFINITY);
            else o[k * LANES + l] = NAN;
        }
<stores>        if (doubtful) doubtful[first + l] = beyond ? 2 : states[l] == LOST;
        *found += beyond || states[l] == LOST;
    }
    return 1;
}"""
TRIED = """        if (<few> && i >= tried) {
            tried = i + LANES;
            if (NAME_together(i, n, sizes, arrays, work, doubtful, &found)) {
                i = tried - 1;
                continue;
            }
        }
"""


class CLanes(CArraySource):
    """Writes ``NAME_lanes(sizes, x, o, work, states)``: the entries of the results, and what is to be said of each element."""

    def is_written(self) -> bool:
        """Whether all that the program calls is there for elements side by side."""
        return not any(spec.kind in MATRICES for spec in self.types) and all(map(self._is_written, self.schedule.steps))

    def _is_written(self, step: Step) -> bool:
        operation, operands = step.instruction.operation, step.instruction.operands
        if operation in (*ALONG, *SPREAD, *FROM_ARRAYS):
            return not any(isinstance(operand, Literal) for operand in operands)
        return operation not in CALLS

    def few(self) -> str:
        """The condition under which elements are computed side by side."""
        return " && ".join(f"s{place} <= FEW" for place in range(len(self.open))) or "1"

    def text(self) -> str:
        """The function."""
        lines = [f"const size_t s{place} = sizes[{place}];" for place in range(len(self.open))]
        lines += [f"(void)s{place};" for place in range(len(self.open))]
        lines += [f"const double *x{place} = x[{place}];" for place in range(len(self.types))]
        lines += ["double inside[LANES];", *self._memory(), f"{LOOP} inside[l] = 1.0;"]
        lines += [test for place, spec in enumerate(self.types) for test in self._tests(f"x{place}", spec)]
        lines += [line for step in self.schedule.steps for line in self._step(step)]
        lines += [line for part in self.order.assembled.parts for line in self._part(part)]
        invalid = " || ".join(f"{self._scalar(truth)} == 0.0" for truth in self.program.requirements) or "0"
        lost = "0" if self.program.suspect is None else f"{self._scalar(self.program.suspect)} != 0.0"
        lines += [f"for (size_t l = 0; l < LANES; l++) {END}".replace("<invalid>", f"({invalid})").replace("<lost>", f"({lost})")]
        body = "\n".join(f"    {line}" for line in lines)
        parameters = "const size_t *sizes, const double *const *x, double *o, double *work, enum state *states"
        told = "/* The results for LANES elements side by side. */"
        return f"{told}\nstatic void {self.order.options.name}_lanes({parameters})\n{{\n{body}\n}}"

    def _memory(self) -> list[str]:
        lines = []
        for place in self.places:
            name = self._name(place)
            array = [f"double *const {name} = work;", f"work += {self.count(place.axes)} * LANES;"]
            lines += array if place.axes else [f"double {name}[LANES];"]
        return lines

    def _step(self, step: Step) -> list[str]:
        operation = step.instruction.operation
        if operation not in FROM_ARRAYS:
            return super()._step(step)
        size = self.size(self.program.axes(step.instruction.readings[0].value)[0])
        return [f"{operation}_lanes({', '.join([size, *map(self._whole, step.instruction.operands), self._name(step.place)])});"]

    def _along(self, instruction: Instruction, name: str) -> list[str]:
        operation, axis = instruction.operation, instruction.axis
        own = self.program.axes(instruction.readings[0].value)
        letters = {place: f"i{place}" for place in range(len(own)) if place != axis}
        pointers = [part for operand in instruction.operands for part in self._pointer(operand, own, axis, letters)]
        rest = tuple(size for place, size in enumerate(own) if place != axis)
        if operation in SPREAD:
            index = self._index(own, {**letters, axis: "0"})
        else:
            index = self._index(rest, {number: letters[place] for number, place in enumerate(letters)})
        called = ", ".join([self.size(own[axis]), *pointers, f"{name} + ({index}) * LANES"])
        return super()._nest(rest, f"{NAMED.get(operation, operation)}_lanes({called});", list(letters.values()))

    def _pointer(self, operand: Reading | Literal, own: Axes, axis: int, letters: Mapping[int, str]) -> tuple[str, str]:
        assert not isinstance(operand, Literal)  # noqa: S101 - such programs have no lanes
        axes = tuple(own[place] for place in operand.places)
        index = self._index(axes, {number: letters.get(place, "0") for number, place in enumerate(operand.places)})
        after = axes[operand.places.index(axis) + 1 :] if axis in operand.places else None
        return f"{self._whole(operand)} + ({index}) * LANES", "0" if after is None else f"{self.count(after)} * LANES"

    def _nest(self, axes: Sequence[Any], inner: str, letters: Sequence[str] | None = None, *, each: bool = False) -> list[str]:
        """Loops over some axes, and over the elements, which is the one that makes vectors."""
        del each
        indent = "    " * len(axes)
        *outer, inside = super()._nest(axes, inner, letters)
        return [*outer, f"{indent}{LOOP}", f"    {inside}"]

    def _at(self, name: str, axes: Sequence[Any], letters: Mapping[int, str]) -> str:
        return self._entry(name, self._index(axes, letters))

    def _entry(self, name: str, index: str) -> str:
        return f"{name}[l]" if index == "0" else f"{name}[({index}) * LANES + l]"

    def _scalar(self, operand: Operand) -> str:
        return (
            c_number(operand.value) if isinstance(operand, Literal) else self._entry(self._name(self.schedule.places[operand.value]), "0")
        )

    def _tests(self, name: str, spec: TypeSpec) -> Iterator[str]:
        count, (low, high) = self.count(spec.shape), ENDS[spec.kind]
        if math.isinf(low) and math.isinf(high) and spec.kind not in WHOLE:
            yield f"finite_lanes({count}, {name}, inside);"
        else:
            upper = f"{self.size(spec.shape[0])} == 1 ? INFINITY : {c_number(high)}" if spec.kind == "simplex" else c_number(high)
            ends = f"{c_number(0.0 if low == BELOW_ZERO else low)}, {upper}, {int(low == BELOW_ZERO)}, {int(spec.kind in WHOLE)}"
            yield f"between_lanes({count}, {name}, {ends}, inside);"


def together(lanes: CLanes, stores: str) -> str:
    """The function that computes elements side by side where they stand; ``stores`` writes one of them."""
    sizes = "".join(f"    const size_t s{place} = sizes[{place}];\n    (void)s{place};\n" for place in range(len(lanes.open)))
    before, copies, reads = f"o + {lanes.count(lanes.order.request.value.shape)} * LANES", "", ""
    for place, spec in enumerate(lanes.types):
        copies += f"    double *const copy{place} = {before};\n"
        before = f"copy{place} + {lanes.count(spec.shape)} * LANES"
        rows, columns = [*map(lanes.size, spec.shape), "1", "1"][:2]
        start = f"arrays[{place}].start + (ptrdiff_t)first * arrays[{place}].step"
        reads += f"    x[{place}] = copy{place};\n"
        reads += f"    load_lanes({start}, arrays[{place}].step, arrays[{place}].axes, {rows}, {columns}, width, copy{place});\n"
    entries = lanes.count(lanes.order.request.value.shape)
    replaced = {"<sizes>": sizes, "<copies>": copies, "<reads>": reads, "<rest>": before, "<entries>": entries, "<stores>": stores}
    text = TOGETHER
    for mark, own in replaced.items():
        text = text.replace(mark, own)
    return text.replace("NAME", lanes.order.options.name)


def tried(lanes: CLanes) -> str:
    """Lines that compute the next elements side by side where sizes are few and nothing leaves the range of floats."""
    return TRIED.replace("<few>", lanes.few()).replace("NAME", lanes.order.options.name)
