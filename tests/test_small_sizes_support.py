"""What nobody proves for every dimension is supported by small ones, unless one of them speaks against it or nothing is certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import star_cases as cases
from star_cases import C, d, g, letter
from stated import decided, seeded

from derivations.language.goal import Goal
from derivations.star_algebra.element import Element
from verify.problem import Domain, Problem
from verify.provers import sampled_dimensions, sampled_sizes
from verify.sized import Sized

if TYPE_CHECKING:
    from collections.abc import Callable

VECTORS = {"g": "real[K]", "h": "real[K]"}


@pytest.mark.parametrize("name", sorted(cases.TRUE))
def test_a_true_identity_is_supported(name: str) -> None:
    """True identities hold exactly at every point."""
    found = sampled_dimensions.PROVER.decide(cases.problem(*cases.TRUE[name]()), seeded())
    assert found is not None
    assert (found.verdict, found.grade) == ("supported", "certified")


@pytest.mark.parametrize("name", sorted(cases.WRONG))
def test_a_false_identity_is_refuted_where_it_fails(name: str) -> None:
    """A point that speaks against a statement is a witness, whoever looks at it."""
    found = sampled_dimensions.PROVER.decide(cases.problem(*cases.WRONG[name]()), seeded())
    assert found is not None
    assert (found.verdict, found.grade) == ("refuted", "certified")


@pytest.mark.parametrize("name", sorted(cases.SIGNS))
def test_a_sign_is_supported_only_if_it_is_true(name: str) -> None:
    """No false sign is supported."""
    relation, build, is_true = cases.SIGNS[name]
    found = sampled_dimensions.PROVER.decide(cases.sign_problem(build(), relation), seeded())
    assert found is not None
    assert (found.verdict == "supported") == is_true


ENCLOSED: dict[str, tuple[str, Callable[[], Element], str]] = {
    "triangle inequality": ("nonnegative", lambda: g.norm2() + d.norm2() - (g + d).norm2(), "supported"),
    "a zero to thirty digits": ("zero", lambda: (g @ g) / g.norm2() - g.norm2(), "supported"),
    "a boundary that no ball decides, strictly": ("positive", lambda: (g + g).norm2() - g.norm2() - g.norm2() + 0 * d.norm2(), ""),
    "a definite matrix of enclosed entries": ("pd", lambda: C + Element.identity("n") * (g.norm2() + d.norm2()), ""),
}


@pytest.mark.parametrize("name", ENCLOSED)
def test_enclosures_support_only_what_they_decide(name: str) -> None:
    """Roots are enclosed: signs and zeros to thirty digits are support, strict boundaries and definiteness are left open."""
    relation, build, verdict = ENCLOSED[name]
    found = sampled_dimensions.PROVER.decide(cases.sign_problem(build(), relation), seeded())
    assert (found.verdict if found else "") == verdict


def test_hypotheses_that_no_draw_meets_support_nothing() -> None:
    """Without admissible points there is no support."""
    never = Goal("positive", -(g @ g) - 1)
    problem = Problem((Goal("nonnegative", g @ g),), Domain({}, (never,)))
    assert sampled_dimensions.PROVER.decide(problem, seeded()) is None


def test_what_is_no_element_is_left_alone() -> None:
    """A goal without named dimensions belongs to others."""
    assert sampled_dimensions.PROVER.decide(Problem((), Domain({})), seeded()) is None
    assert sampled_sizes.PROVER.decide(Problem((), Domain({})), seeded()) is None


def test_definite_matrices_come_close_to_rank_one() -> None:
    """The trace of three definite matrices is negative only near matrices of rank one, in some of one point in a hundred without them."""
    H, K = (letter(name, ("n", "n"), kind="spd") for name in "HK")
    found = [sampled_dimensions.PROVER.decide(cases.sign_problem((C @ H @ K).trace(), "nonnegative"), seeded(seed)) for seed in range(5)]
    assert [finding.verdict for finding in found if finding] == ["refuted"] * 5


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("entropy(Categorical(logits=g)) <= log(K)", "supported"),
        ("trace(fisher(Categorical(logits=g), g)) <= 1", "supported"),
        ("trace(fisher(Categorical(logits=g), g)) <= 3/4", "refuted"),  # fails from five classes on
        ("trace(fisher(Categorical(logits=g), g)) <= 1/3", "refuted"),  # fails from two classes on
    ],
)
def test_few_classes_and_many_are_counted(statement: str, verdict: str) -> None:
    """Two, three and four classes are looked at, and twelve where the sides are short; the record says that there is no proof."""
    record = decided(statement, VECTORS)
    assert record["verdict"] == verdict
    if verdict == "supported":
        assert "no proof for every size" in record["evidence"][-1]["detail"]


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("log(det(A)) <= n*log(trace(A)/n)", "supported"),
        ("det(A) <= (trace(A)/n)**n", "supported"),
        ("log(det(A)) <= trace(A) - n - 1/100", "refuted"),
    ],
)
def test_definite_matrices_are_as_large_as_they_have_derivations(statement: str, verdict: str) -> None:
    """Twelve rows are too many for some derivations; then the largest of eight and six is looked at."""
    assert decided(statement, {"A": "spd[n]"})["verdict"] == verdict


def test_one_size_without_support_is_enough_to_stay_silent() -> None:
    """A size at which nothing is confirmed, or has no derivation, leaves the statement open."""
    silent = Sized({"K": 1}, lambda _: Problem((), Domain({})))
    problem = Problem((Goal("nonnegative", g @ g),), Domain({}), sized=silent)
    assert sampled_sizes.PROVER.decide(problem, seeded()) is None


OPEN = {
    "fisher(Normal(dot(v, x), 1), v)*j == j*outer(x, x)": "the statement names its size",
    "entropy(Normal(dot(v, x), 1)) <= 3/2": "an inequality between numbers may turn far out",
}


@pytest.mark.parametrize("text", OPEN)
def test_what_small_sizes_cannot_tell_stays_open(text: str) -> None:
    """A law of a named dimension that has no rules for every size is judged in small ones, which say nothing of large ones."""
    record = decided(text, {"v": "real[j]", "x": "real[j]"})
    assert (record["verdict"], "named dimensions" in record["reason"]) == ("inconclusive", True), OPEN[text]


def test_sizes_that_were_judged_are_the_scope() -> None:
    """A reader sees for which sizes a statement was judged, and what stood against a proof for every one."""
    record = decided("fisher(Normal(dot(v, x), 1), v) == outer(x, x)", {"v": "real[j]", "x": "real[j]"})
    assert (record["verdict"], record["scope"]) == ("supported", "j=2; j=1; j=3; j=4; family=Normal")
    assert "no proof for every size: Evaluating Normal:" in record["evidence"][0]["detail"]
    refuted = decided("fisher(Normal(dot(v, x), 1), v) == 2*outer(x, x)", {"v": "real[j]", "x": "real[j]"})
    assert (refuted["verdict"], refuted["scope"], refuted["witness"]["point"]["j"]) == ("refuted", "j=2; family=Normal", "2")
