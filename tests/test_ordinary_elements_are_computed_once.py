"""Sums that cancel at ordinary points have forms that do not: nothing is computed again there, and beside the roots no digit is missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np
import pytest
import sympy as sp
from mpmath import mp
from test_lost_digits_are_computed_again import counted
from test_ordinary_elements_need_no_marks import exact
from ulps import worst

from derivations.codegen.catalogue import catalogue
from derivations.codegen.domain import Domain
from derivations.codegen.passes import sigmoid_drops, whole_outcomes
from derivations.codegen.primitives import primitives
from derivations.codegen.spin_contrasts import by_contrasts
from derivations.codegen.stable import Stable, meaning, stable
from verify.accuracy.problem import problem_of
from verify.accuracy.provenance import Provenance
from verify.accuracy.regimes import regimes

KERNELS = (
    "loss_poisson_on_the_log_rate_gradient",
    "loss_poisson_on_the_log_rate_value",
    "inverse_fisher_generalized_pareto",
    "loss_ordinal_cumulative_logits_gradient",
    "inverse_fisher_ising",
    "inverse_fisher_generalized_extreme_value",
)
A, B, C = sp.symbols("a b c", real=True)
G = sp.Symbol("g", positive=True)
W = sp.Symbol("w", integer=True, nonnegative=True)
DOMAIN = Domain(frozenset({A, B, C, G, W}))


def sigmoids(*arguments: sp.Expr) -> sp.Expr:
    """Their product."""
    return sp.Mul(*(stable("sigmoid", argument) for argument in arguments))


@pytest.mark.parametrize("name", KERNELS)
def test_ordinary_points_are_computed_once(name: str) -> None:
    """Of 300 ordinary points no element is computed again."""
    entry = catalogue()[name]
    problem = problem_of(Provenance(entry.expression, name, "numpy", "float64", "full", entry.let), "float64")
    point = regimes()["ordinary"].draw(problem, np.random.default_rng(5), 300)
    assert point is not None
    _, again = counted(entry.expression, dict(entry.let), *(point[each] for each in problem.types))
    assert again == 0


def test_halves_of_outcomes_are_computed_again() -> None:
    """The same gradient with half of the outcome has no such form, and is marked beside its root."""
    value, again = counted("diff(exp(z) - y/2*z, z)", {"z": "real", "y": "natural"}, [1e-3, 2.0], [2.0, 2.0])
    assert again == 1
    assert value[0] == np.expm1(1e-3)


def near(root: Any, seed: int) -> Any:
    """The numbers moved by every relative distance from 1e-16 on."""
    generator = np.random.default_rng(seed)
    return root * (1 + generator.choice([-1, 1], root.shape) * 10.0 ** generator.uniform(-16, 0, root.shape))


def test_an_exponential_less_one_keeps_all_digits() -> None:
    """Where a rate is nearly the outcome one, and everywhere for the outcome zero."""
    function = import_module("numeric.kernels.loss_poisson_on_the_log_rate_gradient").loss_poisson_on_the_log_rate_gradient
    z = np.concatenate([near(np.full(100, 1e-3), 1), -np.logspace(-300, 2, 50)])
    for outcome in (0.0, 1.0):
        with mp.workdps(400):
            for point, got in zip(z, function(z, outcome), strict=True):
                true = mp.expm1(exact(point)) - exact(outcome - 1)
                assert abs(exact(got) - true) <= 4 * exact(np.spacing(abs(float(true))))


@pytest.mark.parametrize("outcome", [2, 3, 10, 1000, 2**40])
def test_an_exponential_less_a_whole_number_is_as_wrong_as_its_argument_explains(outcome: int) -> None:
    """Beside a root it is within four units, or eight times what half a unit of the argument makes."""
    z = near(np.full(200, np.log(outcome)), outcome % 97)
    out = np.empty_like(z)
    primitives()["exp_less"].implementation(z, np.full_like(z, outcome), out, np.empty((1, z.size)))
    with mp.workdps(60):
        for point, got in zip(z, out, strict=True):
            true = mp.exp(exact(point)) - outcome
            moved = exact(np.spacing(point) / 2) * mp.exp(exact(point))
            assert abs(exact(got) - true) <= max(8 * moved, 4 * exact(np.spacing(abs(float(true)))))


def points_of_a_poisson_loss() -> tuple[Any, Any]:
    """Beside the roots of exp(x) = w x, beside the least values at x = log(w), and between them, also where branches meet."""
    w = np.repeat(np.arange(1.0, 41.0), 30)
    with mp.workdps(60):
        roots = np.array([[float(-mp.lambertw(-1 / mp.mpf(k), branch).real) for branch in (0, -1)] for k in range(3, 41)])
    thresholds = np.repeat([0.45, 0.5, 1.0, 2.0, 3.0], 40)
    x = np.concatenate([near(np.repeat(roots.T.ravel(), 30), 5), near(np.log(w), 6), near(thresholds, 7)])
    x = np.concatenate([x, np.random.default_rng(8).uniform(-1, 5, 2000)])
    counts = np.concatenate([np.tile(np.repeat(np.arange(3.0, 41.0), 30), 2), w, np.tile(np.arange(40.0), 5)])
    return x, np.concatenate([counts, np.random.default_rng(9).integers(0, 60, 2000).astype(float)])


def worst_of_a_poisson_loss(found: Any, x: Any, w: Any) -> float:
    """The largest error in units of the value, or of what half a unit of x makes of it."""
    errors = []
    with mp.workdps(60):
        for a, b, got in zip(x, w, found, strict=True):
            power = mp.exp(exact(a))
            true = power - exact(b) * exact(a)
            moved = exact(np.spacing(abs(a)) / 2) * abs(power - exact(b))
            errors.append(float(abs(exact(got) - true) / max(moved, exact(np.spacing(abs(float(true)))))))
    return max(errors)


def test_an_exponential_less_a_multiple_is_as_wrong_as_its_argument_explains() -> None:
    """Everywhere within six units, or six times what half a unit of the argument makes; the plain form is not, beside the least value."""
    x, w = points_of_a_poisson_loss()
    primitive = primitives()["exp_less_multiple"]
    out = np.empty_like(x)
    primitive.implementation(x, w, out, np.empty((primitive.rows, x.size)))
    assert worst_of_a_poisson_loss(out, x, w) <= 6
    assert worst_of_a_poisson_loss([primitive.scalar(*each) for each in zip(x, w, strict=True)], x, w) <= 6
    assert worst_of_a_poisson_loss(np.exp(x) - w * x, x, w) > 6


def test_the_gradient_between_two_thresholds_keeps_all_digits() -> None:
    """Beside the middle of the gap, where it changes its sign; in the middle it is zero."""
    gap = np.random.default_rng(2).uniform(1e-3, 30.0, 200)
    assert worst(primitives()["sigmoid_drop"], near(gap / 2, 3), gap)[0] <= 5
    function = import_module("numeric.kernels.loss_ordinal_cumulative_logits_gradient").loss_ordinal_cumulative_logits_gradient
    assert not np.any(function(gap / 2, 1.0, gap))


@pytest.mark.parametrize(("least", "most"), [(1e-8, 1e-2), (1e-2, 1.0), (0.3, 3.0), (2.0, 20.0)])
def test_contrasts_of_spins_are_as_wrong_as_their_arguments_explain(least: float, most: float) -> None:
    """Where tanh(c) is nearly tanh(a) tanh(b), within eight units or eight times what half a unit in every argument makes."""
    generator = np.random.default_rng(7)
    a, b = (np.exp(generator.uniform(np.log(least), np.log(most), 200)) * generator.choice([-1, 1], 200) for _ in range(2))
    with mp.workdps(60):
        c = near(np.array([float(mp.atanh(mp.tanh(exact(x)) * mp.tanh(exact(y)))) for x, y in zip(a, b, strict=True)]), 8)
    primitive = primitives()["spin_contrast"]
    out = np.empty_like(c)
    primitive.implementation(c, a, b, out, np.empty((primitive.rows, c.size)))
    symbols = sp.symbols("x:3", real=True)
    value = primitive.meaning(*symbols)
    functions = [sp.lambdify(symbols, each, "mpmath") for each in (value, *(value.diff(symbol) for symbol in symbols))]
    with mp.workdps(60):
        for point, got in zip(zip(c, a, b, strict=True), out, strict=True):
            true, *slopes = (function(*map(exact, point)) for function in functions)
            moved = sum(exact(np.spacing(abs(x)) / 2) * abs(slope) for x, slope in zip(point, slopes, strict=True))
            assert abs(exact(got) - true) <= 8 * max(moved, exact(np.spacing(abs(float(true)))))
            scalar = primitive.scalar(*map(np.float64, point))
            assert abs(exact(scalar) - true) <= 8 * max(moved, exact(np.spacing(abs(float(true)))))


def test_the_shared_entry_of_extreme_value_laws_keeps_all_digits_beside_its_root() -> None:
    """At every distance from the shape at which location and scale share nothing."""
    shapes = near(np.full(80, -0.2728074948520556), 9)
    assert worst(primitives()["extreme_value_inverse_location_scale"], shapes[shapes > -0.5])[0] <= 5


@pytest.mark.parametrize(
    ("expression", "primitive"),
    [
        (sp.exp(A) - W, "exp_less"),
        (3 * W - 3 * sp.exp(A), "exp_less"),
        (sp.exp(A) - W * A, "exp_less_multiple"),
        (2 * W * A - 2 * sp.exp(A), "exp_less_multiple"),
        (sigmoids(A, A - G) - sigmoids(-A, G - A), "sigmoid_drop"),
        (2 * sigmoids(-A, G - A) - 2 * sigmoids(A, A - G), "sigmoid_drop"),
        (sp.exp(A + B - C) + sp.exp(A - B + C) - sp.exp(B + C - A) - sp.exp(-A - B - C), "spin_contrast"),
        (sp.exp(A + B + C) + sp.exp(B - A - C) - sp.exp(A - B - C) - sp.exp(C - A - B), "spin_contrast"),
    ],
)
def test_the_form_has_the_same_value(expression: sp.Expr, primitive: str) -> None:
    """The primitive is found, and written out it is what it was."""
    changed = rewritten(expression)
    assert {call.primitive for call in changed.atoms(Stable)} == {primitive}
    for point in ({A: 2, B: -1, C: 3, G: 1, W: 4}, {A: -1, B: 2, C: 1, G: 5, W: 0}):
        assert abs(sp.N((meaning(changed) - meaning(expression)).subs(point), 30)) < 1e-25


@pytest.mark.parametrize(
    "expression",
    [
        sp.exp(A) - B,  # no whole number
        sp.exp(A + B) - W,  # an argument that is rounded
        sp.exp(A) - 2 * W,  # twice a whole number is no argument
        sp.exp(A) - W * B,  # a multiple of another number
        sp.exp(A) - C * A,  # no whole multiple
        sp.exp(A + B) - W * (A + B),  # an argument that is rounded
        B * (sp.exp(A) - W * A),  # a part of something, in which another argument may undo what the first explains
        sigmoids(A, A - G) + sigmoids(-A, G - A),  # no difference
        sigmoids(A, A - G) - sigmoids(-A, G + A),  # other complements
        sigmoids(A, A - B) - sigmoids(-A, B - A),  # a gap of any sign
        sp.exp(A + B + C) - sp.exp(A - B - C) - sp.exp(B - A - C) + 2 * sp.exp(C - A - B),  # weights
        sp.exp(A + B + C) + sp.exp(A - B - C) - sp.exp(B - A - C) - sp.exp(2 * C - A - B),  # exponents that add up to something
        sp.exp(2 * A) + sp.exp(-A) - sp.exp(-B) - sp.exp(B - A),  # halves of arguments
    ],
)
def test_other_sums_stay(expression: sp.Expr) -> None:
    """What is no such sum is left alone."""
    assert rewritten(expression) == expression


def rewritten(expression: sp.Expr) -> sp.Expr:
    """By the three rules in turn."""
    for step in (whole_outcomes.rewrite, sigmoid_drops.rewrite):
        expression = next(iter(step(expression, DOMAIN)), expression)
    return by_contrasts(expression, DOMAIN)
