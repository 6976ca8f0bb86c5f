"""A refutation in named dimensions counts only when a second evaluator finds the same number; both sides are shown."""

from __future__ import annotations

import random

import mpmath
import pytest
import star_cases as cases
from flint import fmpq, fmpq_mat
from star_cases import C, J, g, inv, s
from stated import stated

from derivations.language.goal import Goal
from derivations.star_algebra import evaluation as first_evaluator
from derivations.star_algebra.element import Element
from derivations.star_algebra.evaluation import Evaluation
from derivations.star_algebra.fields import Rationals, UnsupportedError
from derivations.star_algebra.point import Point
from derivations.star_algebra.second_opinion import second_opinion
from verify.decide import decide
from verify.problem import Domain, Problem
from verify.provers.star_refutation import refute_star
from verify.star import witnesses as star_witnesses

S = Element.letter("S", ("n", "n"), kind="symmetric")
u = cases.u
FALSE: dict[str, Problem] = {
    "zero": cases.problem(C @ S, S @ C),
    "psd": cases.sign_problem(C - S, "psd"),
    "pd": cases.sign_problem(J.T @ J, "pd"),
    "proportional": cases.problem(u, g, "proportional"),
    "proportional, one zero": cases.problem(Element.zeros(("n",)), u, "proportional"),
    "positively_proportional": cases.problem(-inv(C) @ g, inv(C) @ g, "positively_proportional"),
    "nonnegative": Problem((Goal("nonnegative", g @ S @ g - s @ s, g @ S @ g, s @ s),), Domain({})),
    "positive": cases.sign_problem(g @ J.T @ J @ g, "positive"),
    "nonzero": Problem((Goal("nonzero", u - u, u, u),), Domain({})),
    "zero, with a root": cases.problem((g + u).norm2(), g.norm2() + u.norm2()),
    "nonnegative, with a root": Problem((Goal("nonnegative", g.norm2() - 2 * u.norm2(), g.norm2(), 2 * u.norm2()),), Domain({})),
}


def seeded(seed: int = 5) -> random.Random:
    """A generator that gives the same points in every run."""
    return random.Random(seed)  # noqa: S311 - repeatable, not secret


@pytest.mark.parametrize("name", sorted(FALSE))
def test_two_engines_and_both_sides(name: str) -> None:
    """Every relation is refuted by two engines, with both sides and the number that contradicts it."""
    finding = refute_star(FALSE[name], seeded())
    assert finding is not None
    assert (finding.verdict, finding.grade) == ("refuted", "certified")
    assert len(finding.engines) == 2
    assert star_witnesses.SECOND in finding.engines
    assert finding.witness is not None
    assert finding.witness.left
    assert finding.witness.right
    assert " is " in finding.witness.enclosure


def test_sides_of_an_inequality_are_its_own() -> None:
    """The two sides of an inequality are shown, not its residual against zero."""
    finding = refute_star(FALSE["nonnegative"], seeded())
    assert finding is not None
    assert finding.witness is not None
    assert fmpq(*map(int, finding.witness.right.split("/"))) > 0
    gap = fmpq(*map(int, finding.witness.left.split("/"))) - fmpq(*map(int, finding.witness.right.split("/")))
    assert finding.witness.enclosure == f"left - right is exactly {gap}"


