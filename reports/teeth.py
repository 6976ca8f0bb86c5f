"""How well the claims bite: wrong variants by operator and level, with a confidence bound, and those that nobody could refute."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import exp, lgamma, log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.record import ClaimRecord, MutantRecord, Report

CONFIDENCE = 0.95
LEVELS = ("expression", "definition")
CONTROLS = "controls of experiments"
_NUMBERED = re.compile(r"^(drop hypothesis) \d+$")
UNEXPLAINED = "no sampled point violates it, and no prover shows it"
_STEPS = 60  # of bisection: more digits than a float has


@dataclass(frozen=True)
class Bite:
    """Mutants of one operator, or of several together: ``killed`` of ``generated``, of which ``equivalent`` cannot be killed."""

    name: str
    level: str
    killed: int = 0
    generated: int = 0
    equivalent: int = 0

    @property
    def mortal(self) -> int:
        """Mutants that could be killed."""
        return self.generated - self.equivalent

    @property
    def survivors(self) -> int:
        """Mutants that could be killed and were not."""
        return self.mortal - self.killed

    @property
    def bounds(self) -> tuple[float, float]:
        """The interval of Clopper and Pearson for the rate at which such mutants are killed."""
        return clopper_pearson(self.killed, self.mortal)

    def plus(self, other: Bite) -> Bite:
        """Both together, under this one's name."""
        counts = (getattr(self, name) + getattr(other, name) for name in ("killed", "generated", "equivalent"))
        return Bite(self.name, self.level, *counts)


def bites(report: Report) -> list[Bite]:
    """Return one row an operator, by level and then by name; the controls of experiments are a row of their own."""
    found: dict[tuple[int, str], Bite] = {}
    for claim in report.claims:
        for bite in _of_claim(claim):
            key = LEVELS.index(bite.level), bite.name
            found[key] = found[key].plus(bite) if key in found else bite
    return [found[key] for key in sorted(found)]


def _of_claim(claim: ClaimRecord) -> list[Bite]:
    if not claim.mutants:  # an experiment
        level = claim.teeth.definition
        return [Bite(CONTROLS, "definition", level.killed, level.generated, level.equivalent)] if level.generated else []
    rows = []
    for one in claim.mutants:
        outcome = one.outcome
        rows.append(Bite(_NUMBERED.sub(r"\1", one.operator), one.level, int(outcome == "killed"), 1, int(outcome == "equivalent")))
    return rows


def totals(rows: list[Bite]) -> list[Bite]:
    """Return the sums of both levels and of all."""
    sums = []
    for level in (*LEVELS, ""):
        total = Bite(f"{level} level" if level else "all", level)
        for row in rows:
            total = total.plus(row) if level in ("", row.level) else total
        sums.append(total)
    return [total for total in sums if total.generated]


def survivors(report: Report) -> list[tuple[ClaimRecord, MutantRecord]]:
    """Return the mutants that were neither refuted nor proved, with their claims."""
    return [(claim, one) for claim in report.claims for one in claim.mutants if one.outcome == "survives"]


def explained(mutant: MutantRecord) -> str:
    """Return why a mutant survives, as the record tells it."""
    return mutant.detail or UNEXPLAINED


def clopper_pearson(killed: int, total: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Return the exact interval for a binomial rate.

    >>> tuple(round(bound, 4) for bound in clopper_pearson(10, 10))
    (0.6915, 1.0)
    """
    if not total:
        return 0.0, 1.0
    tail = (1 - confidence) / 2
    lower = _where(killed, total, tail) if killed else 0.0
    upper = _where(killed + 1, total, 1 - tail) if killed < total else 1.0
    return lower, upper


def _where(least: int, total: int, probability: float) -> float:
    """Return the rate at which at least ``least`` of ``total`` come out with that probability, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if at_least(least, total, middle) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def at_least(least: int, total: int, rate: float) -> float:
    """Return the probability that at least ``least`` of ``total`` trials succeed, summed over the shorter tail.

    >>> round(at_least(2, 3, 0.5), 12)
    0.5
    """
    if rate in (0.0, 1.0) or least <= 0:
        return float(least <= 0 or rate == 1.0)
    upper = total - least < least
    counts = range(least, total + 1) if upper else range(least)
    part = sum(exp(lgamma(total + 1) - lgamma(k + 1) - lgamma(total - k + 1) + k * log(rate) + (total - k) * log(1 - rate)) for k in counts)
    return part if upper else 1 - part


def percentage(bite: Bite) -> str:
    """Return the rate with its interval: ``99.2 % (98.7 to 99.6)``."""
    if not bite.mortal:
        return "none could be killed"
    low, high = bite.bounds
    return f"{_percent(bite.killed / bite.mortal)} % ({_percent(low)} to {_percent(high)})"


def _percent(rate: float) -> str:
    """A rate below one is never shown as 100."""
    shown = f"{100 * rate:.1f}"
    return "100" if rate == 1.0 else "99.9" if shown == "100.0" else shown
