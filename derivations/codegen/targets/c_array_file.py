"""The C99 file of a kernel for every size: the element, a function for arrays of any layout, and one for contiguous arrays."""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from derivations.codegen.arrays.schedule import primitives_of
from derivations.codegen.document import LONGEST
from derivations.codegen.primitives import primitives
from derivations.codegen.targets.c_array_functions import ARRAY_HELPERS
from derivations.codegen.targets.c_arrays import CALLS, CArraySource, written
from derivations.codegen.targets.c_elementary import HELPERS, helpers
from derivations.codegen.targets.c_functions import c_functions
from derivations.codegen.targets.c_lane_functions import LANE_HELPERS, LANE_MACRO
from derivations.codegen.targets.c_lanes import FEW, LANES, CLanes, together, tried
from derivations.codegen.targets.c_names import argument_names, require_free
from derivations.codegen.targets.c_prelude import PRELUDE
from derivations.codegen.targets.needs import refuse

if TYPE_CHECKING:
    from derivations.codegen.targets import ArrayOrder

WIDTH = 110
FLAGS_TOLD = (
    "Compile with -O3 -std=c99 (and -ffp-contract=off where C99 does not imply it), never with -ffast-math; link with -lm. Faster, and the"
    " same to rounding: with -march=native -fno-math-errno -fopenmp-simd -DVECTORISED. Calls with memory of their own may run at the same"
    " time; the flags of floating point exceptions are changed."
)
LOST = (
    "Elements in which digits cancel, or numbers leave the range of floats on the way, are not computed again, as the target numpy and the"
    " Python module of this target (-o FILE.py) do: NAME_strided marks them."
)
STATES = ("ORDINARY", "LOST", "INVALID", "OUTSIDE")
ARRAY = """/* One array: where it starts, bytes from one element to the next, and along each axis from one entry to the next. */
struct NAME_array {
    char *start;
    ptrdiff_t step, axes[AXES];
};"""
STRIDED = """/* NAME for arrays of any layout, first the arguments, then out, which overlaps none; sizes: <order>. It returns how many
   elements are doubtful; doubtful[i], where it is not NULL, is 1 where digits may have been lost, 2 where numbers have left the range of
   floats on the way or an entry is no finite number, else 0. */
size_t NAME_strided(size_t n, const size_t *sizes, const struct NAME_array *arrays, double *work, unsigned char *doubtful)
{
<sizes>    double *const o = work;
<copies>    double *const rest = <rest>;
    const struct NAME_array *const target = &arrays[INPUTS];
    size_t found = 0;
    feclearexcept(FE_OVERFLOW | FE_UNDERFLOW);
    for (size_t i = 0<tried>; i < n; i++) {
<lanes>        const double *x[INPUTS];
        char *place = target->start + (ptrdiff_t)i * target->step;
        enum state state;
        int beyond;
<reads>        state = NAME_element(sizes, x, o, rest);
        beyond = fetestexcept(FE_OVERFLOW | FE_UNDERFLOW) != 0;
        if (beyond) feclearexcept(FE_OVERFLOW | FE_UNDERFLOW);
        beyond &= state != OUTSIDE;
        beyond |= state != OUTSIDE && state != INVALID && !finite_numbers(<entries>, o);
        if (state == OUTSIDE || state == INVALID) {
            for (size_t k = 0; k < <entries>; k++) o[k] = NAN;
        }
<stores>        if (doubtful) doubtful[i] = beyond ? 2 : state == LOST;
        found += beyond || state == LOST;
    }
    return found;
}"""

PACKED = """        for (size_t j = 0; j < SIZE; j++) {
            for (size_t k = j; k < SIZE; k++) {
                memcpy(place, &o[<entry>], sizeof *o);
                place += target->axes[0];
            }
        }
"""


def c_array_file(order: ArrayOrder) -> str:
    """The text of a standalone file.

    Raises:
        ClaimError: the name means something in C.
        DerivationError: C has no such function.
    """
    require_free(order.options.name, {*ARRAY_HELPERS, *LANE_HELPERS, *CALLS, "work", "sizes", *STATES, "INPUTS", "AXES", "state"})
    source = CArraySource(order)
    operations = source.operations()
    refuse(operations, "C", written)
    used = sorted({primitive.name for operation in operations for primitive in primitives_of(operation)})
    functions = c_functions([primitives()[name].scalar for name in used])
    calls = [CALLS[operation].text("C") for operation in operations if operation in CALLS]
    array = ARRAY.replace("NAME", order.options.name)
    lanes = lanes_of(order)
    beside = [lanes.text(), together(lanes, _stores(source, "({}) * LANES + l"))] if lanes else []
    elements = [source.text(), array, *beside, _strided(source)]
    arrays = helpers("\n".join([*elements, *calls]), {**ARRAY_HELPERS, **LANE_HELPERS})
    own = helpers("\n".join([*functions, *arrays, *calls, *elements]), HELPERS)
    body = [*own, *functions, _definitions(source), *arrays, *calls, *elements, _workspace(source), _contiguous(source)]
    return "\n\n".join([_head(source), f"#include <fenv.h>\n{PRELUDE}", *([LANE_MACRO] if lanes else []), *body]) + "\n"


