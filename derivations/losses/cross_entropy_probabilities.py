"""The cross-entropy of a class on probabilities; the last is one minus the others, and three classes are the example."""

from __future__ import annotations

import sympy as sp

from derivations.families.categorical import FAMILY as CATEGORICAL
from derivations.language.tensor import Tensor
from derivations.losses.loss import SmoothLoss
from derivations.normal_form import Facts


def of_outputs(outputs: int) -> SmoothLoss:
    """The loss of so many probabilities and the one that they leave."""
    z, y = Tensor.vector(sp.symbols(f"z_0:{outputs}", positive=True)), sp.Symbol("y", integer=True, nonnegative=True)
    last = 1 - sp.Add(*z.entries)
    return SmoothLoss(
        "cross-entropy on probabilities",
        z,
        Tensor.scalar(y),
        -sp.Add(*(sp.KroneckerDelta(y, k) * sp.log(entry) for k, entry in enumerate((*z.entries, last)))),
        CATEGORICAL.law([*z.entries, last]),
        Facts(positive=(last,)),
        sized=of_outputs,
    )


LOSS = of_outputs(2)
