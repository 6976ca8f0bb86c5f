"""A kernel of a density gives its limit from inside at an end of the support, where the formula is no number."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
import sympy as sp

from derivations.codegen import kernel
from derivations.codegen.ends import LOG, T, limits

LET = {"a": "positive", "b": "positive", "m": "real", "y": "real"}
INF = math.inf
ENDS = {
    "Gamma(a, b)": [(0.5, 2.0, 0.0, INF), (1.0, 2.0, 0.0, math.log(2.0)), (3.0, 2.0, 0.0, -INF), (1.0, 2.0, -1.0, -INF)],
    "Beta(a, b)": [(1.0, 1.0, 0.0, 0.0), (1.0, 2.0, 0.0, math.log(2.0)), (2.0, 1.0, 1.0, math.log(2.0)), (0.5, 0.5, 1.0, INF)],
    "Weibull(b, a)": [(1.0, 2.0, 0.0, -math.log(2.0)), (2.0, 2.0, 0.0, -INF), (0.5, 2.0, 0.0, INF)],
    "ChiSquared(a)": [(2.0, 1.0, 0.0, -math.log(2.0)), (3.0, 1.0, 0.0, -INF)],
    "InverseGamma(a, b)": [(1.0, 1.0, 0.0, -INF), (0.1, 3.0, 0.0, -INF)],
    "LogNormal(a, b)": [(1.0, 1.0, 0.0, -INF), (1.0, 30.0, 0.0, -INF)],
    "InverseGaussian(a, b)": [(1.0, 1.0, 0.0, -INF)],
    "HalfNormal(b)": [(1.0, 1.0, 0.0, math.log(2.0 / math.pi) / 2)],
    "Exponential(b)": [(1.0, 2.0, 0.0, math.log(2.0)), (1.0, 2.0, -5e-324, -INF)],
}


@pytest.mark.parametrize("target", ["numpy", "c"])
@pytest.mark.parametrize("law", ENDS)
def test_a_log_density_at_an_end_is_its_limit(law: str, target: str) -> None:
    """The limits are those of the laws' textbooks; inside, nothing changes, and no warning is given."""
    density = kernel(f"logpdf({law}, y)", let={name: spec for name, spec in LET.items() if name != "m"}, target=target)
    *arguments, limits = np.array(ENDS[law]).T
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = density(*arguments)
    assert np.allclose(found, limits, rtol=1e-15, atol=1e-15), found
    assert np.isfinite(density(1.0, 1.0, 0.5))


def test_densities_and_losses_have_the_limits_of_the_logarithm() -> None:
    """At an end a density is the exponential of the limit, a loss minus the limit."""
    let = {name: spec for name, spec in LET.items() if name != "m"}
    density, loss = kernel("pdf(Gamma(a, b), y)", let=let), kernel("nll(InverseGamma(a, b), y)", let=let)
    assert np.allclose(density(np.array([1.0, 2.0, 0.5]), 3.0, 0.0), [3.0, 0.0, INF])
    assert loss(1.0, 1.0, 0.0) == INF


def test_an_end_that_the_type_excludes_stays_outside() -> None:
    """With y declared positive zero is outside the type, and nan."""
    density = kernel("logpdf(Gamma(a, b), y)", let={"a": "positive", "b": "positive", "y": "positive"})
    assert math.isnan(density(1.0, 2.0, 0.0))


@pytest.mark.parametrize("target", ["numpy", "c"])
@pytest.mark.parametrize(("statement", "names"), [("logpdf(ContinuousBernoulli(p), y)", "py"), ("entropy(ContinuousBernoulli(p))", "p")])
def test_a_quotient_of_nothings_may_tend_to_nothing(statement: str, names: str, target: str) -> None:
    """At p = 1/2, where log(p/(1 - p)) and 1 - 2 p vanish together, a continuous Bernoulli law is uniform: both values are zero."""
    function = kernel(statement, let=dict.fromkeys(names, "unit"), target=target)
    assert function(*[0.5, 0.25][: len(names)]) == 0.0


@pytest.mark.parametrize("sign", [1, -1])
def test_only_what_falls_outweighs_a_logarithm(sign: int) -> None:
    """A pole, or a square of the logarithm, is a limit of -inf with a negative factor; with another nothing is said."""
    b, m = sp.Symbol("b", positive=True), sp.Symbol("m", real=True)
    known = [] if sign > 0 else [(None, -sp.oo)]
    assert [list(limits(sign * b * term + m * LOG)) for term in (1 / T, T**-2, LOG**2)] == [known] * 3
    assert list(limits(m / T)) == list(limits(sign * LOG)) == []


def test_two_ways_that_disagree_are_no_limit() -> None:
    """A jump has no value: the limits from two sides differ, and the element stays nan."""
    function = kernel("x*y/(x**2 + y**2)", let={"x": "real", "y": "real"})
    assert math.isnan(function(0.0, 0.0))
