"""Statements that fail only at places which no random point meets are refuted there; nothing refutes those that hold."""

from __future__ import annotations

import pytest
import sympy as sp
from flint import fmpq
from stated import decided, seeded, stated

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError
from derivations.balls.implicit_root import ImplicitRoot, is_analytic
from derivations.balls.second_opinion import second_opinion
from verify.points.integer_equations import whole_solutions
from verify.proposers import proposers, unseen
from verify.provers import proposed_points
from verify.statement import Statement

LET = {"x": "real", "y": "real", "a": "positive", "n": "natural", "m": "positive integer"}
TRIDIAGONAL = "[[x, 1, 2, 3, 4], [0, x**2 + 1, 1, 2, 5], [2*x, 3, x, 1, 6], [3*x, 5, 1, x + 40, 1], [4*x, 7, 3, 1, x - 13/7]]"
IRRATIONAL = "[[x, 1, 0, 0, 0], [1, x, 1, 0, 0], [0, 1, x, 1, 0], [0, 0, 1, x, 1], [0, 0, 0, 1, x - 3]]"
DEFINITE = "[[1 + x**2, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 1, 1, 0], [0, 0, 0, 1, 1], [0, 0, 0, 0, 1]]"


def asked(claim: str) -> str:
    """The verdict of the proposers alone, or nothing."""
    statement = Statement.of(stated(claim, LET))
    found = proposed_points.PROVER.ask(statement.problem(statement.elaborator()), seeded())
    return found.verdict if found is not None else ""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("(integrate(exp(-t**4), t, 0, x) - 1/2)**4 > 0", "refuted"),
        ("(integrate(exp(-t**4), t, 0, x) - 1/2)**2 >= 1/10**9", "refuted"),
        ("(integrate(exp(-t**4), t, 0, x) - 1)**2 >= 1/10**3", ""),
        ("sum(1/(j + 1) for j in range(n)) <= 10", "refuted"),
        ("sum(1/(j + 1) for j in range(n)) <= 100", "refuted"),
        ("sum(1/(j + 1)**2 for j in range(n)) <= 165/100", ""),
        ("sum(log(j + 1) for j in range(n)) <= 10**5", "refuted"),
        ("abs(integrate(1/(1 + exp(t**2)), t, 0, y) - y/3) <= x**2 + 1/5", "refuted"),
        ("abs(integrate(1/(1 + exp(t**2)), t, 0, y)) <= x**2 + 3/5", ""),
        ("n**2 - 61*m**2 != 1", "refuted"),
        ("(n**2 - 109*m**2 - 1)**2 > 0", "refuted"),
        ("n**2 - 3*m**2 != 2", ""),
        ("n**2 + n*m - 7*m**2 != 1", "refuted"),
        ("cos(x) + cos(sqrt(2)*x) > -199/100", "refuted"),
        ("cos(x) + cos(sqrt(2)*x) > -2 + 1/10**12", "refuted"),
        ("cos(x) + cos(sqrt(2)*x) + sin(sqrt(3)*x) > -299/100", "refuted"),
        ("cos(x) + cos(sqrt(2)*x) > -2", "inconclusive"),
        ("cos(x) + cos(3*x) > -2", "inconclusive"),  # it fails at pi, which is no fraction
        ("cos(x) + cos(2*x) > -2", ""),
        (f"rank({TRIDIAGONAL}) == 5", "refuted"),
        (f"rank({IRRATIONAL}) == 5", "inconclusive"),
        (f"rank({DEFINITE}) == 5", ""),
    ],
)
def test_places_that_are_proposed_decide_what_random_ones_miss(claim: str, verdict: str) -> None:
    """Refuted where it fails, nothing where it holds; without a verdict, and without support, where a doubt refutes nothing."""
    assert asked(claim) == verdict


