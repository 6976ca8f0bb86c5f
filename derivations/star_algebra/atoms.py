"""Atoms of the commutative field of coefficients: symbols, scalar words, traces, determinants, roots, expectations of numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from derivations.star_algebra.letters import Definite, Letter, Word, join, randomness, transpose_word, word_key
from derivations.star_algebra.positivity import word_definiteness

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
    definite, _, _ = signed_factors(best)
    sign: Sign = "positive" if definite == "definite" else "nonnegative" if definite else ""
    return Atom("trace", f"trace({word_text(best)})", best, randomness(best), sign)


def signed_factors(word: Word) -> tuple[Definite, Word, Word]:
    """A rotation of a word as a product A B of definite or semidefinite words, if it is one; the first may be empty.

    trace(A B) = trace(R B R^T) for A = R^T R is nonnegative, and positive if both are definite.
    """
    found: list[tuple[Definite, Word, Word]] = []
    for start in range(len(word)):
        turned = word[start:] + word[:start]
        for cut in range(len(word)):
            kinds = word_definiteness(turned[:cut]), word_definiteness(turned[cut:])
            if all(kinds):
                found.append(("semidefinite" if "semidefinite" in kinds else "definite", turned[:cut], turned[cut:]))
    return next((one for one in found if one[0] == "definite"), found[0] if found else ("", (), word))
