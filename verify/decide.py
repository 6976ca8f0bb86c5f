"""One claim from plain data to plain data: the function that workers run."""

from __future__ import annotations

import hashlib
import random
import time
from typing import TYPE_CHECKING, Any

from sympy.core import random as choices_of_sympy

from derivations.errors import DerivationError, FisherproofError
from derivations.trace import tracing
from verify.claim import Claim
from verify.closed_forms import disagreeing
from verify.crosscheck import crosscheck
from verify.judge import Judgement, downgrade, judge
from verify.records import describe
from verify.search import Search
from verify.small_sizes import in_small_sizes
from verify.statement import Statement
from verify.teeth import try_mutants
from verify.verdict import Finding
from verify.wellformedness.user_families import in_sight_of
from verify.wellformedness.wellformed import kind_scope

if TYPE_CHECKING:
    from derivations.trace import Trace
    from verify.teeth import Outcome

DROP_TRIES = 60


def decide(payload: dict[str, Any]) -> dict[str, Any]:
    """Decide the claim of a payload (``Claim.payload()``); returns the fields of its record, as plain JSON."""
    started = time.process_time()
    claim = Claim.from_payload(payload["claim"] if "claim" in payload and isinstance(payload["claim"], dict) else payload)
    generator = random.Random(_seed(claim))  # noqa: S311 - witnesses must be reproducible, not secret
    choices_of_sympy.seed(_seed(claim))  # SymPy shuffles the order in which it asks assumptions about each other
    try:
        with in_sight_of(claim):
            record = _experiment(claim) if claim.experiment else _decide(claim, generator)
    except FisherproofError as error:
        record = describe.inconclusive(claim, str(error))
    except RecursionError:
        record = describe.inconclusive(claim, "the expressions nest too deep to be worked on: let names stand for parts of them")
    return {**record, "seconds": round(time.process_time() - started, 4)}


def _seed(claim: Claim) -> int:
    return int.from_bytes(hashlib.sha256(f"{claim.id}\n{claim.statement}".encode()).digest()[:8], "big")


def _decide(claim: Claim, generator: random.Random) -> dict[str, Any]:
    statement = Statement.of(claim)
    try:
        decided = _judged(claim, statement, generator)
    except DerivationError as error:
        in_sizes = in_small_sizes(statement, error, lambda explicit: _judged(claim, explicit, generator))
        if in_sizes is None:
            raise
        decided = in_sizes
    return describe.record(claim, decided)


def _judged(claim: Claim, statement: Statement, generator: random.Random) -> describe.Decided:
    """The statement of a claim, perhaps in explicit sizes, with all that was found about it."""
    elaborator = statement.elaborator()
    with tracing() as trace:
        problem = statement.problem(elaborator)
    search = Search(statement, generator, elaborator)
    judgement = judge(statement, problem, claim.attempts, search, generator)
    judgement, checks = _rest_on(judgement, trace, problem, search)
    outcomes: list[Outcome] = []
    if judgement.finding.verdict in ("proved", "supported"):
        outcomes = try_mutants(statement, kind_scope(claim), search, generator)
        judgement = _demand_teeth(judgement, outcomes)
    holds = judgement.finding.verdict in ("proved", "supported")
    matters = _dropped(claim, statement, search) if holds else {}
    if missing := [index for index, witness in sorted(matters.items()) if witness is None]:
        which = f"the hypothesis {claim.given[missing[0]]!r} (index {missing[0]})"
        reason = f"without {which} no counterexample was found in {DROP_TRIES} draws for each instance"
        judgement = Judgement(Finding("inconclusive", "", (), reason), judgement.evidence, reason)
    return describe.Decided(statement, problem, trace, judgement, checks, outcomes, matters)


def _rest_on(judgement: Judgement, trace: Trace, problem: Any, search: Search) -> tuple[Judgement, list[Finding]]:
    """Re-check the expectations that the verdict rests on; a proof that rests on an unconfirmed one is only trusted."""
    checks = crosscheck(trace, problem, search.interpretations, search.generator)
    if wrong := disagreeing(trace, problem, search.generator):
        checks = [*checks, wrong]
    for check in checks:
        if check.verdict == "disputed":
            return Judgement(check, [*judgement.evidence, check], check.detail), checks
    unconfirmed = [check for check in checks if check.verdict == "inconclusive"]
    return (downgrade(judgement, unconfirmed[0].detail) if unconfirmed else judgement), checks


def _demand_teeth(judgement: Judgement, outcomes: list[Outcome]) -> Judgement:
    """No proof without a killed mutant: at the definition level where that has mutants, else at the expression level."""
    if judgement.finding.verdict != "proved":
        return judgement
    level = "definition" if any(o.mutant.level == "definition" and o.outcome != "equivalent" for o in outcomes) else "expression"
    if any(outcome.outcome == "killed" and outcome.mutant.level == level for outcome in outcomes):
        return judgement
    reason = f"no teeth: no {level}-level mutant was killed"
    return Judgement(Finding("inconclusive", "", (), reason), judgement.evidence, reason)


def _dropped(claim: Claim, statement: Statement, search: Search) -> dict[int, str | None]:
    """For each hypothesis to drop, the counterexample without it, or ``None``."""
    found: dict[int, str | None] = {}
    for index in claim.drop:
        rest = (*statement.given[:index], *statement.given[index + 1 :])
        finding = describe.without(statement, rest, claim.attempts, search, DROP_TRIES)
        found[index] = describe.witness_text(finding) if finding else None
    return found


def _experiment(claim: Claim) -> dict[str, Any]:
    from verify.experiments import run_experiment  # experiments load the numeric core

    return describe.experiment(claim, run_experiment(claim.experiment))