def test_what_has_support_says_where_nobody_looked() -> None:
    """Whole numbers end somewhere, and a proposer that leaves nothing out adds nothing."""
    record = decided("sum(1/(j + 1)**2 for j in range(n)) <= 165/100", LET)
    assert record["verdict"] == "supported"
    support = next(one for one in record["evidence"] if one["verdict"] == "supported")
    assert support["detail"].endswith("not looked at: whole numbers beyond 1e+60")
    statement = Statement.of(stated("n**3 + m**3 != 3*n*m + 21", LET))
    assert "whole solutions of" in unseen(statement.problem(statement.elaborator()))
    plain = Statement.of(stated("x**2 >= 0", LET))
    assert unseen(plain.problem(plain.elaborator())) == ""
    assert len({proposer.name for proposer in proposers()}) == len(proposers())


def test_whole_solutions_solve_their_equation() -> None:
    """Every one does, of its kind; an equation without any has none."""
    n, m = sp.symbols("n m", integer=True, positive=True)
    for equation in (n**2 - 61 * m**2 - 1, n**2 + n * m - 7 * m**2 - 1, 3 * n**2 - 2 * m**2 - 1, 2 * n - 3 * m - 1):
        found = whole_solutions(equation, (n, m))
        assert found
        assert all(equation.subs(one) == 0 and min(one.values()) > 0 for one in found)
    assert whole_solutions(n**2 - 3 * m**2 - 2, (n, m)) == ()
    assert whole_solutions(2 * n - 2 * m - 1, (n, m)) == ()
    assert whole_solutions(n**2 - sp.sqrt(2) * m, (n, m)) == ()


@pytest.mark.parametrize("term", ["1/(j + 1)", "1/((j + 1)*(2*j + 1))", "(j**3 + 2)/(j + 1)**2", "log(j + 1)"])
def test_long_sums_are_those_of_their_terms(term: str) -> None:
    """Against the sum of exact or mpmath's terms, one by one."""
    j, n = sp.Symbol("j", integer=True, nonnegative=True), sp.Symbol("n", integer=True)
    body = sp.sympify(term, {"j": j})
    ball = Evaluation({n: fmpq(12_000)}, 128).number(sp.Sum(body, (j, 0, n)))
    direct = second_opinion(sp.Sum(body, (j, 0, n)), {n: fmpq(12_000)}, 40)
    assert abs(float((ball - ball.mid()).abs_upper())) < 1e-20
    assert ball.contains(ball.mid())
    assert abs(ball.mid().str(30, radius=False) and float(str(direct)) / float(ball.mid()) - 1) < 1e-14


def test_long_sums_at_any_length_and_their_refusals() -> None:
    """The harmonic sum of 10**6 terms by two ways; a pole among the terms and a sum of too many others have no enclosure."""
    j, n = sp.Symbol("j", integer=True, nonnegative=True), sp.Symbol("n", integer=True)
    harmonic = sp.Sum(1 / (j + 1), (j, 0, n))
    ball = Evaluation({n: fmpq(10**6)}, 128).number(harmonic)
    assert ball.contains(Evaluation({n: fmpq(10**6)}, 256).number(harmonic).mid())
    assert abs(float(ball.mid()) - float(second_opinion(harmonic, {n: fmpq(10**6)}, 30))) < 1e-12
    for other in (1 / (j - 20_000), sp.log(j + 1), 1 / (j**2 + 1), (-1) ** j):
        with pytest.raises(CannotEncloseError):
            Evaluation({n: fmpq(10**6)}, 64).number(sp.Sum(other, (j, 0, n)))


def test_a_root_of_an_integral_says_whether_it_exists() -> None:
    """One that lies between the ends is enclosed; ends of one sign, integrands that move and kinks have none."""
    x, t = sp.symbols("x t", real=True)
    area = sp.Integral(sp.exp(-(t**4)), (t, 0, x)) - sp.Rational(1, 2)
    root = ImplicitRoot(area, x, sp.Rational(1, 2), sp.Rational(13, 25))
    assert root.enclosure(64).rad() < 1e-10
    with pytest.raises(CannotEncloseError):
        ImplicitRoot(area, x, sp.Rational(3, 5), sp.Integer(1)).enclosure(64)
    assert not is_analytic(sp.Integral(sp.exp(-x * t**4), (t, 0, x)))
    assert not is_analytic(sp.Integral(sp.Abs(t - 1), (t, 0, x)))
