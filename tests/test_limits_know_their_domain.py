"""Limits use what types and hypotheses say of their parameters, and closed forms their values where something vanishes."""

from __future__ import annotations

import pytest
import sympy as sp
from flint import fmpq
from stated import decided

from derivations.balls.failures import NotCoveredError, NotDefinedError, UndecidedError
from derivations.balls.limits import limit_at
from derivations.integrals import closed_sum
from derivations.limits import limit_of, limit_or_none_there
from derivations.limits.known import knowing, offered, offering, signs
from derivations.normal_form import Facts
from derivations.normal_form.sign_sets import NEGATIVE, POSITIVE

TYPES = {
    "S": "spd[2]",
    "a": "nonnegative",
    "b": "unit",
    "c": "unit",
    "n": "positive integer",
    "x": "positive",
    "r": "real",
    "p": "positive",
}
N = sp.Symbol("n", integer=True, nonnegative=True)


@pytest.mark.parametrize(
    "claim",
    [
        "limit(a**(1/n), n, oo) == 1",
        "limit(a**x, x, 0) == 1",
        "limit(abs(r)**(1/n), n, oo) == 1",
        "limit((r**2)**(1/n), n, oo) == 1",
        "limit(sqrt(a + x)/sqrt(a + 2*x), x, 0) == 1",
        "limit(log(a + x) - log(a + 2*x), x, 0) == 0",
        "limit(exp(-r**2/x**2), x, 0) == 0",
        "limit(atan(r**2*n), n, oo) == pi/2",
        "integrate(a/(a**2 + x**2), x, 0, oo) == pi/2",
        "integrate(a*exp(-a*x), x, 0, oo) == 1",
        "integrate(abs(r)*exp(-abs(r)*x), x, 0, oo) == 1",
        "integrate(x**(a - 1)*a, x, 0, 1) == 1",
    ],
)
def test_what_fails_at_zero_only_is_refuted_there(claim: str) -> None:
    """Each closed form was found for positive parameters, and the expressions have other values at zero."""
    record = decided(claim, TYPES)
    assert record["verdict"] == "refuted"
    assert "0" in record["witness"]["point"].values()


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        ("limit(b**n, n, oo) == 0", ()),
        ("limit(b**p, p, oo) == 0", ()),
        ("limit(n*b**n, n, oo) == 0", ()),
        ("limit((1 - b**n)/(1 - b), n, oo) == 1/(1 - b)", ()),
        ("limit((1 - b*c)**n, n, oo) == 0", ()),
        ("limit(b**n + c**n, n, oo) == 0", ()),
        ("limit(p**n, n, oo) == 0", ("p < 1",)),
        ("limit(r**n, n, oo) == 0", ("abs(r) < 1",)),
        ("limit(sum(1/(k + 1)**2 for k in range(n)), n, oo) == pi**2/6", ()),
        ("sum(1/(2*k + 1)**2 for k in range(oo)) == pi**2/8", ()),
        ("sum(r**k for k in range(n)) == (1 - r**n)/(1 - r)", ()),
        ("sum((1 - x*p)**k for k in range(n))*p*x == 1 - (1 - x*p)**n", ()),
        ("r**(n + 2) == r**2*r**n", ()),
        ("integrate(1/sqrt(a + x), x, 0, 1) == 2*(sqrt(a + 1) - sqrt(a))", ()),
        ("limit(inv(S + p*eye(2)), p, 0) == inv(S)", ()),
        ("integrate(exp(-det(S)*x), x, 0, oo) == 1/det(S)", ()),
    ],
)
def test_domains_are_known(claim: str, given: tuple[str, ...]) -> None:
    """Powers of what is less than one fall; hypotheses count, and dropping them is noticed by the teeth."""
    record = decided(claim, TYPES, given=list(given))
    assert record["verdict"] == "proved", record["reason"]


