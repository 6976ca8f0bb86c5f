"""A suggested law or function is a witness only if it is what was declared: regular in its parameters, differentiable everywhere."""

from __future__ import annotations

import pytest
from stated import decided

LAW = {"p": "law(y; theta)", "theta": "real[1]"}
FUNCTION = {"f": "smooth(x) -> real", "x": "real"}
BOUND = "fisher(p, theta)[0, 0]*Var(y, y, p) >= grad(E(y, y, p), theta)[0]**2"  # Cramér and Rao's, of regular laws


@pytest.mark.parametrize("law", ["Uniform(0, exp(theta[0]))", "Uniform(theta[0], theta[0] + 1)"])
def test_a_law_whose_support_moves_refutes_nothing(law: str) -> None:
    """The bound fails for laws with a moving end (a Fisher information of 1, a slope of mean squared over variance of 3)."""
    assert decided(BOUND, LAW, attempts=({"p": law},))["verdict"] not in ("refuted", "disputed")


def test_a_law_whose_kink_moves_refutes_nothing() -> None:
    """The mean of the second derivative of a Laplace law's log-density is 0, its Fisher information 1."""
    record = decided("fisher_hessian(p, theta) == fisher(p, theta)", LAW, attempts=({"p": "Laplace(theta[0], 1)"},))
    assert record["verdict"] == "proved"


def test_a_function_that_jumps_refutes_nothing() -> None:
    """A step has the derivative 0 where it has one, and is the integral of none."""
    statement = "integrate(diff(f(x), x), x, -1, 1) == subs(f(x), x, 1) - subs(f(x), x, -1)"
    assert decided(statement, FUNCTION, attempts=({"f": "1 if x > 0 else 0"},))["verdict"] == "proved"


@pytest.mark.parametrize("law", ["Laplace(0, exp(theta[0]))", "Uniform(0, 1)", "Exponential(exp(3*theta[0]))"])
def test_a_regular_law_is_the_witness_that_was_suggested(law: str) -> None:
    """A kink or an end that the parameters leave in its place is no fault."""
    record = decided("fisher(p, theta)[0, 0] == 2", LAW, attempts=({"p": law},))
    assert record["verdict"] == "refuted"
    assert record["witness"]["point"]["p"].startswith(law.partition("(")[0])


@pytest.mark.parametrize("function", ["atan(1/x)", "1/x", "log(x**2)", "tan(2*x)"])
def test_a_function_that_is_not_defined_everywhere_refutes_nothing(function: str) -> None:
    """The integral of its derivative is no difference of its values; that of atan(1/x) exists on both sides of the jump."""
    statement = "integrate(diff(f(x), x), x, -1, 1) == subs(f(x), x, 1) - subs(f(x), x, -1)"
    assert decided(statement, FUNCTION, attempts=({"f": function},))["verdict"] == "proved"


@pytest.mark.parametrize(
    ("statement", "declared", "suggested"),
    [
        ("diff(f(x), t) == 0", {**FUNCTION, "t": "real"}, {"f": "x*t"}),
        ("integrate(f(t), t, 0, 1) == integrate(f(u), u, 0, 1)", {**FUNCTION, "t": "real", "u": "real"}, {"f": "x*t"}),
        ("diff(E(y, y, p), t) == 0", {"p": "law(y)", "t": "real"}, {"p": "Normal(t, 1)"}),
    ],
)
def test_an_instance_that_depends_on_other_variables_refutes_nothing(
    statement: str, declared: dict[str, str], suggested: dict[str, str]
) -> None:
    """What is arbitrary depends on what is declared for it: these were disputed, for a slope in t, or a name that an integral binds."""
    assert decided(statement, declared, attempts=(suggested,))["verdict"] == "proved"


@pytest.mark.parametrize("function", ["1/(1 + x**2)", "log(2 + x**2)", "sqrt(1 + exp(x))", "x**3"])
def test_a_smooth_function_is_the_witness_that_was_suggested(function: str) -> None:
    """What is shown to be defined everywhere is tried."""
    record = decided("f(x) == 5", FUNCTION, attempts=({"f": function},))
    assert record["verdict"] == "refuted"
    assert record["witness"]["point"]["f"].startswith("(x) -> ")
