"""Equalities that the normal form leaves open: random matrices modulo random 61-bit primes, with the error bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.star_algebra.identity_testing import IdentityTest, identity_test
from derivations.star_algebra.proportionality import constant_factor
from verify.provers import Prover
from verify.provers.free_algebra import EQUALITIES, is_star, sides
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from derivations.star_algebra.element import Element
    from verify.problem import Goal, Problem


def decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove, up to the stated probability, a problem whose goals are all equalities or proportionalities, if large sizes speak for all."""
    if not problem.goals or not all(is_star(goal) and goal.relation in EQUALITIES for goal in problem.goals):
        return None
    tests: list[IdentityTest] = []
    conditions: dict[str, None] = {}
    for goal in problem.goals:
        pair = sides(goal) if goal.relation == "zero" else _scaled_sides(goal, generator)
        test = identity_test(pair[0].recipe, pair[1].recipe, generator) if pair else None
        if pair is None or test is None or not (test.holds and test.speaks_for_all):
            return None  # what holds in the tested sizes may fail in others: support, which looks at small ones, is another prover's
        tests.append(test)
        conditions.update(dict.fromkeys((*pair[0].conditions, *pair[1].conditions)))
    weakest = min(tests, key=lambda test: test.bits)
    detail = f"scope: {weakest.scope}; equal for random matrices modulo random 61-bit primes, error at most 2^-{weakest.bits}"
    return Finding("proved", "probabilistic", ("matrices modulo primes",), detail, tuple(conditions))


def _scaled_sides(goal: Goal, generator: random.Random) -> tuple[Element, Element] | None:
    """Left and c times right, with the constant c read off at one exact point."""
    factor = constant_factor(goal.left, goal.right, generator)
    if not factor or (goal.relation == "positively_proportional" and factor < 0):
        return None
    return goal.left, goal.right * factor


PROVER = Prover("modular_matrices", 15, decide)
