"""Families in a library's own coordinates: score, Fisher matrix and distance, derived there and enclosed at the exact coordinates."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import sympy as sp
from flint import fmpq

from derivations.conditions import collecting
from derivations.entropy import entropy
from derivations.errors import FisherproofError
from derivations.expect import expected
from derivations.fisher import fisher
from derivations.fisher_rao import geodesic_distance
from derivations.language.tensor import Tensor
from derivations.score import pointwise_derivative
from derivations.support import Integers, Interval
from verify.audits import arguments
from verify.audits.cases import Case, flat, indices
from verify.audits.reference import Conditions, Place, ball_of, change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from flint import arb

    from derivations.law import Law
    from verify.audits.peer import Argument

ASSUMED = {"real": {"real": True}, "log": {"real": True}}
OF_VALUES = ("log_density", "score", "moment")
OF_PAIRS = ("distance",)
Point = tuple[float, ...]
Value = float | tuple[float, ...] | None


@dataclass(frozen=True, eq=False)
class Chart:
    """A family as a library has it: the coordinates in order, and the law at them.

    ``loss`` of a value and the coordinates takes the place of the negative log-density, with ``metric`` as its matrix, rows end to end;
    ``distance`` of two points that of the search for an isometry. Where a library takes its derivatives in functions of the coordinates,
    ``stretches`` are what derivatives in these are times those in the coordinates. ``values`` are those at which densities are asked, for
    laws of vectors; ``floor`` is the least log-density that is asked, of a library that gives densities. ``valid`` says which coordinates
    the domain has, ``draws`` of how many random ones a metric is the mean, ``omits`` what the library lacks; ``called`` is for its own use.
    """

    function: str
    arguments: tuple[Argument, ...]
    law: Callable[..., Law]
    called: Mapping[str, Any] = field(default_factory=dict)
    values: tuple[tuple[float, ...], ...] = ()
    loss: Callable[..., sp.Expr] | None = None
    metric: Callable[..., Sequence[sp.Expr]] | None = None
    distance: Callable[..., sp.Expr] | None = None
    stretches: Callable[..., Sequence[Any]] | None = None
    valid: Callable[..., bool] = lambda *_: True
    floor: float | None = None
    draws: int = 0
    omits: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Calls:
    """How a library is asked about charts: ``compute[quantity](module, chart, point, value)``, where value is a second point for distances.

    ``write(chart, quantity, points, value, place)`` gives three lines.
    """

    compute: Mapping[str, Callable[[Any, Chart, Point, Any], Any]]
    write: Callable[[Chart, str, Point, Any, tuple[int, ...]], str]


def subject(chart: Chart, calls: Calls) -> Callable[[Any], Iterator[Case]]:
    """All cases of a chart."""
    return partial(_cases, chart, calls)


def _cases(chart: Chart, calls: Calls, module: Any) -> Iterator[Case]:
    quantities = [quantity for quantity in calls.compute if quantity not in chart.omits]
    for regime in arguments.REGIMES:
        if "distance" in quantities:
            for one, other in arguments.pairs(chart, regime):
                if chart.valid(*one) and chart.valid(*other):
                    yield _case(chart, calls, module, ("distance", regime), (one, other))
        if regime == "nearly equal":
            continue
        for point in arguments.members(chart, regime):
            if not chart.valid(*point):
                continue
            for quantity in quantities:
                if quantity == "fisher" and chart.draws and regime != "ordinary":
                    continue  # rare values make means of draws far from normal
                values = values_of(chart, point) if quantity in OF_VALUES else [None] if quantity not in OF_PAIRS else []
                yield from (_case(chart, calls, module, (quantity, regime), (point, value)) for value in values)


def _case(chart: Chart, calls: Calls, module: Any, what: tuple[str, str], at: tuple[Point, Any]) -> Case:
    (quantity, regime), (point, value) = what, at
    names = [argument.name for argument in chart.arguments]
    shown: dict[str, Any] = dict(zip(names, point, strict=True))
    if quantity in OF_PAIRS:
        shown |= {f"{name}_q": coordinate for name, coordinate in zip(names, value, strict=True)}
    elif value is not None:
        shown["y"] = list(value) if isinstance(value, tuple) else value
    found = derived(chart, quantity)
    where = place(chart, point, value, quantity)
    shape = {"score": (len(names),), "fisher": (len(names),) * 2}.get(quantity, ())
    places = indices(shape)

    def exactly() -> Sequence[arb | None]:
        return [None] * len(places) if found is None else [ball_of(entry, found[1], where) for entry in found[0]]

    def moved(number: int, reference: arb) -> float | None:
        return None if found is None else change(lambda near: ball_of(found[0][number], found[1], near), where, reference)

    return Case(
        function=chart.function,
        quantity=quantity,
        regime=regime,
        parameters=shown,
        ask=lambda: flat(calls.compute[quantity](module, chart, point, value)),
        exactly=exactly,
        moved=moved,
        places=places,
        write=lambda index: calls.write(chart, quantity, point, value, index),
        deviations=partial(_deviations, chart, where) if quantity == "fisher" and chart.draws else None,
    )


def _deviations(chart: Chart, where: Place) -> list[arb | None]:
    """Of the mean of the draws: the root of the variance of one by their number."""
    entries, conditions = derived(chart, "spread") or ((), ())
    balls = [ball_of(entry, conditions, where) for entry in entries] or [None] * len(chart.arguments) ** 2
    return [None if ball is None else (ball / chart.draws).sqrt() for ball in balls]


def _spread(chart: Chart, law: Law, at: tuple[sp.Symbol, ...]) -> Sequence[sp.Expr]:
    """The variances of the products of two entries of the score."""
    y, slopes = law.variable(), _slopes(chart, law, at)
    return [expected((a * b) ** 2, y, law) - expected(a * b, y, law) ** 2 for a in slopes for b in slopes]


@cache
def symbols(chart: Chart, mark: str = "") -> tuple[sp.Symbol, ...]:
    """The coordinates as symbols."""
    return tuple(sp.Symbol(argument.name + mark, **ASSUMED.get(argument.kind, {"positive": True})) for argument in chart.arguments)


def place(chart: Chart, point: Point, value: Any, quantity: str) -> Place:
    """What the symbols are: the coordinates, and the value of the variable or a second point."""
    found = dict(zip(symbols(chart), map(_exact, point), strict=True))
    if quantity in OF_PAIRS:
        return {**found, **dict(zip(symbols(chart, "_q"), map(_exact, value), strict=True))}
    if value is None:
        return found
    entries = value if isinstance(value, tuple) else (value,)
    return {**found, **dict(zip(chart.law(*symbols(chart)).variable().entries, map(_exact, entries), strict=True))}


def _exact(number: float) -> fmpq:
    return fmpq(*Fraction(number).as_integer_ratio())


@cache
def derived(chart: Chart, quantity: str) -> tuple[tuple[sp.Expr, ...], Conditions] | None:
    """The entries of a quantity at the symbols, with what must hold for them; None where they cannot be derived."""
    at = symbols(chart)
    try:
        with collecting() as conditions:
            entries = DERIVATIONS[quantity](chart, chart.law(*at), at)
    except FisherproofError:
        return None
    found = tuple(map(sp.sympify, entries))
    floor = () if chart.floor is None or quantity != "log_density" else (("positive", found[0] - sp.Rational(chart.floor)),)
    return found, (*conditions, *floor)


def _loss(chart: Chart, law: Law, at: tuple[sp.Symbol, ...]) -> sp.Expr:
    y = law.variable()
    return -law.log_density(y) if chart.loss is None else chart.loss(y.item, *at)


def _stretches(chart: Chart, at: tuple[sp.Symbol, ...]) -> Sequence[Any]:
    return [1] * len(at) if chart.stretches is None else chart.stretches(*at)


def _slopes(chart: Chart, law: Law, at: tuple[sp.Symbol, ...]) -> Sequence[sp.Expr]:
    loss = _loss(chart, law, at)
    return [by * pointwise_derivative(loss, symbol) for by, symbol in zip(_stretches(chart, at), at, strict=True)]


def _matrix(chart: Chart, law: Law, at: tuple[sp.Symbol, ...]) -> Sequence[sp.Expr]:
    entries = fisher(law, Tensor.vector(at)).entries if chart.metric is None else chart.metric(*at)
    by = _stretches(chart, at)
    return [entries[row * len(at) + column] * by[row] * by[column] for row in range(len(at)) for column in range(len(at))]


def _distance(chart: Chart, law: Law, at: tuple[sp.Symbol, ...]) -> sp.Expr:
    other = symbols(chart, "_q")
    if chart.distance is not None:
        return chart.distance(at, other)
    return geodesic_distance(law, Tensor.vector(at), Tensor.vector(at), Tensor.vector(other)).item


def _mean(law: Law) -> sp.Expr:
    return expected(law.variable().item, law.variable(), law)


def _variance(law: Law) -> sp.Expr:
    return expected((law.variable().item - _mean(law)) ** 2, law.variable(), law)


DERIVATIONS: dict[str, Callable[[Chart, Any, tuple[sp.Symbol, ...]], Sequence[sp.Expr]]] = {
    "log_density": lambda _, law, __: [law.log_density(law.variable())],
    "entropy": lambda _, law, __: [entropy(law)],
    "mean": lambda _, law, __: [_mean(law)],
    "variance": lambda _, law, __: [_variance(law)],
    "moment": lambda chart, law, at: [_loss(chart, law, at)],
    "score": _slopes,
    "fisher": _matrix,
    "spread": _spread,
    "distance": lambda chart, law, at: [_distance(chart, law, at)],
}


def values_of(chart: Chart, point: Point) -> Sequence[Value]:
    """The values at which a density is asked."""
    if chart.values:
        return chart.values
    support = chart.law(*symbols(chart)).support
    if not isinstance(support, Interval | Integers):
        return []
    low, high = (-math.inf if end == -sp.oo else math.inf if end == sp.oo else float(end) for end in (support.low, support.high))
    found = derived(chart, "mean")
    mean = None if found is None else ball_of(*(found[0][0], found[1]), place(chart, point, None, "mean"))
    return arguments.values(low, high, None if mean is None else float(mean.mid()), whole=isinstance(support, Integers))
