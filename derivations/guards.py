"""Conditions of the branches of case distinctions: what a branch requires is required where the branch is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from derivations.conditions import Requirement

ONE = sp.S.One  # positive, nonnegative and not zero


def guarded(conditions: Iterable[tuple[Requirement, Any]], when: sp.Basic) -> Iterator[tuple[Requirement, Any]]:
    """Requirements of a branch that is chosen ``when`` a condition holds: each is one on 1 elsewhere.

    Those that the condition says itself are left out. Laws, elements and what must hold for all values of a bound name stay as they are.

    >>> x = sp.Symbol("x", real=True)
    >>> list(guarded([("nonzero", x), ("positive", x + 1)], x > 0))
    [('positive', Piecewise((x + 1, x > 0), (1, True)))]
    """
    if when == sp.false:
        return
    said = set(facts_of_condition(when))
    for requirement, subject in conditions:
        if not isinstance(subject, sp.Expr) or when == sp.true:
            yield requirement, subject
        elif not said & {(stronger, subject) for stronger in IMPLIED_BY[requirement]}:
            yield requirement, sp.Piecewise((subject, when), (ONE, True))


IMPLIED_BY = {"positive": ("positive",), "nonnegative": ("nonnegative", "positive"), "nonzero": ("nonzero", "positive")}


def facts_of_condition(condition: sp.Basic) -> Iterator[tuple[Requirement, sp.Expr]]:
    """What a condition says of the signs of expressions.

    >>> x, y = sp.symbols("x y", real=True)
    >>> list(facts_of_condition(sp.And(x > y, sp.Ne(y, 0))))
    [('nonzero', y), ('nonzero', -y), ('positive', x - y), ('nonzero', -x + y)]
    """
    if isinstance(condition, sp.And):
        for part in sorted(condition.args, key=str):
            yield from facts_of_condition(part)
    elif isinstance(condition, (sp.Gt, sp.Lt)):
        yield "positive", condition.gts - condition.lts
        yield "nonzero", condition.lts - condition.gts
    elif isinstance(condition, (sp.Ge, sp.Le)):
        yield "nonnegative", condition.gts - condition.lts
    elif isinstance(condition, sp.Ne):
        yield "nonzero", condition.lhs - condition.rhs
        yield "nonzero", condition.rhs - condition.lhs


def sentence(subject: sp.Expr, words: str) -> str:
    """A requirement in words: that of a branch names when the branch is chosen."""
    if isinstance(subject, sp.Piecewise) and len(subject.args) == 2 and subject.args[1] == (ONE, sp.true):  # noqa: PLR2004 - two branches
        inner, when = subject.args[0]
        return f"{sentence(inner, words)} where {when}"
    return f"{subject} {words}"
