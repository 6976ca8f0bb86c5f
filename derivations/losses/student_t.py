"""The negative log-likelihood of the location of Student's t with known degrees of freedom and scale."""

from __future__ import annotations

import sympy as sp

from derivations.families.student_t import FAMILY as STUDENT_T
from derivations.language.tensor import Tensor
from derivations.losses.loss import SmoothLoss

z, y = sp.symbols("z y", real=True)
df, scale = sp.symbols("df c", positive=True)
LOSS = SmoothLoss(
    "Student-t",
    Tensor.vector([z]),
    Tensor.scalar(y),
    (df + 1) / 2 * sp.log(1 + (y - z) ** 2 / (df * scale**2)),
    STUDENT_T.law(df, z, scale),
    options={"freedom": df, "scale": scale},
)
