"""What a generated module says of itself: formula, shapes, domain, accuracy, and the call that wrote it."""

from __future__ import annotations

import json
import math
import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sympy as sp

    from derivations.codegen.kernel import Options
    from derivations.codegen.passes import Stabilised
    from derivations.codegen.program import Program
    from derivations.codegen.request import Request

GENERATOR = 1  # raised when the same call writes another text
WIDTH = 110
LONGEST = 1200  # characters of a formula that is worth reading
ACCURACY = (
    "Accuracy: the bound is 8 units in the last place where half a unit in every argument moves the exact value by one unit at most, and 8"
    " times that movement elsewhere. ``fisherproof accuracy`` measures the errors."
)


def documentation(request: Request, forms: Stabilised, program: Program, notes: Sequence[str] = (), *, memory: bool = True) -> str:
    """The docstring of the function, with further notes; ``memory`` says that it takes ``out`` and ``workspace``."""
    formula = str(forms.entries[0]) if not request.value.shape else f"[{', '.join(map(str, forms.entries))}]"
    lines = [f"{request.text}.", "", "Computed as::", "", *_wrapped(formula)]
    if named := _named(forms):
        lines += ["", "where::", ""]
        for symbol, value in named:
            lines += _wrapped(f"{symbol} = {value}")
    lines += ["", "Args:"]
    lines += [f"    {name}: {spec}, shape (...{_axes(spec.shape)})." for name, spec in request.inputs.types.items()]
    if memory:
        lines += ["    out: where to write the result.", "    workspace: memory from ``make_workspace()``, for one call at a time."]
    lines += ["", f"Returns: shape (...{_axes(request.value.shape)}). Arguments broadcast; outside its type an element is nan."]
    for note in (ACCURACY, *notes):
        lines += ["", *textwrap.wrap(note, WIDTH)]
    lines += ["", f"Operations: {program.operation_count} for one element."]
    return "\n".join(lines)


def _wrapped(formula: str) -> list[str]:
    """A formula as indented lines, cut where nobody would read on."""
    shown = formula if len(formula) <= LONGEST else f"{formula[:LONGEST]} ..."
    return textwrap.wrap(shown, WIDTH, initial_indent="    ", subsequent_indent="        " if " = " in formula else "    ")


def _named(forms: Stabilised) -> list[tuple[sp.Symbol, sp.Expr]]:
    """The numbers on the way that the entries mention, and those that these mention, in the order in which they are computed."""
    known = dict(forms.definitions)
    asked = {symbol for entry in forms.entries for symbol in entry.free_symbols} & set(known)
    while more := {symbol for name in asked for symbol in known[name].free_symbols} & set(known) - asked:
        asked |= more
    return [(symbol, value) for symbol, value in forms.definitions if symbol in asked]


def provenance(request: Request, let: Mapping[str, str], program: Program, options: Options) -> str:
    """The literal that says which call wrote the module."""
    record = {
        "expression": request.text,
        "let": dict(let),
        "name": options.name,
        "target": options.target,
        "dtype": options.dtype,
        "layout": options.layout,
        "generator": GENERATOR,
        "operations": program.operation_count,
    }
    return literal(record)


def literal(value: Any, indent: int = 0) -> str:
    """The Python text of plain data as a formatter would leave it: double quotes, one entry a line where a line is too long."""
    if isinstance(value, dict):
        inner = "".join(f"{' ' * (indent + 4)}{literal(key)}: {literal(entry, indent + 4)},\n" for key, entry in value.items())
        return f"{{\n{inner}{' ' * indent}}}"
    if isinstance(value, str):
        return json.dumps(value)
    if isinstance(value, float):
        return number(value)
    if value is ...:
        return "..."
    if not isinstance(value, tuple | list):
        return repr(value)
    flat = ", ".join(literal(entry) for entry in value)
    opening, closing = "()" if isinstance(value, tuple) else "[]"
    if len(flat) <= WIDTH:
        return f"{opening}{flat}{',' if len(value) == 1 and opening == '(' else ''}{closing}"
    inner = "".join(f"{' ' * (indent + 4)}{literal(entry, indent + 4)},\n" for entry in value)
    return f"{opening}\n{inner}{' ' * indent}{closing}"


def number(value: float) -> str:
    """The Python text of a number."""
    if math.isnan(value):
        return "math.nan"
    if math.isinf(value):
        return "math.inf" if value > 0 else "-math.inf"
    return repr(value).replace("e+", "e")


def _axes(shape: Sequence[int | str]) -> str:
    return "".join(f", {size}" for size in shape)
