"""Values of a program in the fraction field: a polynomial over recorded factors, without any cancellation."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from verify.replay.polynomials import Polynomial, Work, add, constant, exponent_at, variable
from verify.replay.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from verify.replay.certificate import Operation

Factors = dict[tuple[tuple[int, int], ...], tuple[Polynomial, int]]  # key -> (factor, exponent)


@dataclass(frozen=True)
class Value:
    """``above`` over the product of the factors in ``below``."""

    above: Polynomial
    below: Factors = field(default_factory=dict)


class Evaluation:
    """Evaluates programs; ``places`` says where each atom stands, ``check_divisor`` refuses what must not be divided by."""

    def __init__(self, places: dict[int, int], work: Work, check_divisor: Callable[[Polynomial], None]) -> None:
        """Start with nothing evaluated."""
        self.places, self.work, self.check_divisor = places, work, check_divisor

    def run(self, program: Sequence[Operation]) -> list[Value]:
        """The value of every operation, in order."""
        values: list[Value] = []
        for kind, *content in program:
            values.append(self._operation(kind, content, values))
        return values

    def _operation(self, kind: str, content: list[object], values: list[Value]) -> Value:
        if kind == "rational":
            number = Fraction(str(content[0]))
            return Value(constant(number.numerator), self._divided_by(constant(number.denominator), 1))
        if kind == "atom":
            return Value(variable(self.places[int(str(content[0]))]))
        operands = [int(str(each)) for each in content]
        if kind == "power":
            return self.power(values[operands[0]], operands[1])
        parts = [values[operand] for operand in operands]
        return self.product(parts) if kind == "product" else self.sum(parts)

    def power(self, value: Value, exponent: int) -> Value:
        """An integer power; a negative one divides."""
        if exponent >= 0:
            below = {key: (factor, count * exponent) for key, (factor, count) in value.below.items() if exponent}
            return Value(self.work.power(value.above, exponent), below)
        self.check_divisor(value.above)
        return Value(self.expand(value.below, -exponent), self._divided_by(value.above, -exponent))

    def _divided_by(self, divisor: Polynomial, exponent: int) -> Factors:
        """One term falls apart into its atoms, so that sums find smaller common denominators."""
        if not divisor:
            raise Refused("a division by zero")
        if len(divisor.terms) > 1:
            return {divisor.key: (divisor, exponent)}
        ((monomial, value),) = divisor.terms.items()
        counts = ((place, exponent_at(monomial, place)) for place in range(len(self.places)))
        atoms = [(variable(place), count * exponent) for place, count in counts if count]
        parts = [(constant(value), exponent), *atoms] if value != 1 else atoms
        return {part.key: (part, count) for part, count in parts}

    def product(self, parts: Sequence[Value]) -> Value:
        """The product of values."""
        above, below = parts[0].above, dict(parts[0].below)
        for other in parts[1:]:
            above = self.work.times(above, other.above)
            for key, (factor, count) in other.below.items():
                below[key] = factor, count + (below[key][1] if key in below else 0)
        return Value(above, below)

    def sum(self, parts: Sequence[Value]) -> Value:
        """The sum of values over their common denominator."""
        common: Factors = {}
        for part in parts:
            for key, (factor, count) in part.below.items():
                common[key] = factor, max(count, common[key][1] if key in common else 0)
        total = constant(0)
        for part in parts:
            missing = {key: (factor, n - (part.below[key][1] if key in part.below else 0)) for key, (factor, n) in common.items()}
            total = add(total, self.work.times(part.above, self.expand(missing, 1)))
        return Value(total, common)

    def expand(self, factors: Factors, times: int) -> Polynomial:
        """The product of the factors, to a power."""
        result = constant(1)
        for factor, count in factors.values():
            if count:
                result = self.work.times(result, self.work.power(factor, count * times))
        return result
