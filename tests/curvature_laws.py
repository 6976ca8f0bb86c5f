"""The losses as their laws define them, in mpmath: value, targets, and the second moment of the score by sums and quadrature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from mpmath import mp

from numeric.losses.huber import Huber
from numeric.losses.laplace import Laplace
from numeric.losses.mahalanobis import Mahalanobis
from numeric.losses.multinomial import Multinomial
from numeric.losses.ordinal import Ordinal
from numeric.losses.quantile import Quantile
from numeric.losses.student_t import StudentT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COVARIANCE = ((2.0, 0.5), (0.5, 1.0))
STEP = mp.mpf(10) ** -18
LARGEST_COUNT = 200
TRIALS = 3
THRESHOLDS = (-0.5, 0.25, 1.5)  # options that are no default, and no number whose square is itself
REACH, LEVEL, SCALE, FREEDOM = 1.5, 0.25, 0.5, 3.0


@dataclass(frozen=True)
class Definition:
    """A loss: its value, how many outputs the examples have, a target, the targets' support, and its name's options.

    ``support`` is a list of targets, or ``None`` for real ones; then ``kinks`` are the residuals between which the density is smooth.
    ``domain`` maps any outputs to some where the loss is defined, as do the ``last`` activation and an extra ``bias`` of a network.
    """

    outputs: int
    value: Callable[[Sequence[Any], Sequence[Any]], Any]
    draw: Callable[[np.random.Generator], Any]
    support: list[Any] | None = None
    kinks: tuple[float, ...] = (0.0,)
    separable: bool = True
    make: Callable[[], Any] | None = None
    domain: Callable[[Any], Any] = lambda z: z
    last: str = "identity"
    bias: float = 0.0


def _half_square(z: Sequence[Any], y: Sequence[Any]) -> Any:
    return mp.fsum((b - a) ** 2 for a, b in zip(z, y, strict=True)) / 2


def _mahalanobis(z: Sequence[Any], y: Sequence[Any]) -> Any:
    (a, b), (_, d) = COVARIANCE
    u, v = y[0] - z[0], y[1] - z[1]
    return (d * u * u - 2 * b * u * v + a * v * v) / (a * d - b * b) / 2


def _cross_entropy(z: Sequence[Any], y: Sequence[Any]) -> Any:
    return mp.log(mp.fsum(map(mp.exp, z))) - z[int(y[0])]


def _on_probabilities(z: Sequence[Any], y: Sequence[Any]) -> Any:
    weights = y if len(y) > 1 else [int(k == y[0]) for k in range(len(z) + 1)]
    return -mp.fsum(weight * mp.log(p) for weight, p in zip(weights, [*z, 1 - mp.fsum(z)], strict=True) if weight)


def _gaussian(z: Sequence[Any], y: Sequence[Any]) -> Any:
    return z[1] / 2 + (y[0] - z[0]) ** 2 * mp.exp(-z[1]) / 2


def _huber(z: Sequence[Any], y: Sequence[Any]) -> Any:
    size = [abs(b - a) for a, b in zip(z, y, strict=True)]
    return mp.fsum(u * u / 2 if u <= REACH else REACH * u - REACH**2 / 2 for u in size)


def _ordinal(z: Sequence[Any], y: Sequence[Any]) -> Any:
    below = [mp.mpf(0), *(1 / (1 + mp.exp(z[0] - threshold)) for threshold in THRESHOLDS), mp.mpf(1)]
    return -mp.log(below[int(y[0]) + 1] - below[int(y[0])])


def _multinomial(z: Sequence[Any], y: Sequence[Any]) -> Any:
    constant = mp.fsum(mp.loggamma(count + 1) for count in y) - mp.loggamma(TRIALS + 1)
    return TRIALS * mp.log(mp.fsum(map(mp.exp, z))) - mp.fsum(a * b for a, b in zip(z, y, strict=True)) + constant


def _sum(term: Callable[[Any, Any], Any]) -> Callable[[Sequence[Any], Sequence[Any]], Any]:
    return lambda z, y: mp.fsum(term(a, b) for a, b in zip(z, y, strict=True))


LOSSES = {
    "squared": Definition(2, _half_square, lambda g: g.standard_normal(2)),
    "mahalanobis": Definition(
        2, _mahalanobis, lambda g: g.standard_normal(2), separable=False, make=lambda: Mahalanobis(np.array(COVARIANCE))
    ),
    "cross_entropy_logits": Definition(3, _cross_entropy, lambda g: g.integers(0, 3), [[0], [1], [2]], separable=False),
    "cross_entropy_probabilities": Definition(
        2,
        _on_probabilities,
        lambda g: g.integers(0, 3),
        [[0], [1], [2]],
        separable=False,
        domain=lambda z: np.exp(z / 6) / (0.5 + np.exp(z / 6).sum(axis=0)),
        last="sigmoid",
        bias=-1.5,
    ),
    "multinomial": Definition(
        3,
        _multinomial,
        lambda g: g.multinomial(TRIALS, [0.2, 0.3, 0.5]),
        [[i, j, TRIALS - i - j] for i in range(TRIALS + 1) for j in range(TRIALS + 1 - i)],
        separable=False,
        make=lambda: Multinomial(TRIALS),
    ),
    "bernoulli_logits": Definition(1, _sum(lambda z, y: mp.log(1 + mp.exp(z)) - y * z), lambda g: g.integers(0, 2), [[0], [1]]),
    "poisson_log_rate": Definition(
        1, _sum(lambda z, y: mp.exp(z) - y * z + mp.loggamma(y + 1)), lambda g: g.poisson(2.0), [[k] for k in range(LARGEST_COUNT)]
    ),
    "gaussian_log_variance": Definition(2, _gaussian, lambda g: g.standard_normal(), separable=False),
    "laplace": Definition(2, _sum(lambda z, y: abs(y - z) / SCALE), lambda g: g.standard_normal(2), make=lambda: Laplace(SCALE)),
    "student_t": Definition(
        2,
        _sum(lambda z, y: mp.mpf(FREEDOM + 1) / 2 * mp.log(1 + (y - z) ** 2 / (FREEDOM * SCALE**2))),
        lambda g: g.standard_normal(2),
        make=lambda: StudentT(FREEDOM, SCALE),
    ),
    "huber": Definition(2, _huber, lambda g: 2 * g.standard_normal(2), kinks=(-REACH, REACH), make=lambda: Huber(REACH)),
    "quantile": Definition(
        2, _sum(lambda z, y: max(LEVEL * (y - z), (LEVEL - 1) * (y - z))), lambda g: g.standard_normal(2), make=lambda: Quantile(LEVEL)
    ),
    "ordinal": Definition(1, _ordinal, lambda g: g.integers(0, 4), [[0], [1], [2], [3]], make=lambda: Ordinal(THRESHOLDS)),
}


def score(definition: Definition, z: Sequence[Any], y: Sequence[Any]) -> list[Any]:
    """The gradient of the loss in the outputs, by differences."""
    found = []
    for i in range(len(z)):
        up, down = list(z), list(z)
        up[i], down[i] = up[i] + STEP, down[i] - STEP
        found.append((definition.value(up, y) - definition.value(down, y)) / (2 * STEP))
    return found


def second_moment(definition: Definition, z: Sequence[Any]) -> Any:
    """The Fisher matrix in the outputs by its definition: the mean of the score's square under the law proportional to exp(-L)."""
    if definition.support is not None:
        return _summed(definition, z)
    if definition.value is _mahalanobis:  # the score is the precision times a residual whose covariance is the given one
        (a, b), (_, d) = COVARIANCE
        return np.array([[mp.mpf(d), -mp.mpf(b)], [-mp.mpf(b), mp.mpf(a)]], object) / (a * d - b * b)
    if definition.separable:
        single = Definition(1, definition.value, definition.draw, kinks=definition.kinks)
        return np.diag(np.array([_integrated(single, [each])[0, 0] for each in z], object))
    return _integrated(definition, z)


