"""What is known of the symbols of an expansion beyond their own assumptions, from types and hypotheses, and signs by it."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.balls.evaluate import enclose
from derivations.balls.failures import CannotEncloseError
from derivations.normal_form import Facts
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NEGATIVE, POSITIVE, ZERO

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BITS = 128

_current: ContextVar[Facts | None] = ContextVar("known", default=None)
_offered: ContextVar[tuple[Facts, Any]] = ContextVar("offered", default=(Facts(), None))


@contextmanager
def knowing(facts: Facts) -> Iterator[None]:
    """Let limits inside the block use facts when they ask whether a coefficient vanishes, and of which sign it is.

    >>> p, q = sp.symbols("p q", positive=True)
    >>> with knowing(Facts({q: 1 - p})):
    ...     dict(known().substitutions)
    {q: 1 - p}
    """
    token = _current.set(facts)
    try:
        yield
    finally:
        _current.reset(token)


def known() -> Facts | None:
    """The facts of the innermost block."""
    return _current.get()


def signs(value: sp.Expr) -> int:
    """The signs that a coefficient may have, as a mask: by certificate and by the facts of the block, that of a number by an enclosure.

    >>> signs(sp.log(2) - sp.log(3)) == NEGATIVE
    True
    """
    facts = known()
    for fact in facts.positive if facts is not None else ():
        if sp.expand(value - fact) == 0 or sp.expand(value + fact) == 0:
            return POSITIVE if sp.expand(value - fact) == 0 else NEGATIVE
    mask = signs_of(value, facts)
    if value.free_symbols or mask in (NEGATIVE, ZERO, POSITIVE):
        return mask
    try:
        ball = enclose(value, {}, BITS)
    except CannotEncloseError:
        return mask
    return NEGATIVE if ball < 0 else POSITIVE if ball > 0 else mask


@contextmanager
def offering(facts: Facts) -> Iterator[None]:
    """Let the limits that a statement writes inside the block know what holds of their symbols; limits inside of derivations stay without.

    What a derivation finds may be differentiated or moved to other places afterwards, where the facts do not hold.

    >>> p, q = sp.symbols("p q", positive=True)
    >>> with offering(Facts({q: 1 - p}, positive=(2 - p,))):
    ...     offered(p), offered(sp.Symbol("h")).positive
    (Facts(substitutions={}, positive=(), nonnegative=(), nonzero=()), (2 - p,))
    """
    token = _offered.set((facts, None if facts == Facts() else facts.key()))
    try:
        yield
    finally:
        _offered.reset(token)


def offered(variable: sp.Symbol) -> Facts:
    """The facts of the innermost offering that hold while the variable of a limit moves: those that do not mention it."""
    facts, _ = _offered.get()

    def still(expressions: Iterable[sp.Expr]) -> tuple[sp.Expr, ...]:
        return tuple(each for each in expressions if variable not in each.free_symbols)

    kept = {symbol: value for symbol, value in facts.substitutions.items() if symbol != variable and variable not in value.free_symbols}
    return Facts(kept, still(facts.positive), still(facts.nonnegative), still(facts.nonzero))


def key_of_offering() -> Any:
    """What tells offerings apart: a value that was found inside of one must not be taken inside of another."""
    return _offered.get()[1]
