"""Enclosures of integrals and series that were asked for before: mutants of a statement, and other points, ask for the same again."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any

import sympy as sp
from flint import fmpq

from derivations.balls.failures import CannotEncloseError

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from derivations.balls.number import Number

    Rule = Callable[[Any, Mapping[sp.Symbol, Any], int], Number]

MOST = 512
_found: OrderedDict[Hashable, Number | CannotEncloseError] = OrderedDict()


def remembered(rule: Rule, whole: sp.Expr, point: Mapping[sp.Symbol, Any], precision: int) -> Number:
    """What a rule gives for an integral or a series, an error too, looked up where the same was asked at the same exact numbers.

    Only the numbers that occur count. Arbitrary functions, whose values stand elsewhere, and numbers that are balls are not remembered.

    Raises:
        CannotEncloseError: the rule does.
    """
    key = _key(rule, whole, point, precision)
    if key is None:
        return rule(whole, point, precision)
    if key not in _found:
        try:
            _found[key] = rule(whole, point, precision)
        except CannotEncloseError as error:
            _found[key] = error.with_traceback(None)
        if len(_found) > MOST:
            _found.popitem(last=False)
    _found.move_to_end(key)
    value = _found[key]
    if isinstance(value, CannotEncloseError):
        raise value
    return value


def _key(rule: Rule, whole: sp.Expr, point: Mapping[sp.Symbol, Any], precision: int) -> Hashable | None:
    symbols = sorted(whole.free_symbols, key=str)
    values = [point.get(symbol) for symbol in symbols]
    if any(type(part).__name__ == "Jet" for part in sp.preorder_traversal(whole)):
        return None
    if not all(isinstance(value, (fmpq, sp.Basic)) for value in values):
        return None
    return (rule, whole, tuple(zip(symbols, values, strict=True)), precision)
