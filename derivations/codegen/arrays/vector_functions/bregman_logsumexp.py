r"""The Bregman divergence of logsumexp: that of Categorical laws by their logits.

With u = y - x, p = softmax(x) and t = u - sum p u, it is log(sum p exp(t)), and sum p t = 0, so that
log(1 + sum p (exp(t) - 1 - t)) has only nonnegative terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from derivations.codegen.arrays.reductions import at_largest, spread, total
from derivations.codegen.arrays.vector_functions import VectorFunction
from derivations.codegen.primitives.excess_exp import excess_exp
from derivations.indexed.atoms import IndexSum

if TYPE_CHECKING:
    from derivations.indexed.atoms import Index, Size


def _meaning(bodies: tuple[sp.Expr, ...], index: Index, size: Size) -> sp.Expr:
    y, x = bodies
    weights, others = IndexSum(sp.exp(x), index, size), IndexSum(sp.exp(y), index, size)
    return sp.log(others) - sp.log(weights) - IndexSum(sp.exp(x) * (y - x), index, size) / weights


FUNCTION = VectorFunction("bregman_logsumexp", _meaning, (3, 0), uses=("excess_exp",))
JAX = '''def bregman_logsumexp(y: Any, x: Any) -> Any:
    """logsumexp(y) - logsumexp(x) - softmax(x) . (y - x) along the first axis; zero exactly where the logits are equal."""
    w = jnp.exp(x - largest(x))
    w = w / total(w)
    t = y - x
    t = t - lax.stop_gradient(at_largest(t, x))
    t = t - total(w * t)
    near = jnp.max(t, axis=0) <= 600.0
    value = jnp.log1p(total(w * stable_excess_exp(jnp.where(near, t, 0.0))))
    top = largest(y) - largest(x)
    gap = jnp.log(total(jnp.exp(y - largest(y)))) - jnp.log(total(jnp.exp(x - largest(x))))
    return jnp.where(near, value, gap - total(w * (y - x - top)))'''
C = """/* logsumexp(y) - logsumexp(x) - softmax(x) . (y - x); zero exactly where the logits are equal. Numbers stand steps apart. */
static double bregman_logsumexp(size_t n, const double *y, size_t y_step, const double *x, size_t x_step, double *spare)
{
    double *w = spare, *t = w + n, *e = t + n;
    const size_t place = place_of_largest(n, x, x_step);
    const double top = x[place * x_step], centre = y[place * y_step] - top;
    double whole, mean, most = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        w[i] = stable_exp(x[i * x_step] - top);
        t[i] = (y[i * y_step] - x[i * x_step]) - centre;
    }
    whole = total(n, w, 1);
    for (size_t i = 0; i < n; i++) {
        w[i] /= whole;
        e[i] = w[i] * t[i];
    }
    mean = total(n, e, 1);
    for (size_t i = 0; i < n; i++) {
        t[i] -= mean;
        most = maximum(most, t[i]);
    }
    if (most <= 600.0) {
        for (size_t i = 0; i < n; i++) e[i] = w[i] * stable_excess_exp(t[i]);
        return stable_log1p(total(n, e, 1));
    }
    {
        const double other = largest(n, y, y_step), gap = other - top;
        for (size_t i = 0; i < n; i++) {
            e[i] = stable_exp(y[i * y_step] - other);
            t[i] = w[i] * (y[i * y_step] - x[i * x_step] - gap);
        }
        return stable_log(total(n, e, 1)) - stable_log(whole) - total(n, t, 1);
    }
}"""


def bregman_logsumexp(y: Any, x: Any, out: Any, w: Any, t: Any, e: Any, scratch: Any) -> None:  # noqa: PLR0913, PLR0917 - arguments, result, spare rows
    """Write logsumexp(y) - logsumexp(x) - softmax(x) . (y - x) along the first axis; zero exactly where the logits are equal.

    Differences are taken relative to that of the class with the largest logit, so that a confident law loses nothing.
    """
    np.maximum.reduce(x, axis=0, out=out)
    np.subtract(x, out, out=w)
    np.exp(w, out=w)
    np.subtract(y, x, out=t)
    at_largest(t, x, out)
    np.subtract(t, out, out=t)
    total(w, out, e)
    np.divide(w, out, out=w)
    np.multiply(w, t, out=e)
    total(e, out, e)
    np.subtract(t, out, out=t)
    spread((t,), excess_exp, e, scratch)
    np.multiply(e, w, out=e)
    total(e, out, e)
    np.log1p(out, out=out)
    np.maximum.reduce(t, axis=0, out=t[0])
    if not t[0].max() <= 600.0:  # noqa: PLR2004 - exp overflows at 709
        far = np.flatnonzero(~(t[0] <= 600.0))  # noqa: PLR2004 - as above
        a, b = x[:, far], y[:, far]
        a, b = a - a.max(axis=0), b - b.max(axis=0)
        top = y[:, far].max(axis=0) - x[:, far].max(axis=0)
        weights = np.exp(a)
        mean = np.sum(weights * (y[:, far] - x[:, far] - top), axis=0) / np.sum(weights, axis=0)
        out[far] = np.log(np.sum(np.exp(b), axis=0)) - np.log(np.sum(weights, axis=0)) - mean
