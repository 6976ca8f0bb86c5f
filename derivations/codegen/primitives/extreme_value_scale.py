"""The Fisher information of the scale of a generalised extreme value law over that of its location, as a function of the shape."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy.special
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma import digamma, digamma_polynomial
from derivations.codegen.primitives.loggamma import loggamma, scalar_loggamma
from derivations.codegen.scalar import polynomial

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return (sp.gamma(2 * x + 1) * (1 + x) ** 2 - 2 * sp.gamma(x + 2) + 1) / (x**2 * (1 + x) ** 2 * sp.gamma(2 * x + 1))


PRIMITIVE = Primitive(
    "extreme_value_scale",
    _meaning,
    ("above -1/2",),
    "positive",
    rows=0,
    uses=("digamma", "loggamma"),
    at_zero=(1 - sp.EulerGamma) ** 2 + sp.pi**2 / 6,
)

# (1 + x)^2 times the value, highest power first: in x up to 1/2, in x - 5/4 from there to 2.
EXTREME_VALUE_SCALE_NEAR = (
    -4.0187801964906245e-06,
    5.5833860390074535e-06,
    2.6675892406587458e-05,
    -0.00015615926685178078,
    0.00034641660188309994,
    9.98038981292768e-05,
    -0.0030866356859051147,
    0.009189180139543146,
    -0.008156724440116803,
    -0.02647950519446699,
    0.0985401348581461,
    -0.10675443396103743,
    -0.09047054733074919,
    0.3026274444445697,
    -0.014475478082573871,
    -0.36887644786382656,
    -0.5564004747997582,
    1.4403442761239753,
    1.8236806608528795,
)
EXTREME_VALUE_SCALE_MIDDLE = (
    3.717381253936964e-09,
    -8.892312837941847e-09,
    -2.1096204192336163e-08,
    2.1351105837306921e-07,
    -7.769902511426568e-07,
    1.0409221976698807e-06,
    4.442266543952205e-06,
    -3.077999288501123e-05,
    8.244880841823578e-05,
    -3.9777099393003934e-05,
    -0.0005288491067414627,
    0.002028433649281981,
    -0.002575156280426725,
    -0.005242316601982436,
    0.027393123114352866,
    -0.035408858434060414,
    -0.057516665534505955,
    0.27909977835999294,
    -0.33202975192160783,
    -0.29829705147616004,
    2.4507216659556588,
)


EXTREME_VALUE_SCALE_FEW = 64  # elements of which what follows is kept for the next entry at the same shapes
EXTREME_VALUE_SCALE_POWERS = 20  # that the longest table takes, two steps of Horner's rule apart
EXTREME_VALUE_SCALE_SMALLEST = 1e-14  # of numbers whose powers are floats
EXTREME_VALUE_SCALE_LAST: dict[str, tuple[bytes, tuple[Array, Array] | None]] = {}
EXTREME_VALUE_SCALE_FAR_LAST: dict[str, tuple[bytes, tuple[Array, Array, Array, Array]]] = {}
EXTREME_VALUE_SCALE_ROWS: dict[int, tuple[tuple[float, ...], Array]] = {}


def extreme_value_scale(x: Array, out: Array, scratch: Array) -> None:
    """Write (1 / p - 2 g + 1) / x^2, shape (n,), x > -1/2, its limit at 0.

    Accuracy: 4 ulp. Here p = (1 + x)^2 Gamma(1 + 2 x), the information of the location, and g = Gamma(2 + x) / p.
    """
    extreme_value_scale_near(x, (EXTREME_VALUE_SCALE_NEAR, EXTREME_VALUE_SCALE_MIDDLE), out)
    far = np.flatnonzero(x > 2.0)
    if far.size:
        _, ratio, inverse, _ = extreme_value_scale_far(x[far])
        out[far] = (1.0 - (2.0 * ratio - inverse)) / x[far] / x[far]


def extreme_value_scale_near(x: Array, tables: tuple[tuple[float, ...], tuple[float, ...]], out: Array) -> None:
    """The polynomials up to 2, over (1 + x)^2; anything beyond."""
    extreme_value_scale_polynomials(x, tables, out)
    np.divide(out, np.square(1.0 + np.minimum(x, 2.0)), out=out)


def extreme_value_scale_polynomials(x: Array, tables: tuple[tuple[float, ...], tuple[float, ...]], out: Array) -> None:
    """The first polynomial in x up to 1/2, the second in x - 5/4 up to 2; anything beyond."""
    middle = np.flatnonzero(x > 0.5)
    if x.size <= EXTREME_VALUE_SCALE_FEW and (known := extreme_value_scale_powers(x)) is not None:
        near, part = known
        extreme_value_scale_sum(tables[0], near, out)
        if middle.size:
            value = np.empty_like(part[0])
            extreme_value_scale_sum(tables[1], part, value)
            out[middle] = value
        return
    below = np.minimum(x, 0.5)
    digamma_polynomial(below, tables[0], out)
    if middle.size:
        beyond = np.minimum(x[middle], 2.0) - 1.25
        value = np.empty_like(beyond)
        digamma_polynomial(beyond, tables[1], value)
        out[middle] = value


def extreme_value_scale_sum(table: tuple[float, ...], powers: Array, out: Array) -> None:
    """One polynomial, all but the last two steps of Horner's rule at once; its coefficients are kept beside the table."""
    known = EXTREME_VALUE_SCALE_ROWS.get(id(table))
    if known is None:
        known = EXTREME_VALUE_SCALE_ROWS[id(table)] = (table, np.array(table[:-2]))
    np.dot(known[1], powers[2 - len(table) :], out)
    np.multiply(out, powers[-2], out=out)
    np.add(out, table[-2], out=out)
    np.multiply(out, powers[-2], out=out)
    np.add(out, table[-1], out=out)


