"""The text of functions and of their module."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.losses.columns import RESIDUAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from derivations.codegen.losses.function import Form, Function

CLASSES = "    Classes = NDArray[np.intp]\n"
SPECIAL = "from scipy import special\n"
MATH = "import math\n"
HEAD = f"""from __future__ import annotations

{MATH}from typing import TYPE_CHECKING, Any

import numpy as np
{SPECIAL}
if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[Any]
{CLASSES}"""
PAIR = "tuple[{}]"


def module_of(about: str, constants: Mapping[str, tuple[str, ...] | bool], definitions: Sequence[str]) -> str:
    """What it is about, the head that the definitions need, constants, and the definitions."""
    whole, head = "".join(definitions), HEAD
    for part, needed in ((CLASSES, "Classes"), (SPECIAL, "special."), (MATH, "math.")):
        head = head if needed in whole else head.replace(part, "")
    named = "".join(f"{name} = {value if isinstance(value, bool) else _names(value)}\n" for name, value in constants.items())
    return f'"""{about}"""\n\n{head}\n{named}{whole}'


def _names(names: tuple[str, ...]) -> str:
    """A tuple of names."""
    inside = ", ".join(f'"{name}"' for name in names)
    return f"({inside},)" if len(names) == 1 else f"({inside})"


def definition(function: Function, form: Form, statements: Sequence[str], *, overflows: bool) -> str:
    """The text of a function."""
    lines = [f'"""{function.what}: {_shown(form)}."""', *statements]
    if overflows:
        lines = [lines[0], 'with np.errstate(over="ignore"):  # the infinity is meant', *(f"    {line}" for line in lines[1:])]
    whole = "\n".join(statements)
    entries = re.search(r"out=out\b|if out is None", whole) is not None
    returned = "Array" if len(function.results) == 1 else PAIR.format(", ".join(["Array"] * len(function.results)))
    parameters = [f"{argument.name}: Array" for argument in function.arguments]
    parameters += [f"{name}: Classes" for name in ("y", "likeliest") if re.search(rf"\[{name}, each\]", whole)]
    parameters += [f"{name}: float" for name in function.options]
    parameters += [f"out: {returned} | None = None"] if entries else []
    head = f"def {function.name}({', '.join(parameters)}) -> {returned}:"
    return "\n".join(["", "", head, *(f"    {line}" for line in lines), ""])


def _shown(form: Form) -> str:
    return " and ".join(f"``{sp.sstr(part.xreplace({RESIDUAL: sp.Symbol('(z - y)')}))}``" for part in form)
