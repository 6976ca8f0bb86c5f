"""How small the rest of the divergence is after its quadratic term, for a density with a cusp."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mpmath
import numpy as np

from verify.experiments import Evidence, experiment
from verify.experiments.table import judged

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = (1e-2, 1e-3, 1e-4)
CUSP, SMOOTH = 1.5, 5.0
LIMIT = -2 * float(np.sqrt(np.pi)) / 5
DIGITS = 25
SMALL = 1e-8


def remainder(power: float, step: float) -> tuple[float, float]:
    r"""Divergence of the density :math:`\propto |u|^a e^{-|u|}` from its shift by d, less :math:`d^2/(2(a - 1))`, and the error.

    Both forms of the Fisher information of the location are 1/(a - 1).
    """
    with mpmath.workdps(DIGITS):
        a, d = mpmath.mpf(power), mpmath.mpf(step)

        def integrand(u: mpmath.mpf) -> mpmath.mpf:
            there = abs(u - d)
            return abs(u) ** a * mpmath.exp(-abs(u)) * (a * mpmath.log(abs(u) / there) - abs(u) + there) if u and there else mpmath.mpf(0)

        edges = [-60, -8, -1, -10 * d, -d, 0, d, 2 * d, 10 * d, 1, 8, 60]
        total, error = mpmath.quad(integrand, edges, error=True)
        mass = 2 * mpmath.gamma(a + 1)
        return float(total / mass - d**2 / (2 * (a - 1))), float(error / mass)


def forms(power: float) -> tuple[float, float]:
    """The Fisher information of the location, from the squared score and from the second derivative of the log-density."""
    with mpmath.workdps(DIGITS):
        a = mpmath.mpf(power)

        def mean(value: Callable[[mpmath.mpf], mpmath.mpf]) -> float:
            return float(mpmath.quad(lambda u: value(u) * u**a * mpmath.exp(-u), [0, 1, 8, 60]) / mpmath.gamma(a + 1))

        return mean(lambda u: (a / u - 1) ** 2), mean(lambda u: a / u**2)


def order(values: tuple[float, ...]) -> float:
    """The exponent of the step in the last two values."""
    return float(np.log(values[-1] / values[-2]) / np.log(STEPS[-1] / STEPS[-2]))


@experiment("kl-remainder")
def kl_remainder() -> Evidence:
    """With |u|^(3/2) the rest is -(2/5) sqrt(pi) |d|^(5/2) and not O(d^3); with |u|^5 it is of order 4 (claim M6.4)."""
    rows, found = [], {power: [remainder(power, step) for step in STEPS] for power in (CUSP, SMOOTH)}
    cusp, smooth = (tuple(rest for rest, _ in found[power]) for power in (CUSP, SMOOTH))
    score, curvature = forms(CUSP)
    rows.append(
        (
            f"Fisher information {score:.8f} from the score, {curvature:.8f} from the Hessian",
            max(abs(score - 2), abs(curvature - 2)) < SMALL,
        )
    )
    for step, (rest, error) in zip(STEPS, found[CUSP], strict=True):
        scaled = rest / step**2.5
        near = abs(scaled - LIMIT) < 2 * np.sqrt(step) and error < 1e-6 * abs(rest)
        rows.append((f"d = {step:g}: rest {rest:.5e} +- {error:.0e}, over d^(5/2) {scaled:.5f}, over d^3 {rest / step**3:.1f}", near))
    rows.append((f"order of the rest {order(cusp):.3f}, limit of the ratio {LIMIT:.5f}", abs(order(cusp) - 2.5) < 0.02))  # noqa: PLR2004
    controls = [
        (f"|u|^5: order of the rest {order(smooth):.3f}, below 3", order(smooth) < 3),  # noqa: PLR2004
        (
            f"|u|^(3/2): rest over d^3 bounded by {abs(cusp[0]) / STEPS[0] ** 3:.1f}",
            abs(cusp[-1]) <= STEPS[-1] ** 3 * abs(cusp[0]) / STEPS[0] ** 3,
        ),
    ]
    return judged(f"steps {', '.join(f'{step:g}' for step in STEPS)}, quadrature with {DIGITS} digits", rows, controls)
