"""Definiteness and signs in every dimension: sums of squares W^T M W with semidefinite M, multiplied out and replayed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.errors import DerivationError
from derivations.star_algebra.centering import centered
from derivations.star_algebra.element import Element
from derivations.star_algebra.positivity import definiteness
from derivations.star_algebra.rebuild import element_of_terms
from derivations.star_algebra.scalar_squares import scalar_certificate
from derivations.star_algebra.squares import sum_of_squares
from verify.provers import Prover
from verify.provers.free_algebra import EQUALITIES, Equality, is_star, prove
from verify.provers.free_algebra import finding as finding_of_equalities
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from derivations.star_algebra.terms import Terms
    from verify.problem import Goal, Problem

SIGNS = frozenset({"psd", "pd", "nonnegative", "positive"})
ENGINE = "sums of squares in the free *-algebra"


@dataclass(frozen=True)
class SignProof:
    """A goal with the element that its residual was found to be: a sum of squares written out."""

    goal: Goal
    squares: Element
    how: str


def decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove a problem of elements with at least one goal about a sign; equalities beside it are proved by the normal form."""
    goals = problem.goals
    if not all(is_star(goal) for goal in goals) or not any(goal.relation in SIGNS for goal in goals):
        return None
    equalities: list[Equality] = []
    signs: list[SignProof] = []
    for goal in goals:
        proof = prove(goal, problem, generator) if goal.relation in EQUALITIES else None
        sign = _sign(goal) if goal.relation in SIGNS else None
        if proof is None and sign is None:
            return None
        equalities += [proof] if proof else [Equality(goal.residual, sign.squares, sign.how)] if sign else []
        signs += [sign] if sign else []
    found = finding_of_equalities(equalities, generator)
    if found.verdict != "proved":
        return found
    how = "; ".join(dict.fromkeys(sign.how for sign in signs))
    return Finding("proved", found.grade, (ENGINE, *found.engines[1:]), f"scope: all dimensions; {how}", found.side_conditions)


def _sign(goal: Goal) -> SignProof | None:
    element: Element = goal.residual
    if element.shape == ():
        return _of_number(goal, element)
    if goal.relation not in ("psd", "pd"):
        return None
    split, meanings = centered(element.terms)
    for terms, names in ((element.terms, {}), (split, meanings)):
        found = _of_matrix(goal, terms, names)
        if found is not None:
            return found
    return None


def _of_matrix(goal: Goal, terms: Terms, meanings: dict[str, Element]) -> SignProof | None:
    element: Element = goal.residual
    wanted = ("definite",) if goal.relation == "pd" else ("definite", "semidefinite")
    suffix = "" if not meanings else ", expectations of squares split into covariance and squared mean"
    try:
        if definiteness(terms) in wanted:
            how = f"every term is a nonnegative multiple of W^T M W with M semidefinite{suffix}"
            return SignProof(goal, element_of_terms(terms, element.shape).substitute(meanings), how)
        certificate = sum_of_squares(terms)
        if certificate is None or certificate.kind not in wanted:
            return None
        total = Element.zeros(element.shape)
        for square in certificate.squares:
            total = total + element_of_terms(square.terms, element.shape)
        how = f"a sum of {len(certificate.squares)} squares W^T M W with positive weights{suffix}"
        return SignProof(goal, total.substitute(meanings), how)
    except DerivationError:
        return None


def _of_number(goal: Goal, element: Element) -> SignProof | None:
    split, meanings = centered(element.terms)
    for terms, names in ((element.terms, {}), (split, meanings)):
        value = terms.get(())
        how = scalar_certificate(value, strict=goal.relation in ("positive", "pd")) if value is not None else None
        if value is None:
            how = "it is zero" if goal.relation in ("nonnegative", "psd") else None
        if how is not None:
            try:
                return SignProof(goal, element_of_terms(terms, ()).substitute(names), how)
            except DerivationError:
                return None
    return None


PROVER = Prover("gram_squares", 6, decide)

