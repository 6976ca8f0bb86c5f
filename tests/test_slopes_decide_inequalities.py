"""Inequalities are proved from a point of equality by the signs of slopes, and not where something on the way breaks the argument."""

from __future__ import annotations

import pytest
import sympy as sp
from stated import decided, seeded, stated

from derivations.normal_form import Facts
from derivations.smoothness import is_smooth
from verify.monotone import rays
from verify.monotone.forms import forms
from verify.monotone.rays import OPEN, Ray
from verify.provers import monotone
from verify.provers.monotone import _may_start
from verify.statement import Statement

LET = {"p": "unit", "w": "unit", "q": "positive", "r": "positive", "x": "real", "y": "real"}
LET |= {"o": "nonnegative", "n": "natural", "i": "integer"}
BERNOULLI = "p*log(p/w) + (1 - p)*log((1 - p)/(1 - w))"
POISSON = "r*log(r/q) - r + q"
TRUE = {
    "Pinsker": (f"{BERNOULLI} >= 2*(p - w)**2",),
    "Hoeffding": ("log(p*exp((1 - p)*x) + (1 - p)*exp(-p*x)) <= x**2/8",),
    "squared Hellinger": (f"{BERNOULLI} >= (sqrt(p) - sqrt(w))**2 + (sqrt(1 - p) - sqrt(1 - w))**2",),
    "Poisson and Hellinger": (f"{POISSON} >= (sqrt(r) - sqrt(q))**2",),
    "Bennett": (f"{POISSON} >= (r - q)**2/(2*(q + (r - q)/3))", "r >= q"),
    "left tail": (f"{POISSON} >= (r - q)**2/(2*q)", "r <= q"),
    "entropy and parabola": ("-p*log(p) - (1 - p)*log(1 - p) >= 4*p*(1 - p)*log(2)",),
    "bound of a unit": ("-p*log(p) - (1 - p)*log(1 - p) >= -log(1 - p)", "p <= 1/2"),
    "Cauchy": ("log((q + r)**2/(4*q*r)) <= log(q/r)**2/4",),
    "strict from an open end": ("exp(q) > 1 + q + q**2/2",),
    "softplus": ("softplus(x) <= log(2) + x/2 + x**2/8",),
    "sine": ("sin(q) >= q - q**3/6",),
    "tangent": ("tanh(x) <= x", "x >= 0"),
    "Mills, above": ("erfc(q)*sqrt(pi)*q <= exp(-q**2)",),
    "Mills, below": ("erfc(q) >= 2*q*exp(-q**2)/(sqrt(pi)*(1 + 2*q**2))",),
    "digamma, below": ("digamma(q) > log(q) - 1/q",),
    "digamma, above": ("digamma(q) < log(q) - 1/(2*q)",),
    "digamma, shifted": ("digamma(q + 1/2) > log(q)",),
    "trigamma": ("q*polygamma(1, q) > 1 + 1/(2*q)",),
    "Stirling": ("loggamma(q) > (q - 1/2)*log(q) - q + log(2*pi)/2",),
    "two at once": ("atan(q) <= q and atan(q) >= q/(1 + q**2)",),
}
FALSE = {  # statement, hypotheses: why not
    (f"{BERNOULLI} >= 3*(p - w)**2",): "the slope changes its sign beside the point",
    (f"{POISSON} >= (r - q)**2/(2*q)", "r >= q"): "the other side",
    (f"{POISSON} >= (r - q)**2/(2*q)",): "one side only",
    ("log(w/2) >= 0",): "vanishes at two, outside of the unit interval, and rises",
    ("tanh(x) <= x",): "one side only",
    ("-1/x - 1 >= 0", "x >= -1"): "vanishes at the end, rises, and has a pole",
    ("-atan(1/x) - pi/4 >= 0", "x >= -1"): "vanishes at the end, rises, and jumps",
    ("tan(q) >= q",): "vanishes at the end, rises, and has poles",
    ("1 - abs(x - 1) >= 0", "x >= 0"): "rises up to a kink",
    ("(q if q < 1 else 1 - q) >= 0",): "rises up to a case distinction",
    ("gamma(x)**2 + gamma(x) >= 0", "x >= -1/2"): "poles",
    ("exp(-q) >= 1/2",): "falls to less than zero",
    ("polygamma(1, q) >= 1/q + 1/100",): "drops, to less than zero",
    ("digamma(q) > log(q) - 1/(2*q)",): "the drop is negative",
    ("digamma(x) < log(q + 1)",): "another argument, of any sign",
    ("exp(x) > 1 + x",): "strict at the point of equality",
    ("exp(o) > 1 + o + o**2/2",): "strict at an end that belongs to the domain",
    ("atan(o) > 0",): "zero is not reached from one",
    ("exp(x) >= 1 + x + x**2/2",): "odd order: one side only",
    ("sin(q) >= q - q**3/7",): "the third derivative is negative",
    ("sin(x) <= x",): "one side only",
    ("x**3 >= 0",): "rises, from negative values",
    ("log(1 + q) <= q - q**2/3",): "the second derivative is positive first",
    ("exp(q) >= y",): "a parameter that is not bounded",
    ("sqrt(q) >= q",): "vanishes at zero, where the slope is infinite",
    ("q**y >= 1", "y >= 0"): "below one",
    ("exp(-q) + exp(-r) >= 1",): "two variables",
    ("exp(i) >= 1 + i + i**2/2",): "whole numbers: no derivative",
    ("exp(q) >= 1 + q + q**2/2 and sin(q) >= 0",): "the second is of any sign",
    ("exp(q) >= 1 + q + q**2/2 and q == 1",): "the second is of another kind",
}


