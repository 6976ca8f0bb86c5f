"""SciPy's distributions."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from verify.audits.peer import Library, Peer, called, count, positive, real, unit

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTS = {"bernoulli", "binom", "geom", "nbinom", "poisson", "logser", "zipf", "betabinom"}
CALLS = {"log_density": "log{mass}({value!r})", "entropy": "entropy()", "mean": "mean()", "variance": "var()"}


def load() -> Any:
    """The module of the distributions."""
    return importlib.import_module("scipy.stats")


def build(module: Any, peer: Peer, keywords: Mapping[str, Any]) -> Any:
    """A frozen distribution."""
    return getattr(module, peer.function)(**keywords)


def log_density(law: Any, value: float) -> float:
    """The log-density, or the log of the mass."""
    return float(law.logpmf(value) if hasattr(law.dist, "logpmf") else law.logpdf(value))


def write(peer: Peer, quantity: str, laws: tuple[Mapping[str, Any], ...], value: float | None) -> str:
    """Three lines that show a value."""
    call = CALLS[quantity].format(mass="pmf" if peer.function in COUNTS else "pdf", value=value)
    return f"from scipy import stats\nlaw = {called(f'stats.{peer.function}', laws[0])}\nprint(law.{call})"


a, scale, p = positive("a"), positive("scale"), unit("p")
PEERS = (
    Peer("Normal", "norm", (real("loc"), scale)),
    Peer("LogNormal", "lognorm", (positive("s"),), lambda s: (0, s)),
    Peer("Exponential", "expon", (scale,), lambda scale: (1 / scale,)),
    Peer("Gamma", "gamma", (a, scale), lambda a, scale: (a, 1 / scale)),
    Peer("InverseGamma", "invgamma", (a, scale)),
    Peer("Beta", "beta", (a, positive("b"))),
    Peer("BetaPrime", "betaprime", (a, positive("b"))),
    Peer("Chi", "chi", (positive("df"),)),
    Peer("ChiSquared", "chi2", (positive("df"),)),
    Peer("Rayleigh", "rayleigh", (scale,)),
    Peer("Maxwell", "maxwell", (scale,)),
    Peer("HalfNormal", "halfnorm", (scale,)),
    Peer("Weibull", "weibull_min", (positive("c"), scale), lambda c, scale: (scale, c)),
    Peer("Pareto", "pareto", (positive("b"), scale), lambda b, scale: (scale, b)),
    Peer("Laplace", "laplace", (real("loc"), scale)),
    Peer("Logistic", "logistic", (real("loc"), scale)),
    Peer("LogLogistic", "fisk", (positive("c"), scale), lambda c, scale: (scale, c)),
    Peer("Gumbel", "gumbel_r", (real("loc"), scale)),
    Peer("Frechet", "invweibull", (positive("c"), scale), lambda c, scale: (scale, c)),
    Peer("Cauchy", "cauchy", (real("loc"), scale)),
    Peer("HalfCauchy", "halfcauchy", (scale,)),
    Peer("StudentT", "t", (positive("df"), real("loc"), scale)),
    Peer("InverseGaussian", "invgauss", (positive("mu"), scale), lambda mu, scale: (mu * scale, scale)),
    Peer("VonMises", "vonmises", (positive("kappa"),), lambda kappa: (0, kappa), omits=frozenset({"support"})),
    Peer("Uniform", "uniform", (real("loc"), scale), lambda loc, scale: (loc, loc + scale)),
    Peer("FisherSnedecor", "f", (positive("dfn"), positive("dfd"))),
    Peer("BurrXII", "burr12", (positive("c"), positive("d"), scale), lambda c, d, scale: (scale, c, d)),
    Peer("GeneralizedPareto", "genpareto", (positive("c"), scale), lambda c, scale: (0, scale, c)),
    Peer("Bernoulli", "bernoulli", (p,)),
    Peer("Binomial", "binom", (count("n"), p)),
    Peer("Geometric", "geom", (p,), fixed={"loc": -1}),
    Peer("NegativeBinomial", "nbinom", (positive("n"), p), lambda n, p: (n, 1 - p)),
    Peer("Poisson", "poisson", (positive("mu"),)),
    Peer("Logarithmic", "logser", (p,)),
)
LIBRARY = Library(
    name="scipy",
    distribution="scipy",
    load=load,
    build=build,
    compute={
        "log_density": log_density,
        "entropy": lambda law: law.entropy(),
        "mean": lambda law: law.mean(),
        "variance": lambda law: law.var(),
    },
    write=write,
    peers=PEERS,
)
