"""C99 from a straight-line program: one inline function a primitive, a function of blocks, and functions of whole arrays around it."""

from __future__ import annotations

import itertools
import json
import math
import re
import textwrap
from typing import TYPE_CHECKING

from derivations.codegen.document import GENERATOR, LONGEST
from derivations.codegen.primitives import primitives
from derivations.codegen.targets.c_elementary import helpers
from derivations.codegen.targets.c_functions import c_functions
from derivations.codegen.targets.c_loops import Block, template
from derivations.codegen.targets.c_names import argument_names, require_free
from derivations.codegen.targets.c_prelude import PRELUDE
from derivations.codegen.targets.needs import refuse_unknown, used_primitives

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.codegen.targets import Order

WIDTH = 110
MEMORY = 32_768  # numbers in all rows of a block
WATCHED = "_watched"  # the name of the function that also marks elements
FLAGS_TOLD = (
    "Compile with -O3 -std=c99 (and -ffp-contract=off where C99 does not imply it), never with -ffast-math; link with -lm. Several times as"
    " fast, and the same to rounding: with -march=native -fno-math-errno -fno-trapping-math -fopenmp-simd -DVECTORISED."
)
LOSS = "Elements in which digits cancel are not computed again, as the target numpy does; {} marks them."
BEYOND = (
    "Where a number on the way leaves the range of floats, an entry is an infinity or nan inside the types too, or has lost digits; the"
    " target numpy, and the Python module of this target (-o FILE.py), compute it again."
)
FORGET = """        for (size_t i = 0; i < length && doubtful; i++) marks[i] = 0.0;
"""  # where only what left the range of floats is marked
COUNT = """        for (size_t i = 0; i < length; i++) {
            if (doubtful) doubtful[first + i] = (unsigned char)marks[i];
            found += marks[i] != 0.0;
        }
"""
COPY = """        for (size_t i = 0; i < length && doubtful; i++) doubtful[first + i] = (unsigned char)marks[i];
"""
STREAMS = 16  # rows of arguments from which on processors do not fetch them all ahead by themselves
WHOLE = """        found += NAME_block(length, x, out, marks);
"""
PARTS = """        for (size_t part = 0; part < length; part += PART) {
            const size_t size = length - part < PART ? length - part : PART;
            if (n > FAR / INPUTS && first + part + 2 * PART <= n) {
                for (int j = 0; j < INPUTS; j++) {
                    for (size_t k = PART; k < 2 * PART; k += 8) FETCH((const void *)((uintptr_t)x[j] + k * sizeof(double)));
                }
            }
            found += NAME_block(size, x, out, marks + part);
            for (int j = 0; j < INPUTS; j++) x[j] += size;
            for (int j = 0; j < OUTPUTS; j++) out[j] += size;
        }
"""
STRIDED = """/* NAME for arrays of any layout, first the arguments, then out, which overlaps none. It returns zero if nothing is doubtful;
   doubtful[i], where it is not NULL, is 1 where digits may have been lost, 2 where numbers may have left the range of floats, as
   arguments beyond 2^128 and entries that are no finite numbers tell, unless these are poles or outside of domains; else 0. */
size_t NAME_strided(size_t n, const struct NAME_array *arrays, unsigned char *doubtful)
{
    double copies[INPUTS + OUTPUTS][BLOCK];
    const double *x[INPUTS];
    double *out[OUTPUTS];
    char *starts[INPUTS + OUTPUTS];
    ptrdiff_t steps[INPUTS + OUTPUTS];
    double marks[BLOCK];
    size_t found = 0;
    for (int j = 0; j < INPUTS + OUTPUTS; j++) {
        const struct NAME_array *array = &arrays[PLACES[j][0]];
        starts[j] = array->start;
        for (int k = 0; k < AXES; k++) starts[j] += PLACES[j][k + 1] * array->axes[k];
        steps[j] = array->step;
    }
    for (size_t first = 0; first < n; first += BLOCK) {
        const size_t length = n - first < BLOCK ? n - first : BLOCK;
        for (int j = 0; j < INPUTS; j++) {
            x[j] = row_of(starts[j], steps[j]) ? (const double *)starts[j] : copies[j];
            if (x[j] == copies[j]) gather(length, starts[j], steps[j], copies[j]);
        }
        for (int j = INPUTS; j < INPUTS + OUTPUTS; j++) {
            out[j - INPUTS] = row_of(starts[j], steps[j]) ? (double *)starts[j] : copies[j];
        }
<forget><compute>        for (int j = INPUTS; j < INPUTS + OUTPUTS; j++) {
            if (!row_of(starts[j], steps[j])) scatter(length, copies[j], starts[j], steps[j]);
        }
<count>        for (int j = 0; j < INPUTS + OUTPUTS; j++) starts[j] += (ptrdiff_t)length * steps[j];
    }
    return found;
}"""


def c_file(order: Order) -> str:
    """The text of a standalone file.

    Raises:
        ClaimError: the name means something in C.
        DerivationError: C has no such function.
    """
    require_free(order.options.name)
    program = order.watched or order.program
    refuse_unknown(program, "C", template)
    functions = c_functions([primitives()[name].scalar for name in used_primitives(program)])
    body = Block(program, order.request.inputs).text(order.options.name)
    calls = _calls(order)
    used = helpers("\n".join([*functions, body, *calls]))
    return "\n\n".join([_head(order), PRELUDE, *used, *functions, _definitions(order), body, *calls]) + "\n"