def lanes_of(order: ArrayOrder) -> CLanes | None:
    """What computes elements side by side, if there is such a text."""
    lanes = CLanes(order)
    return lanes if lanes.is_written() else None


def result_axes(source: CArraySource) -> int:
    """The axes of the stored result."""
    return 1 if source.order.request.packed else len(source.order.request.value.shape)


def stored(source: CArraySource) -> str:
    """How many numbers an element of the result has."""
    shape = source.order.request.value.shape
    size = source.size(shape[0]) if shape else "1"
    return f"{size} * ({size} + 1) / 2" if source.order.request.packed else source.count(shape)


def axes(source: CArraySource) -> int:
    """How many axes an element has at most, one if none has any."""
    return max(2, *(len(spec.shape) for spec in source.types), result_axes(source))


def _head(source: CArraySource) -> str:
    """The comment at the top: what is computed, how it is called, where it comes from."""
    order, request = source.order, source.order.request
    names = _names(source)
    lines = [
        f"{request.text}, for every size.",
        "",
        "Written by fisherproof; change the derivation, not this file.",
        "",
        "Computed as:",
        "",
    ]
    for part in order.assembled.parts:
        where = "" if part.rank == len(request.value.shape) else f"where {' = '.join(map(str, request.value.indices))}: "
        lines += textwrap.wrap(f"{where}{part.region.body}"[:LONGEST], WIDTH, initial_indent="    ", subsequent_indent="        ")
    lines += ["", "Arrays are contiguous, n elements long, the axes of one element last; out may be none of the arguments:", ""]
    lines += [f"    {names[size]}: the size {size}, at least 1" for size in source.open]
    for name, spec in request.types.items():
        shape = "".join(f"[{names.get(str(size), size)}]" for size in spec.shape)
        lines.append(f"    {names[name]}: {spec}{f', as [n]{shape}' if shape else ''}")
    shape = "".join(f"[{names.get(str(size), size)}]" for size in request.value.shape)
    if request.packed:
        size = names.get(str(request.value.shape[0]), request.value.shape[0])
        shape = f"[{size} * ({size} + 1) / 2], the upper triangle row by row"
    lines += [f"    out: [n]{shape}; nan where an argument lies outside its type"]
    call = f"{order.options.name}_workspace({', '.join(names[size] for size in source.open)})"
    lines += [f"    work: memory of {call} numbers, for one call at a time", ""]
    for text in (LOST.replace("NAME", order.options.name), FLAGS_TOLD):
        lines += textwrap.wrap(text, WIDTH)
    lines += ["", *textwrap.wrap(" ".join(order.provenance.split()), WIDTH)]
    safe = "\n   ".join(lines).replace("*/", "* /").replace("/*", "/ *").replace("??", "? ?")
    return "/* " + re.sub(r"[ \t]+\n", "\n", safe) + " */"


def _names(source: CArraySource) -> dict[str, str]:
    """Dimensions and arguments as C calls them."""
    return argument_names([*source.open, *source.order.request.types])


def _definitions(source: CArraySource) -> str:
    states = "/* What is to be said of an element: its digits may be lost, no value has its type, an argument lies outside its type. */"
    counts = f"enum {{ INPUTS = {len(source.types)}, AXES = {axes(source)}, LANES = {LANES}, FEW = {FEW} }};"
    return f"{counts}\n\n{states}\nenum state {{ {', '.join(STATES)} }};"


