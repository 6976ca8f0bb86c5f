"""What must hold for every value that a name takes inside an expression: of a random variable, of an index, of what is integrated over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.conditions import require
from derivations.replacing import replaced
from derivations.support import Box, Counts, Integers, Interval

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from derivations.conditions import Requirement
    from derivations.support import Support


@dataclass(frozen=True)
class Range:
    """Symbols for one value, and the set of its values, if that is known."""

    symbols: tuple[sp.Symbol, ...]
    support: Support | None


@dataclass(frozen=True)
class Throughout:
    """A requirement on an expression, or on a law to exist, over all values of bound names; ``ranges`` go from the innermost outwards.

    The bound symbols are dummies, which no declared name can be.
    """

    requirement: Requirement
    subject: Any
    ranges: tuple[Range, ...]

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """What it depends on, from outside."""
        ends = [end.free_symbols for part in self.ranges if part.support is not None for end in part.support.ends]
        return set(self.subject.free_symbols).union(*ends) - {symbol for part in self.ranges for symbol in part.symbols}

    def moved(self, places: Mapping[sp.Symbol, sp.Expr]) -> Throughout:
        """The same with symbols replaced."""
        ranges = tuple(replace(part, support=_moved_support(part.support, places)) for part in self.ranges)
        return Throughout(self.requirement, moved(self.subject, places), ranges)


def moved(subject: Any, places: Mapping[sp.Symbol, sp.Expr]) -> Any:
    """An expression, a law or a requirement over bound names with symbols replaced; what has no symbols stays."""
    if isinstance(subject, Throughout):
        return subject.moved(places)
    if isinstance(subject, sp.Basic):
        return replaced(subject, places)
    return subject.map(lambda entry: replaced(entry, places)) if hasattr(subject, "map") else subject


def require_throughout(conditions: Iterable[tuple[Requirement, Any]], symbols: Iterable[sp.Symbol], support: Support | None) -> None:
    """Record what was required inside an expression that binds symbols: what depends on them must hold for all their values."""
    bound = tuple(dict.fromkeys(symbols))
    for requirement, subject in conditions:
        if not set(bound) & set(getattr(subject, "free_symbols", ())):
            require(requirement, subject)
            continue
        own = {symbol: sp.Dummy(symbol.name, **symbol.assumptions0) for symbol in bound}
        inner = moved(subject, own)
        within = inner if isinstance(inner, Throughout) else Throughout(requirement, inner, ())
        require("throughout", replace(within, ranges=(*within.ranges, Range(tuple(own.values()), support))))


def _moved_support(support: Support | None, places: Mapping[sp.Symbol, sp.Expr]) -> Support | None:
    match support:
        case Interval() | Integers():
            return type(support)(replaced(support.low, places), replaced(support.high, places))
        case Counts():
            return Counts(support.size, replaced(support.total, places))
        case Box():
            return Box(tuple(Interval(replaced(side.low, places), replaced(side.high, places)) for side in support.sides))
    return support
