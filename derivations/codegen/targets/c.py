"""The target C: a standalone C99 file, or a Python module that holds it, compiles it once and calls it as a NumPy kernel is called."""

from __future__ import annotations

import ast
import inspect
from dataclasses import replace
from typing import TYPE_CHECKING

from derivations.codegen.document import documentation, literal, provenance
from derivations.codegen.frame_texts import block_functions, definitions
from derivations.codegen.numpy_source import NumpySource, signature
from derivations.codegen.targets import Target, c_few, c_frame, c_library, c_ways
from derivations.codegen.targets.c_array_file import c_array_file
from derivations.codegen.targets.c_array_module import c_array_module
from derivations.codegen.targets.c_source import axes, c_file
from derivations.codegen.targets.needs import used_primitives

if TYPE_CHECKING:
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
from typing import Any, NamedTuple
"""


def _module(order: Order) -> str:
    """The text of the Python module."""
    inputs, options = order.request.inputs, order.options
    told = documentation(order.request, order.forms, order.program, _notes(order))
    again = order.watched if order.watched is not None and order.repair else order.program
    numpy_kernel = NumpySource(options.name, replace(again), inputs, order.request.value.shape, order.repair)
    computing = numpy_kernel.computing()
    head = [
        f'"""{told.splitlines()[0]}\n\nWritten by fisherproof; change the derivation, not this file.\n"""',
        "\n".join([IMPORTS, *numpy_kernel.packages(computing)]),
        f"PROVENANCE = {provenance(order.request, order.let, order.program, options)}",
        "\n".join([numpy_kernel.constants(), *_constants(order)]),
        f'SOURCE = r"""{c_file(order)}"""',
    ]
    body = "\n".join(f"    {line}".rstrip() for line in told.splitlines()).strip()
    call = ", ".join(inputs.types) + ("," if len(inputs.types) == 1 else "")
    parameters = [*(f"{name}: Any" for name in inputs.types), "out: Any = None", "workspace: Any = None"]
    public = f'{signature(options.name, parameters)}\n    """{body}\n    """\n    del workspace\n    return run(({call}), out)'
    return "\n\n".join(head) + "\n\n\n" + "\n\n\n".join([public, *_frame(), *computing, *block_functions(packs=numpy_kernel.packs)]) + "\n"


def _constants(order: Order) -> list[str]:
    """What the functions of the frame read beside the constants of the NumPy kernel."""
    values = {
        "SYMMETRIC": tuple(place for place, spec in enumerate(order.request.inputs.types.values()) if spec.kind in ("symmetric", "spd")),
        "AXES": axes(order),
        "SWITCHES": c_library.SWITCHES,
        "VECTORS": c_library.VECTORS,
        "FUNCTION": f"{order.options.name}_strided",
        "MARKED": order.watched is not None or bool(used_primitives(order.program)),
        "SOURCES": tuple((row.argument, row.component) for row in order.request.inputs.rows),
    }
    constants = [f"{name}{': Any' if name == 'SYMMETRIC' else ''} = {literal(value)}" for name, value in values.items()]
    return [
        *constants,
        *(f"{name} = {text}" for name, text in _assigned("MANY", "FAR", "FLOAT64", "RECORDS", "CAPSULE", "WORD", "DATA").items()),
    ]


def _notes(order: Order) -> list[str]:
    again = "are not computed again" if not order.repair else "are computed again in Python, with more digits"
    lost = "No sum here loses digits." if order.watched is None else f"Elements in which digits cancel {again}."
    beyond = f"Elements with numbers beyond 2^128, or on the way beyond floats, {again}."
    return [f"Compiled from C at the first call. {lost} {beyond}"]


def _assigned(*names: str) -> dict[str, str]:
    """The texts of constants of the frame that are computed."""
    tree = ast.parse(inspect.getsource(c_frame))
    return {
        ast.unparse(node.targets[0]): ast.unparse(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in names
    }


def _frame() -> list[str]:
    """The texts of the functions around C, each with its decorators."""
    functions = [
        inspect.getsource(getattr(module, name)).strip()
        for module in (c_frame, c_library)
        for name in definitions(module)
        if name.islower()
    ]
    return [*definitions(c_few).values(), *definitions(c_ways).values(), *functions]


TARGET = Target("c", {".c": c_file, ".py": _module}, mends=True, arrays={".c": c_array_file, ".py": c_array_module})
