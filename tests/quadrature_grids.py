"""Nodes and weights over vectors and matrices, for the oracle: trapezoidal and Gauss rules in floating point, in fitting coordinates.

The coordinates use a law's parameters to place the nodes; the integrals are those of its log-density.
"""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.support import Box, Matrices, PositiveDefinite, Sphere

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from derivations.family import Law
    from derivations.language.tensor import Tensor

DIGITS = 10  # that such integrals share with the truth
LOG_STEP, NORMAL_STEP, NORMAL_REACH = 0.1, 0.5, 9.0
TINY = 1e-60
Grid = tuple[np.ndarray, np.ndarray]  # values, shape (N, entries); weights, shape (N,)


def on_grid(law: Law, variable: Tensor, integrands: Sequence[sp.Expr], fold: Callable[[sp.Expr, int], sp.Expr]) -> list[float]:
    """The expectations as sums over a grid."""
    values, weights = grid(law)
    expressions = [fold(sp.sympify(item), 20) for item in (law.log_density(variable), *integrands)]
    places = dict(zip(variable.entries, values.T, strict=True))
    function = sp.lambdify(list(places), expressions, modules="numpy", cse=True)
    with np.errstate(all="ignore"):  # far out determinants cancel to zero, where the mass is negligible
        density, *results = function(*places.values())
        mass = np.exp(density) * weights
        mass[~np.isfinite(mass) | (mass < TINY)] = 0
        parts = [np.where(mass > 0, np.broadcast_to(result, mass.shape), 0) * mass for result in results]
    return [math.fsum(part) for part in parts]


def grid(law: Law) -> Grid:
    """The nodes for a law's support."""
    support = law.support
    if isinstance(support, Box):
        return _normal_gamma(law)
    if isinstance(support, Matrices):
        return _matrices(law)
    if isinstance(support, Sphere):
        return _sphere(support.size)
    if isinstance(support, PositiveDefinite):
        return _cone(law, support.rows)
    return _elliptic(law)


def _array(value: Tensor) -> np.ndarray:
    return np.array([float(entry) for entry in value.entries]).reshape(value.shape)


def _product(*axes: Grid) -> tuple[np.ndarray, np.ndarray]:
    nodes = np.stack([axis.ravel() for axis in np.meshgrid(*(axis[0] for axis in axes), indexing="ij")])
    weights = np.multiply.reduce(np.stack([axis.ravel() for axis in np.meshgrid(*(axis[1] for axis in axes), indexing="ij")]))
    return nodes, weights


def _line(low: float, high: float, step: float) -> Grid:
    nodes = np.arange(low, high + step, step)
    return nodes, np.full(nodes.shape, step)


def _normal_gamma(law: Law) -> Grid:
    loc, strength, concentration, rate = (float(law.standard[name]) for name in ("loc", "strength", "concentration", "rate"))
    (z, t), weights = _product(_line(-NORMAL_REACH, NORMAL_REACH, NORMAL_STEP), _line(-40 / concentration, 4.5, LOG_STEP))
    precision = np.exp(t) / rate
    spread = 1 / np.sqrt(strength * precision)
    return np.stack([loc + z * spread, precision], axis=1), weights * precision * spread


def _matrices(law: Law) -> Grid:
    """Gauss-Hermite: exact for polynomials of degree 11 in each direction."""
    rows, columns, loc = (_array(law.standard[name]) for name in ("rows", "columns", "loc"))
    root = np.linalg.cholesky(np.kron(rows, columns))
    nodes, weights = np.polynomial.hermite_e.hermegauss(6)
    places, product = _product(*[(nodes, weights * np.exp(nodes**2 / 2))] * loc.size)
    return loc.ravel() + (root @ places).T, product * np.linalg.det(root)


def _sphere(size: int) -> Grid:
    turn = np.arange(64) * (2 * math.pi / 64)
    if size == 2:
        return np.stack([np.cos(turn), np.sin(turn)], axis=1), np.full(64, 2 * math.pi / 64)
    (height, angle), weights = _product(np.polynomial.legendre.leggauss(40), (turn, np.full(64, 2 * math.pi / 64)))
    radius = np.sqrt(1 - height**2)
    return np.stack([height, radius * np.cos(angle), radius * np.sin(angle)], axis=1), weights


def _cone(law: Law, size: int) -> Grid:
    """Cholesky factors with logarithms of their diagonal, of the matrix or of its inverse."""
    df, root = float(law.standard["df"]), np.linalg.cholesky(_array(law.standard["scale"]))
    diagonal = [_line(-40 / (df - i), 2.5, LOG_STEP) for i in range(size)]
    below = [(i, j) for i in range(size) for j in range(i)]
    nodes, weights = _product(*diagonal, *[_line(-NORMAL_REACH, NORMAL_REACH, NORMAL_STEP)] * len(below))
    factor = np.zeros((nodes.shape[1], size, size))
    for i in range(size):
        factor[:, i, i] = np.exp(nodes[i])
    for position, (i, j) in enumerate(below):
        factor[:, i, j] = nodes[size + position]
    weights = weights * np.prod([2 * np.exp((size - i + 1) * nodes[i]) for i in range(size)], axis=0)
    inner = factor @ factor.transpose(0, 2, 1)
    if law.name == "InverseWishart":
        inner = np.linalg.inv(inner)
        weights = weights * np.linalg.det(inner) ** (size + 1)
    values = root @ inner @ root.T
    return values.reshape(-1, size * size), weights * np.linalg.det(root) ** (size + 1)


def _elliptic(law: Law) -> Grid:
    """Polar coordinates around the location, with the logarithm of the radius."""
    df, loc, root = float(law.standard["df"]), _array(law.standard["loc"]), np.linalg.cholesky(_array(law.standard["scale"]))
    size = loc.shape[0]
    t, steps = _line(-40 / size, 50 / df, LOG_STEP)
    if size == 1:
        directions = np.array([[1.0], [-1.0]])
    else:
        turn = np.arange(16) * (math.pi / 8)
        directions = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    around = 1.0 if size == 1 else math.pi / 8
    pairs = list(itertools.product(range(len(t)), range(len(directions))))
    points = np.array([np.exp(t[i]) * directions[k] for i, k in pairs])
    weights = np.array([steps[i] * np.exp(size * t[i]) * around for i, _ in pairs])
    return loc + points @ root.T, weights * np.linalg.det(root)
