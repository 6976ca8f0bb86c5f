"""Two ways to see that an element is zero beyond its normal form: hypotheses as rewriting rules, and inverses of sums cleared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.star_algebra.cancellation import cancelled
from derivations.star_algebra.letters import Word, transpose_word, word_key
from derivations.star_algebra.polynomials import monomial_key
from derivations.star_algebra.scalars import ONE, ZERO, Scalar
from derivations.star_algebra.terms import Terms, add, expand, multiply, scale, transpose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from derivations.star_algebra.atoms import Atom
    from derivations.star_algebra.element import Element
    from derivations.star_algebra.polynomials import Monomial

_FUEL = 400
_MOST_TERMS = 400
_ROUNDS = 6


@dataclass(frozen=True)
class Rule:
    """A word, or a scalar word given by its atom, that a hypothesis makes equal to other terms."""

    lead: Word
    value: Terms
    atom: Atom | None = None


def rules_of(hypotheses: Iterable[Element]) -> list[Rule]:
    """Rules from elements that are zero: the longest word of each, and of its transpose, becomes the other terms.

    So does the longest word of what is left of each when common factors are cancelled.
    """
    rules: list[Rule] = []
    for element in hypotheses:
        if element.shape == () and element.terms:
            rules += _scalar_rules(element.value)
        known = [] if element.shape == () else [element.terms, *cancelled(element.terms)]
        for terms in [form for one in known for form in (one, transpose(one))]:
            if not terms:
                continue
            lead = max(terms, key=word_key)
            if terms[lead].constant() is not None and lead and lead not in [rule.lead for rule in rules]:
                rest = {word: value for word, value in terms.items() if word != lead}
                rules.append(Rule(lead, scale(rest, -terms[lead].reciprocal())))
    return rules


def _scalar_rules(value: Scalar) -> list[Rule]:
    """A scalar word that stands alone and linearly in a number that is zero, with what it equals."""
    for monomial in sorted(value.numerator, key=monomial_key, reverse=True):
        others = {other: number for other, number in value.numerator.items() if other != monomial}
        if len(monomial) != 1 or monomial[0][1] != 1 or monomial[0][0].kind != "word":
            continue
        atom = monomial[0][0]
        if all(atom != inner for other in others for inner, _ in other):
            return [Rule((), {(): Scalar(others) * Scalar.rational(-1 / value.numerator[monomial])}, atom)]
    return []


def rewritten(terms: Terms, rules: list[Rule]) -> Terms:
    """The terms with the rules applied until none fits, or the fuel is spent; sound either way."""
    for _ in range(_FUEL):
        for word, value in sorted(terms.items(), key=lambda item: word_key(item[0]), reverse=True):
            new = _step(word, rules)
            if new is None and (inner := _scalar_step(value, rules)) is not None:
                new = {word: inner}
                value = ONE  # noqa: PLW2901 - the whole coefficient was replaced
            if new is not None:
                rest = {other: old for other, old in terms.items() if other != word}
                terms = add(rest, scale(new, value))
                break
        else:
            return terms
    return terms


def _step(word: Word, rules: list[Rule]) -> Terms | None:
    """The word with the leftmost place that a rule fits replaced: where rules overlap, every word of a square is treated alike."""
    for start in range(len(word)):
        for rule in rules:
            size = len(rule.lead)
            if rule.atom is None and word[start : start + size] == rule.lead:
                return multiply(multiply({word[:start]: ONE}, rule.value), {word[start + size :]: ONE})
    return None


def _scalar_step(value: Scalar, rules: list[Rule]) -> Scalar | None:
    """The coefficient with the first scalar word that a rule fits replaced."""
    for part in (value.numerator, value.denominator):
        for atom in sorted({atom for monomial in part for atom, _ in monomial}, key=lambda atom: atom.key):
            for rule in rules:
                if rule.atom == atom:
                    return _replace(value, atom, rule.value[()] if rule.value else ZERO)
            for word in (atom.payload, transpose_word(atom.payload)) if atom.kind == "word" else ():
                new = _step(word, rules)
                if new is not None:
                    return _replace(value, atom, new.get((), ZERO))
    return None


def _replace(value: Scalar, atom: Atom, new: Scalar) -> Scalar:
    def part(polynomial: dict[Monomial, object]) -> Scalar:
        total = ZERO
        for monomial, number in polynomial.items():
            kept = tuple(item for item in monomial if item[0] != atom)
            total = total + Scalar.monomial(kept, number) * new ** dict(monomial).get(atom, 0)
        return total

    return part(value.numerator) * part(value.denominator).reciprocal()


def cleared(terms: Terms) -> Terms:
    """The terms multiplied from the left and the right by sums whose inverses stand there; zero exactly when the terms are.

    Woodbury's identity, multiplied by A + U C V from the left, cancels in the free *-algebra.
    """
    for _ in range(_ROUNDS):
        left = next((word[0] for word in _ordered(terms) if word and word[0].expansion is not None), None)
        right = next((word[-1] for word in _ordered(terms) if word and word[-1].expansion is not None), None)
        if left is not None:
            terms = multiply(expand(left), terms)
        elif right is not None:
            terms = multiply(terms, expand(right))
        if (left is None and right is None) or not 0 < len(terms) <= _MOST_TERMS:
            break
    return terms


def _ordered(terms: Terms) -> list[Word]:
    return sorted(terms, key=word_key, reverse=True)
