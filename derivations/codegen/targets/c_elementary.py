"""Elementary functions in C99 without branches and calls, so that compilers turn loops over them into vector instructions.

Each is within one unit in the last place over all floats, subnormal ones included, with the special values that C99 demands. Coefficients
are those of Chebyshev interpolation, highest power first: ``chebyshev.py`` of the tests computes them again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from derivations.codegen.targets import c_checks
from derivations.codegen.targets.c_excess import EXCESS
from derivations.codegen.targets.c_rows import ROWS
from derivations.codegen.targets.c_waves import WAVES

if TYPE_CHECKING:
    from collections.abc import Mapping

# (exp(r) - 1 - r) / r^2 for |r| <= log(2) / 2, and (log(1 + f) / s - 2) / s^2 in s^2 = (f / (2 + f))^2 for sqrt(1/2) <= 1 + f <= sqrt(2).
EXP_SERIES = (
    2.091467944897855e-09, 2.5105206475334834e-08, 2.7557273661174726e-07, 2.75572554255029e-06, 2.4801587325533502e-05,
    0.00019841269874800683, 0.0013888888888883752, 0.008333333333326141, 0.04166666666666667, 0.1666666666666667, 0.5,
)  # fmt: skip
LOG_SERIES = (
    0.1461645097955211, 0.15331721495826012, 0.18182889128412458, 0.22222211134751835, 0.2857142862597575, 0.39999999999899505,
    0.666666666666667,
)  # fmt: skip


def _table(name: str, numbers: tuple[float, ...]) -> str:
    entries = "".join(f"    {number!r},\n" for number in numbers)
    return f"static const double {name}[{len(numbers)}] = {{\n{entries}}};"


# In the order of need: a text calls only what stands above it.
HELPERS = {
    # Two choices, each of one comparison: of one choice by two, GCC makes branches, and whole loops are no vectors.
    "maximum": """INLINE double maximum(double a, double b)
{
    double larger = a >= b ? a : b;
    return a != a ? a : larger;
}""",
    "minimum": """INLINE double minimum(double a, double b)
{
    double less = a <= b ? a : b;
    return a != a ? a : less;
}""",
    "lesser": """/* The lesser number; the second one if either is none. */
INLINE double lesser(double a, double b)
{
    return a < b ? a : b;
}""",
    "sign": """INLINE double sign(double x)
{
    return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : x;
}""",
    "sized": """/* Whether a number is nothing, or of a size between the inverse of a power of two and that power. */
INLINE int sized(double x, double bound)
{
    return x == 0.0 || (fabs(x) * bound > 1.0 && fabs(x) < bound);
}""",
    "polynomial": """/* The polynomial in x with these coefficients, highest power first. */
INLINE double polynomial(double x, const double *table, int length)
{
    double value = table[0];
    UNROLLED
    for (int k = 1; k < length; k++) {
        value = product_sum(value, x, table[k]);
    }
    return value;
}""",
    "bits_of": """INLINE uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}""",
    "with_bits": """INLINE double with_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}""",
    "whole_number": """/* A whole number below 2^52. */
INLINE double whole_number(uint64_t n)
{
    return with_bits(0x4330000000000000 | n) - 0x1p52;
}""",
    "exponent": """/* The binary exponent e with 1/2 <= |x| / 2^e < 1; zero for zero and for what is not finite. */
INLINE double exponent(double x)
{
    double size = fabs(x);
    double normal = size < DBL_MIN ? size * 0x1p54 : size;
    double power = whole_number(bits_of(normal) >> 52) - (size < DBL_MIN ? 1076.0 : 1022.0);
    return size > 0.0 && size < INFINITY ? power : 0.0;
}""",
    "power_of_two": """/* 2^k for a whole k, that of the nearest normal number where k is beyond them. */
INLINE double power_of_two(double k)
{
    double inside = k < -1022.0 ? -1022.0 : k > 1023.0 ? 1023.0 : k;
    return with_bits(bits_of(inside + (0x1.8p52 + 1023.0)) << 52);
}""",
    "scaled": """/* x 2^k for a whole k, rounded once: the factors that cannot leave the range of floats come first. */
INLINE double scaled(double x, double k)
{
    double last = k < -1022.0 ? -1022.0 : k > 1023.0 ? 1023.0 : k;
    double rest = k - last;
    double middle = rest < -1022.0 ? -1022.0 : rest > 1023.0 ? 1023.0 : rest;
    return x * power_of_two(rest - middle) * power_of_two(middle) * power_of_two(last);
}""",
    "exp_series": f"{_table('EXP_EVEN', EXP_SERIES[::2])}\n\n{_table('EXP_ODD', EXP_SERIES[1::2])}\n"
    """
/* (exp(r) - 1 - r) / r^2, the even and the odd powers side by side: neither waits for the other. */
INLINE double exp_series(double r, double square)
{
    return product_sum(r, polynomial(square, EXP_ODD, 5), polynomial(square, EXP_EVEN, 6));
}""",
    "exp_parts": """/* x = k log(2) + r: exp(r) - 1 = value + rest, and 2^k in two factors: neither 2^1024 nor 2^-1074 is normal. */
struct exp_parts {
    double k, value, rest, first, second;
};

INLINE struct exp_parts exp_parts(double x)
{
    double shifted = product_sum(x, 0x1.71547652b82fep+0, 0x1.8p52 + 2046.0); /* its lowest bits are k + 2046 */
    double halved = product_sum(x, 0x1.71547652b82fep-1, 0x1.8p52 + 1023.0); /* about k / 2 + 1023 */
    double k = shifted - (0x1.8p52 + 2046.0);
    double high = product_sum(k, -0x1.62e42fefa3800p-1, x); /* exact: this part of log(2) has 42 bits */
    double low = k * 0x1.ef35793c76730p-45;
    double r = high - low;
    double square = r * r;
    double bend = product_sum(square, exp_series(r, square), high - r - low);
    double value = r + bend;
    double first = with_bits(bits_of(halved) << 52);
    double second = with_bits((bits_of(shifted) - bits_of(halved)) << 52);
    struct exp_parts parts = {k, value, bend - (value - r), first, second};
    return parts;
}""",
    "stable_exp": """/* exp(x); what is beyond all floats is chosen last, where nothing waits for it. */
