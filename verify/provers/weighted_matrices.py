"""Definiteness and signs in every dimension where the weights need the types and hypotheses: (1 - b) P + b g g^T for b in (0, 1).

Each weight is a number by itself, whose sign is proved as such; what it weighs is W^T M W with a semidefinite M, or a number of that form.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.star_algebra.element import Element
from derivations.star_algebra.positivity import word_definiteness
from derivations.star_algebra.scalars import ZERO, Scalar
from verify.problem import Problem
from verify.provers import Prover, proof_of, weakest
from verify.star.hypotheses import of_numbers
from verify.star.spectrum import FORMS, NotReadError, plain_number
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    import sympy as sp

    from derivations.star_algebra.atoms import Atom
    from verify.problem import Domain

NAME = "weights of semidefinite matrices"
MATRICES, NUMBERS = ("psd", "pd"), ("nonnegative", "positive")
STRICT = ("pd", "positive")
Weighed = tuple[bool, "sp.Expr"]  # whether what is weighed is definite (semidefinite otherwise), and its weight


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove goals whose terms are all semidefinite, with weights that are certain to be nonnegative; strictly if one of them is so."""
    proofs: list[Finding] = []
    for goal in problem.goals:
        found = _proofs(goal, problem.domain, generator)
        if found is None:
            return None
        proofs += found
    if not proofs:
        return None
    engines = dict.fromkeys(engine for proof in proofs for engine in proof.engines)
    conditions = dict.fromkeys(sentence for goal in problem.goals for sentence in goal.residual.conditions)
    detail = "scope: all dimensions; every term is W^T M W with M semidefinite, times a number that is nonnegative"
    return Finding("proved", weakest(proofs, "exact"), (NAME, *engines), detail, tuple(conditions))


def _proofs(goal: Goal, domain: Domain, generator: random.Random) -> list[Finding] | None:
    """Why each weight has its sign; ``None`` where one is not proved, or some term is not known to be semidefinite."""
    if goal.relation not in (*MATRICES, *NUMBERS) or not isinstance(goal.residual, Element):
        return None
    try:
        weighed = _weighed_words(goal.residual) if goal.relation in MATRICES else _weighed_forms(goal.residual)
    except NotReadError:
        return None
    proofs, is_strict = [], False
    for is_definite, weight in weighed:
        positive = _sign("positive", weight, domain, generator) if is_definite and goal.relation in STRICT and not is_strict else None
        found = positive or _sign("nonnegative", weight, domain, generator)
        if found is None:
            return None
        is_strict = is_strict or positive is not None
        proofs.append(found)
    return proofs if is_strict or goal.relation not in STRICT else None


def _weighed_words(element: Element) -> list[Weighed]:
    """The terms of a matrix, each the multiple of a word."""
    kinds = {word: word_definiteness(word) for word in element.terms}
    if not all(kinds.values()):
        raise NotReadError
    return [(kinds[word] == "definite", plain_number(weight)) for word, weight in element.terms.items()]


def _weighed_forms(element: Element) -> list[Weighed]:
    """The terms of a number, gathered by the one form that stands in each."""
    if element.shape != ():
        raise NotReadError
    weights: dict[Atom, Scalar] = {}
    for monomial, number in element.value.numerator.items():
        forms = [item for item in monomial if item[0].kind in FORMS]
        if [exponent for _, exponent in forms] != [1] or not forms[0][0].sign:
            raise NotReadError
        rest = tuple(item for item in monomial if item[0].kind not in FORMS)
        weights[forms[0][0]] = weights.get(forms[0][0], ZERO) + Scalar.monomial(rest, number)
    below = plain_number(Scalar(element.value.denominator))
    return [(atom.sign == "positive", plain_number(weight) / below) for atom, weight in weights.items()]


def _sign(relation: str, weight: sp.Expr, domain: Domain, generator: random.Random) -> Finding | None:
    goal = Goal("positive" if relation == "positive" else "nonnegative", Tensor.scalar(weight))
    variables = {name: variable for name, variable in domain.variables.items() if variable.symbols is not None}
    known = tuple(of_numbers(domain.hypotheses))
    numbers = replace(domain, variables=variables, hypotheses=known, letters={}, laws=frozenset(), everywhere=())
    return proof_of(Problem((goal,), numbers), generator)


PROVER = Prover(NAME, 8, _decide)
