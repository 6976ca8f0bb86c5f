"""Generated kernels keep their digits: ordinary, extreme and nearly equal arguments, against 60 digits of mpmath."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

from derivations.codegen import kernel
from derivations.codegen.agreement import agrees
from derivations.codegen.domain import domain_of
from derivations.codegen.inputs import inputs_of
from derivations.codegen.passes import passes
from derivations.codegen.request import read_request
from derivations.language.types import parse_type

if TYPE_CHECKING:
    from derivations.codegen.passes import Pass

FOUR = {"a": "positive", "b": "positive", "c": "positive", "d": "positive"}


def kl_gamma(a: Any, b: Any, c: Any, d: Any) -> Any:
    """From the textbook."""
    return (a - c) * mp.digamma(a) - mp.loggamma(a) + mp.loggamma(c) + c * (mp.log(b) - mp.log(d)) + a * (d - b) / b


def kl_normal(a: Any, b: Any, c: Any, d: Any) -> Any:
    """From the textbook."""
    return mp.log(d / b) + (b * b + (a - c) ** 2) / (2 * d * d) - mp.mpf(1) / 2


def kl_beta(a: Any, b: Any, c: Any, d: Any) -> Any:
    """From the textbook."""
    known = (a - c) * (mp.digamma(a) - mp.digamma(a + b)) + (b - d) * (mp.digamma(b) - mp.digamma(a + b))
    return known - mp.loggamma(a) - mp.loggamma(b) + mp.loggamma(c) + mp.loggamma(d) + mp.loggamma(a + b) - mp.loggamma(c + d)


def kl_inverse_gaussian(a: Any, b: Any, c: Any, d: Any) -> Any:
    """From the integral."""
    return a * d / (2 * c * c) + mp.log(b / d) / 2 - mp.mpf(1) / 2 - d / c + d / (2 * b) + d / (2 * a)


def kl_von_mises(a: Any, b: Any, c: Any, d: Any) -> Any:
    """From the textbook."""
    mean = mp.besseli(1, b) / mp.besseli(0, b)
    return b * mean - d * mp.cos(a - c) * mean - mp.log(mp.besseli(0, b)) + mp.log(mp.besseli(0, d))


CASES = {
    "kl(Gamma(a, b), Gamma(c, d))": kl_gamma,
    "kl(Normal(a, b), Normal(c, d))": kl_normal,
    "kl(Beta(a, b), Beta(c, d))": kl_beta,
    "kl(InverseGaussian(a, b), InverseGaussian(c, d))": kl_inverse_gaussian,
    "kl(VonMises(a, b), VonMises(c, d))": kl_von_mises,
}


def worst_ulps(values: Any, truths: Any) -> float:
    """The largest distance in units of the last place of the truth."""
    return max(
        float(abs(mp.mpf(float(value)) - truth) / np.spacing(abs(float(truth)))) for value, truth in zip(values, truths, strict=True)
    )


@pytest.mark.parametrize("distance", [0.3, 1e-3, 1e-6, 1e-10])
@pytest.mark.parametrize("text", CASES)
def test_divergences_of_near_laws(text: str, distance: float) -> None:
    """Down to a relative distance of 1e-10 a divergence has all its digits and its sign."""
    generator = np.random.default_rng(7)
    first = 10.0 ** generator.uniform(-1, 1.2, (2, 25))
    second = first * (1 + distance * generator.standard_normal((2, 25)).clip(-2, 2))
    arguments = (first[0], first[1], second[0], second[1])
    values = kernel(text, FOUR)(*arguments)
    with mp.workdps(60):
        truths = [CASES[text](*(mp.mpf(float(number)) for number in row)) for row in zip(*arguments, strict=True)]
        assert worst_ulps(values, truths) <= 8
    assert (values > 0).all()


@pytest.mark.parametrize("text", CASES)
def test_a_law_has_no_divergence_from_itself(text: str) -> None:
    """Exactly zero, and never below."""
    generator = np.random.default_rng(3)
    a, b = 10.0 ** generator.uniform(-3, 3, (2, 200))
    function = kernel(text, FOUR)
    assert (function(a, b, a, b) == 0.0).all()
    assert (function(a, b, np.nextafter(a, 9.0), b) >= 0.0).all()


def test_softmax_without_overflow() -> None:
    """Large, spread and shifted logits: no nan, no inf, rows that sum to zero."""
    hessian = kernel("hess(-logpdf(Categorical(logits=z), 0), z)", {"z": "real[3]"})
    z = np.array([[1000.0, 1001.0, 999.0], [-1000.0, 1000.0, 0.0], [1e-3, 0.0, -40.0]])
    values = hessian(z)
    assert np.isfinite(values).all()
    with mp.workdps(60):
        for row, found in zip(z, values, strict=True):
            weights = [mp.exp(mp.mpf(float(entry)) - 1000) for entry in row]
            p = [weight / sum(weights) for weight in weights]
            truths = [p[i] * (sum(p[j] for j in range(3) if j != i)) if i == k else -p[i] * p[k] for i in range(3) for k in range(3)]
            kept = [(value, truth) for value, truth in zip(found.ravel(), truths, strict=True) if abs(truth) > 1e-290]
            assert not kept or worst_ulps(*zip(*kept, strict=True)) <= 64  # at a gap of 40, half an ulp of the gap is 20 of the result


def test_the_inverse_fisher_of_gamma_has_its_digits() -> None:
    """The difference k psi_1(k) - 1 cancels for large shapes; the kernel's form does not."""
    inverse = kernel("inv(fisher(Gamma(k, b), [k, b]))", {"k": "positive", "b": "positive"})
    shapes = 10.0 ** np.arange(-6.0, 13.0)
    values = inverse(shapes, 2.0)[:, 0, 0]
    with mp.workdps(60):
        truths = [k / (k * mp.polygamma(1, k) - 1) for k in map(mp.mpf, shapes.tolist())]
        assert worst_ulps(values, truths) <= 8


@pytest.mark.parametrize("step", passes(), ids=lambda step: step.name)
def test_no_pass_changes_a_value(step: Pass) -> None:
    """Every form a pass proposes agrees with its original at exact points."""
    for text in (*CASES, "kl(Geometric(a/(1 + a)), Geometric(b/(1 + b)))", "log(exp(a) + exp(b)) - a/(a + b)", "c*polygamma(1, c) - 1"):
        request = read_request(text, FOUR)
        for entry in request.value.entries:
            for form in step.rewrite(entry, domain_of(request.inputs)):
                assert agrees(form, entry, request.inputs), (step.name, text, form)


def test_a_wrong_rewrite_is_noticed() -> None:
    """The check says no to a form that is off by a sign, by a factor, or by 1e-30."""
    inputs = inputs_of({"a": parse_type("positive"), "b": parse_type("positive")})
    a, b = inputs.symbols
    right = sp.log(a) - sp.log(b)
    assert agrees(sp.log(a / b), right, inputs)
    for wrong in (sp.log(b) - sp.log(a), 2 * right, right + sp.Rational(1, 10**30)):
        assert not agrees(wrong, right, inputs)
