r"""NGBoost's distributions: the gradients of their scores and the metrics of their natural gradients, in the library's own coordinates.

The log score is the negative log-density, its metric Fisher's matrix; for the CRPS the metric is :math:`2 \int \nabla F \nabla F^T dy`.
Both are in the coordinates that are boosted, mostly logarithms. Metrics by Monte Carlo are judged by standard deviations.
"""

from __future__ import annotations

import importlib
from functools import partial
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.families import built_in
from derivations.fisher import fisher
from derivations.language.tensor import Tensor
from verify.audits.charts import Calls, Chart, Point, subject
from verify.audits.peer import Library, log, real

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from derivations.law import Law

exp = sp.exp
JITTER = sp.Rational(
    1e-6
)  # added to the diagonal of Cholesky factors "to avoid singular matrices"; derivatives are taken as if in log L_ii
ASKED = {
    "log_density": "-law.score({y})[0]",
    "moment": "law.score({y})[0]",
    "score": "law.d_score({y})[0]",
    "fisher": "law.metric().mean(axis=0)",
    "entropy": "law.entropy()[0]",
    "mean": "law.mean()[0]",
    "variance": "law.var()[0]",
}
RIDGE = sp.Rational(1e-8)
SCIPY = frozenset({"entropy", "mean", "variance"})
PER_ROW, DRAWS, SEED = 100, 40_000, 1
WHOLE = frozenset({"Poisson", "BetaBinomial", "BetaBernoulli", "k_categorical(3)", "k_categorical(2)"})


def load() -> Any:
    """The modules that an audit uses; numbers become arrays."""
    modules = ("distns", "manifold", "scores")
    return {name: importlib.import_module(f"ngboost.{name}") for name in modules} | {"numpy": importlib.import_module("numpy")}


def rows_of(chart: Chart) -> int:
    """How many rows have one point: a metric by Monte Carlo draws a hundred values for each."""
    return chart.draws // PER_ROW or 1


def law_of(module: Any, chart: Chart, point: Point) -> Any:
    """The law at one point, with its score mixed in as training does it."""
    name, _, size = chart.called["class"].partition("(")
    made = getattr(module["distns"], name)
    score = getattr(module["scores"], chart.called["score"])
    cls = made(int(size[:-1])) if size else made
    cls = cls.uncensor(score) if chart.called.get("uncensor") else cls
    return module["manifold"].manifold(score, cls)(module["numpy"].array([[coordinate] * rows_of(chart) for coordinate in point]))


def computed(quantity: str, module: Any, chart: Chart, point: Point, value: Any) -> Any:
    """What the library says."""
    law = law_of(module, chart, point)
    y = None if value is None else module["numpy"].array([int(value) if chart.called["class"] in WHOLE else value] * rows_of(chart))
    if quantity in SCIPY:
        method = getattr(law, {"variance": "var"}.get(quantity, quantity), None)
        if not callable(method):  # some keep the variance under the name of the method
            raise NotImplementedError
        return method()[0]
    if quantity == "fisher":
        module["numpy"].random.seed(SEED)
        return law.metric().mean(axis=0)
    if quantity == "score":
        return law.d_score(y)[0]
    return law.score(y)[0] if quantity == "moment" else -law.score(y)[0]


def write(chart: Chart, quantity: str, point: Point, value: Any, place: tuple[int, ...]) -> str:
    """Three lines that show a number."""
    of, score = chart.called["class"], chart.called["score"]
    made = f"D.{of}.uncensor(S)" if chart.called.get("uncensor") else f"D.{of}"
    y = (
        ""
        if value is None
        else f"np.array([{int(value) if of in WHOLE else list(value) if isinstance(value, tuple) else value!r}] * {rows_of(chart)})"
    )
    shown = ASKED[quantity].format(y=y) + (f"[{', '.join(map(str, place))}]" if place else "")
    imports = f"import numpy as np, ngboost.distns as D; from ngboost.manifold import manifold; from ngboost.scores import {score} as S"
    points = f"np.tile({[[c] for c in point]!r}, {rows_of(chart)}); np.random.seed({SEED})"
    return f"{imports}\nrows = {points}; law = manifold(S, {made})(rows)\nprint({shown})"


def _law(family: str, *parameters: Any, **named: Any) -> Law:
    return built_in()[family].law(*parameters, **named)


