"""Signs of forms in one matrix, in every dimension, by its spectrum: what holds for every eigenvalue holds for the matrix.

``g^T (A + lam)^-1 g <= g^T A^-1 g`` says ``x^2/(h + lam) <= x^2/h`` for each eigenvalue ``h`` of A and the component ``x`` of g. A
hypothesis about the matrix alone (``psd(L*eye(n) - A)``) says what it says of each eigenvalue (``h <= L``); others about matrices and
vectors are not used.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.language.types import TypeSpec
from derivations.star_algebra.element import Element
from verify.problem import Problem, Variable
from verify.provers import Prover, proof_of, weakest
from verify.star.hypotheses import of_numbers
from verify.star.spectrum import NotReadError, Spectrum
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    import sympy as sp

    from derivations.language.goal import GoalRelation
    from verify.problem import Domain

NAME = "spectrum of one matrix"
SIGNS: dict[str, GoalRelation] = {"psd": "nonnegative", "pd": "positive", "nonnegative": "nonnegative", "positive": "positive"}


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove signs of elements, each with one matrix, by those of numbers."""
    if not problem.goals or not all(goal.relation in SIGNS and isinstance(goal.residual, Element) for goal in problem.goals):
        return None
    proofs = []
    for goal in problem.goals:
        instance = at_one_eigenvalue(goal, problem.domain)
        proof = proof_of(instance, generator) if instance is not None else None
        if proof is None:
            return None
        proofs.append(proof)
    engines = dict.fromkeys(engine for proof in proofs for engine in proof.engines)
    detail = f"scope: all dimensions; at each eigenvalue: {'; '.join(dict.fromkeys(proof.detail for proof in proofs))}"
    conditions = dict.fromkeys(sentence for goal in problem.goals for sentence in goal.residual.conditions)
    return Finding("proved", weakest(proofs, "exact"), (NAME, *engines), detail, tuple(conditions))


def at_one_eigenvalue(goal: Goal, domain: Domain) -> Problem | None:
    """What a goal says of one eigenvalue and the components of the vectors there; ``None`` where it is no sum over the eigenvalues."""
    spectrum = Spectrum.of(goal.residual)
    if spectrum is None:
        return None
    try:
        number = spectrum.form(goal.residual)
    except NotReadError:
        return None
    known = tuple(of_numbers(domain.hypotheses))
    if spectrum.is_symmetric:  # in a larger space a rectangular one has values of which a hypothesis about the other says nothing
        known += tuple(_of_matrix(domain.hypotheses, spectrum))
    variables = {name: variable for name, variable in domain.variables.items() if variable.symbols is not None}
    variables |= {symbol.name: _variable(symbol) for symbol in (spectrum.value, *spectrum.vectors.values())}
    goals = (Goal(SIGNS[goal.relation], Tensor.scalar(number)),)
    return Problem(goals, replace(domain, variables=variables, hypotheses=known, letters={}, laws=frozenset(), everywhere=()))


def _variable(symbol: sp.Symbol) -> Variable:
    kind = "positive" if symbol.is_positive else "nonnegative" if symbol.is_nonnegative else "real"
    return Variable(TypeSpec(kind), Tensor.scalar(symbol))


def _of_matrix(hypotheses: Sequence[Goal], spectrum: Spectrum) -> Iterator[Goal]:
    """What definiteness of functions of the matrix says of its eigenvalues."""
    for goal in hypotheses:
        if goal.relation not in ("psd", "pd") or not isinstance(goal.residual, Element):
            continue
        try:
            yield Goal(SIGNS[goal.relation], Tensor.scalar(spectrum.form(goal.residual)))
        except NotReadError:
            continue


PROVER = Prover(NAME, 9, _decide)
