"""Expectations are linear in arbitrary functions, where what holds no function has an expectation of its own."""

from __future__ import annotations

import pytest
import sympy as sp
from stated import decided

from derivations.integrals.linearity import parts_of
from derivations.jets import jet_function

LET = dict.fromkeys(("b", "m", "x", "z"), "real") | dict.fromkeys(("s", "k", "r"), "positive")
LET |= {"f": "smooth(x) -> real", "g": "smooth(x) -> real"}
N = "z, Normal(m, s)"
SCORE = "score(Normal(m, s), z, [m])[0]"
TRUE = (
    "E(f(z) - b, z, Normal(0, 1)) == E(f(z), z, Normal(0, 1)) - b",
    f"E(f(z) + z**2, {N}) == E(f(z), {N}) + m**2 + s**2",
    f"Var(f(z), {N}) == E(f(z)**2, {N}) - E(f(z), {N})**2",
    f"E((f(z) - b)*{SCORE}, {N}) == E(f(z)*{SCORE}, {N})",
    f"Cov([f(z), g(z)], {N})[0, 1] == E(f(z)*g(z), {N}) - E(f(z), {N})*E(g(z), {N})",
    f"Cov([z, f(z)], {N})[0, 1] == s**2*E(diff(f(z), z), {N})",
    "E(f(z) + log(z), z, Gamma(k, r)) == E(f(z), z, Gamma(k, r)) + digamma(k) - log(r)",
)
FALSE = (
    "E(f(z) - b, z, Normal(0, 1)) == E(f(z), z, Normal(0, 1)) + b",
    f"Var(f(z), {N}) == E(f(z)**2, {N}) - E(f(z), {N})",
    f"E((f(z) - b)*{SCORE}, {N}) == E(f(z)*{SCORE}, {N}) - b",
    f"E(f(z)*z, {N}) == m*E(f(z), {N})",
)


@pytest.mark.parametrize("statement", TRUE)
def test_expectations_are_linear(statement: str) -> None:
    """What is proved says that the parts must exist."""
    record = decided(statement, LET)
    assert record["verdict"] == "proved"
    assert any("have expectations of their own" in sentence for sentence in record["side_conditions"])


@pytest.mark.parametrize("statement", FALSE)
def test_slips_are_refuted(statement: str) -> None:
    """Wrong signs, powers and factors have witnesses."""
    assert decided(statement, LET, expect="false")["verdict"] == "refuted"


@pytest.mark.parametrize("law", ["Cauchy(0, 1)", "StudentT(2, 0, 1)"])
def test_what_has_no_expectation_is_not_split_off(law: str) -> None:
    """z**2 has none, though z + f(z) may: nothing is said."""
    record = decided(f"E(f(z) + z**2, z, {law}) == E(f(z), z, {law}) + 1", LET)
    assert record["verdict"] not in ("proved", "supported")


def test_integrals_of_other_variables_leave_as_factors() -> None:
    """The mean of a square around a mean has three parts; what is no polynomial in functions stays whole."""
    z, t = sp.symbols("z t", real=True)
    f, inner = jet_function("f", (z,)), sp.Integral(jet_function("f", (t,)), (t, 0, 1))
    parts = parts_of((f - inner) ** 2, [z])
    assert parts is not None
    assert parts.plain == inner**2
    assert parts.scaled == {sp.S.One: f**2, inner: -2 * f}
    assert parts_of(sp.exp(f - z), [z]) is None
    assert parts_of(f * z, [z]) is None
