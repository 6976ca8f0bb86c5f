"""A witness lies in the domain, is confirmed by a second evaluator, and is found again from the same seed."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import mpmath
import sympy as sp
from flint import fmpq

from derivations.balls.decide import Decision
from derivations.balls.evaluate import Evaluation
from derivations.balls.point import Point
from derivations.balls.precision import LADDER
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.language.types import parse_type
from verify import witnesses as witness
from verify.problem import Domain, Problem, Variable
from verify.provers.ball_refutation import PROVER, refute

if TYPE_CHECKING:
    import pytest

X, Y = sp.Symbol("x", real=True), sp.Symbol("y", real=True)
A = sp.Symbol("a", positive=True)
VARIABLES = {str(s): Variable(parse_type(kind), Tensor.scalar(s)) for s, kind in ((X, "real"), (Y, "real"), (A, "positive"))}


def seeded(seed: int) -> random.Random:
    """A generator that gives the same points in every run."""
    return random.Random(seed)  # noqa: S311 - reproducible, not secret


def problem(residual: sp.Expr | Tensor, relation: str = "zero", **domain: object) -> Problem:
    """One goal over the shared variables."""
    value = residual if isinstance(residual, Tensor) else Tensor.scalar(residual)
    return Problem((Goal(relation, value, value, value.map(lambda _: sp.S.Zero)),), Domain(VARIABLES, **domain))  # type: ignore[arg-type]


def test_a_point_outside_the_domain_is_no_witness() -> None:
    """Hypotheses and side conditions bound the search: what holds under them is not refuted."""
    equation = Goal("zero", Tensor.scalar(X * Y - X - 3))
    true_under_it = problem(X * Y - X - 3, hypotheses=(equation,))
    assert refute(true_under_it, seeded(6)) is None
    assert refute(problem(X * Y - X - 4, hypotheses=(equation,)), seeded(6)) is not None
    assert refute(problem(X + sp.Abs(X), hypotheses=(Goal("positive", Tensor.scalar(-X)),)), seeded(6)) is None
    conditioned = problem(sp.Abs(X) - X)
    assert refute(Problem(conditioned.goals, conditioned.domain, (("positive", X),)), seeded(6)) is None


def test_an_undefined_side_is_no_counterexample() -> None:
    """A statement makes no assertion where one of its sides has no value, whatever the residual has been simplified to."""
    goal = Goal("zero", Tensor.scalar(sp.S.One), Tensor.scalar(sp.log(-A)), Tensor.scalar(sp.S.Zero))
    assert refute(Problem((goal,), Domain(VARIABLES)), seeded(7)) is None


def test_solved_hypotheses_may_be_irrational() -> None:
    """A coordinate that a hypothesis defines by a root is reported in closed form."""
    true, false = (problem(residual, solved={A: sp.sqrt(1 + X**2)}) for residual in (A**2 - X**2 - 1, A - X))
    assert refute(true, seeded(8), tries=10) is None
    found = refute(false, seeded(8), tries=10)
    assert found is not None
    assert found.witness is not None
    assert "sqrt" in found.witness.point["a"]


def test_what_is_not_covered_is_left_alone() -> None:
    """A goal with a function outside the table, or one that is no array, gives no finding."""
    assert PROVER.decide(problem(sp.airyai(X) - 7), seeded(9)) is None
    assert PROVER.decide(Problem((Goal("zero", object()),), Domain(VARIABLES)), seeded(9)) is None
    assert PROVER.decide(Problem((), Domain(VARIABLES)), seeded(9)) is None


def test_a_disagreement_of_the_two_evaluators_is_disputed(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the second opinion lies outside the ball, the finding says so instead of refuting."""
    monkeypatch.setattr(witness, "second_opinion", lambda *_: mpmath.mpf(7))
    found = refute(problem(sp.exp(X)), seeded(10), tries=2)
    assert found is not None
    assert found.verdict == "disputed"


def test_a_second_opinion_without_digits_confirms_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """When mpmath's two precisions contradict each other, there is no finding."""
    monkeypatch.setattr(witness, "second_opinion", lambda _, __, digits: mpmath.mpf(digits))
    assert refute(problem(sp.exp(X)), seeded(10), tries=2) is None


def test_the_search_is_deterministic() -> None:
    """The same seed finds the same witness."""
    first, second = (refute(problem(sp.sin(X) - Y), seeded(11)) for _ in range(2))
    assert first == second


def test_twins_range_over_the_same_domain() -> None:
    """A twin is a second admissible value: what depends on the symbol is refuted, what does not is not."""
    twin = sp.Symbol("a'", positive=True)
    for residual, refuted in ((A - twin, True), (sp.Abs(A) / A - sp.Abs(twin) / twin, False), (sp.sqrt(twin) ** 2 - twin, False)):
        value = Tensor.scalar(residual)
        goal = Goal("zero", value, value, value, twins={A: twin})
        found = refute(Problem((goal,), Domain(VARIABLES)), seeded(12), tries=8)
        assert (found is not None) is refuted


def test_fresh_symbols_get_values_of_their_kind() -> None:
    """A symbol that only the goal knows is drawn from its own kind of numbers."""
    fresh = sp.Symbol("z", positive=True)
    for residual, refuted in ((sp.Abs(fresh) - fresh, False), (fresh - A, True)):
        value = Tensor.scalar(residual)
        found = refute(Problem((Goal("zero", value, fresh={fresh: "positive"}),), Domain(VARIABLES)), seeded(13), tries=8)
        assert (found is not None) is refuted


def test_a_wrong_decision_is_not_confirmed() -> None:
    """The confirmation re-encloses what it is shown: a decision about a true identity comes to nothing."""
    value = Tensor.scalar(sp.sin(X) ** 2 + sp.cos(X) ** 2 - 1)
    claimed = Decision(value.item, value.item, sp.S.Zero, "is not zero", (-1, 1))
    point = Point({X: fmpq(1, 3)})
    found = witness.confirm(witness.Contradiction(Goal("zero", value), claimed, point), Evaluation(point, LADDER[1]))
    assert found is None
