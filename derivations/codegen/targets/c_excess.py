"""Divergences in C99, without branches: one logarithm and three divisions, or one exponential, where the scalar definitions have more.

Where the scalar definition chooses between branches, vector instructions compute all of them; here the branches share what is dear.
Each keeps the promise of the primitive whose scalar definition it stands for.
"""

from __future__ import annotations

from derivations.codegen.primitives.excess_exp import EXCESS_EXP_TABLE

EXCESS = {
    "binary_power": """/* n - 1023 for n below 2^52. */
INLINE double binary_power(uint64_t n)
{
    return with_bits(0x4330000000000000 | n) - (0x1p52 + 1023.0);
}""",
    "near_excess": """/* f - log(1 + f) for s = f / (2 + f), sqrt(1/2) <= 1 + f <= sqrt(2). */
INLINE double near_excess(double f, double s)
{
    double square = s * s;
    return s * (f - square * log_series(square));
}""",
    "far_excess": """/* whole + lost - 1 - log(whole + lost) for whole = 2^k (1 + f), where near = f - log(1 + f) and rest = lost / 2^k. */
INLINE double far_excess(double whole, double k, double f, double s, double near, double lost, double rest)
{
    double part = rest * product_sum(s + s, s - 1.0, 1.0); /* lost / whole */
    return (whole - (1.0 + f) - k * 0x1.62e42fefa3800p-1) + (near + (lost - product_sum(k, 0x1.ef35793c76730p-45, part)));
}""",
    "stable_excess_log": """/* x - log(1 + x) without cancellation. */
INLINE double stable_excess_log(double x)
{
    double u = 1.0 + x, most = u - 1.0;
    double lost = (1.0 - (u - most)) + (x - most);
    uint64_t power = log_power(u);
    double k = binary_power(power);
    double f = with_bits(bits_of(u) - ((power - 1023) << 52)) - 1.0;
    f = k == 0.0 ? x : f;
    double s = f / (2.0 + f);
    double near = near_excess(f, s);
    double value = k == 0.0 ? near : far_excess(u, k, f, s, near, lost, lost * with_bits((2046 - power) << 52));
    return x > -1.0 ? (x < INFINITY ? value : x) : x == -1.0 ? INFINITY : NAN;
}""",
    "excess_exp_near": f"static const double EXCESS_EXP_NEAR[{len(EXCESS_EXP_TABLE)}] = {{{', '.join(map(repr, EXCESS_EXP_TABLE))}}};"
    """

/* exp(x) - 1 - x for |x| <= 1: a square times a quotient. */
INLINE double excess_exp_near(double x)
{
    double square = x * x;
    double rest = polynomial(square, EXCESS_EXP_NEAR, 8);
    return (1.0 - rest * x) / (rest * square - x + 2.0) * square;
}""",
    "stable_excess_exp": """/* exp(x) - 1 - x without cancellation. */
INLINE double stable_excess_exp(double x)
{
    double near = excess_exp_near(x);
    double far = stable_expm1(x) - (x < DBL_MAX ? x : DBL_MAX);
    return fabs(x) < 1.0 ? near : far;
}""",
    "stable_excess_exp_of_sum": """/* exp(a + b) - 1 - (a + b), the rounding error of the sum included: its slope is exp(a + b) - 1. */
INLINE double stable_excess_exp_of_sum(double a, double b)
{
    double total = a + b;
    double virtual = total - a;
    double error = (a - (total - virtual)) + (b - virtual);
    double slope = stable_expm1(total);
    double far = slope - (total < DBL_MAX ? total : DBL_MAX);
    double near = excess_exp_near(total);
    double value = fabs(total) < 1.0 ? near : far;
    return total < 709.7 ? value + error * slope : value;
}""",
    "stable_exp_less_step": """/* exp(x), less one from -11/16 on: the sum of exp(r) - 1 and 1 or 1 - 2^-k, times 2^k. */
INLINE double stable_exp_less_step(double x)
{
    struct exp_parts parts = exp_parts(x);
    double inverse = with_bits(bits_of((0x1.8p52 + 1023.0) - (parts.k < 60.0 ? parts.k : 60.0)) << 52);
    double one = x >= -0.6875 ? 1.0 - inverse : 1.0;
    double sum = one + parts.value;
    double value = (sum + ((parts.value - (sum - one)) + parts.rest)) * parts.first * parts.second;
    double finite = x > 710.0 ? INFINITY : value;
    return x < -750.0 ? 0.0 : finite;
}""",
    "stable_exp_less_multiple": """/* exp(x) - whole x: where the terms cancel, with what each of them lost. */
INLINE double stable_exp_less_multiple(double x, double whole)
{
    struct exp_parts parts = exp_parts(x);
    double near = 1.0 + parts.value;
    double power = near * parts.first * parts.second;
    power = x > 710.0 ? INFINITY : power;
    power = x < -750.0 ? 0.0 : power;
    double low = ((1.0 - near) + parts.value + parts.rest) * parts.first * parts.second;
    double multiple = whole * x;
    double value = power - multiple;
    double better = value + (low - product_error(whole, x, multiple));
    double size = x < 3.0 ? power : 0.0; /* beyond, half a unit in x is worth more than what is lost */
    return fabs(value) < size ? better : value;
}""",
    "stable_bregman_log_given": """/* y / x - 1 - log(y / x) with the difference y - x: by difference / x, or by y / x below about half. */
INLINE double stable_bregman_log_given(double y, double x, double difference)
{
    int far = difference < -0.55 * x;
    double up = y < 0x1p-500 ? 0x1p600 : 1.0, down = x > 0x1p500 ? 0x1p-600 : 1.0; /* keep the quotient a normal number */
    double back = (y < 0x1p-500 ? 0x1p-600 : 1.0) * down;
    double shift = (y < 0x1p-500 ? 600.0 : 0.0) + (x > 0x1p500 ? 600.0 : 0.0);
    double quotient = (y * up) / (x * down), ratio = difference / x;
    double u = far ? quotient : 1.0 + ratio, most = u - 1.0;
    double lost = (1.0 - (u - most)) + (ratio - most);
    lost = far ? 0.0 : lost;
    uint64_t power = log_power(u);
    double k = binary_power(power);
    double f = with_bits(bits_of(u) - ((power - 1023) << 52)) - 1.0;
    int same = k == 0.0;
    f = same & !far ? ratio : f;
    double s = f / (2.0 + f);
    double near = near_excess(f, s);
    double rest = lost * with_bits((2046 - power) << 52);
    double whole = far ? u * back : u;
    double scale = far ? k - shift : k;
    double value = scale == 0.0 ? near : far_excess(whole, scale, f, s, near, lost, rest);
    value = u < INFINITY ? value : u;
    value = (y > 0.0) & (x > 0.0) & (u > 0.0) ? value : INFINITY;
    return (y >= 0.0) & (x >= 0.0) ? value : NAN;
}""",
}
# Their operations, to compare with those of scalar definitions.
WEIGHTS = {
    "excess_log": 50,
    "exp_less_multiple": 60,
    "exp_less_step": 40,
    "excess_exp": 90,
    "excess_exp_of_sum": 100,
    "bregman_log_given": 70,
}
