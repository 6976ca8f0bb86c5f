"""Other ways to the products of matrices that the numeric core computes, and a table that takes one a shape.

Every way gives ``out`` to rounding; they differ in the routine, in which factor stands first, and in how many samples are taken at a time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg.blas import dgemm, sgemm

from numeric.layers import gemm

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[Any]
    Route = Callable[[Array, Array, Array, Any], None]  # factors (m, k) and (k, n), the result, and work space

SAMPLES = 512  # in a block


def _library(a: Array, b: Array, out: Array, beta: float = 0.0) -> None:
    """SciPy's routine, which writes where ``out`` lies."""
    routine = dgemm if out.dtype.char == "d" else sgemm
    left, flip_left = (b.T, False) if b.flags.c_contiguous else (b, True)
    right, flip_right = (a.T, False) if a.flags.c_contiguous else (a, True)
    routine(1.0, left, right, beta=beta, c=out.T, trans_a=flip_left, trans_b=flip_right, overwrite_c=True)


def fixed(kind: str) -> Route:
    """What the core does for every shape."""
    return {
        "multiply": lambda a, b, out, _: gemm.multiply(a, b, out),
        "accumulate": gemm.accumulate,
        "inner": lambda a, b, out, buffers: gemm.inner_products(a, b.T, out, buffers),
    }[kind]


def _numpy(a: Array, b: Array, out: Array, _: Any) -> None:
    np.matmul(a, b, out=out)


def _scipy(a: Array, b: Array, out: Array, _: Any) -> None:
    _library(a, b, out)


def _turned(product: Callable[[Array, Array, Array], Any]) -> Route:
    """The transpose of the result, and that turned."""

    def route(a: Array, b: Array, out: Array, buffers: Any) -> None:
        turned = buffers.take("turned", *out.shape[::-1])
        product(b.T, a.T, turned)
        out[...] = turned.T

    return route


def _columns(a: Array, b: Array, out: Array, _: Any) -> None:
    """Some samples, which are columns, at a time."""
    for first in range(0, out.shape[1], SAMPLES):
        part = slice(first, first + SAMPLES)
        np.matmul(a, b[:, part], out=out[:, part])


def _terms(a: Array, b: Array, out: Array, buffers: Any) -> None:
    """Some samples, over which is summed, at a time."""
    np.matmul(a[:, :SAMPLES], b[:SAMPLES], out=out)
    for first in range(SAMPLES, a.shape[1], SAMPLES):
        part = slice(first, first + SAMPLES)
        np.add(out, np.matmul(a[:, part], b[part], out=buffers.take("part", *out.shape)), out=out)


def _numpy_and_sum(a: Array, b: Array, out: Array, buffers: Any) -> None:
    np.add(out, np.matmul(a, b, out=buffers.take("scratch", *out.shape)), out=out)


def _scipy_and_sum(a: Array, b: Array, out: Array, buffers: Any) -> None:
    scratch = buffers.take("scratch", *out.shape)
    _library(a, b, scratch)
    np.add(out, scratch, out=out)


def _scipy_adds(a: Array, b: Array, out: Array, _: Any) -> None:
    _library(a, b, out, 1.0)


ROUTES: dict[str, dict[str, Route]] = {
    "multiply": {
        "NumPy": _numpy,
        "SciPy": _scipy,
        "NumPy, turned": _turned(lambda a, b, out: np.matmul(a, b, out=out)),
        "SciPy, turned": _turned(_library),
        "512 samples at a time": _columns,
    },
    "accumulate": {"NumPy and a sum": _numpy_and_sum, "SciPy and a sum": _scipy_and_sum, "SciPy, which adds": _scipy_adds},
    "inner": {
        "NumPy": _numpy,
        "SciPy": _scipy,
        "NumPy, turned": _turned(lambda a, b, out: np.matmul(a, b, out=out)),
        "SciPy, turned": _turned(_library),
        "512 samples at a time": _terms,
    },
}
