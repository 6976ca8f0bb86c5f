"""Cauchy-Schwarz and Jensen under arbitrary laws: ``E[a b]^2 <= E[a^2] E[b^2]``, and ``E[log w] <= log E[w]``.

The bound of Cramer and Rao is the first, for an arbitrary statistic and the score: that derivatives and expectations are exchanged stands
among the conditions of the law.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp

from derivations.generic_law import Mean, mean
from derivations.jets import Jet
from derivations.language.tensor import Tensor
from derivations.normal_form import decide_zero
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NONNEGATIVE
from verify.equations import values_of_atoms
from verify.points.parametrisation import facts_of
from verify.provers import Prover
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping

    from derivations.normal_form import Facts
    from verify.problem import Problem

ENGINE = "Cauchy-Schwarz and Jensen under laws"
MOST = 6  # squares whose pairs are tried
EXISTS = "the second moments and the logarithms' means exist"


def decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove goals that say of expectations under arbitrary laws what one of the two inequalities says."""
    goals = [goal for goal in problem.goals if goal.relation == "nonnegative" and isinstance(goal.residual, Tensor)]
    entries = [entry for goal in goals for entry in goal.residual.entries]
    if not entries or len(goals) != len(problem.goals) or not all(entry.has(Mean) for entry in entries):
        return None
    facts, values = facts_of(problem), values_of_atoms(problem)
    if not all(_follows(entry, values, facts, generator) for entry in entries):
        return None
    detail = "E[a b]^2 <= E[a^2] E[b^2], or E[log w] <= log E[w], with a nonnegative factor"
    return Finding("proved", "exact", (ENGINE,), detail, (EXISTS,))


def _follows(entry: sp.Expr, values: Mapping[sp.Expr, sp.Expr], facts: Facts, generator: random.Random) -> bool:
    entry = sp.expand(entry)
    for bound, factor in itertools.chain(_products(entry), _logarithms(entry)):
        if factor == 0 or signs_of(factor, facts) | NONNEGATIVE != NONNEGATIVE:
            continue
        rest = sp.expand(entry - factor * bound).xreplace(dict(values))
        decision = decide_zero([rest], facts, generator)
        if decision.zero and not decision.disputed and decision.log2_error is None:
            return True
    return False


def _products(entry: sp.Expr) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    """Gram determinants of two variables, centred or not, with the factors that the products of their squares have in the entry."""
    squares = []
    for found in sorted(entry.atoms(Mean), key=str):
        base, power = found.args[0].as_base_exp()
        if power == 2 and isinstance(base, Jet):  # noqa: PLR2004 - a square
            squares.append((found, base))
    for (one, a), (two, b) in itertools.combinations(squares[:MOST], 2):
        if one.args[1:] != two.args[1:]:
            continue
        law, y = one.law, one.args[1]
        factor = entry.coeff(one, 1).coeff(two, 1)
        centres = [(a, a - mean(law, a, y)), (b, b - mean(law, b, y))]
        for left, right in itertools.product(*centres):
            yield sp.expand(mean(law, left**2, y) * mean(law, right**2, y) - mean(law, left * right, y) ** 2), factor


def _logarithms(entry: sp.Expr) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    """``log E[w] - E[log w]`` for every logarithm of the mean of an exponential."""
    for found in sorted(entry.atoms(sp.log), key=str):
        average = found.args[0]
        if isinstance(average, Mean) and isinstance(average.args[0], sp.exp):
            yield found - mean(average.law, average.args[0].args[0], average.args[1]), entry.coeff(found, 1)


PROVER = Prover(ENGINE, 38, decide)
