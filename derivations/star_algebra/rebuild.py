"""Normal forms turned back into elements with recipes: for factors and certificates that a prover reads off a normal form."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from derivations.errors import DerivationError
from derivations.star_algebra.atoms import signed_factors
from derivations.star_algebra.element import Element
from derivations.star_algebra.letters import transpose_word
from derivations.star_algebra.scalars import ONE
from derivations.star_algebra.terms import expand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.star_algebra.atoms import Atom
    from derivations.star_algebra.expectations import Measure
    from derivations.star_algebra.letters import Dimension, Letter, Word
    from derivations.star_algebra.polynomials import Monomial, Polynomial
    from derivations.star_algebra.recipe import Shape
    from derivations.star_algebra.scalars import Scalar
    from derivations.star_algebra.squares import Square
    from derivations.star_algebra.terms import Terms


def element_of_terms(terms: Terms, shape: Shape) -> Element:
    """A matrix, vector or number with the given normal form."""
    return _total([_times(element_of_scalar(value), _shaped(word, shape)) for word, value in terms.items()], shape)


def element_of_scalar(value: Scalar) -> Element:
    """A number with the given normal form; shape ``()``."""
    above = _polynomial(value.numerator)
    return above if value.denominator == ONE.denominator else above / _polynomial(value.denominator)


def element_of_word(word: Word) -> Element:
    """The product of the letters; shape ``(rows, columns)``.

    A word that is its own transpose is built as W^T M W, so that it shows its sign.
    """
    if len(word) > 1 and transpose_word(word) == word:
        return gram(_product(word[(len(word) + 1) // 2 :]), _letter(word[len(word) // 2]) if len(word) % 2 else None)
    return _product(word)


def gram(half: Element, middle: Element | None) -> Element:
    """W^T M W, or W^T W without a middle; W is a matrix."""
    return half.T @ (half if middle is None else middle @ half)


def element_of_square(square: Square, columns: Dimension | None) -> Element:
    """A square as it was found, not multiplied out; shape ``(columns, columns)``, or ``()`` for a number, whose columns are ``None``."""
    middle = None if square.metric is None else _letter(square.metric)
    outer = next((word for word in square.half if word), None)
    if outer is None:  # the half is the identity
        value = middle or Element.identity(columns or 1)
    else:
        value = gram(element_of_terms(square.half, (outer[0].rows, outer[-1].columns)), middle)
    return _times(element_of_scalar(square.coefficient), value.trace() if columns is None else value)


def _product(word: Word) -> Element:
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
    return (_times(_monomial(inside), element_of_word(core)) if core else _monomial(inside)).expected(measure)


def _polynomial(polynomial: Polynomial) -> Element:
    return _total([_times(Element.scalar(Fraction(int(number.p), int(number.q))), _monomial(m)) for m, number in polynomial.items()], ())


def _monomial(monomial: Monomial) -> Element:
    result = Element.scalar(1)
    for atom, exponent in monomial:
        result = _times(result, _atom(atom) if exponent == 1 else _atom(atom) ** exponent)
    return result


def _times(factor: Element, value: Element) -> Element:
    """The product with a number, without steps that do nothing."""
    if value.shape == () and value.value == ONE:
        return factor
    return value if factor.value == ONE else factor * value


def _total(parts: Sequence[Element], shape: Shape) -> Element:
    total = parts[0] if parts else Element.zeros(shape)
    for part in parts[1:]:
        total = total + part
    return total


def _atom(atom: Atom) -> Element:
    if atom.kind in ("symbol", "function"):
        return Element.scalar(atom.payload)
    if atom.kind == "word":
        return element_of_word(atom.payload).trace()
    if atom.kind == "trace":
        _, first, second = signed_factors(atom.payload)
        return (element_of_word(first) @ element_of_word(second) if first else element_of_word(second)).trace()
    if atom.kind == "determinant":
        return _letter(atom.payload).det()
    if atom.kind in ("root", "quotient"):
        inner = element_of_scalar(atom.payload)
        return inner.root() if atom.kind == "root" else inner
    if atom.kind == "dimension":
        return Element.identity(atom.payload).trace()
    if atom.kind == "power":
        base, size = atom.payload
        return (Element.identity(size) * element_of_scalar(base)).det()  # det(c I) = c^n
    if atom.kind == "expectation":
        return _expectation(*atom.payload)
    message = f"Rebuilding a number: expected a rational function of words, got {atom.key}. Compare in explicit dimensions."
    raise DerivationError(message)
