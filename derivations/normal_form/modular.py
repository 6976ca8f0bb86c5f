"""Identity testing: the program at random points modulo random primes. Zero is certain up to a printed bound."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING, Any

import flint

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from derivations.normal_form.program import Program
    from derivations.normal_form.structure import Structure

BITS = 61
PRIMES_LOG2 = 53  # there are more than 2^53 primes p = 3 mod 4 between 2^60 and 2^61
ATTEMPTS = 400
TARGET = -100


class NoPoint(ArithmeticError):  # noqa: N818 - a control signal: draw another prime and another point
    """A denominator vanishes or a root does not exist modulo this prime at this point."""


@dataclass(frozen=True)
class ModularAnswer:
    """``zero`` with the base-two logarithm of the probability of error; ``None`` if no point was found."""

    zero: bool | None
    log2_error: float = 0.0


def random_prime(generator: random.Random, *, avoid: Sequence[int] = ()) -> int:
    """A prime p of 61 bits, p = 3 mod 4, with p - 1 prime to the numbers in ``avoid``."""
    while True:
        candidate = generator.getrandbits(BITS) | (1 << (BITS - 1)) | 3
        if all((candidate - 1) % number for number in avoid) and flint.fmpz(candidate).is_prime():
            return candidate


def evaluate(structure: Structure, nodes: Sequence[int], prime: int, generator: random.Random) -> list[int]:
    """The nodes at a random point modulo a prime.

    Raises:
        NoPoint: the program is undefined there.
    """
    program = structure.program
    values: dict[int, int] = {}
    related = [structure.relations[atom][1] for atom in structure.closure(list(nodes)) if atom in structure.relations]
    for node in program.reachable([*nodes, *related]):
        kind, content = program.operations[node]
        if kind == "atom" and content in structure.relations:
            power, value = structure.relations[content]
            values[node] = _root(values[value], power, prime)
        else:
            values[node] = _operation(kind, content, values, (prime, generator))
    return [values[node] for node in nodes]


def _operation(kind: str, content: Any, values: dict[int, int], source: tuple[int, random.Random]) -> int:
    prime, generator = source
    if kind == "sum":
        return sum(values[node] for node in content) % prime
    if kind == "product":
        result = 1
        for node in content:
            result = result * values[node] % prime
        return result
    if kind == "atom":
        return generator.randrange(prime)
    if kind == "rational":
        if content.denominator % prime == 0:
            raise NoPoint
        return int(content.numerator * pow(content.denominator, -1, prime) % prime)
    base, exponent = content
    if exponent < 0 and values[base] == 0:
        raise NoPoint
    return pow(values[base], exponent, prime)


def _root(value: int, order: int, prime: int) -> int:
    """Some root of that order; square roots are taken among squares, so that further ones exist."""
    odd = order
    while odd % 2 == 0:
        odd //= 2
        if value and pow(value, (prime - 1) // 2, prime) != 1:
            raise NoPoint
        value = pow(value, (prime + 1) // 4, prime)
    return pow(value, pow(odd, -1, prime - 1), prime)


def degrees(program: Program, nodes: Sequence[int]) -> dict[int, tuple[int, int, float]]:
    """Bounds for every node: degree of numerator and denominator, log2 of the coefficients' absolute sum."""
    bounds: dict[int, tuple[int, int, float]] = {}
    for node in program.reachable(nodes):
        kind, content = program.operations[node]
        if kind == "atom":
            bounds[node] = (1, 0, 1.0)
        elif kind == "rational":
            bounds[node] = (0, 0, float(max(content.numerator.bit_length(), content.denominator.bit_length())))
        elif kind == "power":
            n, d, height = bounds[content[0]]
            count = abs(content[1])
            bounds[node] = (n * count, d * count, height * count) if content[1] > 0 else (d * count, n * count, height * count)
        else:
            parts = [bounds[operand] for operand in content]
            below, height = sum(part[1] for part in parts), sum(part[2] for part in parts) + log2(len(parts))
            above = sum(p[0] for p in parts) if kind == "product" else max(p[0] + below - p[1] for p in parts)
            bounds[node] = (above, below, height)
    return bounds


def error_of_trial(structure: Structure, nodes: Sequence[int]) -> float:
    """log2 of the probability that one trial overlooks a nonzero element: a bad point or a bad prime."""
    bounds = degrees(structure.program, nodes)
    above = max(bounds[node][0] for node in nodes)
    below = sum(bounds[node][1] for node in bounds)
    height = max(bounds[node][2] for node in nodes)
    point = (above + 1) / max(2 ** (BITS - 1) - below, 1)
    prime = (height / (BITS - 1)) / 2**PRIMES_LOG2
    return min(log2(point + prime), 0.0)


def identity_test(structure: Structure, nodes: Sequence[int], generator: random.Random, trials: int | None = None) -> ModularAnswer:
    """Whether all nodes vanish. Without ``trials``, repeat until the error bound is below 2^-100.

    With relations between the atoms no bound is given (``log2_error`` is 0): the answer is then only a filter.
    """
    atoms = structure.closure(list(nodes))
    bounded = not any(atom in structure.relations for atom in atoms)
    error = error_of_trial(structure, nodes) if bounded else 0.0
    wanted = trials or (max(1, int(-TARGET // -error) + 1) if error < 0 else 2)
    avoid = sorted({odd for atom in atoms if atom in structure.relations for odd in _odd_primes(structure.relations[atom][0])})
    done = 0
    for _ in range(ATTEMPTS):
        try:
            values = evaluate(structure, nodes, random_prime(generator, avoid=avoid), generator)
        except NoPoint:
            continue
        if any(values):
            return ModularAnswer(zero=False)
        done += 1
        if done == wanted:
            return ModularAnswer(zero=True, log2_error=error * done)
    return ModularAnswer(zero=None)


def _odd_primes(order: int) -> list[int]:
    return [int(prime) for prime, _ in flint.fmpz(order).factor() if prime != 2]  # noqa: PLR2004 - roots of even order are handled by squares
