"""Derivatives, Taylor polynomials, limits, integrals and substitution."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import sympy as sp

from derivations.conditions import require
from derivations.derivative import derivative
from derivations.errors import DerivationError
from derivations.exceptional import with_exceptions
from derivations.generic_law import substitute_value
from derivations.integrals import closed_integral
from derivations.kinks import require_away_from_kinks, require_no_kink_at
from derivations.language import kinds
from derivations.language.differentiation import Differentiation
from derivations.language.kinds import NUMBER, Array, Kind, KindError, LawKind, Truth
from derivations.language.tensor import Tensor
from derivations.language.value_budget import require_substitution, require_tensor
from derivations.language.vocabulary import word
from derivations.limits import limit_or_none_there
from derivations.limits.known import knowing, known, offered, signs
from derivations.normal_form import Facts
from derivations.normal_form.sign_sets import NONNEGATIVE
from derivations.taylor import taylor_polynomial
from derivations.trace import Step, record
from derivations.vanishing import put_in

if TYPE_CHECKING:
    from derivations.language.arithmetic import Value
    from derivations.vanishing import Places


_MAX_TERMS = 2000


def _diff_kind(value: Kind, variable: Kind, order: int = 1) -> Kind:
    kinds.number(variable, "the variable")
    del order
    return kinds.array(value, "the expression")


@word("diff", "value", "variables", "count?", kind=_diff_kind)
def diff(value: Tensor, variable: Tensor, order: int = 1) -> Tensor:
    """The derivative of every entry by a scalar variable, ``order`` times."""
    work = Differentiation()
    for entry in value.entries if order else ():
        require_away_from_kinks(entry, variable.entries)
    for done in range(order):
        value = require_tensor(value.map(partial(work.derivative, variable.item, order=done + 1)))
    return value


def _grad_kind(value: Kind, variables: Kind) -> Kind:
    kinds.number(value, "the function")
    return Array((kinds.vector(variables, "the variables"),))


@word("grad", "value", "variables", kind=_grad_kind)
def grad(value: Tensor, variables: Tensor) -> Tensor:
    """The gradient of a number; shape ``(n,)``."""
    require_away_from_kinks(value.item, variables.entries)
    return variables.map(lambda symbol: derivative(value.item, symbol))


def _hess_kind(value: Kind, variables: Kind) -> Kind:
    kinds.number(value, "the function")
    return Array((kinds.vector(variables, "the variables"),) * 2)


@word("hess", "value", "variables", kind=_hess_kind)
def hess(value: Tensor, variables: Tensor) -> Tensor:
    """The Hessian of a number; shape ``(n, n)``."""
    result: Tensor = jac(grad(value, variables), variables)
    return result


@word("jac", "value", "variables", kind=lambda f, v: Array((kinds.vector(f, "the function"), kinds.vector(v, "the variables"))))
def jac(value: Tensor, variables: Tensor) -> Tensor:
    """The Jacobian of a vector; rows are outputs."""
    for entry in value.entries:
        require_away_from_kinks(entry, variables.entries)
    pairs = itertools.product(value.entries, variables.entries)
    return Tensor((*value.shape, *variables.shape), tuple(derivative(entry, symbol) for entry, symbol in pairs))


def _taylor_kind(value: Kind, variables: Kind, at: Kind, order: int) -> Kind:
    kinds.number(value, "the function")
    shape = kinds.equal_shapes(variables, at, "of the variables and the point").shape
    terms = math.comb((int(shape[0]) if shape and isinstance(shape[0], int) else 1) + order, order)
    if terms > _MAX_TERMS:
        message = f"expected at most {_MAX_TERMS} terms, got {terms}. Lower the order, or expand in fewer variables"
        raise KindError(message)
    return NUMBER


@word("taylor", "value", "variables", "value", "count", kind=_taylor_kind)
def taylor(value: Tensor, variables: Tensor, at: Tensor, order: int) -> Tensor:
    """The Taylor polynomial up to a total order, the remainder dropped."""
    if order:
        require_no_kink_at(value.item, dict(zip(variables.entries, at.entries, strict=True)))
    return Tensor.scalar(taylor_polynomial(value.item, variables.entries, at.entries, order))


def _three_numbers(value: Kind, variable: Kind, *rest: Kind) -> Kind:
    for kind, what in ((value, "the expression"), (variable, "the variable"), *((kind, "a limit") for kind in rest)):
        kinds.number(kind, what)
    return NUMBER


def _limit_kind(value: Kind, variable: Kind, at: Kind) -> Kind:
    for kind, what in ((variable, "the variable"), (at, "the point")):
        kinds.number(kind, what)
    return kinds.array(value, "the expression")


@word("limit", "value", "variables", "value", kind=_limit_kind)
def limit(value: Tensor, variable: Tensor, at: Tensor) -> Tensor:
    """The limit as the variable tends to a point (two-sided at finite points), of every entry; unevaluated where no expansion gives it."""
    if variable.item in at.item.free_symbols:
        message = f"Taking a limit: expected a point that does not depend on {variable.item}, got {at.item}. Rename the variable."
        raise DerivationError(message)
    return value.map(lambda entry: _limit(entry, variable.item, at.item))


def _limit(value: sp.Expr, variable: sp.Symbol, at: sp.Expr) -> sp.Expr:
    def closed(places: Places) -> sp.Expr | None:
        there, point = put_in(value, places), put_in(at, places)
        if there.has(sp.nan, sp.zoo):
            return None
        found = limit_or_none_there(there, variable, point)
        return _where_positive(there, variable, point) if found is None else found

    def itself(places: Places) -> sp.Expr | None:
        there, point = put_in(value, places), put_in(at, places)
        return None if there.has(sp.nan, sp.zoo) else sp.Limit(there, variable, point, "-" if point == sp.oo else "+-")

    with knowing(offered(variable)):
        found = with_exceptions(closed, itself)
    if found in (None, sp.zoo):
        return sp.Limit(value, variable, at, "-" if at == sp.oo else "+-")
    record(Step("limit by expansion", sp.Limit(value, variable, at), found))
    return found


def _where_positive(value: sp.Expr, variable: sp.Symbol, at: sp.Expr) -> sp.Expr | None:
    """The limit where the coefficients that are certainly not negative are positive, which is then required: of exp(-c x) for c >= 0."""
    facts = known() or Facts()
    found_parts = _coefficients(value, variable)
    coefficients = [sign * part for part in found_parts for sign in (1, -1) if signs(sign * part) == NONNEGATIVE]
    if not coefficients:
        return None
    with knowing(replace(facts, positive=(*facts.positive, *coefficients))):
        found = limit_or_none_there(value, variable, at)
    for part in coefficients if found is not None else ():
        require("positive", part)
    return found


def _coefficients(value: sp.Basic, variable: sp.Symbol) -> list[sp.Expr]:
    """The largest parts without the variable."""
    if variable not in value.free_symbols:
        return [value] if value.free_symbols else []
    return list(dict.fromkeys(found for part in value.args for found in _coefficients(part, variable)))


@word("integrate", "value", "bound", "limit", "limit", kind=_three_numbers)
def integrate(value: Tensor, variable: Tensor, low: Tensor, high: Tensor) -> Tensor:
    """The definite integral; unevaluated where no checked rule gives it, and then provers decide what they can do with it."""
    with knowing(offered(variable.item)):
        return Tensor.scalar(closed_integral(value.item, variable.item, low.item, high.item))


def _subs_kind(value: Kind, variables: Kind, at: Kind) -> Kind:
    kinds.equal_shapes(variables, at, "of the variables and what replaces them")
    if isinstance(value, Truth):
        message = "expected a value, got a statement. Relations stand at the top level only"
        raise KindError(message)
    return value if isinstance(value, LawKind) else kinds.array(value, "the expression")


@word("subs", "value", "variables", "value", kind=_subs_kind)
def subs(value: Value, variables: Tensor, at: Tensor) -> Value:
    """The value with variables replaced, all at once; a law is moved to other parameters."""
    if any(isinstance(entry, sp.Integral | sp.Limit) for entry in at.entries):
        message = "Substituting: expected a closed form, got an unevaluated integral or limit. Name it as a variable instead."
        raise DerivationError(message)
    places = dict(zip(variables.entries, at.entries, strict=True))
    for entry in value.entries if isinstance(value, Tensor) else ():
        require_substitution(entry, places)
    return substitute_value(value, places)
