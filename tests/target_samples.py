"""Kernels in which every target is tried: a divergence, a density with a support, matrices, counts, points of the simplex, choices."""

from __future__ import annotations

import importlib.util
import shutil
from dataclasses import dataclass

GAMMA = {"a": "positive", "b": "positive", "c": "positive", "d": "positive"}


@dataclass(frozen=True)
class Sample:
    """An expression with its arguments; ``point`` lies inside their types."""

    expression: str
    let: dict[str, str]
    point: tuple[object, ...]


SAMPLES = {
    "divergence": Sample("kl(Gamma(a, b), Gamma(c, d))", GAMMA, (2.0, 3.0, 4.0, 5.0)),
    "conditional_divergence": Sample("kl(Exponential(a), Exponential(b))", {"a": "positive", "b": "positive"}, (2.0, 3.0)),
    "density": Sample("logpdf(Gamma(a, b), y)", {"a": "positive", "b": "positive", "y": "real"}, (2.0, 3.0, 2.0)),
    "counts": Sample("logpdf(Poisson(r), k)", {"r": "positive", "k": "natural"}, (2.0, 3)),
    "matrix": Sample("fisher(Gamma(a, b), [a, b])", {"a": "positive", "b": "positive"}, (2.0, 3.0)),
    "of_matrix": Sample("inv(C)", {"C": "spd[2]"}, ([[2.0, 0.5], [0.5, 1.0]],)),
    "of_vector": Sample("hess(log(exp(z[0]) + exp(z[1])), z)", {"z": "real[2]"}, ([0.25, -1.0],)),
    "of_simplex": Sample(
        "kl(Categorical(p), Categorical(q))", {"p": "simplex[3]", "q": "simplex[3]"}, ([0.2, 0.3, 0.5], [0.5, 0.25, 0.25])
    ),
    "choice": Sample("(x*log(x) if x > 0 else 0) + sqrt(abs(y))", {"x": "real", "y": "real"}, (1.5, -2.0)),
    "awkward_names": Sample("double*C + exp_ + n", dict.fromkeys(("double", "C", "exp_", "n", "x0"), "real"), (1.0, 2.0, 3.0, 4.0, 5.0)),
}
HAS_COMPILER = shutil.which("cc") is not None
HAS_JAX = importlib.util.find_spec("jax") is not None
WITHOUT_COMPILER = "no C compiler `cc` on the path: what C computes is not measured here"
WITHOUT_JAX = "JAX is not installed: what it computes is not measured here"
RUNS = {"c": HAS_COMPILER, "jax": HAS_JAX}
REASONS = {"c": WITHOUT_COMPILER, "jax": WITHOUT_JAX}
