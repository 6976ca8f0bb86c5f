"""Every loss is what its law defines, where nothing is extreme and where everything is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from curvature_checks import distance
from curvature_laws import LOSSES, score, second_moment
from curvature_oracle import second_differences
from mpmath import mp

from numeric.errors import CurvatureError, DomainError
from numeric.losses import losses, named
from numeric.losses.blocks.outer import Outer

if TYPE_CHECKING:
    from numeric.losses.loss import Loss

SPREADS = (1.0, 6.0)
POINTS = 12


def case(name: str, spread: float) -> tuple[Loss, Any, Any]:
    """The loss, outputs ``(n_out, N)`` of some spread and targets as the loss takes them."""
    definition, generator = LOSSES[name], np.random.default_rng(3)
    law = named(name) if definition.make is None else definition.make()
    z = definition.domain(spread * generator.standard_normal((definition.outputs, POINTS)))
    Y = np.array([definition.draw(generator) for _ in range(POINTS)])
    return law, z, law.targets(Y, definition.outputs, np.dtype(float))


def columns(z: Any, y: Any) -> list[tuple[list[Any], list[Any]]]:
    """Outputs and targets sample by sample, in mpmath."""
    targets = np.atleast_2d(y)
    return [([mp.mpf(v) for v in z[:, n].tolist()], [mp.mpf(v) for v in targets[:, n].tolist()]) for n in range(z.shape[1])]


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("name", sorted(losses()))
def test_derivatives_are_those_of_the_value(name: str, spread: float) -> None:
    """Gradient and Hessian of every sample agree with differences of the definition, sample by sample, to thirteen digits."""
    law, z, y = case(name, spread)
    gradient, hessian = law.gradient(z, y), law.hessian(z, y).dense()
    with mp.workdps(60):
        for n, (outputs, target) in enumerate(columns(z, y)):
            wanted = np.array(score(LOSSES[name], outputs, target)).astype(float)
            second = second_differences(lambda o, t=target: LOSSES[name].value(o, t), outputs).astype(float)
            assert distance(gradient[:, n], wanted) < 1e-13
            assert distance(hessian[n], second) < 1e-12


@pytest.mark.parametrize("name", sorted(losses()))
def test_fisher_matrix_is_the_second_moment_of_the_score(name: str) -> None:
    """F_R agrees with the sum or integral over targets, and its factor's square is it."""
    law, z, _ = case(name, 1.0)
    fisher = law.fisher(z[:, :3])
    S = fisher.factor()
    assert len(S) == fisher.rank
    assert distance(np.einsum("ran,rbn->nab", S, S), fisher.dense()) < 1e-13
    assert np.array_equal(np.concatenate([fisher.factor(0, 1), fisher.factor(1)]), S)
    with mp.workdps(60):
        for n in range(3):
            wanted = second_moment(LOSSES[name], [mp.mpf(v) for v in z[:, n].tolist()])
            assert distance(fisher.dense()[n], wanted.astype(float)) < 1e-12


@pytest.mark.parametrize("name", sorted(losses()))
def test_a_factor_is_memory_of_its_own(name: str) -> None:
    """Overwriting the factor, as a backward pass does, leaves the matrices as they are, also those of a sum of outer products."""
    law, z, y = case(name, 1.0)
    for blocks in (law.fisher(z), Outer(law.gradient(z, y)[None])):
        before = blocks.dense()
        blocks.factor()[...] = np.nan
        assert np.array_equal(blocks.dense(), before)


@pytest.mark.parametrize("name", sorted(losses()))
def test_what_the_loss_says_of_itself_is_so(name: str) -> None:
    """F_R = H_L at all points or not at one, and no negative eigenvalue of H_L or one, as the attributes say."""
    law, z, y = case(name, 3.0)
    H, F = law.hessian(z, y).dense(), law.fisher(z).dense()
    assert law.fisher_is_hessian == bool(distance(H, F) < 1e-12)
    assert law.convex == bool(np.linalg.eigvalsh(H).min() >= -1e-12)
    assert law.claim.startswith("M")


@pytest.mark.parametrize("name", sorted(losses()))
def test_draws_follow_the_law(name: str) -> None:
    """Over fifty thousand draws the score has mean zero and second moment F_R, within five standard errors."""
    law, z, _ = case(name, 1.0)
    count = 50_000
    many = np.repeat(z[:, :1], count, axis=1)
    s = law.gradient(many, law.sample(many, np.random.default_rng(5)))
    F = law.fisher(z[:, :1]).dense()[0]
    for values, wanted in [(s, np.zeros(len(z))), *((s * s[i], F[i]) for i in range(len(z)))]:
        error = values.std(axis=1, ddof=1) / np.sqrt(count) + 1e-12
        assert (np.abs(values.mean(axis=1) - wanted) < 5 * error).all()


