"""What the multi-word functions should give, in ball arithmetic, and the hard inputs on which they are measured."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from flint import acb, acb_series, arb, ctx

from derivations.codegen.expansions import operations
from derivations.codegen.expansions.conversion import wide
from derivations.codegen.expansions.error_free import wide_renormalise

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Array = NDArray[np.float64]

BITS = 1200
POINTS = 12  # for each stratum
RANDOM = np.random.default_rng(20)


def across(low: float, high: float) -> Array:
    """Numbers spread evenly."""
    return RANDOM.uniform(low, high, POINTS)


def powers(low: float, high: float) -> Array:
    """Numbers spread evenly in their exponents of ten."""
    return 10.0 ** RANDOM.uniform(low, high, POINTS)


def signed(x: Array) -> Array:
    """The numbers with random signs."""
    signs: Array = RANDOM.choice([-1.0, 1.0], len(x))
    return x * signs


def beside(center: float, low: float = -15, high: float = -1) -> Array:
    """Numbers at relative distances of many sizes from a center, and the center."""
    return np.append(center * (1 + signed(powers(low, high))), center)


def full(x: Array) -> Array:
    """Expansions whose four words are all in use, some with gaps between the words."""
    words = [x]
    for _ in range(3):
        words.append(words[-1] * 2.0 ** -(53 + RANDOM.integers(0, 12, len(x))) * RANDOM.uniform(-1, 1, len(x)))
    return wide_renormalise(words)


@dataclass(frozen=True)
class Truth:
    """A function of balls and the strata of its arguments: a row (n,) or an expansion (4, n) for each argument."""

    ball: Callable[..., arb]
    strata: tuple[tuple[Array, ...], ...]
    before: tuple[Any, ...] = ()  # arguments that are no expansions and come first
    after: tuple[Any, ...] = ()


def one(ball: Callable[..., arb], *strata: Array, before: tuple[Any, ...] = (), after: tuple[Any, ...] = ()) -> Truth:
    """The truth of a function of one number."""
    return Truth(ball, tuple((stratum,) for stratum in strata), before, after)


def zeta(order: int) -> Callable[[arb], arb]:
    """The derivative of the zeta function."""
    return lambda s: acb_series([acb(s), 1], 4).zeta()[order].real * math.factorial(order)


def polygamma(order: int) -> Callable[[arb], arb]:
    """The derivative of the digamma function."""
    return lambda x: acb(x).polygamma(acb(order)).real


def bessel(order: float, *, scaled: bool) -> Callable[[arb], arb]:
    """The modified Bessel function of the first kind, scaled or its logarithm."""
    return lambda x: x.bessel_i(arb(order)) * (-x).exp() if scaled else x.bessel_i(arb(order)).log()


def exact(words: Array) -> arb:
    """The exact sum of the words of one number."""
    total = arb(0)
    for word in words:
        total += arb(float(word))
    return total


def wrong_bits(result: Array, truth: arb) -> float:
    """The binary logarithm of the relative error of one expansion (4,)."""
    error = abs(exact(result) - truth)
    if truth == 0 or not np.isfinite(result[0]):
        return -math.inf if error == 0 else math.inf
    bound = (error / abs(truth)).upper()
    return float(bound.log() / arb.const_log2()) if bound > 0 else -math.inf


def worst(name: str, truth: Truth) -> tuple[float, float]:
    """The largest relative error of a function over its strata, as a binary logarithm, and the first argument where it was met."""
    found = (-math.inf, math.nan)
    function = operations()[name].implementation
    ctx.prec = BITS
    for stratum in truth.strata:
        arguments = [argument if argument.ndim == 2 else wide(argument) for argument in stratum]
        with np.errstate(all="ignore"):
            results = function(*truth.before, *arguments, *truth.after)
        for place in range(results.shape[1]):
            expected = truth.ball(*(exact(argument[:, place]) for argument in arguments))
            found = max(found, (wrong_bits(results[:, place], expected), float(arguments[0][0, place])))
    return found


CLOSE = beside(1)[:POINTS]
LINE = signed(powers(-200, 2.7))
PAIRS = ((full(signed(powers(-20, 20))), full(signed(powers(-20, 20)))), (signed(powers(-110, 110)), signed(powers(-110, 110))))
NEAR_PAIR = ((full(np.ones(POINTS)), full(-np.ones(POINTS) - powers(-14, -10))),)
HUGE_PAIR = ((signed(powers(303, 308)), powers(-260, -5)),)
TRUTHS: dict[str, Truth] = {
    "wide_add": Truth(lambda x, y: x + y, PAIRS + NEAR_PAIR),
    "wide_multiply": Truth(lambda x, y: x * y, PAIRS + HUGE_PAIR),
    "wide_divide": Truth(lambda x, y: x / y, (*PAIRS, (powers(-300, -240), powers(-300, -240)), (powers(300, 308), powers(290, 308)))),
    "wide_sqrt": one(lambda x: x.sqrt(), full(powers(-30, 30)), powers(-320, 308)),
    "wide_integer_power": one(lambda x: x**-7, full(signed(powers(-20, 20))), after=(-7,)),
    "wide_exp": one(lambda x: x.exp(), across(-540, 700), signed(powers(-300, 0)), full(across(-3, 3))),
    "wide_expm1": one(
        lambda x: x.expm1(), across(-540, 700), signed(powers(-300, 0)), beside(math.log(2) / 2), full(signed(powers(-9, 0)))
    ),
    "wide_log": one(lambda x: x.log(), powers(-300, 300), beside(1), beside(math.sqrt(0.5)), powers(-323, -300), full(1 + powers(-9, 0))),
    "wide_log1p": one(lambda x: x.log1p(), powers(-300, 300), signed(powers(-300, -1)), beside(-0.5), -1 + powers(-15, -1)),
    "wide_sinh": one(lambda x: x.sinh(), LINE, across(-110, 110), across(700, 710.4)),
    "wide_cosh": one(lambda x: x.cosh(), LINE, across(-110, 110), across(700, 710.4)),
    "wide_tanh": one(lambda x: x.tanh(), LINE, across(-3, 3)),
    "wide_sigmoid": one(lambda x: 1 / (1 + (-x).exp()), signed(powers(-200, 2.7)), across(-40, 40)),
    "wide_softplus": one(lambda x: x.exp().log1p(), signed(powers(-200, 2.7)), across(-40, 40)),
    "wide_power": Truth(lambda x, y: (y * x.log()).exp(), ((powers(-20, 20), across(-11, 11)), (CLOSE, across(-500, 500) / np.log(CLOSE)))),
    "wide_sin": one(lambda x: x.sin(), signed(powers(-200, 15)), across(-10, 10), np.rint(powers(0, 10)) * math.pi),
    "wide_cos": one(lambda x: x.cos(), signed(powers(-200, 15)), across(-10, 10), (np.rint(powers(0, 10)) + 0.5) * math.pi),
    "wide_tan": one(lambda x: x.tan(), signed(powers(-200, 15)), across(-10, 10), beside(math.pi / 2)),
    "wide_atan": one(lambda x: x.atan(), signed(powers(-300, 300)), across(-2, 2), beside(1)),
    "wide_asin": one(lambda x: x.asin(), signed(powers(-200, 0)), 1 - powers(-15, -1)),
    "wide_acos": one(lambda x: x.acos(), signed(powers(-200, 0)), 1 - powers(-15, -1), powers(-15, -1) - 1),
    "wide_loggamma": one(lambda x: x.lgamma(), powers(-300, 300), across(2.1, 40), across(0, 0.9), full(across(3, 60))),
    "wide_gamma": one(lambda x: x.gamma(), across(0, 170), beside(1), beside(2)),
    "wide_digamma": one(lambda x: x.digamma(), powers(-300, 300), across(1.6, 40), across(0, 1.4)),
    **{
        f"wide_polygamma {m}": one(polygamma(m), powers(-50, 200 / m), across(0, 40), full(across(1, 60)), before=(m,))
        for m in (1, 2, 3, 4)
    },
    "wide_erf": one(lambda x: x.erf(), signed(powers(-200, 1)), across(-3, 3), beside(1)),
    "wide_erfc": one(lambda x: x.erfc(), across(-10, 22), across(0, 2), across(11, 14)),
    **{
        f"wide_scaled_besseli {v}": one(bessel(v, scaled=True), powers(-200 / (v + 1), -1), across(0, 100), powers(2, 8), before=(v,))
        for v in (0.0, 1.0, 2.5, 7.0)
    },
    **{
        f"wide_log_besseli {v}": one(bessel(v, scaled=False), powers(-60, -1), across(0, 100), powers(2, 8), before=(v,))
        for v in (0.0, 1.0, 7.0)
    },
    **{f"wide_zeta {m}": one(zeta(m), 1 + powers(-15, 0), across(1, 40), across(1, 400), after=(m,)) for m in (0, 1, 2)},
}
