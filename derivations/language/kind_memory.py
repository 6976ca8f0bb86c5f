"""What a kind checker keeps: the kinds of nodes, and the checkers inside operators that bind names, for trees that share parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Hashable

    from derivations.language.kind_scope import KindScope
    from derivations.language.kinds import Kind, KindError


class KindMemory:
    """The faults found so far, and what is known of the parts without any."""

    def __init__(self, scope: KindScope) -> None:
        """Start with no faults."""
        self.scope = scope
        self.faults: list[KindError] = []
        self.known: dict[int, tuple[ast.expr, Kind]] = {}  # a node kept alive keeps its id; each is looked at once, its faults told once
        self.inside: dict[Hashable, Self] = {}

    def again(self) -> Self:
        """A checker for a tree that shares parts with those this one has seen; a part with a fault is looked at anew, to tell it again."""
        other = type(self)(self.scope)
        if not self.faults:
            other.known, other.inside = dict(self.known), dict(self.inside)
        return other

    def within(self, bound: Hashable, scope: Callable[[], KindScope]) -> Self:
        """The checker inside an operator that binds a name; ``bound`` is what its ``scope`` depends on."""
        return self.inside[bound].again() if bound in self.inside else type(self)(scope())

    def leave(self, bound: Hashable, inner: Self) -> None:
        """Take over the faults of a checker that :meth:`within` gave; what it knows is kept if it has none."""
        self.faults += inner.faults
        if not inner.faults:
            self.inside[bound] = inner
