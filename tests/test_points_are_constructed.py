"""Equations among hypotheses are met by construction: spheres, frames and roots are judged, and without solutions claims are vacuous."""

from __future__ import annotations

import pytest
from flint import fmpq
from stated import decided, seeded, stated

from derivations.balls.evaluate import Evaluation
from verify.points.constructed_points import equations_of
from verify.points.instances import is_member, sample
from verify.points.integer_equations import whole_solutions
from verify.points.rational_surfaces import surface_of
from verify.statement import Statement

LET = {"x": "real", "y": "real", "z": "real", "a": "positive", "b": "positive", "n": "natural", "m": "positive integer"}
VECTORS = {"u": "real[3]", "v": "real[3]"}
UNIT = ["dot(u, u) == 1"]
FRAME = [*UNIT, "dot(v, v) == 1", "dot(u, v) == 0"]


@pytest.mark.parametrize(
    ("claim", "given", "verdict"),
    [
        ("(eye(3) - outer(u, u)) @ (eye(3) - outer(u, u)) == eye(3) - outer(u, u)", UNIT, ("supported", "proved")),
        ("(eye(3) - outer(u, u)) @ (eye(3) - outer(u, u)) == eye(3)", UNIT, ("refuted",)),
        ("u[0] + u[1] + u[2] <= 17/10", UNIT, ("refuted",)),
        ("u[0] + u[1] + u[2] <= 18/10", UNIT, ("supported", "proved")),
        ("norm2(u + v) == sqrt(2)", FRAME, ("supported", "proved")),
        ("u[0] + v[0] <= 14/10", FRAME, ("refuted",)),
        ("u[0] + v[0] <= 3/2", FRAME, ("supported", "proved")),
        ("x + y <= 2", ["x**2 + y**2 == 3"], ("refuted",)),
        ("a + b > 1", ["a**2 + b**2 == 1"], ("supported", "proved")),
        ("x**3 == 2*x", ["x**2 == 2"], ("supported", "proved")),
        ("x**3 == 3*x", ["x**2 == 2"], ("refuted",)),
        ("x > 14/10", ["x**3 == x + 1"], ("refuted",)),
        ("x > 13/10", ["x**3 == x + 1"], ("supported", "proved")),
        ("n > 10**9", ["n**2 - 61*m**2 == 1"], ("supported", "proved")),
        ("n > 10**10", ["n**2 - 61*m**2 == 1"], ("refuted",)),
        ("x > y", ["x**2 + y**2 == -1"], ("vacuous",)),
        ("n > m", ["n**2 - 3*m**2 == 2"], ("vacuous",)),
        ("a > 1", ["exp(a) == 1/2"], ("vacuous",)),
    ],
)
def test_claims_under_equations_are_judged(claim: str, given: list[str], verdict: tuple[str, ...]) -> None:
    """True ones have support, false ones a witness that meets the equations, and equations without a solution are about nothing."""
    assert decided(claim, {**LET, **VECTORS}, given=given)["verdict"] in verdict


@pytest.mark.parametrize("given", [UNIT, FRAME, [*UNIT, "u[0] + u[1] + u[2] == 0"], ["x**2 + y**2 == z**2"], ["x**2 + y**2 == 3"]])
def test_points_lie_on_their_equations(given: list[str]) -> None:
    """Exactly, and they differ."""
    statement = Statement.of(stated("x == x", {**LET, **VECTORS}, given=given))
    domain = statement.problem(statement.elaborator()).domain
    generator = seeded()
    found = [point for point in (sample(domain, generator) for _ in range(30)) if point is not None]
    assert len(found) >= 10
    assert all(is_member(domain, Evaluation(point, 256)) for point in found)
    unknowns = sorted({symbol for equation in equations_of(domain) for symbol in equation.free_symbols}, key=str)
    assert len({tuple(str(point[symbol]) for symbol in unknowns) for point in found}) >= 8


def test_a_point_beside_its_equation_is_no_member() -> None:
    """A number that is nearly a root is no point of the domain, and neither is a root of another equation."""
    statement = Statement.of(stated("x == x", LET, given=["x**2 == 2"]))
    domain = statement.problem(statement.elaborator()).domain
    point = next(point for point in (sample(domain, seeded()) for _ in range(9)) if point is not None)
    x = next(iter(domain.hypotheses)).residual.item.free_symbols.pop()
    assert is_member(domain, Evaluation(point, 256))
    assert not is_member(domain, Evaluation(point.extended({x: point[x] + 1}), 256))
    assert not is_member(domain, Evaluation(point.extended({x: fmpq(14142135623730951, 10**16)}), 256))


def test_surfaces_without_simple_points_have_none() -> None:
    """No rational numbers have squares with the sum three, and no real ones with the sum minus one."""
    statement = Statement.of(stated("x == x", LET, given=["x**2 + y**2 == 3"]))
    (equation,) = equations_of(statement.problem(statement.elaborator()).domain)
    x, y = sorted(equation.free_symbols, key=str)
    surface = surface_of((equation,), (x, y))
    assert surface is not None
    assert surface.starts == []
    assert surface_of((equation.subs(x, 2**x),), (x, y)) is None
    assert whole_solutions(equation, (x, y)) == ()