def extreme_value_scale_powers(x: Array) -> tuple[Array, Array] | None:
    """What was made of the same few numbers last, or is made now."""
    key = x.tobytes()
    known = EXTREME_VALUE_SCALE_LAST.get("powers")
    if known is None or known[0] != key:
        known = EXTREME_VALUE_SCALE_LAST["powers"] = (key, extreme_value_scale_new_powers(x))
    return known[1]


def extreme_value_scale_new_powers(x: Array) -> tuple[Array, Array] | None:
    """Powers of x up to 1/2, the highest first, and of what larger numbers are beyond 5/4; none if too small."""
    middle = np.flatnonzero(x > 0.5)
    near, part = np.empty((EXTREME_VALUE_SCALE_POWERS, x.size)), np.empty((EXTREME_VALUE_SCALE_POWERS, middle.size))
    np.minimum(x, 0.5, out=near[:-1])
    np.subtract(np.minimum(x[middle], 2.0), 1.25, out=part[:-1])
    for powers in (near, part):
        if not (np.abs(powers[0]) > EXTREME_VALUE_SCALE_SMALLEST).all():
            return None
        powers[-1] = 1.0
        np.multiply.accumulate(powers[::-1], 0, None, powers[::-1])
    return near, part


def extreme_value_scale_far(x: Array) -> tuple[Array, Array, Array, Array]:
    """The argument, g, 1 / p and digamma(1 + x) for x > 2, for reading; from 60 on, where g is nothing beside one, those at 60.

    Here g is at most 1/36 and 1 / p at most 1/216: 12 ulp of either are half a unit of one at most, so few elements take SciPy's functions.
    """
    if x.size > EXTREME_VALUE_SCALE_FEW:
        return extreme_value_scale_long_far(np.minimum(x, 60.0))
    key = x.tobytes()
    known = EXTREME_VALUE_SCALE_FAR_LAST.get("far")
    if known is None or known[0] != key:
        known = EXTREME_VALUE_SCALE_FAR_LAST["far"] = (key, extreme_value_scale_few_far(np.minimum(x, 60.0)))
    return known[1]


def extreme_value_scale_few_far(x: Array) -> tuple[Array, Array, Array, Array]:
    """The same for few elements up to 60, by SciPy's functions."""
    below = scipy.special.gamma(1.0 + 2.0 * x) * (1.0 + x)
    ratio = scipy.special.gamma(1.0 + x) / below
    return x, ratio, 1.0 / (below * (1.0 + x)), scipy.special.psi(1.0 + x)


def extreme_value_scale_long_far(x: Array) -> tuple[Array, Array, Array, Array]:
    """The same for many elements up to 60, for which vector instructions pay."""
    one, two, slope, rows = np.empty_like(x), np.empty_like(x), np.empty_like(x), np.empty((8, x.size))
    loggamma(1.0 + x, one, rows)
    loggamma(1.0 + 2.0 * x, two, rows)
    digamma(1.0 + x, slope, rows)
    return x, np.exp(one - two) / (1.0 + x), np.exp(-two) / np.square(1.0 + x), slope


def scalar_extreme_value_scale(x: Scalar) -> Scalar:
    """The same for one number."""
    if x <= 0.5:
        return polynomial(x, EXTREME_VALUE_SCALE_NEAR) / ((1.0 + x) * (1.0 + x))
    if x <= 2.0:
        return polynomial(x - 1.25, EXTREME_VALUE_SCALE_MIDDLE) / ((1.0 + x) * (1.0 + x))
    part = min(60.0, x)
    ratio = scalar_extreme_value_scale_ratio(part)
    inverse = scalar_extreme_value_scale_inverse(part)
    return (1.0 - (2.0 * ratio - inverse)) / x / x


def scalar_extreme_value_scale_ratio(x: Scalar) -> Scalar:
    """Gamma(2 + x) / p for 2 < x <= 60."""
    return np.exp(scalar_loggamma(1.0 + x) - scalar_loggamma(1.0 + 2.0 * x)) / (1.0 + x)


def scalar_extreme_value_scale_inverse(x: Scalar) -> Scalar:
    """1 / p for 2 < x <= 60."""
    return np.exp(-scalar_loggamma(1.0 + 2.0 * x)) / ((1.0 + x) * (1.0 + x))
