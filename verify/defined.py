"""Expressions without a value: what has none at any point is refused, whether a claim states it or somebody asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.language.tensor import Tensor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def without_value(values: Iterable[Any]) -> str:
    """What is wrong with values of which an entry has no value anywhere; an empty text if nothing is known to be."""
    if any(entry.has(sp.nan, sp.zoo) for value in values if isinstance(value, Tensor) for entry in value.entries):
        return "expected defined expressions, got a division by zero. Restrict the domain or mend it."
    return ""


def impossible(conditions: Sequence[tuple[str, Any]]) -> str:
    """What is wrong with conditions of which one holds nowhere (the logarithm of a negative number); an empty text if nothing is."""
    for kind, expression in conditions:
        if isinstance(expression, sp.Expr) and (expression.is_negative if kind == "nonnegative" else expression.is_nonpositive):
            if kind == "nonzero" and not expression.is_zero:
                continue
            wanted = "a divisor that is not zero" if kind == "nonzero" else f"a {kind} argument"
            return f"expected {wanted}, got {expression}. The expression is defined nowhere: mend it."
    return ""
