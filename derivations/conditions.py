"""Side conditions: what must hold for an expression to be defined, recorded where the expression is built."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

Requirement = Literal["nonzero", "positive", "nonnegative"]

_current: ContextVar[list[tuple[Requirement, Any]] | None] = ContextVar("conditions", default=None)


@contextmanager
def collecting() -> Iterator[list[tuple[Requirement, Any]]]:
    """Collect every condition required inside the block, each once.

    >>> with collecting() as conditions:
    ...     require("nonzero", "x - 1")
    >>> conditions
    [('nonzero', 'x - 1')]
    """
    conditions: list[tuple[Requirement, Any]] = []
    token = _current.set(conditions)
    try:
        yield conditions
    finally:
        _current.reset(token)


def require(requirement: Requirement, expression: Any) -> None:
    """Record that the expression must be nonzero, positive or nonnegative wherever the statement is asserted."""
    conditions = _current.get()
    if conditions is not None and (requirement, expression) not in conditions:
        conditions.append((requirement, expression))
