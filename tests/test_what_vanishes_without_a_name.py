"""Statements that fail only where something vanishes for which no symbol can be solved, or where several things vanish at once."""

from __future__ import annotations

import pytest
import sympy as sp
from stated import decided, seeded, stated

from derivations.balls.evaluate import Evaluation
from derivations.balls.exact_zero import is_exact_zero
from derivations.balls.implicit_root import ImplicitRoot
from derivations.balls.point import Point
from derivations.conditions import collecting
from derivations.integrals import closed_integral
from derivations.normal_form import Facts, decide_zero
from derivations.normal_form.branch_equations import in_branch
from derivations.normal_form.reachable import zeros_in
from derivations.residues import never_zero_modulo
from derivations.vanishing import divides, factors_of, where_it_vanishes
from verify.provers import independent_atoms, proposed_points
from verify.statement import Statement

TYPES = dict.fromkeys("abcxyz", "real") | {"r": "positive", "s": "positive", "h": "nonnegative", "g": "nonnegative", "p": "unit"}
TYPES |= {"q": "unit", "n": "natural", "m": "natural", "i": "integer", "j": "integer"}
VANISHING = ["(sin(a) + 1)", "(1 - sin(a*b))", "(a**3 - b**3)**2", "(a - b)**2", "(exp(a) - 2)**2", "(a**2 + b**2 - 1)**2"]
VANISHING += ["(a**3 - a - 1)**2", "(exp(a) - a - 2)**2", "(gamma(r) - 5)**2", "sin(a)**2", "(n - 2*m)**2", "(exp(h) - 1)", "log(1 + h)"]
POSITIVE = ["(sin(a) + 2)", "(2 - p*q)", "(n**2 - 2)**2", "(2*n - 2*m - 1)**2", "(exp(a) + exp(b))"]
FALSE = [
    ("limit(exp(-(cos(a) + 1)*y), y, oo) == 0", ()),
    ("limit((sin(a) + 1)*y/((sin(a) + 1)*y + 1), y, oo) == 1", ()),
    ("limit(exp(-h*y) + exp(-(cos(a) + 1)*y), y, oo) == (0 if h*(cos(a) + 1) > 0 else 1)", ()),
    ("integrate(g*exp(-g*y) + h*exp(-h*y), y, 0, oo) == (2 if g*h > 0 else 1)", ()),
    ("E(cos(2*pi*i*y) + cos(2*pi*j*y), y, Uniform(0, 1)) == (0 if i*j != 0 else 1)", ()),
    ("integrate(sin(n*y)*sin(m*y), y, 0, 2*pi) == 0", ()),
    ("sum((1 - x*p)**k*p*x for k in range(oo)) == 1", ()),
    ("abs(sin(x)) < 1", ()),
    ("cos(x) > 0", ("0 <= x", "x <= pi/2")),
    ("x*y < 6", ("0 <= x", "x <= 2", "0 <= y", "y <= 3")),
    ("(exp(x) - 2)**2 + (y - x)**2 > 0", ()),
    ("(x**2 + y**2 - 1)**2 + abs(x - y) > 0", ()),
    ("fisher_rao(Normal(a, r), Normal(b, s)) > 0", ()),
]
TRUE = [
    ("integrate((a - b)**2*exp(-(a - b)**2*y), y, 0, oo) == (0 if a == b else 1)", ()),
    ("integrate((sin(a) + 1)*exp(-(sin(a) + 1)*y), y, 0, oo) == 1", ("sin(a) > -1",)),
    ("integrate(g*exp(-g*y) + h*exp(-h*y), y, 0, oo) == (1 if g > 0 else 0) + (1 if h > 0 else 0)", ()),
    ("integrate(cos(i*y) + cos(j*y), y, 0, 2*pi) == (0 if i != 0 else 2*pi) + (0 if j != 0 else 2*pi)", ()),
    ("limit(exp(-abs(a)*y), y, oo) == (1 if a == 0 else 0)", ()),
    ("integrate(a*exp(a*y), y, 0, 1) == exp(a) - 1", ()),
    ("(1 - x)*sum(x**k for k in range(n)) == 1 - x**n", ()),
    ("(x**2 if x*(x - 1) == 0 else x) == x", ()),
    ("0**n == (1 if n == 0 else 0)", ()),
    ("(1 if 2*n == 2*m + 1 else 0) == 0", ()),
]


@pytest.mark.parametrize("number", VANISHING)
def test_the_value_where_it_vanishes_is_zero(number: str) -> None:
    """The integral of c exp(-c t) is one for positive c, and no more than that."""
    record = decided(f"integrate({number}*exp(-{number}*t), t, 0, oo) == 1", TYPES)
    assert record["verdict"] == "refuted", record["side_conditions"]


@pytest.mark.parametrize("number", POSITIVE)
def test_what_never_vanishes_leaves_the_value(number: str) -> None:
    """No branch stays that nothing reaches."""
    record = decided(f"integrate({number}*exp(-{number}*t), t, 0, oo) == 1", TYPES)
    assert record["verdict"] == "proved", record["reason"]


@pytest.mark.parametrize(("statement", "given"), FALSE, ids=str)
def test_one_place_refutes(statement: str, given: tuple[str, ...]) -> None:
    """The place is found, and counts as a witness."""
    record = decided(statement, TYPES, given=given)
    assert record["verdict"] == "refuted", (record["verdict"], record["side_conditions"])


