"""A hypothesis that a function is convex speaks of all values: it refutes by convex functions alone, and proves by their tangents."""

from __future__ import annotations

import pytest
from stated import decided, seeded, stated

from verify.provers import convex_gaps, mean_inequalities
from verify.statement import Statement

LET = dict.fromkeys(("x", "y", "z", "a", "c", "m", "th"), "real") | dict.fromkeys(("s", "q", "r", "k"), "positive")
LET |= {"n": "nonnegative", "w": "unit", "v": "real[2]", "u": "real[2]", "p": "law(z)", "P": "law(y; th)", "R": "law(y)"}
LET |= {"b": "smooth(x, y) -> real", "f": "smooth(x) -> real", "g": "smooth(v) -> real", "h": "smooth(q) -> real"}
F, G, H = ("convex(f(x), [x])",), ("convex(g(v), v)",), ("convex(h(q), [q])",)
STRONG = ("convex(f(x) - k*x**2/2, [x])",)
GAP = "f(x) - f(y) - subs(diff(f(x), x), x, y)*(x - y)"
PROVED = (
    (f"{GAP} >= 0", F),
    ("subs(diff(f(x), x, 2), x, y) >= 0", F),
    ("(diff(f(x), x) - subs(diff(f(x), x), x, y))*(x - y) >= 0", F),
    ("f(w*x + (1 - w)*y) <= w*f(x) + (1 - w)*f(y)", F),
    ("E(f(z), z, Normal(m, s)) >= f(m)", F),
    ("E(f(z), z, Normal(m, s)) <= f(m)", ("convex(-f(x), [x])",)),
    ("E(f(a*z + c), z, p) >= f(a*E(z, z, p) + c)", F),
    ("E(f(z), z, Bernoulli(w)) >= f(w)", F),
    ("g(v) - g(u) - dot(subs(grad(g(v), v), v, u), v - u) >= 0", G),
    (f"{GAP} >= k/2*(x - y)**2", STRONG),
    (f"{GAP} >= 0", ("convex(k*f(x), [x])",)),
    ("f(x) - f(y) <= diff(f(x), x)**2/(2*k)", STRONG),
    ("f(x) >= f(y)", (*F, "subs(diff(f(x), x), x, y) == 0")),
    ("h(q) >= h(r) + subs(diff(h(q), q), q, r)*(q - r)", H),
    ("E(b(z, y), z, Normal(m, s)) >= b(m, y)", ("convex(b(x, y), [x])",)),
    ("integrate(f(t), t, a, c) >= (c - a)*f((a + c)/2)", (*F, "a < c")),
)
NOT_PROVED = (
    ("E(b(z, x**2), z, Normal(m, s)) >= b(m, x**2)", ("convex(b(x, x**2), [x])",)),  # convex along a curve
    ("E(b(z, y), z, Normal(m, s)) >= b(m, y)", ("convex(b(x, x), [x])",)),
    (f"{GAP} >= 0", ()),
    (f"{GAP} >= 0", ("convex(n*f(x), [x])",)),  # nothing is assumed where n = 0
    (f"{GAP} >= 0", ("convex(a*f(x), [x])",)),
    (f"{GAP} >= (x - y)**2/1000", F),
    (f"{GAP} >= k*(x - y)**2", STRONG),
    ("f(x) - f(y) <= diff(f(x), x)**2/(3*k)", STRONG),
    ("f(2*x - y) <= 2*f(x) - f(y)", F),  # a weight is negative
    ("E(f(z), z, Normal(m, s)) >= f(m + s)", F),
    ("E(f(z), z, Normal(m, s)) <= f(m)", F),
    ("E(z*f(z), z, Normal(m, s)) >= m*f(m)", F),  # so is this one, for some z
    ("E(f(z), z, Cauchy(0, 1)) >= f(0)", F),  # no mean
    ("E(f(z), z, p) >= f(2*E(z, z, p))", F),
    ("integrate(f(t), t, a, c) >= (c - a)*f((a + c)/2)", F),  # c may be below a
    ("integrate(t**2*f(t), t, 1, -1) >= -2*f(0)/3", F),
    ("(diff(f(x), x) - subs(diff(f(x), x), x, y))*(x + y) >= 0", F),
    ("f(x) >= f(y)", (*F, "subs(diff(f(x), x), x, y) == 1")),
    ("subs(h(q), q, x) >= h(r) + subs(diff(h(q), q), q, r)*(x - r)", H),  # x may lie outside
    ("h(q) >= h(r) + subs(diff(h(q), q), q, r)*(q - r)", (*H, "q >= 1")),  # perhaps convex above 1 only
    ("f(x) >= f(y) + subs(diff(f(x), x), x, y)*(x - y)", (*F, "x == 2*y")),
)
VARIANCE = "Var(f(y), y, P)*fisher(P, [th])[0, 0]"
SLOPE = "diff(E(f(y), y, P), th)"
MEANS = (f"{VARIANCE} >= {SLOPE}**2", "log(E(exp(f(y)), y, R)) >= E(f(y), y, R)")
NO_MEANS = (
    f"{VARIANCE} >= 2*{SLOPE}**2",
    f"{VARIANCE} >= {SLOPE}",
    f"{VARIANCE} >= 1",
    "log(E(exp(f(y)), y, R)) <= E(f(y), y, R)",
    "log(E(exp(2*f(y)), y, R)) >= E(f(y), y, R)",
    "c*log(E(exp(f(y)), y, R)) >= c*E(f(y), y, R)",
)


