"""The networks at which curvature libraries are audited, in double precision, and the cases about their matrices."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flint import arb, arb_mat

from derivations.balls.precision import working
from verify.audits.arguments import REGIMES
from verify.audits.cases import Case, flat, indices
from verify.audits.networks import BITS, Network, Numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

HIDDEN = (((0.5, -0.75), (1.25, 0.25), (-0.375, 0.625)), (0.125, -0.25, 0.5))
LAST: Numbers = ((0.75, -0.5, 1.0), (-1.25, 0.375, 0.25), (0.5, 0.875, -0.625))
BIASES = (0.25, -0.5, 0.125)
INPUTS: Numbers = ((0.5, -1.0), (1.5, 0.25), (-0.75, 2.0))
REAL: Numbers = ((0.5, -0.25), (1.0, 2.0), (-0.5, 0.75))
BINARY: Numbers = ((1.0, 0.0), (0.0, 0.0), (1.0, 1.0))
CLASSES = (0, 2, 1)
LARGE = 96.0  # differences of logits from thirty on, with probabilities that differ from one in the fourteenth digit or later
SMALL = 2.0**-20
NEAR = 1 + 2.0**-20


@dataclass(frozen=True)
class Problem:
    """A network with its loss, how losses of samples are put together, and the regime."""

    network: Network
    loss: str
    reduction: str
    regime: str

    def parameters(self) -> dict[str, Any]:
        """What a finding shows."""
        widths = [len(self.network.inputs[0]), *(len(biases) for _, biases in self.network.layers)]
        kind = "linear" if self.network.is_linear else "tanh"
        return {
            "loss": self.loss,
            "reduction": self.reduction,
            "samples": len(self.network.inputs),
            "network": f"{kind} {'-'.join(map(str, widths))}",
        }


def network(outputs: int, targets: Any, regime: str, *, scale_last: bool, is_linear: bool = False) -> Network:
    """Two layers; extreme ones have large logits, or tiny inputs where the size of an output changes nothing."""
    factor = LARGE if regime == "extreme" and scale_last else 1.0
    last = tuple(tuple(entry * factor for entry in row) for row in LAST[:outputs])
    biases = tuple(entry * factor for entry in BIASES[:outputs])
    inputs: Numbers = INPUTS
    if regime == "extreme" and not scale_last:
        inputs = tuple(tuple(entry * SMALL for entry in row) for row in INPUTS)
    if regime == "nearly equal":
        inputs = (INPUTS[0], tuple(entry * NEAR for entry in INPUTS[0]), INPUTS[2])
    return Network((HIDDEN, (last, biases)), inputs, targets, is_linear)


@dataclass(frozen=True)
class Shape:
    """The first samples, how many outputs (0: three classes, else two), whether the network is linear, and in which regimes."""

    samples: int = 3
    outputs: int = 0
    is_linear: bool = False
    regimes: tuple[str, ...] = REGIMES


def problem(loss: str, reduction: str, regime: str, shape: Shape) -> Problem:
    """One problem of a loss."""
    width = shape.outputs or {"CrossEntropyLoss": 3}.get(loss, 2)
    has_logits = loss in {"CrossEntropyLoss", "BCEWithLogitsLoss"}
    targets: Any = CLASSES if loss == "CrossEntropyLoss" else [row[:width] for row in (BINARY if has_logits else REAL)]
    found = network(width, tuple(targets), regime, scale_last=has_logits, is_linear=shape.is_linear)
    return Problem(replace(found, inputs=found.inputs[: shape.samples], targets=found.targets[: shape.samples]), loss, reduction, regime)


def scale(of: Problem) -> arb:
    """The factor before the sum of losses: 1, one by the samples, or for elementwise losses one by samples and outputs, as in PyTorch."""
    if of.reduction == "sum":
        return arb(1)
    samples = len(of.network.inputs)
    with working(BITS):
        return 1 / arb(samples if of.loss in {"CrossEntropyLoss", "regression"} else samples * of.network.outputs)


@dataclass(frozen=True)
class Matrix:
    """A matrix of a library for a problem: how it is asked for, its exact value at a network, and three lines that print one entry.

    Means of random draws have ``variances`` of their entries.
    """

    function: str
    problem: Problem
    ask: Callable[[], Any]
    exact: Callable[[Network], arb_mat]
    write: Callable[[tuple[int, ...]], str]
    variances: Callable[[Network], arb_mat] | None = None

    @cached_property
    def reference(self) -> arb_mat:
        """The exact value."""
        return self.exact(self.problem.network)

    def reference_entries(self) -> Sequence[arb]:
        """The entries of the exact value by rows."""
        found: Sequence[arb] = self.reference.entries()
        return found

    @cached_property
    def largest(self) -> arb:
        """The size of the largest entry."""
        with working(BITS):
            return max((abs(entry) for entry in self.reference.entries()), key=lambda size: float(size.mid()))

    @cached_property
    def spreads(self) -> list[float]:
        """How far each entry moves, relative to the largest, when parameters and inputs move by one rounding unit each."""
        with working(BITS):
            total = [arb(0)] * len(self.reference.entries())
            for near in self.problem.network.moved():
                total = [t + abs(a - b) for t, a, b in zip(total, self.exact(near).entries(), self.reference.entries(), strict=True)]
            return [float((t / self.largest).mid()) for t in total]

    def case(self) -> Case:
        """The entries by rows."""
        size = self.problem.network.sizes()
        return Case(
            function=self.function,
            quantity="fisher",
            regime=self.problem.regime,
            parameters=self.problem.parameters(),
            ask=lambda: flat(self.ask()),
            exactly=self.reference_entries,
            moved=lambda number, _: self.spreads[number],
            places=indices((sum(size),) * 2),
            write=self.write,
            deviations=None if self.variances is None else self._deviations,
            whole=lambda: self.largest,
        )

    def _deviations(self) -> Sequence[arb | None]:
        with working(BITS):
            found = [] if self.variances is None else self.variances(self.problem.network).entries()
            return [entry.sqrt() if float(entry.mid()) > 0 else arb(0) for entry in found]


def subjects(matrices: Sequence[Callable[[Any], Iterator[Matrix]]]) -> tuple[Callable[[Any], Iterator[Case]], ...]:
    """What a library is asked: the cases of each group of matrices."""

    def cases(group: Callable[[Any], Iterator[Matrix]]) -> Callable[[Any], Iterator[Case]]:
        return lambda module: (matrix.case() for matrix in group(module))

    return tuple(map(cases, matrices))


def numbers(of: Network) -> list[float]:
    """The parameters in order."""
    return [entry for weights, biases in of.layers for entry in [*(w for row in weights for w in row), *biases]]


def written(of: Network) -> str:
    """The network as source text, with its parameters; shapes of layers are read off its weights."""
    linear = [f"torch.nn.Linear({len(weights[0])}, {len(weights)})" for weights, _ in of.layers]
    between = ", " if of.is_linear else ", torch.nn.Tanh(), "
    made = f"net = torch.nn.Sequential({between.join(linear)})"
    return f"{made}; torch.nn.utils.vector_to_parameters(torch.tensor({numbers(of)!r}), net.parameters())"


def built(torch: Any, of: Network) -> Any:
    """The network as a module in double precision."""
    layers: list[Any] = []
    for weights, _ in of.layers:
        layers += [torch.nn.Linear(len(weights[0]), len(weights), dtype=torch.float64)]
        layers += [] if of.is_linear else [torch.nn.Tanh()]
    made = torch.nn.Sequential(*(layers if of.is_linear else layers[:-1]))
    torch.nn.utils.vector_to_parameters(torch.tensor(numbers(of), dtype=torch.float64), made.parameters())
    return made
