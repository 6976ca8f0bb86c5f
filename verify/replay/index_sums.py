"""Equalities for every size, decided at random entries modulo random 61-bit primes in the sizes that decide."""

from __future__ import annotations

import itertools
import secrets
from fractions import Fraction
from math import log2
from typing import TYPE_CHECKING

from verify.replay.degrees import CONSTANT, ENTRY, Degree
from verify.replay.refusal import Refused
from verify.replay.residues import random_prime

if TYPE_CHECKING:
    from collections.abc import Iterator

    from verify.replay.index_programs import Goal, IndexProgram, Node

PRIME_BITS, PRIMES_LOG2 = 60.0, 53.0
TARGET = 112.0  # 2^-100 for all sizes and cases together, of which there are fewer than 2^12
MOST_TRIALS, MOST_CASES, MOST_VALUES = 12, 4_000, 200_000

Places = dict[str, int]  # where every index stands


def confirm(program: IndexProgram) -> None:
    """Confirm that both sides agree in the deciding sizes, in every case of equal and different free indices.

    Raises:
        Refused: they differ, or something is divided by zero, or there is too much to try.
    """
    cases = 0
    for goal in program.goals:
        for sizes, places in itertools.product(program.deciding(goal), _cases(goal.free)):
            cases += 1
            if cases > MOST_CASES:
                raise Refused("too many sizes and cases of equal indices")
            _at(program, goal, sizes, places)


def _cases(free: dict[str, str]) -> Iterator[Places]:
    """Every way in which free indices of one range may be equal: an index takes a value that was taken before, or the next one."""
    names = sorted(free)

    def extended(taken: Places) -> Iterator[Places]:
        if len(taken) == len(names):
            yield taken
            return
        name = names[len(taken)]
        used = {value for other, value in taken.items() if free[other] == free[name]}
        for value in range(len(used) + 1):
            yield from extended({**taken, name: value})

    yield from extended({})


def _at(program: IndexProgram, goal: Goal, sizes: dict[str, int], places: Places) -> None:
    gain, bits = _gain(program, goal, sizes), 0.0
    for _ in range(MOST_TRIALS):
        if bits >= TARGET:
            return
        evaluation = Evaluation(program, sizes, random_prime())
        try:
            left, right = (evaluation.value(node, places) for node in (goal.left, goal.right))
        except (ZeroDivisionError, ValueError) as error:
            raise Refused(f"something is divided by zero where the sizes are {sizes}") from error
        if left != right:
            raise Refused(f"the sides differ where the sizes are {sizes} and the indices {places}")
        bits += gain
    raise Refused("no error bound was reached")


class Evaluation:
    """The values of a program in given sizes; an entry is a residue that is drawn when it is first asked for."""

    def __init__(self, program: IndexProgram, sizes: dict[str, int], prime: int) -> None:
        """Start with nothing drawn."""
        self.program, self.sizes, self.prime = program, sizes, prime
        self._drawn: dict[tuple[str, tuple[int, ...]], int] = {}
        self._values: dict[tuple[int, tuple[int, ...]], int] = {}

    def value(self, node: int, places: Places) -> int:
        """The value of a node where its free indices stand."""
        key = node, tuple(places[index] for index in sorted(self.program.shapes[node].indices))
        if key not in self._values:
            if len(self._values) > MOST_VALUES:
                raise Refused("too many values")
            self._values[key] = self._computed(self.program.nodes[node], places) % self.prime
        return self._values[key]

    def _computed(self, node: Node, places: Places) -> int:
        kind, *content = node
        if kind == "rational":
            number = Fraction(content[0])
            return number.numerator * pow(number.denominator, -1, self.prime)
        if kind == "size":
            return self.sizes[content[0]]
        if kind == "delta":
            return int(places[content[0]] == places[content[1]])
        if kind in ("symbol", "entry", "symmetric entry"):
            at = [places[index] for index in content[1:]]
            key = content[0], tuple(sorted(at) if kind == "symmetric entry" else at)
            return self._drawn.setdefault(key, secrets.randbelow(self.prime))
        if kind == "power":
            return pow(self.value(content[0], places), content[1], self.prime)
        if kind == "total":
            return sum(self.value(content[0], {**places, content[1]: at}) for at in range(self.sizes[content[2]]))
        value = int(kind == "product")
        for part in content:
            value = value + self.value(part, places) if kind == "sum" else value * self.value(part, places) % self.prime
        return value


def _gain(program: IndexProgram, goal: Goal, sizes: dict[str, int]) -> float:
    """The bits of certainty that one trial adds (Schwartz, Zippel)."""
    found: list[Degree] = []
    for node in program.nodes:
        found.append(_degree(node, found, sizes))
    bound = found[goal.left].plus(found[goal.right])
    if bound.below >= 2**PRIME_BITS:
        return 0.0
    miss = bound.above / (2**PRIME_BITS - bound.below) + bound.height_above / PRIME_BITS / 2**PRIMES_LOG2
    return max(-log2(miss), 0.0) if miss > 0 else PRIME_BITS


def _degree(node: Node, found: list[Degree], sizes: dict[str, int]) -> Degree:
    kind, *content = node
    if kind == "rational":
        number = Fraction(content[0])
        return Degree(0, 0, log2(abs(number.numerator) + 1), log2(number.denominator))
    if kind == "size":
        return Degree(0, 0, log2(sizes[content[0]]), 0)
    if kind in ("delta", "symbol", "entry", "symmetric entry"):
        return CONSTANT if kind == "delta" else ENTRY
    if kind == "power":
        return found[content[0]].power(content[1])
    parts = [found[content[0]]] * sizes[content[2]] if kind == "total" else [found[part] for part in content]
    result = parts[0]
    for part in parts[1:]:
        result = result.times(part) if kind == "product" else result.plus(part)
    return result
