"""Rational points of surfaces that polynomial equations with rational coefficients describe, found and moved without leaving them.

From a point of simple numbers that solves all equations one goes along random lines on which one quadric meets each once more (for spheres
the stereographic projection), within what is linear, and by rational rotations.
"""

from __future__ import annotations

import itertools
from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp
from flint import fmpq, fmpq_mat

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    Polynomial = tuple[tuple[tuple[int, ...], fmpq], ...]
    Place = list[fmpq]

KEPT = 256
UNKNOWNS, NODES, STARTS, MOVES = 12, 6000, 12, 6
SIMPLE = ("0", "1", "-1", "2", "-2", "1/2", "3", "3/5", "4/5", "1/3", "2/3", "5/13", "12/13", "1/4", "3/4")
ANY, FINE = fmpq(1), 1000  # of angles, and a denominator
NUMBERS = tuple(fmpq(*map(int, number.split("/"))) for number in SIMPLE)


class Surface:
    """Where polynomials in some unknowns vanish."""

    def __init__(self, polynomials: Sequence[Polynomial], unknowns: Sequence[sp.Symbol]) -> None:
        """Look for simple points."""
        self.polynomials = polynomials
        self.unknowns = unknowns
        self.numbers = [[number for number in NUMBERS if is_allowed(symbol, number)] for symbol in unknowns]
        self.starts = list(itertools.islice(self._simple_points(), STARTS))

    def moved(self, generator: random.Random) -> Place:
        """A point of the surface: a simple one, moved a few times."""
        place = list(generator.choice(self.starts))
        for _ in range(MOVES):
            found = self._along_line(place, generator) if generator.random() < 0.7 else self._turned(place, generator)  # noqa: PLR2004
            if found is not None and all(map(is_allowed, self.unknowns, found)) and self._holds(found):
                place = found
        return place

    def _simple_points(self) -> Iterator[Place]:
        """Points of simple numbers, by trying: an equation is looked at as soon as all of its unknowns have values."""
        last = [max((i for powers, _ in p for i, power in enumerate(powers) if power), default=0) for p in self.polynomials]
        due = [[p for p, at in zip(self.polynomials, last, strict=True) if at == i] for i in range(len(self.unknowns))]
        stack: list[Place] = [[]]
        for _ in range(NODES):
            if not stack:
                return
            place = stack.pop()
            if len(place) == len(self.unknowns):
                yield place
                continue
            for number in reversed(self.numbers[len(place)]):
                longer = [*place, number]
                padded = [*longer, *[fmpq(0)] * (len(self.unknowns) - len(longer))]
                if all(_value(polynomial, padded) == 0 for polynomial in due[len(place)]):
                    stack.append(longer)

    def _along_line(self, place: Place, generator: random.Random) -> Place | None:
        """Along a random direction of some unknowns in which all but one equation are linear and hold."""
        chosen = [i for i in range(len(place)) if generator.random() < generator.choice((0.4, 1.0))]
        slopes = [[_slope(polynomial, place, i) for i in chosen] for polynomial in self.polynomials]
        curved = [k for k, polynomial in enumerate(self.polynomials) if any(_degree(polynomial, i, chosen) > 1 for i in chosen)]
        if not chosen or len(curved) > 1:
            return None
        flat = [row for k, row in enumerate(slopes) if k not in curved and any(row)]
        basis = _kernel(flat, len(chosen))
        if not basis:
            return None
        weights = [fmpq(generator.randint(-9, 9), generator.randint(1, 9)) for _ in basis]
        direction = _combined(weights, basis, len(chosen))
        if not curved:
            return _stepped(place, chosen, direction, fmpq(1))
        return self._second(self.polynomials[curved[0]], place, chosen, direction)

    def _turned(self, place: Place, generator: random.Random, spread: fmpq = ANY) -> Place | None:
        """All vectors of one length turned in the plane of two coordinates, by an angle with a rational tangent of its half."""
        vectors: dict[str, list[int]] = {}
        for i, symbol in enumerate(self.unknowns):
            vectors.setdefault(symbol.name.rpartition("_")[0], []).append(i)
        size = generator.choice(sorted({len(indices) for indices in vectors.values()}))
        if size < 2:  # noqa: PLR2004 - a plane
            return None
        first, second = generator.sample(range(size), 2)
        t = spread * fmpq(generator.randint(-9, 9), generator.randint(1, 9))
        cosine, sine = (1 - t**2) / (1 + t**2), 2 * t / (1 + t**2)
        found = list(place)
        for indices in (one for one in vectors.values() if len(one) == size):
            a, b = place[indices[first]], place[indices[second]]
            found[indices[first]], found[indices[second]] = cosine * a - sine * b, sine * a + cosine * b
        return found

    def nearby(self, place: Place, spread: fmpq, generator: random.Random) -> Place | None:
        """A point of the surface near another one, of few digits: on a line through a simple point; else the point turned a little."""
        chosen = range(len(place))
        curved = [p for p in self.polynomials if any(_degree(p, i, chosen) > 1 for i in chosen)]
        if len(curved) != 1:
            found = self._turned(place, generator, spread)
        else:
            start = generator.choice(self.starts)
            basis = _kernel([[_slope(p, start, i) for i in chosen] for p in self.polynomials if p is not curved[0]], len(place))
            free = [next(i for i, number in enumerate(row) if number == 1 and sum(bool(one[i]) for one in basis) == 1) for row in basis]
            noise = (spread * fmpq(generator.randint(-100, 100), 100) for _ in free)
            weights = [fmpq(((place[i] - start[i] + by) * FINE).floor(), FINE) for i, by in zip(free, noise, strict=True)]
            found = self._second(curved[0], start, list(chosen), _combined(weights, basis, len(place)))
        return found if found is not None and all(map(is_allowed, self.unknowns, found)) and self._holds(found) else None

    def _second(self, polynomial: Polynomial, place: Place, chosen: Sequence[int], direction: Sequence[fmpq]) -> Place | None:
        """Where a line through a zero of a quadric meets it once more."""
        ahead, behind = (_value(polynomial, _stepped(place, chosen, direction, fmpq(step))) for step in (1, -1))
        return None if ahead + behind == 0 else _stepped(place, chosen, direction, -(ahead - behind) / (ahead + behind))

    def _holds(self, place: Place) -> bool:
        return all(_value(polynomial, place) == 0 for polynomial in self.polynomials)


