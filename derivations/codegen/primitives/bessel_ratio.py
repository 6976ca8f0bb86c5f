"""I1(x) / I0(x): the mean resultant length of a von Mises law."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.digamma import digamma_ratio_powers
from derivations.codegen.scalar import polynomial, quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    return sp.besseli(1, x) / sp.besseli(0, x)


PRIMITIVE = Primitive("bessel_ratio", _meaning, ("nonnegative",), "nonnegative", rows=3, uses=("digamma",))

# The function over x in x^2 up to 36; x (1 - function) in 1 / x less 1/8 up to x = 12, less the centre up to 26, in 1 / x beyond.
# The quotient is right up to x = 12, but the roundings of ever more terms of one size add up there.
BESSEL_RATIO_CENTRE = 0.060546875
BESSEL_RATIO_NEAR = (
    (
        6.461663086973207e-24,
        1.702190888871082e-19,
        6.607564773019596e-16,
        8.874583506235848e-13,
        5.345354987285317e-10,
        1.5991652010005828e-07,
        2.4288274449565764e-05,
        0.0017895029120608855,
        0.055575089035606505,
        0.5,
    ),
    (
        1.5078746880831358e-21,
        1.2535909937899351e-17,
        2.739471307387563e-14,
        2.4322501576476883e-11,
        1.0337933838227193e-08,
        2.2315560206255026e-06,
        0.0002425659327934486,
        0.012264444749690073,
        0.236150178071213,
        1.0,
    ),
)
BESSEL_RATIO_BESIDE = (
    -115096802131.20372,
    22085513320.921288,
    79521461.61933295,
    -429544656.1562974,
    40864097.38207183,
    3590892.0309041315,
    -972232.9475514075,
    -1355.349256102515,
    16824.70345987512,
    -230.0493993054867,
    -300.730939945083,
    -14.5609555023258,
    3.670556171273205,
    1.0349801374383438,
    0.2925933013868755,
    0.17130068108667984,
    0.5181160517644912,
)
BESSEL_RATIO_MIDDLE = (
    1510744762.124139,
    -2766586.4378190576,
    -9027415.218914606,
    -403746.0713979345,
    9249.375737164617,
    2438.294878510354,
    253.94620357405412,
    28.9581837520602,
    4.660379243773211,
    1.0800952815585265,
    0.3555381515029759,
    0.17268509313290104,
    0.1427371290800727,
    0.5080764682880369,
)
BESSEL_RATIO_FAR = (
    4295.205918181795,
    -167.1286531934504,
    68.5739447052763,
    10.703792516953452,
    3.2352379465227896,
    1.0476261020051651,
    0.40625190257655536,
    0.195312490702898,
    0.1250000000231642,
    0.1249999999999776,
    0.5,
)
# The function over x for few elements as a sum of w / (1 + u x^2), x up to 12: u and w; columns u and 1, and the weights.
BESSEL_RATIO_TERMS = (
    (3.8245184079537546e-05, 0.007875461995750026),
    (0.0003444758105334959, 0.00787890587874298),
    (0.000954694750003025, 0.007808074642786073),
    (0.0018461644127265415, 0.0075134507122997605),
    (0.002968615407451208, 0.007281384203561249),
    (0.004479262508672081, 0.009084016175356069),
    (0.007192075150686219, 0.014386047697666271),
    (0.013353451097342608, 0.026706907066301175),
    (0.03281780678192864, 0.06563561356624631),
    (0.1729150690306449, 0.3458301380612901),
)
BESSEL_RATIO_FACTORS = np.array([(node, 1.0) for node, _ in BESSEL_RATIO_TERMS])
BESSEL_RATIO_WEIGHTS = np.array([weight for _, weight in BESSEL_RATIO_TERMS])
BESSEL_RATIO_COLUMNS = np.array(BESSEL_RATIO_NEAR).T[:, :, np.newaxis]
BESSEL_RATIO_SUMS: dict[tuple[int, int], tuple[object, Array, Array]] = {}


def bessel_ratio(x: Array, out: Array, scratch: Array) -> None:
    """Write I1(x) / I0(x), shape (n,), x >= 0; zero at zero, one at infinity.

    Accuracy: 4 ulp.
    """
    end = bessel_ratio_near(x, out, scratch)
    np.multiply(out, x, out=out)
    if x.size and not x[x.argmax()] <= end:
        far = np.flatnonzero(~(x <= end))
        out[far] = 1.0 - bessel_ratio_beyond(x[far], BESSEL_RATIO_BESIDE, BESSEL_RATIO_MIDDLE, BESSEL_RATIO_FAR) / x[far]


def bessel_ratio_near(x: Array, out: Array, scratch: Array) -> float:
    """Write the same over x as far as the number that is returned."""
    if x.size > 256:
        bessel_ratio_quotient(x, BESSEL_RATIO_COLUMNS, out, scratch)
        return 6.0
    rows = scratch[:2]
    np.minimum(x, 12.0, out=rows[0])
    np.multiply(rows[0], rows[0], out=rows[0])
    rows[1].fill(1.0)
    parts = BESSEL_RATIO_FACTORS.dot(rows)
    out[...] = BESSEL_RATIO_WEIGHTS.dot(np.divide(1.0, parts, out=parts))
    return 12.0


def bessel_ratio_quotient(x: Array, columns: Array, out: Array, scratch: Array) -> None:
    """Write the quotient of two polynomials in the square of x, at most 12; ``columns``: (degree + 1, 2, 1), highest power first."""
    both, square = scratch[:2], scratch[2]
    np.minimum(x, 12.0, out=square)
    np.multiply(square, square, out=square)
    if x.size <= 256:
        bessel_ratio_beside(square, columns, out)
        return
    np.multiply(square, columns[0], out=both)
    for column in columns[1:-1]:
        np.add(both, column, out=both)
        np.multiply(both, square, out=both)
    np.add(both, columns[-1], out=both)
    np.divide(both[0], both[1], out=out)


def bessel_ratio_beside(square: Array, columns: Array, out: Array) -> None:
    """The same for few elements, both polynomials by one product of matrices, the highest powers first."""
    values = columns[:, :, 0].T.dot(digamma_ratio_powers(np.maximum(square, 1e-20), len(columns)))
    np.divide(values[0], values[1], out=out)


def bessel_ratio_beyond(x: Array, beside: tuple[float, ...], middle: tuple[float, ...], far: tuple[float, ...]) -> Array:
    """A polynomial in 1 / x - 1/8 for x from 6 to 12, others from there on, as a new array."""
    if x.size <= 256:
        values = bessel_ratio_sums(1.0 / x, (0.125, BESSEL_RATIO_CENTRE, 0.0), (beside, middle, far))
        few: Array = np.where(x <= 12.0, values[0], np.where(x < 26.0, values[1], values[2]))
        return few
    many: Array = np.where(x <= 12.0, bessel_ratio_sum(1.0 / x - 0.125, beside), bessel_ratio_scaled(x, middle, far))
    return many


def bessel_ratio_scaled(x: Array, middle: tuple[float, ...], far: tuple[float, ...]) -> Array:
    """A polynomial in 1 / x for x >= 12, another one from 26 on, as a new array."""
    part = 1.0 / x
    if x.size <= 256:
        values = bessel_ratio_sums(part.reshape(-1), (BESSEL_RATIO_CENTRE, 0.0), (middle, far)).reshape(2, *x.shape)
        few: Array = np.where(x < 26.0, values[0], values[1])
        return few
    many: Array = np.where(x < 26.0, bessel_ratio_sum(part - BESSEL_RATIO_CENTRE, middle), bessel_ratio_sum(part, far))
    return many


def bessel_ratio_sum(x: Array, table: tuple[float, ...]) -> Array:
    """The polynomial with these coefficients, highest power first, as a new array."""
    value = np.full_like(x, table[0])
    for coefficient in table[1:]:
        value = value * x + coefficient
    return value


def bessel_ratio_sums(x: Array, centres: tuple[float, ...], tables: tuple[tuple[float, ...], ...]) -> Array:
    """Polynomials in x less their centres, shape (tables, n), for few elements: the rows of one array."""
    known = BESSEL_RATIO_SUMS.get((id(tables[0]), x.size))
    if known is None:
        known = bessel_ratio_rows(x.size, centres, tables)
    _, shift, factors = known
    points = np.maximum(x, 1e-20) - shift  # anything smaller gives the same values
    powers = digamma_ratio_powers(points.reshape(-1), len(factors)).reshape(factors.shape)
    value: Array = np.add.reduce(np.multiply(powers, factors, out=powers), 0)  # the highest powers first
    return value


def bessel_ratio_rows(count: int, centres: tuple[float, ...], tables: tuple[tuple[float, ...], ...]) -> tuple[object, Array, Array]:
    """The centres and the coefficients, those of lower degrees behind zeros, as often as there are elements; kept for the next call."""
    if len(BESSEL_RATIO_SUMS) >= 64:
        BESSEL_RATIO_SUMS.clear()
    longest = max(map(len, tables))
    columns = np.array([[0.0] * (longest - len(table)) + [float(each) for each in table] for table in tables])
    factors = np.repeat(columns.T[:, :, np.newaxis], count, axis=2)
    found = (tables[0], np.repeat(np.array([[float(each)] for each in centres]), count, axis=1), factors)
    BESSEL_RATIO_SUMS[id(tables[0]), count] = found
    return found


def scalar_bessel_ratio(x: Scalar) -> Scalar:
    """The same for one number."""
    if x <= 6.0:
        return x * quotient(x * x, BESSEL_RATIO_NEAR)
    part = 1.0 / x
    if x <= 12.0:
        return 1.0 - part * polynomial(part - 0.125, BESSEL_RATIO_BESIDE)
    if x < 26.0:
        return 1.0 - part * polynomial(part - BESSEL_RATIO_CENTRE, BESSEL_RATIO_MIDDLE)
    return 1.0 - part * polynomial(part, BESSEL_RATIO_FAR)
