"""Inequalities under hypotheses, as a sum: the difference is a nonnegative combination of what is assumed and of something nonnegative.

``a*x + b*y <= 1`` where ``a**2 + b**2 <= 1`` and ``x**2 + y**2 <= 1``: the difference is half of both gaps and half of
``(a - x)**2 + (b - y)**2``. Assumed equations may be subtracted with any sign. The multipliers are few small numbers that are tried.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, NamedTuple

import sympy as sp

from derivations.language.tensor import Tensor
from derivations.normal_form import Facts
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NONNEGATIVE, POSITIVE
from verify.monotone.probing import fails_somewhere
from verify.numeric_support import has_unevaluated
from verify.provers import Prover
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from derivations.language.goal import Goal
    from verify.problem import Problem

NAME = "multipliers of hypotheses"
SIZES = tuple(map(sp.Rational, ("1", "1/2", "2", "1/4", "4")))
MOST_HYPOTHESES, LONGEST = 3, 120
RELATIONS = ("nonnegative", "positive")


class Assumed(NamedTuple):
    """A number that is zero, nonnegative or positive wherever the hypotheses hold."""

    value: sp.Expr
    relation: str


def _decide(problem: Problem, generator: random.Random) -> Finding | None:  # noqa: ARG001 - every prover is asked in one way
    """Prove inequalities of explicit numbers under hypotheses that are inequalities or equations."""
    assumed = list(_assumed(problem))
    goals = [goal for goal in problem.goals if goal.relation in RELATIONS and isinstance(goal.residual, Tensor)]
    if not goals or len(goals) < len(problem.goals) or not 0 < len(assumed) <= MOST_HYPOTHESES or has_unevaluated(problem):
        return None
    if any(goal.twins or goal.fresh for goal in goals):
        return None
    said = [_of_entry(entry, assumed, strict=goal.relation == "positive") for goal in goals for entry in goal.residual.entries]
    return Finding("proved", "exact", (NAME,), "; ".join(dict.fromkeys(filter(None, said)))) if all(said) else None


def _assumed(problem: Problem) -> Iterator[Assumed]:
    for goal in problem.domain.hypotheses:
        if goal.relation in (*RELATIONS, "zero") and _is_plain(goal):
            yield from (Assumed(entry, goal.relation) for entry in goal.residual.entries)


def _is_plain(goal: Goal) -> bool:
    return isinstance(goal.residual, Tensor) and not goal.convex_in and all(entry.count_ops() <= LONGEST for entry in goal.residual.entries)


def _of_entry(entry: sp.Expr, assumed: list[Assumed], *, strict: bool) -> str | None:
    """The multipliers that leave something that is nonnegative, or positive, without any hypothesis."""
    if entry.count_ops() > LONGEST:
        return None
    choices = [(sp.S.Zero, *SIZES, *((-size for size in SIZES) if each.relation == "zero" else ())) for each in assumed]
    for weights in itertools.product(*choices):
        if not any(weights):
            continue
        rest = sp.expand(entry - sp.Add(*(weight * each.value for weight, each in zip(weights, assumed, strict=True))))
        if fails_somewhere(rest, Facts()):
            continue
        mask = signs_of(rest)
        is_above = any(weight > 0 and each.relation == "positive" for weight, each in zip(weights, assumed, strict=True))
        if mask == POSITIVE or ((is_above or not strict) and mask | NONNEGATIVE == NONNEGATIVE):
            terms = " + ".join(f"{weight}*({each.value})" for weight, each in zip(weights, assumed, strict=True) if weight)
            return f"{terms} + a sum of squares"
    return None


PROVER = Prover(NAME, 58, _decide)
