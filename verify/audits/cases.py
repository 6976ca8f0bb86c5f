"""Numbers that one call of a library gives, beside their exact values: how they are asked for, judged and kept."""

from __future__ import annotations

import itertools
import math
import warnings
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from flint import arb

from verify.audits.findings import Finding, classified, classified_part, relative_error

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from verify.audits.examine import Examination

SHOWN = 17  # digits of a reference
DEVIATIONS = 6  # standard deviations that chance exceeds once in five hundred million values
NOTHING: Mapping[str, Any] = MappingProxyType({})
REFUSALS = (ArithmeticError, AttributeError, ValueError, TypeError, RuntimeError, LookupError)


@dataclass(frozen=True)
class Case:
    """One call and its numbers, in the order of a flattened array.

    ``ask`` gives the library's numbers; ``exactly`` their values, None where there is none; ``moved(i, value)`` says how far the i-th
    value moves when every argument moves by one rounding unit; ``places`` are their indices, and ``write`` the three lines that show
    one. Numbers that are means of random draws have exact standard deviations ``deviations``, and are judged by these alone. Errors are
    relative to ``whole``, if there is one.
    """

    function: str
    quantity: str
    regime: str
    parameters: Mapping[str, Any]
    ask: Callable[[], Sequence[float]]
    exactly: Callable[[], Sequence[arb | None]]
    moved: Callable[[int, arb], float | None]
    places: Sequence[tuple[int, ...]]
    write: Callable[[tuple[int, ...]], str]
    deviations: Callable[[], Sequence[arb | None]] | None = None
    whole: Callable[[], arb | None] = lambda: None


def flat(answer: Any) -> list[float]:
    """The numbers of an array or of nested lists, rows end to end."""
    rows = answer.tolist() if hasattr(answer, "tolist") else answer
    return [number for row in rows for number in flat(row)] if isinstance(rows, list | tuple) else [float(rows)]


def indices(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    """The places of an array in the same order."""
    return list(itertools.product(*map(range, shape)))


def ask(case: Case, found: Examination) -> None:
    """Ask a library once and judge every number; an exception is a refusal, and so is another number of numbers."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            answers = [float(answer) for answer in case.ask()]
    except NotImplementedError:
        found.missing[case.quantity] += 1
        return
    except REFUSALS:
        found.refused[case.quantity] += 1
        return
    if len(answers) != len(case.places):
        found.refused[case.quantity] += 1
        return
    references = case.exactly()
    deviations = [arb(0)] * len(references) if case.deviations is None else case.deviations()
    for number, (answer, reference, deviation) in enumerate(zip(answers, references, deviations, strict=True)):
        if reference is None or deviation is None:
            found.without_reference[case.quantity] += 1
            continue
        found.compared[case.quantity] += 1
        _judge_draws(case, number, answer, (reference, deviation), found)


def _judge(case: Case, number: int, answer: float, reference: arb, found: Examination) -> None:
    whole = case.whole()
    judge = partial(_classified, case, answer, reference, whole)
    if judge(0.0) is None:
        return  # agrees even without what rounding of the arguments would allow
    judged = judge(case.moved(number, reference))
    if judged is not None:
        found.keep(_finding(case, number, (answer, reference), judged))


def _classified(case: Case, answer: float, reference: arb, whole: arb | None, spread: float | None) -> tuple[str, float | None] | None:
    if whole is None:
        return classified(case.quantity, case.regime, answer, reference, spread)
    return classified_part(case.regime, answer, reference, whole, spread)


def _judge_draws(case: Case, number: int, answer: float, exact: tuple[arb, arb], found: Examination) -> None:
    reference, deviation = exact
    if deviation.is_zero() or not math.isfinite(answer):
        _judge(case, number, answer, reference, found)
        return
    z = (answer - float(reference.mid())) / float(deviation.mid())
    if abs(z) > DEVIATIONS:
        judged = ("biased", relative_error(answer, reference))
        found.keep(_finding(case, number, (answer, reference), judged, {"standard_deviations": round(z, 1)}))


def _finding(
    case: Case, number: int, values: tuple[float, arb], judged: tuple[str, float | None], more: Mapping[str, Any] = NOTHING
) -> Finding:
    place, (answer, reference) = case.places[number], values
    shown = {**case.parameters, **({"entry": list(place)} if place else {}), **more}
    exactly = reference.str(SHOWN, radius=False)
    return Finding(case.function, case.quantity, case.regime, judged[0], shown, answer, exactly, judged[1], case.write(place))
