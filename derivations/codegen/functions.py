"""Which operation computes a SymPy function, and at which arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.codegen.primitives import primitives
from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Callable

Rule = "Callable[..., tuple[str, tuple[sp.Expr, ...]] | sp.Expr]"  # an operation with its arguments, or an expression to lower instead

_PLAIN = {
    "exp": "exp", "log": "log", "sin": "sin", "cos": "cos", "tan": "tan", "asin": "asin", "acos": "acos", "atan": "atan",
    "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "Abs": "absolute", "floor": "floor", "ceiling": "ceil", "sign": "sign",
    "erf": "erf", "erfc": "erfc", "loggamma": "loggamma", "gamma": "gamma", "digamma": "digamma", "Mod": "remainder",
    "Max": "maximum", "Min": "minimum",
}  # fmt: skip


class ScaledBesselI(sp.Function):  # type: ignore[misc]  # SymPy has no types
    """exp(-x) I_n(x), which stays finite for large x; ``ScaledBesselI(n, x)``."""

    is_positive = True

    def written_out(self) -> sp.Expr:
        """The definition."""
        return sp.exp(-self.args[1]) * sp.besseli(*self.args)


class ScaledBesselK(sp.Function):  # type: ignore[misc]
    """exp(x) K_n(x), which stays finite for large x; ``ScaledBesselK(n, x)``."""

    is_positive = True

    def written_out(self) -> sp.Expr:
        """The definition."""
        return sp.exp(self.args[1]) * sp.besselk(*self.args)


class Expm1(sp.Function):  # type: ignore[misc]
    """exp(x) - 1 with all digits near zero."""


def with_expm1(expression: sp.Add) -> sp.Expr:
    """The sum with k exp(u) - k as one term.

    >>> x, y = sp.symbols("x y")
    >>> with_expm1(y + 2 * sp.exp(x) - 2)
    y + 2*Expm1(x)
    """
    number, rest = expression.as_coeff_Add()
    for term in sp.Add.make_args(rest) if number else ():
        coefficient, function = term.as_coeff_Mul()
        if coefficient == -number and isinstance(function, sp.exp):
            return rest - term + coefficient * Expm1(function.args[0])
    return expression


def _plain(name: str) -> Callable[..., Any]:
    return lambda *arguments: (name, arguments)


def _polygamma(order: sp.Expr, argument: sp.Expr) -> tuple[str, tuple[sp.Expr, ...]] | sp.Expr:
    name = {0: "digamma", 1: "trigamma"}.get(order, f"polygamma_{order}")
    if name in primitives() or name == "digamma":
        return name, (argument,)
    return (-1) ** (order + 1) * sp.factorial(order) * sp.zeta(order + 1, argument, evaluate=False)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{function: _plain(operation) for function, operation in _PLAIN.items()},
    "polygamma": _polygamma,
    "besseli": lambda order, argument: sp.exp(argument) * ScaledBesselI(order, argument),
    "besselk": lambda order, argument: sp.exp(-argument) * ScaledBesselK(order, argument),
    "ScaledBesselI": _plain("scaled_besseli"),
    "ScaledBesselK": _plain("scaled_besselk"),
    "Expm1": _plain("expm1"),
    "zeta": lambda argument, shift=sp.S.One: ("zeta", (argument, shift)),
}


def require_computable(expression: sp.Expr) -> None:
    """Check before any work that every function in an expression can be computed.

    Raises:
        DerivationError: some sum, integral or function has no closed form that a target computes, or there is no value.
    """
    if expression.has(sp.zoo, sp.nan):
        message = "Generating code: expected a value, got one that is divided by zero. A singular matrix has no inverse."
        raise DerivationError(message)
    kinds = sorted({type(part).__name__ for part in expression.atoms(sp.Function, sp.Sum, sp.Integral, sp.Product)})
    known = {*FUNCTIONS, "Stable", "Piecewise"}
    for kind in kinds:
        if kind not in known:
            message = f"Generating code: expected functions that NumPy or SciPy computes, got {kind}(...). Give it a closed form."
            raise DerivationError(message)
