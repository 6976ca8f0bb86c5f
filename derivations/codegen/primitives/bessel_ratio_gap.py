"""1 - x A'(x) / A(x) with A = I1 / I0: by how much a von Mises law tells directions better than concentrations, relatively."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import sympy as sp

from derivations.codegen.primitives import Primitive
from derivations.codegen.primitives.bessel_ratio import BESSEL_RATIO_CENTRE, bessel_ratio_beyond, bessel_ratio_quotient
from derivations.codegen.scalar import polynomial, quotient

if TYPE_CHECKING:
    from derivations.codegen.primitives import Array
    from derivations.codegen.scalar import Scalar


def _meaning(x: sp.Expr) -> sp.Expr:
    ratio = sp.besseli(1, x) / sp.besseli(0, x)
    return 2 + x * ratio - x / ratio


PRIMITIVE = Primitive("bessel_ratio_gap", _meaning, ("positive",), "positive", rows=3, uses=("bessel_ratio",))

# The function over x^2 in x^2 up to 36; x (1 - function) in 1 / x less 1/8 up to x = 12, less a centre up to 26, in 1 / x beyond.
BESSEL_RATIO_GAP_NEAR = (
    (
        5.313158820181953e-29,
        2.9614573730837374e-22,
        9.508619788342038e-19,
        9.063564948182934e-16,
        3.876486961205819e-13,
        9.148537957760688e-11,
        1.2971697596571353e-08,
        1.137225713579443e-06,
        6.114733321960564e-05,
        0.0019360451534859676,
        0.03278291217485733,
        0.25,
    ),
    (
        2.972973494852717e-22,
        9.612835105279576e-19,
        9.236250992826315e-16,
        3.985688016032858e-13,
        9.498813087432199e-11,
        1.3629101415579642e-08,
        1.2131711711601646e-06,
        6.666096713492163e-05,
        0.0021811590008561556,
        0.03940355187076941,
        0.33946498203276265,
        1.0,
    ),
)
BESSEL_RATIO_GAP_BESIDE = (
    77946813457907.16,
    13617768737401.559,
    -3609338678415.226,
    58674536194.31434,
    50217084439.183586,
    -6071805084.28454,
    -134163901.13514894,
    106756469.86408354,
    -6845903.227325043,
    -1204264.163734805,
    168519.08620781498,
    14186.859562050775,
    -2671.233796218448,
    -320.2357560192471,
    16.172042608952218,
    7.9355733507068535,
    1.930227537276292,
    0.7773429613024431,
    0.576890676875644,
)
BESSEL_RATIO_GAP_MIDDLE = (
    -8067351334829.735,
    -39265182220.7105,
    45644736540.38657,
    1157984049.5417464,
    -143639708.00506592,
    -10854126.59195969,
    -126834.36917590929,
    30044.891009507257,
    3539.0325475037334,
    351.432909879887,
    46.02881090171507,
    8.857668552758833,
    2.474902369324508,
    1.0054342971642372,
    0.6003252943941141,
    0.53311879152543,
)
BESSEL_RATIO_GAP_FAR = (
    492429.9834852358,
    -43606.5635148629,
    6241.931197827537,
    332.21661720605493,
    113.81008849919732,
    27.984584087096614,
    8.281994686340703,
    2.9023386000022597,
    1.2500000208710196,
    0.6874999999565462,
    0.5000000000000353,
    0.5,
)
BESSEL_RATIO_GAP_COLUMNS = np.array(BESSEL_RATIO_GAP_NEAR).T[:, :, np.newaxis]


def bessel_ratio_gap(x: Array, out: Array, scratch: Array) -> None:
    """Write 2 + x r - x / r with r = I1(x) / I0(x), shape (n,), x > 0; x^2 / 4 for small x, one at infinity.

    Accuracy: 5 ulp.
    """
    bessel_ratio_quotient(x, BESSEL_RATIO_GAP_COLUMNS, out, scratch)
    np.multiply(out, x, out=out)
    np.multiply(out, x, out=out)
    if x.size and not x[x.argmax()] <= 6.0:
        far = np.flatnonzero(~(x <= 6.0))
        out[far] = 1.0 - bessel_ratio_beyond(x[far], BESSEL_RATIO_GAP_BESIDE, BESSEL_RATIO_GAP_MIDDLE, BESSEL_RATIO_GAP_FAR) / x[far]


def scalar_bessel_ratio_gap(x: Scalar) -> Scalar:
    """The same for one number."""
    if x <= 6.0:
        return quotient(x * x, BESSEL_RATIO_GAP_NEAR) * x * x
    part = 1.0 / x
    if x <= 12.0:
        return 1.0 - polynomial(part - 0.125, BESSEL_RATIO_GAP_BESIDE) * part
    if x < 26.0:
        return 1.0 - polynomial(part - BESSEL_RATIO_CENTRE, BESSEL_RATIO_GAP_MIDDLE) * part
    return 1.0 - polynomial(part, BESSEL_RATIO_GAP_FAR) * part
