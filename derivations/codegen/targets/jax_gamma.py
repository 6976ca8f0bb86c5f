"""The gamma function in JAX: that of XLA is exp(loggamma(x)), which is off by as many units in the last place as the logarithm is long."""

from __future__ import annotations

from derivations.codegen.document import literal

# 1 / Gamma(x) in x - 3/2 for 1 <= x <= 2, and x (log(Gamma(x)) - (x - 1/2) log(x) + x - log(2 pi) / 2) in 1 / x^2 from 12 on; both
# highest power first.
GAMMA_RECIPROCAL = (
    -8.996935696824659e-08,
    7.383394654158106e-08,
    2.1565111610410453e-06,
    -1.3902747279703676e-05,
    2.5355146572834772e-05,
    0.00015235875380774502,
    -0.00111073024865264,
    0.002120731326787741,
    0.006612897826512947,
    -0.04215516936245979,
    0.05096686024771327,
    0.17510202604379396,
    -0.5266544355255445,
    -0.04117452644528216,
    1.1283791670955126,
)
GAMMA_SERIES = (
    -0.0019175269175269176,
    0.0008417508417508417,
    -0.0005952380952380953,
    0.0007936507936507937,
    -0.002777777777777778,
    0.08333333333333333,
)
GAMMA = f'''def gamma(x: Any) -> Any:
    """Gamma(x): for positive x by products of what lies between one and two, from 12 on by Stirling's series; below by that of XLA."""
    inside = (x > 0.0) & (x < 12.0)
    y = jnp.where(inside, x, 1.5)
    t = jnp.where(y < 1.0, y + 1.0, y)
    product = jnp.ones_like(t)
    for _ in range(10):
        above = t > 2.0
        t = jnp.where(above, t - 1.0, t)
        product = jnp.where(above, product * t, product)
    near = product / (polynomial(t - 1.5, {literal(GAMMA_RECIPROCAL, 4)}) * jnp.where(y < 1.0, y, 1.0))
    z = jnp.where(x >= 12.0, jnp.minimum(x, 200.0), 12.0)
    root = jnp.power(z, 0.5 * z - 0.25)
    rest = polynomial(1.0 / (z * z), {literal(GAMMA_SERIES, 4)}) / z
    far = root * jnp.exp(-z) * root * (math.sqrt(2.0 * math.pi) * jnp.exp(rest))
    below = jax.scipy.special.gamma(jnp.where(x > 0.0, 1.5, x))
    return jnp.where(inside, near, jnp.where(x >= 12.0, far, below))'''
