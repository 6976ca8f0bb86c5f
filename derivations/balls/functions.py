"""The table from SymPy functions to ball functions: one row a function, arguments in SymPy's order.

The argument orders of python-flint are irregular (``z.polygamma(order)`` but ``s.zeta(a)``), so no row is trusted before
:mod:`derivations.balls.self_test` has compared it with mpmath. A row states the ``domain`` of each argument: outside of it the function
counts as not defined, because a statement about real numbers makes no sense there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from flint import acb, arb

from derivations.balls.failures import NotDefinedError, UndecidedError

if TYPE_CHECKING:
    from collections.abc import Callable

Set = Literal["real", "positive", "unit", "closed unit", "above one", "natural"]


@dataclass(frozen=True)
class BallFunction:
    """A function of balls: ``evaluate`` maps enclosures of the arguments to one of the value, ``domain`` has one set an argument."""

    evaluate: Callable[..., arb]
    domain: tuple[Set, ...]

    def __call__(self, *arguments: arb) -> arb:
        """The enclosure of the value.

        Raises:
            NotDefinedError: an argument lies outside the domain, or exact arguments sit on a pole.
            UndecidedError: the arguments are too wide to say.
        """
        if len(arguments) != len(self.domain):
            message = f"expected {len(self.domain)} arguments, got {len(arguments)}"
            raise NotDefinedError(message)
        for argument, wanted in zip(arguments, self.domain, strict=True):
            require_within(argument, wanted)
        result = self.evaluate(*arguments)
        if not result.is_finite():
            error = NotDefinedError if all(argument.is_exact() for argument in arguments) else UndecidedError
            message = f"no finite value at {', '.join(argument.str(8) for argument in arguments)}"
            raise error(message)
        return result


def require_within(value: arb, wanted: Set) -> None:
    """Raise unless the whole ball lies in the set."""
    if not INSIDE[wanted](value):
        error = NotDefinedError if OUTSIDE[wanted](value) else UndecidedError
        message = f"{value.str(8)} is not known to be {wanted}"
        raise error(message)


def _is_natural(value: arb) -> bool:
    return bool(value.is_exact() and value.is_integer() and value >= 0)


INSIDE: dict[Set, Callable[[arb], bool]] = {
    "real": lambda value: bool(value.is_finite()),
    "positive": lambda value: bool(value > 0),
    "unit": lambda value: bool(value > 0 and value < 1),
    "closed unit": lambda value: bool(value >= -1 and value <= 1),
    "above one": lambda value: bool(value > 1),
    "natural": _is_natural,
}
OUTSIDE: dict[Set, Callable[[arb], bool]] = {
    "real": lambda _: False,
    "positive": lambda value: bool(value <= 0),
    "unit": lambda value: bool(value <= 0 or value >= 1),
    "closed unit": lambda value: bool(value < -1 or value > 1),
    "above one": lambda value: bool(value <= 1),
    "natural": lambda value: bool(value.is_exact() and not _is_natural(value)),
}


def _real_part(value: acb) -> arb:
    """The real part of a value known to be real; nan if the ball says otherwise."""
    return value.real if value.imag.contains(0) else arb("nan")


def _polygamma(order: arb, x: arb) -> arb:
    return _real_part(acb(x).polygamma(acb(order)))


def _beta(a: arb, b: arb) -> arb:
    return a.gamma() * b.gamma() * (a + b).rgamma()


def _binomial(n: arb, k: arb) -> arb:
    return (n + 1).gamma() * (k + 1).rgamma() * (n - k + 1).rgamma()


def _one(method: str, domain: Set = "real") -> BallFunction:
    """A function of one argument that is a method of the ball itself."""

    def evaluate(x: arb) -> arb:
        return cast("arb", getattr(x, method)())

    return BallFunction(evaluate, (domain,))


FUNCTIONS: dict[str, BallFunction] = {
    "exp": _one("exp"),
    "log": _one("log", "positive"),
    "sin": _one("sin"),
    "cos": _one("cos"),
    "tan": _one("tan"),
    "cot": _one("cot"),
    "sec": _one("sec"),
    "csc": _one("csc"),
    "asin": _one("asin", "closed unit"),
    "acos": _one("acos", "closed unit"),
    "atan": _one("atan"),
    "sinh": _one("sinh"),
    "cosh": _one("cosh"),
    "tanh": _one("tanh"),
    "coth": _one("coth"),
    "sech": _one("sech"),
    "csch": _one("csch"),
    "asinh": _one("asinh"),
    "acosh": _one("acosh", "above one"),
    "erf": _one("erf"),
    "erfc": _one("erfc"),
    "gamma": _one("gamma"),
    "loggamma": _one("lgamma", "positive"),
    "polygamma": BallFunction(_polygamma, ("natural", "positive")),
    "beta": BallFunction(_beta, ("positive", "positive")),
    "factorial": BallFunction(lambda x: (x + 1).gamma(), ("real",)),
    "binomial": BallFunction(_binomial, ("real", "real")),
    "besselj": BallFunction(lambda order, x: x.bessel_j(order), ("real", "positive")),
    "besseli": BallFunction(lambda order, x: x.bessel_i(order), ("real", "positive")),
    "besselk": BallFunction(lambda order, x: x.bessel_k(order), ("real", "positive")),
    "uppergamma": BallFunction(lambda s, x: x.gamma_upper(s), ("positive", "positive")),
    "lowergamma": BallFunction(lambda s, x: x.gamma_lower(s), ("positive", "positive")),
    "zeta": _one("zeta"),
    "polylog": BallFunction(lambda s, z: _real_part(acb(z).polylog(acb(s))), ("real", "unit")),
    "expint": BallFunction(lambda s, x: x.expint(s), ("real", "positive")),
    "LambertW": _one("lambertw", "positive"),
}
TWO_ARGUMENT_FORMS: dict[str, BallFunction] = {
    "zeta": BallFunction(lambda s, a: s.zeta(a), ("above one", "positive")),
}


def ball_function(name: str, arguments: int) -> BallFunction | None:
    """The row of a SymPy function with so many arguments."""
    row = FUNCTIONS.get(name)
    if row is not None and len(row.domain) == arguments:
        return row
    row = TWO_ARGUMENT_FORMS.get(name)
    return row if row is not None and len(row.domain) == arguments else None
