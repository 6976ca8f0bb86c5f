"""Identities with named dimensions are proved for all of them, false ones never."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import pytest
import star_cases as cases
from hypothesis import given
from hypothesis import strategies as st
from star_cases import A, C, Element, F, J, Jg, eye, inv, letter, s, sp, u, v
from stated import decided

from derivations.errors import DomainError, ShapeError
from derivations.language.goal import Goal
from derivations.star_algebra.evaluation import Evaluation
from derivations.star_algebra.fields import Rationals
from derivations.star_algebra.point import Point
from derivations.star_algebra.rebuild import element_of_terms
from verify.provers import free_algebra, gram_squares, modular_matrices

ROOT = Path(__file__).resolve().parent.parent


def seeded() -> random.Random:
    """A generator that gives the same points in every run."""
    return random.Random(20)  # noqa: S311 - repeatable, not secret


@pytest.mark.parametrize("name", sorted(cases.TRUE))
def test_true_identity_is_proved_and_replayed(name: str) -> None:
    """The normal form and random matrices modulo primes agree on every true identity."""
    finding = free_algebra.decide(cases.problem(*cases.TRUE[name]()), seeded())
    assert finding is not None
    assert (finding.verdict, finding.grade) == ("proved", "replayed")
    assert "all dimensions" in finding.detail


@pytest.mark.parametrize("name", sorted(cases.WRONG))
def test_wrong_identity_is_not_proved(name: str) -> None:
    """Neither engine proves a false identity."""
    problem = cases.problem(*cases.WRONG[name]())
    assert free_algebra.decide(problem, seeded()) is None
    assert modular_matrices.decide(problem, seeded()) is None


WITHOUT_A_BOUND = {"Sylvester", "determinant lemma", "determinant of a congruence", "Sherman-Morrison"}


@pytest.mark.parametrize("name", sorted(set(cases.TRUE) - WITHOUT_A_BOUND))
def test_matrices_modulo_primes_prove_alone_with_an_error_bound(name: str) -> None:
    """The second engine proves the identities on its own, for all dimensions, and states an error of at most 2^-100."""
    finding = modular_matrices.decide(cases.problem(*cases.TRUE[name]()), seeded())
    assert finding is not None
    assert finding.grade == "probabilistic"
    assert int(finding.detail.rsplit("2^-", 1)[1]) >= 100
    assert "all dimensions" in finding.detail


@pytest.mark.parametrize("name", sorted(WITHOUT_A_BOUND))
def test_what_has_no_bound_is_not_proved_by_large_sizes(name: str) -> None:
    """No bound covers determinants, or inverses of sums with vectors, in all dimensions: large ones alone prove nothing."""
    assert modular_matrices.decide(cases.problem(*cases.TRUE[name]()), seeded()) is None


@pytest.mark.parametrize(
    "statement",
    [
        "(n - 1)*(n - 2)*(n - 3)*det(outer(u, u) + outer(v, v) + outer(w, w) + outer(z, z)) == 0",
        "(n - 1)*(n - 2)*(n - 3)*(n - 6)*trace(A) == 0",
        "(n - 1)*(n - 2)*(n - 3)*(n - 6)*(n - 8)*(n - 9)*(n - 20)*trace(A) == 0",
        "(trace(eye(n)) - 5)*(trace(A @ inv(A)) - 6)*trace(A) == 0",
        "det(outer(u, u) + outer(v, v)) == 0",
        "det(X @ X.T) == 0",
    ],
)
def test_what_holds_in_some_sizes_only_is_refuted_in_another(statement: str) -> None:
    """Large dimensions do not speak for others where the size is a coefficient or a determinant is taken, and others are looked at."""
    types = {**dict.fromkeys("uvwz", "real[n]"), "A": "spd[n]", "X": "real[n,3]"}
    record = decided(statement, {name: types[name] for name in types if name in statement.replace("trace", "").replace("outer", "")})
    assert (record["verdict"], record["grade"]) == ("refuted", "certified"), record["evidence"]


@pytest.mark.parametrize("name", sorted(cases.TRUE | cases.WRONG))
def test_normal_form_equals_its_recipe_and_rebuilds(name: str) -> None:
    """The normal form, built anew as an element, has itself as normal form and the values of the recipe."""
    for side in (cases.TRUE | cases.WRONG)[name]():
        rebuilt = element_of_terms(side.terms, side.shape)
        assert rebuilt == side
        finding = free_algebra.decide(cases.problem(rebuilt, side), seeded())
        assert finding is not None
        assert finding.verdict == "proved"


@pytest.mark.parametrize("name", sorted(cases.PROPORTIONS))
def test_proportionality_needs_a_factor_of_certain_sign(name: str) -> None:
    """A factor that may vanish, or has the wrong sign, proves nothing."""
    relation, build, is_true = cases.PROPORTIONS[name]
    finding = free_algebra.decide(cases.problem(*build(), relation), seeded())
    assert (finding is not None) == is_true


@pytest.mark.parametrize("name", sorted(cases.SIGNS))
def test_sign_is_proved_exactly_when_squares_show_it(name: str) -> None:
    """Sums of squares prove the true signs, in all dimensions, and none of the false ones."""
    relation, build, is_true = cases.SIGNS[name]
    finding = gram_squares.decide(cases.sign_problem(build(), relation), seeded())
    assert (finding is not None and finding.verdict == "proved") == is_true


def test_hypotheses_are_used() -> None:
    """Orthogonality, a unit vector and an order of matrices prove what does not hold without them."""
    Q = letter("Q", ("n", "n"))
    S, T = (letter(name, ("n", "n"), kind="symmetric") for name in "ST")
    orthogonal, unit = Goal("zero", Q.T @ Q - eye("n")), Goal("zero", u @ u - 1)
    for left, right, hypothesis in ((((Q @ v).norm2() ** 2), v @ v, orthogonal), (u.outer(u) @ u, u, unit)):
        assert free_algebra.decide(cases.problem(left, right), seeded()) is None
        finding = free_algebra.decide(cases.problem(left, right, hypotheses=[hypothesis]), seeded())
        assert finding is not None
        assert finding.grade == "exact"
    order = J @ S @ J.T - J @ T @ J.T
    assert gram_squares.decide(cases.sign_problem(order, "psd"), seeded()) is None
    assert gram_squares.decide(cases.sign_problem(order, "psd", [Goal("psd", S - T)]), seeded()) is not None
    assert gram_squares.decide(cases.sign_problem(-order, "psd", [Goal("psd", S - T)]), seeded()) is None


def test_conditions_name_what_must_be_invertible() -> None:
    """Every inverse that the types do not guarantee is listed, every other one is not."""
    assert (J @ inv(J.T @ J) @ J.T).conditions == ("J.T @ J is invertible",)
    assert inv(cases.B.T @ C).conditions == ("B is invertible",)
    assert inv(C + J.T @ J).conditions == ()
    assert (u / (u @ v)).conditions == ("(u.T @ v) is not zero",)


def test_shapes_are_checked() -> None:
    """An operation on shapes that do not fit names both."""
    with pytest.raises(ShapeError, match=r"expected equal inner dimensions, got shapes \('m', 'n'\) and \('m', 'm'\)"):
        J @ F
    with pytest.raises(ShapeError, match=r"expected equal shapes, got \('n',\) and \('m',\)"):
        u + s
    with pytest.raises(ShapeError, match=r"Inverting: expected a square matrix, got shape \('m', 'n'\)"):
        inv(J)
    with pytest.raises(DomainError, match="got the zero matrix"):
        inv(C - C)


def test_joint_variables_are_not_independent() -> None:
    """The expectation over two variables jointly does not factor, over one after the other it does."""
    x, z = sp.symbols("x z", real=True)
    a, b = letter("a", ("n",), arguments=(x,)), letter("b", ("n",), arguments=(z,))
    joint = a.outer(b).expectation("x", "z", law="p")
    assert joint != a.expectation("x", "z", law="p").outer(b.expectation("x", "z", law="p"))
    apart = a.outer(b).expectation("z", law="q").expectation("x", law="p")
    assert apart == a.expectation("x", law="p").outer(b.expectation("z", law="q"))


LETTERS = [A, C, Jg, cases.B]


@st.composite
def equal_pairs(draw: st.DrawFn) -> tuple[Element, Element]:
    """An element and another way to write it, by moves that keep the value."""
    left = right = draw(st.sampled_from(LETTERS))
    for _ in range(draw(st.integers(1, 5))):
        other = draw(st.sampled_from(LETTERS))
        move = draw(st.integers(0, 5))
        if move == 0:
            left, right = left @ other, (other.T @ right.T).T
        elif move == 1:
            left, right = left + other, other + right
        elif move == 2:
            left, right = (left + other) @ C, right @ C + other @ C
        elif move == 3:
            left, right = inv(Jg) @ left @ A, inv(Jg) @ right @ inv(inv(A))
        elif move == 4:
            left, right = 2 * left - left @ other, right @ (2 * eye("n") - other)
        else:
            left, right = left @ inv(C + A.T @ A), right @ A @ inv((C + A.T @ A) @ A)
    return left, right


@given(equal_pairs(), st.integers(0, 2**32))
def test_valid_moves_are_proved_and_agree_on_random_matrices(pair: tuple[Element, Element], seed: int) -> None:
    """What valid moves connect is proved equal, and is equal at a random rational point."""
    generator = random.Random(seed)  # noqa: S311 - repeatable, not secret
    assert free_algebra.equal(*pair) is not None
    evaluation = Evaluation(Point(Rationals(), {"n": 2}, generator))
    assert evaluation.value(pair[0].recipe) == evaluation.value(pair[1].recipe)


@given(equal_pairs(), st.sampled_from(LETTERS), st.integers(0, 2**32))
def test_perturbed_moves_are_never_proved(pair: tuple[Element, Element], other: Element, seed: int) -> None:
    """One added term is enough for no engine to prove the equality."""
    problem = cases.problem(pair[0], pair[1] + other @ Jg)
    generator = random.Random(seed)  # noqa: S311 - repeatable, not secret
    assert free_algebra.decide(problem, generator) is None
    assert modular_matrices.decide(problem, generator) is None


def test_text_does_not_depend_on_the_hash_seed() -> None:
    """Two processes with different hash seeds print the same normal forms."""
    code = "import star_cases as c; print([str(side) + side.latex() for b in {**c.TRUE, **c.WRONG}.values() for side in b()])"
    outputs = {
        subprocess.run(  # noqa: S603 - this interpreter
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1
