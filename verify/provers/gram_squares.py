"""Definiteness and signs in every dimension: sums of squares W^T M W with semidefinite M, multiplied out and replayed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.star_algebra.signs import SignProof, sign_proof
from verify.provers import Prover
from verify.provers.free_algebra import EQUALITIES, Equality, finding, is_star, prove
from verify.star.hypotheses import definite_letters
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from derivations.star_algebra.element import Element
    from verify.problem import Goal, Problem

SIGNS = frozenset({"psd", "pd", "nonnegative", "positive"})
ENGINE = "sums of squares in the free *-algebra"


def decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove a problem of elements with at least one goal about a sign; equalities beside it are proved by the normal form."""
    if not all(is_star(goal) for goal in problem.goals) or not any(goal.relation in SIGNS for goal in problem.goals):
        return None
    given = definite_letters(problem)
    equalities: list[Equality] = []
    reasons: dict[str, None] = {}
    for goal in problem.goals:
        proof = prove(goal, problem, generator) if goal.relation in EQUALITIES else _signed(goal, given, reasons)
        if proof is None:
            return None
        equalities.append(proof)
    found = finding(equalities, generator)
    if found.verdict != "proved":
        return found
    how = "; ".join(reasons)
    detail = f"scope: all dimensions; {how}"
    engines = ENGINE, *found.engines[1:]
    return Finding("proved", found.grade, engines, detail, found.side_conditions, certificates=found.certificates)


def _signed(goal: Goal, given: dict[str, Element], reasons: dict[str, None]) -> Equality | None:
    """The equality of the residual with squares; a matrix inequality of vectors has no meaning here."""
    element: Element = goal.residual
    if (goal.relation in ("nonnegative", "positive") and element.shape != ()) or goal.relation not in SIGNS:
        return None
    for values in ({}, given) if given else ({},):
        changed = element.substitute(values) if values else element
        proof: SignProof | None = sign_proof(changed, strict=goal.relation in ("pd", "positive"))
        if proof is not None:
            reasons[proof.how + (", with the hypotheses" if values else "")] = None
            return Equality(changed, proof.squares, proof.how, sign=goal.relation)
    return None


PROVER = Prover("gram_squares", 6, decide)
