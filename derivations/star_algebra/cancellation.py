"""Cancellation in an equation that holds: invertible factors, and half of a Gram matrix, may be left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.star_algebra.letters import Word, transpose_word
from derivations.star_algebra.scalars import ONE
from derivations.star_algebra.terms import Terms, multiply, transpose

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from derivations.star_algebra.letters import Letter


def cancelled(terms: Terms) -> list[Terms]:
    """Consequences of ``terms == 0`` that are shorter, by cancelling on the left or on the right, in every order.

    B Y = 0 gives Y = 0 for an invertible B. X^T M X Y = 0 gives X Y = 0 for a definite M (or none), since Y^T X^T M X Y is then the squared
    norm of X Y. Everything is real.
    """
    found = [terms]
    for form in found:  # grows while it is walked
        for shorter in (_left(form), transpose(_left(transpose(form)))):
            if shorter not in found:
                found.append(shorter)
    return found[1:]


def _left(terms: Terms) -> Terms:
    """The terms without what can be cancelled at the beginning of every word."""
    length = _cancelled_length(list(terms))
    return {word[length:]: value for word, value in terms.items()}


def _cancelled_length(words: list[Word]) -> int:
    """How many letters at the beginning of every word can be cancelled."""
    common = _common_prefix(words)
    if common and common[0].invertible:
        return 1
    for half in range(len(common) // 2, 0, -1):
        mirror = transpose_word(common[:half])
        if common[half : 2 * half] == mirror:
            return half
        if len(common) > 2 * half and common[half].definite == "definite" and common[half + 1 : 2 * half + 1] == mirror:
            return half + 1
    return 0


def _common_prefix(words: list[Word]) -> Word:
    length = 0
    while words and all(len(word) > length and word[length] == words[0][length] for word in words):
        length += 1
    return words[0][:length] if words else ()


def gram_matrices(terms: Terms, metrics: Iterable[Letter]) -> Iterator[Terms]:
    """E^T E, and E^T M E for every definite M of its size, where E is ``terms``: if one of them is zero, so is E.

    A common vector at the end is left out first: E v = 0 if E = 0.
    """
    suffix = _common_prefix([transpose_word(word) for word in terms])
    if suffix and suffix[0].rows == 1:
        terms = {word[:-1]: value for word, value in terms.items()}
    yield multiply(transpose(terms), terms)
    height = next((word[0].rows for word in terms if word), None)
    for metric in metrics:
        if metric.rows == height:
            yield multiply(transpose(terms), multiply({(metric,): ONE}, terms))
