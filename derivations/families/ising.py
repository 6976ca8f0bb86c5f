"""The Ising law: d spins of value -1 or 1 with a field and pair couplings, for small d."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp

from derivations.errors import DomainError
from derivations.family import Family, Parameter
from derivations.language.tensor import Tensor
from derivations.support import Spins

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_SPINS = 8


def _energy(y: Sequence[sp.Expr | int], field: Tensor, coupling: Tensor) -> sp.Expr:
    """The sum of field_i y_i, plus the sum of coupling_ij y_i y_j over i < j."""
    rows = coupling.rows()
    pairs = itertools.combinations(range(len(y)), 2)
    return sp.Add(*(h * spin for h, spin in zip(field.entries, y, strict=True)), *(rows[i][j] * y[i] * y[j] for i, j in pairs))


def _states(size: int) -> list[tuple[int, ...]]:
    if size > MOST_SPINS:
        message = f"Summing over spins: expected at most {MOST_SPINS}, got {size}. Their states are listed one by one."
        raise DomainError(message)
    return list(itertools.product((-1, 1), repeat=size))


def _log_sum(field: Tensor, coupling: Tensor) -> sp.Expr:
    return sp.log(sp.Add(*(sp.exp(_energy(state, field, coupling)) for state in _states(field.shape[0]))))


def log_density(y: Tensor, field: Tensor, coupling: Tensor) -> sp.Expr:
    """The energy minus the logarithm of the partition sum over all 2^d states."""
    return _energy(y.entries, field, coupling) - _log_sum(field, coupling)


def points(field: Tensor, coupling: Tensor) -> list[tuple[Tensor, sp.Expr]]:
    """All states with their probabilities."""
    weights = {state: sp.exp(_energy(state, field, coupling)) for state in _states(field.shape[0])}
    whole = sp.Add(*weights.values())
    return [(Tensor.vector(state), weight / whole) for state, weight in weights.items()]


def _pairs(size: int) -> list[tuple[int, int]]:
    return list(itertools.combinations(range(size), 2))


def natural(field: Tensor, coupling: Tensor) -> list[sp.Expr]:
    """The fields, then the couplings above the diagonal row by row."""
    return [*field.entries, *(coupling.rows()[i][j] for i, j in _pairs(field.shape[0]))]


def sufficient(y: Tensor, **_: Tensor) -> list[sp.Expr]:
    """y_i, then y_i y_j for i < j, row by row."""
    return [*y.entries, *(y.entries[i] * y.entries[j] for i, j in _pairs(y.shape[0]))]


def log_partition(eta: Sequence[sp.Expr]) -> sp.Expr:
    """The logarithm of the sum over all states of exp(eta . statistics)."""
    size = next(d for d in range(1, len(eta) + 1) if d * (d + 1) // 2 >= len(eta))
    statistics = (sufficient(Tensor.vector(state)) for state in _states(size))
    return sp.log(sp.Add(*(sp.exp(sp.Add(*(a * t for a, t in zip(eta, row, strict=True)))) for row in statistics)))


FAMILY = Family(
    name="Ising",
    parameters=(Parameter("field", "real", ("d",)), Parameter("coupling", "symmetric", ("d", "d"))),
    support=lambda field, **_: Spins(field.shape[0]),
    log_density=log_density,
    points=points,
    natural=natural,
    sufficient=sufficient,
    log_partition=log_partition,
    page="natural: field_i, then coupling_ij (i < j) row by row, with statistics y_i, then y_i y_j; the diagonal of coupling has no effect",
    valid=(
        ([sp.Rational(1, 2), sp.Rational(-1, 3)], [[0, 1], [1, 0]]),
        ([sp.Rational(1, 3)], [[0]]),
        ([0, sp.Rational(1, 4), 1], [[0, 1, sp.Rational(-1, 2)], [1, 0, sp.Rational(1, 3)], [sp.Rational(-1, 2), sp.Rational(1, 3), 0]]),
    ),
    invalid=(([0, 0], [[0, 1], [2, 0]]), ([0], [[sp.oo]])),
    fixed=lambda name, place, _: name == "coupling" and place[0] == place[1],
)
