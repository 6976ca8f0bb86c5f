"""The judge: provers in order of cost, evidence never upgraded, disagreement never collapsed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from verify.convexity.domains import cut_by
from verify.convexity.flat_domains import stands_against
from verify.convexity.hypotheses import CONVEX_TRIES, any_meets
from verify.numeric_support import has_unevaluated
from verify.points.instances import admissible, where_defined
from verify.proposers import unseen
from verify.provers import provers
from verify.search import Search, counterexample
from verify.second_reading import contradicted
from verify.star.hypotheses import solved_problem
from verify.star.points import may_be_satisfied
from verify.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from verify.problem import Problem
    from verify.provers import Prover
    from verify.statement import Statement

REFUTATION_TRIES = 12
ADMISSION_TRIES = 200
CHEAP = 20  # provers up to this cost are asked even after a refutation or a proof, to notice disagreement


@dataclass
class Judgement:
    """The verdict on a statement and everything that was found on the way."""

    finding: Finding
    evidence: list[Finding] = field(default_factory=list)
    reason: str = ""


def judge(
    statement: Statement, problem: Problem, attempts: Sequence[Mapping[str, str]], search: Search, generator: random.Random
) -> Judgement:
    """Decide a statement. The order: vacuity, counterexample, proof, support."""
    if reason := _unmet(problem, generator):
        return Judgement(Finding("vacuous", "searched", ("rejection sampling",), reason), reason=reason)
    against = counterexample(statement, attempts, search, generator, REFUTATION_TRIES)
    against = (against and contradicted(against, problem)) or against
    if against is not None and against.verdict == "disputed":
        return Judgement(against, [against], against.detail)
    judgement = _asked(against, problem, generator, are_concrete=not search.interpretations)
    if judgement.finding.verdict == "proved" and (reason := _about_nothing(problem)):
        return Judgement(Finding("vacuous", "searched", ("rejection sampling",), reason), judgement.evidence, reason)
    if judgement.finding.verdict in ("proved", "supported") and (cut := cut_by(problem, generator)):
        reason = f"the second derivatives say it, but {cut} may leave no convex set: ask for one side by a hypothesis"
        return Judgement(Finding("inconclusive", "", (), reason), judgement.evidence, reason)
    if judgement.finding.verdict == "refuted" and (tie := stands_against(problem, generator)):
        reason = f"a second derivative is negative, but {tie} may leave no such direction: put the equation in"
        return Judgement(Finding("inconclusive", "", (), reason), judgement.evidence, reason)
    return judgement


def _asked(against: Finding | None, problem: Problem, generator: random.Random, *, are_concrete: bool) -> Judgement:
    """Ask the provers by rising cost, beside what the search found; without concrete functions their refutations show no function."""
    evidence = [against] if against else []
    doubt: Finding | None = None  # a refutation that takes jets for free numbers
    remaining = iter(provers())
    for prover in remaining:
        if _first(evidence, "refuted") is not None and prover.cost > CHEAP:
            break
        finding = prover.ask(problem, generator)
        if finding is None:
            continue
        if finding.verdict == "refuted" and not are_concrete:
            doubt = doubt or finding
        elif finding.verdict != "refuted" or _first(evidence, "refuted") is None:
            evidence.append(finding)
        if finding.verdict in ("proved", "disputed"):
            break
    if _first(evidence, "proved") is not None and _first(evidence, "refuted") is None and are_concrete:
        evidence += _contradictions(remaining, problem, generator)
    return _weigh(problem, _first(evidence, "refuted"), doubt, evidence)


def _contradictions(remaining: Iterable[Prover], problem: Problem, generator: random.Random) -> list[Finding]:
    """What the cheap provers that stand after the one with the proof have to say against it; their proofs add nothing."""
    found = (prover.ask(problem, generator) for prover in remaining if prover.cost <= CHEAP)
    return [finding for finding in found if finding is not None and finding.verdict in ("refuted", "disputed")]


def _first(evidence: Sequence[Finding], verdict: str) -> Finding | None:
    return next((finding for finding in evidence if finding.verdict == verdict), None)


def _unmet(problem: Problem, generator: random.Random) -> str:
    """Why the claim is about nothing, as far as a search can tell; empty if something meets the hypotheses."""
    if problem.domain.hypotheses and not _is_inhabited(problem, generator):
        return f"no admissible point among {ADMISSION_TRIES} draws"
    if problem.domain.everywhere and not any_meets(problem, generator):
        return f"what is assumed to be convex is not, at {CONVEX_TRIES} admissible points"
    if not may_be_satisfied(solved_problem(problem), generator, ADMISSION_TRIES):
        return f"no matrices meet the hypotheses among {ADMISSION_TRIES} draws in small dimensions"
    return ""


def _about_nothing(problem: Problem) -> str:
    """Why what was proved is about nothing: its sides are defined nowhere that the hypotheses leave; empty if a point was found."""
    own = random.Random(ADMISSION_TRIES)  # noqa: S311 - a sample, no secret; the search for witnesses keeps its own
    inhabited = not problem.conditions or _is_inhabited(problem, own, defined=True)
    if inhabited and may_be_satisfied(solved_problem(problem), own, ADMISSION_TRIES, defined=True):
        return ""
    return f"nothing meets the hypotheses and the side conditions among {ADMISSION_TRIES} draws"


def _is_inhabited(problem: Problem, generator: random.Random, *, defined: bool = False) -> bool:
    """Whether some point of the domain was found, one at which the sides are ``defined`` if asked; for every size, in some small one."""
    if problem.sized is None:
        return admissible(where_defined(problem) if defined else problem.domain, generator, ADMISSION_TRIES) is not None
    instances = [instance for _, instance in problem.sized.problems()]
    if not instances:
        return defined  # a side condition in a size that has no derivation is not known to fail
    return any(_is_inhabited(instance, generator, defined=defined) for instance in instances)


def _weigh(problem: Problem, against: Finding | None, doubt: Finding | None, evidence: list[Finding]) -> Judgement:
    first = {finding.verdict: finding for finding in reversed(evidence)}
    proof, opposed = first.get("proved"), against or doubt
    if opposed is not None and proof is not None:
        detail = f"{proof.engines[0]} proves it, {opposed.engines[0]} refutes it"
        return Judgement(Finding("disputed", "", (*proof.engines, *opposed.engines), detail, witness=opposed.witness), evidence, detail)
    doubts = [finding.detail for finding in evidence if (finding.verdict, finding.grade) == ("inconclusive", "searched")]
    best = first.get("disputed") or against or proof or (None if doubts else first.get("supported"))
    if best is None:
        unknown = "an integral, a sum or a limit has no closed form here; " if has_unevaluated(problem) else ""
        outside = f"outside the decidable class: {unknown}tried {', '.join(prover.name for prover in provers())}"
        reason = doubts[0] if doubts else outside
        return Judgement(Finding("inconclusive", "", (), reason), evidence, reason)
    if best.verdict == "supported" and (not_seen := unseen(problem)):
        told = replace(best, detail=f"{best.detail}; not looked at: {not_seen}")
        return Judgement(told, [told if finding is best else finding for finding in evidence])
    return Judgement(best, evidence)


def downgrade(judgement: Judgement, step: str) -> Judgement:
    """A proof that rests on a step nobody re-checked is ``trusted``, and names the step."""
    if judgement.finding.verdict != "proved" or judgement.finding.grade == "trusted":
        return judgement
    finding = replace(judgement.finding, grade="trusted", detail=f"{judgement.finding.detail}; rests on {step}")
    return replace(judgement, finding=finding, reason=f"rests on {step}")
