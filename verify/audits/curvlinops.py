"""Curvlinops' linear operators as matrices: Gauss-Newton, empirical and Monte-Carlo Fisher, and KFAC where it is exact.

KFAC is exact for one sample, and for linear networks with a squared loss; there its inverse with exact damping is compared, too. With
``reduction="mean"`` the library's factor is that of the mean of the losses: one by the samples, and by the outputs for elementwise losses.
"""

from __future__ import annotations

import importlib
import itertools
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

from verify.audits.networks import Network, blocks, damped_inverse, empirical, gauss_newton, variances
from verify.audits.peer import Library
from verify.audits.problems import Matrix, Problem, Shape, built, problem, scale, subjects, written

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from flint import arb_mat

LOSSES = ("MSELoss", "CrossEntropyLoss", "BCEWithLogitsLoss")
REDUCTIONS = ("mean", "sum")
DRAWS = 4000
DAMPING = 2.0**-10


@dataclass(frozen=True)
class Operator:
    """A class of the library, its options, and the exact matrix of a problem at a network.

    ``batches`` are the sizes of the batches that the data come in; ``damping`` inverts.
    """

    name: str
    exact: Callable[[Problem, Network], arb_mat]
    options: Mapping[str, Any] = field(default_factory=dict)
    batches: tuple[int, ...] = ()
    damping: float | None = None

    def label(self) -> str:
        """What a finding calls it."""
        more = ", ".join(f"{name}={value!r}" for name, value in self.options.items())
        inverse = "KFACInverseLinearOperator of " if self.damping else ""
        streamed = f" in batches of {self.batches}" if self.batches else ""
        return f"{inverse}{self.name}({more}){streamed}"


def load() -> Any:
    """PyTorch and the library."""
    return {name: importlib.import_module(name) for name in ("torch", "curvlinops")}


def batches_of(operator: Operator, of: Problem) -> list[int]:
    """The sizes of the batches; one of all samples, if none are named."""
    return list(operator.batches or [len(of.network.inputs)])


def asked(module: Any, operator: Operator, of: Problem) -> Any:
    """The operator times the identity."""
    torch, library = module["torch"], module["curvlinops"]
    net = built(torch, of.network)
    loss = getattr(torch.nn, of.loss)(reduction=of.reduction)
    inputs = torch.tensor(of.network.inputs, dtype=torch.float64)
    targets = torch.tensor(of.network.targets, dtype=torch.int64 if of.loss == "CrossEntropyLoss" else torch.float64)
    sizes = batches_of(operator, of)
    data = list(zip(torch.split(inputs, sizes), torch.split(targets, sizes), strict=True))
    made = getattr(library, operator.name)(net, loss, list(net.parameters()), data, **operator.options)
    if operator.damping is not None:
        made = library.KFACInverseLinearOperator(made, damping=operator.damping, use_exact_damping=True)
    return (made @ torch.eye(sum(of.network.sizes()), dtype=torch.float64)).detach()


def write(operator: Operator, of: Problem, place: tuple[int, ...]) -> str:
    """Three lines that print an entry."""
    imports = "import torch, curvlinops; torch.set_default_dtype(torch.float64); t = torch.tensor"
    bounds = list(itertools.accumulate(batches_of(operator, of), initial=0))
    parts = [(of.network.inputs[a:b], of.network.targets[a:b]) for a, b in itertools.pairwise(bounds)]
    data = ", ".join(f"(t({inputs!r}), t({targets!r}))" for inputs, targets in parts)
    options = "".join(f", {name}={value!r}" for name, value in operator.options.items())
    loss = f'torch.nn.{of.loss}(reduction="{of.reduction}")'
    made = f"op = curvlinops.{operator.name}(net, {loss}, list(net.parameters()), [{data}]{options})"
    if operator.damping is not None:
        made += f"; op = curvlinops.KFACInverseLinearOperator(op, damping={operator.damping!r}, use_exact_damping=True)"
    return f"{imports}\n{written(of.network)}; {made}\nprint((op @ torch.eye({sum(of.network.sizes())}))[{place[0]}, {place[1]}])"


