"""Expectations in closed form, by finite sums and moment kernels, and their defining integrals for quadrature."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import sympy as sp

from derivations.conditions import Requirement, require
from derivations.errors import DerivationError
from derivations.integral_form import integral_form
from derivations.moments.closed_forms import lower_polygamma, vanishes
from derivations.moments.kernel import Moment, UnmatchedError
from derivations.moments.oscillation import real_part
from derivations.moments.reduction import Reduction
from derivations.moments.tidy import tidy
from derivations.trace import Step, record

if TYPE_CHECKING:
    from derivations.family import Law
    from derivations.language.tensor import Tensor
    from derivations.moments.combination import Combination, Monomial
    from derivations.moments.kernel import Pivot

__all__ = ["expectation", "integral_form"]


class _Result(NamedTuple):
    value: sp.Expr
    rule: str
    requirements: tuple[tuple[Requirement, sp.Expr], ...]


def expectation(integrand: sp.Expr, variable: Tensor, law: Law) -> sp.Expr:
    r""":math:`E_{y \sim law}[integrand(y)]` in closed form.

    Finite supports are summed; otherwise the integrand is reduced to monomials of the family's moment kernel. Conditions for the moments to
    exist are required of the caller and recorded in the trace when assumptions do not decide them.

    Args:
        integrand: an expression in the symbols of ``variable``.
        variable: the symbols that the law governs, of the law's shape.
        law: a member of a family.

    Raises:
        DerivationError: a part of the integrand has no closed form here, or the expectation is known not to exist.

    """
    integrand = sp.sympify(integrand, strict=True)
    if not (integrand.free_symbols & variable.free_symbols):
        return integrand
    result = _resolve(integrand, variable, law)
    if isinstance(result, DerivationError):
        raise result.with_traceback(None)
    for kind, requirement in result.requirements:
        require(kind, requirement)
    conditions = tuple(f"{requirement} {'> 0' if kind == 'positive' else '!= 0'}" for kind, requirement in result.requirements)
    record(Step(result.rule, integrand, result.value, conditions, law=law, variable=variable))
    return result.value


@lru_cache(maxsize=16384)
def _resolve(integrand: sp.Expr, variable: Tensor, law: Law) -> _Result | DerivationError:
    """Try the kernel, then the finite sum; failures are values, so that they are remembered too."""
    if law.free_symbols & variable.free_symbols:
        names = [symbol.name for symbol in variable.entries]
        return DerivationError(f"Taking an expectation over {law}: expected names that no parameter uses, got {names}. Rename.")
    neither = f"Taking an expectation over {law}: expected a moment kernel or finitely many values, got neither."
    failure: DerivationError = UnmatchedError(neither)
    if law.pivot is not None:
        try:
            return _by_kernel(integrand, variable, law)
        except DerivationError as error:
            failure = error
    if law.branches:
        return _by_branches(integrand, variable, law)
    return failure if law.points is None else _by_sum(integrand, variable, law)


def _by_sum(integrand: sp.Expr, variable: Tensor, law: Law) -> _Result | DerivationError:
    terms = []
    for point, probability in law.points or ():
        value = integrand.xreplace(dict(zip(variable.entries, point.entries, strict=True)))
        if value.has(sp.nan, sp.zoo, sp.oo, -sp.oo):
            return DerivationError(
                f"Summing over the values of {law}: expected an integrand that is finite at {list(point.entries)}, got {value}."
            )
        terms.append(probability * lower_polygamma(value))
    return _Result(tidy(sp.Add(*terms)), f"finite sum over the values of {law.name}", ())


@lru_cache(maxsize=1024)
def reduction(variable: Tensor, law: Law) -> Reduction:
    """The reduction to the atoms of a law's kernel; the law must have one."""
    if law.pivot is None:
        message = f"Reducing an integrand: expected a family with a moment kernel, got {law.name}."
        raise DerivationError(message)
    return Reduction(law.pivot, variable.entries)


def _by_branches(integrand: sp.Expr, variable: Tensor, law: Law) -> _Result | DerivationError:
    """Average over the sides of a kink, on each of which absolute values and signs are resolved."""
    parts, requirements = [], {}
    try:
        for branch in law.branches:
            restricted = on_side(integrand, variable.item - branch.kink, branch.side)
            combination = Reduction(branch.pivot, variable.entries).reduce(restricted)
            part = _mean(combination, variable, law, branch.pivot)
            parts.append(branch.weight * part.value)
            requirements.update(dict.fromkeys(part.requirements))
    except DerivationError as error:
        return error
    return _Result(tidy(sp.Add(*parts)), f"moment kernels of {law.name} beside its kink", tuple(requirements))


