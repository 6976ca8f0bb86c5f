"""Members of other families, at symbols of their own, that a divergence can be taken to."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from derivations.conditions import collecting
from derivations.errors import FisherproofError
from derivations.families import built_in
from derivations.kl import kl
from derivations.support import is_discrete
from verify.snapshots.points import Place, arguments, placed
from verify.snapshots.symbols import at_symbols

if TYPE_CHECKING:
    from derivations.law import Law
    from verify.snapshots.subject import Subject


@cache
def neighbour(name: str) -> Law:
    """A family's law at symbols that carry its name, a number of trials among them."""
    family = built_in()[name]
    return at_symbols(family, [value.shape for value in arguments(family)[0]], f"_{name}", whole=True)


def neighbours(of: Subject) -> list[str]:
    """The other families whose values are of the same sort."""
    own = of.p.variable_shape, is_discrete(of.p.support)
    laws = {name: neighbour(name) for name in built_in() if name != of.family.name}
    return [name for name, law in laws.items() if (law.variable_shape, is_discrete(law.support)) == own]


def neighbouring(of: Subject, own: Law, number: int) -> Place:
    """What the symbols of those neighbours are at point ``number`` whose divergence from ``own``, a member at numbers, exists."""
    found: Place = {}
    for name in neighbours(of):
        members = arguments(built_in()[name])
        for step in range(len(members)):
            member = members[(number + step) % len(members)]
            if _closes(own, built_in()[name].law(*member)):
                found |= placed(neighbour(name), member)
                break
    return found


def _closes(inner: Law, outer: Law) -> bool:
    try:
        with collecting() as conditions:
            kl(inner, outer)
    except FisherproofError:
        return False
    return all(not expression.is_number or getattr(expression, f"is_{kind}") is not False for kind, expression in conditions)
