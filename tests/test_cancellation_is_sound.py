"""Cancellation under hypotheses proves what follows, nothing else; hypotheses affine in a matrix are met by random points."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
import star_cases as cases
from star_cases import A as G
from star_cases import C, F, J, eye, g, inv, s
from stated import decided

from derivations.language.goal import Goal
from derivations.star_algebra.cancellation import cancelled
from derivations.star_algebra.element import Element
from derivations.star_algebra.letters import Letter
from derivations.star_algebra.positivity import word_definiteness
from derivations.star_algebra.squares import sum_of_squares
from verify.provers import free_algebra
from verify.provers.star_refutation import refute_star
from verify.star.points import draw, is_admissible
from verify.star.repair import repaired

if TYPE_CHECKING:
    from verify.problem import Problem

letter = Element.letter
B, P, Q = (letter(name, ("n", "n")) for name in "BPQ")
X, Y = letter("X", ("n", "k")), letter("Y", ("m", "k"))
S = letter("S", ("m", "m"), kind="symmetric")

FOLLOWS: dict[str, tuple[Element, Element]] = {  # hypothesis == 0 gives conclusion == 0
    "an invertible factor": (G @ B - G @ Q, B - Q),
    "an invertible factor on the right": (B @ G - Q @ G, B - Q),
    "an inverse": (inv(G) @ B, B),
    "half of a Gram matrix": (J.T @ J @ X, J @ X),
    "half of a Gram matrix, with a metric": (J.T @ F @ J @ X, J @ X),
    "half of a Gram matrix, on the right": (X.T @ J.T @ F @ J, X.T @ J.T),
    "a long one": ((J @ B).T @ F @ (J @ B) @ P, J @ B @ P),
    "after an invertible factor": (G.T @ J.T @ F @ J @ B, J @ B),
    "a symmetric square": (C @ C @ B, C @ B),
    "a generalized inverse": (J.T @ F @ J @ P @ J.T @ F @ J - J.T @ F @ J, J @ P @ J.T @ F @ J - J),
    "the square of the difference": (J.T @ F @ J @ P @ J.T @ F @ J - J.T @ F @ J, (J @ P - J @ P.T) @ (J.T @ s)),
}
DOES_NOT: dict[str, tuple[Element, Element]] = {
    "a factor that may be singular": (Q @ B, B),
    "half of an indefinite form": (J.T @ S @ J @ X, J @ X),
    "all of a Gram matrix": (J.T @ F @ J @ X, X),
    "a factor of one term only": (G @ B - Q, B - Q),
    "the same factor, not transposed": (B @ B @ X, B @ X),
    "a metric that is not symmetric": (J.T @ letter("N", ("m", "m"), kind="invertible") @ J @ X, J @ X),
    "a generalized inverse of an indefinite form": (J.T @ S @ J @ P @ J.T @ S @ J - J.T @ S @ J, (J @ P - J @ P.T) @ (J.T @ s)),
    "the generalized inverse itself": (J.T @ F @ J @ P @ J.T @ F @ J - J.T @ F @ J, P - P.T),
}


def seeded(seed: int = 3) -> random.Random:
    """A generator that gives the same points in every run."""
    return random.Random(seed)  # noqa: S311 - repeatable, not secret


def under(hypothesis: Element, conclusion: Element) -> Problem:
    """The problem whether an element is zero where another one is."""
    zero = Element.zeros(conclusion.shape)
    return cases.problem(conclusion, zero, hypotheses=[Goal("zero", hypothesis, hypothesis, Element.zeros(hypothesis.shape))])


@pytest.mark.parametrize("name", sorted(FOLLOWS))
def test_what_follows_is_proved_and_not_refuted(name: str) -> None:
    """Every consequence is proved, and no point that satisfies the hypothesis speaks against it."""
    problem = under(*FOLLOWS[name])
    finding = free_algebra.decide(problem, seeded())
    assert finding is not None
    assert (finding.verdict, finding.grade) == ("proved", "exact")
    assert refute_star(problem, seeded()) is None


@pytest.mark.parametrize("name", sorted(DOES_NOT))
def test_what_does_not_follow_is_refuted_and_not_proved(name: str) -> None:
    """Without invertibility, definiteness, or the transpose there is no proof, but a point."""
    problem = under(*DOES_NOT[name])
    assert free_algebra.decide(problem, seeded()) is None
    finding = refute_star(problem, seeded(), tries=80)
    assert finding is not None
    assert finding.verdict == "refuted"


@pytest.mark.parametrize("name", sorted({*FOLLOWS, *DOES_NOT}))
def test_cancelled_equations_are_shorter(name: str) -> None:
    """Cancellation ends, and every form is shorter than the equation it came from."""
    hypothesis = {**FOLLOWS, **DOES_NOT}[name][0]
    length = sum(map(len, hypothesis.terms))
    forms = cancelled(hypothesis.terms)
    assert all(sum(map(len, form)) < length for form in forms)
    assert all(form not in forms[:place] for place, form in enumerate(forms))


def test_equations_are_solved_for_a_matrix() -> None:
    """Most points of a problem with C P C = C and D Q D = D satisfy both, with matrices of every size."""
    inner = J.T @ F @ J
    hypotheses = [Goal("zero", one @ two @ one - one) for one, two in ((inner, P), (G.T @ inner @ G, Q))]
    problem = cases.problem(J @ P @ J.T, J @ G @ Q @ G.T @ J.T, hypotheses=hypotheses)
    generator = seeded()
    points = [draw(problem, {"m": m, "n": n}, generator) for m in (1, 2, 3) for n in (1, 2, 3) for _ in range(10)]
    found = [point for point in points if point is not None]
    assert len(found) > len(points) // 2
    assert any(point.value(inner.recipe).det() == 0 and point.value(inner.recipe).rank() > 0 for point in found)
    assert refute_star(problem, seeded()) is None


def test_what_cannot_be_solved_stays() -> None:
    """An equation without a solution, or one that is not affine, leaves the point as it is."""
    for residual in (P - P + eye("n"), P @ P @ P + P @ P + 3 * eye("n"), C - C @ C - eye("n")):
        problem = cases.problem(P @ g, g, hypotheses=[Goal("zero", residual)])
        free = draw(cases.problem(residual @ g, g), {"n": 2}, seeded())
        assert free is not None
        free.value(residual.recipe)
        assert repaired(problem, free, seeded()) is free
        assert not is_admissible(problem, free)


def test_generalized_inverses_give_one_step_in_function_space() -> None:
    """The whole claim, with both hypotheses shown to matter; for a metric that is not definite it is refuted."""
    statement = "J @ (P @ (J.T @ s)) == J @ (B @ (Q @ (B.T @ (J.T @ s))))"
    let = {"A": "spd[m]", "J": "real[m,n]", "B": "invertible[n]", "P": "real[n,n]", "Q": "real[n,n]", "s": "real[m]"}
    given = (
        "J.T @ A @ J @ P @ J.T @ A @ J == J.T @ A @ J",
        "(J @ B).T @ A @ (J @ B) @ Q @ (J @ B).T @ A @ (J @ B) == (J @ B).T @ A @ (J @ B)",
    )
    record = decided(statement, let, given=given, drop=(0, 1))
    assert (record["verdict"], record["grade"]) == ("proved", "exact")
    assert decided(statement, {**let, "A": "symmetric[m]"}, given=given)["verdict"] == "refuted"
    assert decided(statement, {**let, "A": "symmetric[m]"}, given=(*given, "psd(A)"))["verdict"] == "refuted"


def test_a_semidefinite_metric_is_not_left_out() -> None:
    """J^T D J X = 0 does not say that J X = 0 where D is semidefinite: D may be zero."""
    metric = Element.of_letter(Letter("D", "m", "m", symmetric=True, definite="semidefinite"), ("m", "m"))
    kept = metric @ J @ X
    assert (J @ X).terms not in cancelled((J.T @ kept).terms)
    assert (J @ X).terms in cancelled((J.T @ F @ J @ X).terms)


@pytest.mark.parametrize(
    ("value", "kind"), [(S @ S, "semidefinite"), (F @ F, "definite"), (S @ F @ S, "semidefinite"), (G.T @ G, "definite"), (S, "")]
)
def test_the_square_of_a_symmetric_matrix_may_be_singular(value: Element, kind: str) -> None:
    """Only what has an inverse makes a square definite."""
    (word,) = value.terms
    assert word_definiteness(word) == kind


def test_squares_are_definite_only_if_no_pivot_vanishes() -> None:
    """(1 + B)^T (1 + B) is one square of two halves, and zero for B = -1; one more identity makes it definite."""
    total = eye("n") + B
    singular, definite = sum_of_squares((total.T @ total).terms), sum_of_squares((total.T @ total + eye("n")).terms)
    assert singular is not None
    assert definite is not None
    assert (singular.kind, definite.kind) == ("semidefinite", "definite")
