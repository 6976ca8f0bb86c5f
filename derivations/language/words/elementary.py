"""Elementary and special functions of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.conditions import require
from derivations.language.kinds import NUMBER, Kind, number
from derivations.language.tensor import Tensor
from derivations.language.value_budget import require_arguments
from derivations.language.vocabulary import word

if TYPE_CHECKING:
    from collections.abc import Callable


def _numbers(*kinds: Kind) -> Kind:
    for position, kind in enumerate(kinds, start=1):
        number(kind, f"argument {position}")
    return NUMBER


def _register(name: str, arity: int, function: Callable[..., sp.Expr], positive: int | None = None) -> None:
    """Register a function of ``arity`` numbers; the argument at ``positive`` must be positive for it to be defined."""

    def evaluate(*arguments: Tensor) -> Tensor:
        values = [argument.item for argument in arguments]
        require_arguments(name, values)
        if positive is not None and not values[positive].is_positive:
            require("positive", values[positive])
        return Tensor.scalar(function(*values))

    word(name, *["value"] * arity, kind=_numbers)(evaluate)


def _sigmoid(x: sp.Expr) -> sp.Expr:
    return 1 / (1 + sp.exp(-x))


def _softplus(x: sp.Expr) -> sp.Expr:
    return sp.log(1 + sp.exp(x))


def _square_root(x: sp.Expr) -> sp.Expr:
    if not x.is_nonnegative:
        require("nonnegative", x)
    return sp.sqrt(x)


def _inverse_of_ratio(function: Callable[[sp.Expr], sp.Expr]) -> Callable[[sp.Expr], sp.Expr]:
    """The arcsine or arccosine, of numbers between -1 and 1."""

    def evaluate(x: sp.Expr) -> sp.Expr:
        if not (1 - x**2).is_nonnegative:
            require("nonnegative", 1 - x**2)
        return function(x)

    return evaluate


for _name in ("exp", "sin", "cos", "tan", "atan", "sinh", "cosh", "tanh", "erf", "erfc", "zeta", "factorial"):
    _register(_name, 1, getattr(sp, _name))
for _name in ("asin", "acos"):
    _register(_name, 1, _inverse_of_ratio(getattr(sp, _name)))
_register("abs", 1, sp.Abs)
_register("sqrt", 1, _square_root)
_register("sigmoid", 1, _sigmoid)
_register("softplus", 1, _softplus)
for _name in ("log", "loggamma"):
    _register(_name, 1, getattr(sp, _name), positive=0)
_register("digamma", 1, lambda x: sp.polygamma(0, x), positive=0)
_register("gamma", 1, sp.gamma)
_register("polygamma", 2, sp.polygamma, positive=1)
_register("beta", 2, lambda a, b: sp.gamma(a) * sp.gamma(b) / sp.gamma(a + b))
_register("besseli", 2, sp.besseli)
_register("besselk", 2, sp.besselk, positive=1)
_register("binomial", 2, sp.binomial)