@pytest.mark.parametrize("name", sorted(FALSE))
def test_a_wrong_second_value_is_a_dispute(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the second evaluator has another number, nothing is refuted."""

    def wrong(*arguments: object) -> list[object]:
        return [value + 1 + place for place, value in enumerate(second_opinion(*arguments))]  # type: ignore[arg-type]

    monkeypatch.setattr(star_witnesses, "second_opinion", wrong)
    if name in ("zero", "zero, with a root"):  # the same error on both sides of a difference cancels
        monkeypatch.setattr(star_witnesses, "second_opinion", lambda *a: [value * 2 for value in second_opinion(*a)])
    finding = refute_star(FALSE[name], seeded())
    assert finding is not None
    assert (finding.verdict, finding.grade) == ("disputed", "")
    assert "second evaluator" in finding.detail


@pytest.mark.parametrize("name", sorted(FALSE))
def test_without_a_second_value_nothing_is_refuted(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A point at which the second evaluator has no value is no witness."""

    def none(*_: object) -> list[object]:
        message = "no value"
        raise UnsupportedError(message)

    monkeypatch.setattr(star_witnesses, "second_opinion", none)
    assert refute_star(FALSE[name], seeded()) is None


@pytest.mark.parametrize("operation", ["transpose", "inverse", "trace", "determinant", "scale", "add", "reciprocal"])
def test_a_defect_of_the_first_evaluator_is_noticed(operation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """True statements that a broken first evaluator takes for false are disputed, never refuted."""
    broken = {**first_evaluator._OPERATIONS}
    inner = broken[operation]
    broken[operation] = lambda values, field: inner(values, field) * field.number(2)
    monkeypatch.setattr(first_evaluator, "_OPERATIONS", broken)
    verdicts = []
    for name, build in sorted(cases.TRUE.items()):
        finding = refute_star(cases.problem(*build()), seeded())
        verdicts += [(name, finding.verdict)] if finding is not None else []
    assert [name for name, verdict in verdicts if verdict == "refuted"] == []
    assert "disputed" in {verdict for _, verdict in verdicts}


def test_agreement_is_to_twenty_digits() -> None:
    """Values agree to twenty digits with their sign, or they do not agree."""
    with mpmath.workdps(50):
        assert star_witnesses.same(fmpq(-2, 7), mpmath.mpf(-2) / 7)
        assert not star_witnesses.same(fmpq(-2, 7), mpmath.mpf(2) / 7)
        assert not star_witnesses.same(fmpq(1, 10**30), mpmath.mpf(0))
        assert not star_witnesses.same(fmpq(1, 3), mpmath.mpf("0.3333333333333333"))
        assert star_witnesses.same(fmpq(0), mpmath.mpf("1e-40"))


@pytest.mark.parametrize("name", sorted({*cases.TRUE, *cases.WRONG}))
def test_both_evaluators_agree(name: str) -> None:
    """The two evaluators have the same values for every recipe of the cases, at random exact points."""
    for seed in range(3):
        point = Point(Rationals(), {"m": 3, "n": 2, "k": 2}, seeded(seed))
        for side in {**cases.TRUE, **cases.WRONG}[name]():
            try:
                exact = Evaluation(point).value(side.recipe).entries()
            except (ZeroDivisionError, UnsupportedError):
                continue
            with mpmath.workdps(50):
                assert all(star_witnesses.same(a, b) for a, b in zip(exact, second_opinion(side.recipe, point), strict=True))


def test_what_has_no_value_has_no_opinion() -> None:
    """A singular inverse, a division by zero and the root of a negative number are refused; such a root squared is a number again."""
    point = Point(Rationals(), {"n": 2}, seeded())
    point.letters["u"] = fmpq_mat(2, 1)
    negative = -1 - g @ g
    for element in (inv(u.outer(u)), (u @ u).reciprocal(), negative.root()):
        with pytest.raises(UnsupportedError, match="expected values and inverses that exist"):
            second_opinion(element.recipe, point)
    assert second_opinion((negative.root() ** 2).recipe, point)[0] <= -1


def test_the_judge_does_not_collapse_a_dispute(monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole claim whose witness is disputed comes out as disputed."""
    monkeypatch.setattr(star_witnesses, "second_opinion", lambda *a: [-value - 1 for value in second_opinion(*a)])
    record = decide(stated("psd(A - B)", let={"A": "spd[n]", "B": "spd[n]"}, expect="false").payload())
    assert (record["verdict"], record["as_expected"]) == ("disputed", False)
