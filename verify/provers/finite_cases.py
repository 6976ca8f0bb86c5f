"""Case distinction: a natural number with a small upper bound takes finitely many values, and each is decided on its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from verify.provers import Prover, proof_of, weakest
from verify.provers.independent_atoms import joined_certificates
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from verify.problem import Problem

NAME = "finite cases"
MOST = 12


def bounded_symbol(problem: Problem) -> tuple[sp.Symbol, int, Goal] | None:
    """A natural symbol with a hypothesis or a side condition ``symbol <= bound``, the bound, and that hypothesis."""
    asked = [Goal("nonnegative", Tensor.scalar(item)) for kind, item in problem.conditions if kind == "nonnegative"]
    for goal in (*problem.domain.hypotheses, *asked):
        if goal.relation != "nonnegative" or not isinstance(goal.residual, Tensor) or goal.residual.shape:
            continue
        residual = sp.expand(goal.residual.item)
        symbols = sorted(residual.free_symbols, key=str)
        if len(symbols) != 1 or not (symbols[0].is_integer and symbols[0].is_nonnegative):
            continue
        bound = residual + symbols[0]
        if bound.is_Integer and 0 <= bound < MOST:
            return symbols[0], int(bound), goal
    return None


def _case(problem: Problem, symbol: sp.Symbol, value: int, bound: Goal) -> Problem:
    """The problem with the symbol replaced by one of its values."""

    def put(item: Any) -> Any:
        if isinstance(item, Tensor):
            return item.map(lambda entry: entry.subs(symbol, value))
        return item.subs(symbol, value) if isinstance(item, sp.Basic) else item

    def goal(old: Goal) -> Goal:
        return replace(old, residual=put(old.residual), left=put(old.left), right=put(old.right))

    hypotheses = tuple(goal(old) for old in problem.domain.hypotheses if old is not bound)
    solved = {key: put(expression) for key, expression in problem.domain.solved.items()}
    domain = replace(problem.domain, hypotheses=hypotheses, solved={**solved, symbol: sp.Integer(value)})
    conditions = tuple((kind, put(item)) for kind, item in problem.conditions)
    return replace(problem, goals=tuple(map(goal, problem.goals)), domain=domain, conditions=conditions)


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    found = bounded_symbol(problem)
    if found is None:
        return None
    symbol, bound, hypothesis = found
    low = 1 if symbol.is_positive else 0
    proofs = []
    for value in range(low, bound + 1):
        proof = proof_of(_case(problem, symbol, value, hypothesis), generator)
        if proof is None:
            return None
        proofs.append(proof)
    if not proofs:
        return None
    conditions = tuple(dict.fromkeys(text for proof in proofs for text in proof.side_conditions))
    engines = tuple(dict.fromkeys(engine for proof in proofs for engine in proof.engines))
    detail = f"in each of the cases {symbol} = {low}..{bound}: {proofs[0].detail}"
    return Finding("proved", weakest(proofs), engines, detail, conditions, certificates=joined_certificates(proofs))


PROVER = Prover(NAME, 18, _decide)