def on_side(expression: sp.Expr, distance: sp.Expr, side: int) -> sp.Expr:
    """Resolve signs and absolute values of plus or minus a distance, whose sign is ``side``.

    >>> y, m = sp.symbols("y m", real=True)
    >>> on_side(sp.Abs(m - y) + sp.sign(y - m), y - m, -1)
    m - y - 1
    """
    for part in sorted(expression.atoms(sp.sign, sp.Abs), key=sp.default_sort_key):
        for factor in (1, -1):
            if sp.expand(part.args[0] - factor * distance) == 0:
                sign = sp.Integer(factor * side)
                expression = expression.xreplace({part: sign if isinstance(part, sp.sign) else sign * part.args[0]})
    return expression


def _by_kernel(integrand: sp.Expr, variable: Tensor, law: Law) -> _Result:
    return _mean(reduction(variable, law).reduce(integrand), variable, law, law.pivot)


def _mean(combination: Combination, variable: Tensor, law: Law, pivot: Pivot | None) -> _Result:
    values, requirements = [], {}
    for monomial, coefficient in combination:
        try:
            moment = _moment(monomial, variable, law, pivot)
            undecided = _undecided(moment, law)
        except DerivationError:
            if vanishes(coefficient):
                continue
            raise
        if undecided and vanishes(coefficient):
            continue
        if moment.value != 0:  # asking a long coefficient whether it is finite costs more than all else
            values.append(coefficient * moment.value)
        requirements.update(dict.fromkeys(undecided))
    return _Result(tidy(real_part(sp.Add(*values))), f"moment kernel of {law.name}", tuple(requirements))


def _undecided(moment: Moment, law: Law) -> list[tuple[Requirement, sp.Expr]]:
    """What must hold for the moment to exist and is not decided by assumptions; a requirement known to fail is an error."""
    undecided: list[tuple[Requirement, sp.Expr]] = []
    required: list[tuple[Requirement, sp.Expr]] = [("positive", item) for item in moment.requirements]
    required += [("nonzero", item) for item in moment.nonzero]
    for kind, item in required:
        known = getattr(item, f"is_{kind}")
        if known is None:
            known = getattr(sp.expand(item), f"is_{kind}")
        if known is False:
            wanted = f"{item} {'> 0' if kind == 'positive' else '!= 0'}"
            message = f"Taking an expectation over {law}: expected {wanted} for a moment to have a closed form, got a law where it fails."
            raise DerivationError(message)
        if known is None:
            undecided.append((kind, item))
    return undecided


def _moment(monomial: Monomial, variable: Tensor, law: Law, pivot: Pivot | None) -> Moment:
    if not monomial.opaque:
        return pivot.kernel.moment(monomial)  # type: ignore[union-attr]  # a reduction exists only with a pivot
    integrand = _integrand(monomial, variable, pivot)
    if integrand is not None and (value := law.special(integrand, variable.item)) is not None:
        return Moment(value)
    found = " * ".join(f"({part})**{power}" if power != 1 else f"{part}" for part, power in monomial.opaque)
    message = (
        f"Taking an expectation over {law}: expected a combination of monomials in the atoms of its kernel, got the factor {found}. "
        "Leave the integral unevaluated for quadrature."
    )
    raise UnmatchedError(message)


def _integrand(monomial: Monomial, variable: Tensor, pivot: Pivot | None) -> sp.Expr | None:
    """What a monomial with opaque factors stands for, if it holds nothing else, or powers of a variable that is the kernel's atom."""
    opaque = sp.Mul(*(expression**exponent for expression, exponent in monomial.opaque))
    rest = monomial._replace(opaque=())
    if variable.shape or rest.is_one:
        return None if variable.shape else opaque
    is_atom = pivot is not None and pivot.kernel.size == 1 and pivot.images[0].terms == pivot.kernel.atom().terms
    plain = rest.is_pure and all(rate == 0 for rate in rest.rates)
    return opaque * variable.item ** rest.powers[0] if is_atom and plain else None
