"""PyTorch's distributions, in double precision."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from verify.audits.peer import Library, Peer, called, count, positive, real, unit

if TYPE_CHECKING:
    from collections.abc import Mapping

COUNTS = {"total_count"}
CALLS = {
    "log_density": "{p}.log_prob(t({value!r}))",
    "entropy": "{p}.entropy()",
    "mean": "{p}.mean",
    "variance": "{p}.variance",
    "kl": "D.kl_divergence({p}, {q})",
}
LINES = "import torch, torch.distributions as D\nt = lambda x: torch.tensor(x, dtype=torch.float64)\nprint({call})"


def load() -> Any:
    """The package; numbers become tensors of double precision."""
    return importlib.import_module("torch")


def build(module: Any, peer: Peer, keywords: Mapping[str, Any]) -> Any:
    """A distribution with double precision; its arguments are checked by the library."""
    tensors = {name: value if name in COUNTS else module.tensor(value, dtype=module.float64) for name, value in keywords.items()}
    return getattr(importlib.import_module("torch.distributions"), peer.function)(**tensors)


def log_density(law: Any, value: float) -> float:
    """The log-density or the log of the mass."""
    torch = importlib.import_module("torch")
    return float(law.log_prob(torch.tensor(value, dtype=torch.float64)))


def divergence(p: Any, q: Any) -> float:
    """The registered divergence."""
    return float(importlib.import_module("torch.distributions").kl_divergence(p, q))


def write(peer: Peer, quantity: str, laws: tuple[Mapping[str, Any], ...], value: float | None) -> str:
    """Three lines that show a value."""
    made = [_made(peer, keywords) for keywords in laws]
    return LINES.format(call=CALLS[quantity].format(p=made[0], q=made[-1], value=value))


def _made(peer: Peer, keywords: Mapping[str, Any]) -> str:
    tensors = {name: value if name in COUNTS else _Tensor(value) for name, value in keywords.items()}
    return called(f"D.{peer.function}", tensors)


class _Tensor(float):
    """A number that is written as a call of ``t``."""

    def __repr__(self) -> str:
        return f"t({float(self)!r})"


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
    Peer("Gumbel", "Gumbel", (loc, scale)),
    Peer("Cauchy", "Cauchy", (loc, scale)),
    Peer("StudentT", "StudentT", (positive("df"), loc, scale)),
    Peer("VonMises", "VonMises", (loc, concentration), omits=frozenset({"mean", "variance", "support"})),  # theirs are the circular ones
    Peer("FisherSnedecor", "FisherSnedecor", (positive("df1"), positive("df2"))),
    Peer("ContinuousBernoulli", "ContinuousBernoulli", (probs,)),
    Peer("Bernoulli", "Bernoulli", (probs,)),
    Peer("Binomial", "Binomial", (count("total_count"), probs)),
    Peer("Geometric", "Geometric", (probs,)),
    Peer("NegativeBinomial", "NegativeBinomial", (positive("total_count"), probs)),
    Peer("Poisson", "Poisson", (rate,)),
)
LIBRARY = Library(
    name="torch",
    distribution="torch",
    load=load,
    build=build,
    compute={
        "log_density": log_density,
        "entropy": lambda law: law.entropy(),
        "mean": lambda law: law.mean,
        "variance": lambda law: law.variance,
        "kl": divergence,
    },
    write=write,
    peers=PEERS,
)
