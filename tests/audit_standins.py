"""Stand-ins for the libraries that are audited at charts and networks: right in NumPy, each with places for planted faults."""

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


class Array(np.ndarray):
    """An array with what a tensor has besides."""

    def detach(self) -> Array:
        """Itself."""
        return self


def tensor(values: Any, dtype: Any = None) -> Array:
    """An array."""
    return np.asarray(values, dtype=dtype).view(Array)


class Linear:
    """An affine layer."""

    def __init__(self, inputs: int, outputs: int, dtype: Any = None) -> None:
        """Zeros until parameters are filled in."""
        self.weight, self.bias = np.zeros((outputs, inputs), dtype=dtype), np.zeros(outputs, dtype=dtype)

    def parameters(self) -> list[Any]:
        """Weights and biases."""
        return [self.weight, self.bias]


class Tanh:
    """The hyperbolic tangent."""

    def parameters(self) -> list[Any]:
        """None."""
        return []


class Sequential:
    """Layers in order, with outputs and Jacobians at an input."""

    def __init__(self, *layers: Any) -> None:
        """Keep the layers."""
        self.layers = layers

    def parameters(self) -> list[Any]:
        """Of all layers."""
        return [parameter for layer in self.layers for parameter in layer.parameters()]

    def linearised(self, row: Any) -> tuple[Any, Any]:
        """Outputs (C,) and Jacobian (C, P): tangents of all parameters are carried forward."""
        size, start = sum(parameter.size for parameter in self.parameters()), 0
        value, slopes = np.asarray(row, dtype=float), np.zeros((len(row), size))
        for layer in self.layers:
            if isinstance(layer, Tanh):
                slopes, value = slopes / np.cosh(value)[:, None] ** 2, np.tanh(value)
                continue
            slopes = layer.weight @ slopes
            for unit in range(len(layer.bias)):
                slopes[unit, start + unit * len(value) : start + (unit + 1) * len(value)] += value
                slopes[unit, start + layer.weight.size + unit] += 1
            start += layer.weight.size + layer.bias.size
            value = layer.weight @ value + layer.bias
        return value, slopes


def fill(vector: Any, parameters: list[Any]) -> None:
    """Put the numbers of a vector into parameters."""
    for parameter, part in zip(parameters, np.split(vector, np.cumsum([p.size for p in parameters])[:-1]), strict=True):
        parameter[...] = part.reshape(parameter.shape)


def torch() -> dict[str, Any]:
    """What the audits use of PyTorch."""
    losses = {
        name: (lambda reduction, name=name: SimpleNamespace(name=name, reduction=reduction))
        for name in ("MSELoss", "CrossEntropyLoss", "BCEWithLogitsLoss")
    }
    utils = SimpleNamespace(vector_to_parameters=fill)
    data = SimpleNamespace(TensorDataset=lambda inputs, _: inputs, DataLoader=lambda inputs, batch_size: (inputs, batch_size))
    return {
        "nn": SimpleNamespace(Linear=Linear, Tanh=Tanh, Sequential=Sequential, utils=utils, **losses),
        "utils": SimpleNamespace(data=data),
        "tensor": tensor,
        "zeros": np.zeros,
        "eye": lambda size, dtype=None: np.eye(size, dtype=dtype).view(Array),
        "split": lambda values, sizes: np.split(values, np.cumsum(sizes)[:-1]),
        "float64": np.float64,
        "int64": np.int64,
        "set_default_dtype": lambda _: None,
        "get_default_dtype": lambda: np.float64,
        "manual_seed": lambda _: None,
    }


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
