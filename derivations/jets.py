"""Jets: the value and all partial derivatives of an arbitrary smooth function, as independent atoms.

A statement about every smooth function at a generic point is a statement about independent numbers, one a partial derivative. A
:class:`Jet` is such a number; SymPy's chain rule and substitution act on it as on any function.
"""

from __future__ import annotations

import sympy as sp

from derivations.derivative import derivative


class Jet(sp.Function):  # type: ignore[misc]  # SymPy has no types
    r"""The partial derivative :math:`\partial^{orders} name(arguments)` of an arbitrary smooth function.

    Args: ``Jet(name, orders, *arguments)`` with ``name`` a symbol, ``orders`` a tuple of non-negative integers, one an argument.

    >>> x, name = sp.Symbol("x"), sp.Symbol("h")
    >>> sp.diff(Jet(name, (0,), x**2), x)
    2*x*Jet(h, (1,), x**2)
    """

    is_real = True
    is_commutative = True

    @classmethod
    def eval(cls, name: sp.Symbol, orders: sp.Tuple, *arguments: sp.Expr) -> None:
        """Never simplify: a jet is an atom."""
        if len(orders) != len(arguments):
            message = f"Building a jet of {name}: expected one order an argument, got {len(orders)} orders and {len(arguments)} arguments."
            raise ValueError(message)

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """Raise the order in one argument (SymPy counts arguments from 1; the first two are the name and the orders)."""
        name, orders, *arguments = self.args
        raised = [order + (position == argindex - 3) for position, order in enumerate(orders)]
        return Jet(name, sp.Tuple(*raised), *arguments)

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """The symbols of the arguments; the name is no symbol of the expression."""
        return set().union(*(argument.free_symbols for argument in self.args[2:])) if self.args[2:] else set()

    def _eval_derivative(self, symbol: sp.Symbol) -> sp.Expr:
        terms = [self.fdiff(position + 3) * derivative(argument, symbol) for position, argument in enumerate(self.args[2:])]
        return sp.Add(*terms)

    def _eval_subs(self, old: sp.Basic, new: sp.Basic) -> sp.Expr:
        name, orders, *arguments = self.args
        return Jet(name, orders, *(argument._subs(old, new) for argument in arguments))  # noqa: SLF001 - SymPy's protocol for substitution


def jet_function(name: str, arguments: tuple[sp.Expr, ...]) -> Jet:
    """The value of the arbitrary smooth function ``name`` at ``arguments``: its jet of order zero."""
    return Jet(sp.Symbol(name), sp.Tuple(*(0 for _ in arguments)), *arguments)
