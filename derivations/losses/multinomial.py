"""The cross-entropy of counts with a known total, on logits; three classes are the example."""

from __future__ import annotations

import sympy as sp

from derivations.families.multinomial import FAMILY as MULTINOMIAL
from derivations.language.tensor import Tensor
from derivations.losses.loss import SmoothLoss

total = sp.Symbol("n", integer=True, positive=True)


def of_classes(classes: int) -> SmoothLoss:
    """The loss of so many classes."""
    z = Tensor.vector(sp.symbols(f"z_0:{classes}", real=True))
    y = Tensor.vector(sp.symbols(f"y_0:{classes}", integer=True, nonnegative=True))
    whole = sp.Add(*map(sp.exp, z.entries))
    picked = sp.Add(*(count * entry for count, entry in zip(y.entries, z.entries, strict=True)))
    return SmoothLoss(
        "multinomial on logits",
        z,
        y,
        sp.Add(*y.entries) * sp.log(whole) - picked,
        MULTINOMIAL.law(total, z.map(lambda entry: sp.exp(entry) / whole)),
        given={y.entries[-1]: total - sp.Add(*y.entries[:-1])},
        options={"trials": total},
        sized=of_classes,
    )


LOSS = of_classes(3)
