"""A record of the steps that a derivation took: the report prints them, and quadrature re-checks the expectations among them."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Quantity:
    """What an expression is: a name with indices (``F[k, b]``) and how it is ``defined`` (a key of ``quantities.DEFINED``)."""

    name: str
    indices: tuple[Any, ...] = ()
    defined: str = ""


@dataclass(frozen=True)
class Step:
    """One rule that was applied: what went in, what came out, and what had to hold for it.

    ``rule`` is a short sentence in the field's words ("moment kernel of Gamma"); ``before`` and ``after`` are SymPy
    expressions or tensors; ``conditions`` are sentences ("derivative and integral are exchanged").
    An expectation also keeps its ``law`` and ``variable`` so that quadrature can evaluate ``before`` from its definition.
    ``quantity`` says what is computed; steps that differ in it alone are one.
    """

    rule: str
    before: Any
    after: Any
    conditions: tuple[str, ...] = ()
    law: Any = None
    variable: Any = None
    quantity: Quantity | None = field(default=None, compare=False)


@dataclass
class Trace:
    """The steps of one derivation, in order; ``detailed`` asks for the steps that only a reader needs."""

    steps: list[Step] = field(default_factory=list)
    detailed: bool = False


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)
_quantity: ContextVar[Quantity | None] = ContextVar("quantity", default=None)


@contextmanager
def tracing(*, detailed: bool = False) -> Iterator[Trace]:
    """Collect every step recorded inside the block; with ``detailed`` also those of :func:`narrate`.

    >>> with tracing() as trace:
    ...     record(Step("linearity", "E[2y]", "2 E[y]"))
    >>> trace.steps[0].rule
    'linearity'
    """
    trace = Trace(detailed=detailed)
    token = _current.set(trace)
    try:
        yield trace
    finally:
        _current.reset(token)


def record(step: Step) -> None:
    """Add a step to the trace that is being collected, if any."""
    trace = _current.get()
    if trace is not None and step not in trace.steps:
        trace.steps.append(step if step.law is None else replace(step, quantity=step.quantity or _quantity.get()))


def narrate(rule: str, before: Any, after: Any, quantity: Quantity | None = None) -> None:
    """Add a step that only a reader needs, such as a definition, if details are asked for; its name is that of the block by default."""
    trace = _current.get()
    if trace is not None and trace.detailed:
        record(Step(rule, before, after, quantity=quantity or _quantity.get()))


@contextmanager
def naming(quantity: Quantity) -> Iterator[None]:
    """Give the expectations inside the block a name and a definition."""
    token = _quantity.set(quantity)
    try:
        yield
    finally:
        _quantity.reset(token)
