"""A record of the steps that a derivation took: the report prints them, and quadrature re-checks the expectations among them."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Step:
    """One rule that was applied: what went in, what came out, and what had to hold for it.

    ``rule`` is a short sentence in the field's words ("moment kernel of Gamma"); ``before`` and ``after`` are SymPy
    expressions or tensors; ``conditions`` are sentences ("derivative and integral are exchanged").
    An expectation also keeps its ``law`` and ``variable`` so that quadrature can evaluate ``before`` from its definition.
    """

    rule: str
    before: Any
    after: Any
    conditions: tuple[str, ...] = ()
    law: Any = None
    variable: Any = None


@dataclass
class Trace:
    """The steps of one derivation, in order."""

    steps: list[Step] = field(default_factory=list)


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


@contextmanager
def tracing() -> Iterator[Trace]:
    """Collect every step recorded inside the block.

    >>> with tracing() as trace:
    ...     record(Step("linearity", "E[2y]", "2 E[y]"))
    >>> trace.steps[0].rule
    'linearity'
    """
    trace = Trace()
    token = _current.set(trace)
    try:
        yield trace
    finally:
        _current.reset(token)


def record(step: Step) -> None:
    """Add a step to the trace that is being collected, if any."""
    trace = _current.get()
    if trace is not None and step not in trace.steps:
        trace.steps.append(step)
