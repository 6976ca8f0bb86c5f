"""The kernels of a loss, written in the claim language: value, derivatives in the outputs, products and factors of its curvature."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.language.claim_text import ClaimText
from derivations.language.tensor import Tensor
from derivations.losses.curvature import curvature
from derivations.losses.loss import LocationLoss
from derivations.normal_form import decide_zero
from derivations.score import score

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from derivations.losses.loss import SmoothLoss

    Kernel = tuple[str, str, Mapping[str, str]]


class LossText(ClaimText):
    """Prints SymPy expressions in the claim language; a name that ends in numbers is an entry of a vector or a matrix.

    >>> LossText().doprint(sp.log(sp.Symbol("z_0")))
    'log(z[0])'
    """

    def _print_Symbol(self, symbol: sp.Symbol) -> str:  # noqa: N802 - SymPy calls it so
        name, *places = symbol.name.split("_")
        return f"{name}[{','.join(places)}]" if places and all(map(str.isdigit, places)) else f"{symbol.name}"


def text(value: Any) -> str:
    """An expression, or a tensor of them, in the claim language."""
    if not isinstance(value, Tensor):
        return str(LossText().doprint(value))
    if not value.shape:
        return text(value.item)
    return f"[{', '.join(map(text, value.entries if len(value.shape) == 1 else map(Tensor.vector, value.rows())))}]"


def kernels_of_loss(loss: SmoothLoss | LocationLoss) -> Iterator[Kernel]:
    """Name, expression and types of every kernel of a loss: value, gradient, Hessian, Fisher matrix, and factor S with S S^T = F.

    With several outputs ``v`` is a direction in them, and the Hessian and the Fisher matrix are multiplied by it.
    """
    expression, z, y = _written(loss)
    names = [text(symbol) for symbol in z.entries]
    value, outputs = text(expression), f"[{', '.join(names)}]"
    information = text(curvature(loss).fisher) if isinstance(loss, LocationLoss) else f"fisher({_law(loss)}, {outputs})"
    let = _types([*z.entries, *y.entries, *sorted(expression.free_symbols, key=str)])
    of_law = curvature(loss).fisher.free_symbols if isinstance(loss, LocationLoss) else loss.law.free_symbols
    law_only = _types([*z.entries, *sorted(of_law, key=str)])
    yield "value", value, let
    if len(names) == 1:
        yield "gradient", f"diff({value}, {names[0]})", let
        yield "hessian", f"diff({value}, {names[0]}, 2)", let
        yield "fisher", f"{information}[0,0]", law_only
        yield "factor", f"sqrt({information}[0,0])", law_only
        return
    direction = {"v": f"real[{len(names)}]"}
    yield "gradient", f"grad({value}, {outputs})", let
    yield "hessian", f"hess({value}, {outputs})", let
    yield "hessian_product", f"hess({value}, {outputs}) @ v", {**let, **direction}
    yield "fisher_product", f"{information} @ v", {**law_only, **direction}
    yield "factor", text(_root(curvature(loss).fisher) if isinstance(loss, LocationLoss) else _factor(loss)), law_only


def _written(loss: SmoothLoss | LocationLoss) -> tuple[sp.Expr, Tensor, Tensor]:
    """The loss as one expression of outputs and targets; what picks terms by the target becomes cases."""
    if isinstance(loss, LocationLoss):
        z, y = sp.symbols("z y", real=True)
        *pieces, last = loss.pieces
        cases = [(piece.expression, loss.residual < piece.high) for piece in pieces]
        whole = sp.Piecewise(*cases, (last.expression, True), evaluate=False).xreplace({loss.residual: y - z})
        return whole, Tensor.vector([z]), Tensor.vector([y])
    if not loss.expression.has(sp.KroneckerDelta):
        return loss.expression, loss.z, loss.y
    targets = [point.item for point, _ in loss.law.points or ()]
    *values, last = (loss.expression.xreplace({loss.y.item: target}) for target in targets)
    cases = [(value, sp.Eq(loss.y.item, target, evaluate=False)) for value, target in zip(values, targets, strict=False)]
    return sp.Piecewise(*cases, (last, True), evaluate=False), loss.z, loss.y


def _law(loss: SmoothLoss) -> str:
    return f"{loss.law.family.name}({', '.join(f'{name}={text(value)}' for name, value in loss.law.parameters.items())})"


def _factor(loss: SmoothLoss) -> Tensor:
    """A matrix S with S S^T = F: sqrt(p) times the score at every value of the target, or the root by elimination."""
    if loss.law.points is None:
        return _root(curvature(loss).fisher)
    columns = []
    for point, probability in loss.law.points:
        columns.append([sp.sqrt(probability) * entry for entry in score(loss.law, point, loss.z).entries])
    return Tensor.matrix([list(row) for row in zip(*columns, strict=True)])


def _root(matrix: Tensor) -> Tensor:
    """The lower triangular root of a positive semidefinite matrix; a pivot that vanishes has a column of zeros."""
    size = matrix.shape[0]
    rest = {(i, j): matrix[i, j].item for i, j in itertools.product(range(size), repeat=2)}
    root = [[sp.S.Zero] * size for _ in range(size)]
    for k in range(size):
        if decide_zero([rest[k, k]]).zero:
            continue
        for i in range(k, size):
            root[i][k] = sp.cancel(rest[i, k] / rest[k, k]) * sp.sqrt(sp.cancel(rest[k, k]))
        for i, j in itertools.product(range(k + 1, size), repeat=2):
            rest[i, j] = sp.cancel(rest[i, j] - rest[i, k] * rest[k, j] / rest[k, k])
    return Tensor.matrix(root)


def _types(symbols: Sequence[sp.Symbol]) -> dict[str, str]:
    """The type of every name, in the order of its first symbol: numbers, vectors by their entries, positive definite matrices."""
    places: dict[str, list[list[int]]] = {}
    kinds: dict[str, str] = {}
    for symbol in dict.fromkeys(symbols):
        name, *indices = symbol.name.split("_")
        places.setdefault(name, []).append([int(index) for index in indices])
        kinds.setdefault(name, _kind(symbol))
    found = {}
    for name, indices in places.items():
        size = max(index[0] for index in indices) + 1 if indices[0] else 0
        kind = "spd" if len(indices[0]) > 1 else kinds[name]
        found[name] = f"{kind}[{size}]" if size else kind
    return found


def _kind(symbol: sp.Symbol) -> str:
    if symbol.is_integer:
        return "positive integer" if symbol.is_positive else "natural"
    return "positive" if symbol.is_positive else "real"
