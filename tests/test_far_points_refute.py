"""Equalities that hold for a while are refuted farther out, or have no support; identities stay."""

from __future__ import annotations

import pytest
from stated import decided, seeded, stated

from verify.provers import far_points, high_precision_sampling
from verify.statement import Statement

LET = {"x": "real", "a": "positive"}


def asked(prover: object, claim: str) -> str:
    """The verdict of one prover alone, or nothing."""
    statement = Statement.of(stated(claim, LET))
    found = prover.PROVER.ask(statement.problem(statement.elaborator()), seeded())  # type: ignore[attr-defined]
    return found.verdict if found is not None else ""


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("asin(sin(x/4)) == x/4", "refuted"),
        ("sqrt((a - 30)**2) == 30 - a", "refuted"),
        ("sin(x)**2 + cos(x)**2 == 1", ""),
        ("sqrt((x - 30)**2) == abs(x - 30)", ""),
        ("integrate(1/(2 + cos(y)), y, 0, x) == 2/sqrt(3)*atan(tan(x/2)/sqrt(3))", "refuted"),
        ("integrate(exp(-y**2), y, 0, x) == sqrt(pi)/2*erf(x)", ""),
        ("integrate(exp(-y**4), y, 0, x) <= 9/10", "refuted"),
        ("integrate(exp(-y**4), y, 0, x) <= 91/100", ""),
    ],
)
def test_multiples_of_points_tell(claim: str, verdict: str) -> None:
    """Four times and more of what is drawn is a witness where a statement fails there, and none where it holds."""
    assert asked(far_points, claim) == verdict


def test_a_quadrature_that_settles_only_where_sides_agree_supports_nothing() -> None:
    """The kinks of abs(cos(y/4)) begin beyond every point that is drawn."""
    assert asked(high_precision_sampling, "integrate(abs(cos(y/4)), y, 0, a) == 4*sin(a/4)") == ""
    assert asked(high_precision_sampling, "integrate(abs(sin(y)) + a, y, 0, pi) == 2 + a*pi") == "supported"
    assert decided("integrate(abs(cos(y/4)), y, 0, a) == 4*sin(a/4)", LET)["verdict"] == "inconclusive"
