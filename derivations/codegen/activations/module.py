"""The module of an activation: value, slope and second derivative in the precision of the argument."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.activations.choice import UNITS, chosen
from derivations.codegen.activations.forms import NormalCdf, X
from derivations.codegen.activations.writing import HEAD
from derivations.codegen.request import read_request

if TYPE_CHECKING:
    from derivations.codegen.activations.writing import Formula

SPECIAL = "from scipy import special\n"
WHAT = {"value": "The function", "slope": "Its derivative", "second": "Its second derivative"}
ABOUT = """{} and its first two derivatives, each by itself, in the precision of the argument.

Written by fisherproof; change the derivation, not this file. Each form is proved equal to the derivation on both half-lines and
measured to be within {} units in the last place of one or of its value, whichever is larger, in float32 and float64.
"""


def activation_source(text: str) -> str:
    """The text of the module of a function of x in the claim language.

    Accuracy: 4 units in the last place of one or of the value, whichever is larger, in float32 and float64.

    Raises:
        ClaimError: the expression is not well formed.
        DerivationError: no form of it is proved and measured to be right.
    """
    entries = read_request(f"[{text}, diff({text}, x), diff({text}, x, 2)]", {"x": "real"}).value.entries
    found = chosen([entry.xreplace(dict.fromkeys(entry.free_symbols, X)) for entry in entries])
    parts = {"value": found.value, "slope": found.slope, "second": found.second}
    functions = "".join(part.definition(name, f"{WHAT[name]}{_of(part)}.") for name, part in parts.items())
    head = HEAD if "special." in functions else HEAD.replace(SPECIAL, "")
    return f'"""{ABOUT.format(text, UNITS)}"""\n\n{head}\nEXPRESSION = "{text}"\nOF = "{found.of}"\n{functions}'


def _of(formula: Formula) -> str:
    """Of what, and by which form."""
    form = str(formula.form.xreplace({X: sp.Symbol("s")})).replace(NormalCdf.__name__, "Phi")
    return f"{', of the value' if formula.argument == 'a' else ''}: ``{form}``"