def _gauss_newton(of: Problem, at: Network) -> arb_mat:
    return gauss_newton(at, of.loss, scale(of))


def _empirical(of: Problem, at: Network) -> arb_mat:
    return empirical(at, of.loss, scale(of))


def _variances(of: Problem, at: Network) -> arb_mat:
    return variances(at, of.loss, scale(of), DRAWS)


def _blocks(of: Callable[[Problem, Network], arb_mat], *, separate: bool, damping: float | None = None) -> Callable[..., arb_mat]:
    """Diagonal blocks: of weights and of biases, or of whole layers."""

    def exact(problem: Problem, at: Network) -> arb_mat:
        sizes = at.sizes()
        kept = sizes if separate else [a + b for a, b in zip(sizes[::2], sizes[1::2], strict=True)]
        found = blocks(of(problem, at), kept)
        return found if damping is None else damped_inverse(found, damping)

    return exact


def _kfac(name: str, kind: str, *, separate: bool, damping: float | None = None) -> Operator:
    of = _empirical if kind == "empirical" else _gauss_newton
    options = {"fisher_type": kind, "separate_weight_and_bias": separate}
    return Operator(name, _blocks(of, separate=separate, damping=damping), options, damping=damping)


EXACT = (
    Operator("GGNLinearOperator", _gauss_newton),
    Operator("GGNLinearOperator", _gauss_newton, batches=(2, 1)),
    Operator("EFLinearOperator", _empirical),
    Operator("EFLinearOperator", _empirical, batches=(2, 1)),
)
KFAC = tuple(_kfac("KFACLinearOperator", kind, separate=separate) for kind in ("type-2", "empirical") for separate in (True, False))
EKFAC = tuple(_kfac("EKFACLinearOperator", "type-2", separate=separate) for separate in (True, False))
INVERSES = tuple(
    _kfac(name, "type-2", separate=separate, damping=DAMPING)
    for name in ("KFACLinearOperator", "EKFACLinearOperator")
    for separate in (True, False)
)
SINGLE = tuple(operator for operator in EXACT if not operator.batches)
LINEAR = tuple(operator for operator in (*KFAC, *EKFAC, *INVERSES) if operator.options["fisher_type"] == "type-2")


def _matrices(loss: str, operators: tuple[Operator, ...], shape: Shape, module: Any) -> Iterator[Matrix]:
    for regime in shape.regimes:
        for reduction in REDUCTIONS:
            of = problem(loss, reduction, regime, shape)
            for operator in operators:
                yield Matrix(
                    function=operator.label(),
                    problem=of,
                    ask=partial(asked, module, operator, of),
                    exact=partial(operator.exact, of),
                    write=partial(write, operator, of),
                    variances=partial(_variances, of) if operator.name.startswith("FisherMC") else None,
                )


DRAWN = (Operator("FisherMCLinearOperator", _gauss_newton, {"mc_samples": DRAWS, "seed": 1}),)
FEW = ("ordinary", "extreme")
GROUPS = (
    *(partial(_matrices, loss, EXACT, Shape()) for loss in LOSSES),
    *(partial(_matrices, loss, SINGLE, Shape(samples=1, regimes=("extreme",))) for loss in LOSSES),
    *(partial(_matrices, loss, DRAWN, Shape(regimes=("ordinary",))) for loss in LOSSES),
    *(partial(_matrices, loss, (*KFAC, *EKFAC, *INVERSES), Shape(samples=1, regimes=FEW)) for loss in LOSSES),
    partial(_matrices, "MSELoss", LINEAR, Shape(is_linear=True)),
)
LIBRARY = Library(name="curvlinops", distribution="curvlinops-for-pytorch", load=load, cases=subjects(GROUPS))
