"""Expectations in normal form: linear, E[1] = 1, factors that do not depend on the variable pulled out on both sides.

A random monomial is a product of scalar words and an open word. Each random part is prefix @ core @ suffix with a core from its first to
its last random letter. An end of a core that is no number is a *slot*. With at most two slots in all, the cores are gathered in one
expectation between the prefixes: E[(u.T s) s] = E[s s.T] u. With more, the monomial stays together inside the expectation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from derivations.star_algebra.atoms import Atom, word_text
from derivations.star_algebra.letters import Letter, Word, join, randomness, segments, transpose_word, word_key
from derivations.star_algebra.scalars import ONE, ZERO, Scalar, fraction
from derivations.star_algebra.terms import Terms, add, multiply, scale, trace
from derivations.star_algebra.text import monomial_text, scalar_text

if TYPE_CHECKING:
    from derivations.star_algebra.polynomials import Monomial


@dataclass(frozen=True)
class Measure:
    """What an expectation integrates over: the bound variables, the name of their law, and the parameters of the law.

    ``is_arbitrary`` says that the law may be any law, for instance one on a few points.
    """

    variables: tuple[str, ...]
    law: str = ""
    at: tuple[Any, ...] = ()
    is_arbitrary: bool = True

    @property
    def label(self) -> str:
        """The variables with their law."""
        names = ",".join(self.variables)
        law = f"{self.law}({', '.join(map(str, self.at))})" if self.at else self.law
        return f"{names}~{law}" if law else names

    @property
    def depends(self) -> frozenset[str]:
        """The variables that the law depends on."""
        return frozenset(symbol.name for parameter in self.at for symbol in parameter.free_symbols)

    def binds(self, random: frozenset[str]) -> bool:
        """Whether something that depends on ``random`` depends on a bound variable."""
        return not random.isdisjoint(self.variables)


@dataclass(frozen=True)
class _Part:
    """A random word as prefix @ core @ suffix; ``place`` is ``number``, ``column`` or ``row`` or ``matrix``."""

    prefix: Word
    core: Word
    suffix: Word
    place: str

    @property
    def left_open(self) -> bool:
        return self.core[0].rows != 1

    @property
    def slots(self) -> int:
        return int(self.left_open) + int(self.core[-1].columns != 1)

    def as_column(self) -> tuple[Word, Word]:
        """Prefix and core with the one slot on the left."""
        return (self.prefix, self.core) if self.left_open else (transpose_word(self.suffix), transpose_word(self.core))


def expectation(terms: Terms, measure: Measure) -> Terms:
    """The expectation of a sum, term by term."""
    total: Terms = {}
    for word, value in terms.items():
        below = Scalar(value.denominator).reciprocal() if value.denominator != ONE.denominator else ONE
        if measure.binds(below.random):
            below = Scalar.atom(Atom("quotient", f"({scalar_text(below)})", below, below.random, below.sign()))
        for monomial, number in value.numerator.items():
            for product, factor in below.numerator.items():
                whole = (Scalar.monomial(monomial) * Scalar.monomial(product)).numerator
                for piece, weight in whole.items():
                    outer = fraction({(): number * factor * weight}, below.denominator)
                    total = add(total, scale(_of_monomial(piece, word, measure), outer))
    return total


def _of_monomial(monomial: Monomial, word: Word, measure: Measure) -> Terms:
    """The expectation of a product of atoms times a word."""
    outside = tuple(item for item in monomial if not measure.binds(item[0].random))
    inside = tuple(item for item in monomial if measure.binds(item[0].random))
    open_parts = [_part(part, measure) for part in segments(word)]
    if not inside and not any(part.core for part in open_parts):
        return {word: Scalar.monomial(outside)}
    closed, numbers = _split(inside, measure)
    random = [part for part in open_parts if part.core] + numbers
    slots = sum(part.slots for part in random)
    if slots == 0:
        result = {word: _number(inside, measure)}
    elif slots <= 2:  # noqa: PLR2004 - a matrix has two ends
        result = _gather(random, open_parts, closed, measure)
    else:
        result = _keep_together(inside, word, measure)
    return scale(result, Scalar.monomial(outside))


def _part(word: Word, measure: Measure) -> _Part:
    places = [i for i, letter in enumerate(word) if measure.binds(letter.random)]
    ends = (word[0].rows == 1, word[-1].columns == 1)
    place = {(True, True): "number", (False, True): "column", (True, False): "row", (False, False): "matrix"}[ends]
    if not places:
        return _Part(word, (), (), place)
    return _Part(word[: places[0]], word[places[0] : places[-1] + 1], word[places[-1] + 1 :], place)


def _split(inside: Monomial, measure: Measure) -> tuple[Monomial, list[_Part]]:
    """The random atoms without slots as a monomial, and the scalar words with slots, each as often as its exponent says."""
    closed, numbers = [], []
    for atom, exponent in inside:
        part = _part(atom.payload, measure) if atom.kind == "word" and exponent > 0 else None
        if part is None or not part.slots:
            closed.append((atom, exponent))
        else:
            numbers += [part] * exponent
    return tuple(closed), numbers


def _gather(random: list[_Part], open_parts: list[_Part], closed: Monomial, measure: Measure) -> Terms:
    """One or two cores in one expectation, put back between their prefixes."""
    slotted = [part for part in random if part.slots]
    if len(slotted) == 1:
        part = slotted[0]
        middle = multiply({part.prefix: ONE}, multiply(_letter(closed, part.core, measure), {part.suffix: ONE}))
    else:
        (left, a), (right, b) = slotted[0].as_column(), slotted[1].as_column()
        inner = _letter(closed, join(a, transpose_word(b)), measure)
        middle = multiply({left: ONE}, multiply(inner, {transpose_word(right): ONE}))
        if [part.place for part in slotted] == ["row", "number"]:
            middle = {transpose_word(word): value for word, value in middle.items()}
    for part in open_parts:
        if part not in slotted:
            middle = multiply({part.prefix: ONE}, middle) if part.place == "column" else multiply(middle, {part.prefix: ONE})
    return middle


def _keep_together(inside: Monomial, word: Word, measure: Measure) -> Terms:
    places = [i for i, letter in enumerate(word) if measure.binds(letter.random)]
    if not places:
        return {word: _number(inside, measure)}
    core = word[places[0] : places[-1] + 1]
    letter = _letter(inside, core, measure)
    return multiply({word[: places[0]]: ONE}, multiply(letter, {word[places[-1] + 1 :]: ONE}))


def _number(inside: Monomial, measure: Measure) -> Scalar:
    """The expectation of a random number without slots."""
    if not inside:
        return ONE
    value = Scalar.monomial(inside)
    random = value.random.difference(measure.variables) | measure.depends
    text = f"E[{monomial_text(inside, '1')}; {measure.label}]"
    return Scalar.atom(Atom("expectation", text, (inside, (), measure), random, "nonnegative" if value.sign() else ""))


def _letter(inside: Monomial, core: Word, measure: Measure) -> Terms:
    """The letter E[inside * core]; a word and its transpose share a letter."""
    turned = transpose_word(core)
    best = min(core, turned, key=word_key)
    factor = f"({monomial_text(inside, '1')})*" if inside else ""
    value = Scalar.monomial(inside)
    symmetric = core == turned
    positive = symmetric and value.sign() and _is_gram(core)
    letter = Letter(
        name=f"E[{factor}{word_text(best)}; {measure.label}]",
        rows=best[0].rows,
        columns=best[-1].columns,
        symmetric=symmetric,
        definite="semidefinite" if positive else "",
        random=(randomness(core) | value.random).difference(measure.variables) | measure.depends,
        content=(inside, best, measure),
    )
    if letter.rows == letter.columns == 1:
        message = "Building an expectation: expected a core with a slot, got a number."
        raise AssertionError(message)
    return {(letter if best == core else letter.transpose(),): ONE}


def _is_gram(core: Word) -> bool:
    return len(core) % 2 == 0 or bool(core[len(core) // 2].definite)


def trace_of_expectation(word: Word) -> Scalar | None:
    """The trace of a word with one expectation in it as the expectation of a trace: E[s.T A s] = trace(A E[s s.T])."""
    places = [i for i, letter in enumerate(word) if letter.content is not None]
    if len(places) != 1 or word[places[0]].inverted:
        return None
    letter = word[places[0]]
    inside, core, measure = letter.content
    rest = word[places[0] + 1 :] + word[: places[0]]
    if measure.binds(randomness(rest)):
        return None
    core = transpose_word(core) if letter.transposed else core
    size = Scalar.atom(Atom("dimension", str(word[0].rows), word[0].rows, sign="positive"))
    value = trace(multiply({core: ONE}, {rest: ONE}), size) * Scalar.monomial(inside)
    return expectation({(): value}, measure).get((), ZERO)
