"""Definiteness for every size of a diagonal minus a rank-one matrix: Fisher matrices of classes, covariances of counts.

For d_k > 0, diag(d) - c u u^T is positive semidefinite exactly when c (sum over k of u_k^2/d_k) <= 1 (Cauchy-Schwarz), and definite exactly
when the sum is less.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

from derivations.errors import FisherproofError
from derivations.indexed.atoms import Delta, IndexSum, Size, fresh
from derivations.indexed.decision import decide_indexed_zero
from derivations.indexed.normal import normal, on_simplex, split
from derivations.indexed.tensor import IndexedTensor
from verify.provers import Prover
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from verify.problem import Goal, Problem


@dataclass(frozen=True)
class Split:
    """The entries of diag(d) - c u u^T at an index ``at``; ``c`` is free of it."""

    at: sp.Expr
    diagonal: sp.Expr
    factor: sp.Expr
    vector: sp.Expr


def decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove goals that are all definiteness of such matrices; ``None`` if one is not, or resists."""
    if not problem.goals or not all(_is_ours(goal) for goal in problem.goals):
        return None
    try:
        how = [_proved(goal, generator) for goal in problem.goals]
    except FisherproofError:
        return None
    if not all(how):
        return None
    meant = problem.sized.sentences if problem.sized is not None else ()
    detail = f"scope: every size ({', '.join(meant)}); {'; '.join(dict.fromkeys(filter(None, how)))}"
    return Finding("proved", "exact", ("index calculus", "Cauchy-Schwarz"), detail, meant)


def _is_ours(goal: Goal) -> bool:
    value = goal.residual
    return goal.relation in ("psd", "pd") and isinstance(value, IndexedTensor) and len(value.shape) == 2 and len(set(value.shape)) == 1  # noqa: PLR2004 - a matrix


def _proved(goal: Goal, generator: random.Random) -> str | None:
    """Why the matrix of a goal is definite, if it is seen."""
    found = split_of(goal.residual)
    if found is None or not _is_positive(found.diagonal):
        return None
    if found.factor.is_nonpositive:
        return "a positive diagonal plus a nonnegative multiple of u u^T"
    if goal.relation == "pd" or not (found.factor.is_positive and found.vector.is_real):
        return None
    index = fresh()
    total = IndexSum((found.vector**2 / found.diagonal).xreplace({found.at: index}), index, Size(goal.residual.shape[0]))
    if decide_indexed_zero([found.factor * total - 1], generator).zero is not True:
        return None
    return "diag(d) - c u u^T with d > 0, c > 0 and c (sum of u_k^2/d_k) = 1: nonnegative by Cauchy-Schwarz"


def _is_positive(expression: sp.Expr) -> bool:
    return bool(expression.is_positive)


def split_of(matrix: IndexedTensor) -> Split | None:
    """The parts of a matrix that is a diagonal plus one product of an entry of a vector with another; ``None`` for all others."""
    i, j = matrix.indices
    diagonal, rest = sp.S.Zero, sp.S.Zero
    for term in sp.Add.make_args(on_simplex(matrix.body)):
        factors = sp.Mul.make_args(term)
        if Delta(i, j) in factors:
            diagonal += sp.Mul(*(factor for factor in factors if factor != Delta(i, j)))
        else:
            rest += term
    if {i, j} <= diagonal.free_symbols or diagonal.has(Delta) or rest.has(Delta) or rest.is_Add:
        return None
    of_i, others = split(rest, i)
    of_j, factor = split(sp.Mul(*others), j)
    vector = sp.Mul(*of_i)
    same = decide_indexed_zero([vector.xreplace({i: j}) - sp.Mul(*of_j)]).zero is True
    if not same or sp.Mul(*of_i).free_symbols & {j}:
        return None
    return Split(i, normal(diagonal.xreplace({j: i})), -sp.Mul(*factor), vector)


PROVER = Prover("diagonal plus rank one", 7, decide)
