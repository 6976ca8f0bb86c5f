"""What a generated module says of itself: formula, shapes, domain, accuracy, and the call that wrote it."""

from __future__ import annotations

import pprint
import textwrap
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sympy as sp

    from derivations.codegen.kernel import Options
    from derivations.codegen.program import Program
    from derivations.codegen.request import Request

GENERATOR = 1  # raised when the same call writes another text
WIDTH = 110
LONGEST = 1200  # characters of a formula that is worth reading


def documentation(request: Request, entries: Sequence[sp.Expr], program: Program, options: Options) -> str:
    """The docstring of the function."""
    formula = str(entries[0]) if not request.value.shape else f"[{', '.join(map(str, entries))}]"
    shown = formula if len(formula) <= LONGEST else f"{formula[:LONGEST]} ..."
    lines = [f"{request.text}.", "", "Computed as::", "", *textwrap.wrap(shown, WIDTH, initial_indent="    ", subsequent_indent="    ")]
    lines += ["", "Args:"]
    lines += [f"    {name}: {spec}, shape (...{_axes(spec.shape)})." for name, spec in request.inputs.types.items()]
    lines += ["    out: where to write the result.", "    workspace: memory from ``make_workspace()``, for one call at a time."]
    lines += ["", f"Returns: shape (...{_axes(request.value.shape)}). Arguments broadcast; outside its type an element is nan."]
    lines += ["", f"Operations: {program.operation_count} for one element."]
    return "\n".join(lines)


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
    return pprint.pformat(record, width=WIDTH, sort_dicts=False)


def _axes(shape: Sequence[int | str]) -> str:
    return "".join(f", {size}" for size in shape)
