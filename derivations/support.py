"""Supports of laws: the sets their values lie in, with ends that may be expressions of the parameters."""

from __future__ import annotations

import itertools
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


@dataclass(frozen=True)
class Box:
    """Vectors whose components lie in intervals of their own."""

    sides: tuple[Interval, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of a value."""
        return (len(self.sides),)

    def assumptions(self, index: tuple[int, ...] = ()) -> dict[str, bool]:
        """The SymPy assumptions that a symbol for a component may carry."""
        return self.sides[index[0]].assumptions() if index else {"real": True}

    @property
    def ends(self) -> tuple[sp.Expr, ...]:
        """The expressions that bound the support."""
        return tuple(end for side in self.sides for end in side.ends)


@dataclass(frozen=True)
class Sphere:
    """Vectors of ``size`` real numbers with length one; densities refer to its surface."""

    size: int

    def assumptions(self) -> dict[str, bool]:
        """The SymPy assumptions that a symbol for a component may carry."""
        return {"real": True}

    @property
    def ends(self) -> tuple[sp.Expr, ...]:
        """No expression of the parameters bounds the support."""
        return ()


@dataclass(frozen=True)
class Matrices:
    """All real matrices of a shape."""

    shape: tuple[int, int]

    def assumptions(self) -> dict[str, bool]:
        """The SymPy assumptions that a symbol for an entry may carry."""
        return {"real": True}

    @property
    def ends(self) -> tuple[sp.Expr, ...]:
        """No expression of the parameters bounds the support."""
        return ()


@dataclass(frozen=True)
class PositiveDefinite:
    """Symmetric positive definite matrices of ``rows`` rows; densities refer to the entries on and above the diagonal."""

    rows: int

    @property
    def shape(self) -> tuple[int, int]:
        """The shape of a value."""
        return (self.rows, self.rows)

    def assumptions(self, index: tuple[int, ...] = ()) -> dict[str, bool]:
        """The SymPy assumptions that a symbol for an entry may carry."""
        return {"positive": True} if index and index[0] == index[1] else {"real": True}

    @property
    def ends(self) -> tuple[sp.Expr, ...]:
        """No expression of the parameters bounds the support."""
        return ()


@dataclass(frozen=True)
class Spins:
    """Vectors of ``size`` numbers that are -1 or 1."""

    size: int

    def assumptions(self) -> dict[str, bool]:
        """The SymPy assumptions that a symbol for a component may carry."""
        return {"integer": True, "nonzero": True}

    @property
    def ends(self) -> tuple[sp.Expr, ...]:
        """No expression of the parameters bounds the support."""
        return ()


Support = Interval | Integers | Simplex | Counts | Space | Spins | Box | Sphere | Matrices | PositiveDefinite

REALS = Interval(-sp.oo, sp.oo)
POSITIVE = Interval(sp.Integer(0), sp.oo)
UNIT = Interval(sp.Integer(0), sp.Integer(1))
NATURALS = Integers(sp.Integer(0), sp.oo)


def shape_of_values(support: Support) -> tuple[int, ...]:
    """The shape of a value: ``()`` for numbers, ``(size,)`` for vectors."""
    if isinstance(support, Box | Matrices | PositiveDefinite):
        return support.shape
    size = getattr(support, "size", None)
    return () if size is None else (size,)


def symbols_of(support: Support, name: str) -> list[sp.Symbol]:
    """Symbols for the entries of a value, row by row; those of a symmetric matrix are shared."""

    def symbol(index: tuple[int, ...]) -> sp.Symbol:
        place = tuple(sorted(index)) if isinstance(support, PositiveDefinite) else index
        assumptions = support.assumptions(place) if isinstance(support, Box | PositiveDefinite) else support.assumptions()
        return sp.Symbol("_".join([name, *map(str, place)]), **assumptions)

    return [symbol(index) for index in itertools.product(*map(range, shape_of_values(support)))]


def is_discrete(support: Support) -> bool:
    """Whether expectations over the support are sums."""
    return isinstance(support, Integers | Counts | Spins)


def depends_on_parameters(support: Support) -> bool:
    """Whether an end of the support is an expression of symbols: derivative and integral may then not be exchanged."""
    return any(end.free_symbols for end in support.ends)