def _strided(source: CArraySource) -> str:
    """The function for arrays of any layout."""
    sizes = "".join(f"    const size_t s{place} = sizes[{place}];\n" for place in range(len(source.open)))
    sizes += "".join(f"    (void)s{place};\n" for place in range(len(source.open)))
    before, copies, reads = f"o + {source.count(source.order.request.value.shape)}", "", ""
    for place, spec in enumerate(source.types):
        copies += f"    double *const copy{place} = {before};\n"
        before = f"copy{place} + {source.count(spec.shape)}"
        rows, columns = [*map(source.size, spec.shape), "1", "1"][:2]
        start = f"arrays[{place}].start + (ptrdiff_t)i * arrays[{place}].step"
        reads += f"        x[{place}] = entries_of({start}, arrays[{place}].axes, {rows}, {columns}, copy{place});\n"
    lanes = lanes_of(source.order)
    replaced = {
        "<tried>": ", tried = 0" if lanes else "", "<lanes>": tried(lanes) if lanes else "",
        "<sizes>": sizes, "<copies>": copies, "<rest>": before, "<reads>": reads, "<stores>": _stores(source),
        "<entries>": source.count(source.order.request.value.shape), "<order>": ", ".join(_names(source)[size] for size in source.open),
        "NAME": source.order.options.name,
    }  # fmt: skip
    text = STRIDED
    for mark, own in replaced.items():
        text = text.replace(mark, own)
    return text


def _stores(source: CArraySource, entry: str = "{}") -> str:
    """Loops that write the result of one element where it belongs; ``entry`` is where a number of it stands."""
    shape = source.order.request.value.shape
    if source.order.request.packed:
        size = source.size(shape[0])
        return PACKED.replace("<entry>", entry.format("j * SIZE + k")).replace("SIZE", size)
    letters = [f"k{axis}" for axis in range(len(shape))]
    index = ""
    for letter, size in zip(letters, shape, strict=True):
        index = f"({index}) * {source.size(size)} + {letter}" if index else letter
    lines = [f"for (size_t {letter} = 0; {letter} < {source.size(size)}; {letter}++)" for letter, size in zip(letters, shape, strict=True)]
    to = "".join(f" + (ptrdiff_t){letter} * target->axes[{axis}]" for axis, letter in enumerate(letters))
    lines.append(f"memcpy(place{to}, &o[{entry.format(index or '0')}], sizeof *o);")
    return "".join(f"{'    ' * (2 + depth)}{line}\n" for depth, line in enumerate(lines))


def workspace_rows(source: CArraySource) -> list[tuple[int, tuple[int | str, ...]]]:
    """What the memory of a call holds: how many arrays of which axes; the result and a copy of every argument first."""
    shapes: list[tuple[int | str, ...]] = [source.order.request.value.shape, *(spec.shape for spec in source.types)]
    return [*((1, shape) for shape in shapes), *((count, tuple(axes)) for axes, count in source.rows().items())]


def _workspace(source: CArraySource) -> str:
    """The function that tells how much memory a call needs."""
    names, name = _names(source), source.order.options.name
    parameters = ", ".join(f"size_t {names[size]}" for size in source.open)
    sizes = "".join(f"    const size_t s{place} = {names[size]};\n" for place, size in enumerate(source.open))
    total = "\n        + ".join(f"{count} * ({source.count(shape)})" for count, shape in workspace_rows(source))
    told = f"/* How many numbers {name} needs as memory for one call. */"
    lanes = lanes_of(source.order)
    if lanes:
        total = f"({lanes.few()} ? LANES : 1) * ({total})"
    return f"{told}\nsize_t {name}_workspace({parameters})\n{{\n{sizes}    return {total};\n}}"


def _contiguous(source: CArraySource) -> str:
    """The function for contiguous arrays."""
    names, name, types = _names(source), source.order.options.name, source.order.request.types
    parameters = ["size_t n", *(f"size_t {names[size]}" for size in source.open), *(f"const double *{names[each]}" for each in types)]
    parameters += ["double *out", "double *work"]
    flat = f"void {name}({', '.join(parameters)})"
    head = flat if len(flat) <= WIDTH else f"void {name}(\n    " + ",\n    ".join(parameters) + ")"
    lines = [f"    const size_t sizes[] = {{{', '.join(names[size] for size in source.open)}}};"]
    lines += [f"    const size_t s{place} = {names[size]};\n    (void)s{place};" for place, size in enumerate(source.open)]
    shapes = [spec.shape for spec in types.values()] + ([()] if source.order.request.packed else [source.order.request.value.shape])
    rows = []
    for start, shape in zip([*(names[each] for each in types), "out"], shapes, strict=True):
        after = [source.count(shape[place:]) for place in range(len(shape) + 1)]
        if start == "out" and source.order.request.packed:
            after = [stored(source), "1"]
        texts = [f"(ptrdiff_t)({count}) * 8" if count != "1" else "8" for count in after]
        rows.append(f"        {{(char *){start}, {texts[0]}, {{{', '.join(texts[1:]) or '0'}}}}},")
    body = "\n".join([*lines, f"    const struct {name}_array arrays[] = {{", *rows, "    };"])
    return f"{head}\n{{\n{body}\n    {name}_strided(n, sizes, arrays, work, NULL);\n}}"