def asked(statement: str, given: tuple[str, ...] = ()) -> str:
    """The detail of what the prover proves, or nothing."""
    about = Statement.of(stated(statement, LET, given=given))
    found = monotone.PROVER.decide(about.problem(about.elaborator()), seeded())
    assert found is None or (found.verdict, found.grade) == ("proved", "exact")
    return found.detail if found else ""


CONTRARY = {">=": "<", "<=": ">", ">": "<=", "<": ">="}


@pytest.mark.parametrize("name", TRUE)
def test_what_slopes_show_is_proved(name: str) -> None:
    """Each is proved by this prover alone, and its contrary is not."""
    statement, *given = TRUE[name]
    assert asked(statement, tuple(given))
    (relation,) = {word for word in statement.split() if word in CONTRARY} if " and " not in statement else ("and",)
    contrary = statement.replace(f" {relation} ", f" {CONTRARY.get(relation, relation)} ")
    assert contrary == statement or not asked(contrary, tuple(given))


@pytest.mark.parametrize("case", FALSE, ids=" | ".join)
def test_what_lies_outside_is_not_proved(case: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each is false somewhere, and lacks what the reason names; no look at points helps."""
    monkeypatch.setattr(rays, "fails_somewhere", lambda *_: False)
    statement, *given = case
    assert asked(statement, tuple(given)) == "", FALSE[case]


def test_whole_numbers_do_not_move() -> None:
    """What is true of whole numbers and real ones is not shown by a derivative in a whole number; a real symbol beside one moves."""
    assert asked("exp(n) >= 1 + n + n**2/2") == ""
    assert asked("exp(q) >= 1 + q + q**2/2 - n")


def test_a_claim_is_proved_with_teeth() -> None:
    """The whole engine: Pinsker's inequality is proved, a mutant killed; with a larger factor it is refuted."""
    record = decided(f"{BERNOULLI} >= 2*(p - w)**2", LET)
    assert (record["verdict"], record["grade"]) == ("proved", "exact")
    assert sum(level["killed"] for level in record["teeth"].values()) > 0
    assert decided(f"{BERNOULLI} >= 21/10*(p - w)**2", LET)["verdict"] == "refuted"


REAL, SOME = sp.Symbol("x", real=True), sp.Symbol("o", nonnegative=True)
BREAKING = [1 / REAL, sp.log(REAL), sp.sqrt(REAL), sp.sqrt(SOME), sp.Abs(REAL), sp.sign(REAL), sp.tan(REAL), sp.gamma(REAL), sp.floor(REAL)]
BREAKING += [sp.Piecewise((REAL, REAL > 1), (0, True)), sp.polygamma(0, SOME), sp.log(SOME), SOME**REAL, sp.acos(REAL), 1 / sp.cos(REAL)]
BREAKING += [sp.Integral(sp.Symbol("t") * REAL, (sp.Symbol("t"), 0, 1)), sp.Heaviside(REAL), sp.Mod(REAL, 2), sp.exp(1 / REAL)]
BREAKING += [sp.log(sp.sin(REAL))]
SMOOTH = [1 / (1 + REAL**2), sp.log(1 + SOME), sp.sqrt(1 + REAL**2), 1 / (1 + SOME), sp.exp(sp.sin(REAL)), REAL**3]


@pytest.mark.parametrize("value", BREAKING, ids=str)
def test_what_may_break_is_not_smooth(value: sp.Expr) -> None:
    """Poles, kinks, jumps, roots at zero, logarithms of what may not be positive."""
    (symbol,) = (value.free_symbols - {sp.Symbol("t")}) & {REAL} or {SOME}
    assert not is_smooth(value, symbol, Facts())


@pytest.mark.parametrize("value", SMOOTH, ids=str)
def test_what_does_not_break_is_smooth(value: sp.Expr) -> None:
    """Divisors, arguments and radicands that are certain."""
    assert is_smooth(value, *value.free_symbols, Facts())


def test_places_that_are_nowhere_are_no_start() -> None:
    """The quotient 1/a is no place where a vanishes, though the difference vanishes there wherever it is one."""
    q, a = sp.Symbol("q", positive=True), sp.Symbol("a", nonnegative=True)
    assert not _may_start((a * q - 1) ** 2, q, 1 / a, Facts(), strict=False)
    b = sp.Symbol("b", positive=True)
    assert _may_start((b * q - 1) ** 2, q, 1 / b, Facts(), strict=False)


def test_forms_are_positive_multiples() -> None:
    """Every form has the sign of the function at points, also where the divisor is negative."""
    a = sp.Symbol("a", positive=True)
    for value in (sp.log(1 + OPEN) * (2 + OPEN) - 2 * OPEN, -sp.log(1 + a * OPEN) / (1 + OPEN) + OPEN, OPEN / (-1 - OPEN) + sp.exp(-OPEN)):
        found = list(forms(value, OPEN, Facts()))
        assert len(found) > 1
        for step in (sp.Rational(1, 7), sp.Integer(2), sp.Integer(9)):
            at = {OPEN: step, a: sp.Rational(3, 2)}
            assert {sp.sign(form.subs(at).evalf(30)) for form in found} == {sp.sign(value.subs(at).evalf(30))}


def test_divisors_of_any_sign_make_no_form() -> None:
    """A logarithm is not freed of a factor that may change its sign."""
    x = sp.Symbol("x", real=True)
    value = (x - OPEN) * sp.log(1 + OPEN) + 1
    assert all(sp.expand(form - value) == 0 for form in forms(value, OPEN, Facts()))


def test_limits_that_assume_something_are_not_used() -> None:
    """The limit of exp(-y t) depends on the sign of y, of which nothing is known."""
    y = sp.Symbol("y", real=True)
    assert not Ray(Facts()).holds(sp.exp(-y * OPEN) - y * OPEN * sp.exp(-y * OPEN), strict=False)
