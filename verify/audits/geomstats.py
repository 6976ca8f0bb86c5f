"""Geomstats' manifolds of laws: Fisher metrics, distances and densities, in the library's own coordinates.

Where the library has no closed form, nothing is asked: distances of Gamma, Beta and Dirichlet laws solve differential equations.
"""

from __future__ import annotations

import importlib
import math
from functools import partial
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.families import built_in
from derivations.language.tensor import Tensor
from verify.audits.charts import Calls, Chart, Point, subject
from verify.audits.peer import Library, positive, real, share, unit

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.law import Law

PACKAGE = "geomstats.information_geometry"
FLOOR = -700.0  # densities below exp(FLOOR) leave the range of floats, and the library gives no logarithms
OPEN = frozenset({"distance"})


def load() -> Any:
    """The package, with NumPy as its arrays."""
    importlib.import_module(f"{PACKAGE}.normal")
    return importlib.import_module("numpy")


def space_of(chart: Chart) -> Any:
    """The manifold."""
    return getattr(importlib.import_module(f"{PACKAGE}.{chart.called['module']}"), chart.function)(*chart.called["sizes"])


def shaped(chart: Chart, point: Point) -> Any:
    """A point as the library takes it: the coordinates, all classes, or a symmetric matrix."""
    kind = chart.called["points"]
    if kind == "simplex":
        return [*point, 1 - math.fsum(point)]
    return [[point[0], point[1]], [point[1], point[2]]] if kind == "symmetric" else list(point)


def basis(chart: Chart) -> list[Any]:
    """The tangent vectors of the coordinates."""
    size = len(chart.arguments)
    units = [tuple(float(i == j) for j in range(size)) for i in range(size)]
    if chart.called["points"] == "simplex":
        return [[*vector, -1.0] for vector in units]
    return [shaped(chart, vector) for vector in units]


def observed(chart: Chart, value: Any) -> Any:
    """Values as the library takes them; its geometric law counts trials, not failures."""
    if not isinstance(value, tuple):
        return [value + chart.called.get("shift", 0)]
    return list(map(int, value)) if chart.called.get("whole") else [list(value)]


def computed(quantity: str, numpy: Any, chart: Chart, point: Point, value: Any) -> Any:
    """What the library says."""
    space, at = space_of(chart), numpy.array(shaped(chart, point))
    if quantity == "distance":
        return space.metric.dist(at, numpy.array(shaped(chart, value)))
    if quantity == "log_density":
        return numpy.log(numpy.ravel(space.point_to_pdf(at)(numpy.array(observed(chart, value)))))[0]
    if not chart.called.get("products"):
        return space.metric.metric_matrix(at)
    vectors = [numpy.array(vector) for vector in basis(chart)]
    return [[float(space.metric.inner_product(u, v, at)) for v in vectors] for u in vectors]


def write(chart: Chart, quantity: str, point: Point, value: Any, place: tuple[int, ...]) -> str:
    """Three lines that show a number."""
    sizes = ", ".join(map(str, chart.called["sizes"]))
    made = f"space = S({sizes}); p = np.array({shaped(chart, point)!r})"
    if quantity == "distance":
        shown = f"space.metric.dist(p, np.array({shaped(chart, value)!r}))"
    elif quantity == "log_density":
        shown = f"np.log(space.point_to_pdf(p)(np.array({observed(chart, value)!r})))"
    elif chart.called.get("products"):
        u, v = (basis(chart)[index] for index in place)
        shown = f"space.metric.inner_product(np.array({u}), np.array({v}), p)"
    else:
        shown = f"space.metric.metric_matrix(p)[{', '.join(map(str, place))}]"
    return f"import numpy as np; from {PACKAGE}.{chart.called['module']} import {chart.function} as S\n{made}\nprint({shown})"


def _law(family: str, *parameters: Any, **named: Any) -> Law:
    return built_in()[family].law(*parameters, **named)


def _shares(*probs: Any) -> Tensor:
    return Tensor.vector([*probs, 1 - sp.Add(*probs)])


def _covariance(a: Any, b: Any, c: Any) -> Law:
    return _law("MultivariateNormal", loc=Tensor.vector([0, 0]), covariance=Tensor.matrix([[a, b], [b, c]]))


def _diagonal(a: Any, b: Any, c: Any, d: Any) -> Law:
    return _law("MultivariateNormal", loc=Tensor.vector([a, b]), variances=Tensor.vector([c, d]))


def distance_of_covariances(p: Any, q: Any) -> Any:
    r""":math:`\sqrt{\sum_i \log^2(\lambda_i) / 2}` with the eigenvalues of :math:`P^{-1} Q` (Atkinson and Mitchell 1981)."""
    determinant = p[0] * p[2] - p[1] ** 2
    half = (p[2] * q[0] - 2 * p[1] * q[1] + p[0] * q[2]) / (2 * determinant)
    product = (q[0] * q[2] - q[1] ** 2) / determinant
    root = sp.sqrt(half**2 - product)
    return sp.sqrt((sp.log(half + root) ** 2 + sp.log(half - root) ** 2) / 2)


