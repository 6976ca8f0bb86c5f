"""C99 from a straight-line program: one static function a primitive, one loop over the elements."""

from __future__ import annotations

import json
import re
import textwrap
from typing import TYPE_CHECKING

from derivations.codegen.document import GENERATOR, LONGEST
from derivations.codegen.inputs import BELOW_ZERO
from derivations.codegen.operations import OPERATIONS
from derivations.codegen.primitives import primitives
from derivations.codegen.program import Literal
from derivations.codegen.targets.c_functions import MARK, c_functions, c_number, helpers
from derivations.codegen.targets.c_names import argument_names, require_free
from derivations.codegen.targets.needs import refuse_unknown, used_primitives

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.program import Instruction, Operand, Program
    from derivations.codegen.targets import Order

WIDTH = 110
ROUNDING = 64 * 2.3e-16  # how far, relatively, an entry of a symmetric matrix may be from its mirror image
WATCHED = "_watched"  # the name of the function that also marks elements
LOSS = "Elements in which digits cancel are not computed again, as the target numpy does; {} marks them."
OWN = {"maximum": "maximum({0}, {1})", "minimum": "minimum({0}, {1})", "sign": "sign({0})", "gamma": "tgamma({0})"}


def c_file(order: Order) -> str:
    """The text of a standalone file.

    Raises:
        ClaimError: the name means something in C.
        DerivationError: C has no such function.
    """
    require_free(order.options.name)
    program = order.watched or order.program
    refuse_unknown(program, "C", _template)
    functions = c_functions([primitives()[name].scalar for name in used_primitives(program)])
    body = _Loop(order).text()
    used = helpers("\n".join([*functions, body]))
    return "\n\n".join([_head(order), "#include <math.h>\n#include <stddef.h>", *used, *functions, body]) + "\n"


def _template(name: str) -> str:
    """How C writes an operation; empty where it cannot."""
    return OWN.get(name, OPERATIONS[name].c if name in OPERATIONS else "")


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
    lines += ["Compile with -O3 -std=c99 (and -ffp-contract=off where C99 does not imply it), never with -ffast-math; link with -lm.", ""]
    record = {"let": dict(order.let), **{key: getattr(order.options, key) for key in ("name", "target", "dtype", "layout")}}
    lines += textwrap.wrap(json.dumps({"expression": request.text, **record, "generator": GENERATOR}), WIDTH)
    safe = "\n   ".join(lines).replace("*/", "* /").replace("/*", "/ *").replace("??", "? ?")
    return "/* " + re.sub(r"[ \t]+\n", "\n", safe) + " */"


class _Loop:
    """Writes the function itself."""

    def __init__(self, order: Order) -> None:
        self.order, self.inputs = order, order.request.inputs
        self.program = order.watched or order.program
        self.watched = order.watched is not None
        self.names = argument_names(self.inputs.types)

    def text(self) -> str:
        name = self.order.options.name
        body = "\n".join(f"        {line}" for line in [*self._loads(), *self._validity(), *self._values(), *self._stores()])
        loop = f"{{\n    for (size_t i = 0; i < n; i++) {{\n{body}\n    }}\n}}"
        if not self.watched:
            return f"{self._head(name)}\n{loop}"
        call = f"{name}{WATCHED}({', '.join(['n', *self.names.values(), 'out', 'NULL'])});"
        told = f"/* {name}, and doubtful[i] is 1 where digits may have been lost, else 0; doubtful may be NULL. */"
        return f"{told}\n{self._head(name + WATCHED, 'unsigned char *doubtful')}\n{loop}\n\n{self._head(name)}\n{{\n    {call}\n}}"

    def _head(self, name: str, *more: str) -> str:
        parameters = ["size_t n", *(f"const double *{name}" for name in self.names.values()), "double *out", *more]
        head = f"void {name}({', '.join(parameters)})"
        return head if len(head) <= WIDTH else f"void {name}(\n    " + ",\n    ".join(parameters) + ")"

    def _loads(self) -> list[str]:
        lines = []
        for place, row in enumerate(self.inputs.rows):
            name, spec = list(self.inputs.types.items())[row.argument]
            sizes = [int(size) for size in spec.shape]
            offset = 0
            for size, index in zip(sizes, row.component, strict=True):
                offset = offset * size + index
            length = 1
            for size in sizes:
                length *= size
            where = "i" if length == 1 else f"{length} * i + {offset}"
            lines.append(f"const double x{place} = {self.names[name]}[{where}];")
        return lines

    def _validity(self) -> list[str]:
        """Leave with nan where an argument lies outside its type."""
        tests = list(self._tests())
        if not tests:
            return []
        joined = "\n            && ".join(tests)
        count = len(self.program.outputs)
        fill = "out[i] = NAN;" if count == 1 else f"for (size_t k = 0; k < {count}; k++) out[{count} * i + k] = NAN;"
        known = ["    if (doubtful) doubtful[i] = 0;"] if self.watched else []
        return [f"if (!({joined})) {{", f"    {fill}", *known, "    continue;", "}"]

    def _tests(self) -> Iterator[str]:
        for place, row in enumerate(self.inputs.rows):
            finite = row.low == -float("inf") and row.high == float("inf")
            low = f"x{place} >= 0.0" if row.low == BELOW_ZERO else f"x{place} > {c_number(row.low)}"
            yield f"isfinite(x{place})" if finite else f"{low} && x{place} < {c_number(row.high)}"
            if row.whole:
                yield f"floor(x{place}) == x{place}"
        pairs = len(self.inputs.mirrors)
        for place, (first, second) in enumerate(self.inputs.mirrors):
            other = pairs + place
            size = f"fabs(x{place}) + fabs(x{other}) + sqrt(fabs(x{first})) * sqrt(fabs(x{second}))"
            yield f"fabs(x{place} - x{other}) <= {ROUNDING!r} * ({size})"

    def _values(self) -> list[str]:
        needed = self.program.needed()
        first = len(self.program.inputs)
        return [
            self._value(place + first, instruction) for place, instruction in enumerate(self.program.instructions) if needed[place + first]
        ]

    def _value(self, value: int, instruction: Instruction) -> str:
        operands = [self._operand(operand) for operand in instruction.operands]
        if instruction.operation in primitives():
            return f"const double v{value} = {MARK}{instruction.operation}({', '.join(operands)});"
        kind = "int" if OPERATIONS[instruction.operation].truth else "double"
        return f"const {kind} v{value} = {_template(instruction.operation).format(*operands)};"

    def _stores(self) -> list[str]:
        program: Program = self.program
        count = len(program.outputs)
        valid = " && ".join(f"v{value}" for value in program.requirements)
        lines = []
        for place, output in enumerate(program.outputs):
            value = self._operand(output)
            where = "out[i]" if count == 1 else f"out[{count} * i + {place}]"
            lines.append(f"{where} = {f'{valid} ? {value} : NAN' if valid else value};")
        if program.suspect is not None:
            lines.append(f"if (doubtful) doubtful[i] = v{program.suspect}{f' && {valid}' if valid else ''};")
        return lines

    def _operand(self, operand: Operand) -> str:
        if isinstance(operand, Literal):
            return c_number(operand.value)
        return f"x{operand}" if operand < len(self.program.inputs) else f"v{operand}"