def test_saturated_softmax_keeps_its_digits() -> None:
    """With one probability within 1e-12 of one, gradient and product agree with mpmath in every entry to thirteen digits."""
    law = named("cross_entropy_logits")
    z = np.array([[30.0], [1.5], [0.25]])
    v = np.array([[0.3], [-1.0], [2.0]])
    found = law.fisher(z).product(v[:, None].copy())[:, 0, 0]
    with mp.workdps(60):
        powers = [mp.exp(mp.mpf(each)) for each in z[:, 0].tolist()]
        p = [power / mp.fsum(powers) for power in powers]
        mean = mp.fsum(a * mp.mpf(b) for a, b in zip(p, v[:, 0].tolist(), strict=True))
        wanted = [float(a * (mp.mpf(b) - mean)) for a, b in zip(p, v[:, 0].tolist(), strict=True)]
        slope = [float(p[0] - 1), float(p[1]), float(p[2])]
        loss = float(-mp.log(p[0]))
    assert np.allclose(found, wanted, rtol=1e-13, atol=0)
    assert np.allclose(law.gradient(z, np.array([0]))[:, 0], slope, rtol=1e-13, atol=0)
    assert law.value(z, np.array([0]))[0] == pytest.approx(loss, rel=1e-13)


@pytest.mark.parametrize("name", ["gaussian_log_variance", "student_t"])
def test_an_indefinite_hessian_has_no_factor(name: str) -> None:
    """The factor of a curvature that is not positive is refused."""
    law, z, y = case(name, 6.0)
    with pytest.raises(CurvatureError, match="Take the Fisher matrix"):
        law.hessian(z, y).factor()


@pytest.mark.parametrize("outside", [[-0.1, 0.5], [0.6, 0.4], [0.9, 0.3], [np.nan, 0.2]])
def test_outputs_that_are_no_probabilities_are_told(outside: list[float]) -> None:
    """There the loss on probabilities is infinite, for that sample only, and has no derivative."""
    law = named("cross_entropy_probabilities")
    z = np.array([[0.25, outside[0]], [0.5, outside[1]]])
    y = law.targets(np.array([2, 0]), 2, np.dtype(float))
    assert np.array_equal(law.value(z, y), [np.log(4.0), np.inf])
    for derivative in (law.gradient, law.hessian, lambda z, _: law.fisher(z)):
        with pytest.raises(DomainError, match="sum below one"):
            derivative(z, y)


def test_where_the_target_is_the_law_the_hessian_is_the_fisher_matrix() -> None:
    """On probabilities H_L and F_R agree at the distribution that the outputs give, and at no other in the example."""
    law = named("cross_entropy_probabilities")
    z = np.array([[0.2, 0.3], [0.5, 0.1]])
    own = np.concatenate([z, 1 - z.sum(axis=0, keepdims=True)])
    assert distance(law.hessian(z, own).dense(), law.fisher(z).dense()) < 1e-15
    assert distance(law.hessian(z, own[::-1]).dense(), law.fisher(z).dense()) > 0.1


@pytest.mark.parametrize(("name", "mean", "deviation"), [("quantile", 8 / 3, np.sqrt(160) / 3), ("laplace", 0.0, np.sqrt(0.5))])
def test_draws_whose_score_is_a_sign_have_the_law_s_moments(name: str, mean: float, deviation: float) -> None:
    """With t = 1/4: (1 - 2 t) / (t (1 - t)) and (1 - 2 t + 2 t^2) / (t (1 - t))^2; with b = 1/2: 0 and 2 b^2. The mean loss is 1."""
    law, z, count = LOSSES[name].make(), np.full((1, 100_000), 0.7), 100_000
    y = law.sample(z, np.random.default_rng(8))
    residual = (y - z)[0]
    assert abs(residual.mean() - mean) < 5 * deviation / np.sqrt(count)
    assert residual.std() == pytest.approx(deviation, rel=0.03)
    assert law.value(z, y).mean() == pytest.approx(1, rel=5 / np.sqrt(count))


@pytest.mark.parametrize("precision", ["float64", "float32"])
@pytest.mark.parametrize("y", [0.0, 0.25, 1.0])
def test_gradients_of_logits_keep_their_digits_far_out(y: float, precision: str) -> None:
    """``p - y`` has all digits where it is a normal number, and is its limit, without a warning, where powers overflow."""
    size = np.array([0.5, 3.0, 30.0, 80.0, 87.0, 89.0, 120.0, 600.0, 708.0, 710.0, 1e4, 3e38])
    z, kind = np.concatenate([size, -size]).astype(precision)[None], np.finfo(precision)
    with np.errstate(all="raise", under="ignore"):
        found = named("bernoulli_logits").gradient(z, np.full_like(z, y))[0].astype(float)
    with mp.workdps(50):
        wanted = np.array([float(1 / (1 + mp.exp(-each)) - y if y < 1 else -1 / (1 + mp.exp(each))) for each in z[0].tolist()])
    assert np.all(np.abs(found - wanted) <= 4 * kind.eps * np.abs(wanted) + 2 * kind.tiny)
