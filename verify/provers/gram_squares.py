"""Definiteness and signs in every dimension: sums of squares W^T M W with semidefinite M, multiplied out and replayed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.star_algebra.element import Element
from derivations.star_algebra.letters import Letter
from derivations.star_algebra.rebuild import element_of_terms
from derivations.star_algebra.signs import SignProof, sign_proof
from verify.provers import Prover
from verify.provers.free_algebra import EQUALITIES, Equality, finding, is_star, prove
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

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
    return Finding("proved", found.grade, (ENGINE, *found.engines[1:]), f"scope: all dimensions; {how}", found.side_conditions)


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
            return Equality(changed, proof.squares, proof.how)
    return None


def definite_letters(problem: Problem) -> dict[str, Element]:
    """What definiteness among the hypotheses says: psd(A - B) gives A = B + D with a new semidefinite letter D."""
    values: dict[str, Element] = {}
    for number, goal in enumerate(problem.domain.hypotheses):
        if goal.relation not in ("psd", "pd") or not isinstance(goal.residual, Element):
            continue
        residual = goal.residual.substitute(values) if values else goal.residual
        solved = _solved(residual, f"D_{number}", strict=goal.relation == "pd")
        if solved is not None:
            name, value = solved
            values = {**{key: old.substitute({name: value}) for key, old in values.items()}, name: value}
    return values


def _solved(residual: Element, fresh: str, *, strict: bool) -> tuple[str, Element] | None:
    """The first symmetric letter that stands alone in a hypothesis with a positive constant, and its value."""
    size = residual.shape[0]
    new = Letter(fresh, size, size, symmetric=True, invertible=strict, definite="definite" if strict else "semidefinite")
    for word, value in residual.terms.items():
        constant = value.constant()
        if len(word) != 1 or not constant or constant < 0 or word[0].content is not None or not _is_plain(word[0]):
            continue
        others = {other: factor for other, factor in residual.terms.items() if other != word}
        rest = element_of_terms(others, residual.shape)  # from the normal form, so that the letter has left the recipe
        if word[0].name not in rest.letter_names():
            return word[0].name, (Element.of_letter(new, residual.shape) - rest) / constant
    return None


def _is_plain(letter: Letter) -> bool:
    return letter.symmetric and not letter.inverted and not letter.arguments and letter.expansion is None


PROVER = Prover("gram_squares", 6, decide)