def _head(order: Order) -> str:
    """The comment at the top: what is computed, how it is called, where it comes from."""
    request, entries = order.request, order.forms.entries
    formula = str(entries[0]) if not request.value.shape else f"[{', '.join(map(str, entries))}]"
    shown = formula if len(formula) <= LONGEST else f"{formula[:LONGEST]} ..."
    size = "".join(f"[{size}]" for size in request.value.shape)
    lines = [f"{request.text}.", "", "Written by fisherproof; change the derivation, not this file.", "", "Computed as:", ""]
    lines += textwrap.wrap(shown, WIDTH, initial_indent="    ", subsequent_indent="    ")
    lines += ["", "Arrays are contiguous, n elements long, the axes of one element last; out may be none of the arguments:", ""]
    for name, spec in request.inputs.types.items():
        lines.append(f"    {name}: {spec}{'' if not spec.shape else ', as [n]' + ''.join(f'[{size}]' for size in spec.shape)}")
    lines += [f"    out: [n]{size}; nan where an argument lies outside its type", ""]
    lines += textwrap.wrap("No sum here loses digits." if order.watched is None else LOSS.format(order.options.name + WATCHED), WIDTH)
    lines += [*textwrap.wrap(BEYOND, WIDTH), *textwrap.wrap(FLAGS_TOLD, WIDTH), ""]
    record = {"let": dict(order.let), **{key: getattr(order.options, key) for key in ("name", "target", "dtype", "layout")}}
    lines += textwrap.wrap(json.dumps({"expression": request.text, **record, "generator": GENERATOR}), WIDTH)
    safe = "\n   ".join(lines).replace("*/", "* /").replace("/*", "/ *").replace("??", "? ?")
    return "/* " + re.sub(r"[ \t]+\n", "\n", safe) + " */"


def axes(order: Order) -> int:
    """How many axes an element has at most, one if none has any: of an argument or of the result."""
    return max(1, *(len(spec.shape) for spec in order.request.inputs.types.values()), len(order.request.value.shape))


def _in_parts(order: Order) -> bool:
    """Whether a block is computed part by part, while the next one is fetched from a memory that is far: in one loop over many rows."""
    inputs = order.request.inputs
    return len(inputs.rows) >= STREAMS and not Block(order.watched or order.program, inputs).rows


def _definitions(order: Order) -> str:
    """The size of a block, and where the numbers of an element stand: argument, then the place along each axis; last those of out."""
    request, program = order.request, order.watched or order.program
    types = list(request.inputs.types.values())
    width = axes(order)
    places = [(row.argument, *row.component) for row in request.inputs.rows]
    places += [(len(types), *place) for place in itertools.product(*(range(size) for size in request.value.shape))]
    rows = len(places) + len(Block(program, request.inputs).rows)
    block = next((size for size in (512, 256, 128, 64) if rows * size <= MEMORY), 32)
    table = ",\n".join(f"    {{{', '.join(map(str, [*place, *[0] * (1 + width - len(place))]))}}}" for place in places)
    name = order.options.name
    return "\n".join(
        [
            f"enum {{ BLOCK = {block}, INPUTS = {len(request.inputs.rows)}, OUTPUTS = {len(program.outputs)}, AXES = {width} }};",
            *(
                ["enum { PART = 32, FAR = 1 << 20 }; /* elements that are fetched together, numbers that no cache nearby holds */"]
                * _in_parts(order)
            ),
            "",
            "/* Where the numbers of an element stand: array, then the place along each axis; the outputs last. */",
            f"static const ptrdiff_t PLACES[INPUTS + OUTPUTS][1 + AXES] = {{\n{table},\n}};",
            "",
            "/* One array: where it starts, bytes from one element to the next, and along each axis from one entry to the next. */",
            f"struct {name}_array {{\n    char *start;\n    ptrdiff_t step, axes[AXES];\n}};",
        ]
    )


def _calls(order: Order) -> list[str]:
    """The public functions: for arrays of any layout, and for contiguous ones."""
    name, watched = order.options.name, order.watched is not None
    strided = STRIDED.replace("<compute>", PARTS if _in_parts(order) else WHOLE)
    strided = strided.replace("<forget>", "" if watched else FORGET).replace("<count>", COUNT if watched else COPY).replace("NAME", name)
    names = argument_names(order.request.inputs.types)
    if not watched:
        return [strided, _contiguous(order, name, names, [], "NULL")]
    told = f"/* {name}; doubtful[i] is 1 where digits may have been lost, 2 where numbers may have left the range of floats, else 0. */\n"
    call = f"{name}{WATCHED}({', '.join(['n', *names.values(), 'out', 'NULL'])});"
    plain = f"{_head_of(name, names, [])}\n{{\n    {call}\n}}"
    return [strided, told + _contiguous(order, name + WATCHED, names, ["unsigned char *doubtful"], "doubtful"), plain]


def _head_of(function: str, names: Mapping[str, str], more: list[str]) -> str:
    parameters = ["size_t n", *(f"const double *{name}" for name in names.values()), "double *out", *more]
    head = f"void {function}({', '.join(parameters)})"
    return head if len(head) <= WIDTH else f"void {function}(\n    " + ",\n    ".join(parameters) + ")"


def _contiguous(order: Order, function: str, names: Mapping[str, str], more: list[str], passed: str) -> str:
    shapes = [*(spec.shape for spec in order.request.inputs.types.values()), order.request.value.shape]
    lines = []
    for name, shape in zip([*names.values(), "out"], shapes, strict=True):
        steps = [8 * math.prod(map(int, shape[place:])) for place in range(len(shape) + 1)]
        axes = f", {{{', '.join(map(str, steps[1:]))}}}" if shape else ", {0}"
        lines.append(f"        {{(char *){name}, {steps[0]}{axes}}},")
    body = "\n".join(lines)
    array = f"struct {order.options.name}_array"
    call = f"{order.options.name}_strided(n, arrays, {passed});"
    return f"{_head_of(function, names, more)}\n{{\n    const {array} arrays[] = {{\n{body}\n    }};\n    {call}\n}}"