def _ridged(law: Callable[..., Law]) -> Callable[..., Sequence[Any]]:
    """Fisher's matrix with the ridge that the library adds to what it derives with SymPy, "to ensure positive definiteness"."""

    def entries(*at: Any) -> list[Any]:
        found = fisher(law(*at), Tensor.vector(at)).entries
        return [entry + (RIDGE if number % (len(at) + 1) == 0 else 0) for number, entry in enumerate(found)]

    return entries


def _normal(loc: Sequence[Any], first: Any, low: Any, second: Any) -> Law:
    """A normal law in the plane with the precision L L^T, from L_00, L_10 and L_11."""
    factor, transposed = Tensor.matrix([[first, 0], [low, second]]), Tensor.matrix([[first, low], [0, second]])
    return _law("MultivariateNormal", loc=Tensor.vector(loc), precision=factor.matmul(transposed))


def _normal_of_logs(a: Any, b: Any, first: Any, low: Any, second: Any) -> Law:
    return _normal([a, b], exp(first) + JITTER, low, exp(second) + JITTER)


def _metric_of_normal(a: Any, b: Any, first: Any, low: Any, second: Any) -> list[Any]:
    """Fisher's matrix in the entries of L, where it is rational, brought to the library's coordinates."""
    u, v = sp.symbols("L_00 L_11", positive=True)
    entries = fisher(_normal([a, b], u, low, v), Tensor.vector((a, b, u, low, v))).entries
    by, put = (1, 1, exp(first), 1, exp(second)), {u: exp(first) + JITTER, v: exp(second) + JITTER}
    return [entries[5 * row + column].xreplace(put) * by[row] * by[column] for row in range(5) for column in range(5)]


def _logs(function: str, *arguments: Any, law: Any, **more: Any) -> Chart:
    """A chart with the log score."""
    omits = frozenset({"moment"}) | more.pop("omits", frozenset())
    return Chart(function, arguments, law, {"class": function, "score": "LogScore", **more.pop("called", {})}, omits=omits, **more)


def _unit(m: Any) -> Law:
    return _law("Normal", m, 1)


def _exponential(s: Any) -> Law:
    return _law("Exponential", exp(-s))


def _laplace(m: Any, s: Any) -> Law:
    return _law("Laplace", m, exp(s))


def _centred(s: Any) -> Law:
    return _law("Normal", 0, exp(s))


def _beta(a: Any, b: Any) -> Law:
    return _law("Beta", exp(a), exp(b))


def _beta_binomial(a: Any, b: Any) -> Law:
    return _law("BetaBinomial", 1, exp(a), exp(b))  # one trial is the library's default


def _three_classes(a: Any, b: Any) -> Law:
    return _law("Categorical", logits=Tensor.vector([0, a, b]))


def _beta_bernoulli(a: Any, b: Any) -> Law:
    return _law("Bernoulli", 1 / (1 + exp(b - a)))


def _crps(function: str, *arguments: Any, law: Any, loss: Any, metric: Any, uncensor: bool = False) -> Chart:
    """A chart with the CRPS; its law serves the values at which it is asked."""
    called = {"class": function, "score": "CRPScore", **({"uncensor": True} if uncensor else {})}
    return Chart(f"{function} (CRPS)", arguments, law, called, loss=loss, metric=metric, omits=SCIPY | {"log_density"})


def crps_of_normal(y: Any, loc: Any, s: Any) -> Any:
    r""":math:`\sigma (z (2 \Phi(z) - 1) + 2 \phi(z) - 1/\sqrt\pi)` with z = (y - loc)/sigma (Gneiting and Raftery 2007)."""
    z = (y - loc) / exp(s)
    return exp(s) * (z * sp.erf(z / sp.sqrt(2)) + 2 * exp(-(z**2) / 2) / sp.sqrt(2 * sp.pi) - 1 / sp.sqrt(sp.pi))


def crps_metric_of_normal(_: Any, s: Any) -> list[Any]:
    r""":math:`2 \int \nabla F \nabla F^T dy = diag(1/(\sqrt\pi \sigma), \sigma/(2 \sqrt\pi))`."""
    return [exp(-s) / sp.sqrt(sp.pi), 0, 0, exp(s) / (2 * sp.sqrt(sp.pi))]


def crps_of_laplace(y: Any, loc: Any, s: Any) -> Any:
    r""":math:`|y - loc| + b e^{-|y - loc|/b} - 3 b/4`."""
    return sp.Abs(y - loc) + exp(s) * exp(-sp.Abs(y - loc) / exp(s)) - sp.Rational(3, 4) * exp(s)


def crps_of_exponential(y: Any, s: Any) -> Any:
    r""":math:`y + 2 b e^{-y/b} - 3 b/2` for y >= 0."""
    return y + 2 * exp(s) * exp(-y / exp(s)) - sp.Rational(3, 2) * exp(s)


