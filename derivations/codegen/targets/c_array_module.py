"""The Python module around a C kernel for every size: the NumPy kernel, which computes marked elements, and the library in front of it."""

from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING

from derivations.codegen.arrays.source import ArraySource
from derivations.codegen.arrays.spelling import functions_of
from derivations.codegen.document import literal
from derivations.codegen.frame_texts import definitions
from derivations.codegen.targets import c_array_frame, c_frame, c_lanes, c_library
from derivations.codegen.targets.c_array_file import axes, c_array_file, lanes_of, workspace_rows
from derivations.codegen.targets.c_arrays import CArraySource

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.codegen.targets import ArrayOrder

IMPORTS = ["ctypes", "functools", "hashlib", "math", "os", "shlex", "shutil", "stat", "struct", "subprocess", "tempfile"]
KEPT = ("narrowed", "described", "step", "address", "symmetrised")  # of the frame for explicit sizes


def c_array_module(order: ArrayOrder) -> str:
    """The text of the Python module."""
    request, assembled = order.request, order.assembled
    source = _Module(request, assembled.program, assembled.parts, order.options.name, order.fixed)
    source.order = order
    note = "Compiled from C at the first call. Elements that C marks are computed by the NumPy kernel below."
    return source.module(f"{order.documentation()}\n\n{note}", order.provenance, order.repair)


class _Module(ArraySource):
    """The NumPy module with C in front."""

    order: ArrayOrder

    def _imports(self, used: Sequence[str]) -> str:
        lines = super()._imports(used).splitlines()
        named = [f"import {name}" for name in IMPORTS]
        return "\n".join([*named, "from pathlib import Path", *(line for line in lines if line != "import math")])

    def _constants(self, *, repaired: bool) -> str:
        source = CArraySource(self.order)
        values = {
            "AXES": axes(source),
            "SWITCHES": c_library.SWITCHES,
            "VECTORS": c_library.VECTORS,
            "FUNCTION": f"{self.name}_strided",
            "MEMORY": tuple(workspace_rows(source)),
            "LANES": c_lanes.LANES if lanes_of(self.order) else 1,
            "FEW": c_lanes.FEW,
        }
        lines = [f"{name}{': Any' if name == 'MEMORY' else ''} = {literal(value)}" for name, value in values.items()]
        for module, names in ((c_frame, ("FLOAT64", "RECORDS", "CAPSULE", "WORD", "DATA")), (c_array_frame, ("SIZES",))):
            lines += [f"{name} = {text}" for name, text in _assigned(module).items() if name in names]
        return "\n".join([super()._constants(repaired=repaired), *lines, f'SOURCE = r"""{c_array_file(self.order)}"""'])

    def _public(self, documentation: str) -> str:
        return super()._public(documentation).replace("    return run(", "    return anywhere(")

    def _frame(self, text: str) -> list[str]:
        shared = {name: part for name, part in definitions(c_frame).items() if name in KEPT}
        library = {name: inspect.getsource(getattr(c_library, name)).strip() for name in functions_of(c_library)}
        front = {name: inspect.getsource(getattr(c_array_frame, name)).strip() for name in functions_of(c_array_frame)}
        plain = [part for part in super()._frame(text) if not part.startswith("def make_workspace(")]
        return [*front.values(), *shared.values(), *library.values(), *plain]


def _assigned(module: object) -> dict[str, str]:
    """The texts of constants of a frame that are computed."""
    tree = ast.parse(inspect.getsource(module))  # type: ignore[arg-type]
    found = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            found[ast.unparse(node.targets[0])] = ast.unparse(node.value)
    return found
