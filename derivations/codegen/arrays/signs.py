"""What form and types say about indexed expressions: signs, exactness, and whether a sum is as exact as its arguments allow."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.arrays.nodes import (
    AtLargest,
    Difference,
    Largest,
    LogSum,
    MatrixCall,
    Relative,
    SumOfOthers,
    Trusted,
    VectorCall,
    Weight,
)
from derivations.codegen.domain import Domain
from derivations.indexed.atoms import Delta, Entry, Index, IndexSum, SimplexEntry, Size

if TYPE_CHECKING:
    from collections.abc import Mapping

LEAVES = (
    Entry,
    IndexSum,
    Delta,
    Size,
    Index,
    Largest,
    Relative,
    Weight,
    LogSum,
    SumOfOthers,
    AtLargest,
    VectorCall,
    MatrixCall,
    Difference,
    Trusted,
)
EXACT = (Entry, Size, Index, Largest, Relative, AtLargest, Difference)  # at most one rounding


@dataclass(frozen=True)
class Scalars:
    """An expression with its outermost leaves as plain symbols: ``meanings`` says what they stand for."""

    expression: sp.Expr
    domain: Domain
    meanings: Mapping[sp.Symbol, sp.Expr] = field(hash=False)

    def back(self, form: sp.Expr) -> sp.Expr:
        """Another form of the expression by its leaves."""
        return form.xreplace(dict(self.meanings))


def leaves_of(expression: sp.Expr) -> set[sp.Expr]:
    """The outermost leaves."""
    if isinstance(expression, LEAVES):
        return {expression}
    return set().union(*map(leaves_of, expression.args)) if expression.args else set()


def scalars(expression: sp.Expr) -> Scalars:
    """Entries, sums and the like as symbols of their signs; arguments and what is rounded once are exact.

    >>> from derivations.indexed.atoms import Letter
    >>> p = Letter("p", positive=True)
    >>> scalars(sp.log(Entry(p, Index("i")))).expression
    log(x0)
    """
    leaves = sorted(leaves_of(expression), key=lambda leaf: (str(leaf), type(leaf).__name__))
    names = {leaf: sp.Symbol(f"x{number}", **_assumptions(leaf)) for number, leaf in enumerate(leaves)}
    declared = {symbol for symbol in expression.xreplace(names).free_symbols if symbol not in names.values()}
    exact = declared | {name for leaf, name in names.items() if isinstance(leaf, EXACT)}
    units = {name for leaf, name in names.items() if isinstance(leaf, SimplexEntry)}
    domain = Domain(frozenset(exact), frozenset(units))
    return Scalars(expression.xreplace(names), domain, {name: leaf for leaf, name in names.items()})


def _assumptions(leaf: sp.Expr) -> dict[str, bool]:
    if isinstance(leaf, Size):
        return {"integer": True, "positive": True}
    sign = sign_of(leaf.args[0]) if isinstance(leaf, IndexSum | Largest | AtLargest | SumOfOthers) else 0
    if leaf.is_positive or (isinstance(leaf, IndexSum | Largest) and leaf.args[0].is_positive):
        return {"positive": True}
    if leaf.is_nonnegative or sign > 0:
        return {"nonnegative": True}
    if leaf.is_negative:
        return {"negative": True}
    return {"nonpositive": True} if leaf.is_nonpositive or sign < 0 else {"real": True}


def sign_of(expression: sp.Expr) -> int:
    """One, minus one, or zero where the form does not show a sign; logarithms of numbers below one are negative."""
    plain = scalars(expression)
    logs = {
        log: sp.Symbol(f"log {log.args[0]}", negative=True) for log in plain.expression.atoms(sp.log) if log.args[0] in plain.domain.units
    }
    return plain.domain.sign(plain.expression.xreplace(logs))


def degree(expression: sp.Expr, letter: sp.Symbol) -> int | None:
    """The degree in the entries of an array in which the expression is homogeneous; ``None`` if it is not."""
    if isinstance(expression, Entry):
        return int(expression.letter == letter)
    if letter not in expression.free_symbols:
        return 0
    if isinstance(expression, IndexSum | SumOfOthers | AtLargest):
        return degree(expression.args[0], letter) if letter not in expression.args[1].free_symbols else None
    if isinstance(expression, Trusted):
        return degree(expression.args[0], letter)
    if isinstance(expression, Relative | Difference):
        return 1 if all(degree(part, letter) == 1 for part in expression.args) else None
    if isinstance(expression, Largest):
        return degree(expression.args[0], letter)
    if isinstance(expression, sp.Mul):
        degrees = [degree(part, letter) for part in expression.args]
        return None if None in degrees else sum(count for count in degrees if count is not None)
    if isinstance(expression, sp.Add):
        found = {degree(part, letter) for part in expression.args}
        return found.pop() if len(found) == 1 else None
    if isinstance(expression, sp.Pow) and expression.exp.is_Integer and expression.exp > 0:
        inner = degree(expression.base, letter)
        return None if inner is None else inner * int(expression.exp)
    return None


def is_linear_in_argument(expression: sp.Expr) -> bool:
    """Whether it is linear in an argument of open sign: where its terms cancel, it is as sensitive to the argument as it is wrong."""
    letters = {entry.letter for entry in expression.atoms(Entry) if not (entry.is_nonnegative or entry.is_nonpositive)}
    return any(degree(expression, letter) == 1 for letter in sorted(letters, key=str))
