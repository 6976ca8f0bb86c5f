"""The pinball loss of a known quantile level: the location of an asymmetric Laplace law."""

from __future__ import annotations

import sympy as sp

from derivations.losses.loss import RESIDUAL, LocationLoss, Piece

odds = sp.Symbol("t", positive=True)
level, zero = odds / (1 + odds), sp.Integer(0)  # a level in (0, 1) by its odds
LOSS = LocationLoss(
    "quantile",
    RESIDUAL,
    (Piece(-sp.oo, zero, (level - 1) * RESIDUAL), Piece(zero, sp.oo, level * RESIDUAL)),
    options={"level": level},
)
