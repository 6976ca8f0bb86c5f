"""Whether a declared density is one: its integral or sum at exact points, certified if possible, else by a rule of bounded work."""

from __future__ import annotations

import hashlib
import random
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import mpmath
import sympy as sp
from flint import arb

from derivations.balls.evaluate import Evaluation, as_ball, enclose
from derivations.balls.failures import CannotEncloseError
from derivations.balls.precision import working
from derivations.integral_form import integral_form
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.support import Integers
from verify.points.instances import is_member, sample
from verify.points.switching_points import switching_points
from verify.problem import Domain, Problem, Variable
from verify.wellformedness.double_exponential import rough_integral, rough_sum

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from derivations.balls.point import Point
    from derivations.family import Family
    from derivations.support import Interval
    from derivations.user_family.template import Template

POINTS = 3  # so many points of the domain must confirm a density
DRAWS = 24
UNDECIDED = 6  # so many points without a reliable value end the search
BITS = 64
SHOWN = 10  # digits of a value in a message
WIDE = 1e-3  # the largest radius of an enclosure that counts: heavy tails of sums have wide ones
CLOSE, APART = 1e-6, 1e-4


class _Mass(NamedTuple):
    """The value found, and whether it is one: ``None`` if it is not known well enough."""

    value: str
    is_one: bool | None


def fault_of_mass(family: Family, template: Template) -> str:
    """The fault of a density whose integral (or sum) is not one at some point of the parameters' domain; empty if there is none.

    A density that no quadrature can integrate is a fault too, unless its normaliser is known exactly.
    """
    verb = "probabilities that sum" if isinstance(template.support, Integers) else "a density that integrates"
    variable = Tensor.scalar(template.variable)
    law = family.law(**template.values)
    definition, density = integral_form(sp.S.One, variable, law), law.density(variable)
    generator = random.Random(_seed(template))  # noqa: S311 - the points must be the same every time
    domain = _domain(template)
    seen: list[Point] = []
    confirmed, unsettled = 0, []
    for attempt in range(DRAWS):
        point = sample(domain, generator, special=attempt % 3 == 0)
        if point is None or any(dict(point) == dict(other) for other in seen):
            continue
        seen.append(point)
        mass = _mass(density, template, definition, point)
        if mass.is_one is False:
            return _refusal(template, verb, mass, point)
        confirmed += bool(mass.is_one)
        unsettled += [] if mass.is_one else [(mass, point)]
        if confirmed == POINTS or len(unsettled) == UNDECIDED or not domain.variables:
            break
    if not seen:
        return f"expected parameters that satisfy `given`, got none among {DRAWS} draws. Weaken the hypotheses."
    beside = ((_mass(density, template, definition, point), point) for point in _beside_switches(template, domain, seen))
    wrong = next((_refusal(template, verb, mass, point) for mass, point in beside if mass.is_one is False), "")
    return wrong or _verdict(family, template, verb, confirmed, unsettled)


def _refusal(template: Template, verb: str, mass: _Mass, point: Point) -> str:
    return f"expected {verb} to one, got {mass.value}{_place(template, point)}. Mend the density, its support or `given`."


def _beside_switches(template: Template, domain: Domain, seen: Sequence[Point]) -> Iterator[Point]:
    """Points where the density goes over to another form as its parameters move, which random ones see from one side only."""
    for point in switching_points(Problem((), domain), [Goal("zero", Tensor.scalar(template.log_density))], seen):
        with suppress(CannotEncloseError):
            if is_member(domain, Evaluation(point, BITS)):
                yield point


def _verdict(family: Family, template: Template, verb: str, confirmed: int, unsettled: list[tuple[_Mass, Point]]) -> str:
    if not unsettled or confirmed >= POINTS or family.law(**template.values).pivot is not None:
        return ""
    mass, point = unsettled[0]
    return f"expected {verb} to one, got {mass.value}{_place(template, point)}. Mend the density, or narrow its domain with `given`."


