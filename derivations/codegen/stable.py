"""Calls of stable primitives inside SymPy expressions."""

from __future__ import annotations

from typing import Any

import sympy as sp

from derivations.codegen.functions import ScaledBesselI, ScaledBesselK
from derivations.codegen.primitives import primitives


class Stable(sp.Function):  # type: ignore[misc]  # SymPy has no types
    """``Stable(name, *arguments)``: the primitive of that name at the arguments, an atom until :func:`meaning` writes it out.

    >>> x = sp.Symbol("x", positive=True)
    >>> meaning(Stable(sp.Symbol("excess_log"), x))
    x - log(x + 1)
    """

    is_real = True
    is_commutative = True

    @classmethod
    def eval(cls, *_: sp.Expr) -> None:
        """Never simplify: the call is an atom."""

    @property
    def primitive(self) -> str:
        """The name of the primitive."""
        return str(self.args[0].name)

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """The symbols of the arguments; the name is no symbol of the expression."""
        return set().union(*(argument.free_symbols for argument in self.args[1:]))

    def _sympystr(self, printer: Any) -> str:
        return f"{self.primitive}({', '.join(map(printer.doprint, self.args[1:]))})"

    def _eval_is_positive(self) -> bool | None:
        sign = primitives()[self.primitive].sign
        return True if sign == "positive" or (sign == "as argument" and self.args[1].is_positive) else None

    def _eval_is_negative(self) -> bool | None:
        sign = primitives()[self.primitive].sign
        return True if sign == "negative" or (sign == "as argument" and self.args[1].is_negative) else None

    def _eval_is_nonnegative(self) -> bool | None:
        sign = primitives()[self.primitive].sign
        return True if sign in ("positive", "nonnegative") or (sign == "as argument" and self.args[1].is_nonnegative) else None


def stable(name: str, *arguments: sp.Expr) -> sp.Expr:
    """The primitive ``name`` at the arguments; a name that no primitive has is a ``KeyError``."""
    if name not in primitives():
        message = f"Calling a stable primitive: expected one of {', '.join(primitives())}, got {name!r}."
        raise KeyError(message)
    return Stable(sp.Symbol(name), *arguments)


def meaning(expression: sp.Expr, *, scaled: bool = False) -> sp.Expr:
    """The expression with every primitive written out by its definition; ``scaled`` keeps scaled Bessel functions."""

    def written_out(call: sp.Expr) -> sp.Expr:
        return primitives()[call.primitive].meaning(*call.args[1:])

    plain = expression.replace(lambda part: isinstance(part, Stable), written_out)
    if scaled:
        return plain
    return plain.replace(lambda part: isinstance(part, ScaledBesselI | ScaledBesselK), lambda part: part.written_out())
