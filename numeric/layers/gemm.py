r"""Matrix products into given buffers, with or without adding to what is there.

Adding inside the product spares passes over the result: the BLAS routine takes 0.5 to 0.99 of the time of a product and a sum (32 shapes in
float32).

For inner products of rows the single precision routine that SciPy ships takes 0.85 to 0.99 of the time of NumPy's (60 shapes), for other
products 1.00 to 1.15 of it; in double precision both take the same. It is faster where the side along which its result lies is the shorter
one: gradients of layers that widen are computed transposed and turned, 0.90 to 1.01 of the time with sums over 1024 samples and more.

SciPy's routines keep the interpreter's lock: where several threads compute, all products are NumPy's, and sums are apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.linalg.blas import dgemm, dgemv, sgemm, sgemv

from numeric.layers.blocking import row_blocks
from numeric.layers.threads import shared

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from numeric.layers.buffers import Buffers

    Array = NDArray[Any]


SLAB, ROWS = 1 << 18, 128  # entries of a result that are made before they are added, and rows for a product at full speed
SUMMED, TURNED = 1024, (1 << 10, 1 << 16)  # terms of sums that pay for turning the result, and entries of one that is turned in the cache


def _columns_first(a: Array) -> tuple[Array, bool]:
    """``a`` transposed, as an array in Fortran order and whether that is to be transposed again."""
    return (a.T, False) if a.flags.c_contiguous else (a, True)


def _suits(a: Array, out: Array) -> bool:
    """Whether the BLAS routine may write to ``out`` where it lies."""
    return bool(out.flags.c_contiguous and out.size and a.size and not shared())


def multiply(a: Array, b: Array, out: Array) -> Array:
    """``out = a b``; shapes ``(m, k)``, ``(k, n)`` and ``(m, n)``; ``out`` in C order, ``a`` and ``b`` contiguous or transposed so."""
    if a.shape[1] == 1:
        return np.multiply(a, b, out=out)  # `matmul` takes five times as long for one product an entry
    if out.dtype.char != "d" or not _suits(a, out):
        return np.matmul(a, b, out=out)
    (left, flip_left), (right, flip_right) = _columns_first(b), _columns_first(a)
    dgemm(1.0, left, right, beta=0.0, c=out.T, trans_a=flip_left, trans_b=flip_right, overwrite_c=True)
    return out


def inner_products(a: Array, b: Array, out: Array, buffers: Buffers) -> Array:
    """``out = a b^T``: of every row of ``(m, k)`` with every row of ``(n, k)``; ``out`` in C order, as in `multiply`."""
    rows, columns = out.shape
    if out.dtype.char != "f" or 3 * rows > 2 * columns or a.shape[1] < SUMMED or not TURNED[0] <= out.size <= TURNED[1]:
        return _inner(a, b, out)
    out[...] = _inner(b, a, buffers.take("turned", columns, rows)).T
    return out


def _inner(a: Array, b: Array, out: Array) -> Array:
    """The inner products themselves, by the BLAS routine where it may write to ``out``."""
    straight = a.flags.c_contiguous and b.flags.c_contiguous and out.flags.c_contiguous  # data may have their samples first
    if out.dtype.char != "f" or a.shape[1] < 2 or not out.size or not straight or shared():  # noqa: PLR2004 - a sum
        return multiply(a, b.T, out)
    sgemm(1.0, b.T, a.T, beta=0.0, c=out.T, trans_a=True, overwrite_c=True)
    return out


def accumulate(a: Array, b: Array, out: Array, buffers: Buffers) -> Array:
    """``out += a b``; in threads with a buffer for some rows at a time, which are added while they are in the cache."""
    if not _suits(a, out):
        for rows in row_blocks(len(out), out.shape[1], max(SLAB, ROWS * out.shape[1])):
            np.add(out[rows], np.matmul(a[rows], b, out=buffers.take("scratch", *out[rows].shape)), out=out[rows])
        return out
    (left, flip_left), (right, flip_right) = _columns_first(b), _columns_first(a)
    routine = dgemm if out.dtype.char == "d" else sgemm
    routine(1.0, left, right, beta=1.0, c=out.T, trans_a=flip_left, trans_b=flip_right, overwrite_c=True)
    return out


def times_vector(a: Array, x: Array, out: Array, *, add: bool) -> Array:
    """``out = a x`` or ``out += a x``; shapes ``(m, n)``, ``(n,)`` and ``(m,)``; ``out`` in C order, ``a`` contiguous or transposed so."""
    if not _suits(a, out):
        return np.add(out, np.matmul(a, x), out=out) if add else np.matmul(a, x, out=out)
    left, flip = _columns_first(a)
    routine = dgemv if out.dtype.char == "d" else sgemv
    routine(1.0, left, x, beta=float(add), y=out, trans=not flip, overwrite_y=True)
    return out
