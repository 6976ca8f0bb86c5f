"""Repeated differentiation within a budget: some functions grow tenfold with every derivative."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.derivative import derivative
from derivations.errors import DerivationError
from derivations.language.value_budget import count_parts

if TYPE_CHECKING:
    import sympy as sp

MAX_WORK = 8_000  # parts of all expressions that are differentiated further
FREE_ORDERS = 4  # what people differentiate costs what it costs; the size of a result is looked at elsewhere


class Differentiation:
    """The derivatives that one word takes; beyond the fourth order, the parts of what is differentiated are counted."""

    def __init__(self) -> None:
        """Start with nothing spent."""
        self.spent = 0
        self._counts: dict[sp.Expr, int] = {}

    def derivative(self, symbol: sp.Symbol, expression: sp.Expr, order: int) -> sp.Expr:
        """The derivative of an expression, which is a derivative of order ``order - 1`` itself.

        Raises:
            DerivationError: the budget is spent.
        """
        if order > FREE_ORDERS:
            self.spent += count_parts(expression, self._counts)
            if self.spent > MAX_WORK:
                got = f"more for order {order}"
                message = f"Differentiating again and again: expected at most {MAX_WORK} parts in all, got {got}. Lower the order."
                raise DerivationError(message)
        return derivative(expression, symbol)
