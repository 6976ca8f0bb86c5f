"""References of audits in a library's coordinates, against integrals and formulas at many digits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import mpmath
import pytest
from audit_looking import number

from verify.audits import geomstats, ngboost
from verify.audits.charts import derived, place
from verify.audits.reference import ball_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from verify.audits.charts import Chart

DIGITS = mpmath.mpf(10) ** -16


def at(of: ModuleType, name: str, quantity: str, point: tuple[float, ...], value: Any = None) -> list[Any]:
    """The exact numbers of a chart."""
    chart: Chart = next(chart for chart in of.CHARTS if chart.function == name)
    found = derived(chart, quantity)
    assert found is not None
    return [number(ball_of(entry, found[1], place(chart, point, value, quantity))) for entry in found[0]]


CRPS: dict[str, tuple[tuple[float, ...], Callable[..., Any], float]] = {
    "Normal (CRPS)": ((0.5, 0.25), lambda y, m, s: mpmath.ncdf((y - m) / mpmath.exp(s)), -30),
    "Laplace (CRPS)": (
        (0.5, 0.25),
        lambda y, m, s: mpmath.exp((y - m) / mpmath.exp(s)) / 2 if y < m else 1 - mpmath.exp(-(y - m) / mpmath.exp(s)) / 2,
        -60,
    ),
    "Exponential (CRPS)": ((0.25,), lambda y, s: 1 - mpmath.exp(-y / mpmath.exp(s)), 0),
}


@pytest.mark.parametrize("name", CRPS)
def test_ranked_scores_are_integrals(name: str) -> None:
    """The score is the integral of (F - step)^2, the metric twice that of the outer product of the gradient of F."""
    point, law, low = CRPS[name]
    with mpmath.workdps(30):
        y, high, middle = mpmath.mpf("1.25"), 80, mpmath.mpf("0.5")
        below = mpmath.quad(lambda x: law(x, *point) ** 2, sorted({low, middle, y}))
        above = mpmath.quad(lambda x: (1 - law(x, *point)) ** 2, [y, 5, high])
        assert mpmath.almosteq(at(ngboost, name, "moment", point, 1.25)[0], below + above, 1e-14)

        def slope(x: Any, which: int) -> Any:
            orders = tuple(int(which == coordinate) for coordinate in range(len(point)))
            return mpmath.diff(lambda *coordinates: law(x, *coordinates), point, orders)

        size = len(point)
        for place_, entry in enumerate(at(ngboost, name, "fisher", point)):
            i, j = divmod(place_, size)
            exact = 2 * mpmath.quad(lambda x, i=i, j=j: slope(x, i) * slope(x, j), [low, middle, y, 5, high])
            assert abs(entry - exact) < 1e-10


def test_metric_of_a_gamma_law_in_logarithms() -> None:
    """Fisher's matrix in (log alpha, log beta): alpha^2 psi'(alpha), -alpha, alpha."""
    with mpmath.workdps(40):
        alpha = mpmath.exp(mpmath.mpf("0.25"))
        expected = [alpha**2 * mpmath.psi(1, alpha), -alpha, -alpha, alpha]
        for found, exact in zip(at(ngboost, "Gamma", "fisher", (0.25, 1.5)), expected, strict=True):
            assert abs(found / exact - 1) < DIGITS


def test_metric_of_a_normal_law_of_the_plane() -> None:
    """By the definition of the library's coordinates, with its 1e-6: second differences of the divergence at 40 digits."""
    point = (0.5, -1.25, 0.25, 0.5, -0.75)
    jitter = mpmath.mpf(1e-6)

    def divergence(*moved: Any) -> Any:
        def factor(c: Any) -> Any:
            return mpmath.matrix([[mpmath.exp(c[2]) + jitter, 0], [c[3], mpmath.exp(c[4]) + jitter]])

        p, q = (factor(c) * factor(c).T for c in (point, moved))
        gap = mpmath.matrix([moved[0] - point[0], moved[1] - point[1]])
        product = q * p**-1
        return (product[0, 0] + product[1, 1] - 2 + (gap.T * q * gap)[0] - mpmath.log(mpmath.det(product))) / 2

    with mpmath.workdps(40):
        found = at(ngboost, "MultivariateNormal(2)", "fisher", point)
        for i, j in ((0, 0), (0, 1), (2, 2), (2, 3), (3, 3), (4, 4), (2, 4), (0, 2)):
            orders = tuple(int(k == i) + int(k == j) for k in range(5))
            second = mpmath.diff(divergence, point, orders)
            stretch = [1 + jitter * mpmath.exp(-point[k]) if k in {2, 4} else 1 for k in (i, j)]
            assert abs(found[5 * i + j] - second * stretch[0] * stretch[1]) < 1e-10


def test_distances_written_by_hand() -> None:
    """Of covariances by eigenvalues, of diagonals and of the line by hyperbolic cosines, of shares by the angle."""
    with mpmath.workdps(40):
        p, q = (1.5, 0.25, 0.75), (4.0, 0.125, 1.5)
        P, Q = (mpmath.matrix([[a, b], [b, c]]) for a, b, c in (p, q))
        eigenvalues, _ = mpmath.eig(P**-1 * Q)
        exact = mpmath.sqrt(sum(mpmath.log(value) ** 2 for value in eigenvalues) / 2)
        assert abs(at(geomstats, "CenteredNormalDistributions", "distance", p, q)[0] - exact) < DIGITS

        def plane(m: float, s: Any, n: float, t: Any) -> Any:
            gap = mpmath.mpf(m - n) ** 2 / 2 + (s - t) ** 2
            return mpmath.sqrt(2) * mpmath.acosh(1 + gap / (2 * s * t))

        one, other = (0.5, 3.0, 0.75, 4.0), (-1.25, 0.5, 1.5, 0.75)
        roots = [[mpmath.sqrt(mpmath.mpf(point[axis + 2])) for point in (one, other)] for axis in (0, 1)]
        parts = [plane(one[axis], roots[axis][0], other[axis], roots[axis][1]) for axis in (0, 1)]
        exact = mpmath.sqrt(parts[0] ** 2 + parts[1] ** 2)
        assert abs(at(geomstats, "DiagonalNormalDistributions", "distance", one, other)[0] - exact) < DIGITS
        line = at(geomstats, "UnivariateNormalDistributions", "distance", (0.5, 0.75), (-1.25, 1.5))[0]
        assert abs(line - plane(0.5, mpmath.mpf("0.75"), -1.25, mpmath.mpf("1.5"))) < DIGITS
        shares = ((0.25, 0.375, 0.375), (0.125, 0.25, 0.625))
        angle = mpmath.acos(sum(mpmath.sqrt(mpmath.mpf(a) * b) for a, b in zip(*shares, strict=True)))
        assert abs(at(geomstats, "MultinomialDistributions", "distance", shares[0][:2], shares[1][:2])[0] - 4 * angle) < DIGITS
