"""The hyperbolic tangent and cosine, and sine and cosine up to 1000, in C99 without branches: within one unit in the last place.

Farther arguments of sine and cosine are left to the C library, whose calls are no vector instructions.
"""

from __future__ import annotations

# (sin(r) / r - 1) / r^2 and (cos(r) - 1 + r^2 / 2) / r^4 in r^2 for |r| <= pi / 4, Chebyshev interpolation, highest power first.
SINE_SERIES = (
    1.5918129027234826e-10, -2.505113184128889e-08, 2.7557316102534617e-06, -0.0001984126983675854, 0.008333333333330948,
    -0.16666666666666666,
)  # fmt: skip
COSINE_SERIES = (
    -1.1382632258093615e-11, 2.087614626607931e-09, -2.7557317271718644e-07, 2.4801587298765665e-05, -0.0013888888888887398,
    0.041666666666666664,
)  # fmt: skip
NEAR = {name: f"near_{name}" for name in ("sin", "cos")}  # by their names in the C library
FARTHEST = 1000.0  # up to here a multiple of the parts of pi / 2 is exact: these have 43 bits, and the number has ten
FARTHEST_BITS = "0x408f400000000000"


def _table(name: str, numbers: tuple[float, ...]) -> str:
    return f"static const double {name}[{len(numbers)}] = {{{', '.join(map(repr, numbers))}}};"


WAVES = {
    "stable_tanh": """/* tanh(x) = -t / (2 + t) with t = exp(-2 |x|) - 1, divided with the rest of t and that of the division. */
INLINE double stable_tanh(double x)
{
    double size = fabs(x);
    struct expm1_parts t = expm1_parts(-2.0 * size);
    double below = 2.0 + t.value;
    double rest = (2.0 - below) + t.value + t.rest;
    double inverse = 1.0 / below;
    double value = -t.value * inverse;
    double product = value * below;
    double left = (-t.value - product) - product_error(value, below, product) - t.rest - value * rest;
    return copysign(size < 0x1p-28 ? size : value + left * inverse, x);
}""",
    "inverse_power": """/* 1 / x for a power of two. */
INLINE double inverse_power(double x)
{
    return with_bits(0x7fe0000000000000 - bits_of(x));
}""",
    "stable_cosh": """/* cosh(x) = (e + 1 / e) / 2 for e = exp(|x|) with the rest of its digits; 1 / e has no other where it matters. */
INLINE double stable_cosh(double x)
{
    double size = fabs(x);
    struct exp_parts parts = exp_parts(size);
    double near = 1.0 + parts.value;
    double rest = (1.0 - near) + parts.value + parts.rest;
    double down = inverse_power(parts.first) * inverse_power(parts.second); /* its square is the scale of 1 / e beside e */
    double inverse = 1.0 / near;
    double sum = near + (rest + product_sum(-rest * inverse, inverse, inverse) * down * down);
    return size > 711.0 ? INFINITY : sum * (0.5 * parts.first) * parts.second;
}""",
    "wave": f"{_table('SINE_SERIES', SINE_SERIES)}\n{_table('COSINE_SERIES', COSINE_SERIES)}"
    """

/* x = n pi / 2 + r + rest, |r| <= pi / 4, for |x| <= 1000; the lowest bits of `turns` are those of n. */
struct wave {
    uint64_t turns;
    double r, rest;
};

INLINE struct wave wave(double x)
{
    double shifted = product_sum(x, 0x1.45f306dc9c883p-1, 0x1.8p52);
    double n = shifted - 0x1.8p52;
    double first = product_sum(n, -0x1.921fb54442c00p+0, x); /* exact: n has ten bits, and what is left is small */
    double second = n * 0x1.18469898cc400p-44;
    double middle = first - second;
    double part = first - middle;
    double lost = (first - (middle + part)) + (part - second) - n * 0x1.1701b839a2520p-88;
    double r = middle + lost;
    struct wave found = {bits_of(shifted), r, (middle - r) + lost};
    return found;
}

INLINE double sine_of(struct wave w)
{
    double square = w.r * w.r;
    return w.r + product_sum(square * w.r, polynomial(square, SINE_SERIES, 6), w.rest * (1.0 - 0.5 * square));
}

INLINE double cosine_of(struct wave w)
{
    double square = w.r * w.r, half = 0.5 * square;
    double most = 1.0 - half;
    return most + (((1.0 - most) - half) + product_sum(square * square, polynomial(square, COSINE_SERIES, 6), -w.r * w.rest));
}""",
    "turned": """/* Of two numbers the second where a whole number is odd, with the other sign where its second bit is set. */
INLINE double turned(uint64_t turns, uint64_t sign, double even, double odd)
{
    uint64_t chosen = 0 - (turns & 1);
    return with_bits(((bits_of(odd) & chosen) | (bits_of(even) & ~chosen)) ^ (sign & 2) << 62);
}""",
    "near_sin": """/* sin(x) for |x| <= 1000. */
INLINE double near_sin(double x)
{
    struct wave w = wave(x);
    double value = turned(w.turns, w.turns, sine_of(w), cosine_of(w));
    return x == 0.0 ? x : value;
}""",
    "near_cos": """/* cos(x) for |x| <= 1000. */
INLINE double near_cos(double x)
{
    struct wave w = wave(x);
    return turned(w.turns, w.turns + 1, cosine_of(w), sine_of(w));
}""",
}