def found(prover: object, statement: str, given: tuple[str, ...] = ()) -> object:
    """What one prover says of a statement."""
    asked = Statement.of(stated(statement, LET, given=given))
    return prover.decide(asked.problem(asked.elaborator()), seeded())  # type: ignore[attr-defined]


@pytest.mark.parametrize(("statement", "given"), PROVED)
def test_what_lies_above_tangents_is_proved(statement: str, given: tuple[str, ...]) -> None:
    """Bregman divergences, Jensen's inequality, monotone gradients, strong convexity; what is assumed is said."""
    finding = found(convex_gaps, statement, given)
    assert (finding.verdict, finding.grade) == ("proved", "exact")  # type: ignore[attr-defined]
    assert any("convex for all values of" in sentence for sentence in finding.side_conditions)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("statement", "given"), NOT_PROVED)
def test_what_tangents_do_not_say_is_not_proved(statement: str, given: tuple[str, ...]) -> None:
    """Wrong factors, places outside of the domain, means that do not exist, hypotheses that may cut the domain."""
    assert found(convex_gaps, statement, given) is None


@pytest.mark.parametrize("statement", MEANS)
def test_bounds_by_second_moments_and_logarithms_are_proved(statement: str) -> None:
    """The bound of Cramer and Rao for an arbitrary law and statistic, and the evidence bound."""
    finding = found(mean_inequalities, statement)
    assert (finding.verdict, finding.grade) == ("proved", "exact")  # type: ignore[attr-defined]


@pytest.mark.parametrize("statement", NO_MEANS)
def test_other_bounds_are_not_proved(statement: str) -> None:
    """A factor two, a missing square, a reversed sign, a factor of unknown sign."""
    assert found(mean_inequalities, statement) is None


def test_a_function_that_is_convex_at_the_point_alone_refutes_nothing() -> None:
    """The cubic that refuted the inequality of the tangent was convex where it was looked at, and nowhere else."""
    record = decided(f"{GAP} >= 0", LET, given=F)
    assert record["verdict"] == "proved"
    assert decided("c == 0", LET, given=("convex(a*x**2/2 + c*x**3/6, [x])",))["verdict"] != "refuted"


@pytest.mark.parametrize(("statement", "given"), [("f(x) >= 0", F), (f"{GAP} <= 0", F), ("a >= 1", ("convex(a*x**4 + x**2, [x])",))])
def test_convex_functions_refute(statement: str, given: tuple[str, ...]) -> None:
    """A false statement about convex functions has a convex witness."""
    assert decided(statement, LET, given=given, expect="false")["verdict"] == "refuted"


def test_what_is_nowhere_convex_is_no_hypothesis() -> None:
    """x**3 is convex at positive points; as a function it is not, so nothing is assumed that could hold."""
    assert decided("x >= 0", LET, given=("convex(x**3, [x])",), expect="vacuous")["verdict"] == "vacuous"
