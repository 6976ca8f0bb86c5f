"""Side conditions: what must hold for an expression to be defined, and which laws must exist for it, recorded where they are built."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Requirement = Literal["nonzero", "positive", "nonnegative", "exists", "throughout"]
"""The last two are no inequalities: of a law, and of a requirement that must hold for all values of bound names."""

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
    """Record what must hold wherever the statement is asserted: an expression be nonzero, positive or nonnegative, a law exist."""
    conditions = _current.get()
    if conditions is not None and (requirement, expression) not in conditions:
        conditions.append((requirement, expression))


def inequalities(conditions: Iterable[tuple[Requirement, Any]]) -> list[tuple[Requirement, Any]]:
    """What is required of single expressions.

    >>> inequalities([("nonzero", "x - 1"), ("exists", "Normal(0, x)")])
    [('nonzero', 'x - 1')]
    """
    return [pair for pair in conditions if pair[0] not in ("exists", "throughout")]
