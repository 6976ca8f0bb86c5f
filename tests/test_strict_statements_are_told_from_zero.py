"""A strict statement that equal variables bring to zero, as far as many bits tell, has no support."""

from __future__ import annotations

import sympy as sp
from flint import fmpq
from stated import decided

from verify.points.descent import Descent

LAWS = {"m": "real", "n": "real", "s": "positive", "t": "positive"}


def test_two_functions_that_agree_where_variables_are_equal_give_no_support() -> None:
    """For m = n the distance of two normal laws is sqrt(2) |log(s/t)|: no ball tells the difference from zero, but m = n is put in."""
    record = decided("fisher_rao(Normal(m, s), Normal(n, t)) > sqrt(2)*abs(log(s/t))", LAWS)
    assert record["verdict"] == "refuted"
    assert record["witness"]["point"]["m"] == record["witness"]["point"]["n"]


def test_what_is_positive_there_has_support() -> None:
    """The same with one more on the left."""
    statement = "fisher_rao(Normal(m, s), Normal(n, t)) + 1 > sqrt(2)*abs(log(s/t))"
    assert decided(statement, LAWS)["verdict"] in ("proved", "supported")


def test_descent_ends_where_the_curvature_is_singular() -> None:
    """At a zero of a square the slope vanishes and one direction alone bends: there is no step, and no error of a library."""
    a, n, u, x = sp.symbols("a n u x", real=True)
    height = (a * x - n + u) ** 2
    found = Descent(height).from_point({a: fmpq(84, 31), n: fmpq(2), u: fmpq(1, 16), x: fmpq(32, 15)})
    assert found is not None
    assert 0 <= height.xreplace({symbol: sp.Rational(int(at.p), int(at.q)) for symbol, at in found.items()}) < sp.Rational(1, 10**80)
