"""What must hold for every value of a bound name: decided, refused where it certainly fails, and otherwise a side condition in words.

``E(log(y), y, Normal(0, 1))`` is about nothing: half of the values have no logarithm. ``E(log(y), y, Uniform(1, b))`` is well defined,
which is seen by writing ``y`` in a coordinate that runs over the support.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sympy as sp
from flint import fmpq

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError
from derivations.balls.number import sign_of
from derivations.balls.precision import QUICK
from derivations.errors import DerivationError
from derivations.language.tensor import Tensor
from derivations.membership import Value
from derivations.normal_form import decide_zero
from derivations.normal_form.certificates import signs_of
from derivations.support import Box, Integers, Interval, Matrices, Simplex, Space, is_discrete
from verify.law_domains import SIGNS
from verify.points.draws import Draw
from verify.points.instances import sample_problem
from verify.points.parametrisation import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from derivations.balls.number import Number
    from derivations.normal_form import Facts
    from derivations.support import Support
    from derivations.throughout import Range, Throughout
    from verify.problem import Problem

WORDS = {"positive": "> 0", "nonnegative": ">= 0", "nonzero": "!= 0", "integer": "is an integer"}
HOLDS = {"positive": (1,), "nonnegative": (0, 1), "nonzero": (-1, 1), "zero": (0,)}  # "zero" is said of a sum of probabilities less one
TRIES = 12
LISTED = 12  # values of a range that are looked at one by one


@dataclass(frozen=True)
class Part:
    """Some values of bound symbols: what to write for them, how to draw the new symbols, and what is nonnegative if there are any.

    ``kinds`` is ``None`` if the values go beyond the support, so that a failure there says nothing.
    """

    places: dict[sp.Symbol, sp.Expr] = field(default_factory=dict)
    kinds: dict[sp.Symbol, str] | None = field(default_factory=dict)
    nonempty: tuple[sp.Expr, ...] = ()


def left_open(conditions: Iterable[Throughout], problem: Problem) -> list[str]:
    """The requirements that nothing decides, as sentences.

    Raises:
        DerivationError: one of them fails for a value that occurs.
    """
    sentences: dict[str, None] = {}
    facts: Facts | None = None
    for condition in conditions:
        for requirement, expression in _inequalities(condition):
            facts = facts or facts_of(problem)
            parts = list(map(_joined, itertools.product(*map(_parts, condition.ranges))))
            if isinstance(condition.subject, Value):  # nothing is asked of supports that nobody writes down
                parts = [part for part in parts if part.kinds is not None]
            open_ones = [part for part in parts if not _is_certain(requirement, _written(expression, part), facts)]
            sentence = f"{_shown(requirement, expression, condition)} for every value of {_names(condition)}"
            for part in open_ones:
                _require_no_failure(requirement, expression, part, problem, sentence)
            if open_ones:
                sentences[sentence] = None
    return list(sentences)


def _inequalities(condition: Throughout) -> Iterator[tuple[str, sp.Expr]]:
    """What is asked of single expressions; nobody asks for 1/y at the one value of a continuous variable at which there is none."""
    bound = {symbol: part for part in condition.ranges for symbol in part.symbols}
    for requirement, expression in condition.subject.demands() if condition.requirement == "exists" else _entries(condition):
        continuous = any(not _is_discrete(bound[symbol].support) for symbol in expression.free_symbols & set(bound))
        if not (requirement == "nonzero" and continuous):
            yield requirement, expression


def _entries(condition: Throughout) -> Iterator[tuple[str, sp.Expr]]:
    subject = condition.subject
    for entry in subject.entries if isinstance(subject, Tensor) else [subject]:
        if isinstance(entry, sp.Expr):
            yield condition.requirement, entry


def _is_discrete(support: Support | None) -> bool:
    return support is not None and is_discrete(support)


def _parts(values: Range) -> list[Part]:
    """Values that together are the support, or more."""
    support, symbols = values.support, values.symbols
    match support:
        case Interval():
            return [_between(symbols[0], support.low, support.high)]
        case Integers():
            return _integers(symbols[0], support.low, support.high)
        case Simplex():
            odds = [sp.Dummy("odds", positive=True) for _ in symbols]
            places = {symbol: part / sp.Add(*odds) for symbol, part in zip(symbols, odds, strict=True)}
            return [Part(places, dict.fromkeys(odds, "positive"))]
        case Space() | Matrices():
            return [Part({}, dict.fromkeys(symbols, "real"))]
        case Box():
            return [_joined([_between(symbol, side.low, side.high) for symbol, side in zip(symbols, support.sides, strict=True)])]
    return [Part({}, None)]


def _between(symbol: sp.Symbol, low: sp.Expr, high: sp.Expr) -> Part:
    """The numbers between two ends, by a positive coordinate."""
    if low == sp.oo or high == -sp.oo:  # from right to left
        low, high = high, low
    if low == -sp.oo and high == sp.oo:
        return Part({}, {symbol: "real"})
    size = sp.Dummy("size", positive=True)
    written = low + size if high == sp.oo else high - size if low == -sp.oo else (low + high * size) / (1 + size)
    return Part({symbol: written}, {size: "positive"})


def _integers(symbol: sp.Symbol, low: sp.Expr, high: sp.Expr) -> list[Part]:
    if low.is_finite and high == sp.oo:
        size = sp.Dummy("size", integer=True, nonnegative=True)
        return [Part({symbol: low + size}, {size: "natural"})]
    if low.is_Integer and high.is_Integer and high - low < LISTED:
        return [Part({symbol: sp.Integer(value)}) for value in range(int(low), int(high) + 1)]
    if low.is_finite and high.is_finite is not False:
        ends = [Part({symbol: end}, {}, (high - low,)) for end in (low, high)]
        return [*ends, Part(_between(symbol, low, high).places, None)]
    return [Part({}, None)]


def _joined(parts: Iterable[Part]) -> Part:
    """Values of several ranges at once; what an inner one is written in may be a value of an outer one."""
    joined = Part()
    for part in parts:
        places = {symbol: value.xreplace(part.places) for symbol, value in joined.places.items()} | part.places
        kinds = None if joined.kinds is None or part.kinds is None else joined.kinds | part.kinds
        joined = Part(places, kinds, tuple(item.xreplace(part.places) for item in joined.nonempty) + part.nonempty)
    return joined


def _written(expression: sp.Expr, part: Part) -> sp.Expr:
    return expression.xreplace(part.places)


def _is_certain(requirement: str, expression: sp.Expr, facts: Facts) -> bool:
    if requirement == "zero":
        return decide_zero([expression], facts).zero is True
    if requirement == "integer":
        return expression.is_integer is True
    return getattr(expression, f"is_{requirement}") is True or signs_of(expression, facts) | SIGNS[requirement] == SIGNS[requirement]


def _require_no_failure(requirement: str, expression: sp.Expr, part: Part, problem: Problem, sentence: str) -> None:
    """Refuse a requirement that fails for a value of the support at a point of the domain, where the side conditions hold."""
    for attempt in range(TRIES if part.kinds is not None else 0):
        generator = random.Random(attempt)  # noqa: S311 - a sample, no secret
        point, draw = sample_problem(problem, generator), Draw(generator)
        if point is not None and part.kinds is not None:
            values = {symbol: draw.scalar(kind) for symbol, kind in part.kinds.items()}
            evaluation = Evaluation(point.extended(values), QUICK)
            failing = _failing(requirement, _written(expression, part), part, evaluation)
            if failing is not None:
                got = failing + 1 if requirement == "zero" else failing
                message = f"Reading the statement: expected {sentence}, got {got}. Restrict what binds the name, or mend it."
                raise DerivationError(message)


def _failing(requirement: str, expression: sp.Expr, part: Part, evaluation: Evaluation) -> Number | None:
    """The value that does not meet the requirement."""
    try:
        number = evaluation.number(expression)
        if any(evaluation.sign(size) < 0 for size in part.nonempty):
            return None
        if requirement == "integer":
            return number if isinstance(number, fmpq) and number.q != 1 else None
        return None if sign_of(number) in HOLDS[requirement] else number
    except CannotEncloseError:
        return None


def _shown(requirement: str, expression: sp.Expr, condition: Throughout) -> str:
    named = expression.xreplace({symbol: sp.Symbol(symbol.name) for part in condition.ranges for symbol in part.symbols})
    return f"{named + 1} == 1" if requirement == "zero" else f"{named} {WORDS[requirement]}"


def _names(condition: Throughout) -> str:
    used = condition.subject.free_symbols
    return ", ".join(dict.fromkeys(symbol.name for part in condition.ranges for symbol in part.symbols if symbol in used))
