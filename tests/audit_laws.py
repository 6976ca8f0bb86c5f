"""Stand-ins for NGBoost and Geomstats: right in NumPy, with places for planted faults."""

from __future__ import annotations

import math
import sys
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import special

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pytest

Fault = Any
ROOT = math.sqrt(math.pi)


def install(monkeypatch: pytest.MonkeyPatch, modules: Mapping[str, Mapping[str, Any]]) -> None:
    """Put modules in the place of those of these names."""
    for name, content in modules.items():
        module = ModuleType(name)
        module.__dict__.update(content)
        monkeypatch.setitem(sys.modules, name, module)


class NormalLaw:
    """A normal law as NGBoost has it, with the log score."""

    def __init__(self, params: Any) -> None:
        """From location and log-scale."""
        self.loc, self.scale = params[0], np.exp(params[1])

    def score(self, y: Any) -> Any:
        """Minus the log-density."""
        return ((y - self.loc) / self.scale) ** 2 / 2 + np.log(self.scale) + math.log(2 * math.pi) / 2

    def d_score(self, y: Any) -> Any:
        """The gradient in location and log-scale."""
        z = (y - self.loc) / self.scale
        return np.stack([-z / self.scale, 1 - z**2], axis=1)

    def metric(self) -> Any:
        """Fisher's matrix."""
        return np.array([[[1 / self.scale[0] ** 2, 0], [0, 2]]])

    def entropy(self) -> Any:
        """In nats."""
        return np.log(self.scale) + math.log(2 * math.pi * math.e) / 2

    def mean(self) -> Any:
        """The location."""
        return self.loc

    var = None  # an attribute that is no method


class NormalCrps(NormalLaw):
    """The same with the CRPS."""

    def score(self, y: Any) -> Any:
        """The continuous ranked probability score."""
        z = (y - self.loc) / self.scale
        return self.scale * (z * special.erf(z / math.sqrt(2)) + 2 * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) - 1 / ROOT)

    def d_score(self, y: Any) -> Any:
        """Its gradient."""
        slope = -special.erf((y - self.loc) / self.scale / math.sqrt(2))
        z = (y - self.loc) / self.scale
        return np.stack([slope, self.scale * (2 * np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi) - 1 / ROOT)], axis=1)

    def metric(self) -> Any:
        """Twice the integral of the outer product of the gradient of the distribution function."""
        return np.array([[[1 / (ROOT * self.scale[0]), 0], [0, self.scale[0] / (2 * ROOT)]]])


def ngboost(monkeypatch: pytest.MonkeyPatch, **faults: Callable[..., Any]) -> None:
    """NGBoost with normal laws; a fault ``crps_metric`` or ``log_metric`` takes the place of that method."""
    kinds = {"LogScore": NormalLaw, "CRPScore": NormalCrps}
    for name, method in faults.items():
        score = {"log": "LogScore", "crps": "CRPScore"}[name.partition("_")[0]]
        kinds[score] = type("Faulty", (kinds[score],), {name.partition("_")[2]: method})
    install(
        monkeypatch,
        {
            "ngboost": {},
            "ngboost.distns": {"Normal": "Normal"},
            "ngboost.scores": {"LogScore": "LogScore", "CRPScore": "CRPScore"},
            "ngboost.manifold": {"manifold": lambda score, _: kinds[score]},
        },
    )


class HalfPlane:
    """The metric of normal laws with mean and deviation."""

    def dist(self, p: Any, q: Any) -> float:
        """The distance, without cancellation."""
        gap = (p[0] - q[0]) ** 2 / 2 + (p[1] - q[1]) ** 2
        return float(2 * math.sqrt(2) * math.asinh(math.sqrt(gap / (4 * p[1] * q[1]))))

    def metric_matrix(self, p: Any) -> Any:
        """diag(1, 2) by the variance."""
        return np.diag([1.0, 2.0]) / p[1] ** 2


class Simplex:
    """The metric of multinomial laws of four draws."""

    def dist(self, p: Any, q: Any) -> float:
        """On the sphere of radius 4, by the half chord."""
        return float(8 * math.asin(np.linalg.norm(np.sqrt(p) - np.sqrt(q)) / 2))

    def inner_product(self, u: Any, v: Any, p: Any) -> float:
        """4 times the sum of u v / p."""
        return float(4 * np.sum(u * v / p))


def geomstats(monkeypatch: pytest.MonkeyPatch, **faults: Fault) -> None:
    """Geomstats with normal and multinomial laws; the faults are metrics by the name of the manifold."""

    def normal_density(p: Any) -> Callable[[Any], Any]:
        return lambda x: np.exp(-(((x - p[0]) / p[1]) ** 2) / 2) / (p[1] * math.sqrt(2 * math.pi))

    def mass(p: Any) -> Callable[[Any], Any]:
        return lambda k: math.factorial(int(sum(k))) / math.prod(map(math.factorial, map(int, k))) * np.prod(p**k)

    def space(metric: Any, density: Any) -> Callable[..., Any]:
        return lambda *_: SimpleNamespace(metric=metric, point_to_pdf=density)

    normal = space(faults.get("normal", HalfPlane)(), normal_density)
    multinomial = space(faults.get("multinomial", Simplex)(), mass)
    package = "geomstats.information_geometry"
    install(
        monkeypatch,
        {
            "geomstats": {},
            package: {},
            f"{package}.normal": {"UnivariateNormalDistributions": normal},
            f"{package}.multinomial": {"MultinomialDistributions": multinomial},
        },
    )
