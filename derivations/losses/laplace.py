"""The absolute error in units of a known scale: the location of a Laplace law."""

from __future__ import annotations

import sympy as sp

from derivations.losses.loss import RESIDUAL, LocationLoss, Piece

scale, zero = sp.Symbol("b", positive=True), sp.Integer(0)
LOSS = LocationLoss(
    "Laplace", RESIDUAL, (Piece(-sp.oo, zero, -RESIDUAL / scale), Piece(zero, sp.oo, RESIDUAL / scale)), options={"scale": scale}
)
