"""NNGeometry's Fisher matrices: dense, block diagonal, diagonal, and KFAC where it is exact.

Its Fisher matrices are means over the samples, with a normal law of variance one for regressions. KFAC is exact for one sample, and for
linear networks with a normal law. The default dtype is set to float64 meanwhile: the library's own constants have the default one.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from flint import arb, arb_mat

from verify.audits.networks import Network, blocks, damped_inverse, gauss_newton, variances
from verify.audits.peer import Library
from verify.audits.problems import Matrix, Problem, Shape, built, problem, scale, subjects, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

VARIANTS = {"CrossEntropyLoss": "classif_logits", "BCEWithLogitsLoss": "classif_binary_logits", "regression": "regression"}
DRAWS = 1000
WHOLE = 3  # all samples in one batch
DAMPING = 2.0**-10
IMPORTS = "import torch, nngeometry.metrics as M, nngeometry.object as O; torch.set_default_dtype(torch.float64); t = torch.tensor"


@dataclass(frozen=True)
class Representation:
    """A class of matrices, what it keeps of the dense one, and the sizes of the batches; ``damping`` inverts, ``trials`` draw labels."""

    name: str
    keep: Callable[[Network, arb_mat], arb_mat]
    batch_size: int = WHOLE
    damping: float | None = None
    trials: int = 0

    def label(self) -> str:
        """What a finding calls it."""
        made = f"FIM_MonteCarlo({self.name}, trials={self.trials})" if self.trials else f"FIM({self.name})"
        return (
            made
            + (f".inverse({self.damping!r})" if self.damping else "")
            + (f", batch_size={self.batch_size}" if self.batch_size != WHOLE else "")
        )

    def exact(self, of: Problem, at: Network) -> arb_mat:
        """What it should be."""
        found = self.keep(at, gauss_newton(at, of.loss, scale(of)))
        return found if self.damping is None else self.keep(at, damped_inverse(found, self.damping))


def load() -> Any:
    """PyTorch and the library."""
    names = {"torch": "torch", "metrics": "nngeometry.metrics", "object": "nngeometry.object"}
    return {short: importlib.import_module(name) for short, name in names.items()}


def asked(module: Any, kind: Representation, of: Problem) -> Any:
    """The matrix, computed under a default dtype of float64."""
    torch = module["torch"]
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        torch.manual_seed(1)
        return _matrix(module, kind, of).detach()
    finally:
        torch.set_default_dtype(before)


def _matrix(module: Any, kind: Representation, of: Problem) -> Any:
    torch, network = module["torch"], of.network
    data = torch.utils.data.TensorDataset(torch.tensor(network.inputs), torch.zeros(len(network.inputs)))
    loader = torch.utils.data.DataLoader(data, batch_size=kind.batch_size)
    more = {"trials": kind.trials} if kind.trials else {}
    made = module["metrics"].FIM_MonteCarlo if kind.trials else module["metrics"].FIM
    found = made(built(torch, network), loader, getattr(module["object"], kind.name), variant=VARIANTS[of.loss], **more)
    return (found if kind.damping is None else found.inverse(kind.damping)).to_torch()


def write(kind: Representation, of: Problem, place: tuple[int, ...]) -> str:
    """Three lines that print an entry."""
    inputs = of.network.inputs
    data = f"torch.utils.data.TensorDataset(t({inputs!r}), torch.zeros({len(inputs)}))"
    more = f", trials={kind.trials}" if kind.trials else ""
    made = "torch.manual_seed(1); F = M.FIM_MonteCarlo" if kind.trials else "F = M.FIM"
    loader = f"torch.utils.data.DataLoader({data}, batch_size={kind.batch_size})"
    call = f'{made}(net, {loader}, O.{kind.name}, variant="{VARIANTS[of.loss]}"{more})'
    inverse = f".inverse({kind.damping!r})" if kind.damping else ""
    return f"{IMPORTS}\n{written(of.network)}; {call}\nprint(F{inverse}.to_torch()[{place[0]}, {place[1]}])"


def _all(_: Network, matrix: arb_mat) -> arb_mat:
    return matrix


def _layers(at: Network, matrix: arb_mat) -> arb_mat:
    sizes = at.sizes()
    return blocks(matrix, [a + b for a, b in zip(sizes[::2], sizes[1::2], strict=True)])


def _diagonal(_: Network, matrix: arb_mat) -> arb_mat:
    return blocks(matrix, [1] * matrix.nrows())


def _quasi_diagonal(at: Network, matrix: arb_mat) -> arb_mat:
    """The diagonal, and the entries between a weight and the bias of its unit."""
    owner, unit = [], 0
    for weights, biases in at.layers:
        owner += [(unit + row, False) for row, line in enumerate(weights) for _ in line] + [
            (unit + row, True) for row in range(len(biases))
        ]
        unit += len(biases)
    size = matrix.nrows()

    def kept(i: int, j: int) -> bool:
        return i == j or (owner[i][0] == owner[j][0] and owner[i][1] != owner[j][1])

    return arb_mat(size, size, [matrix[i, j] if kept(i, j) else arb(0) for i in range(size) for j in range(size)])


EXACT = (
    Representation("PMatDense", _all),
    Representation("PMatDense", _all, batch_size=2),
    Representation("PMatDense", _all, damping=DAMPING),
    Representation("PMatBlockDiag", _layers),
    Representation("PMatBlockDiag", _layers, damping=DAMPING),
    Representation("PMatDiag", _diagonal),
    Representation("PMatDiag", _diagonal, batch_size=2),
    Representation("PMatDiag", _diagonal, damping=DAMPING),
    Representation("PMatQuasiDiag", _quasi_diagonal),
    Representation("PMatLowRank", _all),
)
KFAC = (Representation("PMatKFAC", _layers), Representation("PMatEKFAC", _layers))
DRAWN = (Representation("PMatDense", _all, trials=DRAWS),)


def _matrices(loss: str, kinds: tuple[Representation, ...], shape: Shape, module: Any) -> Iterator[Matrix]:
    for regime in shape.regimes:
        of = problem(loss, "mean", regime, shape)
        for kind in kinds:
            yield Matrix(
                function=f"{kind.label()}, {VARIANTS[loss]}",
                problem=of,
                ask=partial(asked, module, kind, of),
                exact=partial(kind.exact, of),
                write=partial(write, kind, of),
                variances=partial(_variances, of, kind.trials) if kind.trials else None,
            )


def _variances(of: Problem, trials: int, at: Network) -> arb_mat:
    return variances(at, of.loss, scale(of), trials)


OUTPUTS = {"CrossEntropyLoss": 3, "BCEWithLogitsLoss": 1, "regression": 2}
FEW = ("ordinary", "extreme")
GROUPS = (
    *(partial(_matrices, loss, EXACT, Shape(outputs=width)) for loss, width in OUTPUTS.items()),
    *(partial(_matrices, loss, EXACT, Shape(samples=1, outputs=width, regimes=("extreme",))) for loss, width in OUTPUTS.items()),
    *(partial(_matrices, loss, KFAC, Shape(samples=1, outputs=width, regimes=FEW)) for loss, width in OUTPUTS.items()),
    partial(_matrices, "regression", KFAC, Shape(outputs=2, is_linear=True)),
    partial(_matrices, "CrossEntropyLoss", DRAWN, Shape(outputs=3, regimes=("ordinary",))),
)
LIBRARY = Library(name="nngeometry", distribution="nngeometry", load=load, cases=subjects(GROUPS))
