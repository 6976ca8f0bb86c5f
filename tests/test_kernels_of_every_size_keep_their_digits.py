"""Kernels of every size keep their digits: any number of classes, confident laws, nearly equal laws, against many digits of mpmath."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import mpmath as mp
import numpy as np
import pytest

from derivations.codegen import kernel

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (1, 2, 3, 7, 50)
Row = list[Any]

Z, P, A = {"z": "real[K]"}, {"p": "simplex[K]"}, {"a": "positive[K]"}
V = {"v": "real[K]"}
FISHER = "fisher(Categorical(logits=z), z)"
ROOT = "sqrt(softmax(z)[i])*v[i] - softmax(z)[i]*sum(sqrt(softmax(z)[k])*v[k] for k in range(K))"
PSEUDO = "v[i]/softmax(z)[i] - sum(v[k]/softmax(z)[k] for k in range(K))/K"


def softmax(z: Row) -> Row:
    """The probabilities."""
    weights = [mp.exp(entry - max(z)) for entry in z]
    return [weight / mp.fsum(weights) for weight in weights]


def logsumexp(z: Row) -> Any:
    """From the definition."""
    return max(z) + mp.log(mp.fsum(mp.exp(entry - max(z)) for entry in z))


def entropy(z: Row) -> Any:
    """-sum p log p."""
    return -mp.fsum(p * (entry - logsumexp(z)) for p, entry in zip(softmax(z), z, strict=True))


def covariance(z: Row) -> list[Row]:
    """diag(p) - p p^T, the diagonal by the other probabilities."""
    p = softmax(z)
    return [
        [p[i] * mp.fsum(q for k, q in enumerate(p) if k != i) if i == j else -p[i] * p[j] for j in range(len(z))] for i in range(len(z))
    ]


def product(z: Row, v: Row) -> Row:
    """p_i sum_k p_k (v_i - v_k)."""
    p = softmax(z)
    return [q * mp.fsum(r * (one - other) for r, other in zip(p, v, strict=True)) for q, one in zip(p, v, strict=True)]


def quadratic(z: Row, v: Row) -> Any:
    """The variance of v."""
    return mp.fsum(one * other for one, other in zip(v, product(z, v), strict=True))


def root_product(z: Row, v: Row) -> Row:
    """(diag(sqrt p) - p sqrt(p)^T) v."""
    p = softmax(z)
    mean = mp.fsum(mp.sqrt(q) * entry for q, entry in zip(p, v, strict=True))
    return [mp.sqrt(q) * entry - q * mean for q, entry in zip(p, v, strict=True)]


def pseudo_inverse(z: Row, v: Row) -> Row:
    """Entries over probabilities, less a constant so that the sum is zero."""
    quotients = [entry / q for q, entry in zip(softmax(z), v, strict=True)]
    return [quotient - mp.fsum(quotients) / len(z) for quotient in quotients]


def dirichlet_fisher(a: Row) -> list[Row]:
    """From the log-partition."""
    whole = mp.polygamma(1, mp.fsum(a))
    return [[(mp.polygamma(1, a[i]) if i == j else 0) - whole for j in range(len(a))] for i in range(len(a))]


def dirichlet_product(a: Row, v: Row) -> Row:
    """The Fisher matrix times v."""
    return [mp.fsum(one * other for one, other in zip(row, v, strict=True)) for row in dirichlet_fisher(a)]


CASES: dict[str, tuple[str, dict[str, str], Callable[..., Any]]] = {
    "softmax": ("softmax(z)", Z, softmax),
    "logsumexp": ("logsumexp(z)", Z, logsumexp),
    "entropy by logits": ("entropy(Categorical(logits=z))", Z, entropy),
    "Hessian": ("hess(logsumexp(z), z)", Z, covariance),
    "Fisher product": (f"{FISHER} @ v", Z | V, product),
    "variance": ("v @ hess(logsumexp(z), z) @ v", Z | V, quadratic),
    "root": (f"[{ROOT} for i in range(K)]", Z | V, root_product),
    "pseudo-inverse": (f"[{PSEUDO} for i in range(K)]", Z | V, pseudo_inverse),
    "Dirichlet Fisher": ("fisher(Dirichlet(a), a)", A, dirichlet_fisher),
    "Dirichlet Fisher product": ("fisher(Dirichlet(a), a) @ v", A | V, dirichlet_product),
}

LINEAR = (product, root_product, pseudo_inverse, dirichlet_product)


def kl_probabilities(p: Row, q: Row) -> Any:
    """With the rounding of the sums left out."""
    return mp.fsum(one * mp.log(one / other) - one + other for one, other in zip(p, q, strict=True))


def kl_logits(x: Row, y: Row) -> Any:
    """From the definition."""
    left, right = logsumexp(x), logsumexp(y)
    return mp.fsum(mp.exp(one - left) * ((one - left) - (other - right)) for one, other in zip(x, y, strict=True))


def kl_dirichlet(a: Row, b: Row) -> Any:
    """A sum of Bregman divergences less that of the sums."""
    pairs = [*zip(a, b, strict=True), (mp.fsum(a), mp.fsum(b))]
    *parts, whole = (mp.loggamma(d) - mp.loggamma(c) - mp.digamma(c) * (d - c) for c, d in pairs)
    return mp.fsum(parts) - whole


DIVERGENCES: dict[str, tuple[str, dict[str, str], Callable[..., Any]]] = {
    "by probabilities": ("kl(Categorical(p), Categorical(q))", {"p": "simplex[K]", "q": "simplex[K]"}, kl_probabilities),
    "by logits": ("kl(Categorical(logits=x), Categorical(logits=y))", {"x": "real[K]", "y": "real[K]"}, kl_logits),
    "Dirichlet": ("kl(Dirichlet(a), Dirichlet(b))", {"a": "positive[K]", "b": "positive[K]"}, kl_dirichlet),
}


@cache
def generated(text: str, let: tuple[tuple[str, str], ...]) -> Callable[..., Any]:
    """One kernel serves every size."""
    return kernel(text, dict(let))


def flat(value: Any) -> list[Any]:
    """All numbers of nested lists."""
    return [number for part in value for number in flat(part)] if isinstance(value, list) else [value]


def ulps(found: Any, truth: Any) -> float:
    """The distance in units in the last place of the truth; below the normal numbers, of the smallest of them."""
    return float(abs(mp.mpf(float(found)) - truth) / np.spacing(max(abs(float(truth)), 2.3e-308)))


def worst(values: Any, truth: Callable[..., Any], *arguments: Any, digits: int = 60) -> float:
    """The worst distance over all elements and entries."""
    found = 0.0
    with mp.workdps(digits):
        for value, *row in zip(values, *arguments, strict=True):
            exact = flat(truth(*([mp.mpf(float(number)) for number in part] for part in row)))
            found = max([found, *(ulps(one, other) for one, other in zip(np.ravel(value), exact, strict=True))])
    return found


def conditioning(values: Any, truth: Callable[..., Any], points: Any, directions: Any) -> float:
    """How much the entries of a product may change, relatively, when those of the direction do."""
    found = 1.0
    for value, point, direction in zip(values, points, directions, strict=True):
        units = np.eye(len(direction))
        row = [mp.mpf(float(number)) for number in point]
        columns = [np.array([float(entry) for entry in truth(row, list(map(mp.mpf, unit)))]) for unit in units]
        parts = sum(np.abs(column) * abs(entry) for column, entry in zip(columns, direction, strict=True))
        found = max(found, float(np.max(np.divide(parts, np.abs(value), out=np.ones_like(value), where=value != 0))))
    return found


def sample(kind: str, size: int, seed: int = 5) -> Any:
    """Three points of a type."""
    generator = np.random.default_rng([size, seed])
    if kind.startswith("simplex"):
        return generator.dirichlet(np.ones(size), 3)
    return 10.0 ** generator.uniform(-2, 2, (3, size)) if kind.startswith("positive") else 2 * generator.standard_normal((3, size))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CASES)
def test_one_kernel_has_its_digits_for_every_size(name: str, size: int) -> None:
    """At ordinary points; products with directions are as good as the directions are where their terms cancel."""
    text, let, truth = CASES[name]
    arguments = [sample(kind, size, seed) for seed, kind in enumerate(let.values())]
    values = generated(text, tuple(let.items()))(*arguments)
    limit = 16.0
    assert worst(values, truth, *arguments) <= (limit if truth not in LINEAR else limit * conditioning(values, truth, *arguments))


@pytest.mark.parametrize("distance", [1.0, 1e-3, 1e-6, 1e-10])
@pytest.mark.parametrize("size", SIZES[1:])
@pytest.mark.parametrize("name", DIVERGENCES)
def test_divergences_of_near_laws(name: str, size: int, distance: float) -> None:
    """Down to a relative distance of 1e-10 a divergence has all its digits and its sign."""
    text, let, truth = DIVERGENCES[name]
    first = sample(next(iter(let.values())), size)
    second = first * np.exp(distance * np.random.default_rng(size).standard_normal(first.shape).clip(-2, 2))
    if name == "by probabilities":
        second /= second.sum(axis=-1, keepdims=True)
    values = generated(text, tuple(let.items()))(first, second)
    assert worst(values, truth, first, second) <= 8
    assert (values > 0).all()


@pytest.mark.parametrize("name", DIVERGENCES)
def test_a_law_has_no_divergence_from_itself(name: str) -> None:
    """Exactly zero, and never below for the next number."""
    text, let, _ = DIVERGENCES[name]
    function = generated(text, tuple(let.items()))
    for size in SIZES:
        first = sample(next(iter(let.values())), size)
        assert (function(first, first) == 0.0).all()
        assert (function(first, np.nextafter(first, 9.0)) >= 0.0).all()


def test_confident_softmax() -> None:
    """Logits that are far apart: nothing overflows, and no probability of one hides the others."""
    z = np.array([[1000.0, 960.0, 950.0, 0.0], [-30.0, 0.0, -31.0, -3000.0], [5.0, 5.0, -30.0, 5.0]])
    v = np.array([[1.0, 2.0, -3.0, 4.0], [2.0, 1.0, 3.0, -1.0], [0.5, 0.25, 1.0, 2.0]])
    for name, limit in (
        ("softmax", 64),
        ("logsumexp", 2),
        ("entropy by logits", 64),
        ("Hessian", 64),
        ("Fisher product", 64),
        ("variance", 64),
    ):
        text, let, truth = CASES[name]
        arguments = [z, v][: len(let)]
        with mp.workdps(60):
            values = generated(text, tuple(let.items()))(*arguments)
        assert np.isfinite(values).all()
        assert worst(values, truth, *arguments) <= limit, name  # at a gap of 40, half an ulp of the gap is 20 of its exponential


def test_far_logits_have_finite_divergences() -> None:
    """Differences beyond the range of the exponential function."""
    text, let, truth = DIVERGENCES["by logits"]
    function = generated(text, tuple(let.items()))
    x, y = np.array([[1000.0, 0.0, 0.0], [0.0, -2000.0, 5.0]]), np.array([[0.0, 1000.0, 0.0], [-3000.0, 4.0, 0.0]])
    assert worst(function(x, y), truth, x, y, digits=420) <= 8
