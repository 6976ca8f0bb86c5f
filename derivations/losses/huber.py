"""Huber's loss: squared near zero, absolute beyond a known distance."""

from __future__ import annotations

import sympy as sp

from derivations.losses.loss import RESIDUAL, LocationLoss, Piece

reach = sp.Symbol("d", positive=True)
LOSS = LocationLoss(
    "Huber",
    RESIDUAL,
    (
        Piece(-sp.oo, -reach, -reach * RESIDUAL - reach**2 / 2),
        Piece(-reach, reach, RESIDUAL**2 / 2),
        Piece(reach, sp.oo, reach * RESIDUAL - reach**2 / 2),
    ),
    options={"reach": reach},
)
