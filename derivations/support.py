"""Supports of laws: the sets their values lie in, with ends that may be expressions of the parameters."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp


@dataclass(frozen=True)
class Interval:
    """The numbers between two ends; the ends carry no mass.

    >>> Interval(sp.Integer(0), sp.oo).assumptions()
    {'positive': True}
    """

    low: sp.Expr
    high: sp.Expr

    def assumptions(self) -> dict[str, bool]:
        """The SymPy assumptions that a symbol for a value may carry."""
        return {"positive": True} if self.low.is_nonnegative else {"real": True}

    @property
    def ends(self) -> tuple[sp.Expr, ...]:
        """The expressions that bound the support."""
        return (self.low, self.high)


@dataclass(frozen=True)
class Integers:
    """The integers from ``low`` to ``high``, both included unless infinite."""

    low: sp.Expr
    high: sp.Expr

    def assumptions(self) -> dict[str, bool]:
        """The SymPy assumptions that a symbol for a value may carry."""
        if self.low.is_positive:
            return {"integer": True, "positive": True}
        return {"integer": True, "nonnegative": True} if self.low.is_nonnegative else {"integer": True}

    @property
    def ends(self) -> tuple[sp.Expr, ...]:
        """The expressions that bound the support."""
        return (self.low, self.high)


@dataclass(frozen=True)
class Simplex:
    """Vectors of ``size`` positive numbers with sum one; integrals run over the first ``size - 1`` of them."""

    size: int

    def assumptions(self) -> dict[str, bool]:
        """The SymPy assumptions that a symbol for a component may carry."""
        return {"positive": True}

    @property
    def ends(self) -> tuple[sp.Expr, ...]:
        """No expression of the parameters bounds the support."""
        return ()


@dataclass(frozen=True)
class Counts:
    """Vectors of ``size`` nonnegative integers with sum ``total``."""

    size: int
    total: sp.Expr

    def assumptions(self) -> dict[str, bool]:
        """The SymPy assumptions that a symbol for a component may carry."""
        return {"integer": True, "nonnegative": True}

    @property
    def ends(self) -> tuple[sp.Expr, ...]:
        """The expressions that bound the support."""
        return (self.total,)


@dataclass(frozen=True)
class Space:
    """All vectors of ``size`` real numbers."""

    size: int

    def assumptions(self) -> dict[str, bool]:
        """The SymPy assumptions that a symbol for a component may carry."""
        return {"real": True}

    @property
    def ends(self) -> tuple[sp.Expr, ...]:
        """No expression of the parameters bounds the support."""
        return ()


Support = Interval | Integers | Simplex | Counts | Space

REALS = Interval(-sp.oo, sp.oo)
POSITIVE = Interval(sp.Integer(0), sp.oo)
UNIT = Interval(sp.Integer(0), sp.Integer(1))
NATURALS = Integers(sp.Integer(0), sp.oo)


def is_discrete(support: Support) -> bool:
    """Whether expectations over the support are sums."""
    return isinstance(support, Integers | Counts)


def depends_on_parameters(support: Support) -> bool:
    """Whether an end of the support is an expression of symbols: derivative and integral may then not be exchanged."""
    return any(end.free_symbols for end in support.ends)