def _summed(definition: Definition, z: Sequence[Any]) -> Any:
    total, mass = np.zeros((len(z), len(z)), object), mp.mpf(0)
    for y in definition.support or []:
        weight, s = mp.exp(-definition.value(z, y)), np.array(score(definition, z, y), object)
        total, mass = total + weight * np.outer(s, s), mass + weight
    return total / mass


def _integrated(definition: Definition, z: Sequence[Any]) -> Any:
    """One real target, by Gauss-Legendre or tanh-sinh rules between the kinks, in float-sized work at twenty-five digits."""
    ends = [-mp.inf, *(z[0] + kink for kink in definition.kinks), mp.inf]
    with mp.workdps(25):
        moments = {}
        for i in range(len(z)):
            for j in range(i + 1):
                moments[i, j] = moments[j, i] = mp.quad(lambda y, i=i, j=j: _term(definition, z, y, i, j), ends)
        mass = mp.quad(lambda y: mp.exp(-definition.value(z, [y])), ends)
    return np.array([[moments[i, j] / mass for j in range(len(z))] for i in range(len(z))], object)


def _term(definition: Definition, z: Sequence[Any], y: Any, i: int, j: int) -> Any:
    with mp.workdps(60):
        s = score(definition, z, [y])
        return mp.exp(-definition.value(z, [y])) * s[i] * s[j]
