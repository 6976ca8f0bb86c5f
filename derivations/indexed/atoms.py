"""The tree of indexed expressions: SymPy scalars with entries ``z[i]``, Kronecker deltas and sums over an index of named range.

Everything between these nodes is plain SymPy: sums, products, powers, ``log``, ``exp``, ``loggamma``, ``polygamma``, numbers, symbols.

| node | arguments | meaning |
|---|---|---|
| :class:`Entry` | ``letter, index, ...`` | the entry of a declared array; :class:`SimplexEntry` when its entries sum to one |
| :class:`Delta` | ``index, index`` | 1 where the two indices agree, 0 elsewhere |
| :class:`IndexSum` | ``body, index, dimension`` | the sum over ``index = 0, .., dimension - 1``; the index is bound |
| :class:`Index` | | a free or bound index; also a number in ``0, .., dimension - 1`` |
| :class:`Size` | | a named dimension: a positive integer |
| :class:`Opaque` | | a number made of matrices, such as a determinant, known by its normal form in the free *-algebra |
"""

from __future__ import annotations

import itertools
import re
from typing import Any, ClassVar, Self

import sympy as sp

from derivations.errors import DerivationError

_numbers = itertools.count()


class Index(sp.Symbol):  # type: ignore[misc]  # SymPy has no types
    """An index; no declared name equals it, because its class differs.

    >>> Index("i") == sp.Symbol("i", integer=True, nonnegative=True)
    False
    """

    __slots__ = ()

    def __new__(cls, name: str) -> Self:
        """An index of a name; the same name gives the same index."""
        made: Self = sp.Symbol.__new__(cls, name, integer=True, nonnegative=True)
        return made


class Size(sp.Symbol):  # type: ignore[misc]  # SymPy has no types
    """A named dimension as a number: a positive integer."""

    __slots__ = ()

    def __new__(cls, name: str) -> Self:
        """The dimension of a name."""
        made: Self = sp.Symbol.__new__(cls, name, integer=True, positive=True)
        return made


class Opaque(sp.Symbol):  # type: ignore[misc]  # SymPy has no types
    """A real number that matrices make, named by its normal form; equal names are equal numbers."""

    __slots__ = ()
    notations: ClassVar[dict[str, str]] = {}  # how the numbers are printed as LaTeX

    def __new__(cls, name: str, **assumptions: bool) -> Self:
        """The number of a normal form; ``positive=True`` if it is known to be."""
        made: Self = sp.Symbol.__new__(cls, name, **(assumptions or {"real": True}))
        return made

    @property
    def names(self) -> frozenset[str]:
        """The names that it mentions: it may depend on each of them."""
        return frozenset(re.findall(r"[A-Za-z_]\w*'?", self.name))

    def _latex(self, _: Any) -> str:
        return self.notations.get(self.name, rf"\mathrm{{{self.name}}}")


class Letter(sp.Symbol):  # type: ignore[misc]  # SymPy has no types
    """The name of an array whose entries have the assumptions of the symbol."""

    __slots__ = ()


def _order(index: sp.Expr) -> tuple[str, str]:
    """By name; an index before a declared number of the same name."""
    return str(index), type(index).__name__


class Entry(sp.Expr):  # type: ignore[misc]  # SymPy has no types
    """The entry of an array: ``Entry(letter, i)`` or ``Entry(letter, i, j)``."""

    is_commutative = True

    def __new__(cls, letter: Letter, *indices: sp.Expr) -> Self:
        """An entry at indices (symbols)."""
        made: Self = sp.Expr.__new__(cls, letter, *indices)
        return made

    @property
    def letter(self) -> Letter:
        """The array."""
        return self.args[0]  # type: ignore[no-any-return]

    @property
    def indices(self) -> tuple[sp.Expr, ...]:
        """Where the entry stands."""
        return tuple(self.args[1:])

    def _eval_derivative(self, _: sp.Symbol) -> sp.Expr:
        return sp.S.Zero

    def _eval_is_real(self) -> bool | None:
        return self.args[0].is_real  # type: ignore[no-any-return]

    def _eval_is_positive(self) -> bool | None:
        return self.args[0].is_positive  # type: ignore[no-any-return]

    def _eval_is_negative(self) -> bool | None:
        return self.args[0].is_negative  # type: ignore[no-any-return]

    def _eval_is_nonnegative(self) -> bool | None:
        return self.args[0].is_nonnegative  # type: ignore[no-any-return]

    def _eval_is_integer(self) -> bool | None:
        return self.args[0].is_integer  # type: ignore[no-any-return]

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0].name}[{', '.join(map(printer._print, self.args[1:]))}]"  # noqa: SLF001 - SymPy's protocol

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        below = ",".join(printer._print(index) for index in self.args[1:])  # noqa: SLF001 - SymPy's protocol
        text = f"{{{printer._print(self.args[0])}}}_{{{below}}}"  # noqa: SLF001 - SymPy's protocol
        return text if exp is None else f"{text}^{{{exp}}}"


