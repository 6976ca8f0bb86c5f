"""Families that a document declares by expressions: parameters, support and log-density, without a moment kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.errors import DomainError
from derivations.family import Family, Parameter
from derivations.replacing import replaced
from derivations.support import NATURALS, POSITIVE, REALS, UNIT, Integers, Interval, Support

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import sympy as sp

NONNEGATIVE = POSITIVE  # the ends carry no mass
NAMED_SUPPORTS = {"real": REALS, "positive": POSITIVE, "nonnegative": NONNEGATIVE, "unit": UNIT, "natural": NATURALS}


def declared_family(  # noqa: PLR0913 - the keys of a family block
    name: str,
    variable: sp.Symbol,
    parameters: Mapping[sp.Symbol, str],
    support: Support,
    log_density: sp.Expr,
    *,
    conditions: Sequence[tuple[str, sp.Expr]] = (),
    natural: Sequence[sp.Expr] = (),
    sufficient: Sequence[sp.Expr] = (),
) -> Family:
    """A family of scalar laws from expressions; its expectations are left to quadrature unless they are constant.

    Args:
        name: the constructor's name.
        variable: the symbol of the value in the expressions.
        parameters: the symbols of the parameters in constructor order, with their kinds.
        support: the set of values, with ends in the parameters.
        log_density: in nats, valid on the support.
        conditions: what the parameters must satisfy together, e.g. ``("positive", b - a)``.
        natural: natural parameters in the parameters.
        sufficient: their statistics in the variable.

    Raises:
        DomainError: an expression uses a symbol that is neither the variable nor a parameter, or the lists differ in length.

    >>> import sympy as sp
    >>> y, rate = sp.symbols("y rate", positive=True)
    >>> family = declared_family("Expo", y, {rate: "positive"}, POSITIVE, sp.log(rate) - rate * y)
    >>> family.law(2).log_density(family.law(2).variable())
    -2*y + log(2)

    """
    _check_symbols(name, {variable, *parameters}, [log_density, *sufficient])
    _check_symbols(name, set(parameters), [*support.ends, *natural, *(expression for _, expression in conditions)])
    if len(natural) != len(sufficient):
        message = f"Declaring {name}: expected as many natural parameters as statistics, got {len(natural)} and {len(sufficient)}."
        raise DomainError(message)
    names = {symbol.name: symbol for symbol in parameters}

    def at(values: Mapping[str, sp.Expr], y: sp.Expr = variable) -> Callable[[sp.Expr], sp.Expr]:
        places: dict[sp.Symbol, Any] = {names[key]: value for key, value in values.items()} | {variable: y}
        return lambda expression: replaced(expression, places)

    return Family(
        name=name,
        parameters=tuple(Parameter(symbol.name, kind) for symbol, kind in parameters.items()),
        support=lambda **values: type(support)(*map(at(values), support.ends)),
        log_density=lambda y, **values: at(values, y)(log_density),
        conditions=lambda **values: tuple((kind, at(values)(expression)) for kind, expression in conditions),
        natural=(lambda **values: tuple(map(at(values), natural))) if natural else None,
        sufficient=(lambda y, **values: tuple(map(at(values, y), sufficient))) if sufficient else None,
        page="declared in the document",
    )


def interval(low: sp.Expr, high: sp.Expr) -> Interval:
    """The support ``interval(low, high)``."""
    return Interval(low, high)


def integers(low: sp.Expr, high: sp.Expr) -> Integers:
    """The support ``integers(low, high)``."""
    return Integers(low, high)


def _check_symbols(name: str, allowed: set[sp.Symbol], expressions: Sequence[sp.Expr]) -> None:
    unknown = sorted({symbol.name for expression in expressions for symbol in expression.free_symbols - allowed})
    if unknown:
        message = f"Declaring {name}: expected its variable and parameters only, got {', '.join(unknown)}. Declare them as parameters."
        raise DomainError(message)
