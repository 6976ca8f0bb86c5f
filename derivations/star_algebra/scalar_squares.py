"""Signs of numbers built from words: sums of squares of scalar words, completed squares, and the Cauchy-Schwarz inequality.

The last is (u^T M u) (v^T M v) - (u^T M v)^2 = trace(M W^T M W) / 2 with W = u v^T - v u^T.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.star_algebra.letters import Letter, Word, join, transpose_word
from derivations.star_algebra.rebuild import element_of_scalar, element_of_square, element_of_word, gram
from derivations.star_algebra.scalars import ZERO, Scalar
from derivations.star_algebra.squares import sum_of_squares

if TYPE_CHECKING:
    from derivations.star_algebra.atoms import Atom
    from derivations.star_algebra.element import Element
    from derivations.star_algebra.polynomials import Monomial
    from derivations.star_algebra.terms import Terms


def scalar_certificate(value: Scalar, *, strict: bool) -> tuple[Element, str] | None:
    """An equal number that shows that it is nonnegative (``strict``: positive), and how it does; ``None`` if none is found."""
    if value.sign() == "positive" or (value.sign() and not strict):
        return element_of_scalar(value), "every term has this sign: products of squares and of positive numbers"
    if strict or Scalar(value.denominator).sign() != "positive":
        return None
    numerator, below = Scalar(value.numerator), element_of_scalar(Scalar(value.denominator))
    terms = _linear(numerator)
    if terms is not None:
        constant = terms.pop((), ZERO)
        certificate = sum_of_squares(terms) if not constant or constant.sign() else None
        if certificate is not None:
            total = element_of_scalar(constant)
            for square in certificate.squares:
                total = total + element_of_square(square, None)
            return total / below, f"completed squares: {certificate.words}"
    squares = _cauchy_schwarz(numerator)
    return None if squares is None else (squares / below, "the Cauchy-Schwarz inequality")


def _linear(value: Scalar) -> Terms | None:
    """A number that is linear in scalar words as 1 x 1 words, symmetrised; ``None`` if it is not linear in them."""
    terms: Terms = {}
    half = Scalar.rational(2).reciprocal()
    for monomial, number in value.numerator.items():
        words = [(atom, exponent) for atom, exponent in monomial if atom.kind == "word" and len(atom.payload) > 1]
        rest = Scalar.monomial(tuple(item for item in monomial if item not in words), number)
        if len(words) > 1 or (words and words[0][1] != 1):
            return None
        word: Word = words[0][0].payload if words else ()
        for side in (word, transpose_word(word)):
            terms[side] = terms.get(side, ZERO) + rest * half
    return {word: value for word, value in terms.items() if value}


def _cauchy_schwarz(value: Scalar) -> Element | None:
    """The squares of c (u^T M u) (v^T M v) - c (u^T M v)^2 with c > 0 and M definite or semidefinite."""
    if len(value.numerator) != 2:  # noqa: PLR2004 - a product and a square
        return None
    (plus, c), (minus, d) = sorted(value.numerator.items(), key=lambda item: -item[1])
    if c <= 0 or c + d != 0 or len(minus) != 1 or minus[0][1] != 2 or len(plus) != 2:  # noqa: PLR2004 - a square
        return None
    matched = _matched(plus, minus[0][0])
    if matched is None:
        return None
    u, v, metric = element_of_word(matched[0]), element_of_word(matched[1]), matched[2]
    middle = None if metric is None else element_of_word((metric,))
    squares = gram(u @ v.T - v @ u.T, middle)
    return element_of_scalar(Scalar.rational(c)) * (squares if middle is None else middle @ squares).trace() / 2


def _matched(plus: Monomial, mixed: Atom) -> tuple[Word, Word, Letter | None] | None:
    """The halves u and v, and the metric."""
    if any(atom.kind != "word" or exponent != 1 for atom, exponent in plus) or mixed.kind != "word":
        return None
    for first, second in (plus, plus[::-1]):
        if transpose_word(first[0].payload) != first[0].payload:
            continue
        metric, left = _split(first[0].payload)
        for word in _as_halves(second[0].payload, metric):
            middle = (metric,) if metric else ()
            product = join(join(transpose_word(left), middle), word)
            if mixed.payload in (product, transpose_word(product)) and (metric is None or metric.definite):
                return left, word, metric
    return None


def _split(word: Word) -> tuple[Letter | None, Word]:
    return (word[len(word) // 2] if len(word) % 2 else None), word[(len(word) + 1) // 2 :]


def _as_halves(word: Word, metric: Letter | None) -> list[Word]:
    """The halves v for which a word is v^T metric v."""
    own, half = _split(word)
    if transpose_word(word) != word:
        return []
    if own == metric:
        return [half]
    if own is not None and metric is not None and own == metric.inverse():
        return [join((own,), half)]
    return []
