"""Quadrature as an independent witness: every closed-form expectation a verdict rests on is compared with its definition."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from derivations.balls.evaluate import Evaluation
from derivations.balls.failures import CannotEncloseError, NotDefinedError
from derivations.balls.precision import QUICK
from derivations.balls.quadrature import check_expectation
from verify.points.draws import Draw
from verify.points.instances import is_defined, sample_problem
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from derivations.trace import Step, Trace
    from verify.concrete import Interpretation
    from verify.problem import Problem
    from verify.verdict import Grade

POINTS = 3
DRAWS = 60
STEPS = 12


def crosscheck(trace: Trace, problem: Problem, meanings: Sequence[Interpretation], generator: random.Random) -> list[Finding]:
    """Compare up to ``STEPS`` expectations under families with quadrature at ``POINTS`` exact points each.

    A disagreement is ``disputed``; an expectation that no quadrature could confirm, or that none was asked about, is ``inconclusive`` (the
    proof is then only trusted).
    """
    steps = list(dict.fromkeys(_read(step, meanings) for step in trace.steps if step.law is not None))
    points = _Points(problem, generator)
    found = [_check(step, points.of(step)) for step in steps[:STEPS]]
    if len(steps) > STEPS:
        detail = f"{steps[STEPS].rule} and others: only {STEPS} of {len(steps)} expectations were compared with their definitions"
        found.append(Finding("inconclusive", "", ("quadrature",), detail))
    return found


def _read(step: Step, meanings: Sequence[Interpretation]) -> Step:
    """A step about arbitrary functions, read with concrete ones: quadrature needs numbers."""
    if not meanings:
        return step
    read = meanings[0].expression
    return replace(step, before=read(step.before), after=read(step.after), law=step.law.map(read))


class _Points:
    """Exact points at which the statement is defined, drawn as they are asked for and kept."""

    def __init__(self, problem: Problem, generator: random.Random) -> None:
        self._drawn = (sample_problem(problem, generator) for _ in range(DRAWS))
        self._known: list[Any] = []
        self._problem, self._generator = problem, generator

    def of(self, step: Step) -> list[Any]:
        """The first points at which the law and the result of a step are defined: the statement may be where its derivation is not."""
        asked = replace(self._problem, conditions=step.law.side_conditions())
        whole = (_completed(point, step, self._generator) for point in self._all())
        return list(itertools.islice((point for point in whole if _is_suited(step, asked, point)), POINTS))

    def _all(self) -> Iterator[Any]:
        yield from self._known
        for point in self._drawn:
            if point is not None:
                self._known.append(point)
                yield point


def _completed(point: Any, step: Step, generator: random.Random) -> Any:
    """The point with values for symbols of the step that have left the statement: they were substituted, or belong to a word's own law."""
    symbols = set(step.after.free_symbols)

    def noted(entry: Any) -> Any:
        symbols.update(entry.free_symbols)
        return entry

    step.law.map(noted)
    missing = sorted(symbols - set(point) - set(step.variable.entries), key=str)
    return {**point, **{symbol: Draw(generator).scalar(_kind_of(symbol)) for symbol in missing}} if missing else point


def _kind_of(symbol: Any) -> str:
    """The widest kind of numbers that a symbol's assumptions allow; what its law asks beyond that is looked at with the side conditions."""
    if symbol.is_integer:
        return "positive integer" if symbol.is_positive else "natural" if symbol.is_nonnegative else "integer"
    signs = {"positive": symbol.is_positive, "negative": symbol.is_negative, "nonnegative": symbol.is_nonnegative}
    return next((kind for kind, holds in signs.items() if holds), "real")


def _is_suited(step: Step, asked: Problem, point: Any) -> bool:
    """Whether the side conditions of the law certainly hold at a point, and the closed form is not undefined there."""
    evaluation = Evaluation(point, QUICK)
    try:
        if not is_defined(asked, evaluation):
            return False
        evaluation.number(step.after)
    except NotDefinedError:
        return False
    except CannotEncloseError:
        return True  # nobody knows yet: the check will tell
    return True


def _check(step: Step, points: list[Any]) -> Finding:
    checks = [check_expectation(step, point) for point in points]
    for check in checks:
        if check is not None and not check.agreed:
            return Finding("disputed", "", ("moment kernel", "quadrature"), f"{step.rule}: {check.detail}")
    confirmed = [check for check in checks if check is not None]
    if len(confirmed) < POINTS:
        return Finding("inconclusive", "", ("quadrature",), f"{step.rule} (no quadrature confirmed it)")
    grade: Grade = "certified" if all(check.certified for check in confirmed) else "numeric"
    digits = min(check.digits for check in confirmed)
    return Finding("supported", grade, ("quadrature",), f"{step.rule}: agrees with its definition to {digits} digits at {POINTS} points")