def _domain(template: Template) -> Domain:
    variables = {name: Variable(spec, template.values[name]) for name, spec in template.types.items()}
    return Domain(variables, template.hypotheses)


def _seed(template: Template) -> int:
    return int.from_bytes(hashlib.sha256(f"{template.name}\n{template.log_density}".encode()).digest()[:8], "big")


def _mass(density: sp.Expr, template: Template, definition: sp.Expr, point: Point) -> _Mass:
    """The mass by certified quadrature, else by a rule of bounded work, whose error is measured."""
    try:
        ball = as_ball(Evaluation(point, BITS).number(definition), BITS)
    except CannotEncloseError:
        return _rough(density, template, point)
    with working(BITS):
        if not ball.overlaps(arb(1)):
            return _Mass(mpmath.nstr(mpmath.mpf(float(ball.mid())), SHOWN), is_one=False)
        return _Mass("1", is_one=True) if ball.rad() < arb(WIDE) else _rough(density, template, point)


def _rough(density: sp.Expr, template: Template, point: Point) -> _Mass:
    support = template.support
    y = template.variable
    found = rough_sum(density, y, support, point) if isinstance(support, Integers) else rough_integral(density, y, support, point)
    if found is None:
        return _Mass("no value", is_one=None)
    value, error = found
    distance = abs(value - 1)
    if distance < CLOSE and error < CLOSE:
        return _Mass("1", is_one=True)
    if distance > APART and error < distance / 10:
        return _Mass(mpmath.nstr(value, SHOWN), is_one=False)
    return _Mass("no reliable value", is_one=None)


def _place(template: Template, point: Point) -> str:
    """The parameters of a point in words."""
    evaluation = Evaluation(point, BITS)
    parts = []
    for name, symbols in template.values.items():
        numbers = [str(evaluation.number(symbol)) for symbol in symbols.entries]
        parts.append(f"{name} = {numbers[0] if not symbols.shape else '[' + ', '.join(numbers) + ']'}")
    return f" at {', '.join(parts)}" if parts else ""


def fault_of_form(template: Template) -> str:
    """The fault of a stated exponential-family form: what it leaves of the log-density mixes parameters and value.

    A remainder r(parameters) + s(value) has a zero mixed difference at any two points and two values.
    """
    support = template.support
    if not template.natural or any(end.free_symbols for end in support.ends):
        return ""
    generator = random.Random(_seed(template))  # noqa: S311 - as above
    points = [point for point in (sample(_domain(template), generator) for _ in range(DRAWS)) if point is not None][:2]
    if len(points) < 2:  # noqa: PLR2004 - a difference needs two
        return ""
    rest = template.log_density - sp.Add(*(a * b for a, b in zip(template.natural, template.sufficient, strict=True)))
    values = _values(support)
    try:
        corner = [[enclose(rest.xreplace({template.variable: value}), {**point}, BITS) for value in values] for point in points]
    except CannotEncloseError:
        return ""
    with working(BITS):
        mixed = corner[0][0] - corner[0][1] - corner[1][0] + corner[1][1]
    if mixed.contains(0):
        return ""
    return "expected natural parameters and statistics whose products leave terms of each alone, got a rest that mixes both. Mend them."


def _values(support: Interval | Integers) -> list[sp.Expr]:
    """Two values of a support, in no special position."""
    low, high = support.ends
    if isinstance(support, Integers):
        start = low if low != -sp.oo else high - 3 if high != sp.oo else sp.S.Zero
        return [start + 1, start + 2] if high == sp.oo or high - start > 1 else [start, high]
    near, far = sp.Rational(2, 7), sp.Rational(4, 5)
    if low == -sp.oo:
        return [-near, far] if high == sp.oo else [high - near, high - far]
    return [low + near, low + far] if high == sp.oo else [low + near * (high - low), low + far * (high - low)]
