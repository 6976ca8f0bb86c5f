"""Expectations of squares split into a covariance and the square of the mean: E[W^T M W] = V + E[W]^T M E[W] with V semidefinite."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.star_algebra.atoms import Atom
from derivations.star_algebra.expectations import Measure, expectation
from derivations.star_algebra.letters import Letter, Word, transpose_word
from derivations.star_algebra.rebuild import element_of_word
from derivations.star_algebra.scalars import ONE, ZERO, Scalar
from derivations.star_algebra.terms import Terms, add, multiply, transpose

if TYPE_CHECKING:
    from derivations.star_algebra.element import Element
    from derivations.star_algebra.polynomials import Monomial


def centered(terms: Terms) -> tuple[Terms, dict[str, Element]]:
    """The terms with every expectation of a square split, and the covariance that each new letter stands for."""
    meanings: dict[str, Element] = {}
    total: Terms = {}
    for word, value in terms.items():
        split: Terms = {(): _centered_scalar(value, meanings)}
        for letter in word:
            split = multiply(split, _split_letter(letter, meanings))
        total = add(total, split)
    return total, meanings


def _split_letter(letter: Letter, meanings: dict[str, Element]) -> Terms:
    if letter.content is None or letter.inverted:
        return {(letter,): ONE}
    inside, core, measure = letter.content
    split = None if inside else _split(core, measure, meanings)
    return {(letter,): ONE} if split is None else split


def _centered_scalar(value: Scalar, meanings: dict[str, Element]) -> Scalar:
    """A coefficient with the expectations of squares of vectors among its linear atoms split."""
    total = ZERO
    for monomial, number in value.numerator.items():
        part = Scalar.rational(number)
        for atom, exponent in monomial:
            split = _split_number(atom, meanings) if exponent == 1 else None
            part = part * (Scalar.atom(atom, exponent) if split is None else split)
        total = total + part
    return total * Scalar(value.denominator).reciprocal()


def _split_number(atom: Atom, meanings: dict[str, Element]) -> Scalar | None:
    if atom.kind == "word":
        product: Terms = {(): ONE}
        for letter in atom.payload:
            product = multiply(product, _split_letter(letter, meanings))
        return product.get((), ZERO)
    inside: Monomial
    if atom.kind != "expectation":
        return None
    inside, _, measure = atom.payload
    if len(inside) != 1 or inside[0][1] != 1:
        return None
    number = inside[0][0]
    core = number.payload if number.kind == "word" else ()
    split = _split(core, measure, meanings) if core else None
    return None if split is None else split.get((), ZERO)


def _split(core: Word, measure: Measure, meanings: dict[str, Element]) -> Terms | None:
    if transpose_word(core) != core:
        return None
    middle, half = (core[len(core) // 2 : len(core) // 2 + 1] if len(core) % 2 else ()), core[(len(core) + 1) // 2 :]
    if not half or any(not letter.definite or measure.binds(letter.random) for letter in middle):
        return None
    mean = expectation({half: ONE}, measure)
    square = multiply(transpose(mean), multiply({middle: ONE}, mean))
    name = f"Var[{len(meanings)}]"
    size = core[0].rows
    random = frozenset().union(*(letter.random for letter in core)).difference(measure.variables)
    letter = Letter(name, size, size, symmetric=True, definite="semidefinite", random=random)
    meanings[name] = _covariance(half, middle, measure)
    if size == 1:
        return add({(): Scalar.atom(Atom("word", name, (letter,), random, "nonnegative"))}, square)
    return add({(letter,): ONE}, square)


def _covariance(half: Word, middle: Word, measure: Measure) -> Element:
    """E[(W - E[W])^T M (W - E[W])] as an element."""
    factor = element_of_word(half)
    deviation = factor - factor.expected(measure)
    weighted = element_of_word(middle) @ deviation if middle else deviation
    product = deviation.T @ weighted
    return product.expected(measure)