@pytest.mark.parametrize(
    ("claim", "given"),
    [
        ("subs(limit(b**n, n, oo), b, 1) == 0", ()),
        ("limit(inv(S + p*eye(2)), p, 1) == inv(S)", ()),
        ("integrate((sin(r) + 1)*exp(-(sin(r) + 1)*x), x, 0, oo) == 1", ()),
        ("[limit(b**n, n, oo) for b in range(2)] == [0, 0]", ()),
        ("sum(limit(b**n, n, oo) for b in range(2)) == 0", ()),
        ("limit(p**n, n, oo) == 0", ("p <= 1",)),
        ("limit(r**n, n, oo) == 0", ("r <= 1",)),
        ("sum(a*(1 - a)**k for k in range(oo)) == 1", ("a < 1",)),
        ("sum(r**k for k in range(oo)) == 1/(1 - r)", ("r <= 1",)),
        ("(r**(n - 2) if n > 1 else 0)*r**2 == r**n", ()),
        ("limit((1 - p)**n, n, oo) == 0", ("p <= 2",)),
        ("subs(sum(p**k for k in range(oo)), p, 3) == -1/2", ("p < 1",)),
    ],
)
def test_what_is_known_stays_where_it_holds(claim: str, given: tuple[str, ...]) -> None:
    """None of these is true: what is known of b says nothing of what takes its place, and a bound that may be reached is no strict one."""
    assert decided(claim, TYPES, given=list(given))["verdict"] != "proved"


def test_facts_about_the_variable_are_not_used() -> None:
    """While n tends to infinity, n < 5 does not hold."""
    n, p = sp.symbols("n p", positive=True)
    with offering(Facts({p: 1 / n}, positive=(5 - n, 1 - p))):
        assert offered(n) == Facts(positive=(1 - p,))


def test_powers_of_unknown_sign_have_no_logarithm() -> None:
    """A base that may be negative, or may be one in size, tells nothing; minus one stays bounded."""
    r = sp.Symbol("r", real=True)
    assert limit_of(r**N, N, sp.oo) is None
    assert limit_of((-1) ** N / (N + 1), N, sp.oo) == 0
    assert limit_of((-1) ** N, N, sp.oo) is None
    assert limit_of(sp.Integer(-2) ** N, N, sp.oo) is None
    with knowing(Facts(positive=(1 - r**2,))):
        assert limit_of(r**N, N, sp.oo) == 0
        assert limit_of(r ** (-N), N, sp.oo) is None
    with knowing(Facts(positive=(1 - r,))):
        assert limit_of(r**N, N, sp.oo) is None


def test_series_know_where_they_converge() -> None:
    """The geometric series needs a ratio below one in size; it may be zero or negative."""
    r, k = sp.Symbol("r", real=True), sp.Symbol("k", integer=True, nonnegative=True)
    with knowing(Facts(positive=(1 - sp.Abs(r),))):
        assert closed_sum(r**k, k, sp.S.Zero, sp.oo) == -1 / (r - 1)
    with knowing(Facts(positive=(1 - r,))):
        assert closed_sum(r**k, k, sp.S.Zero, sp.oo).has(sp.Sum)


def test_unbounded_functions_are_told_from_open_ones() -> None:
    """Complex infinity stands for no finite limit; what the rules leave open is none."""
    x, r = sp.symbols("x r", real=True)
    assert limit_or_none_there(sp.exp(1 / x**2), x, sp.S.Zero) == sp.zoo
    assert limit_or_none_there(sp.log(x**2), x, sp.S.Zero) == sp.zoo
    assert limit_or_none_there(sp.sin(1 / x), x, sp.S.Zero) is None
    assert limit_or_none_there(r / x, x, sp.S.Zero) is None


def test_signs_of_numbers_are_enclosed() -> None:
    """A difference of logarithms has no certificate of its sign but an enclosure."""
    assert signs(sp.log(7) - sp.log(3) - sp.log(2)) == POSITIVE
    assert signs(sp.log(3) - sp.E) == NEGATIVE
    assert signs(sp.sqrt(2) * sp.sqrt(3) - sp.sqrt(6)) & POSITIVE == 0


def test_limits_at_points_are_exact_or_refused() -> None:
    """No value is let come close: a point that the expansion does not cover says so."""
    r, q = sp.symbols("r q", real=True)
    power = sp.Limit(r**N, N, sp.oo)
    assert [limit_at(power, {r: fmpq(number, 3)}) for number in (-2, 0, 3)] == [0, 0, 1]
    assert limit_at(power, {r: q / 2, q: fmpq(1)}) == 0
    with pytest.raises(NotDefinedError, match="no finite value"):
        limit_at(power, {r: fmpq(2)})
    with pytest.raises(UndecidedError, match="expansion"):
        limit_at(power, {r: fmpq(-2)})
    with pytest.raises(UndecidedError, match="1000001"):
        limit_at(power, {r: fmpq(1, 1000001)})
    with pytest.raises(NotCoveredError, match="no rational number"):
        limit_at(power, {r: sp.sqrt(2)})
