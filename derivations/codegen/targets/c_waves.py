"""The hyperbolic tangent and cosine in C99 without branches, within one unit in the last place."""

from __future__ import annotations

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
}
