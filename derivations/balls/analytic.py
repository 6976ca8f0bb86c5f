"""Integrands on the complex plane: every function with a branch cut says so to the integrator, or is refused.

``acb.integral`` is silently wrong for an integrand that ignores its ``analytic`` flag, so nothing else in the project calls it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flint import acb, arb, fmpq

from derivations.balls.failures import NotCoveredError, UndecidedError
from derivations.balls.self_test import checked_function

if TYPE_CHECKING:
    from collections.abc import Callable

    import sympy as sp

    from derivations.balls.evaluate import Evaluation

EVALUATION_LIMIT = 20_000
NOWHERE = acb("nan")

MEROMORPHIC = frozenset({"exp", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch", "erf", "gamma"})


def integrate_analytic(integrand: Integrand, low: Any, high: Any) -> arb:
    """The integral between two real ends, at the current precision.

    Raises:
        UndecidedError: the integrator could not enclose it, or the value is not real.
    """
    result = acb.integral(integrand, low, high, eval_limit=EVALUATION_LIMIT)
    if not result.real.is_finite() or not result.imag.contains(0):
        message = "an integral that the integrator cannot enclose"
        raise UndecidedError(message)
    return result.real


class Integrand:
    """A function of complex variables, compiled once: with one of them, ``integrand(z, analytic)`` as ``acb.integral`` calls it."""

    def __init__(self, expression: sp.Expr, variables: sp.Symbol | Sequence[sp.Symbol], constants: Evaluation) -> None:
        """Compile an expression; parts free of the variables are enclosed once, at the current precision.

        Raises:
            CannotEncloseError: a part has no value or no row in the tables.
        """
        self._variables = tuple(variables) if isinstance(variables, Sequence) else (variables,)
        self._constants = constants
        self._places: dict[sp.Expr, int] = {variable: place for place, variable in enumerate(self._variables)}
        self._start: list[acb | None] = [None] * len(self._variables)
        self._steps: list[tuple[int, Any, tuple[int, ...]]] = []
        self._result = self._compile(expression)

    def __call__(self, z: acb, analytic: bool) -> acb:  # noqa: FBT001 - the integrator's protocol
        """The value on a complex ball; not finite where the function is not analytic and ``analytic`` asks for it."""
        return self.at((z,), analytic=analytic)

    def at(self, place: Sequence[acb], *, analytic: bool) -> acb:
        """The value for a ball for each variable; not finite where ``analytic`` asks for what the function is not there in all of them."""
        values: list[Any] = [*place, *self._start[len(place) :]]
        for step, operation, arguments in self._steps:
            values[step] = operation([values[argument] for argument in arguments], analytic)
        result: acb = values[self._result]
        return result

    def _compile(self, expression: sp.Expr) -> int:
        if expression not in self._places:
            if self._moves(expression):
                operation, arguments = self._operation(expression)
                inner = tuple(self._compile(argument) for argument in arguments)
                self._place(expression, None)
                self._steps.append((self._places[expression], operation, inner))
            else:
                self._place(expression, acb(arb(self._constants.number(expression))))
        return self._places[expression]

    def _moves(self, expression: sp.Expr) -> bool:
        return not expression.free_symbols.isdisjoint(self._variables)

    def _place(self, expression: sp.Expr, value: acb | None) -> None:
        self._places[expression] = len(self._start)
        self._start.append(value)

    def _operation(self, expression: sp.Expr) -> tuple[Any, tuple[sp.Expr, ...]]:
        """What to do with which arguments."""
        if expression.is_Add:
            return _sum, expression.args
        if expression.is_Mul:
            return _product, expression.args
        if expression.is_Pow:
            return self._power(expression.base, expression.exp)
        name, arguments = type(expression).__name__, expression.args
        if name in OPERATIONS and len(arguments) == ARITIES.get(name, 1):
            if name not in SELF_EVIDENT:
                checked_function(name, len(arguments))
            first_is_fixed = name not in FIXED_FIRST or not self._moves(arguments[0])
            if first_is_fixed:
                return OPERATIONS[name], arguments
        message = f"{name} in an integrand"
        raise NotCoveredError(message)

    def _power(self, base: sp.Expr, exponent: sp.Expr) -> tuple[Any, tuple[sp.Expr, ...]]:
        if not self._moves(exponent):
            number = self._constants.number(exponent)
            if isinstance(number, fmpq) and number.q == 1:
                whole = int(number.p)
                return (lambda values, _: values[0] ** whole), (base,)
            if number == fmpq(1, 2):
                return _square_root, (base,)
        return _real_power, (base, exponent)


def _sum(values: Sequence[acb], _: bool) -> acb:  # noqa: FBT001 - as the integrator calls it
    return sum(values[1:], values[0])


def _product(values: Sequence[acb], _: bool) -> acb:  # noqa: FBT001 - as the integrator calls it
    result = values[0]
    for value in values[1:]:
        result = result * value
    return result


def _log(values: Sequence[acb], analytic: bool) -> acb:  # noqa: FBT001 - as the integrator calls it
    """Real logarithms only: on a part of the real line where the argument is negative, the integrand is not defined."""
    z = values[0]
    return NOWHERE if z.imag.is_zero() and z.real < 0 else z.log(analytic=analytic)


def _square_root(values: Sequence[acb], analytic: bool) -> acb:  # noqa: FBT001 - as the integrator calls it
    z = values[0]
    return NOWHERE if z.imag.is_zero() and z.real < 0 else z.sqrt(analytic=analytic)


def _real_power(values: Sequence[acb], analytic: bool) -> acb:  # noqa: FBT001 - as the integrator calls it
    return (values[1] * _log(values, analytic)).exp()


def _right_half(function: Callable[..., acb]) -> Any:
    """A function of its last argument that is analytic where the real part is positive; refused elsewhere."""
    return lambda values, _: function(*values) if values[-1].real > 0 else NOWHERE


def _bessel_i(values: Sequence[acb], _: bool) -> acb:  # noqa: FBT001 - as the integrator calls it
    order, z = values
    whole = order.real.is_exact() and order.real.is_integer()
    return z.bessel_i(order) if whole or z.real > 0 else NOWHERE


def _atan(values: Sequence[acb], _: bool) -> acb:  # noqa: FBT001 - as the integrator calls it
    """The cuts run along the imaginary axis from i and -i outwards."""
    z = values[0]
    return z.atan() if (z.imag < 1 and z.imag > -1) or z.real > 0 or z.real < 0 else NOWHERE


def _method(name: str) -> Any:
    return lambda values, _: getattr(values[0], name)()


OPERATIONS: dict[str, Any] = {
    **{name: _method(name) for name in sorted(MEROMORPHIC)},
    "erfc": _method("erfc"),
    "log": _log,
    "Abs": lambda values, analytic: values[0].real_abs(analytic=analytic),
    "sign": lambda values, analytic: values[0].real_sgn(analytic=analytic),
    "Max": lambda values, analytic: values[0].real_max(values[1], analytic=analytic),
    "Min": lambda values, analytic: values[0].real_min(values[1], analytic=analytic),
    "factorial": lambda values, _: (values[0] + 1).gamma(),
    "beta": lambda values, _: values[0].gamma() * values[1].gamma() * (values[0] + values[1]).rgamma(),
    "binomial": lambda values, _: (values[0] + 1).gamma() * (values[1] + 1).rgamma() * (values[0] - values[1] + 1).rgamma(),
    "loggamma": _right_half(lambda z: z.lgamma()),
    "polygamma": _right_half(lambda order, z: z.polygamma(order)),
    "besseli": _bessel_i,
    "besselk": _right_half(lambda order, z: z.bessel_k(order)),
    "atan": _atan,
}
ARITIES = {"beta": 2, "binomial": 2, "polygamma": 2, "besseli": 2, "besselk": 2, "Max": 2, "Min": 2}
FIXED_FIRST = frozenset({"polygamma", "besseli", "besselk"})  # the order must not depend on the variable
SELF_EVIDENT = frozenset({"Abs", "sign", "Max", "Min"})
