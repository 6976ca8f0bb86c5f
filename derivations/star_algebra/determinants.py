"""Determinants: multiplicative, unchanged by transposing, and det(1 + P Q) = det(1 + Q P)."""

from __future__ import annotations

from typing import Any

from flint import fmpz

from derivations.star_algebra.atoms import Atom, Sign
from derivations.star_algebra.inverses import factors, inverse, opaque
from derivations.star_algebra.letters import Definite, Dimension, Letter, Word, square_blocks, word_key
from derivations.star_algebra.positivity import definiteness, known_invertible
from derivations.star_algebra.scalars import ONE, ZERO, Scalar
from derivations.star_algebra.terms import Terms, accumulate, expand, multiply
from derivations.star_algebra.text import scalar_text, terms_text

_SIGNS: dict[Definite, Sign] = {"": "", "semidefinite": "nonnegative", "definite": "positive"}


def determinant(terms: Terms, size: Dimension) -> Scalar:
    """The determinant of a square element."""
    if not terms:
        return ZERO
    before, core, after = factors(terms, size)
    result = ONE
    for block in (*before, *after):
        result = result * _of_block(block, size)
    return result * _of_core(core, size)


def _of_block(block: Word, size: Dimension) -> Scalar:
    if len(block) > 1:
        return _of_core({block: ONE}, size)
    letter = block[0]
    return _of_letter(letter) if letter.expansion is None else _of_core(expand(letter), size).reciprocal()


def _of_core(core: Terms, size: Dimension) -> Scalar:
    """The determinant of a sum without common outer factors; an invertible term W comes out of it as det(W) det(1 + W^-1 rest)."""
    pivots = [word for word in core if all(len(block) == 1 and known_invertible(block[0]) for block in square_blocks(word))]
    if not pivots:
        return _atom(core, size)
    pivot = min(pivots, key=word_key)
    outer = dimension_power(core[pivot], size)
    for letter in pivot:
        outer = outer * _of_block((letter,), size)
    rest = {word: value for word, value in core.items() if word != pivot}
    return outer * _one_plus(multiply(inverse({pivot: core[pivot]}, size), rest), size)


def _one_plus(rest: Terms, size: Dimension) -> Scalar:
    """det(1 + rest); rest = P Q is turned to Q P as long as all its words begin with one letter, and the first text stands for all."""
    candidates = []
    for _ in range(2 * max((len(word) for word in rest), default=0) + 1):
        whole = dict(rest)
        accumulate(whole, (), ONE)
        candidates.append((size != 1, terms_text(whole, size=size), whole, size))
        first = {word[:1] for word in rest}
        if size == 1 or len(first) != 1 or () in first:
            break
        (letter,) = first
        rest, size = multiply({word[1:]: value for word, value in rest.items()}, {letter: ONE}), letter[0].columns
    _, _, whole, size = min(candidates, key=lambda item: item[:2])
    return _atom(whole, size)


def _atom(core: Terms, size: Dimension) -> Scalar:
    if not core:
        return ZERO
    if set(core) == {()}:
        return dimension_power(core[()], size)
    letter, factor = opaque(core)  # nobody asks here that the sum has an inverse: what is semidefinite has a determinant that may be zero
    return dimension_power(factor, size) * _of_letter(letter, definiteness(expand(letter))).reciprocal()


def _of_letter(letter: Letter, kind: Definite | None = None) -> Scalar:
    """The atom of a letter, or of its inverse; ``kind`` is its definiteness, if that is not what the letter says."""
    base = letter.transpose() if letter.transposed else letter
    base = base.inverse() if base.inverted else base
    sign = _SIGNS[letter.definite if kind is None else kind]
    atom = Atom("determinant", f"det({letter.label})", base, letter.random, sign)
    return Scalar.atom(atom, -1 if letter.inverted else 1)


def dimension_power(base: Scalar, size: Dimension) -> Scalar:
    """A scalar to the power of a dimension, factor by factor."""
    if base == ONE or isinstance(size, int):
        return base ** (size if isinstance(size, int) else 1)
    if len(base.numerator) != 1 or base.denominator != ONE.denominator:
        return _power_atom(base, size)
    ((monomial, number),) = base.numerator.items()
    result = _number_power(number, size)
    for atom, exponent in monomial:
        result = result * _power_atom(Scalar.atom(atom), size) ** exponent
    return result


def _number_power(number: Any, size: str) -> Scalar:
    """A rational number to the power of a dimension, prime by prime."""
    result = _power_atom(Scalar.rational(-1), size) if number < 0 else ONE
    for part, sign in ((number.p, 1), (number.q, -1)):
        for prime, exponent in abs(fmpz(part)).factor():
            result = result * _power_atom(Scalar.rational(prime), size) ** (sign * exponent)
    return result


def _power_atom(base: Scalar, size: str) -> Scalar:
    sign: Sign = "positive" if base.sign() == "positive" else ""
    return Scalar.atom(Atom("power", f"({scalar_text(base)})**{size}", (base, size), base.random, sign))
