"""What laws ask of their parameters besides inequalities: probabilities sum to one, counts are integers. Both restrict the domain."""

from __future__ import annotations

import ast
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.errors import DerivationError, FisherproofError
from derivations.families import families
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.law import Law
from derivations.normal_form import decide_zero

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from derivations.language.elaborate import Elaborator
    from derivations.language.types import TypeSpec

INTEGERS = frozenset({"natural", "integer", "positive integer"})
KEPT = 4096  # sums of probabilities: mutants of a statement share most of theirs


@dataclass(frozen=True)
class LawDomain:
    """Equations that must hold, and numbers that must be integers."""

    equations: tuple[Goal, ...]
    integers: tuple[sp.Expr, ...]


def law_domain(trees: Sequence[ast.expr], elaborator: Elaborator, types: Mapping[str, TypeSpec]) -> LawDomain:
    """What the laws of a statement ask for and its types do not grant.

    Raises:
        DerivationError: one of them holds nowhere.
    """
    granted: dict[sp.Symbol, sp.Expr] = {}
    for name, spec in types.items():
        if spec.kind == "simplex" and not spec.is_abstract:
            *first, last = elaborator.scope.values[name].entries
            granted[last] = 1 - sp.Add(*first)
    equations: dict[sp.Expr, Goal] = {}
    integers: dict[sp.Expr, None] = {}
    for law in _laws(trees, elaborator):
        for parameter in law.form.parameters:
            entries = law.parameters[parameter.name].entries
            if parameter.kind in INTEGERS:
                integers |= dict.fromkeys(entry for entry in entries if not entry.is_integer)
            total = sp.Add(*entries) if parameter.kind == "simplex" else sp.S.One
            if not _is_one(total, tuple(granted.items())):
                equations[total] = Goal("zero", Tensor.scalar(total - 1), Tensor.scalar(total), Tensor.scalar(1))
    return LawDomain(tuple(equations.values()), tuple(integers))


def _laws(trees: Sequence[ast.expr], elaborator: Elaborator) -> Iterator[Law]:
    """The members of families that are named outside of what binds a name; their values are kept by the elaborator."""
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in families():
                with suppress(FisherproofError, KeyError):
                    value = elaborator.value(node)
                    if isinstance(value, Law):
                        yield value


@lru_cache(maxsize=KEPT)
def _is_one(total: sp.Expr, granted: tuple[tuple[sp.Symbol, sp.Expr], ...]) -> bool:
    if total == 1:
        return True
    rest = total.xreplace(dict(granted)) - 1
    if decide_zero([rest]).zero is True:
        return True
    value = rest.xreplace(dict.fromkeys(rest.free_symbols, sp.S.One))
    if value.is_Rational and value != 0 and decide_zero([rest - value]).zero is True:
        message = f"Reading the statement: expected probabilities with sum 1, got sum {value + 1}. The law exists nowhere: mend it."
        raise DerivationError(message)
    return False
