"""The target C: a standalone C99 file, or a Python module that holds it, compiles it once and calls it as a NumPy kernel is called."""

from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING

from derivations.codegen import frame
from derivations.codegen.document import documentation, literal, provenance
from derivations.codegen.numpy_source import distinct_entries, signature
from derivations.codegen.targets import Target, c_frame, c_library
from derivations.codegen.targets.c_source import axes, c_file

if TYPE_CHECKING:
    from types import ModuleType

    from derivations.codegen.targets import Order

IMPORTS = """from __future__ import annotations

import ctypes
import functools
import hashlib
import math
import os
import shlex
import shutil
import stat
import struct
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np"""


FUNCTIONS = ("run", "described", "step", "address", "allocated", "again", "symmetrised", "make_workspace")
LIBRARY = ("compiled", "processor", "cache_folder", "is_own", "compile_into")
CHECKS = ("leading_shape", "explain", "checked")
UNREPAIRED = '''def repair(x: Any, o: Any, where: Any) -> None:
    """Nothing is computed again: values stay."""'''


def _module(order: Order) -> str:
    """The text of the Python module."""
    inputs, options = order.request.inputs, order.options
    told = documentation(order.request, order.forms.entries, order.program, _notes(order))
    head = [
        f'"""{told.splitlines()[0]}\n\nWritten by fisherproof; change the derivation, not this file.\n"""',
        IMPORTS,
        f"PROVENANCE = {provenance(order.request, order.let, order.program, options)}",
        "\n".join(_constants(order)),
        f'SOURCE = r"""{c_file(order)}"""',
    ]
    body = "\n".join(f"    {line}".rstrip() for line in told.splitlines()).strip()
    call = ", ".join(inputs.types) + ("," if len(inputs.types) == 1 else "")
    parameters = [*(f"{name}: Any" for name in inputs.types), "out: Any = None", "workspace: Any = None"]
    public = f'{signature(options.name, parameters)}\n    """{body}\n    """\n    del workspace\n    return run(({call}), out)'
    functions = [public, order.repair or UNREPAIRED, *_functions(c_frame, *FUNCTIONS), *_functions(c_library, *LIBRARY)]
    functions += _functions(frame, *CHECKS)
    return "\n\n".join(head) + "\n\n\n" + "\n\n\n".join(functions) + "\n"


def _constants(order: Order) -> list[str]:
    """What the functions of the frame read."""
    inputs, options = order.request.inputs, order.options
    columns, copies = distinct_entries(order.program.outputs, order.request.value.shape)
    values = {
        "NAME": options.name,
        "ARGUMENTS": tuple(inputs.types),
        "CORES": tuple(spec.shape for spec in inputs.types.values()),
        "RESULT": order.request.value.shape,
        "SYMMETRIC": tuple(place for place, spec in enumerate(inputs.types.values()) if spec.kind in ("symmetric", "spd")),
        "AXES": axes(order),
        "FLAGS": c_library.FLAGS,
        "VECTORS": c_library.VECTORS,
        "COMPONENTS": tuple((row.argument, row.component) for row in inputs.rows),
        "COLUMNS": tuple(columns),
        "COPIES": tuple((place, list(columns).index(first)) for place, first in copies),
        "FUNCTION": f"{options.name}_{'strided' if order.watched is None else 'marking'}",
        "MARKS": order.watched is not None,
    }
    typed = {name: ": Any" if isinstance(value, tuple) and name not in ("FLAGS", "VECTORS") else "" for name, value in values.items()}
    constants = [f"{name}{typed[name]} = {literal(value)}" for name, value in values.items()]
    return [*constants, *(f"{name} = {text}" for name, text in _assigned("FLOAT64", "RECORDS", "CAPSULE", "WORD", "DATA").items())]


def _notes(order: Order) -> list[str]:
    if order.watched is None:
        return ["Compiled from C at the first call. No sum here loses digits."]
    again = "are not computed again" if not order.repair else "are computed again in Python, with more digits"
    return [f"Compiled from C at the first call. Elements in which digits cancel {again}."]


def _assigned(*names: str) -> dict[str, str]:
    """The texts of constants of the frame that are computed."""
    tree = ast.parse(inspect.getsource(c_frame))
    return {
        ast.unparse(node.targets[0]): ast.unparse(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in names
    }


def _functions(module: ModuleType, *names: str) -> list[str]:
    """The texts of functions of a frame."""
    return [inspect.getsource(getattr(module, name)).strip() for name in names]


TARGET = Target("c", {".c": c_file, ".py": _module})
