r"""Divergences of matrix normal laws: those of rows and columns by factors, joined into a sum of nonnegative terms.

With the ratios :math:`a_i` of the pivots and the squares :math:`s` of the covariances of the rows as for normal laws, :math:`b_j` and
:math:`t` of the columns, :math:`\phi(r) = r - 1 - \log r` and the whitened difference W of the means, twice the divergence is
:math:`\sum_{ij} \phi(a_i b_j) + t \sum a_i + s \sum b_j + s t + \sum W_{ij}^2`: only the
product of the two factors means something, and no part of one is set against the other.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.agreement import agrees
from derivations.codegen.normal_divergence import NormalDivergence, is_argument
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from derivations.codegen.request import Request
    from derivations.language.tensor import Tensor

LEAST = 2  # numbers in the larger covariance; below, the general search finds shorter forms


def matrix_normal_divergence(request: Request) -> MatrixNormalDivergence | None:
    """The forms for two matrix normal laws whose covariances are arguments; ``None`` for anything else."""
    if request.word != "kl" or any(law.family.name != "MatrixNormal" for law in request.operands):
        return None
    first, second = (dict(law.parameters) for law in request.operands)
    if not all(is_argument(law[side], request) for law in (first, second) for side in ("rows", "columns")):
        return None
    if max(first["loc"].shape) < LEAST:
        return None
    work = MatrixNormalDivergence(*(_compared(first[side], second[side], side) for side in ("rows", "columns")))
    work.join(first["loc"], second["loc"])
    return work if agrees(work.entry, request.value.item, request.inputs, dict(work.definitions)) else None


class MatrixNormalDivergence:
    """The forms of one divergence: ``entry``, ``definitions`` in order, and ``positive``, which hold where the covariances are definite."""

    vanishes = True  # exactly, between equal laws

    def __init__(self, rows: NormalDivergence, columns: NormalDivergence) -> None:
        """Both compare the covariances of the first law with those of the second, which are factored."""
        self.rows, self.columns = rows, columns
        self.entry: sp.Expr = sp.S.Zero
        self.positive = [*rows.positive, *columns.positive]

    @property
    def definitions(self) -> list[tuple[sp.Symbol, sp.Expr]]:
        """What the symbols stand for, in order: the rows know of the means, which come last."""
        return [*self.columns.definitions, *self.rows.definitions]

    def join(self, first: Tensor, second: Tensor) -> None:
        """Set the entry for the means of the two laws, of shape (m, n)."""
        rows, columns = self.rows, self.columns
        shape = range(rows.size), range(columns.size)
        terms = [self.of_pivots(i, j) for i, j in itertools.product(*shape)]
        terms += [square * ratio for square in columns.squares for ratio in _ratios(rows)]
        terms += [square * ratio for square in rows.squares for ratio in _ratios(columns)]
        terms += [one * other for one in rows.squares for other in columns.squares]
        white = self.whitened(first, second)
        terms += [white[i, j] ** 2 / (rows.pivots[i] * columns.pivots[j]) for i, j in itertools.product(*shape)]
        self.entry = sp.Add(*terms) / 2

    def of_pivots(self, i: int, j: int) -> sp.Expr:
        """The term of a product of two ratios of pivots, by their gains: only the gain of the product means something."""
        rows, columns = self.rows, self.columns
        joined = stable("difference_of_products", rows.gains[i], columns.second[j], -rows.pivots[i], columns.gains[j])
        above = rows.name(f"above_{i}_{j}", rows.second[i] * columns.second[j], positive=True)
        below = rows.name(f"below_{i}_{j}", rows.pivots[i] * columns.pivots[j], positive=True)
        lost = 2 * rows.second[i] < rows.pivots[i]  # the gain of the rows is nearly minus their pivot and tells nothing of what is left
        gain = rows.name(f"gain_{i}_{j}", sp.Piecewise((above - below, lost), (joined, True)))
        return stable("bregman_log_given", above, below, gain)

    def whitened(self, first: Tensor, second: Tensor) -> dict[tuple[int, int], sp.Expr]:
        """The difference of the means, solved with both unit triangles."""
        rows, columns = self.rows, self.columns
        size = range(columns.size)
        apart = [rows.apart(f"means_{j}", *([mean[i, j].item for i in range(rows.size)] for mean in (first, second))) for j in size]
        halves = [rows.forward(f"half_{j}", rows.multipliers, apart[j]) for j in size]
        solved = [rows.forward(f"white_{i}", columns.multipliers, [half[i] for half in halves]) for i in range(rows.size)]
        return {(i, j): entry for i, line in enumerate(solved) for j, entry in enumerate(line)}


def _compared(first: Tensor, second: Tensor, side: str) -> NormalDivergence:
    work = NormalDivergence(second, first, f"{side}_")
    work.compare(work.congruent(first, second))
    return work


def _ratios(work: NormalDivergence) -> list[sp.Expr]:
    return [other / pivot for pivot, other in zip(work.pivots, work.second, strict=True)]
