"""Certificates of definiteness and sign: an element written as an equal one whose sign can be read off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.errors import DerivationError
from derivations.star_algebra.centering import centered
from derivations.star_algebra.element import Element
from derivations.star_algebra.positivity import definiteness
from derivations.star_algebra.rebuild import element_of_square, element_of_terms, gram
from derivations.star_algebra.scalar_squares import scalar_certificate
from derivations.star_algebra.scalars import ONE
from derivations.star_algebra.squares import sum_of_squares
from derivations.star_algebra.terms import Terms, expand, multiply

if TYPE_CHECKING:
    from derivations.star_algebra.letters import Letter

_CONGRUENCES = 2
_MEANS = "expectations of squares split into covariance and squared mean"


@dataclass(frozen=True)
class SignProof:
    """The equal element, and in words why it has the sign."""

    squares: Element
    how: str


def sign_proof(element: Element, *, strict: bool) -> SignProof | None:
    """Why a symmetric matrix is semidefinite, or a number nonnegative (``strict``: definite, positive); ``None`` if it is not seen."""
    split, meanings = centered(element.terms)
    for terms, names, suffix in ((element.terms, {}, ""), (split, meanings, f", {_MEANS}" if meanings else "")):
        try:
            found = _of_number(terms, strict=strict) if element.shape == () else _of_matrix(terms, element, strict=strict)
        except DerivationError:
            continue
        if found is not None:
            return SignProof(found.squares.substitute(names), found.how + suffix)
    return None


def _of_number(terms: Terms, *, strict: bool) -> SignProof | None:
    if not terms:
        return None if strict else SignProof(Element.scalar(0), "it is zero")
    found = scalar_certificate(terms[()], strict=strict)
    return SignProof(*found) if found else None


def _of_matrix(terms: Terms, element: Element, *, strict: bool) -> SignProof | None:
    """Directly, or after congruences W X W with sums W whose inverses stand at both ends of X."""
    outer: list[Element] = []
    for _ in range(_CONGRUENCES + 1):
        found = _directly(terms, element, strict=strict)
        if found is not None:
            squares = found.squares
            for inverse in reversed(outer):
                squares = gram(inverse, squares)
            return SignProof(squares, found.how + (" after a congruence" if outer else ""))
        letter = _inverted_end(terms)
        if letter is None:
            return None
        whole = expand(letter)
        terms = multiply(multiply(whole, terms), whole)
        outer.append(element_of_terms({(letter,): ONE}, element.shape))
    return None


def _inverted_end(terms: Terms) -> Letter | None:
    """A symmetric inverse of a sum that some word begins with."""
    found = {word[0].key: word[0] for word in terms if word and word[0].expansion is not None and word[0].symmetric}
    return found[min(found)] if found else None


def _directly(terms: Terms, element: Element, *, strict: bool) -> SignProof | None:
    wanted = ("definite",) if strict else ("definite", "semidefinite")
    if definiteness(terms) in wanted:
        return SignProof(element_of_terms(terms, element.shape), "every term is a nonnegative multiple of W^T M W with M semidefinite")
    certificate = sum_of_squares(terms)
    if certificate is None or certificate.kind not in wanted:
        return None
    total = Element.zeros(element.shape)
    for square in certificate.squares:
        total = total + element_of_square(square, element.shape[0])
    return SignProof(total, f"{certificate.words} (W^T M W)")
