"""A second, independent exact engine: SymPy's sparse polynomials over Python integers, no gcd, denominators kept as recorded factors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sympy.polys.domains import ZZ_python
from sympy.polys.rings import ring

from derivations.normal_form.program import Undefined
from derivations.normal_form.quotient import TooLarge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.normal_form.structure import Structure

WORK = 60_000  # products of terms; beyond it the verdict rests on one engine
Value = tuple[Any, dict[Any, int]]  # numerator and {factor: exponent} of the denominator


class _Replay:
    """Evaluates a program in Z[atoms] with a budget."""

    def __init__(self, structure: Structure, atoms: Sequence[int]) -> None:
        self.structure, self.work = structure, WORK
        self.ring, *generators = ring([f"a{atom}" for atom in atoms] or ["unused"], ZZ_python())
        self.generators = dict(zip(atoms, generators, strict=False))
        self.positions = {atom: position for position, atom in enumerate(atoms)}
        self.values: dict[int, Value] = {}

    def times(self, left: Any, right: Any) -> Any:
        self.work -= len(left) * len(right)
        if self.work < 0:
            raise TooLarge
        return left * right

    def power(self, base: Any, exponent: int) -> Any:
        if len(base) > 1 and exponent > 60:  # noqa: PLR2004 - a binomial to this power is beyond the budget of the replay
            raise TooLarge
        if len(base) <= 1:
            return base**exponent
        result = self.ring.one
        for _ in range(exponent):
            result = self.times(result, base)
        return result

    def expand(self, factors: dict[Any, int]) -> Any:
        result = self.ring.one
        for factor, exponent in factors.items():
            result = self.times(result, self.power(factor, exponent))
        return result

    def evaluate(self, nodes: Sequence[int]) -> None:
        program = self.structure.program
        for node in program.reachable(nodes):
            if node not in self.values:
                kind, content = program.operations[node]
                self.values[node] = self._operation(kind, content)

    def _operation(self, kind: str, content: Any) -> Value:
        if kind == "rational":
            denominator = {self.ring(content.denominator): 1} if content.denominator != 1 else {}
            return self.ring(content.numerator), denominator
        if kind == "atom":
            return self.generators[content], {}
        if kind == "power":
            return self._power(self.values[content[0]], content[1])
        parts = [self.values[node] for node in content]
        return self._product(parts) if kind == "product" else self._sum(parts)

    def _power(self, value: Value, exponent: int) -> Value:
        numerator, below = value
        if exponent > 0:
            return self.power(numerator, exponent), {factor: n * exponent for factor, n in below.items()}
        if not numerator:
            raise Undefined
        return self.power(self.expand(below), -exponent), {factor: n * -exponent for factor, n in self._split(numerator).items()}

    def _split(self, numerator: Any) -> dict[Any, int]:
        """A single term falls apart into its generators: sums then find smaller common denominators."""
        if len(numerator) != 1:
            return {numerator: 1}
        ((exponents, coefficient),) = numerator.terms()
        factors = {generator: exponent for generator, exponent in zip(self.ring.gens, exponents, strict=True) if exponent}
        return {**factors, self.ring(coefficient): 1} if coefficient != 1 else factors

    def _product(self, parts: list[Value]) -> Value:
        numerator, below = parts[0][0], dict(parts[0][1])
        for other, factors in parts[1:]:
            numerator = self.times(numerator, other)
            for factor, exponent in factors.items():
                below[factor] = below.get(factor, 0) + exponent
        return numerator, below

    def _sum(self, parts: list[Value]) -> Value:
        common: dict[Any, int] = {}
        for _, factors in parts:
            for factor, exponent in factors.items():
                common[factor] = max(common.get(factor, 0), exponent)
        total = self.ring.zero
        for numerator, factors in parts:
            missing = {factor: n - factors.get(factor, 0) for factor, n in common.items() if n > factors.get(factor, 0)}
            total += self.times(numerator, self.expand(missing))
        return total, common

    def reduce(self, polynomial: Any) -> Any:
        """Replace powers of roots by their values, last root first; constant factors of denominators are multiplied through."""
        for atom in sorted(self.structure.relations, reverse=True):
            if atom in self.generators:
                polynomial = self._reduce_root(polynomial, atom)
        return polynomial

    def _reduce_root(self, polynomial: Any, atom: int) -> Any:
        order, node = self.structure.relations[atom]
        value, below = self.values[node]
        position, scale = self.positions[atom], self.expand(below)
        parts: dict[int, dict[Any, Any]] = {}
        for exponents, coefficient in polynomial.terms():
            whole, rest = divmod(exponents[position], order)
            parts.setdefault(whole, {})[*exponents[:position], rest, *exponents[position + 1 :]] = coefficient
        top, total = max(parts, default=0), self.ring.zero
        for whole, terms in parts.items():
            part = self.times(self.ring.from_dict(terms), self.power(value, whole))
            total += self.times(part, self.power(scale, top - whole))
        return total


def replay_zero(structure: Structure, nodes: Sequence[int]) -> bool:
    """Whether all nodes are zero modulo the relations.

    Raises:
        TooLarge: beyond the budget. Undefined: a denominator is the zero polynomial.
    """
    atoms = structure.closure(list(nodes))
    engine = _Replay(structure, atoms)
    engine.evaluate([structure.relations[atom][1] for atom in atoms if atom in structure.relations])
    engine.evaluate(nodes)
    return all(not engine.reduce(engine.values[node][0]) for node in nodes)
