"""Stand-ins for curvlinops and NNGeometry: right in NumPy, with places for planted faults."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from audit_laws import install
from audit_tensors import Array, Linear, Sequential, torch
from scipy import special

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pytest


def softmax_hessian(f: Any) -> Any:
    """diag(p) - p p^T, with 1 - p as the sum of the others."""
    p = special.softmax(f)
    others = np.array([np.delete(p, k).sum() for k in range(len(p))])
    return np.diag(p * others) - (np.outer(p, p) - np.diag(p**2))


HESSIANS: dict[str, Callable[[Any], Any]] = {
    "MSELoss": lambda f: 2 * np.eye(len(f)),
    "regression": lambda f: np.eye(len(f)),
    "CrossEntropyLoss": softmax_hessian,
    "BCEWithLogitsLoss": lambda f: np.diag(special.expit(f) * special.expit(-f)),
}
GRADIENTS: dict[str, Callable[[Any, Any], Any]] = {
    "MSELoss": lambda f, y: 2 * (f - y),
    "CrossEntropyLoss": lambda f, y: special.softmax(f) - np.eye(len(f))[y],
    "BCEWithLogitsLoss": lambda f, y: np.where(y == 1, -special.expit(-f), special.expit(f)),
}


def inner(name: str, kind: str, f: Any, y: Any) -> Any:
    """The matrix between the Jacobians of a sample."""
    if kind == "EFLinearOperator":
        return np.outer(*[GRADIENTS[name](f, y)] * 2)
    if kind != "FisherMCLinearOperator":
        return HESSIANS[name](f)
    random = np.random.default_rng(1)
    if name == "MSELoss":
        drawn = math.sqrt(2) * random.standard_normal((4000, len(f)))
    elif name == "CrossEntropyLoss":
        drawn = special.softmax(f) - np.eye(len(f))[random.choice(len(f), 4000, p=special.softmax(f))]
    else:
        drawn = special.expit(f) - (random.random((4000, len(f))) < special.expit(f))
    return drawn.T @ drawn / 4000


class Operator:
    """A matrix that multiplies."""

    def __init__(self, matrix: Any) -> None:
        """Keep the matrix."""
        self.matrix = matrix

    def __matmul__(self, other: Any) -> Any:
        """The product."""
        return (self.matrix @ other).view(Array)


def kept(matrix: Any, net: Sequential, *, separate: bool) -> Any:
    """Diagonal blocks of parameters or layers."""
    sizes = [parameter.size for parameter in net.parameters()]
    joined = sizes if separate else [a + b for a, b in zip(sizes[::2], sizes[1::2], strict=True)]
    owner = np.repeat(np.arange(len(joined)), joined)
    return np.where(owner[:, None] == owner, matrix, 0)


def curvlinops(monkeypatch: pytest.MonkeyPatch, factor: Callable[[str, str, int, int], float] | None = None) -> None:
    """Curvlinops; ``factor(operator, loss, samples, outputs)`` stands before sums with reduction="mean"."""

    def right(_: str, loss: str, samples: int, outputs: int) -> float:
        return 1 / (samples if loss == "CrossEntropyLoss" else samples * outputs)

    def operator(kind: str) -> Callable[..., Operator]:
        def made(net: Sequential, loss: Any, _: Any, data: Any, **options: Any) -> Operator:
            rows = [(row, y) for inputs, targets in data for row, y in zip(inputs, targets, strict=True)]
            inside = "EFLinearOperator" if options.get("fisher_type") == "empirical" else kind
            parts = [J.T @ inner(loss.name, inside, f, y) @ J for (f, J), y in ((net.linearised(row), y) for row, y in rows)]
            outputs = len(net.layers[-1].bias)
            matrix = sum(parts) * (1 if loss.reduction == "sum" else (factor or right)(kind, loss.name, len(rows), outputs))
            if "KFAC" in kind:
                matrix = kept(matrix, net, separate=options["separate_weight_and_bias"])
            return Operator(matrix)

        return made

    def inverse(of: Operator, *, damping: float, use_exact_damping: bool) -> Operator:
        assert use_exact_damping
        return Operator(np.linalg.inv(of.matrix + damping * np.eye(len(of.matrix))))

    kinds = ("GGNLinearOperator", "EFLinearOperator", "FisherMCLinearOperator", "KFACLinearOperator", "EKFACLinearOperator")
    made = {kind: operator(kind) for kind in kinds}
    install(monkeypatch, {"torch": torch(), "curvlinops": {**made, "KFACInverseLinearOperator": inverse}})


class Representation:
    """A matrix of NNGeometry; subclasses name what they keep."""

    keep: Callable[[Any, Sequential], Any] = staticmethod(lambda matrix, _: matrix)

    def __init__(self, matrix: Any, net: Sequential) -> None:
        """Keep what the class keeps."""
        self.matrix, self.net = type(self).keep(matrix, net), net

    def inverse(self, regul: float) -> Representation:
        """Of the matrix plus a multiple of the identity."""
        return type(self)(np.linalg.inv(self.matrix + regul * np.eye(len(self.matrix))), self.net)

    def to_torch(self) -> Any:
        """Dense."""
        return self.matrix.view(Array)


def quasi(matrix: Any, net: Sequential) -> Any:
    """The diagonal, and the entries between a unit's weights and its bias."""
    mask, start = np.eye(len(matrix), dtype=bool), 0
    for layer in (layer for layer in net.layers if isinstance(layer, Linear)):
        inputs = layer.weight.shape[1]
        for unit in range(len(layer.bias)):
            weights, bias = slice(start + unit * inputs, start + (unit + 1) * inputs), start + layer.weight.size + unit
            mask[weights, bias] = mask[bias, weights] = True
        start += layer.weight.size + layer.bias.size
    return np.where(mask, matrix, 0)


def nngeometry(monkeypatch: pytest.MonkeyPatch, hessians: Mapping[str, Any] | None = None) -> None:
    """NNGeometry; ``hessians`` are faulty ones by the name of the variant."""
    names = {"classif_logits": "CrossEntropyLoss", "classif_binary_logits": "BCEWithLogitsLoss", "regression": "regression"}

    def information(net: Sequential, loader: Any, made: Any, *, variant: str, trials: int = 0) -> Any:
        name, parts = names[variant], []
        for row in loader[0]:
            f, J = net.linearised(row)
            middle = inner(name, "FisherMCLinearOperator", f, None) if trials else (hessians or {}).get(variant, HESSIANS[name])(f)
            parts.append(J.T @ middle @ J)
        return made(sum(parts) / len(parts), net)

    def representation(keep: Callable[[Any, Sequential], Any]) -> type[Representation]:
        return type("Kept", (Representation,), {"keep": staticmethod(keep)})

    layers = representation(lambda matrix, net: kept(matrix, net, separate=False))
    content = {
        "PMatDense": Representation,
        "PMatLowRank": Representation,
        "PMatBlockDiag": layers,
        "PMatKFAC": layers,
        "PMatEKFAC": layers,
        "PMatDiag": representation(lambda matrix, _: np.diag(np.diag(matrix))),
        "PMatQuasiDiag": representation(quasi),
    }
    modules = {"nngeometry.metrics": {"FIM": information, "FIM_MonteCarlo": information}, "nngeometry.object": content}
    install(monkeypatch, {"torch": torch(), "nngeometry": {}, **modules})
