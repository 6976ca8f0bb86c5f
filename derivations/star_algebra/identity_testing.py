"""Identity testing with random matrices modulo random 61-bit primes, in dimensions too large for an accident of small ones.

Why large dimensions speak for all: a nonzero element of the free *-algebra of degree d is nonzero on matrices of size d + 1 (the word
x_1 .. x_d shows as the monomial x_1[1,2] .. x_d[d,d+1] and no other word does). With inverses, an expression is a linear pencil of size
at most twice the number of its leaves and inverses (Hrubes and Wigderson, 2015), and a pencil that is singular on all matrices of that
size is singular in every size (Derksen and Makam, 2017). Determinants, traces in which the size itself is a coefficient, sizes that are
integers, and inverses together with numbers or matrices made of vectors have no such bound here: ``(n - 5)*(n - 6)*trace(A)`` vanishes at
n = 6. Then the outcome speaks for the tested dimensions only. So it does where laws on a number of points that can be tried do not speak
for every law (``laws``).
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from derivations.errors import DerivationError
from derivations.star_algebra.degrees import degree
from derivations.star_algebra.evaluation import Evaluation
from derivations.star_algebra.fields import Residues, random_prime
from derivations.star_algebra.laws import points_of_laws
from derivations.star_algebra.point import Point
from derivations.star_algebra.recipe import Node, size, walk

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping

TARGET = 100  # the error is at most 2^-TARGET
_LARGEST = 56
_MOST_ATOMS = 8
_PRIMES = 54.0  # more than 2^54 primes have 61 bits
_PRIME_BITS = 60.0
_MOST_TRIALS = 12


@dataclass(frozen=True)
class IdentityTest:
    """The outcome: ``holds``, the bound 2^-``bits`` for the probability of being misled, the dimensions, and whether they speak for all."""

    bits: int
    dimensions: Mapping[str, int]
    holds: bool = True
    speaks_for_all: bool = False

    @property
    def scope(self) -> str:
        """What was quantified over, for the report."""
        sizes = ", ".join(f"{name}={value}" for name, value in self.dimensions.items())
        return f"all dimensions (tested at {sizes})" if self.speaks_for_all else sizes or "all dimensions"


def identity_test(left: Node, right: Node, generator: random.Random) -> IdentityTest | None:
    """Compare two recipes; ``None`` if no choice of dimensions lets both be evaluated."""
    difference = Node("add", left.shape, (left, right))  # degrees do not see the sign
    least, speaks = _least_dimension(difference)
    names = dimension_names(difference)
    best: IdentityTest | None = None
    for dimensions in _assignments(names, least):
        test = _at(left, right, dimensions, generator, enough=best is not None)
        if test is None:
            continue
        if not test.holds:
            return test
        best = best or replace(test, speaks_for_all=speaks and test.speaks_for_all)
    return best


def dimension_names(*roots: Node) -> list[str]:
    """The named dimensions of recipes, sorted."""
    return sorted({name for root in roots for node in walk(root) for name in node.shape if isinstance(name, str)})


def _least_dimension(root: Node) -> tuple[int, bool]:
    """The least size to test, and whether an identity of that size holds in every size."""
    nodes = list(walk(root))
    leaves, inverses = size(root), sum(node.operation == "inverse" for node in nodes)
    least = 2 * (leaves + inverses) + 2 if inverses else leaves + 2
    is_bounded = not inverses or not any(_meets_in_a_number(node) for node in nodes)
    return min(least, _LARGEST), least <= _LARGEST and is_bounded and not any(_depends_on_sizes(node) for node in nodes)


def _depends_on_sizes(node: Node) -> bool:
    """Whether an operation may give zero in some sizes for a reason that other sizes do not share."""
    if node.operation == "trace":
        return any(part.operation == "identity" for part in walk(node))
    return node.operation == "determinant" or any(isinstance(length, int) and length > 1 for length in node.shape)


def _meets_in_a_number(node: Node) -> bool:
    """Whether an operation uses a number made of letters, or multiplies a column by a row."""
    if node.operation in ("row", "trace", "root"):
        return True
    return node.operation in ("scale", "reciprocal", "power") and any(part.operation == "letter" for part in walk(node.arguments[0]))


def _assignments(names: list[str], least: int) -> Iterator[dict[str, int]]:
    """Growing, falling and equal sizes."""
    yield {name: least + i for i, name in enumerate(names)}
    if len(names) > 1:
        yield {name: least + i for i, name in enumerate(reversed(names))}
        yield dict.fromkeys(names, least)


def _at(left: Node, right: Node, dimensions: Mapping[str, int], generator: random.Random, *, enough: bool) -> IdentityTest | None:
    """Trials until the error is small enough; a single one where the bound has been reached in other dimensions.

    ``speaks_for_all`` of the outcome says whether the laws do.
    """
    total = Node("add", left.shape, (left, right))

    def length(dimension: str | int) -> int:
        return dimension if isinstance(dimension, int) else dimensions[dimension]

    points = points_of_laws(total, length)
    atoms = max(points or 0, min(_MOST_ATOMS, size(left) + size(right) + 1))
    bound = degree(total, length, atoms)
    gain, bits = _gain(bound.above, bound.below, bound.height_above), 0.0
    for trial in itertools.count():
        if trial > 1 and (bits >= TARGET or enough):
            return IdentityTest(int(bits), dimensions, speaks_for_all=points is not None)
        if trial == _MOST_TRIALS or gain <= 0:
            return None
        point = Point(Residues(random_prime(generator)), dimensions, generator, atoms=atoms)
        evaluation = Evaluation(point)
        try:
            if evaluation.value(left) != evaluation.value(right):
                return IdentityTest(0, dimensions, holds=False)
        except (ZeroDivisionError, DerivationError):
            return None
        bits += gain
    return None


def _gain(above: float, below: float, height: float) -> float:
    """The binary logarithm of one over the probability that one trial misses a difference: a zero mod p, or a prime that divides it."""
    zero = above / (2**_PRIME_BITS - below) if below < 2**_PRIME_BITS else 1.0
    content = height / _PRIME_BITS / 2**_PRIMES
    return -math.log2(zero + content) if zero + content > 0 else _PRIME_BITS
