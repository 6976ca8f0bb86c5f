r"""Divergences of multivariate normal laws by factors of matrices: a sum of squares and of x - log(1 + x), never negative, in O(d^3).

With one matrix :math:`A = L D L^T`, the other :math:`B = A + \Delta` and :math:`D + L^{-1} \Delta L^{-T} = \Lambda F \Lambda^T`,
the trace and the determinant give
:math:`\operatorname{tr} A^{-1} B - d - \log\det A^{-1} B = \sum_i \phi(f_i/d_i - 1) + \sum_{i>k} \lambda_{ik}^2 f_k/d_i`,
:math:`\phi(x) = x - \log(1 + x)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.agreement import agrees
from derivations.codegen.pivots import Factors
from derivations.codegen.stable import stable
from derivations.language.scope import tensor_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from derivations.codegen.request import Request
    from derivations.language.tensor import Tensor

Matrix = dict[tuple[int, int], sp.Expr]
LEAST = 2  # dimensions; below, the general search finds shorter forms


class NormalDivergence:
    """The forms of one divergence: ``entry``, ``definitions`` in order, and ``positive``, which hold where the matrices are definite."""

    vanishes = True  # exactly, between equal laws

    def __init__(self, matrix: Tensor, other: Tensor, prefix: str = "") -> None:
        """``matrix`` is factored as L D L^T; F are the pivots of ``other`` too, since L keeps the leading minors.

        Names of values begin with the ``prefix``, so that two comparisons can stand in one divergence.
        """
        self.size, self.prefix = matrix.shape[0], prefix
        factors, second = (Factors(_name(each), sp.Matrix(*each.shape, each.entries)) for each in (matrix, other))
        self.definitions: list[tuple[sp.Symbol, sp.Expr]] = [*factors.definitions, *second.definitions]
        self.pivots, self.multipliers, self.second = factors.pivots, factors.multipliers, second.pivots
        self.other_multipliers = second.multipliers
        self.positive: list[sp.Symbol] = [*factors.pivots, *second.pivots]
        self.entry: sp.Expr = sp.S.Zero
        self.gains: list[sp.Expr] = []  # of the second pivots over the first
        self.squares: list[sp.Expr] = []  # what the trace has besides the ratios of the pivots

    def name(self, text: str, value: sp.Expr, **assumptions: bool) -> sp.Expr:
        """A symbol that stands for a value."""
        if value.is_Atom:
            return value
        symbol = sp.Symbol(f"{self.prefix}{text}", **{"real": True, **assumptions})
        self.definitions.append((symbol, value))
        return symbol

    def apart(self, text: str, left: Sequence[sp.Expr], right: Sequence[sp.Expr]) -> list[sp.Expr]:
        """The differences of two vectors, rounded once before anything is subtracted from them."""
        return [self.name(f"{text}_{i}", one - other) for i, (one, other) in enumerate(zip(left, right, strict=True))]

    def forward(self, text: str, multipliers: Matrix, vector: Sequence[sp.Expr]) -> list[sp.Expr]:
        """Solve with the unit lower triangle."""
        found: list[sp.Expr] = []
        for i, entry in enumerate(vector):
            found.append(self.name(f"{text}_{i}", entry - sp.Add(*(multipliers[i, k] * found[k] for k in range(i)))))
        return found

    def congruent(self, left: Tensor, right: Tensor) -> Matrix:
        """L^{-1} Delta L^{-T} for the difference Delta of two matrices, rounded once: solve by columns, then by rows."""
        size = self.size
        upper = {(i, j): self.name(f"difference_{i}_{j}", left[i, j].item - right[i, j].item) for i in range(size) for j in range(i, size)}
        difference = {(i, j): upper[min(i, j), max(i, j)] for i in range(size) for j in range(size)}
        columns = [self.forward(f"column_{j}", self.multipliers, [difference[i, j] for i in range(size)]) for j in range(size)]
        rows = [self.forward(f"row_{i}", self.multipliers, [columns[j][i] for j in range(i + 1)]) for i in range(size)]
        return {(i, j): rows[max(i, j)][min(i, j)] for i in range(size) for j in range(size)}

    def compare(self, change: Matrix) -> Matrix:
        """Factor D + C as Lambda F Lambda^T, return Lambda, and add the terms of trace and determinant."""
        second = self.second
        lower: Matrix = {}
        terms = []
        for i in range(self.size):
            for k in range(i):
                rest = change[i, k] - sp.Add(*(lower[i, j] * second[j] * lower[k, j] for j in range(k)))
                lower[i, k] = self.name(f"lambda_{i}_{k}", self.by_columns(rest / second[k], lower, i, k))
            squares = [self.name(f"square_{i}_{k}", lower[i, k] ** 2 * second[k], nonnegative=True) for k in range(i)]
            gain = self.name(f"gain_{i}", change[i, i] - sp.Add(*squares))
            self.gains.append(gain)
            self.squares += [square / self.pivots[i] for square in squares]
            terms += [stable("bregman_log_given", second[i], self.pivots[i], gain), *(square / self.pivots[i] for square in squares)]
        self.entry += sp.Add(*terms) / 2
        return lower

    def by_columns(self, entry: sp.Expr, lower: Matrix, i: int, k: int) -> sp.Expr:
        """An entry of Lambda = L^{-1} M, M the unit triangle of the other matrix: by M where C has lost it beside a smaller pivot."""
        solved = [self.multipliers[i, j] * lower[j, k] for j in range(k + 1, i)]
        apart = self.other_multipliers[i, k] - self.multipliers[i, k] - sp.Add(*solved)
        return sp.Piecewise((apart, 2 * self.second[k] < self.pivots[k]), (entry, True))

    def add_squares(self, vector: Sequence[sp.Expr], weights: Sequence[sp.Expr]) -> None:
        """Add half the sum of squares over weights."""
        self.entry += sp.Add(*(entry**2 / weight for entry, weight in zip(vector, weights, strict=True))) / 2


def normal_divergence(request: Request) -> NormalDivergence | None:
    """The forms for two normal laws given by matrices that are arguments; ``None`` for anything else."""
    if request.word != "kl" or any(law.family.name != "MultivariateNormal" for law in request.operands):
        return None
    first, second = (dict(law.parameters) for law in request.operands)
    kind = next((name for name in ("covariance", "precision") if name in first and name in second), "")
    if not kind or first[kind].shape[0] < LEAST or not all(is_argument(given[kind], request) for given in (first, second)):
        return None
    build = _by_covariances if kind == "covariance" else _by_precisions
    found = build(request, first, second)
    return found if found is not None and agrees(found.entry, request.value.item, request.inputs, dict(found.definitions)) else None


def is_argument(matrix: Tensor, request: Request) -> bool:
    """Whether the entries are an argument of a type ``spd[n]``."""
    own = [tensor_of(name, spec).entries for name, spec in request.inputs.types.items() if spec.kind == "spd"]
    return matrix.entries in own


def _name(matrix: Tensor) -> str:
    return str(matrix.entries[0]).rsplit("_", 2)[0]


def _by_covariances(request: Request, first: Mapping[str, Tensor], second: Mapping[str, Tensor]) -> NormalDivergence:  # noqa: ARG001 - as below
    """The covariance of the second law is factored; the means differ by m with the squares of L^{-1} m over D."""
    work = NormalDivergence(second["covariance"], first["covariance"])
    work.compare(work.congruent(first["covariance"], second["covariance"]))
    means = work.apart("means", first["loc"].entries, second["loc"].entries)
    work.add_squares(work.forward("mean", work.multipliers, means), work.pivots)
    return work


def _by_precisions(request: Request, first: Mapping[str, Tensor], second: Mapping[str, Tensor]) -> NormalDivergence | None:
    """The precision of the first law is factored; the means are inv(J) h with vectors h that are arguments."""
    naturals = [_natural(given, request) for given in (first, second)]
    if not all(naturals):
        return None
    work = NormalDivergence(first["precision"], second["precision"])
    change = work.congruent(second["precision"], first["precision"])
    lower = work.compare(change)
    one, other = naturals
    white = [work.name(f"white_{i}", y / work.pivots[i]) for i, y in enumerate(work.forward("half", work.multipliers, one))]
    gap = work.forward("gap", work.multipliers, work.apart("naturals", one, other))
    size = len(white)
    moved = [gap[i] + sp.Add(*(change[i, j] * white[j] for j in range(size))) for i in range(size)]
    work.add_squares(work.forward("moved", lower, moved), work.second)
    return work


def _natural(given: Mapping[str, Tensor], request: Request) -> list[sp.Symbol]:
    """The vector h of a mean inv(J) h, if it may be one: the arguments in it that are not in J."""
    free = given["loc"].free_symbols - given["precision"].free_symbols
    found = [symbol for symbol in request.inputs.symbols if symbol in free]
    return found if len(found) == given["precision"].shape[0] else []
