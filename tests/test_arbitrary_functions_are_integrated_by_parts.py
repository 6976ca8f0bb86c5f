"""Identities between integrals of arbitrary functions are proved by parts: Stein's, Bonnet's and Price's; their slips are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import sympy as sp
from stated import decided, seeded, stated

from derivations.integrals.by_parts import by_parts
from derivations.integrals.tails import value_at_end
from derivations.jets import jet_function
from derivations.normal_form import Facts
from verify.provers import integration_by_parts
from verify.statement import Statement

if TYPE_CHECKING:
    from verify.problem import Problem

LET = {"m": "real", "n": "nonnegative", "y": "real", "z": "real", "f": "smooth(z) -> real"} | dict.fromkeys(
    ("s", "t", "k", "b"), "positive"
)
TRUE = (
    "E((z - m)*f(z), z, Normal(m, s)) == s**2*E(diff(f(z), z), z, Normal(m, s))",
    "diff(E(f(z), z, Normal(m, s)), m) == E(diff(f(z), z), z, Normal(m, s))",
    "diff(E(f(z), z, Normal(m, sqrt(t))), t) == E(diff(f(z), z, 2), z, Normal(m, sqrt(t)))/2",
    "E((k - b*y)*f(y) + y*diff(f(y), y), y, Gamma(k, b)) == 0",
    "E((k*(1 - y) - b*y)*f(y) + y*(1 - y)*diff(f(y), y), y, Beta(k, b)) == 0",
    "E(diff(f(y), y), y, Exponential(b)) == b*E(f(y), y, Exponential(b)) - b*f(0)",
    "integrate(diff(f(y), y)*(s + y)/(s + 2*y), y, 0, 1) == f(1)*(s + 1)/(s + 2) - f(0) + integrate(f(y)*s/(s + 2*y)**2, y, 0, 1)",
    "integrate(diff(f(y), y)*abs(y), y, 0, s) == f(s)*s - integrate(f(y), y, 0, s)",
    "integrate(diff(f(y), y)*y, y, 0, m) == f(m)*m - integrate(f(y), y, 0, m)",
    "E(f(m - s*y), y, Normal(0, 1)) == E(f(z), z, Normal(m, s))",
    "diff(E(f(y), y, Gamma(k, b)), b) == -E(y/b*diff(f(y), y), y, Gamma(k, b))",
    "E(diff(f(y), y), y, StudentT(k, 0, 1)) == E(f(y)*(k + 1)*y/(k + y**2), y, StudentT(k, 0, 1))",
    "E((1 + k + y**2)/(k + 2)*diff(f(y), y) + 2*y/(k + 2)*f(y), y, StudentT(1 + k, 0, 1)) == E(f(y)*y, y, StudentT(1 + k, 0, 1))",
    "E((f(y) + (y - m)/s**2)**2, y, Normal(m, s)) == E(f(y)**2 + 2*diff(f(y), y), y, Normal(m, s)) + 1/s**2",
)
FALSE = (
    "E((z - m)*f(z), z, Normal(m, s)) == s*E(diff(f(z), z), z, Normal(m, s))",
    "diff(E(f(z), z, Normal(m, sqrt(t))), t) == E(diff(f(z), z, 2), z, Normal(m, sqrt(t)))",
    "E(diff(f(y), y), y, Exponential(b)) == b*E(f(y), y, Exponential(b))",
    "E((k - 1 - b*y)/y*f(y) + diff(f(y), y), y, Gamma(k, b)) == 0",
    "E(diff(f(y), y)*(1 if y > 0 else 0), y, Normal(0, 1)) == E(y*f(y)*(1 if y > 0 else 0), y, Normal(0, 1))",  # forgets a value
    # holds for n != 0 only:
    "integrate(diff(f(y), y)*(n + y)/(n + 2*y), y, 0, 1) == f(1)*(n + 1)/(n + 2) - f(0) + integrate(f(y)*n/(n + 2*y)**2, y, 0, 1)",
    # forgets a jump of the weight:
    "integrate(diff(f(y), y)*atan(1/(y - 1/2)), y, 0, 1) == (f(1) + f(0))*atan(2) + integrate(f(y)/((y - 1/2)**2 + 1), y, 0, 1)",
    "integrate(diff(f(y), y)*abs(y), y, 0, m) == f(m)*m - integrate(f(y), y, 0, m)",  # for positive m only
    "diff(integrate(f(y), y, 0, b), b) == 0",
    "diff(E(f(y), y, Uniform(0, b)), b) == -E(f(y), y, Uniform(0, b))/b",
    "E(f(m + s**2*y), y, Normal(0, 1)) == E(f(z), z, Normal(m, s))",
    "E(f(z)**2, z, Normal(m, s)) == E(f(z), z, Normal(m, s))**2",
    "E(f(z), z, Normal(m, s)) == f(m)",
    "E(diff(f(y), y), y, StudentT(k, 0, 1)) == E(f(y)*k*y/(k + y**2), y, StudentT(k, 0, 1))",
    # the weight of the derivative falls for k > 1 only:
    "E((k + y**2)/(k + 1)*diff(f(y), y) + 2*y/(k + 1)*f(y), y, StudentT(k, 0, 1)) == E(f(y)*y, y, StudentT(k, 0, 1))",
    "E((f(y) + (y - m)/s**2)**2, y, Normal(m, s)) == E(2*f(y)**2 + 2*diff(f(y), y), y, Normal(m, s)) + 1/s**2",
    "E(f(y)**2*(y - m), y, Normal(m, s)) == s**2*E(f(y)*diff(f(y), y), y, Normal(m, s))",
    "diff(E(f(y), y, Gamma(k, b)), b) == E(y/b*diff(f(y), y), y, Gamma(k, b))",
)


def posed(claim: str) -> Problem:
    """What a prover is given of a claim about these names."""
    statement = Statement.of(stated(claim, LET))
    return statement.problem(statement.elaborator())


@pytest.mark.parametrize("statement", TRUE)
def test_identities_for_all_functions_are_proved(statement: str) -> None:
    """The weight of the function is zero, and so is what the ends contribute; what is assumed of the function is stated."""
    found = integration_by_parts.decide(posed(statement), seeded())
    assert found is not None
    assert (found.verdict, found.grade) == ("proved", "exact")
    is_a_change_of_the_variable = "diff" not in statement
    assert any("f grows slower" in sentence for sentence in found.side_conditions) != is_a_change_of_the_variable
    assert any("the integrals converge" in sentence for sentence in found.side_conditions)


@pytest.mark.parametrize("statement", FALSE)
def test_slips_are_not_proved(statement: str) -> None:
    """A wrong factor, a value at an end that is forgotten, or one that only some parameters make vanish, is no identity."""
    assert integration_by_parts.decide(posed(statement), seeded()) is None


def test_a_true_one_has_teeth_and_a_false_one_a_witness() -> None:
    """The whole engine proves Bonnet's theorem, whose mutants fall, and refutes Stein's identity with a wrong power."""
    record = decided("diff(E(f(z), z, Normal(m, 1)), m) == E(diff(f(z), z), z, Normal(m, 1))", LET)
    assert (record["verdict"], record["grade"]) == ("proved", "exact")
    assert decided(FALSE[0], LET, expect="false")["verdict"] == "refuted"


@pytest.mark.parametrize("integrand", ["two arguments", "bent"])
def test_what_is_no_sum_of_derivatives_at_one_place_is_left_alone(integrand: str) -> None:
    """Functions at two places, and functions of bent arguments have no rule."""
    y = sp.Symbol("y", real=True)
    f = jet_function("f", (y,))
    whole = {"two arguments": f + jet_function("f", (2 * y,)), "bent": jet_function("f", (y**2,))}[integrand]
    assert by_parts(sp.Integral(whole * sp.exp(-(y**2)), (y, -sp.oo, sp.oo))) is None


def test_squares_keep_their_weights() -> None:
    """The integral of a square is zero for all functions only where its weight is."""
    y = sp.Symbol("y", real=True)
    f, weight = jet_function("f", (y,)), sp.exp(-(y**2))
    found = by_parts(sp.Integral((f**2 + 2 * y * f * sp.diff(f, y)) * weight, (y, -sp.oo, sp.oo)))
    assert found is not None
    assert {each.xreplace({found.u: y}) for each in found.weights} == {weight, 2 * y * weight}


def test_a_total_derivative_over_the_line_is_not_zero() -> None:
    """The weight 1 of the values far out does not fall: nothing is said of them."""
    y = sp.Symbol("y", real=True)
    found = by_parts(sp.Integral(sp.diff(jet_function("f", (y,)), y), (y, -sp.oo, sp.oo)))
    assert found is not None
    assert found.at_the_ends(Facts()) is None


def test_weights_have_limits_with_symbolic_powers() -> None:
    """x^k exp(-b x) vanishes at both ends, x^(k-1) exp(-b x) at zero is not known to, and 1 + x^k tends to one."""
    x, k, b = sp.symbols("x k b", positive=True)
    weight = sp.exp(k * sp.log(x) - b * x)
    assert [value_at_end(weight, x, end, low=end == 0) for end in (sp.S.Zero, sp.oo)] == [0, 0]
    assert value_at_end(weight / x, x, sp.S.Zero, low=True) is None
    assert value_at_end(weight * sp.exp(2 * b * x), x, sp.oo, low=False) is None
    assert value_at_end(sp.exp(-(x**2)), x, sp.Integer(2), low=False) == sp.exp(-4)
