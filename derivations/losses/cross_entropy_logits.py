"""The cross-entropy of a class on logits; three classes are the example."""

from __future__ import annotations

import sympy as sp

from derivations.families.categorical import FAMILY as CATEGORICAL
from derivations.language.tensor import Tensor
from derivations.losses.loss import SmoothLoss


def of_classes(classes: int) -> SmoothLoss:
    """The loss of so many classes."""
    z, y = Tensor.vector(sp.symbols(f"z_0:{classes}", real=True)), sp.Symbol("y", integer=True, nonnegative=True)
    picked = sp.Add(*(sp.KroneckerDelta(y, k) * entry for k, entry in enumerate(z.entries)))
    return SmoothLoss(
        "cross-entropy on logits",
        z,
        Tensor.scalar(y),
        sp.log(sp.Add(*map(sp.exp, z.entries))) - picked,
        CATEGORICAL.law(logits=z),
        sized=of_classes,
    )


LOSS = of_classes(3)
