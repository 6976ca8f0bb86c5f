"""The three problems of the benchmark: 1e5 points of each, the derived expressions, and what one writes by hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from derivations.codegen import Options, kernel_source
from derivations.codegen.kernel import load
from derivations.codegen.request import read_request

if TYPE_CHECKING:
    from collections.abc import Callable

POINTS = 100_000
DIMENSION = 3


@dataclass(frozen=True)
class Problem:
    """``arguments`` are arrays whose leading axis is contiguous, ``columns`` the numbers of every row of the kernel, by symbol."""

    name: str
    expression: str
    let: dict[str, str]
    layout: str
    arguments: tuple[Any, ...]
    hand: Callable[..., Any]

    def ours(self, target: str = "numpy") -> Any:
        """The generated module."""
        return load(kernel_source(self.expression, self.let, Options("kernel", target, layout=self.layout, suffix=".py")), target)

    def entries(self) -> list[Any]:
        """The derived expressions, without what symmetry repeats."""
        value = read_request(self.expression, self.let).value
        size = value.shape[0] if len(value.shape) > 1 else 0
        return [value[i, j].item for i in range(size) for j in range(i, size)] if size else list(value.entries)

    def columns(self) -> dict[Any, Any]:
        """Every symbol with its numbers, contiguous."""
        names = list(self.let)
        rows = [row for row in read_request(self.expression, self.let).inputs.rows if not row.symbol.name.endswith("_mirror")]
        return {row.symbol: np.ascontiguousarray(self.arguments[row.argument][(..., *row.component)]) for row in rows if names}

    def bytes(self) -> int:
        """What is read and written at least."""
        return 8 * POINTS * (len(self.columns()) + len(self.entries()))


def spread(array: Any) -> Any:
    """The same values with a contiguous leading axis."""
    return np.moveaxis(np.ascontiguousarray(np.moveaxis(array, 0, -1)), -1, 0)


def softmax_hand(z: Any) -> Any:
    """Shifted softmax, then diag(p) - p p^T."""
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    result = -p[:, :, None] * p[:, None, :]
    diagonal = np.arange(DIMENSION)
    result[:, diagonal, diagonal] += p
    return result


def normal_hand(h: Any, J: Any, k: Any, P: Any) -> Any:
    """By inverse, solve and log-determinants."""
    covariance = np.linalg.inv(J)
    gap = np.einsum("nij,nj->ni", covariance, h) - np.linalg.solve(P, k[..., None])[..., 0]
    trace = np.einsum("nij,nji->n", P, covariance)
    return (trace + np.einsum("ni,nij,nj->n", gap, P, gap) - DIMENSION - np.linalg.slogdet(P)[1] + np.linalg.slogdet(J)[1]) / 2


def gamma_hand(a: Any, b: Any) -> Any:
    """By SciPy's trigamma."""
    from scipy import special

    trigamma = special.polygamma(1, a)
    determinant = a * trigamma - 1
    return trigamma, -1 / b, a / b**2, a / determinant, b / determinant, b**2 * trigamma / determinant


def problems() -> list[Problem]:
    """All of them, at the same points every time."""
    generator = np.random.default_rng(1)
    z = spread(generator.normal(0, 3, (POINTS, DIMENSION)))

    def precision() -> Any:
        root = generator.normal(size=(POINTS, DIMENSION, DIMENSION))
        product = root @ root.transpose(0, 2, 1) + np.eye(DIMENSION)
        return spread((product + product.transpose(0, 2, 1)) / 2)

    vectors = [spread(generator.normal(size=(POINTS, DIMENSION))) for _ in range(2)]
    laws = (vectors[0], precision(), vectors[1], precision())
    gamma = (np.exp(generator.uniform(-1, 4, POINTS)), np.exp(generator.uniform(-1, 1, POINTS)))
    types = {"h": "real[3]", "J": "spd[3]", "k": "real[3]", "P": "spd[3]"}
    natural = "kl(MultivariateNormal(inv(J) @ h, precision=J), MultivariateNormal(inv(P) @ k, precision=P))"
    fisher = "fisher(Gamma(a, b), [a, b])"
    both = f"[{fisher}[0,0], {fisher}[0,1], {fisher}[1,1], inv({fisher})[0,0], inv({fisher})[0,1], inv({fisher})[1,1]]"
    positive = {"a": "positive", "b": "positive"}
    hessian = "hess(-logpdf(Categorical(logits=z), 0), z)"
    return [
        Problem("Softmax-3 Hessian", hessian, {"z": "real[3]"}, "symmetric", (z,), softmax_hand),
        Problem("Gaussian KL, d = 3, natural", natural, types, "full", laws, normal_hand),
        Problem("Gamma Fisher and inverse", both, positive, "full", gamma, gamma_hand),
    ]
