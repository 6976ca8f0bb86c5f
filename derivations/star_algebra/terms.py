"""Sums of scalars times words in normal form, and their product: cancellation, rules for inverses of sums, numbers pulled out."""

from __future__ import annotations

from derivations.errors import DerivationError
from derivations.star_algebra.atoms import trace_atom, word_atom
from derivations.star_algebra.letters import Letter, Word, join, segments, transpose_word
from derivations.star_algebra.scalars import ONE, ZERO, Scalar

Terms = dict[Word, Scalar]
MAX_PRODUCTS = 20_000
_FUEL = 2000  # rewriting steps for one word; a word that needs more is left as it is, which is sound


def accumulate(total: Terms, word: Word, value: Scalar) -> None:
    """Add one term in place."""
    old = total.get(word)
    new = value if old is None else old + value
    if new:
        total[word] = new
    elif old is not None:
        del total[word]


def add(left: Terms, right: Terms) -> Terms:
    """The sum."""
    total = dict(left)
    for word, value in right.items():
        accumulate(total, word, value)
    return total


def scale(terms: Terms, factor: Scalar) -> Terms:
    """The product with a scalar."""
    return {word: value * factor for word, value in terms.items()} if factor else {}


def transpose(terms: Terms) -> Terms:
    """The transpose."""
    return {transpose_word(word): value for word, value in terms.items()}


def multiply(left: Terms, right: Terms) -> Terms:
    """The matrix product, in normal form.

    Raises:
        DerivationError: it has more than :data:`MAX_PRODUCTS` terms before they are gathered.
    """
    if len(left) * len(right) > MAX_PRODUCTS:
        message = f"Multiplying out: expected at most {MAX_PRODUCTS} products of terms, got {len(left)} times {len(right)}. Ask for less."
        raise DerivationError(message)
    total: Terms = {}
    for first, a in left.items():
        for second, b in right.items():
            factor = a * b
            for word, value in normal_form(join(first, second)):
                accumulate(total, word, value if factor is ONE else value * factor)
    return total


def normal_form(word: Word) -> list[tuple[Word, Scalar]]:
    """A freely reduced word as terms: rules for inverses of sums applied, scalar parts turned into coefficients."""
    plain = not any(letter.expansion is not None for letter in word)
    if plain and all(letter.rows != 1 and letter.columns != 1 for letter in word):
        return [(word, ONE)]
    return [_pull_numbers(part, value) for part, value in ([(word, ONE)] if plain else _apply_rules(word))]


def _pull_numbers(word: Word, value: Scalar) -> tuple[Word, Scalar]:
    kept: Word = ()
    for part in segments(word):
        if part[0].rows == 1 and part[-1].columns == 1:
            value = value * _number(part)
        else:
            kept += part
    return kept, value


def _number(word: Word) -> Scalar:
    """A 1 x 1 word as a scalar; a lone inverted letter is a reciprocal."""
    if len(word) == 1 and word[0].inverted:
        return Scalar.atom(word_atom((word[0].inverse(),)), -1)
    return Scalar.atom(word_atom(word))


def _apply_rules(word: Word) -> list[tuple[Word, Scalar]]:
    """Rewrite until no inverse of a sum stands beside the leading word of that sum."""
    done: list[tuple[Word, Scalar]] = []
    waiting, fuel = [(word, ONE)], _FUEL
    while waiting:
        current, value = waiting.pop()
        step = _rewrite(current) if fuel > 0 else None
        fuel -= 1
        if step is None:
            done.append((current, value))
        else:
            waiting += [(part, value * factor) for part, factor in step]
    return done


def _rewrite(word: Word) -> list[tuple[Word, Scalar]] | None:
    """One step at the first place where X, up to its smaller terms, stands beside its inverse Y: X_0 Y = 1 - (X - X_0) Y."""
    for position, letter in enumerate(word):
        if letter.expansion is None:
            continue
        lead, rest = oriented(letter)
        size = len(lead)
        before, after = word[:position], word[position + 1 :]
        if before[-size:] == lead:
            outer = before[:-size]
            new = [(join(join(outer, part), (letter, *after)), -value) for part, value in rest]
            return [(join(outer, after), ONE), *new]
        if after[:size] == lead:
            outer = after[size:]
            new = [(join((*before, letter), join(part, outer)), -value) for part, value in rest]
            return [(join(before, outer), ONE), *new]
    return None


def oriented(letter: Letter) -> tuple[Word, tuple[tuple[Word, Scalar], ...]]:
    """The leading word and the other terms of the sum that a letter inverts, transposed with the letter."""
    lead, rest = letter.expansion
    if not letter.transposed:
        return lead, rest
    return transpose_word(lead), tuple((transpose_word(word), value) for word, value in rest)


def expand(letter: Letter) -> Terms:
    """The sum that a letter inverts."""
    lead, rest = oriented(letter)
    return {lead: ONE, **dict(rest)}


def trace(terms: Terms, size: Scalar) -> Scalar:
    """The trace of square terms; ``size`` is their dimension."""
    from derivations.star_algebra.expectations import trace_of_expectation  # noqa: PLC0415 - it multiplies terms

    total = ZERO
    for word, value in terms.items():
        if not word:
            total = total + value * size
            continue
        parts = segments(word)
        if len(parts) > 1:
            inner = multiply({parts[1]: ONE}, {parts[0]: ONE})
            total = total + value * inner.get((), ZERO)
            continue
        rotated = _rotate_to_rule(word)
        if rotated is not None:
            total = total + value * trace(rotated, size)
            continue
        inside = trace_of_expectation(word)
        total = total + value * (Scalar.atom(trace_atom(word)) if inside is None else inside)
    return total


def _rotate_to_rule(word: Word) -> Terms | None:
    """A rotation of the word that can be rewritten, as terms of smaller words."""
    if len(word) > 1 and not join((word[-1],), (word[0],)):
        return {word[1:-1]: ONE}
    for cut in range(1, len(word)):
        rotated = word[cut:] + word[:cut]
        if any(letter.expansion is not None for letter in rotated) and _rewrite(rotated) is not None:
            return multiply({word[cut:]: ONE}, {word[:cut]: ONE})
    return None
