"""What every derived object rests on: each expectation in it against its definition, integrated or summed at three exact points."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sympy as sp
from flint import fmpq

from derivations.balls.quadrature import check_expectation
from derivations.errors import DerivationError
from derivations.normal_form.lowest_terms import nodes
from derivations.trace import tracing
from verify.snapshots.objects import OBJECTS, derive
from verify.snapshots.subject import subject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.balls.quadrature import QuadratureCheck
    from derivations.trace import Step
    from verify.snapshots.subject import Subject

Known = dict[tuple[object, ...], "QuadratureCheck | str | None"]
NO_MEMBER, TOO_LONG = "without a law at the point", "too long to compare"
LONGEST = 1500  # nodes of an integrand: quadrature of longer ones takes minutes


@dataclass
class Evidence:
    """Of one object: how many expectations in how many comparisons are certified, agree numerically, disagree, or could not be compared.

    An object without expectations rests on algebra alone: on the density, on the log-partition, or on another object. One that ``is_open``
    holds integrals or series without a name.
    """

    family: str
    name: str
    expectations: int
    is_open: bool = False
    counts: Counter[str] = field(default_factory=Counter)
    least_digits: int | None = None
    details: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        """One line for a reader."""
        if not self.expectations:
            return f"{self.name}: {'left as its definition' if self.is_open else 'algebra alone, no expectation of its own'}"
        parts = ", ".join(f"{count} {word}" for word, count in sorted(self.counts.items()))
        digits = "" if self.least_digits is None else f"; at least {self.least_digits} digits"
        return f"{self.name}: {self.expectations} expectations at three points: {parts}{digits}"


def evidence(family: str, only: frozenset[str] | None = None) -> list[Evidence]:
    """The evidence for every object of a family, or for some of them; equal expectations are compared once."""
    of = subject(family)
    known: Known = {}
    found = []
    for name in OBJECTS:
        if only is not None and name not in only:
            continue
        with tracing() as trace:
            try:
                value = derive(name, of)
            except DerivationError:
                continue
        steps = list(dict.fromkeys(step for step in trace.steps if step.law is not None))
        is_open = any(entry.has(sp.Integral, sp.Sum) for entry in value.entries())
        found.append(_weighed(Evidence(family, name, len(steps), is_open=is_open), steps, of, known))
    return found


def _weighed(item: Evidence, steps: list[Step], of: Subject, known: Known) -> Evidence:
    for step in steps:
        for number, point in enumerate(of.points):
            key = (step.before, step.after, step.law, number)
            if key not in known:
                known[key] = _compared(step, _place(step, point))
            _count(item, known[key], f"{step.before} at point {number + 1}")
    return item


def _place(step: Step, point: Mapping[sp.Symbol, sp.Expr]) -> dict[sp.Symbol, Any]:
    """The point for the symbols of a step; those of a chart of a manifold carry a prime and stand for the ones without."""
    named = {symbol.name: value for symbol, value in point.items()}
    symbols = (step.before.free_symbols | step.law.free_symbols) - step.variable.free_symbols
    found = {symbol: named[symbol.name.replace("'", "")] for symbol in symbols if symbol.name.replace("'", "") in named}
    return {symbol: fmpq(int(v.p), int(v.q)) if v.is_Rational else v for symbol, v in found.items()}


def _compared(step: Step, place: dict[sp.Symbol, Any]) -> QuadratureCheck | str | None:
    """The comparison; in words where the point holds no law to compare with, as where a divergence is infinite."""
    missing = (step.before.free_symbols | step.law.free_symbols) - step.variable.free_symbols - place.keys()
    if missing:
        return NO_MEMBER
    return TOO_LONG if nodes(step.before) > LONGEST else check_expectation(step, place)


def _count(item: Evidence, check: QuadratureCheck | str | None, what: str) -> None:
    if isinstance(check, str):
        item.counts[check] += 1
    elif check is None:
        item.counts["not comparable"] += 1
        item.details.append(f"no quadrature: {what}")
    elif not check.agreed:
        item.counts["disagree"] += 1
        item.details.append(f"{check.detail}: {what}")
    else:
        item.counts["certified" if check.certified else "numeric"] += 1
        item.least_digits = check.digits if item.least_digits is None else min(item.least_digits, check.digits)