@pytest.mark.parametrize(("statement", "given"), TRUE, ids=str)
def test_all_places_are_proved(statement: str, given: tuple[str, ...]) -> None:
    """What equations of branches say is used in them."""
    record = decided(statement, TYPES, given=given)
    assert record["verdict"] == "proved", (record["verdict"], record["reason"])


@pytest.mark.parametrize(
    "statement",
    [
        "integrate((sin(a) + 1)*exp(-(sin(a) + 1)*t), t, 0, oo) == 1",
        "integrate(g*exp(-g*t) + h*exp(-h*t), t, 0, oo) == (2 if g*h > 0 else 1)",
        "E(cos(2*pi*i*t) + cos(2*pi*j*t), t, Uniform(0, 1)) == (0 if i*j != 0 else 1)",
        "(x**2 if x*(x - 2) == 0 else x) == x",
        "(1 if h > 0 else 2) == 1",
        "(1 if n**2 == 4*m else 0) == 0",
        "0**n == 0",
    ],
)
def test_the_prover_says_no(statement: str) -> None:
    """Asked directly, without a search before it, the prover does not prove what fails at one place."""
    about = Statement.of(stated(statement, TYPES))
    found = independent_atoms.PROVER.decide(about.problem(about.elaborator()), seeded())
    assert found is None or found.verdict != "proved"


def test_places_refute_nothing_that_holds() -> None:
    """Corners, common zeros and simple numbers are looked at like any other points."""
    for statement, given in (("x*y <= 6", ("0 <= x", "x <= 2", "0 <= y", "y <= 3")), ("(exp(x) - 2)**2 + x**2 > 0", ())):
        about = Statement.of(stated(statement, TYPES, given=given))
        assert proposed_points.PROVER.decide(about.problem(about.elaborator()), seeded()) is None


def test_an_integral_that_is_next_to_nothing_is_doubted() -> None:
    """No ball tells the integral of |t - 1/2| from 1/4: nothing is refuted there, and nothing has support."""
    record = decided("integrate(abs(t - a), t, 0, 1) > 1/4", TYPES)
    assert record["verdict"] == "inconclusive"
    assert "next to nothing at a = 1/2" in record["reason"]
    assert decided("integrate(abs(t - a), t, 0, 1) > 1/5", TYPES)["verdict"] != "refuted"


def test_multiples_of_what_vanishes_are_left_out_and_nothing_else() -> None:
    """A name that is bound is another number, and what is no multiple stays."""
    a, b, t = sp.symbols("a b t", real=True)
    bound = sp.Integral(sp.sin(a) + 1, (a, 0, b))
    assert where_it_vanishes(bound + (sp.sin(a) + 1) * b, sp.sin(a) + 1) == bound
    assert where_it_vanishes(sp.exp(t * (-sp.sin(a) - 1)), sp.sin(a) + 1) == 1
    assert where_it_vanishes(sp.sin(a) + 2, sp.sin(a) + 1) == sp.sin(a) + 2
    assert divides(a - b, a**3 - b**3)
    assert not divides(a + b, a**3 - b**3)
    assert factors_of(a**2 - 2 * a * b + b**2) == [a - b]


def test_what_stays_open_where_it_vanishes_stands_for_itself() -> None:
    """The integrand does not fall where the rate vanishes: nothing is asserted there; where it does, the integral is kept."""
    a, t = sp.Symbol("a", real=True), sp.Symbol("t", real=True)
    rate = sp.sin(a) + 1
    with collecting() as conditions:
        assert not closed_integral(sp.exp(-rate * t), t, sp.S.Zero, sp.oo).has(sp.Integral)
    assert ("positive", rate) in conditions


def test_equations_of_branches() -> None:
    """A symbol gets its value, products split, and branches that nothing reaches are none."""
    x, n = sp.Symbol("x", real=True), sp.Symbol("n", integer=True, nonnegative=True)
    assert in_branch([x**2 - 3], Facts(), {}, ((sp.Eq(x, 1), sp.true), 0), [x - 1])[0] == [-2]
    assert in_branch([x**2 - 3], Facts(), {}, ((sp.Eq(x, 1), sp.true), 1), [])[0] == [x**2 - 3]
    assert zeros_in((sp.Eq(x * (x - 1), 0), sp.true), 0, Facts()) == [[x, x - 1]]
    assert zeros_in((sp.Eq(n**2, 2), sp.true), 0, Facts()) is None
    assert zeros_in((sp.Eq(n**2, 4), sp.true), 0, Facts()) is not None
    assert decide_zero([sp.Piecewise((x - 1, sp.Eq(x, 1)), (sp.S.One, True))]).zero is not True
    assert (never_zero_modulo(n**2 - 2), never_zero_modulo(n**2 - 4)) == (3, None)


def test_a_multiple_of_the_equation_of_a_root_is_zero_there() -> None:
    """Its square, too, though no ball shows it; not what is only near zero."""
    x = sp.Symbol("x", real=True)
    body = x**3 - x - 1
    root = ImplicitRoot(body, x, sp.Rational(13, 10), sp.Rational(14, 10))
    evaluation = Evaluation(Point({x: root}), 256)
    assert is_exact_zero(sp.expand(body**2), evaluation)
    assert not is_exact_zero(sp.expand(body**2) + sp.Rational(1, 10**40), evaluation)
