"""Inverses: products fall apart, common outer factors come off, the inverse of what remains is a letter of its own."""

from __future__ import annotations

from derivations.errors import DomainError
from derivations.star_algebra.letters import Dimension, Letter, Word, randomness, square_blocks, word_key
from derivations.star_algebra.positivity import definiteness
from derivations.star_algebra.scalars import ONE, Scalar
from derivations.star_algebra.terms import Terms, expand, multiply, scale, transpose
from derivations.star_algebra.text import terms_text


def inverse(terms: Terms, size: Dimension) -> Terms:
    """The inverse of a square element; that it exists is the caller's side condition."""
    if not terms:
        message = "Inverting a matrix: expected an invertible matrix, got the zero matrix. Remove the inverse."
        raise DomainError(message)
    blocks_before, core, blocks_after = factors(terms, size)
    result = _core_inverse(core)
    for block in reversed(blocks_before):
        result = multiply(result, _block_inverse(block))
    for block in blocks_after:
        result = multiply(_block_inverse(block), result)
    return result


def factors(terms: Terms, size: Dimension) -> tuple[list[Word], Terms, list[Word]]:
    """An element as square blocks, a core, and square blocks; the core of a single word is a scalar."""
    if len(terms) == 1:
        ((word, value),) = terms.items()
        return square_blocks(word), {(): value}, []
    before: list[Word] = []
    after: list[Word] = []
    while True:
        first, last = {word[:1] for word in terms}, {word[-1:] for word in terms}
        if len(first) == 1 and (letter := next(iter(first))) and letter[0].columns == size:
            before.append(letter)
            terms = {word[1:]: value for word, value in terms.items()}
        elif len(last) == 1 and (letter := next(iter(last))) and letter[0].rows == size:
            after.insert(0, letter)
            terms = {word[:-1]: value for word, value in terms.items()}
        else:
            return before, terms, after


def _block_inverse(block: Word) -> Terms:
    if len(block) == 1:
        letter = block[0]
        return expand(letter) if letter.expansion is not None else {(letter.inverse(),): ONE}
    return _core_inverse({block: ONE})


def _core_inverse(core: Terms) -> Terms:
    if set(core) == {()}:
        return {(): core[()].reciprocal()}
    letter, factor = opaque(core)
    return {(letter,): factor.reciprocal()}


def opaque(core: Terms) -> tuple[Letter, Scalar]:
    """The letter that stands for the inverse of a sum X, and the scalar c with X = c X_0, where the letter is the inverse of X_0.

    X and its transpose share a letter, and so do all multiples of X.
    """
    candidates = []
    for candidate in (core, transpose(core)):
        lead = max(candidate, key=word_key)
        monic = scale(candidate, candidate[lead].reciprocal())
        candidates.append((terms_text(monic), monic, lead, candidate[lead]))
    is_transposed = candidates[1][0] < candidates[0][0]
    text, monic, lead, factor = candidates[int(is_transposed)]
    rest = tuple(sorted(((word, value) for word, value in monic.items() if word != lead), key=lambda item: word_key(item[0])))
    random = frozenset().union(*(randomness(word) | value.random for word, value in monic.items()))
    letter = Letter(
        name=f"({text})",
        rows=lead[0].rows,
        columns=lead[-1].columns,
        inverted=True,
        symmetric=transpose(monic) == monic,
        definite="definite" if definiteness(monic) else "",  # a semidefinite matrix that has an inverse is definite
        random=random,
        expansion=(lead, rest),
    )
    return (letter.transpose() if is_transposed else letter), factor
