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
