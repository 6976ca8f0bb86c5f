"""One library against the references: every peer, quantity and regime; what has no reference is counted, never left out in silence."""

from __future__ import annotations

import math
import warnings
from collections import Counter
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.errors import ClaimError
from derivations.support import Integers, Interval
from verify.audits import arguments
from verify.audits.cases import SHOWN, ask
from verify.audits.findings import Finding, classified
from verify.audits.reference import enclosed, exact_member, place, spread

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from flint import arb

    from verify.audits.peer import Library, Peer

ONE_LAW = ("entropy", "mean", "variance")
Key = tuple[str, str, str, str]


@dataclass
class Examination:
    """``compared`` and ``without_reference`` count values by quantity; ``missing`` what the library says it does not have.

    ``refused`` counts exceptions: a library may draw its domain more tightly than the family does, so they are told but no findings.
    """

    findings: dict[Key, Finding] = field(default_factory=dict)
    compared: Counter[str] = field(default_factory=Counter)
    without_reference: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    interrupted: bool = False

    def keep(self, finding: Finding) -> None:
        """Keep the worst finding of its sort, and how many there were."""
        key = (finding.function, finding.quantity, finding.regime, finding.classification)
        before = self.findings.get(key)
        count = 1 + (0 if before is None else before.count)
        worst = finding if before is None or _weight(finding) > _weight(before) else before
        self.findings[key] = replace(worst, count=count)


@dataclass(frozen=True)
class Question:
    """One value asked of a library: of one or two members of a peer, at a value of the variable or at none."""

    peer: Peer
    quantity: str
    regime: str
    members: tuple[tuple[float, ...], ...]
    value: float | None = None
    is_outside: bool = False

    def exact(self) -> tuple[tuple[Fraction | int, ...], ...]:
        """The members' parameters in the family's own terms, without rounding."""
        kinds = [argument.kind for argument in self.peer.arguments]
        return tuple(
            self.peer.exact(*(int(v) if kind == "count" else Fraction(v) for kind, v in zip(kinds, member, strict=True)))
            for member in self.members
        )


def examine(library: Library, module: Any, advance: Callable[[], None]) -> Examination:
    """Ask every question of every peer, and every case; Ctrl-C ends it with what has been asked."""
    found = Examination()
    try:
        for peer in library.peers:
            for question in questions(peer, library):
                _ask(library, module, question, found)
            advance()
        for subject in library.cases:
            for case in subject(module):
                ask(case, found)
            advance()
    except KeyboardInterrupt:
        found.interrupted = True
    return found


def questions(peer: Peer, library: Library) -> Iterator[Question]:
    """All questions about one peer."""
    for regime in arguments.REGIMES:
        if "kl" in library.compute and "kl" not in peer.omits:
            yield from (Question(peer, "kl", regime, pair) for pair in arguments.pairs(peer, regime))
        if regime == "nearly equal":
            continue
        for member in arguments.members(peer, regime):
            for quantity in ONE_LAW:
                if quantity in library.compute and quantity not in peer.omits:
                    yield Question(peer, quantity, regime, (member,))
            inside, outside = _values(Question(peer, "log_density", regime, (member,)))
            yield from (Question(peer, "log_density", regime, (member,), value) for value in inside)
            if regime == "ordinary" and "support" not in peer.omits:
                yield from (Question(peer, "log_density", regime, (member,), value, is_outside=True) for value in outside)


def _values(question: Question) -> tuple[list[float], list[float]]:
    """Values of the variable inside and outside of the support of the member."""
    family, exact = question.peer.family, question.exact()
    at, support = place(family, exact), exact_member(family, exact[0]).support
    if not isinstance(support, Interval | Integers):
        message = f"Auditing {family}: expected values that are numbers, got {support}. Audit families of scalars."
        raise ClaimError(message)
    ends = [-math.inf if support.low == -sp.oo else float(support.low), math.inf if support.high == sp.oo else float(support.high)]
    mean = enclosed(family, "mean", at)
    inside = arguments.values(ends[0], ends[1], None if mean is None else float(mean.mid()), whole=isinstance(support, Integers))
    return inside, [end + step for end, step in zip(ends, (-1.0, 1.0), strict=True) if math.isfinite(end)]


def _ask(library: Library, module: Any, question: Question, found: Examination) -> None:
    keywords = tuple(question.peer.keywords(member) for member in question.members)
    try:
        answer = _answer(library, module, question, keywords)
    except NotImplementedError:
        found.missing[question.quantity] += 1
        return
    except (ArithmeticError, ValueError, TypeError, RuntimeError):
        found.refused[question.quantity] += not question.is_outside
        return
    if question.is_outside:
        found.compared[question.quantity] += 1
        if math.isfinite(answer):
            _keep(library, question, keywords, (answer, "-inf", "wrong support", None), found)
        return
    value = None if question.value is None else Fraction(question.value)
    at = place(question.peer.family, question.exact(), value)
    reference = enclosed(question.peer.family, question.quantity, at)
    if reference is None:
        found.without_reference[question.quantity] += 1
        return
    found.compared[question.quantity] += 1
    _judge(library, question, keywords, (answer, reference, at), found)


def _answer(library: Library, module: Any, question: Question, keywords: tuple[Mapping[str, Any], ...]) -> float:
    """What the library says; warnings are silenced, exceptions are the caller's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        laws = [library.build(module, question.peer, each) for each in keywords]
        rest = [] if question.value is None else [question.value]
        return float(library.compute[question.quantity](*laws, *rest))


def _judge(
    library: Library, question: Question, keywords: tuple[Mapping[str, Any], ...], values: tuple[float, arb, Any], found: Examination
) -> None:
    answer, reference, at = values
    if classified(question.quantity, question.regime, answer, reference, 0.0) is None:
        return  # agrees even without what rounding of the arguments would allow
    moved = spread(question.peer.family, question.quantity, at, reference)
    judged = classified(question.quantity, question.regime, answer, reference, moved)
    if judged is None:
        return
    _keep(library, question, keywords, (answer, reference.str(SHOWN, radius=False), *judged), found)


def _keep(
    library: Library,
    question: Question,
    keywords: tuple[Mapping[str, Any], ...],
    said: tuple[float, str, str, float | None],
    found: Examination,
) -> None:
    answer, reference, sort, error = said
    shown = {name: value for number, each in enumerate(keywords) for name, value in _named(each, number, question)}
    written = library.write(question.peer, question.quantity, keywords, question.value)
    found.keep(Finding(question.peer.function, question.quantity, question.regime, sort, shown, answer, reference, error, written))


def _weight(finding: Finding) -> float:
    return math.inf if finding.relative_error is None else finding.relative_error


def _named(keywords: Mapping[str, Any], number: int, question: Question) -> Iterator[tuple[str, Any]]:
    mark = "_q" if number else ""
    yield from ((f"{name}{mark}", value) for name, value in keywords.items())
    if question.value is not None:
        yield "y", question.value
