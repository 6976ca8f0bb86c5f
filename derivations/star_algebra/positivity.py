"""Definiteness that can be read off: sums of nonnegative multiples of W^T M W."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.star_algebra.letters import Definite, Letter, Word, square_blocks, transpose_word

if TYPE_CHECKING:
    from derivations.star_algebra.terms import Terms


def word_definiteness(word: Word) -> Definite:
    """``semidefinite`` for a word W^T M W with M the identity or a semidefinite letter, ``definite`` if M is and W is invertible."""
    if not word:
        return "definite"
    if transpose_word(word) != word:
        return ""
    half = len(word) // 2
    middle, right = word[half], word[half:] if len(word) % 2 == 0 else word[half + 1 :]
    if len(word) % 2 and not middle.definite:
        return ""
    core_is_definite = len(word) % 2 == 0 or middle.definite == "definite"
    size = word[0].rows
    full = all(len(block) == 1 and known_invertible(block[0]) for block in square_blocks(right)) and (not right or right[0].rows == size)
    return "definite" if core_is_definite and full else "semidefinite"


def known_invertible(letter: Letter) -> bool:
    """Whether a letter is invertible by its type, or stands inverted (then its inverse is a side condition already)."""
    return letter.invertible or letter.inverted or letter.definite == "definite"


def definiteness(terms: Terms) -> Definite:
    """The definiteness that every term shows on its own; one definite term with a positive scalar makes the sum definite."""
    best: Definite = "semidefinite"
    for word, value in terms.items():
        kind, sign = word_definiteness(word), value.sign()
        if not kind or not sign:
            return ""
        if kind == "definite" and sign == "positive":
            best = "definite"
    return best
