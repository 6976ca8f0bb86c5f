"""Certificates by index calculus, read from plain JSON: two sides built from entries, deltas and sums over indices of named ranges.

Which sizes decide: bring left - right over one denominator. The numerator is a sum of products of at most s sums over an index, with r
free indices. Multiplied out, a monomial in the entries has at most r + s distinct indices, and its coefficient is a polynomial of degree at
most s in each size, the same for all monomials that differ by a renaming of indices. So if the numerator vanishes in s + 1 sizes from r + s
on (of each range), it vanishes in every size. A denominator under a sum must not depend on the index of the sum, single entries apart.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verify.replay.certificate import RATIONAL
from verify.replay.refusal import Refused

MOST_NODES, MOST_SUMS, MOST_FREE = 2_000, 6, 4
Node = list[Any]


@dataclass(frozen=True)
class Shape:
    """What a node is made of: sums in numerator and denominator, free indices of both, whether it is a product of powers of entries."""

    above: int = 0
    below: int = 0
    indices: frozenset[str] = frozenset()
    below_indices: frozenset[str] = frozenset()
    is_monomial: bool = False


@dataclass(frozen=True)
class Goal:
    """Two nodes that are claimed to be equal, the range of every free index, and the sums in the difference."""

    left: int
    right: int
    free: dict[str, str]
    sums: int


@dataclass(frozen=True)
class IndexProgram:
    """The nodes in order, and what is claimed of them."""

    nodes: tuple[Node, ...]
    shapes: tuple[Shape, ...]
    goals: tuple[Goal, ...]

    @property
    def ranges(self) -> list[str]:
        """The names of the sizes, sorted."""
        named = {node[-1] for node in self.nodes if node[0] in ("total", "size")}
        return sorted(named.union(*(goal.free.values() for goal in self.goals)))

    def deciding(self, goal: Goal) -> list[dict[str, int]]:
        """The sizes that decide every size."""
        least = max(len(goal.free) + goal.sums, 1)
        choices = itertools.product(range(least, least + goal.sums + 1), repeat=len(self.ranges))
        return [dict(zip(self.ranges, chosen, strict=True)) for chosen in choices]


def read(data: dict[str, Any]) -> IndexProgram:
    """Check the form, and that finitely many sizes decide.

    Raises:
        Refused: a part is missing, of another type or out of place, or a denominator depends on an index that is summed over.
    """
    try:
        nodes = tuple(list(node) for node in data["nodes"])
        ranges = _ranges(nodes, data["goals"])
        shapes: list[Shape] = []
        for position, node in enumerate(nodes):
            shapes.append(_shape(node, position, shapes, ranges))
        _check_slots(nodes, ranges)
        goals = tuple(_goal(one, shapes) for one in data["goals"])
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise Refused(f"malformed: {type(error).__name__} {error}") from error
    if not goals or len(nodes) > MOST_NODES:
        raise Refused("malformed: too long, or it claims nothing")
    return IndexProgram(nodes, tuple(shapes), goals)


def explicit(data: dict[str, Any], program: IndexProgram) -> list[list[dict[str, Any]]]:
    """The certificates in explicit sizes, of all sizes that decide.

    Raises:
        Refused: one of these sizes has none, or one that is no certificate of explicit arrays.
    """
    try:
        listed = {tuple(sorted(one["sizes"].items())): list(one["certificates"]) for one in data["sizes"]}
        found = [listed[tuple(sorted(sizes.items()))] for goal in program.goals for sizes in program.deciding(goal)]
        are_explicit = all(one["kind"] == "fraction field" for certificates in found for one in certificates)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(f"malformed, or a size that decides is missing: {type(error).__name__} {error}") from error
    if not are_explicit or not all(found):
        raise Refused("malformed: an explicit size without a certificate of explicit arrays")
    return found


def _goal(data: dict[str, Any], shapes: list[Shape]) -> Goal:
    left, right = (_earlier(node, len(shapes)) for node in data["equal"])
    first, second = shapes[left], shapes[right]
    sums = max(first.above + second.below, second.above + first.below)
    if (first.indices | second.indices) - data["free"].keys() or sums > MOST_SUMS or len(data["free"]) > MOST_FREE:
        raise Refused("malformed: an index that is neither free nor summed over, or too many sums or free indices")
    return Goal(left, right, dict(data["free"]), sums)


def _earlier(node: Any, position: int) -> int:
    if type(node) is not int or not 0 <= node < position:
        raise Refused(f"malformed: node {node!r} does not come before {position}")
    return node


def _ranges(nodes: tuple[Node, ...], goals: list[dict[str, Any]]) -> dict[str, str]:
    """The range of every index; one name has one range wherever it stands, and is free or bound."""
    ranges: dict[str, str] = {}
    bound = [(node[2], node[3]) for node in nodes if node[0] == "total"]
    free = [item for goal in goals for item in goal["free"].items()]
    for index, size in [*bound, *free]:
        if not isinstance(index, str) or not isinstance(size, str) or ranges.setdefault(index, size) != size:
            raise Refused(f"malformed: the index {index!r} has two ranges")
    if {index for index, _ in bound} & {index for index, _ in free}:
        raise Refused("malformed: an index is free and bound")
    return ranges


def _shape(node: Node, position: int, shapes: list[Shape], ranges: dict[str, str]) -> Shape:
    kind, *content = node
    if kind == "rational" and len(content) == 1 and RATIONAL.fullmatch(content[0]):
        return Shape(is_monomial=Fraction(content[0]) != 0)
    if kind == "symbol" and len(content) == 1 and isinstance(content[0], str):
        return Shape(is_monomial=True)
    if kind == "size" and len(content) == 1 and isinstance(content[0], str):
        return Shape(above=1)  # the sum of ones
    if kind in ("entry", "symmetric entry") and isinstance(content[0], str) and set(content[1:]) <= ranges.keys():
        return Shape(indices=frozenset(content[1:]), is_monomial=True)
    if kind == "delta" and len(content) == 2 and ranges[content[0]] == ranges[content[1]]:  # noqa: PLR2004 - two indices
        return Shape(indices=frozenset(content))
    parts = [shapes[_earlier(part, position)] for part in (content if kind in ("sum", "product") else content[:1])]
    if kind == "power" and type(content[1]) is int and len(content) == 2 and abs(content[1]) <= MOST_NODES:  # noqa: PLR2004 - base, exponent
        return _power(parts[0], content[1])
    if kind == "total":
        return _total(parts[0], content[1])
    if kind not in ("sum", "product") or not parts:
        raise Refused(f"malformed: node {position} is {str(node)[:80]}")
    below = sum(part.below for part in parts)
    above = sum(part.above for part in parts) if kind == "product" else max(part.above + below - part.below for part in parts)
    indices = frozenset[str]().union(*(part.indices for part in parts))
    below_indices = frozenset[str]().union(*(part.below_indices for part in parts))
    return Shape(above, below, indices, below_indices, kind == "product" and all(part.is_monomial for part in parts))


def _power(base: Shape, exponent: int) -> Shape:
    count = abs(exponent)
    if exponent >= 0 or base.is_monomial:
        return Shape(count * base.above, count * base.below, base.indices, base.below_indices, base.is_monomial)
    return Shape(count * base.below, count * base.above, base.indices, base.indices)


def _total(body: Shape, index: str) -> Shape:
    if index in body.below_indices:
        raise Refused(f"a denominator depends on the index {index} of a sum around it: no finite number of sizes decides")
    return Shape(body.above + 1, body.below, body.indices - {index}, body.below_indices)


def _check_slots(nodes: tuple[Node, ...], ranges: dict[str, str]) -> None:
    """One name is one array: its slots have the same ranges wherever it stands."""
    seen: dict[str, Any] = {}
    for kind, *content in nodes:
        if kind in ("entry", "symmetric entry"):
            slots = kind, [ranges[index] for index in content[1:]]
            if seen.setdefault(content[0], slots) != slots or (kind == "symmetric entry" and len(set(slots[1])) > 1):
                raise Refused(f"the array {content[0]} is declared in two ways")
