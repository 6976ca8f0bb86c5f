"""Normal forms turned back into elements with recipes: for factors and certificates that a prover reads off a normal form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derivations.errors import DerivationError
from derivations.star_algebra.element import Element
from derivations.star_algebra.terms import expand

if TYPE_CHECKING:
    from derivations.star_algebra.atoms import Atom
    from derivations.star_algebra.expectations import Measure
    from derivations.star_algebra.letters import Letter, Word
    from derivations.star_algebra.polynomials import Monomial, Polynomial
    from derivations.star_algebra.recipe import Shape
    from derivations.star_algebra.scalars import Scalar
    from derivations.star_algebra.terms import Terms


def element_of_terms(terms: Terms, shape: Shape) -> Element:
    """A matrix, vector or number with the given normal form."""
    total = Element.zeros(shape)
    for word, value in terms.items():
        total = total + element_of_scalar(value) * _shaped(word, shape)
    return total


def element_of_scalar(value: Scalar) -> Element:
    """A number with the given normal form; shape ``()``.

    Raises:
        DerivationError: an atom is a power with a dimension as exponent, which no operation of elements gives.
    """
    return _polynomial(value.numerator) / _polynomial(value.denominator)


def element_of_word(word: Word) -> Element:
    """The product of the letters; shape ``(rows, columns)``."""
    result = _letter(word[0])
    for letter in word[1:]:
        result = result @ _letter(letter)
    return result


def _shaped(word: Word, shape: Shape) -> Element:
    if not word:
        return Element.identity(shape[0]) if shape else Element.scalar(1)
    product = element_of_word(word)
    return product.flattened() if len(shape) == 1 else product


def _letter(letter: Letter) -> Element:
    if letter.expansion is not None:
        inner = element_of_terms(expand(replace(letter, inverted=False)), (letter.rows, letter.columns))
        return inner.inverse() if letter.inverted else inner
    if letter.content is not None:
        base = _expectation(*letter.content)
    else:
        rows, columns = (letter.columns, letter.rows) if letter.transposed else (letter.rows, letter.columns)
        plain = replace(letter, rows=rows, columns=columns, transposed=False, inverted=False)
        base = Element.of_letter(plain, (rows, columns))
    base = base.inverse() if letter.inverted else base
    return base.T if letter.transposed else base


def _expectation(inside: Monomial, core: Word, measure: Measure) -> Element:
    value = _monomial(inside) * (element_of_word(core) if core else Element.scalar(1))
    return value.expected(measure)


def _polynomial(polynomial: Polynomial) -> Element:
    total = Element.scalar(0)
    for monomial, number in polynomial.items():
        total = total + _monomial(monomial) * Element.scalar(int(number.p)) / int(number.q)
    return total


def _monomial(monomial: Monomial) -> Element:
    result = Element.scalar(1)
    for atom, exponent in monomial:
        result = result * _atom(atom) ** exponent
    return result


def _atom(atom: Atom) -> Element:
    if atom.kind in ("symbol", "function"):
        return Element.scalar(atom.payload)
    if atom.kind in ("word", "trace"):
        return element_of_word(atom.payload).trace()
    if atom.kind == "determinant":
        return _letter(atom.payload).det()
    if atom.kind in ("root", "quotient"):
        inner = element_of_scalar(atom.payload)
        return inner.root() if atom.kind == "root" else inner
    if atom.kind == "dimension":
        return Element.identity(atom.payload).trace()
    if atom.kind == "expectation":
        return _expectation(*atom.payload)
    message = f"Rebuilding a number: expected a rational function of words, got {atom.key}. Compare in explicit dimensions."
    raise DerivationError(message)
