"""Sums in forms that lose nothing, or no more than an argument explains, are computed once; sums that lose more stay marked."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import sympy as sp
from mpmath import mp
from test_lost_digits_are_computed_again import counted

from derivations.codegen.explained import explaining
from derivations.codegen.passes.whole_outcomes import softplus_less
from derivations.codegen.shares import by_others
from derivations.codegen.stable import stable

Z, X = sp.symbols("z x", real=True)
W = sp.Symbol("w", integer=True, nonnegative=True)
A, B, C = sp.symbols("a b c", positive=True)
BERNOULLI = {"z": "real", "w": "natural"}


def exact(a: float) -> Any:
    """The number itself."""
    return mp.mpf(float(a))


def near_roots(count: int) -> tuple[Any, Any]:
    """Outcomes and arguments beside the roots of softplus(z) = w z, at every distance."""
    generator = np.random.default_rng(11)
    w = generator.integers(2, 40, count).astype(float)
    z = np.log(2) / (w - 1)
    for _ in range(60):
        z = z - (np.log1p(np.exp(-z)) - (w - 1) * z) / (-1 / (1 + np.exp(z)) - (w - 1))
    return z * (1 + generator.choice([-1, 1], count) * 10.0 ** generator.uniform(-16, 0, count)), w


def test_softplus_less_a_multiple_is_as_wrong_as_its_argument_explains() -> None:
    """Beside every root it is within eight units, or eight times what half a unit of z alone makes, and nothing is computed again."""
    z, w = near_roots(400)
    value, again = counted("log(1 + exp(z)) - w*z", BERNOULLI, z, w)
    assert again == 0
    with mp.workdps(60):
        for got, a, b in zip(value, z, w, strict=True):
            x = exact(a)
            true = mp.log(1 + mp.exp(x)) - exact(b) * x
            moved = exact(np.spacing(a) / 2) * abs(1 / (1 + mp.exp(-x)) - exact(b))
            assert abs(exact(got) - true) <= 8 * max(moved, exact(np.spacing(abs(float(true)))))


@pytest.mark.parametrize("z", [-800.0, -40.0, -1.0, -1e-300, 0.0, 1e-9, 2.0, 40.0, 700.0])
@pytest.mark.parametrize("w", [0.0, 1.0])
def test_certain_outcomes_keep_all_digits(z: float, w: float) -> None:
    """For the outcomes zero and one, value and gradient are right to the last places however sure the prediction is."""
    value, first = counted("log(1 + exp(z)) - w*z", BERNOULLI, [z], [w])
    slope, second = counted("diff(log(1 + exp(z)) - w*z, z)", BERNOULLI, [z], [w])
    assert first == second == 0
    with mp.workdps(700):
        x = exact(z)
        assert abs(exact(value[0]) - mp.log(1 + mp.exp(x)) + exact(w) * x) <= 4 * exact(np.spacing(value[0]))
        assert abs(exact(slope[0]) - 1 / (1 + mp.exp(-x)) + exact(w)) <= 4 * exact(np.spacing(abs(slope[0])))


@pytest.mark.parametrize(
    ("text", "near"), [("(log(1 + exp(z)) - w*z)*exp(-z)", 0.4812118250596034), ("log(1 + exp(z)) - 2*w*z", 0.48121182505960347)]
)
def test_an_argument_that_stands_elsewhere_explains_nothing(text: str, near: float) -> None:
    """Where z stands beside the sum, too, or the factor is no argument, what cancels is computed again."""
    z = near * (1 + np.array([1e-12, -1e-7, 1e-3, -0.1]))
    _, again = counted(text, BERNOULLI, z, np.full(4, 1.0 if "2" in text else 2.0))
    assert again == 4


def test_only_whole_outcomes_are_explained() -> None:
    """The rule knows its form, and says no to every other one."""
    assert explaining(softplus_less(Z, W)) == Z
    others = [
        softplus_less(Z, X),
        softplus_less(Z, sp.Symbol("k", integer=True)),
        softplus_less(Z, W) + 1,
        stable("softplus", Z) - W * Z,
        softplus_less(Z, W).xreplace({stable("softplus", sp.Piecewise((-Z, Z > 0), (Z, True))): stable("softplus", Z)}),
        softplus_less(Z, W) - stable("softplus", sp.Piecewise((-Z, Z > 0), (Z, True))) + sp.exp(Z),
        2 * Z + stable("softplus", Z),
    ]
    assert [explaining(other) for other in others] == [None] * len(others)


def test_sums_of_three_exact_numbers_are_rounded_once() -> None:
    """However little one minus two arguments leaves, a quotient by it has all digits though both stand elsewhere in it."""
    generator = np.random.default_rng(3)
    x = generator.uniform(0.1, 0.9, 300)
    y = (1 - x) * (1 - 10.0 ** generator.uniform(-16, 0, 300))
    value, again = counted("x*y/(1 - x - y)**2", {"x": "positive", "y": "positive"}, x, y)
    assert again == 0
    with mp.workdps(60):
        for got, a, b in zip(value, x, y, strict=True):
            rest = 1 - exact(a) - exact(b)
            assert rest == 0 or abs(exact(got) * rest**2 / (exact(a) * exact(b)) - 1) < exact(2.0**-50)


def test_logarithms_of_one_and_two_arguments_are_computed_once() -> None:
    """Near one as near zero, log(1 - x - y) has all digits."""
    generator = np.random.default_rng(4)
    x = generator.uniform(0.1, 0.9, 400)
    y = (1 - x) * (1 - 10.0 ** generator.uniform(-16, 0, 400))
    x[200:], y[200:] = 10.0 ** generator.uniform(-18, -0.31, (2, 200))
    value, again = counted("log(1 - x - y)", {"x": "positive", "y": "positive"}, x, y)
    assert again == 0
    with mp.workdps(60):
        for got, a, b in zip(value, x, y, strict=True):
            rest = 1 - exact(a) - exact(b)
            assert rest <= 0 or abs(exact(got) - mp.log(rest)) <= 3 * exact(np.spacing(abs(got)))


def test_logarithms_of_rounded_sums_are_marked() -> None:
    """Of one less a square and an argument, as little as is left is computed again."""
    x = np.full(3, 0.6)
    _, again = counted("log(1 - x**2 - y)*x*y", {"x": "positive", "y": "positive"}, x, (1 - x**2) * (1 - 1e-9))
    assert again == 3


@pytest.mark.parametrize("text", ["(x**2 + y - 1)/(x*y)", "(x + y - 1/3)/(x*y)", "(x + y + x*y - 1)/(x*y)"])
def test_sums_of_rounded_or_more_numbers_are_marked(text: str) -> None:
    """Three terms of which one is rounded, and four of them, are watched as before."""
    x = np.full(3, 0.2)
    y = {"(x*": 1 - x**2, "(x ": 1 / 3 - x}[text[:3]] if "x*y - 1)" not in text else (1 - x) / (1 + x)
    _, again = counted(text, {"x": "positive", "y": "positive"}, x, y * (1 + 1e-9))
    assert again == 3


COUNTS = {"z": "real[3]", "y": "natural[3]"}
LOSS = "diff((y[0] + y[1] + y[2])*log(exp(z[0]) + exp(z[1]) + exp(z[2])) - y[0]*z[0] - y[1]*z[1] - y[2]*z[2], z[0])"


@pytest.mark.parametrize(("gap", "first"), [(30.0, 5.0), (300.0, 7.0), (3.0, 900.0), (-20.0, 0.0)])
def test_a_share_near_one_is_compared_by_the_others(gap: float, first: float) -> None:
    """An expected count that is nearly that of the whole is computed once, and has all digits."""
    z, y = np.array([[gap, 0.125, -0.375]]), np.array([[first, 0.0, 0.0]])
    value, again = counted(LOSS, COUNTS, z, y)
    assert again == 0
    with mp.workdps(400):
        weights = [mp.exp(exact(each)) for each in z[0]]
        true = first * weights[0] / mp.fsum(weights) - first
        assert abs(exact(value[0]) - true) <= 4 * exact(np.spacing(abs(value[0])))


def balanced(count: int) -> tuple[Any, Any]:
    """Logits and counts at which the first class has nearly the expected count, at every distance."""
    generator = np.random.default_rng(5)
    y = generator.integers(1, 9, (count, 3)).astype(float)
    z = generator.normal(size=(count, 3)) * 10.0 ** generator.uniform(-8, 1, (count, 1))
    z[:, 0] = np.log(y[:, 0] * np.exp(z[:, 1:]).sum(1) / y[:, 1:].sum(1))
    z -= generator.choice([0.0, 0.5], (count, 1)) * (z[:, :1] + z[:, 1:].max(1, keepdims=True))
    z[:, 0] += generator.normal(size=count) * 10.0 ** generator.uniform(-16, -1, count)
    return z, y


def expected_less_observed(z: Any, y: Any) -> tuple[Any, Any]:
    """The first entry of the gradient, and by how much half a unit in every logit moves it."""
    weights = [mp.exp(exact(each)) for each in z]
    shares = [each / mp.fsum(weights) for each in weights]
    total = mp.fsum(map(exact, y))
    halves = [exact(np.spacing(abs(at)) / 2) for at in z]
    moved = mp.fsum(abs((place == 0) - share) * halves[place] for place, share in enumerate(shares))
    return total * shares[0] - exact(y[0]), total * shares[0] * moved


def test_balanced_counts_are_as_wrong_as_the_logits_explain() -> None:
    """Where expected and observed counts are nearly equal, they are within eight units, or eight times what the logits alone make."""
    z, y = balanced(400)
    value, again = counted(LOSS, COUNTS, z, y)
    assert again == 0
    with mp.workdps(60):
        for got, *point in zip(value, z, y, strict=True):
            true, moved = expected_less_observed(*point)
            assert abs(exact(got) - true) <= 8 * max(moved, exact(np.spacing(abs(float(true)))))


@pytest.mark.parametrize("gap", [-20.0, 599.0, 600.0, 601.0, 700.0])
@pytest.mark.parametrize("first", [0.0, 3.0])
def test_counts_of_far_classes_keep_all_digits(gap: float, first: float) -> None:
    """However far a class lies below the others, its expected count is there, or all that is left beside the observed one."""
    z, y = np.array([[0.0, gap, gap / 2]]), np.array([[first, 2.0, 1.0]])
    value, again = counted(LOSS, COUNTS, z, y)
    assert again == 0
    with mp.workdps(400):
        true, _ = expected_less_observed(z[0], y[0])
        assert abs(exact(value[0]) - true) <= 4 * exact(np.spacing(abs(value[0])))


def test_counts_whose_sum_is_no_float_are_marked() -> None:
    """Beyond 2^53 the counts are rounded before they are compared, and no logit explains that."""
    _, again = counted(LOSS, COUNTS, np.zeros((1, 3)), np.array([[2.0**53, 2.0**53 + 2, 2.0**53 - 3]]))
    assert again == 1


def test_balanced_counts_of_computed_logits_are_marked() -> None:
    """What an exponent lost on the way to it, no argument explains."""
    z = np.log([[2.0, 3.0, 5.0]]) / 3 + 1e-9
    loss = LOSS.replace("exp(z[0])", "exp(3*z[0])").replace("exp(z[1])", "exp(3*z[1])").replace("exp(z[2])", "exp(3*z[2])")
    _, again = counted(loss.replace("y[0]*z[0]", "3*y[0]*z[0]"), COUNTS, z, np.array([[2.0, 3.0, 5.0]]))
    assert again == 1


def test_only_shares_of_sums_with_the_count_are_rewritten() -> None:
    """A count that is not in the sum, terms that are no exponentials, and a share of another whole stay as they are."""
    share = sp.exp(Z) / (sp.exp(Z) + sp.exp(X))
    assert by_others((A + B) * share - A) == (B * sp.exp(Z) - A * sp.exp(X)) / (sp.exp(Z) + sp.exp(X))
    others = [
        (A + B) * share - C,
        (A + B) * share + A,
        (A + Z) * share - A,
        (A + B) * C / (C + sp.exp(X)) - A,
        (A + B) * sp.exp(Z) / (sp.exp(2 * Z) + sp.exp(X)) - A,
        A * share - A,
        share,
    ]
    assert [by_others(other) for other in others] == others
