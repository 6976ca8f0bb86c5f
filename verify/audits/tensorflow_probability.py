"""TensorFlow Probability's distributions on JAX, in double precision."""

from __future__ import annotations

import importlib
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from verify.audits import substrate
from verify.audits.peer import Library, Peer, count, positive, real, unit

MODULE = "tensorflow_probability.substrates.jax.distributions"
CALLS = {
    "log_density": "{p}.log_prob(jax.numpy.float64({value!r}))",
    "entropy": "{p}.entropy()",
    "mean": "{p}.mean()",
    "variance": "{p}.variance()",
    "kl": "D.kl_divergence({p}, {q})",
}


def divergence(p: Any, q: Any) -> float:
    """The registered divergence."""
    return float(importlib.import_module(MODULE).kl_divergence(p, q))


def _distribution() -> str:
    """The package that is installed: a release, or the nightly build."""
    for name in ("tfp-nightly", "tensorflow-probability"):
        try:
            version(name)
        except PackageNotFoundError:
            continue
        return name
    return "tensorflow-probability"


loc, scale, rate, concentration = real("loc"), positive("scale"), positive("rate"), positive("concentration")
probs = unit("probs")
PEERS = (
    Peer("Normal", "Normal", (loc, scale)),
    Peer("LogNormal", "LogNormal", (loc, scale)),
    Peer("LogitNormal", "LogitNormal", (loc, scale), omits=frozenset({"mean", "variance", "entropy"})),
    Peer("Exponential", "Exponential", (rate,)),
    Peer("Gamma", "Gamma", (concentration, rate)),
    Peer("InverseGamma", "InverseGamma", (concentration, scale)),
    Peer("Beta", "Beta", (positive("concentration1"), positive("concentration0"))),
    Peer("Kumaraswamy", "Kumaraswamy", (positive("concentration1"), positive("concentration0"))),
    Peer("Chi", "Chi", (positive("df"),)),
    Peer("ChiSquared", "Chi2", (positive("df"),)),
    Peer("HalfNormal", "HalfNormal", (scale,)),
    Peer("Weibull", "Weibull", (concentration, scale), lambda concentration, scale: (scale, concentration)),
    Peer("Pareto", "Pareto", (concentration, scale), lambda concentration, scale: (scale, concentration)),
    Peer("Laplace", "Laplace", (loc, scale)),
    Peer("Logistic", "Logistic", (loc, scale)),
    Peer("Gumbel", "Gumbel", (loc, scale)),
    Peer("Cauchy", "Cauchy", (loc, scale)),
    Peer("StudentT", "StudentT", (positive("df"), loc, scale)),
    Peer("InverseGaussian", "InverseGaussian", (positive("loc"), concentration)),
    Peer("VonMises", "VonMises", (loc, concentration), omits=frozenset({"mean", "variance", "support"})),  # theirs are the circular ones
    Peer("GeneralizedPareto", "GeneralizedPareto", (loc, scale, positive("concentration"))),
    Peer("ContinuousBernoulli", "ContinuousBernoulli", (probs,)),
    Peer("Bernoulli", "Bernoulli", (probs,)),
    Peer("Binomial", "Binomial", (count("total_count"), probs)),
    Peer("Geometric", "Geometric", (probs,)),
    Peer("NegativeBinomial", "NegativeBinomial", (positive("total_count"), probs)),
    Peer("Poisson", "Poisson", (rate,)),
)
LIBRARY = Library(
    name="tensorflow-probability",
    distribution=_distribution(),
    load=substrate.load(MODULE),
    build=substrate.build,
    compute={
        "log_density": substrate.log_density,
        "entropy": lambda law: law.entropy(),
        "mean": lambda law: law.mean(),
        "variance": lambda law: law.variance(),
        "kl": divergence,
    },
    write=substrate.writer(f"import {MODULE} as D", CALLS),
    peers=tuple(
        replace(peer, fixed={"validate_args": True}) for peer in PEERS
    ),  # without it, values outside of the support are not checked
)
