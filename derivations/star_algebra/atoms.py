"""Atoms of the commutative field of coefficients: symbols, scalar words, traces, determinants, roots, expectations of numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from derivations.star_algebra.letters import Letter, Word, join, randomness, transpose_word, word_key

Sign = Literal["", "nonnegative", "positive"]


@dataclass(frozen=True, slots=True)
class Atom:
    """One generator of the field; ``key`` identifies it, orders it, and is how it is printed.

    ``kind`` is one of ``symbol function word trace determinant root dimension power expectation quotient``; ``payload`` depends on it.
    """

    kind: str = field(compare=False)
    key: str
    payload: Any = field(compare=False, repr=False)
    random: frozenset[str] = field(default=frozenset(), compare=False)
    sign: Sign = field(default="", compare=False)


def word_text(word: Word) -> str:
    """A word in the notation of the claim language.

    >>> word_text((Letter("J", "m", "n").transpose(), Letter("F", "m", "m").inverse()))
    'J.T @ inv(F)'
    """
    return " @ ".join(map(letter_text, word)) if word else "1"


def letter_text(letter: Letter) -> str:
    """A letter in the notation of the claim language."""
    text = f"inv{letter.name}" if letter.inverted and letter.expansion else f"inv({letter.label})" if letter.inverted else letter.label
    return f"{text}.T" if letter.transposed else text


def gram_sign(word: Word) -> Sign:
    """``nonnegative`` if the word is W^T W or W^T M W with a semidefinite letter M, ``positive`` if it is empty or M itself, definite."""
    if not word:
        return "positive"
    if transpose_word(word) != word:
        return ""
    middle = word[len(word) // 2]
    if len(word) % 2 == 0:
        return "nonnegative"
    if not middle.definite:
        return ""
    return "positive" if len(word) == 1 and middle.definite == "definite" else "nonnegative"


def word_atom(word: Word) -> Atom:
    """The atom of a scalar word, which equals its transpose."""
    best = min(word, transpose_word(word), key=word_key)
    return Atom("word", word_text(best), best, randomness(best), gram_sign(best))


def trace_atom(word: Word) -> Atom:
    """The atom of a trace, which no rotation and no transpose changes."""
    while len(word) > 1 and not join((word[-1],), (word[0],)):
        word = word[1:-1]
    rotations = [word[i:] + word[:i] for i in range(len(word))]
    candidates = rotations + [transpose_word(rotation) for rotation in rotations]
    best = min(candidates, key=word_key)
    grams = [gram_sign(candidate) for candidate in candidates]
    sign: Sign = "positive" if "positive" in grams else "nonnegative" if any(grams) else ""
    return Atom("trace", f"trace({word_text(best)})", best, randomness(best), sign)
