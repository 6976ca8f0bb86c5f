"""Expectations of values under any law: a family's, by its moment kernel, or an arbitrary one, by Bartlett's identities."""

from __future__ import annotations

from typing import Any

import sympy as sp

from derivations.conditions import require
from derivations.errors import DerivationError
from derivations.expectation import expectation, integral_form
from derivations.family import Law
from derivations.generic_law import GenericLaw
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.score import pointwise_derivative
from derivations.star_algebra.element import Element


def bound_variable(name: str, law: Any) -> Tensor:
    """The symbols that an operator binds to the values of a law; a name that the law's parameters use is changed.

    A declared variable of that name and kind is the same symbol, so that an expression in it may be written first and averaged later.
    """
    if isinstance(law, GenericLaw):
        names = {symbol.name for symbol in law.free_symbols}
        return Tensor.scalar(sp.Symbol(f"{name}'" if name in names else name, real=True))
    variable: Tensor = law.variable(name)
    return variable


def expectation_of(value: Any, y: Tensor, law: Any) -> Any:
    """The expectation of a tensor, entry by entry, or of an element of the *-algebra."""
    if isinstance(value, Element):
        names = [symbol.name for symbol in y.entries]
        if isinstance(law, GenericLaw):
            return value.expectation(*names, law=law.name, at=law.at)
        return value.expectation(*names, law=str(law), at=sorted(law.free_symbols, key=str), is_arbitrary=False)
    return value.map(lambda entry: _expectation(entry, y, law))


def _expectation(integrand: sp.Expr, y: Tensor, law: Any) -> sp.Expr:
    if isinstance(law, GenericLaw):
        return law.expectation(integrand, y)
    for requirement, expression in law.side_conditions():
        require(requirement, expression)
    try:
        return expectation(integrand, y, law)
    except DerivationError:
        return integral_form(integrand, y, law)


def score_of(law: Any, y: Tensor, variables: Tensor) -> Tensor:
    """The gradient of the log density at a value; same shape as ``variables``."""
    density = law.log_density(y)
    return variables.map(lambda symbol: pointwise_derivative(density, symbol))


def divergence(left: Any, right: Any) -> sp.Expr:
    """The Kullback-Leibler divergence in nats.

    Raises:
        DerivationError: the first law has values outside the second one's support, so that the divergence is infinite.
    """
    if isinstance(left, Law) and isinstance(right, Law):
        from derivations.kl import kl  # noqa: PLC0415 - kl knows families only

        try:
            return kl(left, right)
        except DerivationError as error:
            if "support" in str(error):
                raise
    y = bound_variable("y", left)
    integrand = left.log_density(y) - right.log_density(y)
    return _expectation(integrand, y, left)


def same_law_goals(left: Any, right: Any) -> tuple[Goal, ...]:
    """The goals behind "the same law": equal ends of the support, equal log densities at every value."""
    y = bound_variable("y", left)
    densities = Tensor.scalar(left.log_density(y)), Tensor.scalar(right.log_density(y))
    residual = densities[0].combine(densities[1], lambda a, b: a - b)
    fresh = {symbol: _kind(symbol) for symbol in y.entries}
    ends = _support_goals(left, right)
    return (*ends, Goal("zero", residual, *densities, fresh=fresh))


def _kind(symbol: sp.Symbol) -> str:
    if symbol.is_integer:
        return "positive integer" if symbol.is_positive else "natural" if symbol.is_nonnegative else "integer"
    return "positive" if symbol.is_positive else "real"


def _support_goals(left: Any, right: Any) -> tuple[Goal, ...]:
    if isinstance(left, GenericLaw) or isinstance(right, GenericLaw):
        return ()
    if type(left.support) is not type(right.support):
        message = f"Comparing {left.name} with {right.name}: expected supports of one sort, got {left.support} and {right.support}."
        raise DerivationError(message)
    pairs = [(a, b) for a, b in zip(left.support.ends, right.support.ends, strict=True) if a != b]
    return tuple(Goal("zero", Tensor.scalar(a - b), Tensor.scalar(a), Tensor.scalar(b)) for a, b in pairs)