@lru_cache(maxsize=KEPT)
def surface_of(equations: tuple[sp.Expr, ...], unknowns: tuple[sp.Symbol, ...]) -> Surface | None:
    """The surface of some equations in real unknowns; ``None`` if they are no polynomials with rational coefficients, or too many."""
    polynomials = [_polynomial(_without_root(equation), unknowns) for equation in equations]
    if len(unknowns) > UNKNOWNS or None in polynomials or any(symbol.is_integer for symbol in unknowns):
        return None
    return Surface([polynomial for polynomial in polynomials if polynomial is not None], unknowns)


def _without_root(equation: sp.Expr) -> sp.Expr:
    """A length that has a value, squared."""
    roots = [
        term
        for term in sp.Add.make_args(equation)
        if isinstance(term.as_coeff_Mul()[1], sp.Pow) and term.as_coeff_Mul()[1].exp == sp.S.Half
    ]
    if len(roots) != 1 or not (equation - roots[0]).is_Rational:
        return equation
    return roots[0] ** 2 - (equation - roots[0]) ** 2


def _polynomial(equation: sp.Expr, unknowns: tuple[sp.Symbol, ...]) -> Polynomial | None:
    if not equation.is_polynomial(*unknowns):
        return None
    terms = sp.Poly(equation, *unknowns).terms()
    return tuple((powers, fmpq(int(c.p), int(c.q))) for powers, c in terms) if all(c.is_Rational for _, c in terms) else None


def _value(polynomial: Polynomial, place: Place) -> fmpq:
    total = fmpq(0)
    for powers, factor in polynomial:
        term = factor
        for at, power in zip(place, powers, strict=True):
            if power:
                term = term * at**power
        total += term
    return total


def _slope(polynomial: Polynomial, place: Place, i: int) -> fmpq:
    """The change along one unknown in which the polynomial is linear."""
    moved = [at + 1 if k == i else at for k, at in enumerate(place)]
    return _value(polynomial, moved) - _value(polynomial, place)


def _degree(polynomial: Polynomial, i: int, chosen: Sequence[int]) -> int:
    """The degree in the chosen unknowns of the terms that hold one of them."""
    return max((sum(powers[k] for k in chosen) for powers, _ in polynomial if powers[i]), default=0)


def _kernel(rows: list[list[fmpq]], size: int) -> list[list[fmpq]]:
    """A basis of the directions along which linear forms do not change."""
    if not rows:
        return [[fmpq(i == k) for i in range(size)] for k in range(size)]
    reduced, rank = fmpq_mat(rows).rref()
    pivots = [next(j for j in range(size) if reduced[i, j] != 0) for i in range(rank)]
    free = [j for j in range(size) if j not in pivots]
    return [[fmpq(1) if j == k else -reduced[pivots.index(j), k] if j in pivots else fmpq(0) for j in range(size)] for k in free]


def _combined(weights: Sequence[fmpq], basis: Sequence[Sequence[fmpq]], size: int) -> list[fmpq]:
    return [sum((weight * row[i] for weight, row in zip(weights, basis, strict=True)), fmpq(0)) for i in range(size)]


def _stepped(place: Place, chosen: Sequence[int], direction: Sequence[fmpq], step: fmpq) -> Place:
    found = list(place)
    for i, along in zip(chosen, direction, strict=True):
        found[i] = place[i] + step * along
    return found


def is_allowed(symbol: sp.Symbol, number: fmpq) -> bool:
    """Whether the assumptions of a symbol allow a number."""
    return not ((symbol.is_positive and number <= 0) or (symbol.is_negative and number >= 0) or (symbol.is_nonnegative and number < 0))
