"""The parts of a claim's record: evidence, witness, teeth, hypotheses, definitions, steps, mutants."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - the codec reads the annotations
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["proved", "refuted", "supported", "inconclusive", "vacuous", "disputed"]
Grade = Literal["replayed", "exact", "probabilistic", "trusted", "certified", "numeric", "searched", "proved", ""]
Expectation = Literal["true", "false", "vacuous"]
Fault = Literal["slip", "hypothesis", "wrong", "overclaim", ""]


@dataclass(frozen=True)
class EvidenceRecord:
    """What one engine found, in one sentence."""

    engine: str
    verdict: Verdict
    grade: Grade = ""
    detail: str = ""


@dataclass(frozen=True)
class WitnessRecord:
    """An exact point at which a statement fails, both sides there, and a rigorous enclosure of their difference."""

    point: Mapping[str, str]
    lhs: str
    rhs: str
    enclosure: str


@dataclass(frozen=True)
class LevelRecord:
    """The mutants of one level, counted."""

    killed: int = 0
    generated: int = 0
    equivalent: int = 0


@dataclass(frozen=True)
class TeethRecord:
    """How many wrong variants of a claim the same procedure rejects."""

    expression: LevelRecord = LevelRecord()
    definition: LevelRecord = LevelRecord()

    @property
    def killed(self) -> int:
        """Mutants of both levels that were refuted."""
        return self.expression.killed + self.definition.killed

    @property
    def generated(self) -> int:
        """Mutants of both levels."""
        return self.expression.generated + self.definition.generated

    @property
    def equivalent(self) -> int:
        """Mutants of both levels that were proved equal to the claim: findings."""
        return self.expression.equivalent + self.definition.equivalent


@dataclass(frozen=True)
class HypothesisRecord:
    """One hypothesis; ``matters`` tells what goes wrong without it, or is ``None`` where that was not asked."""

    text: str
    latex: str = ""
    matters: str | None = None


@dataclass(frozen=True)
class DefinitionRecord:
    """A name that the claim defines for itself, as it was written and as a formula."""

    text: str
    latex: str = ""


@dataclass(frozen=True)
class StepRecord:
    """One step of the derivation and what it needed; ``text`` is what is left and right of the arrow, where that is short."""

    rule: str
    latex: str = ""
    conditions: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True)
class MutantRecord:
    """One wrong variant of the claim and what became of it."""

    level: Literal["expression", "definition"]
    operator: str
    statement: str
    outcome: Literal["killed", "equivalent", "survives"]
    detail: str = ""
