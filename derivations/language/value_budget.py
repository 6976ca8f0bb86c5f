"""Budgets again, once values are known: what a definition or a substitution turns into a bomb is refused before it goes off."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import sympy as sp

from derivations.errors import DerivationError
from derivations.language.bounds import MAX_BITS, Interval, argument_problem, call_bound, hull, power_bound, power_problem, product

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from derivations.language.tensor import Tensor

MAX_PARTS = 250_000

_SPECIAL = {
    sp.gamma: "gamma",
    sp.loggamma: "loggamma",
    sp.polygamma: "polygamma",
    sp.besseli: "besseli",
    sp.besselk: "besselk",
    sp.zeta: "zeta",
    sp.binomial: "binomial",
    sp.factorial: "factorial",
}
Bounds = dict[sp.Expr, Interval | None]


def constant(value: sp.Expr) -> Interval | None:
    """The interval of a rational number, or ``None``."""
    return hull(value.p) if value.is_Integer else Interval(*[hull(value.p).low / value.q] * 2) if value.is_Rational else None


def require_power(base: sp.Expr, exponent: sp.Expr) -> None:
    """Refuse a power that is too large to be built.

    Raises:
        DerivationError: the exponent, or the number of bits of the power, is beyond the budget.
    """
    bound = constant(exponent)
    if bound and (problem := power_problem(constant(base), bound)):
        _refuse(problem)


def require_arguments(name: str, values: Iterable[sp.Expr]) -> None:
    """Refuse arguments of a function that would take too long to evaluate.

    Raises:
        DerivationError: an argument is a number beyond the budget, or an exponential of logarithms a power beyond it.
    """
    for position, value in enumerate(values):
        bound = constant(value)
        if bound and (problem := argument_problem(name, position, bound)):
            _refuse(problem)
        if name == "exp":
            _require_logarithms(value, {})


def require_substitution(expression: sp.Expr, places: Mapping[sp.Symbol, sp.Expr]) -> None:
    """Refuse a substitution whose numbers are too large, without making it.

    Raises:
        DerivationError: a power or an argument would be beyond the budget.
    """
    bounds: Bounds = {symbol: _bound(value, {}) for symbol, value in places.items()}
    _bound(expression, bounds)


def require_size(values: Iterable[sp.Expr], known: dict[sp.Expr, int] | None = None) -> None:
    """Refuse values of too many parts, shared parts counted wherever they stand; ``known`` keeps counts from call to call.

    Raises:
        DerivationError: there are more than :data:`MAX_PARTS`.
    """
    counts = {} if known is None else known
    total = sum(count_parts(value, counts) for value in values)
    if total > MAX_PARTS:
        message = f"Deriving: expected a value of at most {MAX_PARTS} parts, got one of about 10**{len(str(total)) - 1}. Ask for less."
        raise DerivationError(message)


def require_tensor(value: Tensor, known: dict[sp.Expr, int] | None = None) -> Tensor:
    """Return the tensor if it is not too large; raises as :func:`require_size` does."""
    require_size(value.entries, known)
    return value


def count_parts(expression: sp.Expr, counts: dict[sp.Expr, int]) -> int:
    """The number of nodes of an expression, by its shared parts."""
    stack = [expression]
    while stack:
        node = stack[-1]
        if node in counts:
            stack.pop()
        elif missing := [part for part in node.args if part not in counts]:
            stack += missing
        else:
            counts[stack.pop()] = 1 + sum(counts[part] for part in node.args)
    return counts[expression]


def _bound(expression: sp.Expr, bounds: Bounds) -> Interval | None:
    """The bound of an expression, parts first; ``bounds`` holds those of the parts."""
    stack = [expression]
    while stack:
        node = stack[-1]
        if node in bounds:
            stack.pop()
        elif missing := [part for part in node.args if part not in bounds]:
            stack += missing
        else:
            stack.pop()
            value = _of_parts(node, [bounds[part] for part in node.args], bounds)
            if value is not None and value.bits > MAX_BITS:
                _refuse(f"numbers of at most {MAX_BITS} bits")
            bounds[node] = value
    return bounds[expression]


def _of_parts(node: sp.Expr, parts: list[Interval | None], bounds: Bounds) -> Interval | None:
    if isinstance(node, sp.Rational):
        return constant(node)
    known = [part for part in parts if part is not None]
    if isinstance(node, sp.exp):
        _require_logarithms(node.args[0], bounds)
    if node.is_Pow and parts[1] and (problem := power_problem(parts[0], parts[1])):
        _refuse(problem)
    name = _SPECIAL.get(node.func, "")
    for position, part in enumerate(parts):
        if name and part and (problem := argument_problem(name, position, part)):
            _refuse(problem)
    if not parts or len(known) < len(parts):
        return None
    if node.is_Add:
        return Interval(sum((part.low for part in known), hull(0).low), sum((part.high for part in known), hull(0).low))
    if node.is_Mul:
        return _product(known)
    return power_bound(*known) if node.is_Pow else call_bound(name, known) if name else None


def _product(factors: list[Interval]) -> Interval:
    total = hull(1)
    for factor in factors:
        total = product(total, factor)
        if total.bits > MAX_BITS:
            _refuse(f"numbers of at most {MAX_BITS} bits")
    return total


def _require_logarithms(argument: sp.Expr, bounds: Bounds) -> None:
    """Refuse an exponential of multiples of logarithms, which is a power, when that power is too large."""
    for term in sp.Add.make_args(argument):
        factors = sp.Mul.make_args(term)
        logarithms = [factor for factor in factors if isinstance(factor, sp.log)]
        others = [constant(factor) or bounds.get(factor) for factor in factors if factor not in logarithms]
        if len(logarithms) == 1 and others and None not in others:
            inner = logarithms[0].args[0]
            if problem := power_problem(constant(inner) or bounds.get(inner), _product([other for other in others if other])):
                _refuse(problem)


def _refuse(expected: str) -> NoReturn:
    message = f"Building a value: expected {expected}, got more. Use smaller numbers, or a declared name."
    raise DerivationError(message)
