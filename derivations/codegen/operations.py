"""The operations of a straight-line program and how each target writes them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Operation:
    """An elementwise operation: its NumPy ufunc, JAX function and C expression (``{0}``, ``{1}`` are operands).

    ``truth`` marks results that are true or false. An empty text says that the target has no such operation.
    """

    name: str
    numpy: str
    jax: str = ""
    c: str = ""
    truth: bool = False


def _function(name: str, numpy: str = "", c: str = "") -> Operation:
    same = numpy or name
    return Operation(name, f"np.{same}", f"jnp.{same}", f"{c or same}({{0}})")


def _special(name: str, scipy: str, jax: str = "", c: str = "") -> Operation:
    return Operation(name, f"special.{scipy}", jax, c)


_TABLE = (
    Operation("add", "np.add", "jnp.add", "{0} + {1}"),
    Operation("subtract", "np.subtract", "jnp.subtract", "{0} - {1}"),
    Operation("multiply", "np.multiply", "jnp.multiply", "{0} * {1}"),
    Operation("divide", "np.divide", "jnp.divide", "{0} / {1}"),
    Operation("filled", "np.positive", "jnp.asarray", "{0}"),  # a number as an array: primitives take nothing else
    Operation("negative", "np.negative", "jnp.negative", "-{0}"),
    Operation("maximum", "np.maximum", "jnp.maximum", "fmax({0}, {1})"),
    Operation("minimum", "np.minimum", "jnp.minimum", "fmin({0}, {1})"),
    Operation("power", "np.power", "jnp.power", "pow({0}, {1})"),
    Operation("remainder", "np.remainder", "jnp.remainder", "({0} - {1} * floor({0} / {1}))"),
    Operation("less", "np.less", "jnp.less", "{0} < {1}", truth=True),
    Operation("less_equal", "np.less_equal", "jnp.less_equal", "{0} <= {1}", truth=True),
    Operation("equal", "np.equal", "jnp.equal", "{0} == {1}", truth=True),
    Operation("not_equal", "np.not_equal", "jnp.not_equal", "{0} != {1}", truth=True),
    Operation("both", "np.logical_and", "jnp.logical_and", "{0} && {1}", truth=True),
    Operation("either", "np.logical_or", "jnp.logical_or", "{0} || {1}", truth=True),
    Operation("but_not", "np.greater", "jnp.greater", "{0} && !{1}", truth=True),  # of two truths
    Operation("not", "np.logical_not", "jnp.logical_not", "!{0}", truth=True),
    Operation("select", "", "jnp.where", "({0} ? {1} : {2})"),
    Operation("square", "np.square", "jnp.square", "({0} * {0})"),
    _function("sqrt"),
    _function("exp"),
    _function("expm1"),
    _function("log"),
    _function("log1p"),
    _function("sin"),
    _function("cos"),
    _function("tan"),
    _function("asin", "arcsin", "asin"),
    _function("acos", "arccos", "acos"),
    _function("atan", "arctan", "atan"),
    _function("sinh"),
    _function("cosh"),
    _function("tanh"),
    _function("absolute", c="fabs"),
    _function("floor"),
    _function("ceil"),
    _function("sign", c="copysign_or_zero"),
    _special("erf", "erf", "jax.scipy.special.erf", "erf({0})"),
    _special("erfc", "erfc", "jax.scipy.special.erfc", "erfc({0})"),
    _special("loggamma", "gammaln", "jax.scipy.special.gammaln", "lgamma({0})"),
    _special("gamma", "gamma", "gamma", "tgamma({0})"),
    _special("digamma", "digamma", "jax.scipy.special.digamma"),
    _special("polygamma", "polygamma", "jax.scipy.special.polygamma"),
    _special("zeta", "zeta", "jax.scipy.special.zeta"),
    _special("scaled_besseli", "ive"),
    _special("scaled_besselk", "kve"),
)

OPERATIONS = {operation.name: operation for operation in _TABLE}
