"""Whole numbers are no continuous variables: what is written with one has been simplified for whole numbers, sin(pi n) to 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.errors import DerivationError
from derivations.language.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ONLY_NAMED = frozenset({"free_of"})  # it compares two values of a variable, whatever they are
INFINITE = (sp.oo, -sp.oo)


def require_continuous(name: str, roles: Sequence[str], values: Sequence[Any]) -> None:
    """Refuse a word that would take a whole number for a real one: differentiate by it, or let it be, or tend to, what is none.

    Args:
        name: the word.
        roles: the roles of its arguments.
        values: the arguments.

    Raises:
        DerivationError: a derivative by a whole number, a limit of one at a number, or what is no whole number put into its place.
    """
    if name in ONLY_NAMED:
        return
    whole = [
        (each, place) for role, value, place in _with_places(roles, values) if role == "variables" for each, place in _whole(value, place)
    ]
    for symbol, place in whole:
        if name == "limit" and place not in INFINITE:
            _refuse("Taking a limit", f"oo or -oo as the place to which the whole number {symbol} tends, got {place}", symbol)
        if name == "subs" and place.is_integer is not True:
            _refuse("Substituting", f"a whole number in the place of {symbol}, got {place}", symbol)
        if name not in ("limit", "subs"):
            _refuse(f"Evaluating {name}", f"variables that one can differentiate by, got the whole number {symbol}", symbol)


def _with_places(roles: Sequence[str], values: Sequence[Any]) -> Iterable[tuple[str, Any, Any]]:
    """Every argument with the one that follows it, which is where the variables of a limit or a substitution go."""
    return zip(roles, values, (*values[1:], None), strict=True)


def _whole(variables: Any, places: Any) -> Iterable[tuple[sp.Symbol, sp.Expr]]:
    if not isinstance(variables, Tensor):
        return
    there = places.entries if isinstance(places, Tensor) and len(places.entries) == len(variables.entries) else variables.entries
    yield from ((symbol, place) for symbol, place in zip(variables.entries, there, strict=True) if symbol.is_Symbol and symbol.is_integer)


def _refuse(doing: str, contract: str, symbol: sp.Symbol) -> None:
    message = f"{doing}: expected {contract}. Declare {symbol} as a real or a positive number."
    raise DerivationError(message)
