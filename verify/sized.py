"""A statement about every size read at small ones: explicit arrays, derived anew by the engines that know no indices."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from derivations.errors import FisherproofError
from verify.provers.ball_refutation import refute

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Mapping

    from verify.problem import Problem
    from verify.verdict import Finding

LARGEST = 3
MOST = 6


@dataclass(frozen=True)
class Sized:
    """The problems of a statement in explicit sizes.

    ``least`` maps each named dimension to the least size that is meant; ``at(sizes)`` is the problem in explicit sizes (raises
    FisherproofError where it has no derivation there).
    """

    least: Mapping[str, int]
    at: Callable[[Mapping[str, int]], Problem]
    known: dict[tuple[int, ...], Problem | None] = field(default_factory=dict, compare=False, repr=False)

    def problem(self, sizes: Mapping[str, int]) -> Problem | None:
        """The problem in explicit sizes; ``None`` where it has no derivation."""
        key = tuple(sizes[name] for name in sorted(sizes))
        if key not in self.known:
            try:
                self.known[key] = self.at(sizes)
            except FisherproofError:
                self.known[key] = None
        return self.known[key]

    def sizes(self) -> list[dict[str, int]]:
        """Small sizes of all dimensions, 2 first: there a delta is neither 0 nor 1 everywhere."""
        names = sorted(self.least)
        choices = itertools.product(*(range(self.least[name], LARGEST + 1) for name in names))
        ordered = sorted(choices, key=lambda choice: (sum(abs(size - 2) for size in choice), choice[::-1]))
        return [dict(zip(names, choice, strict=True)) for choice in ordered[:MOST]]

    def problems(self) -> Iterator[tuple[dict[str, int], Problem]]:
        """The small sizes with their problems, where there is one."""
        for sizes in self.sizes():
            problem = self.problem(sizes)
            if problem is not None:
                yield sizes, problem

    @property
    def sentences(self) -> tuple[str, ...]:
        """Which sizes are meant."""
        return tuple(f"{name} >= {least}" for name, least in sorted(self.least.items()))


def refute_sized(sized: Sized, generator: random.Random, tries: int) -> Finding | None:
    """A certified counterexample in some small size, with the sizes written into its witness."""
    for sizes, problem in sized.problems():
        found = refute(problem, generator, tries=tries)
        if found is not None:
            return with_sizes(found, sizes)
    return None


def with_sizes(found: Finding, sizes: Mapping[str, int]) -> Finding:
    """The finding with the sizes written into its witness."""
    if found.witness is None:
        return found
    point = {**{name: str(size) for name, size in sorted(sizes.items())}, **found.witness.point}
    return replace(found, witness=replace(found.witness, point=point))
