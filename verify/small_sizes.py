"""What has no derivation for every size, judged in small ones: refuted in one of them, or supported in all that were tried."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from derivations.errors import FisherproofError
from derivations.language.kind_check import KindChecker
from derivations.language.kind_scope import KindScope, kind_of_type
from derivations.language.kinds import NUMBER, FunctionKind, KindError, LawKind
from verify.judge import Judgement
from verify.sized import with_sizes
from verify.verdict import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from verify.records.describe import Decided
    from verify.statement import Statement
    from verify.verdict import Grade

TRIED = 3  # choices of small sizes, beside a larger one
LARGER = 4
SUPPORTING = frozenset({"zero", "psd", "pd"})  # an inequality between numbers may turn at a large size
STRONG = frozenset({"replayed", "exact", "probabilistic", "certified"})


def in_small_sizes(statement: Statement, error: FisherproofError, judged: Callable[[Statement], Decided]) -> Decided | None:
    """The statement judged as one in explicit sizes, by all engines and with mutants of its own; ``None`` where that decides nothing.

    A counterexample in one size refutes what is said of every size. Agreement in small sizes is support and no more, and none for
    statements that speak of the size itself.
    """
    sized = statement.sized()
    if sized is None:
        return None
    found: list[tuple[str, Decided]] = []
    choices = [*sized.sizes()[:TRIED], dict.fromkeys(sized.least, LARGER)]
    if not all(_is_meant(statement.with_dimensions(sizes)) for sizes in choices):
        return None
    for sizes in choices:
        try:
            decided = judged(statement.with_dimensions(sizes))
        except FisherproofError:
            return None  # what means nothing for 2 x 2 matrices is not refuted by numbers, which are 1 x 1 matrices
        shown = ",".join(f"{name}={size}" for name, size in sorted(sizes.items()))
        if decided.judgement.finding.verdict in ("refuted", "disputed"):
            return _refuted(decided, sizes, shown)
        found.append((shown, decided))
    agree = all(decided.judgement.finding.verdict in ("proved", "supported") for _, decided in found)
    if not agree or not _may_support(statement, [decided for _, decided in found]):
        return None
    return _supported(found, error)


def _is_meant(statement: Statement) -> bool:
    """Whether a statement in explicit sizes is well formed: a word may ask for so many numbers and no others."""
    try:
        kinds = {name: kind_of_type(spec, statement.types) for name, spec in statement.types.items()}
    except KindError:
        return False
    fixed = {name for name, kind in kinds.items() if isinstance(kind, LawKind | FunctionKind)}
    sizes = dict.fromkeys(statement.sizes, NUMBER)
    ranges = {name: (size, size) for name, size in statement.sizes.items()}
    checker = KindChecker(KindScope({**kinds, **sizes}, set(kinds) - fixed, ranges=ranges, fixed=fixed))
    for tree in (*statement.given, statement.claim):
        checker.statement(tree)
    return not checker.faults


def _refuted(decided: Decided, sizes: Mapping[str, int], shown: str) -> Decided:
    finding = with_sizes(decided.judgement.finding, sizes)
    return replace(decided, judgement=replace(decided.judgement, finding=finding), sizes=shown)


def _may_support(statement: Statement, found: list[Decided]) -> bool:
    """Whether the statement is about arrays only: sizes that it names, and inequalities between numbers, may turn far out."""
    names = {size for spec in statement.types.values() for size in spec.dimensions}
    trees = (statement.claim, *statement.given)
    mentioned = {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}
    relations = {goal.relation for decided in found for goal in decided.problem.goals}
    return not names & mentioned and relations <= SUPPORTING


def _supported(found: list[tuple[str, Decided]], error: FisherproofError) -> Decided:
    """The support of several sizes, in the record of the first."""
    first = found[0][1]
    findings = [decided.judgement.finding for _, decided in found]
    grade: Grade = "certified" if all(finding.grade in STRONG for finding in findings) else "numeric"
    told = "; ".join(f"{shown}: {finding.verdict} {finding.grade}" for (shown, _), finding in zip(found, findings, strict=True))
    conditions = tuple(dict.fromkeys(condition for finding in findings for condition in finding.side_conditions))
    support = Finding("supported", grade, findings[0].engines, f"{told}; no proof for every size: {error}", conditions)
    judgement = Judgement(support, [support, *first.judgement.evidence])
    return replace(first, judgement=judgement, sizes="; ".join(shown for shown, _ in found))
