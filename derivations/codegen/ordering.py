"""An order of subexpressions that is the same in every process."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import sympy as sp


@cache
def order(expression: sp.Expr) -> Any:
    """A sort key."""
    return expression.sort_key()
