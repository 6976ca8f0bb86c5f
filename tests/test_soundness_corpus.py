"""Random identities made by valid rewriting are never disputed and are proved; random near-identities are never proved."""

from __future__ import annotations

import mpmath
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from derivations.normal_form import decide_zero

EXAMPLES = 4 * settings().max_examples  # 200 under the profile ci, 8000 under nightly
REAL = sp.symbols("x y", real=True)
POSITIVE = sp.symbols("a b", positive=True)
NATURAL = (sp.Symbol("n", integer=True, nonnegative=True),)
SYMBOLS = (*REAL, *POSITIVE, *NATURAL)
HALF = sp.Rational(1, 2)
SMALL = st.integers(min_value=-3, max_value=3)
DIGITS = 40


@st.composite
def positive(draw: st.DrawFn, depth: int = 2) -> sp.Expr:
    """An expression that is positive everywhere."""
    leaf = st.sampled_from([*POSITIVE, sp.Integer(2), HALF, 1 + POSITIVE[0], 1 + REAL[0] ** 2, 1 + NATURAL[0]])
    if depth == 0:
        return draw(leaf)
    p, q = draw(positive(depth - 1)), draw(positive(depth - 1))
    u = draw(real(depth - 1))
    return draw(st.sampled_from([p, p + q, p * q, p / q, sp.exp(u), sp.sqrt(p), p**2, sp.gamma(p), 1 + sp.exp(u), sp.cosh(u), p**u]))


@st.composite
def real(draw: st.DrawFn, depth: int = 2) -> sp.Expr:
    """An expression that is defined and real everywhere."""
    if depth == 0:
        return draw(st.sampled_from([*REAL, *POSITIVE, *NATURAL, sp.Integer(1), -sp.Integer(2), sp.Rational(2, 3)]))
    u, v, p = draw(real(depth - 1)), draw(real(depth - 1)), draw(positive(depth - 1))
    choices = [u + v, u * v, u - v, u / p, u**2, sp.log(p), sp.tanh(u), sp.sin(u), sp.cos(u), sp.Abs(u), sp.erf(u)]
    choices += [sp.loggamma(p), sp.polygamma(0, p), sp.polygamma(1, p), sp.besselk(1, p), sp.sign(u) * u, (-1) ** NATURAL[0] * u]
    return draw(st.sampled_from(choices))


def shifted_polygamma(order: sp.Integer, u: sp.Expr) -> sp.Expr:
    """psi_n(u) by its value at u + 1."""
    return sp.polygamma(order, u + 1) - (-1) ** order * sp.factorial(order) / u ** (order + 1)


# operation -> equal expressions, given the arguments and a positive p; valid wherever the operation is defined
RULES = {
    sp.exp: (
        lambda _, u: 1 / sp.exp(-u),
        lambda _, u: sp.cosh(u) + sp.sinh(u),
        lambda p, u: sp.exp(u - p) * sp.exp(p),
    ),
    sp.log: (lambda p, u: sp.log(u * p) - sp.log(p), lambda _, u: -sp.log(1 / u)),
    sp.tanh: (lambda _, u: 1 - 2 / (1 + sp.exp(2 * u)),),
    sp.sin: (
        lambda _, u: 2 * sp.sin(u / 2) * sp.cos(u / 2),
        lambda p, u: sp.sin(u - p) * sp.cos(p) + sp.cos(u - p) * sp.sin(p),
    ),
    sp.cos: (lambda _, u: 1 - 2 * sp.sin(u / 2) ** 2,),
    sp.Abs: (lambda p, u: sp.Abs(u * p) / p,),
    sp.erf: (lambda _, u: 1 - sp.erfc(u),),
    sp.gamma: (lambda _, u: sp.gamma(u + 1) / u,),
    sp.loggamma: (lambda _, u: sp.loggamma(u + 2) - sp.log(u) - sp.log(u + 1),),
    sp.polygamma: (lambda _, order, u: shifted_polygamma(order, u),),
    sp.besselk: (lambda _, order, u: sp.besselk(order + 2, u) - 2 * (order + 1) / u * sp.besselk(order + 1, u),),
}
ANYTHING = (lambda _, e: e, lambda _, e: sp.expand(e), lambda _, e: sp.together(e), lambda p, e: (e * p) / sp.Mul(p, 1, evaluate=False))
ROOTS = (lambda p, u: sp.sqrt(u * p) / sp.sqrt(p), lambda p, u: u * p / sp.sqrt(u * p) / sp.sqrt(p))


