"""What is known of the symbols of an expansion beyond their own assumptions: the entries of a simplex sum to one."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from derivations.normal_form import Facts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import sympy as sp

_current: ContextVar[Facts | None] = ContextVar("known", default=None)
_offered: ContextVar[dict[sp.Symbol, sp.Expr] | None] = ContextVar("offered", default=None)


@contextmanager
def knowing(substitutions: Mapping[sp.Symbol, sp.Expr]) -> Iterator[None]:
    """Let limits inside the block take symbols for what they equal when they ask whether a coefficient vanishes.

    >>> import sympy as sp
    >>> p, q = sp.symbols("p q", positive=True)
    >>> with knowing({q: 1 - p}):
    ...     dict(known().substitutions)
    {q: 1 - p}
    """
    token = _current.set(Facts(dict(substitutions)))
    try:
        yield
    finally:
        _current.reset(token)


def known() -> Facts | None:
    """The facts of the innermost block."""
    return _current.get()


@contextmanager
def offering(substitutions: Mapping[sp.Symbol, sp.Expr]) -> Iterator[None]:
    """Let the limits that a statement writes inside the block know what their symbols equal; limits inside of derivations stay without.

    What a derivation finds may be differentiated or moved to other places afterwards, where the equations do not hold.

    >>> import sympy as sp
    >>> p, q = sp.symbols("p q", positive=True)
    >>> with offering({q: 1 - p}):
    ...     offered(p), offered(sp.Symbol("h"))
    ({}, {q: 1 - p})
    """
    token = _offered.set(dict(substitutions))
    try:
        yield
    finally:
        _offered.reset(token)


def offered(variable: sp.Symbol) -> dict[sp.Symbol, sp.Expr]:
    """The equations of the innermost offering that hold while the variable of a limit moves."""
    equations = (_offered.get() or {}).items()
    return {symbol: value for symbol, value in equations if symbol != variable and variable not in value.free_symbols}


def is_offering() -> bool:
    """Whether limits know more here than elsewhere, so that their values must not be taken elsewhere."""
    return bool(_offered.get())
