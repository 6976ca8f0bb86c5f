"""Equalities in every dimension: the normal form of the free *-algebra, replayed with random matrices modulo primes."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.errors import DerivationError
from derivations.star_algebra.cancellation import gram_matrices
from derivations.star_algebra.element import Element
from derivations.star_algebra.equality_certificate import equality_certificate
from derivations.star_algebra.identity_testing import identity_test
from derivations.star_algebra.proportionality import constant_factor
from derivations.star_algebra.rebuild import element_of_scalar
from derivations.star_algebra.rewriting import cleared, rewritten, rules_of
from derivations.star_algebra.scalars import ONE
from verify.provers import Prover
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from derivations.star_algebra.atoms import Atom
    from derivations.star_algebra.letters import Letter
    from derivations.star_algebra.rewriting import Rule
    from derivations.star_algebra.scalars import Scalar
    from verify.problem import Goal, Problem

EQUALITIES = frozenset({"zero", "proportional", "positively_proportional"})
ENGINE = "free *-algebra"


@dataclass(frozen=True)
class Equality:
    """A proved equality of two elements: ``how`` it was seen, whether a hypothesis was needed, and the sign that ``right`` shows."""

    left: Element
    right: Element
    how: str
    under_hypotheses: bool = False
    sign: str = ""


def decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove a problem whose goals are all equalities or proportionalities of elements."""
    if not problem.goals or not all(is_star(goal) and goal.relation in EQUALITIES for goal in problem.goals):
        return None
    equalities = [prove(goal, problem, generator) for goal in problem.goals]
    proved = [equality for equality in equalities if equality is not None]
    return finding(proved, generator) if len(proved) == len(equalities) else None


def is_star(goal: Goal) -> bool:
    """Whether a goal is about elements of the free *-algebra."""
    return isinstance(goal.residual, Element) or (isinstance(goal.left, Element) and isinstance(goal.right, Element))


def prove(goal: Goal, problem: Problem, generator: random.Random) -> Equality | None:
    """The equality behind a goal, if the free *-algebra shows it."""
    rules = rules_of(hypotheses(problem))
    if goal.relation == "zero":
        return equal(*sides(goal), rules)
    for factor in factors(goal, generator):
        seen = equal(goal.left, factor * goal.right, rules)
        if seen is not None:
            return seen
    return None


def sides(goal: Goal) -> tuple[Element, Element]:
    """Both sides of an equality; a goal without sides is compared with zero."""
    if isinstance(goal.left, Element) and isinstance(goal.right, Element) and goal.left.shape == goal.right.shape:
        return goal.left, goal.right
    return goal.residual, Element.zeros(goal.residual.shape)


def hypotheses(problem: Problem) -> list[Element]:
    """The elements that the hypotheses make zero."""
    found = [goal.residual for goal in problem.domain.hypotheses if goal.relation == "zero"]
    return [element for element in found if isinstance(element, Element)]


def equal(left: Element, right: Element, rules: Sequence[Rule] = ()) -> Equality | None:
    """Decide ``left == right``: by normal form, after clearing inverses of sums, and modulo the hypotheses."""
    terms = (left - right).terms
    if not terms:
        return Equality(left, right, "both sides have one normal form")
    if not cleared(terms):
        return Equality(left, right, "multiplied by the sums that stand inverted, both sides have one normal form")
    if not rules:
        return None
    rest = rewritten(terms, list(rules))
    if not rest or not cleared(rest):
        return Equality(left, right, "both sides have one normal form modulo the hypotheses", under_hypotheses=True)
    if any(not rewritten(gram, list(rules)) for gram in gram_matrices(rest, _metrics(rules))):
        return Equality(left, right, "the Gram matrix of the difference is zero modulo the hypotheses", under_hypotheses=True)
    return None


def _metrics(rules: Sequence[Rule]) -> list[Letter]:
    """The definite letters of the hypotheses."""
    letters = {letter.key: letter for rule in rules for letter in rule.lead if letter.definite == "definite"}
    return [letters[key] for key in sorted(letters)]


def factors(goal: Goal, generator: random.Random) -> list[Element]:
    """Candidates for c in left = c right: quotients of coefficients whose sign is certain, then the constant at one exact point."""
    left, right = goal.left.terms, goal.right.terms
    if not left and not right:
        return [Element.scalar(1)]
    is_positive = goal.relation == "positively_proportional"
    found = []
    for word in [word for word in left if word in right][:1]:
        quotient = left[word] * right[word].reciprocal()
        if _has_sign(quotient, goal) or (not is_positive and _has_sign(-quotient, goal)):
            with contextlib.suppress(DerivationError):
                found.append(element_of_scalar(quotient))
    constant = constant_factor(goal.left, goal.right, generator)
    if constant and (constant > 0 or not is_positive):
        found.append(Element.scalar(constant))
    return found


def _has_sign(quotient: Scalar, goal: Goal) -> bool:
    """Whether a factor is positive wherever both sides are defined: what divides a side is not zero."""
    if quotient.sign() == "positive":
        return True
    coefficients = [*goal.left.terms.values(), *goal.right.terms.values()]
    divisors = {atom for value in coefficients for monomial in value.numerator for atom, exponent in monomial if exponent < 0}

    def positive(atom: Atom) -> bool:
        if atom.sign == "positive" or (atom.sign and atom in divisors):
            return True
        under = atom.payload.numerator if atom.kind == "root" else {}
        return len(under) == 1 and all(other in divisors for monomial in under for other, _ in monomial)

    if quotient.denominator != ONE.denominator or any(value < 0 for value in quotient.numerator.values()):
        return False
    return all(positive(atom) for monomial in quotient.numerator for atom, _ in monomial)


def finding(proved: Sequence[Equality], generator: random.Random) -> Finding:
    """The verdict on proved equalities, with the second engine asked."""
    how = "; ".join(dict.fromkeys(equality.how for equality in proved))
    elements = [side for equality in proved for side in (equality.left, equality.right)]
    conditions = tuple(dict.fromkeys(sentence for element in elements for sentence in element.conditions))
    bits: list[int] = []
    for equality in proved:
        test = None if equality.under_hypotheses else identity_test(equality.left.recipe, equality.right.recipe, generator)
        if test is not None and not test.holds:
            detail = f"the free *-algebra proves an equality that fails modulo a prime in dimensions {dict(test.dimensions)}"
            return Finding("disputed", "", (ENGINE, "matrices modulo primes"), detail, conditions)
        bits += [test.bits] if test is not None else []
    detail = f"scope: all dimensions; {how}"
    if len(bits) < len(proved):
        return Finding("proved", "exact", (ENGINE,), detail, conditions)
    engines = (ENGINE, f"matrices modulo primes (error at most 2^-{min(bits)})")
    certificates = [equality_certificate(equality.left, equality.right, equality.sign) for equality in proved]
    whole = tuple(one for one in certificates if one is not None)
    return Finding("proved", "replayed", engines, detail, conditions, certificates=whole if len(whole) == len(proved) else ())


PROVER = Prover("free_algebra", 5, decide)
