"""Expectations of values under any law: a family's, by its moment kernel, or an arbitrary one, by Bartlett's identities."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.conditions import Requirement, collecting, require
from derivations.errors import DerivationError
from derivations.exceptional import with_exceptions
from derivations.expectation import expectation, integral_form
from derivations.family import Law
from derivations.generic_law import GenericLaw
from derivations.integrals import closed_integral, closed_sum
from derivations.integrals.linearity import parts_of
from derivations.kinks import SWITCHING
from derivations.kl import kl
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.membership import Value
from derivations.moments.kernel import UnmatchedError
from derivations.star_algebra.element import Element
from derivations.support import Integers, Interval, Simplex, Sphere, is_discrete
from derivations.trace import Step, narrate, record, tracing
from derivations.vanishing import put_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.vanishing import Places


PARTS = "the parts of which an expectation is the sum have expectations of their own"


def expectation_of(value: Any, y: Tensor, law: Any) -> Any:
    """The expectation of a tensor, entry by entry, or of an element of the *-algebra."""
    if isinstance(value, Element):
        names = [symbol.name for symbol in y.entries]
        if isinstance(law, GenericLaw):
            return value.expectation(*names, law=law.name, at=law.at)
        return value.expectation(*names, law=str(law), at=sorted(law.free_symbols, key=str), is_arbitrary=False)
    return value.map(lambda entry: expected(entry, y, law, closed=_completed))


def expected(integrand: sp.Expr, y: Tensor, law: Any, closed: Callable[[sp.Expr, Tensor, Law], sp.Expr] = expectation) -> sp.Expr:
    """The expectation of a number: closed where a rule gives it, else its defining integral or sum, unevaluated.

    A closed form requires what it divides by. What a family derives for all of its laws stays one form; what a statement asks for is
    completed by its values where that vanishes.
    """
    if isinstance(law, GenericLaw):
        return law.expectation(integrand, y)
    for requirement, expression in law.side_conditions():
        require(requirement, expression)
    try:
        return closed(integrand, y, law)
    except DerivationError:
        if (value := _by_parts_of_its_own(integrand, y, law, closed)) is not None:
            return value
        whole = integral_form(integrand, y, law)
        if (value := _of_cases(whole)) is not None:
            record(Step("the sum or integral over all values, in closed form", integrand, value, law=law, variable=y))
            return value
        narrate(f"no closed form under {law.name}: the defining integral or sum is left", integrand, whole)
        return whole


def _by_parts_of_its_own(integrand: sp.Expr, y: Tensor, law: Law, closed: Callable[[sp.Expr, Tensor, Law], sp.Expr]) -> sp.Expr | None:
    """The expectation of a polynomial in arbitrary functions, part by part; ``None`` where what holds no function has no closed form."""
    parts = parts_of(integrand, y.entries) if law.points is None else None
    if parts is None:
        return None
    try:
        plain = _mean_of_plain(parts.plain, y, law, closed)
    except DerivationError:
        return None
    value = sp.Add(plain, *(factor * integral_form(part, y, law) for factor, part in parts.scaled.items()))
    record(Step("linearity of the expectation", integral_form(integrand, y, law), value, (PARTS,)))
    return value


def _mean_of_plain(plain: sp.Expr, y: Tensor, law: Law, closed: Callable[[sp.Expr, Tensor, Law], sp.Expr]) -> sp.Expr:
    """The expectation of what holds no function, with means of other variables as factors of its terms."""
    total = sp.S.Zero
    for term in sp.Add.make_args(plain):
        constant, moving = term.as_independent(*y.entries, as_Add=False)
        total += constant * (closed(moving, y, law) if moving != 1 else sp.S.One)
    return total


def _of_cases(whole: sp.Expr) -> sp.Expr | None:
    """The closed form of a sum or an integral by cases: they have no moments of the kernel, but may have them case by case."""
    if not whole.has(*SWITCHING) or len(getattr(whole, "limits", ())) != 1:
        return None
    closed = closed_sum if isinstance(whole, sp.Sum) else closed_integral
    value = closed(whole.function, *whole.limits[0])
    return None if value.has(sp.Sum, sp.Integral) else value


def _completed(integrand: sp.Expr, y: Tensor, law: Law) -> sp.Expr:
    """The closed form, with its values where something vanishes that it divides by: the mean of cos(w y) is 1 for w = 0."""

    def there(places: Places) -> sp.Expr | None:
        if not places:
            return expectation(integrand, y, law)
        try:
            parameters = {name: value.map(lambda entry: put_in(entry, places)) for name, value in law.parameters.items()}
            at_place = put_in(integrand, places)
            return None if at_place.has(sp.nan, sp.zoo) else expectation(at_place, y, replace(law, parameters=parameters))
        except DerivationError:
            return None

    with tracing() as trace, collecting() as conditions:
        value = with_exceptions(there)
    assert value is not None  # noqa: S101 - without places it is a number, or an error
    for requirement, subject in conditions:
        require(requirement, subject)
    for step in trace.steps[:1]:  # the others are about exceptional values
        kept = {f"{subject} != 0" for requirement, subject in conditions if requirement == "nonzero"}
        record(replace(step, after=value, conditions=tuple(text for text in step.conditions if "!=" not in text or text in kept)))
    return value


def divergence(left: Any, right: Any) -> sp.Expr:
    """The Kullback-Leibler divergence in nats.

    Raises:
        InfiniteError: the first law has values outside the support of the second.
    """
    if isinstance(left, Law) and isinstance(right, Law):
        try:
            return kl(left, right)
        except UnmatchedError:
            pass  # no closed form: the defining integral is left for quadrature
    y = left.variable()
    return expected(left.log_density(y) - right.log_density(y), y, left)


def require_in_support(law: Any, y: Tensor) -> None:
    """A density is asserted at values of the law: record that ``y`` is one, where its assumptions do not show it."""
    support = getattr(law, "support", None)
    if support is None:
        return
    value = Value(law.name, support, y)
    if any(True for _ in value.demands()):
        require("exists", value)
    if not isinstance(support, Interval | Integers):
        return
    requirement: Requirement = "positive" if isinstance(support, Interval) else "nonnegative"
    for gap in (y.item - support.low, support.high - y.item):
        if not gap.has(sp.oo) and not getattr(gap, f"is_{requirement}"):
            require(requirement, gap)


def same_law_goals(left: Any, right: Any) -> tuple[Goal, ...]:
    """The goals behind "the same law": equal ends of the support, equal log densities at every value.

    The values of one law may have masses and those of the other none: then what they differ in is the mass of single values, 1 and 0.
    """
    if isinstance(left, Law) and isinstance(right, Law) and is_discrete(left.support) != is_discrete(right.support):
        first, second = (Tensor.scalar(sp.Integer(is_discrete(law.support))) for law in (left, right))
        return (Goal("zero", first.combine(second, lambda a, b: a - b), first, second),)
    free = left.variable()
    y = _charted(left, free)
    densities = Tensor.scalar(left.log_density(y)), Tensor.scalar(right.log_density(y))
    require_in_support(left, y)
    residual = densities[0].combine(densities[1], lambda a, b: a - b)
    fresh = {symbol: _kind(symbol) for symbol in free.entries if symbol in y.free_symbols}
    ends = _support_goals(left, right)
    return (*ends, Goal("zero", residual, *densities, fresh=fresh))


def _charted(law: Any, free: Tensor) -> Tensor:
    """A value of the law in numbers that are free: hardly a random vector has the sum or the length one.

    On the simplex they are weights. On the sphere they are the stereographic projection, which leaves out one point: continuous densities
    that agree elsewhere agree there.
    """
    support = getattr(law, "support", None)
    if isinstance(support, Simplex):
        return free.map(lambda weight: weight / sp.Add(*free.entries))
    if isinstance(support, Sphere):
        plane = free.entries[:-1]
        square = sp.Add(*(number**2 for number in plane))
        return Tensor(free.shape, (*(2 * number / (square + 1) for number in plane), (square - 1) / (square + 1)))
    return free


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
