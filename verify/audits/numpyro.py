"""NumPyro's distributions, in double precision."""

from __future__ import annotations

import importlib
from typing import Any

from verify.audits import substrate
from verify.audits.peer import Library, Peer, count, positive, real, unit

MODULE = "numpyro.distributions"
CALLS = {
    "log_density": "{p}.log_prob(jax.numpy.float64({value!r}))",
    "entropy": "{p}.entropy()",
    "mean": "{p}.mean",
    "variance": "{p}.variance",
    "kl": "D.kl_divergence({p}, {q})",
}


def divergence(p: Any, q: Any) -> float:
    """The registered divergence."""
    return float(importlib.import_module(MODULE).kl_divergence(p, q))


loc, scale, rate, concentration = real("loc"), positive("scale"), positive("rate"), positive("concentration")
probs = unit("probs")
PEERS = (
    Peer("Normal", "Normal", (loc, scale)),
    Peer("LogNormal", "LogNormal", (loc, scale)),
    Peer("Exponential", "Exponential", (rate,)),
    Peer("Gamma", "Gamma", (concentration, rate)),
    Peer("InverseGamma", "InverseGamma", (concentration, rate)),
    Peer("Beta", "Beta", (positive("concentration1"), positive("concentration0"))),
    Peer("Kumaraswamy", "Kumaraswamy", (positive("concentration1"), positive("concentration0"))),
    Peer("ChiSquared", "Chi2", (positive("df"),)),
    Peer("HalfNormal", "HalfNormal", (scale,)),
    Peer("HalfCauchy", "HalfCauchy", (scale,)),
    Peer("Weibull", "Weibull", (scale, concentration)),
    Peer("Pareto", "Pareto", (scale, positive("alpha"))),
    Peer("Laplace", "Laplace", (loc, scale)),
    Peer("Logistic", "Logistic", (loc, scale)),
    Peer("Gumbel", "Gumbel", (loc, scale)),
    Peer("Cauchy", "Cauchy", (loc, scale)),
    Peer("StudentT", "StudentT", (positive("df"), loc, scale)),
    Peer("VonMises", "VonMises", (loc, concentration), omits=frozenset({"mean", "variance", "support"})),  # theirs are the circular ones
    Peer("Bernoulli", "BernoulliProbs", (probs,)),
    Peer("Binomial", "BinomialProbs", (probs, count("total_count")), lambda probs, total: (total, probs)),
    Peer("Geometric", "GeometricProbs", (probs,)),
    Peer("NegativeBinomial", "NegativeBinomialProbs", (positive("total_count"), probs)),
    Peer("Poisson", "Poisson", (rate,)),
)
LIBRARY = Library(
    name="numpyro",
    distribution="numpyro",
    load=substrate.load(MODULE),
    build=substrate.build,
    compute={
        "log_density": substrate.log_density,
        "entropy": lambda law: law.entropy(),
        "mean": lambda law: law.mean,
        "variance": lambda law: law.variance,
        "kl": divergence,
    },
    write=substrate.writer(f"import {MODULE} as D", CALLS),
    peers=PEERS,
)
