"""Kronecker deltas: what they become when two indices agree or differ, inside any function."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.indexed.atoms import Delta

if TYPE_CHECKING:
    from collections.abc import Iterator


def deltas_of(expression: sp.Expr, index: sp.Expr | None = None) -> list[Delta]:
    """The deltas of an expression (with an index, if one is given) whose indices are free in it, sorted by name."""
    free = expression.free_symbols
    found = (delta for delta in expression.atoms(Delta) if set(delta.args) <= free)
    return sorted((delta for delta in found if index is None or index in delta.args), key=str)


def other(delta: Delta, index: sp.Expr) -> sp.Expr:
    """The index of a delta that is not the given one."""
    first, second = delta.args
    return second if first == index else first


def apart(expression: sp.Expr, delta: Delta) -> sp.Expr:
    """The expression where the two indices differ."""
    return expression.xreplace({delta: sp.S.Zero})


def merged(expression: sp.Expr, old: sp.Expr, new: sp.Expr) -> sp.Expr:
    """The expression with one free index renamed to another; deltas of the two become 1 by themselves."""
    return expression.xreplace({old: new})


def cases(expression: sp.Expr) -> Iterator[tuple[tuple[str, ...], sp.Expr]]:
    """The expression without deltas, for every way in which the indices of its deltas agree or differ, with the case in words."""
    pending: list[tuple[tuple[str, ...], sp.Expr]] = [((), expression)]
    while pending:
        words, current = pending.pop()
        found = deltas_of(current)
        if not found:
            yield words, current
            continue
        first, second = found[0].args
        pending.append(((*words, f"{first} != {second}"), apart(current, found[0])))
        pending.append(((*words, f"{first} = {second}"), merged(current, second, first)))
