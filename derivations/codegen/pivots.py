r"""Symmetric positive definite arguments by their factors: :math:`S = L D L^T`, so that no inverse or determinant is ever expanded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

from derivations.language.scope import tensor_of

if TYPE_CHECKING:
    from derivations.codegen.inputs import Inputs


@dataclass(frozen=True)
class Pivots:
    """``entries`` writes the entries of the matrices by pivots and multipliers; ``definitions`` computes these, in order.

    ``positive`` are the pivots: the matrices are positive definite exactly where all of them are.
    """

    entries: dict[sp.Symbol, sp.Expr]
    definitions: tuple[tuple[sp.Symbol, sp.Expr], ...]
    positive: tuple[sp.Symbol, ...]


def pivots_of(inputs: Inputs) -> Pivots:
    """The factors of every argument of a type ``spd[n]``."""
    entries: dict[sp.Symbol, sp.Expr] = {}
    definitions: list[tuple[sp.Symbol, sp.Expr]] = []
    positive: list[sp.Symbol] = []
    for name, spec in inputs.types.items():
        if spec.kind == "spd":
            factors = Factors(name, sp.Matrix(*spec.shape, tensor_of(name, spec).entries))
            entries |= factors.entries()
            definitions += factors.definitions
            positive += factors.pivots
    return Pivots(entries, tuple(definitions), tuple(positive))


class Factors:
    """One matrix: symbolic elimination that names every multiplier, pivot and remaining entry."""

    def __init__(self, name: str, matrix: sp.Matrix) -> None:
        """``matrix`` (n, n) is symmetric; ``name`` goes into the names of the factors."""
        self.name, self.matrix, self.size = name, matrix, matrix.rows
        self.definitions: list[tuple[sp.Symbol, sp.Expr]] = []
        self.pivots: list[sp.Symbol] = []
        self.multipliers: dict[tuple[int, int], sp.Symbol] = {}
        remaining = {(i, j): matrix[i, j] for i in range(self.size) for j in range(i, self.size)}
        for step in range(self.size):
            self._eliminate(step, remaining)

    def _eliminate(self, step: int, remaining: dict[tuple[int, int], sp.Expr]) -> None:
        pivot = self._define(f"pivot_{self.name}_{step}", remaining[step, step], positive=True)
        self.pivots.append(pivot)
        for i in range(step + 1, self.size):
            self.multipliers[i, step] = self._define(f"multiplier_{self.name}_{i}_{step}", remaining[step, i] / pivot, real=True)
        for i in range(step + 1, self.size):
            for j in range(i, self.size):
                rest = remaining[i, j] - self.multipliers[i, step] * remaining[step, j]
                named = i == j == step + 1  # the next pivot is named when its turn comes
                remaining[i, j] = rest if named else self._define(f"rest_{self.name}_{i}_{j}_{step}", rest, real=True)

    def _define(self, name: str, value: sp.Expr, **assumptions: bool) -> sp.Symbol:
        symbol = sp.Symbol(name, **assumptions)
        self.definitions.append((symbol, value))
        return symbol

    def entries(self) -> dict[sp.Symbol, sp.Expr]:
        """The entries of the matrix by its factors."""
        lower = sp.Matrix(self.size, self.size, lambda i, j: 1 if i == j else self.multipliers.get((i, j), 0))
        product = lower * sp.diag(*self.pivots) * lower.T
        return {self.matrix[i, j]: sp.expand(product[i, j]) for i in range(self.size) for j in range(i, self.size)}
