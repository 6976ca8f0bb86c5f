"""Records: what was decided about a claim, as the plain data that reports print."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from derivations.errors import FisherproofError
from derivations.guards import sentence
from derivations.indexed.tensor import IndexedTensor
from derivations.language.latex import expression_latex
from derivations.star_algebra.element import Element
from verify.records.entry_text import with_entries
from verify.records.hints import hint_of
from verify.records.presentation import ACCEPTED, NO_TEETH, latex_of, stated, undecided
from verify.records.steps import as_text
from verify.search import counterexample
from verify.unparse import Unparser

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping, Sequence

    from derivations.trace import Trace
    from verify.claim import Claim
    from verify.experiments import Evidence
    from verify.judge import Judgement
    from verify.problem import Problem
    from verify.search import Search
    from verify.statement import Statement
    from verify.teeth import Outcome
    from verify.verdict import Finding

LONGEST_STEP = 1200
LONGEST_LINES = 130  # characters of a step on two lines of a terminal


def base(claim: Claim) -> dict[str, Any]:
    """The record of a claim before anything is decided."""
    types = {**claim.context, **claim.let}
    hypotheses = [{"text": text, "latex": latex_of(text, types), "matters": None} for text in claim.given]
    return {**undecided(claim), **stated(claim), "latex": latex_of(claim.statement, types), "hypotheses": hypotheses}


def inconclusive(claim: Claim, reason: str) -> dict[str, Any]:
    """The record of a claim that could not be decided."""
    return {**base(claim), "verdict": "inconclusive", "grade": "", "as_expected": False, "reason": reason}


@dataclass(frozen=True)
class Decided:
    """What was found about a statement: its problem, how it was derived, the judgement, the checks, the mutants, the hypotheses.

    ``sizes`` says in which sizes alone a statement about every size was judged.
    """

    statement: Statement
    problem: Problem
    trace: Trace
    judgement: Judgement
    checks: Sequence[Finding]
    outcomes: Sequence[Outcome]
    matters: Mapping[int, str | None]
    sizes: str = ""


def record(claim: Claim, decided: Decided) -> dict[str, Any]:
    """The record of a decided claim."""
    judgement, finding, trace = decided.judgement, decided.judgement.finding, decided.trace
    result, unparse = base(claim), Unparser()
    for index, witness in decided.matters.items():
        result["hypotheses"][index]["matters"] = with_entries(witness, decided.statement.types)
    found = {
        "reason": _reason(claim, judgement),
        "evidence": [_evidence(one) for one in [*judgement.evidence, *decided.checks]],
        "side_conditions": _conditions(finding, decided.problem, trace),
        "witness": _witness(finding),
        "mutants": [_mutant(outcome, unparse) for outcome in decided.outcomes],
        "steps": [_step(step) for step in trace.steps],
    }
    return {
        **result,
        **with_entries(found, decided.statement.types),
        "verdict": finding.verdict,
        "grade": finding.grade,
        "as_expected": finding.verdict in ACCEPTED[claim.expect],
        "scope": scope(decided.statement, trace, decided.sizes),
        "certificates": [dict(certificate) for certificate in finding.certificates] if finding.verdict == "proved" else [],
        "teeth": teeth(decided.outcomes),
    }


def _reason(claim: Claim, judgement: Judgement) -> str:
    """The reason of the judge, with a hint where a claim is not as expected and a hypothesis says less than it seems to."""
    if judgement.finding.verdict in ACCEPTED[claim.expect] or not (hint := hint_of(claim)):
        return judgement.reason
    return f"{judgement.reason.removesuffix('.')}. {hint}" if judgement.reason else hint


def _evidence(finding: Finding) -> dict[str, Any]:
    engines = ", ".join(finding.engines)
    return {"engine": engines, "verdict": finding.verdict, "grade": finding.grade, "detail": finding.detail}


def _witness(finding: Finding) -> dict[str, Any] | None:
    found = finding.witness
    return None if found is None else {"point": dict(found.point), "lhs": found.left, "rhs": found.right, "enclosure": found.enclosure}


def witness_text(finding: Finding) -> str:
    """A witness in one line."""
    if finding.witness is None:
        return finding.detail
    point = ", ".join(f"{name} = {value}" for name, value in finding.witness.point.items())
    return f"at {point}: {finding.witness.left} against {finding.witness.right}"


def without(
    statement: Statement, given: tuple[ast.expr, ...], attempts: Sequence[Mapping[str, str]], search: Search, tries: int
) -> Finding | None:
    """A counterexample to the statement under fewer hypotheses."""
    weaker = replace(statement, given=given)
    try:
        return counterexample(weaker, attempts, search.under(weaker), search.generator, tries)
    except FisherproofError:
        return None


def _conditions(finding: Finding, problem: Problem, trace: Trace) -> list[str]:
    words = {"nonzero": "!= 0", "positive": "> 0", "nonnegative": ">= 0"}
    asked = [sentence(expression, words[kind]) for kind, expression in problem.conditions]
    return list(
        dict.fromkeys([*finding.side_conditions, *asked, *problem.noted, *(text for step in trace.steps for text in step.conditions)])
    )


def teeth(outcomes: Sequence[Outcome]) -> dict[str, dict[str, int]]:
    """Killed, generated and equivalent mutants a level."""
    counts = {"expression": dict(NO_TEETH), "definition": dict(NO_TEETH)}
    for outcome in outcomes:
        level = counts[outcome.mutant.level]
        level["generated"] += 1
        level["killed"] += outcome.outcome == "killed"
        level["equivalent"] += outcome.outcome == "equivalent"
    return counts


def _mutant(outcome: Outcome, unparse: Unparser) -> dict[str, str]:
    mutant = outcome.mutant
    text = unparse(mutant.claim)
    return {"level": mutant.level, "operator": mutant.operator, "statement": text, "outcome": outcome.outcome, "detail": outcome.detail}


def _step(step: Any) -> dict[str, Any]:
    latex = f"{value_latex(step.before)} \\;\\longrightarrow\\; {value_latex(step.after)}"
    text = f"{as_text(step.before)} -> {as_text(step.after)}" if len(latex) <= LONGEST_STEP else ""
    shown = {"latex": latex if text else "", "text": text if len(text) <= LONGEST_LINES else ""}
    return {"rule": step.rule, "conditions": list(step.conditions), **shown}


def value_latex(value: Any) -> str:
    """A tensor, an element or an expression as LaTeX."""
    return str(value.latex() if isinstance(value, Element | IndexedTensor) else expression_latex(value))


def scope(statement: Statement, trace: Trace, sizes: str = "") -> str:
    """What was quantified over; ``sizes`` are those in which alone a statement about every size was judged."""
    names = sorted({size for spec in statement.types.values() for size in spec.dimensions})
    parts = [f"all dimensions {', '.join(names)}"] if names else [sizes] if sizes else []
    laws = sorted({step.law.name for step in trace.steps if step.law is not None})
    if laws:
        parts.append(f"family={', '.join(laws)}")
    parts += [f"every smooth {name}" for name, spec in statement.types.items() if spec.kind == "smooth"]
    parts += [f"every regular law {name}" for name, spec in statement.types.items() if spec.kind == "law"]
    explicit = {name: spec.shape for name, spec in statement.types.items() if spec.shape and not spec.is_abstract and not sizes}
    shapes = [f"{name} of size {'x'.join(map(str, shape))}" for name, shape in explicit.items()]
    return "; ".join([*parts, *shapes]) or "all admissible points"


def experiment(claim: Claim, evidence: Evidence) -> dict[str, Any]:
    """The record of an experiment: its tables are evidence, its negative control its teeth."""
    counts = {"killed": evidence.controls_failed, "generated": evidence.controls, "equivalent": 0}
    rows = [{"engine": "experiment", "verdict": evidence.verdict, "grade": evidence.grade, "detail": line} for line in evidence.lines]
    return {
        **base(claim),
        "verdict": evidence.verdict,
        "grade": evidence.grade,
        "as_expected": evidence.verdict in ACCEPTED[claim.expect],
        "scope": evidence.scope,
        "reason": evidence.reason,
        "evidence": rows,
        "teeth": {"expression": dict(NO_TEETH), "definition": counts},
    }