loc, scale, full = real("loc"), log("log_scale"), {"uncensor": True}
CHARTS = (
    _logs("Normal", loc, scale, law=lambda m, s: _law("Normal", m, exp(s))),
    _logs("NormalFixedVar", loc, law=_unit),
    _logs("NormalFixedMean", scale, law=_centred),
    _logs("LogNormal", log("loc"), scale, law=lambda m, s: _law("LogNormal", m, exp(s)), called=full),
    _logs("Exponential", scale, law=_exponential, called=full),
    _logs("Poisson", log("log_mu"), law=lambda m: _law("Poisson", exp(m))),
    _logs("Laplace", loc, scale, law=_laplace),
    _logs("Cauchy", loc, scale, law=lambda m, s: _law("Cauchy", m, exp(s))),
    _logs("T", loc, scale, log("log_df"), law=lambda m, s, n: _law("StudentT", exp(n), m, exp(s)), draws=DRAWS),
    _logs("TFixedDf", loc, scale, law=lambda m, s: _law("StudentT", 3, m, exp(s))),
    _logs("TFixedDfFixedVar", loc, law=lambda m: _law("StudentT", 3, m, 1)),
    _logs("Gamma", log("log_alpha"), log("log_beta"), law=lambda a, b: _law("Gamma", exp(a), exp(b))),
    _logs("Weibull", log("log_shape"), scale, law=lambda k, s: _law("Weibull", exp(s), exp(k))),
    _logs("HalfNormal", scale, law=lambda s: _law("HalfNormal", exp(s))),
    _logs("Beta", log("log_alpha"), log("log_beta"), law=_beta, metric=_ridged(_beta)),
    _logs("LogitNormal", loc, scale, law=lambda m, s: _law("LogitNormal", m, exp(s)), omits=SCIPY, draws=DRAWS),
    _logs("BetaBinomial", log("log_alpha"), log("log_beta"), law=_beta_binomial, omits=SCIPY, draws=DRAWS),
    _logs("BetaBernoulli", log("log_alpha"), log("log_beta"), law=_beta_bernoulli, metric=_ridged(_beta_bernoulli), omits=SCIPY),
    _logs("k_categorical(2)", real("logit"), law=lambda x: _law("Bernoulli", 1 / (1 + exp(-x))), omits=SCIPY),
    _logs("k_categorical(3)", log("logit_1"), log("logit_2"), law=_three_classes, omits=SCIPY),
    _logs(
        "MultivariateNormal(2)",
        loc,
        real("loc_1"),
        log("log_L_00"),
        log("L_10"),
        log("log_L_11"),
        law=_normal_of_logs,
        metric=_metric_of_normal,
        values=((0.25, -1.5), (3.0, 2.0)),
        stretches=lambda _, __, first, ___, second: (1, 1, 1 + JITTER * exp(-first), 1, 1 + JITTER * exp(-second)),
        omits=SCIPY,
    ),
    _crps("Normal", loc, scale, law=lambda m, s: _law("Normal", m, exp(s)), loss=crps_of_normal, metric=crps_metric_of_normal),
    _crps("NormalFixedVar", loc, law=_unit, loss=lambda y, m: crps_of_normal(y, m, 0), metric=lambda m: crps_metric_of_normal(m, 0)[:1]),
    _crps(
        "NormalFixedMean", scale, law=_centred, loss=lambda y, s: crps_of_normal(y, 0, s), metric=lambda s: crps_metric_of_normal(0, s)[3:]
    ),
    _crps(
        "LogNormal",  # the score of the logarithm, as the library defines it
        log("loc"),
        scale,
        law=lambda m, s: _law("LogNormal", m, exp(s)),
        loss=lambda y, m, s: crps_of_normal(sp.log(y), m, s),
        metric=crps_metric_of_normal,
        uncensor=True,
    ),
    _crps("Laplace", loc, scale, law=_laplace, loss=crps_of_laplace, metric=lambda _, s: [exp(-s) / 2, 0, 0, exp(s) / 4]),
    _crps("Exponential", scale, law=_exponential, loss=crps_of_exponential, metric=lambda s: [exp(s) / 2], uncensor=True),
)
CALLS = Calls({quantity: partial(computed, quantity) for quantity in ASKED}, write)
LIBRARY = Library(name="ngboost", distribution="ngboost", load=load, cases=tuple(subject(chart, CALLS) for chart in CHARTS))
