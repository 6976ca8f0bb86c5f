"""What the functions of any precision should give, in ball arithmetic, and the hard arguments on which they are measured."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from flint import acb, arb, ctx

from derivations.codegen.bignumbers import BIGNUMBERS
from derivations.codegen.bignumbers.arithmetic import Big, big

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    Row = tuple[Callable[[arb], arb], Callable[[random.Random], float]]

BITS = 9000


def line(low: float, high: float, decades: tuple[float, float] | None = None) -> Callable[[random.Random], float]:
    """Numbers spread evenly, half of them evenly in their exponents of ten."""

    def draw(generator: random.Random) -> float:
        if decades is None or generator.random() < 0.5:
            return generator.uniform(low, high)
        sign = -1 if low < 0 and generator.random() < 0.5 else 1
        return sign * 10 ** generator.uniform(*decades)

    return draw


def beside(center: float, farthest: float = -1) -> Callable[[random.Random], float]:
    """Numbers at relative distances of many sizes below and above a center."""
    return lambda generator: center * (1 + generator.choice((-1, 1)) * 10 ** generator.uniform(-6, farthest))


def polygamma(order: int) -> Callable[[arb], arb]:
    """The derivative of the digamma function."""
    return lambda x: acb(x).polygamma(acb(order)).real


def bessel(order: float) -> Callable[[arb], arb]:
    """The scaled modified Bessel function of the first kind."""
    return lambda x: x.bessel_i(arb(order)) * (-x).exp()


TRUTHS: dict[str, Row] = {
    "big_sqrt": (lambda x: x.sqrt(), line(0, 9, (-300, 300))),
    "big_reciprocal": (lambda x: 1 / x, line(-9, 9, (-300, 300))),
    "big_exp": (lambda x: x.exp(), line(-700, 700, (-300, 5))),
    "big_log": (lambda x: x.log(), line(0.3, 40, (-300, 300))),
    "big_log beside one": (lambda x: x.log(), beside(1)),
    "big_sinh": (lambda x: x.sinh(), line(-50, 50, (-300, 0))),
    "big_cosh": (lambda x: x.cosh(), line(-50, 50)),
    "big_tanh": (lambda x: x.tanh(), line(-50, 50, (-300, 0))),
    "big_sin": (lambda x: x.sin(), line(-50, 50, (-300, 20))),
    "big_sin beside pi": (lambda x: x.sin(), beside(math.pi)),
    "big_cos": (lambda x: x.cos(), line(-50, 50, (-300, 20))),
    "big_tan": (lambda x: x.tan(), line(-50, 50, (-300, 20))),
    "big_atan": (lambda x: x.atan(), line(-50, 50, (-300, 300))),
    "big_asin": (lambda x: x.asin(), line(-1, 1, (-300, 0))),
    "big_acos": (lambda x: x.acos(), line(-1, 1, (-15, 0))),
    "big_loggamma": (lambda x: x.lgamma(), line(2.1, 60, (-300, 300))),
    "big_gamma": (lambda x: x.gamma(), line(0, 60, (-300, 3))),
    "big_digamma": (lambda x: x.digamma(), line(1.5, 60, (-300, 300))),
    "big_erf": (lambda x: x.erf(), line(-6, 6, (-300, 0))),
    "big_erfc": (lambda x: x.erfc(), line(-6, 40, (-300, 3))),
    "big_zeta": (lambda x: x.zeta(), line(1.01, 20, (0.1, 3))),
    "big_zeta beside one": (lambda x: x.zeta(), lambda generator: 1 + 10 ** generator.uniform(-12, 0)),
    **{f"big_polygamma {order}": (polygamma(order), line(0.01, 60, (-50, 60))) for order in (1, 2, 3, 4)},
    **{f"big_scaled_besseli {order}": (bessel(order), line(0.01, 60, (-5, 5))) for order in (0.0, 1.0, 2.5, 7.0)},
}


def ball(x: Big) -> arb:
    """The exact value of a number."""
    return arb(x[0]) * arb(2) ** x[1]


def called(row: str, x: float, precision: int) -> Big:
    """The function of a row at a float."""
    name, *rest = row.split(maxsplit=1)
    before: list[Any] = [float(rest[0]) if "bessel" in name else int(rest[0])] if rest and rest[0][0].isdigit() else []
    result: Big = BIGNUMBERS.functions[name].implementation(*before, big(x), precision)
    return result


def wrong_bits(row: str, x: float, precision: int) -> float:
    """The binary logarithm of the relative error at a float."""
    ctx.prec = BITS
    truth = TRUTHS[row][0](arb(x))
    error = (abs(ball(called(row, x, precision)) - truth) / abs(truth)).upper()
    return float(error.log() / arb.const_log2()) if error > 0 else -math.inf