def distance_of_diagonals(p: Any, q: Any) -> Any:
    r"""Of a product of hyperbolic planes: the root of the sum of squares, each of :math:`2 \sqrt 2 \operatorname{asinh} \sqrt u`.

    :math:`u = ((m - m')^2/2 + (s - s')^2)/(4 s s')`, where the difference of the deviations is that of the variances by their sum.
    """
    total = 0
    for m, other, v, w in ((p[axis], q[axis], p[axis + 2], q[axis + 2]) for axis in (0, 1)):
        s, t = sp.sqrt(v), sp.sqrt(w)
        total += 8 * sp.asinh(sp.sqrt(((m - other) ** 2 / 2 + (v - w) ** 2 / (s + t) ** 2) / (4 * s * t))) ** 2
    return sp.sqrt(total)


def distance_of_shares(draws: int) -> Callable[[Any, Any], Any]:
    r""":math:`2 \sqrt n \arccos \sum_i \sqrt{p_i q_i}`: of the sphere of radius :math:`2 \sqrt n`."""

    def of(p: Any, q: Any) -> Any:
        pairs = zip(_shares(*p).entries, _shares(*q).entries, strict=True)
        return 2 * sp.sqrt(draws) * sp.acos(sp.Add(*(sp.sqrt(a * b) for a, b in pairs)))

    return of


def _chart(function: str, module: str, *arguments: Any, law: Any, sizes: tuple[int, ...] = (), **more: Any) -> Chart:
    called = {"module": module, "sizes": sizes, "points": "vector", **more.pop("called", {})}
    return Chart(function, arguments, law, called, floor=FLOOR, **more)


p = unit("p")
CLASSES = {"points": "simplex", "products": True, "whole": True}
CHARTS = (
    _chart("UnivariateNormalDistributions", "normal", real("mean"), positive("scale"), law=lambda m, s: _law("Normal", m, s)),
    _chart(
        "CenteredNormalDistributions",
        "normal",
        positive("v_00"),
        share("v_01"),
        positive("v_11"),
        law=_covariance,
        sizes=(2,),
        called={"points": "symmetric", "products": True},
        values=((0.25, -0.5), (1.5, 1.0)),
        valid=lambda a, b, c: a * c > b * b,
        distance=distance_of_covariances,
    ),
    _chart(
        "DiagonalNormalDistributions",
        "normal",
        real("mean_0"),
        real("mean_1"),
        positive("v_0"),
        positive("v_1"),
        law=_diagonal,
        sizes=(2,),
        called={"products": True},
        values=((0.25, -0.5), (1.5, 1.0)),
        distance=distance_of_diagonals,
    ),
    _chart("ExponentialDistributions", "exponential", positive("rate"), law=lambda rate: _law("Exponential", rate)),
    _chart("GeometricDistributions", "geometric", p, law=lambda p: _law("Geometric", p), called={"shift": 1}),
    _chart("PoissonDistributions", "poisson", positive("mean"), law=lambda mean: _law("Poisson", mean)),
    _chart("BinomialDistributions", "binomial", p, law=lambda p: _law("Binomial", 10, p), sizes=(10,)),
    _chart("GammaDistributions", "gamma", positive("shape"), positive("mean"), law=lambda k, m: _law("Gamma", k, k / m), omits=OPEN),
    _chart("BetaDistributions", "beta", positive("alpha"), positive("beta"), law=lambda a, b: _law("Beta", a, b), omits=OPEN),
    _chart(
        "DirichletDistributions",
        "dirichlet",
        *(positive(f"alpha_{i}") for i in range(3)),
        law=lambda *alpha: _law("Dirichlet", Tensor.vector(alpha)),
        sizes=(3,),
        values=((0.25, 0.25, 0.5), (0.125, 0.75, 0.125)),
        omits=OPEN,
    ),
    _chart(
        "MultinomialDistributions",
        "multinomial",
        share("p_0"),
        share("p_1"),
        law=lambda *probs: _law("Multinomial", 4, _shares(*probs)),
        sizes=(2, 4),
        called=CLASSES,
        values=((1.0, 1.0, 2.0), (0.0, 4.0, 0.0)),
        distance=distance_of_shares(4),
    ),
    _chart(
        "CategoricalDistributions",
        "categorical",
        share("p_0"),
        share("p_1"),
        law=lambda *probs: _law("Multinomial", 1, _shares(*probs)),
        sizes=(2,),
        called=CLASSES,
        values=((1.0, 0.0, 0.0), (0.0, 0.0, 1.0)),
        distance=distance_of_shares(1),
    ),
)
CALLS = Calls({quantity: partial(computed, quantity) for quantity in ("log_density", "fisher", "distance")}, write)
LIBRARY = Library(name="geomstats", distribution="geomstats", load=load, cases=tuple(subject(chart, CALLS) for chart in CHARTS))
