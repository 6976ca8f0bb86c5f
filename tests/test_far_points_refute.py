"""Equalities that hold for a while are refuted farther out, or have no support; identities stay."""

from __future__ import annotations

import pytest
from stated import decided, seeded, stated

from verify.provers import far_points, high_precision_sampling
from verify.statement import Statement

LET = {"x": "real", "a": "positive"}


def asked(prover: object, claim: str, given: list[str] | None = None) -> str:
    """The verdict of one prover alone, or nothing."""
    statement = Statement.of(stated(claim, LET, given=given or []))
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
        ("entropy(Poisson(a)) <= log(2*pi*exp(1)*a)/2", "refuted"),
        ("integrate(exp(-y**4), y, 0, a) >= a/(1 + a)**2", ""),
    ],
)
def test_multiples_of_points_tell(claim: str, verdict: str) -> None:
    """Four times and more of what is drawn is a witness where a statement fails there, and none where it holds."""
    assert asked(far_points, claim) == verdict


@pytest.mark.parametrize(
    ("claim", "given", "verdict"),
    [
        ("acos(cos(x)) == abs(x)", ["x > -13/4", "x < 3"], "refuted"),
        ("acos(cos(x)) == abs(x)", ["x > -3", "x < 3"], ""),
        ("atan(x) + atan(1/x) == pi/2", ["x > -1/100", "x != 0"], "refuted"),
        ("acos(cos(x + a)) == x + a", ["x > 0", "x + a < 13/4"], "refuted"),
    ],
)
def test_equalities_are_tried_where_hypotheses_end(claim: str, given: list[str], verdict: str) -> None:
    """What fails only close to a bound is not supported by points that all lie inside."""
    assert asked(far_points, claim, given) == verdict


def test_a_quadrature_that_settles_only_where_sides_agree_supports_nothing() -> None:
    """The kinks of abs(cos(y/4)) begin beyond every point that is drawn."""
    assert asked(high_precision_sampling, "integrate(abs(cos(y/4)), y, 0, a) == 4*sin(a/4)") == ""
    assert asked(high_precision_sampling, "integrate(abs(sin(y)) + a, y, 0, pi) == 2 + a*pi") == "supported"
    assert decided("integrate(abs(cos(y/4)), y, 0, a) == 4*sin(a/4)", LET)["verdict"] == "inconclusive"


def test_what_one_evaluator_excludes_has_no_support() -> None:
    """Numeric quadrature misses a peak of width 1/1000, and an enclosure alone refutes nothing; it takes support away."""
    claim = "E(softplus(y), y, Normal(mu, s)) <= softplus(mu) + s/2 - 1/1000"
    record = decided(claim, {"mu": "real", "s": "positive"})
    assert record["verdict"] in ("inconclusive", "refuted")
    if record["verdict"] == "inconclusive":
        assert "no second evaluator confirms" in record["reason"]


def test_numeric_quadrature_is_split_at_switches() -> None:
    """A step of width 1e-6 lies between all nodes of a quadrature that does not know of it."""
    step = "(1 if 1/3 < y < 1/3 + 1/10**6 else 0)*exp(-y**4)"  # no closed form
    assert decided(f"integrate({step}, y, 0, 1) == 0", LET)["verdict"] == "refuted"
    assert decided(f"9/10**7 < integrate({step}, y, 0, 1) and integrate({step}, y, 0, 1) < 1/10**6", LET)["verdict"] in (
        "supported",
        "proved",
    )
