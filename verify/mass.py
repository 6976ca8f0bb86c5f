"""Whether a declared density is one: its integral or sum at exact points, certified where that can be had, else with 30 digits."""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING, NamedTuple

import mpmath
import sympy as sp
from flint import arb

from derivations.integral_form import integral_form
from derivations.language.tensor import Tensor
from derivations.support import Integers
from verify.balls.evaluate import Evaluation, as_ball, enclose
from verify.balls.failures import CannotEncloseError
from verify.balls.precision import working
from verify.balls.second_opinion import second_opinion
from verify.instances import sample
from verify.problem import Domain, Variable

if TYPE_CHECKING:
    from derivations.family import Family
    from derivations.user_family.template import Template
    from verify.balls.point import Point

POINTS = 3  # so many points of the domain must confirm a density
DRAWS = 24
UNDECIDED = 3  # so many points without a reliable value end the search
BITS = 64
DIGITS = 30
NARROW, WIDE = 1e-9, 1e-3  # the radius of an enclosure that settles the matter, and of one that will do if nothing is better
CLOSE, APART = 1e-9, 1e-6


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
    definition = integral_form(sp.S.One, variable, family.law(**template.values))
    generator = random.Random(_seed(template))  # noqa: S311 - the points must be the same every time
    domain, seen = _domain(template), []
    confirmed, unsettled = 0, []
    for attempt in range(DRAWS):
        point = sample(domain, generator, special=attempt % 3 == 0)
        if point is None or dict(point) in seen:
            continue
        seen.append(dict(point))
        mass = _mass(definition, point)
        if mass.is_one is False:
            return f"expected {verb} to one, got {mass.value}{_place(template, point)}. Mend the density, its support or `given`."
        confirmed += bool(mass.is_one)
        unsettled += [] if mass.is_one else [(mass, point)]
        if confirmed == POINTS or len(unsettled) == UNDECIDED or not domain.variables:
            break
    return _verdict(family, template, verb, confirmed, unsettled, bool(seen))


def _verdict(family: Family, template: Template, verb: str, confirmed: int, unsettled: list[tuple[_Mass, Point]], drawn: bool) -> str:  # noqa: FBT001, PLR0913 - what the search found
    if not drawn:
        return f"expected parameters that satisfy `given`, got none among {DRAWS} draws. Weaken the hypotheses."
    if not unsettled or confirmed >= POINTS or family.law(**template.values).pivot is not None:
        return ""
    mass, point = unsettled[0]
    return f"expected {verb} to one, got {mass.value}{_place(template, point)}. Mend the density, or narrow its domain with `given`."


def _domain(template: Template) -> Domain:
    variables = {name: Variable(spec, template.values[name]) for name, spec in template.types.items()}
    return Domain(variables, template.hypotheses)


def _seed(template: Template) -> int:
    return int.from_bytes(hashlib.sha256(f"{template.name}\n{template.log_density}".encode()).digest()[:8], "big")


def _mass(definition: sp.Expr, point: Point) -> _Mass:
    """The mass by certified quadrature, else by quadrature twice, whose difference measures the error."""
    loose: _Mass | None = None
    try:
        ball = as_ball(Evaluation(point, BITS).number(definition), BITS)
    except CannotEncloseError:
        pass
    else:
        with working(BITS):
            if not ball.overlaps(arb(1)):
                return _Mass(mpmath.nstr(mpmath.mpf(float(ball.mid())), 6), is_one=False)
            if ball.rad() < arb(NARROW):
                return _Mass("1", is_one=True)
            loose = _Mass("1", is_one=True) if ball.rad() < arb(WIDE) else None
    numeric = _numeric(definition, point)
    return numeric if numeric.is_one is not None or loose is None else loose


def _numeric(definition: sp.Expr, point: Point) -> _Mass:
    try:
        rough, fine = (second_opinion(definition, point, digits) for digits in (DIGITS // 2, DIGITS))
    except (CannotEncloseError, mpmath.libmp.NoConvergence):
        return _Mass("no finite value", is_one=None)
    error, distance = abs(fine - rough), abs(fine - 1)
    if distance < CLOSE and error < CLOSE:
        return _Mass("1", is_one=True)
    if distance > APART and error < distance / 1000:
        return _Mass(mpmath.nstr(fine, 6), is_one=False)
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
    low = support.low if support.low != -sp.oo else support.high - 5 if support.high != sp.oo else sp.S.Zero
    width = sp.S.One if isinstance(support, Integers) else sp.Rational(1, 3) if support.high == sp.oo else (support.high - low) / 4
    values = [low + width, low + 2 * width]
    try:
        corner = [
            [enclose(rest.xreplace({template.variable: value}), {**point}, BITS) for value in values] for point in points
        ]
    except CannotEncloseError:
        return ""
    with working(BITS):
        mixed = corner[0][0] - corner[0][1] - corner[1][0] + corner[1][1]
    if mixed.contains(0):
        return ""
    return "expected natural parameters and statistics whose products leave a term of each alone, got a rest that mixes both. Mend one of them."
