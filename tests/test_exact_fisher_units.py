"""The closed-form Fisher matrices of Amari's unit and of the erf network agree with integrals of independent routes."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from scipy.special import erf

from numeric.amari_unit import AmariFisher, tilted_moments
from numeric.erf_network import ErfFisher
from numeric.errors import DomainError, ShapeError


def reference(radius: float, bias: float) -> tuple[float, float, float]:
    """Mass, mean and variance of the tilted law at 40 digits, by quadrature in pieces around its peak."""
    with mpmath.workdps(40):
        r, b = mpmath.mpf(radius), mpmath.mpf(bias)
        peak = mpmath.findroot(lambda u: 4 * r * mpmath.tanh(r * u + b) + u, -b / r if abs(b) < 4 * r * r else -4 * r)
        width = 1 / mpmath.sqrt(1 + 4 * r**2 * mpmath.sech(r * peak + b) ** 2)
        points = sorted(
            {peak + side * part * width for part in (0, 1, 2, 4, 7, 11, 16, 24, 40) for side in (-1, 1)} | {peak - 14, peak + 14}
        )
        parts = [
            mpmath.quad(lambda u, k=k: mpmath.sech(r * u + b) ** 4 * mpmath.npdf(u) * (u - peak) ** k, points)  # type: ignore[misc]
            for k in range(3)
        ]
        mean = parts[1] / parts[0]
        return float(parts[0]), float(peak + mean), float(parts[2] / parts[0] - mean**2)


@pytest.mark.parametrize(("radius", "bias"), [(0.1, 0.3), (1.0, 0.3), (2.0, -1.0), (5.0, -2.0), (10.0, 0.3), (30.0, 0.3), (300.0, 4.0)])
def test_moments_hold_to_fourteen_digits(radius: float, bias: float) -> None:
    """The three integrals are right to 1e-13 where Gauss-Hermite rules lose all digits."""
    assert tilted_moments(radius, bias) == pytest.approx(reference(radius, bias), rel=1e-13)


def test_far_tails_have_a_closed_form() -> None:
    """With a large bias sech^4 is 16 exp(-4(ru + b)), so the law is normal about -4r; without weights it is standard normal."""
    assert tilted_moments(2.0, 50.0) == pytest.approx((16 * np.exp(32.0 - 200.0), -8, 1), rel=1e-13)
    assert tilted_moments(0.0, 0.7) == pytest.approx((np.cosh(0.7) ** -4, 0, 1), rel=1e-14)


def test_the_unit_is_the_integral_of_its_scores() -> None:
    """Gauss-Hermite quadrature of the scores in the plane gives the dense matrix; leaving out the mixed moment does not."""
    weights, bias, noise = np.array([0.4, -0.3]), 0.5, 0.7
    nodes, mass = np.polynomial.hermite_e.hermegauss(90)
    points = np.array(np.meshgrid(nodes, nodes)).reshape(2, -1).T
    share = np.multiply.outer(mass, mass).ravel() / mass.sum() ** 2
    scores = np.column_stack([points, np.ones(len(points))]) * (np.cosh(points @ weights + bias) ** -2 / noise)[:, None]
    exact = (scores * share[:, None]).T @ scores
    found = AmariFisher(weights, bias, noise).to_dense()
    assert np.allclose(found, exact, rtol=1e-11, atol=1e-13)
    assert np.abs(exact[:2, 2]).min() > 1e-2


@pytest.mark.parametrize("damping", [0.0, 0.3, 10.0])
@pytest.mark.parametrize("radius", [0.0, 1.0, 40.0])
def test_the_inverse_undoes_the_matrix(radius: float, damping: float) -> None:
    """In O(n) the damped system is solved, vectors and blocks, also where the plane's determinant nearly vanishes."""
    weights = radius * np.linspace(0.1, 1, 6) / np.linalg.norm(np.linspace(0.1, 1, 6))
    unit = AmariFisher(weights, 0.4, 0.5)
    shifted = unit.to_dense() + damping * np.eye(7)
    vectors = np.random.default_rng(0).standard_normal((7, 3))
    found = unit.solve(shifted @ vectors, damping)
    assert np.allclose(found, vectors, rtol=1e-9 if radius > 1 else 1e-12, atol=1e-9 if radius > 1 else 1e-12)
    assert np.allclose(unit.solve(vectors[:, 0], damping), np.linalg.solve(shifted, vectors[:, 0]), rtol=1e-8)
    assert np.array_equal(unit.to_dense(), unit.to_dense().T) or np.allclose(unit.to_dense(), unit.to_dense().T, rtol=1e-14)


@pytest.mark.parametrize("slope", [1.0, 1 / np.sqrt(2)])
def test_the_erf_network_is_the_integral_of_its_scores(slope: float) -> None:
    """All blocks, the mixed one included, agree with quadrature of the scores, and the product with the dense matrix."""
    generator = np.random.default_rng(0)
    weights, outputs, noise = 0.6 * generator.standard_normal((3, 2)), generator.standard_normal(3), 0.8
    nodes, mass = np.polynomial.hermite_e.hermegauss(90)
    points = np.array(np.meshgrid(nodes, nodes)).reshape(2, -1).T
    share = np.multiply.outer(mass, mass).ravel() / mass.sum() ** 2
    arguments = slope * (points @ weights.T)
    rates = 2 * slope / np.sqrt(np.pi) * np.exp(-(arguments**2)) * outputs
    scores = np.column_stack([(rates[:, :, None] * points[:, None, :]).reshape(len(points), -1), erf(arguments)]) / noise
    exact = (scores * share[:, None]).T @ scores
    network = ErfFisher(weights, outputs, slope, noise)
    assert np.allclose(network.to_dense(), exact, rtol=1e-11, atol=1e-12)
    assert np.abs(exact[:6, 6:]).max() > 1e-2
    vector = generator.standard_normal(9)
    assert np.allclose(network @ vector, exact @ vector, rtol=1e-11)


def test_bad_units_are_refused() -> None:
    """Shapes, noise and numbers outside their sets are errors."""
    with pytest.raises(ShapeError, match=r"expected weights of shape \(n,\)"):
        AmariFisher(np.eye(2), 0.0, 1.0)
    with pytest.raises(DomainError, match="expected a noise above 0, got -1"):
        AmariFisher(np.ones(2), 0.0, -1.0)
    with pytest.raises(DomainError, match="expected a finite radius"):
        AmariFisher(np.array([np.nan]), 0.0, 1.0)
    with pytest.raises(ShapeError, match=r"expected weights \(m, n\) and outputs \(m,\)"):
        ErfFisher(np.ones((2, 3)), np.ones(3))