class SimplexEntry(Entry):
    """An entry of a probability vector: positive, and the sum of all of them is 1."""


class SymmetricEntry(Entry):
    """An entry of a symmetric matrix: the order of its two indices does not matter."""

    def __new__(cls, letter: Letter, *indices: sp.Expr) -> Self:
        """The entry with its indices in the order of their names."""
        return super().__new__(cls, letter, *sorted(indices, key=_order))


class Delta(sp.Expr):  # type: ignore[misc]  # SymPy has no types
    """Kronecker's delta of two indices of one range.

    >>> Delta(Index("i"), Index("i"))
    1
    """

    is_commutative = True
    is_integer = True
    is_nonnegative = True

    def __new__(cls, first: sp.Expr, second: sp.Expr) -> sp.Expr:
        """1 for one and the same index, else the indices in the order of their names."""
        if first == second:
            return sp.S.One
        return sp.Expr.__new__(cls, *sorted((first, second), key=_order))

    def _eval_derivative(self, _: sp.Symbol) -> sp.Expr:
        return sp.S.Zero

    def _eval_power(self, exponent: sp.Expr) -> sp.Expr | None:
        return self if exponent.is_positive else None

    def _sympystr(self, printer: Any) -> str:
        return f"delta({', '.join(map(printer._print, self.args))})"  # noqa: SLF001 - SymPy's protocol

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        text = rf"\delta_{{{','.join(map(printer._print, self.args))}}}"  # noqa: SLF001 - SymPy's protocol
        return text if exp is None else f"{text}^{{{exp}}}"


class IndexSum(sp.Expr):  # type: ignore[misc]  # SymPy has no types
    """The sum of ``body`` over ``index`` from 0 to ``dimension - 1``."""

    is_commutative = True

    def __new__(cls, body: sp.Expr, index: Index, dimension: Size) -> Self:
        """An unevaluated sum; :func:`derivations.indexed.normal.normal` evaluates it."""
        made: Self = sp.Expr.__new__(cls, body, index, dimension)
        return made

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """Without the bound index."""
        found: set[sp.Symbol] = self.args[0].free_symbols - {self.args[1]}
        return found | {self.args[2]}

    def _eval_derivative(self, symbol: sp.Symbol) -> sp.Expr:
        return IndexSum(sp.diff(self.args[0], symbol), *self.args[1:])

    def _eval_is_real(self) -> bool | None:
        return self.args[0].is_real  # type: ignore[no-any-return]

    def _eval_is_positive(self) -> bool | None:
        return True if self.args[0].is_positive else None  # a dimension is at least 1

    def _eval_is_nonnegative(self) -> bool | None:
        return True if self.args[0].is_nonnegative else None

    def _sympystr(self, printer: Any) -> str:
        body, index, dimension = map(printer._print, self.args)  # noqa: SLF001 - SymPy's protocol
        return f"sum({body} for {index} in range({dimension}))"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        body, index, dimension = map(printer._print, self.args)  # noqa: SLF001 - SymPy's protocol
        inner = rf"\left({body}\right)" if self.args[0].is_Add else body
        text = rf"\sum_{{{index}=0}}^{{{dimension}-1}} {inner}"
        return rf"\left({text}\right)" if exp is None else rf"\left({text}\right)^{{{exp}}}"


def require_visible(expression: sp.Expr, name: str, doing: str) -> None:
    """Refuse to vary a name that stands inside a number of which only the normal form is known.

    Raises:
        DerivationError: it does.
    """
    hidden = sorted(str(number) for number in expression.atoms(Opaque) if name in number.names)
    if hidden:
        message = f"{doing} {name} in every size: expected it outside of matrices, got {hidden[0]}. Use explicit dimensions."
        raise DerivationError(message)


def fresh() -> Index:
    """An index that stands nowhere yet; normal forms rename it."""
    return Index(f"_{next(_numbers)}")


def refreshed(expression: sp.Expr) -> sp.Expr:
    """The expression with every bound index renamed to one that stands nowhere else, so that nothing put into it is captured."""
    if isinstance(expression, IndexSum):
        body, index, size = expression.args
        inner = fresh()
        return IndexSum(refreshed(body.xreplace({index: inner})), inner, size)
    return expression.func(*map(refreshed, expression.args)) if expression.has(IndexSum) else expression


def axis(position: int) -> Index:
    """The free index of an axis: i, j, l, m, then i4, i5, .."""
    names = ("i", "j", "l", "m")
    return Index(names[position] if position < len(names) else f"i{position}")


def bound(height: int) -> Index:
    """The canonical name of a bound index whose sum has ``height - 1`` sums nested inside it."""
    return Index("k" if height == 1 else f"k{height}")
