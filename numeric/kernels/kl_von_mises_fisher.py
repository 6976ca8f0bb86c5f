"""kl(VonMisesFisher(natural_), VonMisesFisher(natural__q)).

Written by fisherproof; change the derivation, not this file.
"""

from __future__ import annotations

import contextvars
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

PROVENANCE = {
    "expression": "kl(VonMisesFisher(natural_), VonMisesFisher(natural__q))",
    "let": {
        "natural_": "real[2]",
        "natural__q": "real[2]",
    },
    "name": "kl_von_mises_fisher",
    "target": "numpy",
    "dtype": "float64",
    "layout": "full",
    "generator": 1,
    "operations": 13,
}

BLOCK = 16384
FEW = 4
FEWEST = 256
NAME = "kl_von_mises_fisher"
ARGUMENTS = ("natural_", "natural__q")
CORES: Any = ((2,), (2,))
RESULT: Any = ()
COLUMNS: Any = ((),)
COPIES: Any = ()
COMPONENTS: Any = ((0, (0,)), (0, (1,)), (1, (0,)), (1, (1,)))
LIMITS: Any = ((-math.inf, math.inf), (-math.inf, math.inf), (-math.inf, math.inf), (-math.inf, math.inf))
WHOLE: Any = ()
MIRRORS: Any = ()
INPUTS, NUMBERS, SCRATCH, TRUTHS = 4, 5, 4, 2
N0 = np.array(0.0)
N12 = np.array(12.0)
N1 = np.array(1.0)
N26 = np.array(26.0)
N0_5 = np.array(0.5)
N3 = np.array(3.0)
N1em300 = np.array(1e-300)
N0_2 = np.array(0.2)
N5 = np.array(5.0)
N0_75 = np.array(0.75)
FLAGS = TRUTHS + 3
ROWS = INPUTS + NUMBERS + SCRATCH + len(COLUMNS) + -(-FLAGS // 8)


def kl_von_mises_fisher(natural_: Any, natural__q: Any, out: Any = None, workspace: Any = None) -> Any:
    """kl(VonMisesFisher(natural_), VonMisesFisher(natural__q)).

    Computed as::

        bessel_ratio(hypotenuse(natural__0, natural__1))*length_beyond(natural__q_0, natural__q_1, natural__0,
        natural__1) + bregman_log_bessel_i0_given(hypotenuse(natural__q_0, natural__q_1), hypotenuse(natural__0,
        natural__1), hypotenuse_difference(natural__q_0, natural__q_1, natural__0, natural__1))

    Args:
        natural_: real[2], shape (..., 2).
        natural__q: real[2], shape (..., 2).
        out: where to write the result.
        workspace: memory from ``make_workspace()``, for one call at a time.

    Returns: shape (...). Arguments broadcast; outside its type an element is nan.

    Operations: 13 for one element.
    """
    return run((natural_, natural__q), out, workspace)


def block(x: Any, b: Any, s: Any, t: Any, o: Any) -> tuple[Any, Any]:
    """Every entry of one block."""
    x0, x1, x2, x3 = x[:4]
    b0, b1, b2, b3, b4 = b[:5]
    t0, t1 = t[:2]
    (o0,) = o[:1]
    hypotenuse(x0, x1, b0, s)
    bessel_ratio(b0, b1, s)
    length_beyond(x2, x3, x0, x1, b2, s)
    np.multiply(b1, b2, b1)
    hypotenuse(x2, x3, b2, s)
    hypotenuse_difference(x2, x3, x0, x1, b3, s)
    bregman_log_bessel_i0_given(b2, b0, b3, b4, s)
    np.add(b1, b4, b0)
    np.equal(x0, x2, t0)
    np.equal(x1, x3, t1)
    np.logical_and(t0, t1, t0)
    np.maximum(b0, N0, out=o0)
    if np.count_nonzero(t0):
        np.putmask(o0, t0, 0.0)
    return None, None


def repair(x: Any, o: Any, where: Any) -> Any:
    """Some function here has no second way to be computed: values stay."""
    return []


Array = NDArray[np.float64]


def arrays(table: Any) -> Any:
    """A number as an array without axes, or all of a table: a ufunc takes these in half the time of a float."""
    return tuple([arrays(part) for part in table]) if isinstance(table, tuple) else np.array(table)


# The function over x in x^2 up to 144; x (1 - function) in 1 / x less the centre up to x = 26, and in 1 / x from there on.
BESSEL_RATIO_CENTRE = arrays(0.060546875)
BESSEL_RATIO_NEAR = arrays(
    (
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
)
BESSEL_RATIO_MIDDLE = arrays(
    (
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
)
BESSEL_RATIO_FAR = arrays(
    (
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
)
BESSEL_RATIO_COLUMNS = np.array(BESSEL_RATIO_NEAR).T[:, :, np.newaxis]


def bessel_ratio(x: Array, out: Array, scratch: Array) -> None:
    """Write I1(x) / I0(x), shape (n,), x >= 0; zero at zero, one at infinity.

    Accuracy: 4 ulp.
    """
    bessel_ratio_quotient(x, BESSEL_RATIO_COLUMNS, out, scratch)
    np.multiply(out, x, out)
    if x.size and not x[x.argmax()] <= 12.0:
        far = np.flatnonzero(~(x <= N12))
        out[far] = N1 - bessel_ratio_scaled(x[far], BESSEL_RATIO_MIDDLE, BESSEL_RATIO_FAR) / x[far]


def bessel_ratio_quotient(x: Array, columns: Array, out: Array, scratch: Array) -> None:
    """Write the quotient of two polynomials in the square of x, at most 12; ``columns``: (degree + 1, 2, 1), highest power first."""
    both, square = scratch[:2], scratch[2]
    np.minimum(x, N12, out=square)
    np.multiply(square, square, square)
    np.multiply(square, columns[0], both)
    for column in columns[1:-1]:
        np.add(both, column, both)
        np.multiply(both, square, both)
    np.add(both, columns[-1], both)
    np.divide(both[0], both[1], out)


def bessel_ratio_scaled(x: Array, middle: tuple[float, ...], far: tuple[float, ...]) -> Array:
    """A polynomial in 1 / x for x >= 12, another one from 26 on, as a new array."""
    part = N1 / x
    beside = part - BESSEL_RATIO_CENTRE
    value = np.full_like(x, middle[0])
    for coefficient in middle[1:]:
        value = value * beside + coefficient
    rest = np.full_like(x, far[0])
    for coefficient in far[1:]:
        rest = rest * part + coefficient
    return np.where(x < N26, value, rest)


# The root in two parts, the slope there, (slope - digamma(a) / (a - root)) / (a - root) for 0.5 <= a <= 3, and
# a^2 (log a - digamma(a)) - a / 2 in 1 / a^2 for a >= 3 and for a >= 10: numerator and denominator, highest power first.
DIGAMMA_ROOT = arrays((1.4616321449683622, 9.549995429965697e-17))
DIGAMMA_SLOPE = arrays(0.9676722454476212)
DIGAMMA_NEAR = arrays(
    (
        (
            -217.60259849221327,
            18862.866163955823,
            60730103.34010372,
            1478912129.2629502,
            11293640953.492033,
            34803851016.84544,
            43392526759.06223,
            16862099832.762884,
        ),
        (
            64244063.30361548,
            1710353990.8903706,
            14455836447.147303,
            50353984707.65927,
            73567808147.24791,
            36023659368.70933,
            1.0,
        ),
    )
)
DIGAMMA_TAIL = arrays(
    (
        (
            0.4692934456718143,
            6.8835831058682455,
            13.616091503171907,
            7.740599379742683,
            1.4850012220726643,
            0.08333333333333333,
        ),
        (10.404829693490088, 96.10711564631292, 172.05292150375996, 94.63157497578062, 17.92001466487197, 1.0),
    )
)
DIGAMMA_SHORT = arrays(
    (
        (
            0.07290040588749579,
            -0.020997344678476245,
            0.0075753691706186566,
            -0.004166666003179246,
            0.003968253967881951,
            -0.008333333333333297,
            0.08333333333333333,
        ),
        (1.0,),
    )
)


def digamma(a: Array, out: Array, scratch: Array) -> None:
    """Write the derivative of log gamma, shape (n,), a > 0.

    Accuracy: 3 ulp, also beside the root.
    """
    if not a.size:
        return
    low, high = a[a.argmin()], a[a.argmax()]
    if not high < 3.0:
        reciprocal, square, tail, work = scratch[0], scratch[1], scratch[2], scratch[3]
        np.divide(N1, a, reciprocal)
        np.multiply(reciprocal, reciprocal, square)
        digamma_ratio(square, DIGAMMA_SHORT if low >= 10.0 else DIGAMMA_TAIL, tail, work)
        np.multiply(tail, reciprocal, tail)
        np.add(tail, N0_5, tail)
        np.multiply(tail, reciprocal, tail)
        np.log(a, out)
        np.subtract(out, tail, out)
    if not low >= 3.0:
        near = np.flatnonzero(a < N3)
        out[near] = digamma_near(a[near])


def digamma_near(a: Array) -> Array:
    """The same for a < 3, as a new array: below 0.5 by one step of the recurrence."""
    below = a < 0.5
    b = a + below
    value, work = np.empty_like(b), np.empty_like(b)
    digamma_ratio(b, DIGAMMA_NEAR, value, work)
    np.subtract(b, DIGAMMA_ROOT[0], b)
    np.subtract(b, DIGAMMA_ROOT[1], b)
    np.multiply(value, b, value)
    np.subtract(DIGAMMA_SLOPE, value, value)
    np.multiply(value, b, value)
    np.divide(below, a, work)
    return np.subtract(value, work, value)


def digamma_ratio(x: Array, tables: tuple[tuple[float, ...], tuple[float, ...]], out: Array, work: Array) -> None:
    """Write the quotient of two polynomials in x, or one polynomial if the second table is that of the number one."""
    for table, result in zip(tables, (out, work), strict=True):
        if len(table) > 1:
            np.multiply(x, table[0], result)
            for coefficient in table[1:-1]:
                np.add(result, coefficient, result)
                np.multiply(result, x, result)
            np.add(result, table[-1], result)
    if len(tables[1]) > 1:
        np.divide(out, work, out)


# The function in x up to 12; times the root of x in 1 / x less a centre up to x = 26, and in 1 / x from there on.
BESSEL_I0_DECAYED_NEAR = arrays(
    (
        (
            6.090959986507955e-14,
            8.862214320270138e-12,
            3.005961443679682e-10,
            8.291485155893372e-09,
            1.2579660740810482e-07,
            2.1917075068651523e-06,
            1.8398829407198377e-05,
            0.0002476200559672902,
            0.0010750418558049034,
            0.012437221016779479,
            0.022103651247070123,
            0.2369748218021806,
            0.09529442380497638,
            1.0,
        ),
        (
            4.2204249821702904e-15,
            2.413773621394205e-12,
            1.3997232888101837e-10,
            4.093999846505308e-09,
            8.436924348833597e-08,
            1.3300939087975414e-06,
            1.6703542607192395e-05,
            0.00016988564717065113,
            0.0014039289721269428,
            0.009357664654860716,
            0.049385042401354856,
            0.19956874566628494,
            0.5822692456072579,
            1.0952944238049718,
            1.0,
        ),
    )
)
BESSEL_I0_DECAYED_MIDDLE = arrays(
    (
        -170345.01997434036,
        -5318.730182516779,
        609.2022511739152,
        83.70352185413707,
        9.188021547100888,
        1.3534156867741245,
        0.29516910461294776,
        0.09428301638239961,
        0.04489381424746797,
        0.03460608509082662,
        0.05363313511830085,
        0.4020716248803765,
    )
)
BESSEL_I0_DECAYED_FAR = arrays(
    (
        26.53135633959805,
        0.7585951832305324,
        0.7720781858636123,
        0.22599933943560657,
        0.09064503272875421,
        0.044741770419904,
        0.029219407973373173,
        0.02805062908261689,
        0.04986778505018859,
        0.3989422804014327,
    )
)


def bessel_i0_decayed(x: Array, out: Array, scratch: Array) -> None:
    """Write exp(-x) I0(x), shape (n,), x >= 0; one at zero, zero at infinity.

    Accuracy: 4 ulp.
    """
    np.sqrt(np.maximum(x, N12), out)
    np.divide(bessel_i0_decayed_scaled(x), out, out)


def bessel_i0_decayed_scaled(x: Array) -> Array:
    """The same times sqrt(max(x, 12)), as a new array."""
    value, work = np.empty(x.size), np.empty(x.size)
    digamma_ratio(np.minimum(x, N12), BESSEL_I0_DECAYED_NEAR, value, work)
    far = bessel_ratio_scaled(np.maximum(x, N12), BESSEL_I0_DECAYED_MIDDLE, BESSEL_I0_DECAYED_FAR)
    return np.where(x <= N12, value * np.sqrt(N12), far)


# The function in x^2 up to 144; times x^2 in 1 / x less a centre up to x = 26, and in 1 / x from there on.
BESSEL_RATIO_SLOPE_NEAR = arrays(
    (
        (
            0.0,
            1.970059133612459e-26,
            1.042522145103896e-22,
            1.3787879499143645e-19,
            7.8573515874558e-17,
            2.539114501371742e-14,
            5.192778922106156e-12,
            7.036801383894456e-10,
            6.40476779274486e-08,
            3.8833235805838566e-06,
            0.0001522735942774364,
            0.003710318963340279,
            0.04911285933647972,
            0.5,
        ),
        (
            3.929916276605161e-26,
            2.0668300873692706e-22,
            2.713312567082768e-19,
            1.5342253252332703e-16,
            4.919453252399719e-14,
            9.973755305954124e-12,
            1.3377533517669425e-09,
            1.201865498167194e-07,
            7.157742985908056e-06,
            0.0002737358605932991,
            0.006342911571011993,
            0.08071361576237329,
            0.4732257186729597,
            1.0,
        ),
    )
)
BESSEL_RATIO_SLOPE_MIDDLE = arrays(
    (
        -7778071169467.759,
        -54638899227.046616,
        43578550025.98402,
        1197535462.1460643,
        -133058809.76223795,
        -10451990.595774444,
        -141009.51421675558,
        26974.387622806113,
        3209.9045846669296,
        310.3402091883699,
        38.48257688259552,
        6.811333009750309,
        1.6837381639680566,
        0.5826354514645052,
        0.3063853436569847,
        0.5167187554003068,
    )
)
BESSEL_RATIO_SLOPE_FAR = arrays(
    (
        452606.5612951249,
        -40732.150725444735,
        5658.499270058454,
        275.1454128047436,
        95.43319059721432,
        22.46858127476704,
        6.287799251758944,
        2.0312452283091176,
        0.7812500193399995,
        0.3749999999597309,
        0.2500000000000327,
        0.5,
    )
)
BESSEL_RATIO_SLOPE_COLUMNS = np.array(BESSEL_RATIO_SLOPE_NEAR).T[:, :, np.newaxis]


def bessel_ratio_slope(x: Array, out: Array, scratch: Array) -> None:
    """Write d/dx I1(x) / I0(x), shape (n,), x > 0; one half at zero.

    Accuracy: 4 ulp.
    """
    bessel_ratio_quotient(x, BESSEL_RATIO_SLOPE_COLUMNS, out, scratch)
    if x.size and not x[x.argmax()] <= 12.0:
        far = np.flatnonzero(~(x <= N12))
        out[far] = bessel_ratio_scaled(x[far], BESSEL_RATIO_SLOPE_MIDDLE, BESSEL_RATIO_SLOPE_FAR) / x[far] / x[far]


# Nodes and weights of Gauss and Jacobi for the integral of (1 - s) f(s) from 0 to 1.
BREGMAN_LOG_BESSEL_I0_GIVEN_NODES = arrays(
    (
        0.0023121076177984915,
        0.012142303771074897,
        0.029664814214068847,
        0.05460726328354278,
        0.08657678275502653,
        0.12506931209983138,
        0.1694778408374138,
        0.2191020363269966,
        0.2731593030949705,
        0.3307971297342993,
        0.39110653542718576,
        0.4531364059378609,
        0.515908493620298,
        0.5784328451129381,
        0.6397234134973043,
        0.6988136087122555,
        0.7547715409190972,
        0.8067147162308662,
        0.8538239525472524,
        0.895356294621761,
        0.9306567200768073,
        0.9591684333956145,
        0.9804414867720773,
        0.9941387002099848,
    )
)
BREGMAN_LOG_BESSEL_I0_GIVEN_WEIGHTS = arrays(
    (
        0.005915330275566684,
        0.013544454120715133,
        0.02065679926014456,
        0.026972984344608316,
        0.032265679354212054,
        0.03636196179104586,
        0.039151089322356,
        0.04058906249880556,
        0.04069930114698129,
        0.03956937325760469,
        0.03734400069095619,
        0.034214802360195126,
        0.03040743701651615,
        0.02616696614872938,
        0.021742363832861704,
        0.01737114824742042,
        0.0132650961507001,
        0.009597927852267655,
        0.00649572083390622,
        0.004030633406224291,
        0.0022183068207500844,
        0.00101907856956346,
        0.000342896190345097,
        5.758650752397292e-05,
    )
)
BREGMAN_LOG_BESSEL_I0_GIVEN_RULE = np.array([BREGMAN_LOG_BESSEL_I0_GIVEN_NODES, BREGMAN_LOG_BESSEL_I0_GIVEN_WEIGHTS])[:, :, np.newaxis]
BREGMAN_LOG_BESSEL_I0_GIVEN_BLOCK = 256  # elements whose nodes stay in the nearest cache


def bregman_log_bessel_i0_given(y: Array, x: Array, difference: Array, out: Array, scratch: Array) -> None:
    """Write log I0(y) - log I0(x) - I1(x) / I0(x) (y - x), shape (n,), ``difference`` = y - x; zero exactly where that is.

    Accuracy: 10 ulp, and 7 ulp beside each other, beyond the errors of the arguments; that of ``difference`` counts twice. Beside each
    other d^2 times the integral of (1 - s) f''(x + s d), by a rule with positive weights; else log(i(y) / i(x)) + d (1 - I1(x) / I0(x)),
    i(x) = exp(-x) I0(x).
    """
    apart = (np.abs(difference) > N3) & ((y <= N0_2 * x) | (y >= N5 * x))
    where = np.flatnonzero(apart)
    if not where.size:
        bregman_log_bessel_i0_given_near(y, x, difference, out)
        return
    out[where] = bregman_log_bessel_i0_given_far(y[where], x[where], difference[where])
    where = np.flatnonzero(~apart)
    result = np.empty(where.size)
    bregman_log_bessel_i0_given_near(y[where], x[where], difference[where], result)
    out[where] = result


def bregman_log_bessel_i0_given_near(y: Array, x: Array, difference: Array, out: Array) -> None:
    """The same for distances up to 3, or quotients between 1/5 and 5."""
    nodes, weights = BREGMAN_LOG_BESSEL_I0_GIVEN_RULE
    for start in range(0, x.size, BREGMAN_LOG_BESSEL_I0_GIVEN_BLOCK):
        part = slice(start, start + BREGMAN_LOG_BESSEL_I0_GIVEN_BLOCK)
        points = nodes * difference[part] + x[part]
        slopes = np.empty_like(points)
        bessel_ratio_quotient(points.ravel(), BESSEL_RATIO_SLOPE_COLUMNS, slopes.ravel(), np.empty((3, points.size)))
        size = np.maximum(x[part], N1)
        if x[part].max() <= 12.0 and y[part].max() <= 12.0:
            slopes *= size
            slopes *= size
        else:
            far = ~(points <= N12)
            slopes *= size * size
            scale = size / np.maximum(points, N12)
            beyond = bessel_ratio_scaled(np.maximum(points, N12), BESSEL_RATIO_SLOPE_MIDDLE, BESSEL_RATIO_SLOPE_FAR) * scale * scale
            np.copyto(slopes, beyond, where=far)
        slopes *= weights
        step = difference[part] / size
        out[part] = slopes.sum(axis=0) * step * step


def bregman_log_bessel_i0_given_far(y: Array, x: Array, difference: Array) -> Array:
    """The same for other pairs, as a new array; one less the ratio is (slope + ratio / x) / (1 + ratio)."""
    base = np.maximum(x, N1em300)
    ratio, slope, scratch = np.empty(x.size), np.empty(x.size), np.empty((3, x.size))
    bessel_ratio(base, ratio, scratch)
    bessel_ratio_slope(base, slope, scratch)
    scaled = [bessel_i0_decayed_scaled(side) for side in (y, x)]
    roots = np.sqrt(np.maximum(x, N12)) / np.sqrt(np.maximum(y, N12))
    plain = np.log(scaled[0] / scaled[1] * roots) + difference * ((slope + ratio / base) / (N1 + ratio))
    large = np.maximum(x, N12)
    rest = bessel_ratio_scaled(large, BESSEL_RATIO_MIDDLE, BESSEL_RATIO_FAR) - N0_5
    step = difference / large
    both = N0_5 * (step - np.log(np.maximum(y, N12) / large)) + (np.log(scaled[0] / scaled[1]) + step * rest)
    return np.where((x > N12) & (y > N12), both, plain)


def hypotenuse(a: Array, b: Array, out: Array, scratch: Array) -> None:
    """Write sqrt(a^2 + b^2), shape (n,).

    Accuracy: 2 ulp.
    """
    np.hypot(a, b, out)


DIFFERENCE_OF_PRODUCTS_SPLITTER = arrays(134217729.0)  # 2^27 + 1


def difference_of_products(a: Array, b: Array, c: Array, d: Array, out: Array, scratch: Array) -> None:
    """Write a b - c d, shape (n,).

    Accuracy: 2 ulp, also where the products cancel, overflow or underflow: the rounding errors of both products are added back
    (Dekker 1971) where they matter, after scaling by powers of two where they would not be representable.
    """
    if not a.size:
        return
    larger, other = scratch[0], scratch[1]
    np.multiply(a, b, larger)
    np.multiply(c, d, other)
    np.subtract(larger, other, out)
    np.absolute(larger, larger)
    np.absolute(other, other)
    np.maximum(larger, other, out=larger)
    np.multiply(larger, N0_75, larger)
    np.absolute(out, other)
    plain = (other >= larger) & (other < np.inf)
    if not plain.all():
        rest = np.flatnonzero(~plain)
        out[rest] = difference_of_products_exact(a[rest], b[rest], c[rest], d[rest], out[rest])


def difference_of_products_exact(a: Array, b: Array, c: Array, d: Array, plain: Array) -> Array:
    """The same as a new array, with the errors of the products added back; ``plain`` where a factor is not finite."""
    (a, i), (b, j), (c, k), (d, m) = np.frexp(a), np.frexp(b), np.frexp(c), np.frexp(d)
    first = np.where((a == N0) | (b == N0), -5000, i + j)
    second = np.where((c == N0) | (d == N0), -5000, k + m)
    top = np.maximum(first, second)
    p, p_error = difference_of_products_two(np.ldexp(a, np.maximum(first - top, -900)), b)
    q, q_error = difference_of_products_two(np.ldexp(c, np.maximum(second - top, -900)), d)
    value = (p - q) + (p_error - q_error)
    return np.where(np.isnan(value), plain, np.ldexp(value, top))


def difference_of_products_two(a: Array, b: Array) -> tuple[Array, Array]:
    """The product rounded and its rounding error, exactly (Veltkamp's splitting, Dekker's product)."""
    scaled = DIFFERENCE_OF_PRODUCTS_SPLITTER * a
    a_high = scaled - (scaled - a)
    scaled = DIFFERENCE_OF_PRODUCTS_SPLITTER * b
    b_high = scaled - (scaled - b)
    a_low, b_low = a - a_high, b - b_high
    product = a * b
    return product, ((a_high * b_high - product) + a_high * b_low + a_low * b_high) + a_low * b_low


def difference_of_sums(a: Array, b: Array, c: Array, d: Array, out: Array, scratch: Array) -> None:
    """Write a + b - c - d, shape (n,).

    Accuracy: 1 ulp while no partial sum overflows. Every rounding error is kept and added back (Knuth's sum, three times).
    """
    first, first_error = difference_of_sums_two(a, b)
    second, second_error = difference_of_sums_two(-c, -d)
    total, total_error = difference_of_sums_two(first, second)
    errors, errors_error = difference_of_sums_two(first_error, second_error)
    errors, rest = difference_of_sums_two(errors, total_error)
    total, left = difference_of_sums_two(total, errors)
    out[:] = total + (left + (rest + errors_error))


def difference_of_sums_two(a: Array, b: Array) -> tuple[Array, Array]:
    """The sum rounded and its rounding error, exactly."""
    total = a + b
    virtual = total - a
    return total, (a - (total - virtual)) + (b - virtual)


def hypotenuse_difference(a: Array, b: Array, c: Array, d: Array, out: Array, scratch: Array) -> None:
    """Write sqrt(a^2 + b^2) - sqrt(c^2 + d^2), shape (n,); zero exactly where the sums of squares are equal.

    Accuracy: 4 ulp. The difference of the squares over the sum of the lengths; where the differences along both axes cancel, the
    squares are taken with their rounding errors.
    """
    first, second, total = scratch[0], scratch[1], scratch[2]
    np.hypot(a, b, first)
    np.hypot(c, d, second)
    np.add(first, second, total)
    np.subtract(a, c, first)
    np.add(a, c, out)
    np.divide(out, total, out)
    np.multiply(first, out, first)
    np.subtract(b, d, second)
    np.add(b, d, out)
    np.divide(out, total, out)
    np.multiply(second, out, second)
    np.add(first, second, out)
    cancelled = np.abs(out) < N0_75 * np.maximum(np.abs(first), np.abs(second))
    if cancelled.any():
        where = np.flatnonzero(cancelled)
        out[where] = hypotenuse_difference_exact(a[where], b[where], c[where], d[where], total[where])


def hypotenuse_difference_exact(a: Array, b: Array, c: Array, d: Array, total: Array) -> Array:
    """The same as a new array; ``total`` is the sum of the lengths."""
    power = -np.frexp(total)[1]
    pairs = [difference_of_products_two(np.ldexp(side, power), np.ldexp(side, power)) for side in (a, b, c, d)]
    squares, errors = np.empty(a.size), np.empty(a.size)
    for place, result in enumerate((squares, errors)):
        difference_of_sums(pairs[0][place], pairs[1][place], pairs[2][place], pairs[3][place], result, result)
    whole: Array = np.ldexp((squares + errors) / np.ldexp(total, power), -power)
    return whole


def length_beyond(a: Array, b: Array, c: Array, d: Array, out: Array, scratch: Array) -> None:
    """Write |(a, b)| - (a c + b d) / |(c, d)|, shape (n,); zero exactly where the vectors have one direction.

    Accuracy: 8 ulp. Where the angle is acute it is the square of the height (a d - b c) / |(c, d)| over the sum of length and projection.
    """
    difference_of_products(a, d, b, c, out, scratch)
    length, other, projection, work = scratch[0], scratch[1], scratch[2], scratch[3]
    np.hypot(a, b, length)
    np.hypot(c, d, other)
    np.divide(out, other, out)
    np.divide(c, other, projection)
    np.multiply(projection, a, projection)
    np.divide(d, other, work)
    np.multiply(work, b, work)
    np.add(projection, work, projection)
    np.absolute(projection, work)
    np.add(length, work, length)
    np.divide(out, length, work)
    np.multiply(out, work, out)
    np.copyto(out, length, where=projection < 0.0)


def run(arguments: tuple[Any, ...], out: Any, workspace: Any) -> Any:
    """Check and broadcast the arguments, then work block by block."""
    arrays = [np.asarray(argument) for argument in arguments]
    lead = leading_shape(arrays)
    single = bool(arrays) and arrays[0].dtype.char == "f" and all(array.dtype.char == "f" for array in arrays)
    if out is None:
        result = allocate(lead or (1,), single=single)
    else:
        result = checked(out, lead, single=single)
        arrays = [array.copy() if np.may_share_memory(array, out) else array for array in arrays]
    try:
        bench = IDLE.pop()
    except IndexError:
        bench = Bench()
    bench.context.run(cut, bench, arrays, result, lead or (1,), workspace)
    IDLE.append(bench)
    if out is not None:
        return out
    return result if lead else result[0]


def cut(bench: Bench, arrays: list[Any], result: Any, shape: tuple[int, ...], workspace: Any) -> None:
    """Take arguments and result apart into their entries, and these into blocks."""
    sources = [arrays[argument][(..., *place)] if place else arrays[argument] for argument, place in COMPONENTS]
    columns = [result[(..., *place)] for place in COLUMNS] if RESULT else [result]
    copies = [(result[(..., *place)], column) for place, column in COPIES]
    length = math.prod(shape)
    if length <= FEWEST and workspace is None:
        work(bench.views(length), bench.strays, sources, columns, copies)
        return
    rows = memory(workspace, length)
    if length <= rows.shape[1]:
        work(split(rows, length), bench.strays, sources, columns, copies)
        return
    sources = [source if source.shape == shape else np.broadcast_to(source, shape) for source in sources]
    for piece in pieces(shape, rows.shape[1]):
        parts = [column[piece] for column in columns]
        targets = [(target[piece], column) for target, column in copies]
        work(split(rows, parts[0].size), bench.strays, [source[piece] for source in sources], parts, targets)


def work(views: Any, strays: list[Any], sources: list[Any], columns: list[Any], copies: list[Any]) -> None:
    """Load one block, compute it, forget what lies outside the types."""
    shape = columns[0].shape
    length = columns[0].size
    if length == 0:
        return
    given, b, s, outputs, t = views
    x = [loaded(row, source, shape) for row, source in zip(given, sources, strict=True)]
    single = columns[0].dtype.char == "f"
    direct = not single and columns[0].strides == (8,)
    o = columns if direct else outputs
    inside = None if all_within(x, b) else within(x, b, t[TRUTHS:], single=single)
    strays.clear()
    valid, suspect = block(x, b, s, t, o)
    far = beyond((x, b, s, t, o), strays) if strays else None
    if inside is not None:
        valid = np.logical_and(inside, inside if valid is None else valid, t[TRUTHS + 1])
        far = None if far is None else np.logical_and(far, inside)
    if far is not None or (suspect is not None and np.count_nonzero(suspect)):
        settle(x, o, far, suspect, valid)
    if valid is not None and np.count_nonzero(valid) < length:
        outside = np.logical_not(valid)
        for column in o:
            np.copyto(column, math.nan, where=outside)
    if not direct:
        for column, value in zip(columns, o, strict=True):
            np.copyto(column, value.reshape(shape), casting="same_kind")
    for target, place in copies:
        np.copyto(target, columns[place])


def loaded(row: Any, source: Any, shape: tuple[int, ...]) -> Any:
    """One input over a block, shape (n,): the argument itself if it is contiguous float64, else a copy in the workspace."""
    if source.shape == shape and source.strides == (8,) and source.dtype.char == "d" and source.flags.aligned:
        return source
    np.copyto(row if len(shape) == 1 else row.reshape(shape), source)
    return row


def all_within(x: list[Any], b: list[Any]) -> bool:
    """Whether certainly every input lies in its type; quick, and may say no where all do."""
    for row, (low, high) in zip(x, LIMITS, strict=True):
        if not row.dot(row) < math.inf:
            return False
        if (low > -math.inf and not row[row.argmin()] > low) or (high < math.inf and not row[row.argmax()] < high):
            return False
    pairs = len(MIRRORS)
    for index in (*WHOLE, *range(pairs)):
        other = x[pairs + index] if index < pairs else np.floor(x[index], out=b[0])
        if np.count_nonzero(x[index] == other) < other.size:
            return False
    return True


def within(x: list[Any], b: list[Any], flags: Any, *, single: bool) -> Any:
    """Where every input lies in its type."""
    inside, test, other = flags[:3]
    inside[...] = True
    for row, (low, high) in zip(x, LIMITS, strict=True):
        np.logical_and(np.greater(row, low, out=test), np.less(row, high, out=other), out=test)
        np.logical_and(inside, test, out=inside)
    for row in WHOLE:
        np.logical_and(inside, np.equal(np.floor(x[row], out=b[0]), x[row], out=test), out=inside)
    pairs = len(MIRRORS)
    rounding = 64.0 * (1.2e-7 if single else 2.3e-16)
    for row, (first, second) in enumerate(MIRRORS):
        size = np.abs(x[row]) + np.abs(x[pairs + row]) + np.sqrt(np.abs(x[first])) * np.sqrt(np.abs(x[second]))
        np.logical_and(inside, np.abs(x[row] - x[pairs + row]) <= rounding * size, out=inside)
    return inside


def leading_shape(arrays: list[Any]) -> tuple[int, ...]:
    """The common leading axes of the arguments."""
    shapes = []
    for name, core, array in zip(ARGUMENTS, CORES, arrays, strict=True):
        if array.dtype.kind not in "fiub":
            message = f"Calling {NAME}: expected numbers for {name}, got an array of {array.dtype}. Convert it to float64."
            raise TypeError(message)
        shape = array.shape
        split = len(shape) - len(core)
        if split < 0 or shape[split:] != core:
            message = f"Calling {NAME}: expected {name} of shape (..., {', '.join(map(str, core))}), got {shape}. Put these axes last."
            raise ValueError(message)
        shapes.append(shape[:split])
    first: tuple[int, ...] = shapes[0] if shapes else ()
    if shapes.count(first) == len(shapes):
        return first
    try:
        return tuple(np.broadcast_shapes(*shapes))
    except ValueError:
        explain(shapes, arrays)
        raise


def explain(shapes: list[tuple[int, ...]], arrays: list[Any]) -> None:
    """Name two arguments whose leading axes do not broadcast."""
    for second, shape in enumerate(shapes):
        for first in range(second):
            try:
                np.broadcast_shapes(shapes[first], shape)
            except ValueError:
                pair = f"{ARGUMENTS[first]} of shape {arrays[first].shape} and {ARGUMENTS[second]} of shape {arrays[second].shape}"
                message = f"Calling {NAME}: expected leading axes that broadcast, got {pair}. Make them equal or one."
                raise ValueError(message) from None


def allocate(shape: tuple[int, ...], *, single: bool) -> Any:
    """A result of shape ``(*shape, *RESULT)`` in which every entry is contiguous."""
    entries = np.empty((*RESULT, *shape), np.float32 if single else np.float64)
    axes = (*range(len(RESULT), entries.ndim), *range(len(RESULT)))
    return entries.transpose(axes)


def checked(out: Any, lead: tuple[int, ...], *, single: bool) -> Any:
    """The array ``out`` with at least one leading axis."""
    shape, dtype = (*lead, *RESULT), np.dtype(np.float32 if single else np.float64)
    if not isinstance(out, np.ndarray) or out.shape != shape or out.dtype != dtype:
        got = f"shape {out.shape}, {out.dtype}" if isinstance(out, np.ndarray) else type(out).__name__
        message = f"Calling {NAME}: expected `out` of shape {shape}, {dtype}, got {got}. Allocate it so, or leave it away."
        raise ValueError(message)
    return out if lead else out[np.newaxis]


def component(array: Any, place: tuple[int, ...], shape: tuple[int, ...]) -> Any:
    """One entry of an argument over the leading axes."""
    entry = array[(..., *place)] if place else array
    return entry if entry.shape == shape else np.broadcast_to(entry, shape)


IDLE: list[Any] = []


class Bench:
    """How floating-point errors are told, and the rows of the workspace, kept from call to call where a call has few elements."""

    def __init__(self) -> None:
        """A context of its own costs a call nothing to enter; setting the treatment of errors anew would cost more than most kernels."""
        strays: list[Any] = []  # an entry for every operation that left the range of floats
        self.context = contextvars.Context()
        self.context.run(np.seterr, divide="ignore", invalid="ignore", over="call", under="call")
        self.context.run(np.seterrcall, lambda *what: strays.append(what))
        self.strays = strays
        self.length = 0
        self.kept: Any = ()

    def views(self, length: int) -> Any:
        """The rows for few elements by their use."""
        if length != self.length:
            self.kept, self.length = split(np.empty((ROWS, length)), length), length
        return self.kept


def split(rows: Any, length: int) -> Any:
    """The rows of a workspace by their use, each of shape (length,): inputs, numbers, scratch, outputs, truths, eight of these a row."""
    numbers = ROWS - -(-FLAGS // 8)
    each = [rows[place, :length] for place in range(numbers)]
    first, second = INPUTS + NUMBERS, INPUTS + NUMBERS + SCRATCH
    space = rows[numbers:].reshape(-1).view(np.bool_)
    truths = [space[place * length : (place + 1) * length] for place in range(FLAGS)]
    return each[:INPUTS], each[INPUTS:first], rows[first:second, :length], each[second:], truths


def settle(x: Any, o: Any, far: Any, suspect: Any, valid: Any) -> None:
    """Compute again what lost digits, and what left the range of floats on the way, of which what is valid is known only then."""
    again = np.zeros(len(o[0]), np.bool_) if suspect is None else suspect if valid is None else np.logical_and(suspect, valid, out=suspect)
    done = repair(x, o, np.flatnonzero(again if far is None else np.logical_or(again, far)))
    if valid is not None:
        valid[done] = True


def beyond(values: tuple[Any, ...], strays: list[Any]) -> Any:
    """Where leaving the range of floats has changed an entry by more than rounded arguments would, as longer floats tell."""
    x, _, _, _, o = values
    if np.finfo(np.longdouble).maxexp <= np.finfo(np.float64).maxexp:
        return astray(values, strays)
    try:
        exact = longer(values, [row.astype(np.longdouble) for row in x])
        moved = longer(values, [row * (1 + (-1) ** place * np.longdouble(2.0**-53)) for place, row in enumerate(x)])
    except TypeError:  # some function is there for floats of 64 bits only
        return astray(values, strays)
    far = np.zeros(len(o[0]), np.bool_)
    for column, right, other in zip(o, exact, moved, strict=True):
        far |= ~(np.abs(right - column) <= 4.0 * np.spacing(np.abs(column)) + 16.0 * np.abs(other - right))
    return far


def longer(values: tuple[Any, ...], x: list[Any]) -> Any:
    """The entries by longer floats."""
    _, b, s, t, o = values
    rows = [np.empty((len(each), len(o[0])), np.longdouble) for each in (b, s, o)]
    block(x, list(rows[0]), rows[1], [np.empty_like(row) for row in t], list(rows[2]))
    return rows[2]


def astray(values: tuple[Any, ...], strays: list[Any]) -> Any:
    """Where some number on the way was too large or too small for a float: halves are tried until few elements are left."""
    x, b, s, t, o = values
    found = np.zeros(len(o[0]), np.bool_)
    waiting = [(0, len(found))]
    while waiting:
        start, stop = waiting.pop()
        here = slice(start, stop)
        strays.clear()
        parts, numbers, truths, entries = ([row[here] for row in rows] for rows in (x, b, t, o))
        block(parts, numbers, s[:, here], truths, entries)
        middle = (start + stop) // 2
        if strays and stop - start <= FEW:
            found[here] = True
        elif strays:
            waiting += [(start, middle), (middle, stop)]
    return found


def pieces(shape: tuple[int, ...], length: int) -> Any:
    """Indices that cut an array of this shape into parts of at most ``length`` elements."""
    inner = math.prod(shape[1:])
    if inner <= length:
        step = max(1, length // max(1, inner))
        for start in range(0, shape[0], step):
            yield (slice(start, start + step),)
        return
    for index in range(shape[0]):
        for rest in pieces(shape[1:], length):
            yield (index, *rest)


def memory(workspace: Any, elements: int) -> Any:
    """The rows of numbers, in the given workspace or in a new one; the last ones hold truths."""
    if workspace is None:
        return np.empty((ROWS, min(BLOCK, elements or 1)))
    if isinstance(workspace, np.ndarray) and workspace.flags.c_contiguous and workspace.nbytes >= 8 * ROWS:
        space = workspace.reshape(-1).view(np.uint8)
        length = min(BLOCK, space.size // (8 * ROWS), elements or 1)
        return space[: 8 * ROWS * length].view(np.float64).reshape(ROWS, length)
    message = f"Calling {NAME}: expected a contiguous workspace of at least {8 * ROWS} bytes, got {workspace!r:.60}. Use make_workspace()."
    raise ValueError(message)


def make_workspace(dtype: Any = np.float64) -> Any:
    """Memory for one call at a time: with ``out`` and this, a call allocates nothing that grows with its arguments."""
    return np.empty(ROWS * BLOCK * 8 // np.dtype(dtype).itemsize, dtype)
