"""Certificates of zero in a fraction field modulo relations: multiplied out again, exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from verify.replay import schemas
from verify.replay.assumptions import Assumptions
from verify.replay.fractions_of_polynomials import Evaluation, Value
from verify.replay.polynomials import BITS, MASK, Polynomial, Work, add, constant, exponent_at
from verify.replay.refusal import Refused

if TYPE_CHECKING:
    from verify.replay.certificate import Certificate, Relation
    from verify.replay.schemas import Scaled


class Replay:
    """One certificate: evaluates it, checks the relations, reduces modulo them."""

    def __init__(self, certificate: Certificate, work: Work) -> None:
        """Give every atom its place among the exponents."""
        self.certificate, self.work = certificate, work
        places = {atom: place for place, atom in enumerate(sorted(certificate.atoms))}
        self.evaluation = Evaluation(places, work, self._check_divisor)
        self.assumptions = Assumptions()
        self.values: list[Value] = []
        self.relations: list[tuple[Relation, Scaled]] = []  # in rising order of their atoms

    def confirm(self) -> None:
        """Confirm that everything claimed to be zero is.

        Raises:
            Refused: it is not, or a relation is an instance of no schema, or something divides by zero. TooLarge: beyond the budget.
        """
        certificate = self.certificate
        self._relate()
        self.values = self.evaluation.run(certificate.program)
        for node in certificate.zero:
            if self.reduce(self.values[node].above):
                raise Refused(f"operation {node} is not the zero element")

    def _relate(self) -> None:
        """The relations, one after the other: each may use only atoms before its own, so that reducing by them ends."""
        for relation in sorted(self.certificate.relations, key=lambda one: one.atom):
            values = self.evaluation.run(self.certificate.program[: relation.node + 1])
            value = values[relation.node]
            place = self.evaluation.places[relation.atom]
            parts = [value.above, *(factor for factor, _ in value.below.values())]
            if any(monomial >> (BITS * place) for part in parts for monomial in part.terms):
                raise Refused(f"the relation of atom {relation.atom} is not in terms of atoms before it")
            meant = schemas.check(relation, value, self.certificate.atoms, self.evaluation, self.assumptions)
            self.relations.append((relation, meant))

    def _check_divisor(self, divisor: Polynomial) -> None:
        if not self.reduce(divisor):
            raise Refused("a division by the zero element")

    def reduce(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial with powers of roots replaced, last root first, times an integer that is not zero.

        What a root stands for has no other denominator: (-1)^m - 1 is a divisor of zero, and as a factor it would let others vanish.
        """
        for relation, meant in reversed(self.relations):
            polynomial = self._reduced(polynomial, relation, *meant)
        return polynomial

    def _reduced(self, polynomial: Polynomial, relation: Relation, meant: Polynomial, scale: int) -> Polynomial:
        place = self.evaluation.places[relation.atom]
        parts: dict[int, dict[int, int]] = {}
        for monomial, coefficient in polynomial.terms.items():
            whole, rest = divmod(exponent_at(monomial, place), relation.power)
            lowered = monomial & ~(MASK << (BITS * place)) | rest << (BITS * place)
            kept = parts.setdefault(whole, {})
            kept[lowered] = kept.get(lowered, 0) + coefficient
        top = max(parts, default=0)
        if not top:
            return polynomial
        total = constant(0)
        for whole, terms in parts.items():
            part = self.work.times(Polynomial(terms, polynomial.degree), self.work.power(meant, whole))
            total = add(total, self.work.times(part, constant(scale ** (top - whole))))
        return total
