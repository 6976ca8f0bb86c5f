r"""The Bregman divergence of minus the logarithm of the determinant: twice that of normal laws by covariance alone.

With the factors :math:`S = L_S D L_S^T`, :math:`T = L_T E L_T^T` and :math:`W = L_T^{-1} L_S` it is the sum of nonnegative terms

.. math:: \sum_i\Big(\frac{D_i}{E_i} - 1 - \log\frac{D_i}{E_i}\Big) + \sum_{i>j} \frac{W_{ij}^2 D_j}{E_i}.

For nearly equal matrices D - E and W are found from the difference S - T, which has one rounding an entry: the elimination of
:math:`E + L_T^{-1} (S - T) L_T^{-T}`, kept apart from E, gives W as its multipliers and D - E on its diagonal.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import sympy as sp

from derivations.codegen.arrays.matrix_functions import MatrixFunction
from derivations.codegen.arrays.reductions import forward, spread, total
from derivations.codegen.primitives.bregman_log import bregman_log
from derivations.codegen.primitives.bregman_log_given import bregman_log_given


def _meaning(one: sp.Matrix, other: sp.Matrix) -> sp.Expr:
    return (one * other.inv()).trace() - one.rows - sp.log(one.det()) + sp.log(other.det())


FUNCTION = MatrixFunction(
    "bregman_logdet",
    (("matrix", 0), ("factors", 0), ("matrix", 1), ("factors", 1)),
    0,
    _meaning,
    spare=(4, 2),
    uses=("bregman_log", "bregman_log_given"),
    sign="nonnegative",
)
JAX = '''def bregman_logdet(s: Any, f: Any, t: Any, g: Any) -> Any:
    """tr(S T^-1) - d - log det(S T^-1) from the matrices S, T and their factors f, g; zero exactly where they are equal."""
    d, e = jnp.diagonal(f), jnp.diagonal(g)
    w = jnp.tril(forward(g, jnp.tril(f, -1) + jnp.eye(len(f))), -1)
    whole = total(stable_bregman_log(d, e)) + total(total(w * w * d / e[:, None]))
    near = whole < 0.05
    return jnp.where(near, bregman_logdet_near(jnp.where(near, s - t, 0.0), g, e), whole)


def bregman_logdet_near(gap: Any, g: Any, e: Any) -> Any:
    """The same for nearly equal matrices, from their difference."""
    gap = forward(g, forward(g, gap).T)
    rows = jnp.arange(len(gap))

    def eliminated(step: Any, carried: Any) -> Any:
        gap, found = carried
        pivot = e[step] + gap[step, step]
        below = jnp.where(rows > step, gap[:, step], 0.0)
        scaled = below / pivot
        found = found + stable_bregman_log_given(pivot, e[step], gap[step, step]) + total(scaled * below / e)
        return gap - scaled[:, None] * below, found

    return lax.fori_loop(0, len(gap), eliminated, (gap, jnp.zeros_like(e[0])))[1]'''
C = """/* The divergence below for nearly equal matrices, from their difference. */
static double bregman_logdet_near(size_t d, const double *s, const double *t, const double *g, double *spare)
{
    double *gap = spare + d, found = 0.0;
    for (size_t i = 0; i < d * d; i++) gap[i] = s[i] - t[i];
    for (size_t i = 0; i < d; i++) forward(d, g, gap + i, d);
    for (size_t i = 0; i < d; i++) forward(d, g, gap + i * d, 1);
    for (size_t k = 0; k < d; k++) {
        const double e = g[k * d + k], excess = gap[k * d + k], pivot = e + excess;
        found += stable_bregman_log_given(pivot, e, excess);
        for (size_t i = k + 1; i < d; i++) spare[i] = gap[i * d + k] / pivot;
        for (size_t i = k + 1; i < d; i++) {
            for (size_t j = k + 1; j < d; j++) gap[i * d + j] -= spare[i] * gap[j * d + k];
        }
        for (size_t i = k + 1; i < d; i++) spare[i] = spare[i] * gap[i * d + k] / g[i * d + i];
        found += total(d - k - 1, spare + k + 1, 1);
    }
    return found;
}

/* tr(S T^-1) - d - log det(S T^-1) from the matrices S, T and their factors f, g; zero exactly where they are equal. */
static double bregman_logdet(size_t d, const double *s, const double *f, const double *t, const double *g, double *spare)
{
    double *w = spare + d, found;
    for (size_t i = 0; i < d; i++) spare[i] = stable_bregman_log(f[i * d + i], g[i * d + i]);
    found = total(d, spare, 1);
    for (size_t i = 0; i < d; i++) {
        for (size_t j = 0; j < d; j++) w[i * d + j] = i > j ? f[i * d + j] : i == j ? 1.0 : 0.0;
    }
    for (size_t j = 0; j < d; j++) forward(d, g, w + j, d);
    for (size_t j = 0; j < d; j++) {
        for (size_t i = j + 1; i < d; i++) spare[i] = w[i * d + j] * w[i * d + j] * f[j * d + j] / g[i * d + i];
        found += total(d - j - 1, spare + j + 1, 1);
    }
    return found < 0.05 ? bregman_logdet_near(d, s, t, g, spare) : found;
}"""


def bregman_logdet(s: Any, f: Any, t: Any, g: Any, out: Any, d: Any, e: Any, v: Any, u: Any, w: Any, spare: Any, scratch: Any) -> None:  # noqa: PLR0913, PLR0917 - one signature for all
    """Write tr(S T^-1) - d - log det(S T^-1) from the matrices S, T and their factors f, g; zero exactly where they are equal."""
    np.copyto(d, np.einsum("iim->im", f))
    np.copyto(e, np.einsum("iim->im", g))
    spread((d, e), bregman_log, v, scratch)
    total(v, out, v)
    w.fill(0.0)
    np.einsum("iim->im", w)[...] = 1.0
    for column in range(len(s) - 1):
        np.copyto(w[column + 1 :, column], f[column + 1 :, column])
    forward(g, w, spare)
    for column in range(len(s) - 1):
        below = w[column + 1 :, column]
        np.square(below, out=below)
        np.multiply(below, d[column], out=below)
        np.divide(below, e[column + 1 :], out=below)
        total(below, u[0], below)
        np.add(out, u[0], out=out)
    near = np.flatnonzero(out < 0.05)  # noqa: PLR2004 - so near, differences are better
    if near.size:
        out[near] = bregman_logdet_near(s[..., near] - t[..., near], g[..., near], e[:, near])


def bregman_logdet_near(gap: Any, g: Any, e: Any) -> Any:
    """The same for nearly equal matrices, from their difference, as a new array; ``gap`` is overwritten."""
    forward(g, gap, np.empty_like(gap))
    gap = gap.swapaxes(0, 1).copy()
    forward(g, gap, np.empty_like(gap))
    found = np.zeros(gap.shape[-1])
    part, scratch = np.empty_like(found), np.empty((5, found.size))
    for step in range(len(gap)):
        excess = np.ascontiguousarray(gap[step, step])
        pivot = e[step] + excess
        bregman_log_given(pivot, np.ascontiguousarray(e[step]), excess, part, scratch)
        found += part
        below = gap[step + 1 :, step]
        scaled = below / pivot
        found += (scaled * below / e[step + 1 :]).sum(axis=0)
        gap[step + 1 :, step + 1 :] -= scaled[:, np.newaxis] * below
    return found