def once(e: sp.Expr, p: sp.Expr, choice: int) -> sp.Expr:
    """One rewriting of the top operation."""
    rules = RULES.get(type(e))
    if rules:
        return rules[choice % len(rules)](p, *e.args)
    if isinstance(e, sp.Pow) and e.exp == HALF:
        return ROOTS[choice % 2](p, e.base)
    return ANYTHING[choice % 4](p, e)


def rewrite(e: sp.Expr, p: sp.Expr, choices: list[int]) -> sp.Expr:
    """Rewrite some operations bottom up, by the drawn choices."""
    if isinstance(e, sp.Pow) and e.exp.is_Rational:
        e = rewrite(e.base, p, choices) ** e.exp
    elif e.args and not isinstance(e, sp.polygamma | sp.besselk):
        e = e.func(*(rewrite(argument, p, choices) for argument in e.args))
    choice = choices.pop() if choices else 0
    return once(e, p, choice) if choice and isinstance(e, sp.Expr) else e


def largest_value(residual: sp.Expr, points: list[tuple[int, ...]]) -> mpmath.mpf:
    """The largest |residual| over the points where it is finite, by mpmath."""
    function = sp.lambdify(SYMBOLS, residual, "mpmath")
    values = [mpmath.mpf(0)]
    with mpmath.workdps(DIGITS):
        for x, y, a, b, n in points:
            try:
                value = function(mpmath.mpf(x) / 7, mpmath.mpf(y) / 11, mpmath.mpf(a) / 5, mpmath.mpf(b) / 9, mpmath.mpf(n))
            except (ArithmeticError, ValueError, mpmath.NoConvergence):
                continue
            if mpmath.isfinite(value):
                values.append(abs(value))
    return max(values)


CHOICES = st.lists(st.integers(min_value=0, max_value=11), min_size=4, max_size=8)
POINTS = st.lists(
    st.tuples(*([st.integers(-9, 9).filter(bool)] * 2), *([st.integers(1, 12)] * 2), st.integers(0, 3)), min_size=3, max_size=3
)


@settings(max_examples=EXAMPLES)
@given(e=real(), p=positive(depth=1), choices=CHOICES)
def test_rewritten_expressions_are_equal(e: sp.Expr, p: sp.Expr, choices: list[int]) -> None:
    """A valid rewriting of a random expression is proved equal to it, and no two engines disagree."""
    residual = e - rewrite(e, p, list(choices))
    assume(not residual.has(sp.zoo, sp.nan, sp.oo, sp.I) and sp.count_ops(residual) < 200)
    assume(not any(inner.has(sp.sin, sp.cos) for outer in residual.atoms(sp.sin, sp.cos) for inner in outer.args))
    decision = decide_zero([residual])
    assert not decision.disputed
    assert decision.zero is True, (residual, decision)


@settings(max_examples=EXAMPLES)
@given(pair=st.tuples(real(), positive(depth=1)), choices=CHOICES, slip=real(depth=1), size=SMALL, points=POINTS)
def test_perturbed_rewritings_are_not_proved(
    pair: tuple[sp.Expr, sp.Expr], choices: list[int], slip: sp.Expr, size: int, points: list[tuple[int, ...]]
) -> None:
    """An expression that mpmath finds different from zero is never proved to be zero."""
    residual = pair[0] - rewrite(*pair, list(choices)) + size * slip / 1000
    assume(not residual.has(sp.zoo, sp.nan, sp.oo, sp.I) and sp.count_ops(residual) < 200)
    if decide_zero([residual]).zero is True:
        assert largest_value(residual, points) < mpmath.mpf(10) ** (-DIGITS // 2), residual


@settings(max_examples=EXAMPLES)
@given(e=real(), f=real(), points=POINTS)
def test_unrelated_expressions_are_not_proved_equal(e: sp.Expr, f: sp.Expr, points: list[tuple[int, ...]]) -> None:
    """Two random expressions are proved equal only if they agree."""
    residual = e - f
    assume(not residual.has(sp.zoo, sp.nan, sp.oo, sp.I))
    if decide_zero([residual]).zero is True:
        assert largest_value(residual, points) < mpmath.mpf(10) ** (-DIGITS // 2), residual
