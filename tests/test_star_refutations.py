"""False statements about named dimensions are refuted by exact points, true ones never are."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
import star_cases as cases
from counted import calls
from flint import fmpq, fmpq_mat
from hypothesis import given
from hypothesis import strategies as st
from star_cases import C, Element, F, J, eye, g, inv, letter, mean, r, sp

from derivations.errors import DomainError, ShapeError
from derivations.language.goal import Goal
from derivations.language.types import parse_type
from derivations.star_algebra.quadratic import negative_direction
from verify.problem import Domain, Problem, Variable
from verify.provers.star_refutation import refute_star


def seeded(seed: int = 5) -> random.Random:
    """A generator that gives the same points in every run."""
    return random.Random(seed)  # noqa: S311 - repeatable, not secret


@pytest.mark.parametrize("name", sorted(cases.WRONG))
def test_wrong_identity_is_refuted_with_an_exact_point(name: str) -> None:
    """Every false identity has a certified witness that states dimensions and both sides."""
    finding = refute_star(cases.problem(*cases.WRONG[name]()), seeded())
    assert finding is not None
    assert (finding.verdict, finding.grade) == ("refuted", "certified")
    assert finding.witness is not None
    assert any(finding.witness.point.get(name, "").isdigit() for name in "mn")
    assert finding.witness.left != finding.witness.right


@pytest.mark.parametrize("name", sorted(cases.TRUE))
def test_true_identity_is_not_refuted(name: str) -> None:
    """No point speaks against a true identity."""
    assert refute_star(cases.problem(*cases.TRUE[name]()), seeded()) is None


@pytest.mark.parametrize("name", sorted(cases.SIGNS))
def test_sign_is_refuted_exactly_when_it_is_false(name: str) -> None:
    """Directions and walks downhill find every false sign, and no true one."""
    relation, build, is_true = cases.SIGNS[name]
    finding = refute_star(cases.sign_problem(build(), relation), seeded())
    assert (finding is None) == is_true
    assert finding is None or finding.verdict == "refuted"


@pytest.mark.parametrize("name", sorted(cases.PROPORTIONS))
def test_proportionality_is_refuted_exactly_when_it_is_false(name: str) -> None:
    """A factor that vanishes or is negative at a point is found."""
    relation, build, is_true = cases.PROPORTIONS[name]
    finding = refute_star(cases.problem(*build(), relation), seeded(3), tries=60)
    assert (finding is None) == is_true


def test_witness_replays_in_plain_fractions() -> None:
    """The stated matrices, read back from the witness, give the stated difference."""
    S = letter("S", ("n", "n"), kind="symmetric")
    finding = refute_star(cases.problem(g @ S @ g, g @ g), seeded())
    assert finding is not None
    assert finding.witness is not None
    point = finding.witness.point
    vector = [Fraction(entry) for entry in point["g"].strip("[]").split(", ")]
    rows = [[Fraction(entry) for entry in row.strip("[]").split(", ")] for row in point["S"].split("], [")]
    left = sum(a * entry * b for a, row in zip(vector, rows, strict=True) for entry, b in zip(row, vector, strict=True))
    assert str(left) == finding.witness.left
    assert str(sum(a * a for a in vector)) == finding.witness.right


def test_hypotheses_hold_at_the_witness() -> None:
    """A statement that a hypothesis makes true is not refuted under it, and is refuted without it."""
    S, T = (letter(name, ("n", "n"), kind="symmetric") for name in "ST")
    hypothesis = Goal("psd", S)
    assert refute_star(cases.sign_problem(J @ S @ J.T, "psd", [hypothesis]), seeded()) is None
    assert refute_star(cases.sign_problem(J @ S @ J.T, "psd"), seeded()) is not None
    assert refute_star(cases.problem(S @ T, T @ S, hypotheses=[Goal("zero", S @ T - T @ S)]), seeded()) is None
    assert refute_star(cases.sign_problem(S @ S - T @ T, "psd", [Goal("psd", S - T), Goal("psd", T)]), seeded(), tries=40) is not None


def test_solved_letters_keep_their_declared_type() -> None:
    """A letter declared spd and solved for is given spd values only."""
    S = letter("S", ("n", "n"), kind="symmetric")
    domain = Domain({"G": Variable(parse_type("spd[n]"), None)}, letters={"G": S})
    assert refute_star(Problem((Goal("pd", S, S),), domain), seeded()) is None
    assert refute_star(Problem((Goal("pd", S, S),), Domain({}, letters={"G": S})), seeded()) is not None


def test_side_conditions_hold_at_the_witness() -> None:
    """A point outside the stated conditions refutes nothing."""
    t = sp.Symbol("t", real=True)
    residual = Element.scalar(t) * C
    assert refute_star(Problem((Goal("pd", residual, residual),), Domain({}), (("positive", t),)), seeded()) is None
    assert refute_star(Problem((Goal("pd", residual, residual),), Domain({})), seeded()) is not None


def test_renamed_variable_of_an_expectation_is_no_difference() -> None:
    """E[s(x)] over x and E[s(z)] over z are one number; over another law they are not."""
    z = sp.Symbol("z", real=True)
    other = letter("r", ("m",), arguments=(z,))
    assert refute_star(cases.problem(mean(r.outer(r)), other.outer(other).expectation("z", law="p")), seeded()) is None
    assert refute_star(cases.problem(mean(r.outer(r)), other.outer(other).expectation("z", law="q")), seeded()) is not None


def test_given_law_is_not_replaced_by_a_finite_one() -> None:
    """A law with a density of its own has no finite stand-in, so nothing is refuted about it."""
    normal = r.expectation("y", law="Normal(0, 1)", is_arbitrary=False)
    assert refute_star(cases.problem(normal, 2 * normal), seeded()) is None
    assert refute_star(cases.problem(mean(r), 2 * mean(r)), seeded()) is not None


def test_functions_are_told_apart_by_their_arguments() -> None:
    """f(x, z) and f(z, x) are values of one function at two places."""
    x, z = sp.symbols("x z", real=True)
    straight, crossed = (letter("f", ("n",), arguments=arguments) for arguments in ((x, z), (z, x)))
    assert refute_star(cases.problem(straight, crossed), seeded()) is not None
    both = [side.expectation("x", law="p").expectation("z", law="p") for side in (straight, crossed)]
    assert refute_star(cases.problem(*both), seeded()) is None


def test_given_values_are_used_as_they_are() -> None:
    """Instantiation is exact, agrees modulo a prime, and names what is missing or has the wrong size."""
    values = {"J": fmpq_mat([[1, 2], [0, 3], [1, 1]]), "F": fmpq_mat(3, 3, [2, 0, 0, 0, 1, 0, 0, 0, 1]), "lam": fmpq(1, 2)}
    element, sizes = inv(J.T @ F @ J + cases.lam * eye("n")), {"m": 3, "n": 2}
    exact = element.instantiate(sizes, values)
    gram = values["J"].transpose() * values["F"] * values["J"] + fmpq_mat([[1, 0], [0, 1]]) * fmpq(1, 2)
    assert exact * gram == fmpq_mat([[1, 0], [0, 1]])
    residues = element.instantiate(sizes, values, prime=10007)
    assert all(int(residues[i, j]) * int(exact[i, j].q) % 10007 == int(exact[i, j].p) % 10007 for i in range(2) for j in range(2))
    with pytest.raises(DomainError, match="expected a value for F, got values for \\['J'\\]"):
        element.instantiate(sizes, {"J": values["J"]})
    with pytest.raises(ShapeError, match=r"Instantiating J: expected shape \(2, 3\), got \(3, 2\)"):
        element.instantiate({"m": 2, "n": 3}, values)


def test_a_refutation_is_little_work() -> None:
    """One false identity costs little enough to kill hundreds of mutants: less than ten thousand calls of functions."""
    problem = cases.problem(*cases.WRONG["completed square, sign"]())

    def refuted() -> None:
        for seed in range(20):
            assert refute_star(problem, seeded(seed)) is not None

    assert calls(refuted) < 20 * 10_000


@given(st.lists(st.integers(-3, 3), min_size=9, max_size=9), st.booleans())
def test_negative_direction_is_exact(entries: list[int], strict: bool) -> None:  # noqa: FBT001 - hypothesis draws it
    """A direction is found exactly if a principal minor or pivot says that the matrix is not definite."""
    matrix = fmpq_mat(3, 3, entries)
    matrix = matrix + matrix.transpose()
    direction = negative_direction(matrix, strict=strict)
    values = sp.Matrix(3, 3, [sp.Rational(str(entry)) for entry in matrix.entries()])
    is_definite = values.is_positive_definite if strict else values.is_positive_semidefinite
    assert (direction is None) == is_definite
    if direction is not None:
        form = sum(a * matrix[i, j] * b for i, a in enumerate(direction) for j, b in enumerate(direction))
        assert form < 0 or (strict and form == 0 and any(direction))


def test_damping_is_not_invariant() -> None:
    """The damped direction changes under a reparameterization; the point says in which dimension."""
    damped = [inv(C + eye("n")) @ g, cases.Jg @ inv(cases.Jg.T @ C @ cases.Jg + eye("n")) @ cases.Jg.T @ g]
    finding = refute_star(cases.problem(*damped), seeded())
    assert finding is not None
    assert "Jg" in (finding.witness.point if finding.witness else {})