INLINE double stable_exp(double x)
{
    struct exp_parts parts = exp_parts(x);
    double value = (1.0 + parts.value) * parts.first * parts.second;
    double finite = x > 710.0 ? INFINITY : value;
    return x < -750.0 ? 0.0 : finite;
}""",
    "expm1_parts": """/* exp(x) - 1 as value + rest, for x <= 710: the sum of exp(r) - 1 and 1 - 2^-k, times 2^k. */
struct expm1_parts {
    double value, rest;
};

INLINE struct expm1_parts expm1_parts(double x)
{
    struct exp_parts parts = exp_parts(x);
    double inverse = with_bits(bits_of((0x1.8p52 + 1023.0) - (parts.k < 60.0 ? parts.k : 60.0)) << 52);
    double one = 1.0 - inverse;
    double sum = one + parts.value;
    double part = sum - one;
    double error = (one - (sum - part)) + (parts.value - part) + (parts.rest + ((1.0 - one) - inverse));
    double value = sum + error;
    double rest = (error - (value - sum)) * parts.first * parts.second;
    struct expm1_parts found = {x < -40.0 ? -1.0 : value * parts.first * parts.second, x < -40.0 ? 0.0 : rest};
    return found;
}""",
    "stable_expm1": """/* exp(x) - 1. */
INLINE double stable_expm1(double x)
{
    double value = expm1_parts(x).value;
    double finite = x > 710.0 ? INFINITY : value;
    return fabs(x) < 0x1p-54 ? x : finite;
}""",
    "product_error": """/* What the rounded product lacks, exactly: in one operation, or by Veltkamp's splitting and Dekker's product. */
INLINE double product_error(double a, double b, double product)
{
#if defined(FP_FAST_FMA)
    return fma(a, b, -product);
#else
    double long_a = 134217729.0 * a;
    double high_a = long_a - (long_a - a);
    double long_b = 134217729.0 * b;
    double high_b = long_b - (long_b - b);
    double low_a = a - high_a;
    double low_b = b - high_b;
    return ((high_a * high_b - product) + high_a * low_b + low_a * high_b) + low_a * low_b;
#endif
}""",
    "log_power": """/* k + 1023 for a normal x = 2^k m with sqrt(1/2) <= m < sqrt(2). */
INLINE uint64_t log_power(double x)
{
    return (bits_of(x) + (0x3ff0000000000000 - 0x3fe6a09e667f3bcd)) >> 52;
}""",
    "log_series": _table("LOG_SERIES", LOG_SERIES)
    + """

/* (log(1 + f) / s - 2) / s^2 for the square of s = f / (2 + f). */
INLINE double log_series(double square)
{
    return polynomial(square, LOG_SERIES, 7);
}""",
    "log_of_parts": """/* log(2^k (1 + f + rest)), rest within rounding of f; log(1 + f) = f - (f^2 / 2 - bend). */
INLINE double log_of_parts(double k, double f, double rest)
{
    double s = f / (2.0 + f);
    double square = s * s;
    double half = 0.5 * f * f;
    double bend = s * product_sum(square, log_series(square), half);
    double low = product_sum(k, 0x1.ef35793c76730p-45, rest * (1.0 - 2.0 * s + 2.0 * square)); /* rest / (1 + f) */
    double far = k * 0x1.62e42fefa3800p-1 - ((half - (bend + low)) - f);
    return k == 0.0 ? f - (half - bend) : far;
}""",
    "stable_log": """/* log(x). */
INLINE double stable_log(double x)
{
    double normal = x < DBL_MIN ? x * 0x1p54 : x;
    uint64_t power = log_power(normal);
    double k = whole_number(power) - (x < DBL_MIN ? 1077.0 : 1023.0);
    double value = log_of_parts(k, with_bits(bits_of(normal) - ((power - 1023) << 52)) - 1.0, 0.0);
    return x > 0.0 ? (x < INFINITY ? value : x) : x == 0.0 ? -INFINITY : NAN;
}""",
    "stable_log1p": """/* log(1 + x). */
INLINE double stable_log1p(double x)
{
    double u = 1.0 + x;
    double lost = x < 1.0 ? x - (u - 1.0) : 1.0 - (u - x);
    uint64_t power = log_power(u);
    double k = whole_number(power) - 1023.0;
    double f = with_bits(bits_of(u) - ((power - 1023) << 52)) - 1.0;
    double value = log_of_parts(k, k == 0.0 ? x : f, lost * with_bits((2046 - power) << 52));
    return x > -1.0 ? (x < INFINITY ? value : x) : x == -1.0 ? -INFINITY : NAN;
}""",
    **c_checks.HELPERS,
    **WAVES,
    **EXCESS,
    **ROWS,
}
OWN = {name: f"stable_{name}" for name in ("exp", "expm1", "log", "log1p", "tanh", "cosh")}  # by their names in the C library


def helpers(text: str, table: Mapping[str, str] | None = None) -> list[str]:
    """The texts of this file, or of another table, that a text calls, and what they call, in the order of need."""
    wanted: list[str] = []
    for name, helper in reversed(list((HELPERS if table is None else table).items())):
        if any(re.search(rf"\b{name}\(", caller) for caller in [text, *wanted]):
            wanted.append(helper)
    return wanted[::-1]
