"""Names in C: what an argument is called there, and which names a kernel cannot have."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from derivations.codegen.targets.c_elementary import HELPERS
from derivations.codegen.targets.c_functions import MARK
from derivations.errors import ClaimError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

KEYWORDS = (
    "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else", "enum", "extern", "float", "for",
    "goto", "if", "inline", "int", "long", "register", "restrict", "return", "short", "signed", "sizeof", "static", "struct",
    "switch", "typedef", "union", "unsigned", "void", "volatile", "while", "main", "size_t", "NAN", "INFINITY", "NULL",
)  # fmt: skip
LIBRARY = (
    "acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "ceil", "copysign", "cos", "cosh", "erf", "erfc", "exp",
    "exp2", "expm1", "fabs", "fdim", "floor", "fma", "fmax", "fmin", "fmod", "frexp", "gamma", "hypot", "ilogb", "isfinite",
    "isinf", "isnan", "isnormal", "j0", "j1", "jn", "ldexp", "lgamma", "llrint", "llround", "log", "log10", "log1p", "log2",
    "logb", "lrint", "lround", "modf", "nan", "nearbyint", "nextafter", "pow", "remainder", "remquo", "rint", "round", "scalbln",
    "scalbn", "signbit", "sin", "sinh", "sqrt", "tan", "tanh", "tgamma", "trunc", "y0", "y1", "yn",
)  # fmt: skip
TAKEN = frozenset({*KEYWORDS, *LIBRARY, *HELPERS})
LOCAL = re.compile(r"n|i|j|k|x|to|from|out|doubtful|found|length|arrays|marks|inside|work|sizes|[xvrs]\d+|(FP|HUGE|M|MATH)_\w+|stable_\w*")


def require_free(name: str, taken: Container[str] = ()) -> None:
    """Refuse a name for the function that C gives a meaning, or that is taken.

    Raises:
        ClaimError: it does.
    """
    if name in TAKEN or name in taken or name.startswith((MARK, "_")) or not name.isascii():
        message = f"Generating a kernel: expected a name that C leaves free, got {name!r}. Choose another with --name."
        raise ClaimError(message)


def argument_names(names: Iterable[str]) -> dict[str, str]:
    """The name of every argument in C: its own, with underscores where that is taken.

    >>> argument_names(["rate", "double"])
    {'rate': 'rate', 'double': 'double_'}
    """
    found: dict[str, str] = {}
    for place, name in enumerate(names):
        own = name if name.isascii() and not name.startswith("_") else f"argument_{place}"
        own += "_" if LOCAL.fullmatch(own) else ""
        while own in TAKEN or own in found.values():
            own += "_"
        found[name] = own
    return found
