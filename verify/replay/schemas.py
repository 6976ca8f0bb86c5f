"""The relations that a certificate may use: a root is a root of what it stands for, a parity squares to one. Nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from verify.replay.certificate import rational
from verify.replay.polynomials import Polynomial, Work, add, constant, negative, variable
from verify.replay.refusal import Refused

if TYPE_CHECKING:
    from verify.replay.assumptions import Assumptions
    from verify.replay.certificate import Atom, Relation
    from verify.replay.fractions_of_polynomials import Evaluation, Value


def check(relation: Relation, value: Value, atoms: dict[int, Atom], evaluation: Evaluation, assumptions: Assumptions) -> Scaled:
    """The value in ``atom ** power == value``, which must follow from what the atom stands for: a polynomial over an integer.

    Raises:
        Refused: it is an instance of no schema.
    """
    atom = atoms[relation.atom]
    schema = SCHEMAS.get(atom.means[0] if isinstance(atom.means, list) and atom.means else "")
    try:
        meant = schema(relation, value, atoms, evaluation, assumptions) if schema is not None else None
    except (TypeError, ValueError, IndexError, KeyError) as error:
        raise Refused(f"malformed meaning of atom {relation.atom}: {type(error).__name__} {error}") from error
    if meant is None:
        raise Refused(f"the relation of atom {relation.atom} ({str(atom.means)[:80]}) is an instance of no schema")
    return meant


def _root(relation: Relation, value: Value, atoms: dict[int, Atom], evaluation: Evaluation, assumptions: Assumptions) -> Scaled | None:
    """The generator g = |P|^(1/q): g^(2q) = P^2; g^q = P where P is not negative, seen or assumed; -P likewise."""
    atom = atoms[relation.atom]
    meant = polynomial(atom.means[1], atoms, evaluation)
    if relation.power == atom.root:
        for sign in (meant, (negative(meant[0]), meant[1])):
            if _equal(value, sign, evaluation):
                assumptions.allow(sign[0], atoms, evaluation.places)
                return sign
        return None
    square = evaluation.work.times(meant[0], meant[0]), meant[1] ** 2
    return square if relation.power == 2 * atom.root and _equal(value, square, evaluation) else None


def _principal_root(relation: Relation, value: Value, atoms: dict[int, Atom], evaluation: Evaluation, _: Assumptions) -> Scaled | None:
    """The generator g = P^(1/q) by its principal value: g^q = P."""
    atom = atoms[relation.atom]
    above, below = (polynomial(part, atoms, evaluation) for part in atom.means[1])
    is_whole = below[0].terms == {0: 1} and below[1] == 1
    return above if relation.power == atom.root and is_whole and _equal(value, above, evaluation) else None


def _parity(relation: Relation, value: Value, atoms: dict[int, Atom], evaluation: Evaluation, _: Assumptions) -> Scaled | None:
    """(-1)^m for an integer m: its square is one."""
    one = constant(1), 1
    is_square = relation.power == 2 and atoms[relation.atom].root == 1  # noqa: PLR2004 - the square
    return one if is_square and _equal(value, one, evaluation) else None


SCHEMAS = {"root": _root, "principal root": _principal_root, "parity": _parity}

Scaled = tuple[Polynomial, int]  # a polynomial with integer coefficients, over an integer


def polynomial(key: Any, atoms: dict[int, Atom], evaluation: Evaluation) -> Scaled:
    """The polynomial of a meaning, ``[[[[atom, "exponent"], ...], "coefficient"], ...]``; exponents count whole atoms, not their roots."""
    coefficients = [rational(coefficient) for _, coefficient in key]
    scale = 1
    for coefficient in coefficients:
        scale *= coefficient.denominator
    total = constant(0)
    for (monomial, _), coefficient in zip(key, coefficients, strict=True):
        total = add(total, evaluation.work.times(constant(int(coefficient * scale)), _monomial(monomial, atoms, evaluation)))
    return total, scale


def _monomial(pairs: Any, atoms: dict[int, Atom], evaluation: Evaluation) -> Polynomial:
    result = constant(1)
    for atom, exponent in pairs:
        count = rational(exponent) * atoms[atom].root
        if count.denominator != 1 or count < 0:
            raise Refused(f"the exponent {exponent} of atom {atom} is no power of its generator")
        result = evaluation.work.times(result, variable(evaluation.places[atom], int(count)))
    return result


def _equal(value: Value, meant: Scaled, evaluation: Evaluation) -> bool:
    """Whether two fractions are the same element, by multiplying out."""
    left = evaluation.work.times(value.above, constant(meant[1]))
    right = Work.times(evaluation.work, meant[0], evaluation.expand(value.below, 1))
    return left.terms == right.terms
