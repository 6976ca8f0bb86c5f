"""Whether a form is what was derived: branches are settled in every region between the kinks, and what is left is proved to be zero."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.losses.columns import Clip, Within, entry
from derivations.codegen.losses.function import option
from derivations.normal_form import decide_zero

if TYPE_CHECKING:
    from derivations.codegen.losses.function import Form, Function


class _UnsettledError(Exception):
    """A branch is taken in a part of a region only."""


def is_proved(function: Function, form: Form) -> bool:
    """Whether every result of the form is proved to be what is wanted, in every case and every region."""
    hidden = {option(name): expression for name, expression in function.options.items()}
    try:
        gaps = [
            settled(expression.subs(hidden).subs(chart))
            for case in function.cases
            for result, wanted in zip(form, case.wanted, strict=True)
            for place, value in enumerate(wanted)
            for expression in [entry(result, case, place) - value]
            for chart in function.charts
        ]
    except _UnsettledError:
        return False
    return all(gap == 0 or decide_zero([gap], function.facts).zero for gap in dict.fromkeys(gaps))


def settled(form: sp.Expr) -> sp.Expr:
    """The form without branches, where its symbols have one sign each and decide all of them.

    >>> s = sp.Symbol("s", positive=True)
    >>> settled(sp.Max(0, s) + Clip(-s, -1 - s, 1))
    0
    """
    if not form.args:
        return form
    if isinstance(form, sp.Piecewise):
        return settled(next(value for value, condition in form.args if _holds(condition)))
    parts = [settled(part) for part in form.args]
    if isinstance(form, sp.Abs | sp.sign):
        side = 1 if _above(parts[0]) else -1
        return side * parts[0] if isinstance(form, sp.Abs) else sp.Integer(side)
    if isinstance(form, sp.Max | sp.Min):
        largest = parts[0]
        for part in parts[1:]:
            largest = part if _above(part - largest) == isinstance(form, sp.Max) else largest
        return largest
    if isinstance(form, Clip):
        value, low, high = parts
        return high if _above(value - high) else value if _above(value - low) else low
    if isinstance(form, Within):
        return sp.Integer(_above(parts[1] - parts[0]))
    return form.func(*parts)


def _holds(condition: sp.Basic) -> bool:
    if condition in {sp.true, sp.false}:
        return bool(condition)
    return _above(condition.gts - condition.lts)


def _above(expression: sp.Expr) -> bool:
    """Whether an expression is positive wherever its symbols may be."""
    factored = sp.factor(expression)
    if factored.is_positive or factored.is_nonpositive:
        return bool(factored.is_positive)
    raise _UnsettledError
