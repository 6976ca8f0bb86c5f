"""The frame of generated NumPy kernels as texts, to be copied into modules."""

from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING

from derivations.codegen import (
    frame,
    frame_bench,
    frame_domain,
    frame_exact,
    frame_few,
    frame_memory,
    frame_packs,
    frame_repair,
    frame_run,
    frame_watch,
)

if TYPE_CHECKING:
    from types import ModuleType

CALLS = ("run", "make_workspace")  # what is not of blocks


def frame_functions(*, packs: bool, exact: bool) -> list[str]:
    """The texts of the functions and classes of the frame; what is ``exact`` computes nothing again."""
    own = (frame_exact,) if exact else (frame_repair, frame_watch)
    modules = (frame_run, frame, frame_bench, frame_domain, frame_few, *([frame_packs] if packs else []), *own, frame_memory)
    return [text for module in modules for text in definitions(module).values()]


def definitions(module: ModuleType) -> dict[str, str]:
    """The texts of the functions, classes and typed constants of a part of a frame, by name."""
    text = inspect.getsource(module)
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AnnAssign):
            name = ast.unparse(node.target) if isinstance(node, ast.AnnAssign) else node.name
            found[name] = ast.get_source_segment(text, node) or ""
    return found


def block_functions(*, packs: bool) -> list[str]:
    """The texts of the functions that work on blocks, for a module that is called in its own way."""
    modules = (frame, frame_domain, *([frame_packs] if packs else []), frame_repair, frame_watch, frame_memory)
    return [text for module in modules for name, text in definitions(module).items() if not name.isupper() and name not in CALLS]
