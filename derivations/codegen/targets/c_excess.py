"""Divergences of the logarithm in C99, without branches: one logarithm and two divisions, where the scalar definitions have more.

Where the scalar definition chooses between branches, vector instructions compute all of them; here the branches share what is dear.
Each keeps the promise of the primitive whose scalar definition it stands for.
"""

from __future__ import annotations

EXCESS = {
    "excess_of_parts": """/* x - log(1 + x) where 1 + x = whole + lost = 2^k (1 + f) to rounding, with f = x where k is 0. */
INLINE double excess_of_parts(double k, double f, double whole, double lost)
{
    double s = f / (2.0 + f);
    double square = s * s;
    double near = s * (f - square * log_series(square)); /* f - log(1 + f) */
    double inverse = power_of_two(-k);
    double rest = lost * inverse * (1.0 - 2.0 * s + 2.0 * square); /* lost / whole */
    double far = (whole - (1.0 + f) - k * 0x1.62e42fefa3800p-1) + (near + (lost - product_sum(k, 0x1.ef35793c76730p-45, rest)));
    return k == 0.0 ? near : far;
}""",
    "stable_excess_log": """/* x - log(1 + x) without cancellation. */
INLINE double stable_excess_log(double x)
{
    double u = 1.0 + x;
    double lost = x < 1.0 ? x - (u - 1.0) : 1.0 - (u - x);
    uint64_t power = log_power(u);
    double k = whole_number(power) - 1023.0;
    double f = with_bits(bits_of(u) - ((power - 1023) << 52)) - 1.0;
    double value = excess_of_parts(k, k == 0.0 ? x : f, u, lost);
    return x > -1.0 ? (x < INFINITY ? value : x) : x == -1.0 ? INFINITY : NAN;
}""",
    "stable_bregman_log_given": """/* y / x - 1 - log(y / x) with the difference y - x: by difference / x, or by y / x below about half. */
INLINE double stable_bregman_log_given(double y, double x, double difference)
{
    int far = difference < -0.55 * x;
    double above = y < DBL_MIN ? y * 0x1p54 : y, below = x < DBL_MIN ? x * 0x1p54 : x;
    double shift = (y < DBL_MIN ? -54.0 : 0.0) - (x < DBL_MIN ? -54.0 : 0.0);
    uint64_t over = bits_of(above) >> 52, under = bits_of(below) >> 52;
    double scale = far ? whole_number(over) - whole_number(under) + shift : 0.0;
    above = far ? with_bits(bits_of(above) - ((over - 1023) << 52)) : difference;
    below = far ? with_bits(bits_of(below) - ((under - 1023) << 52)) : x;
    double ratio = above / below;
    double u = far ? ratio : 1.0 + ratio;
    double lost = far ? 0.0 : ratio < 1.0 ? ratio - (u - 1.0) : 1.0 - (u - ratio);
    uint64_t power = log_power(u);
    double k = whole_number(power) - 1023.0;
    double f = with_bits(bits_of(u) - ((power - 1023) << 52)) - 1.0;
    double value = excess_of_parts(k + scale, far | (k != 0.0) ? f : ratio, u * power_of_two(scale), lost);
    value = ratio < INFINITY ? value : ratio;
    return y > 0.0 && x > 0.0 && u > 0.0 ? value : y >= 0.0 && x >= 0.0 ? INFINITY : NAN;
}""",
}
