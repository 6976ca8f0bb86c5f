"""Negative controls: mutants of a statement are generated, and each must be refuted, proved equal, or reported as a survivor."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.errors import FisherproofError
from derivations.integrals.divergence import diverges
from derivations.language.kind_check import KindChecker
from derivations.language.tensor import Tensor
from derivations.normal_form import decide_zero
from verify.mutants import Level, Operator, operators
from verify.provers import proving
from verify.survivors import why_it_survives
from verify.tree_numbers import TreeNumbers
from verify.unparse import unparse

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from derivations.language.kind_scope import KindScope
    from verify.mutants import Types
    from verify.problem import Problem
    from verify.search import Search
    from verify.statement import Statement

LIMITS: dict[Level, int] = {"expression": 24, "definition": 16}
KILL_TRIES = 6
KILL_TRIES_OF_INEQUALITIES = 40  # an inequality fails on part of the domain only


@dataclass(frozen=True)
class Mutant:
    """A changed statement: its operator, its tree, and the hypotheses it keeps."""

    operator: str
    level: Level
    claim: ast.expr
    given: tuple[ast.expr, ...]


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant: ``killed`` (certified witness), ``equivalent`` (proved, too) or ``survives``."""

    mutant: Mutant
    outcome: str
    detail: str


def variants(node: ast.expr, operator: Operator, types: Types | None = None) -> Iterator[ast.expr]:
    """Every tree in which the operator has changed one node; untouched subtrees are shared with the original."""
    yield from operator.of(node, types or {})
    for field, value in ast.iter_fields(node):
        if isinstance(value, ast.expr) and not (field == "func" or (isinstance(node, ast.Attribute) and field == "attr")):
            for changed in variants(value, operator, types):
                yield _copy(node, field, changed)
        elif isinstance(value, list):
            for position, item in enumerate(value):
                inner = item.value if isinstance(item, ast.keyword) else item
                if isinstance(inner, ast.expr):
                    for changed in variants(inner, operator, types):
                        entry = ast.keyword(item.arg, changed) if isinstance(item, ast.keyword) else changed
                        yield _copy(node, field, [*value[:position], entry, *value[position + 1 :]])


def _copy(node: ast.expr, field: str, value: Any) -> ast.expr:
    """The node with one field replaced."""
    fields = dict(ast.iter_fields(node))
    fields[field] = value
    copy: ast.expr = type(node)(**fields)
    copy.col_offset, copy.lineno = getattr(node, "col_offset", 0), getattr(node, "lineno", 1)
    return copy


def mutants(statement: Statement, scope: KindScope) -> list[Mutant]:
    """The well-formed mutants of a statement: all of them up to a limit a level, else evenly spread over the operators."""
    found: dict[Level, list[list[Mutant]]] = {"expression": [], "definition": []}
    number = TreeNumbers()
    seen = {number(statement.claim)}
    checker = KindChecker(scope)
    checker.statement(statement.claim)
    for operator in operators():
        group = []
        for tree in variants(statement.claim, operator, statement.types):
            if number(tree) not in seen and _is_well_formed(tree, checker):
                seen.add(number(tree))
                group.append(Mutant(operator.name, operator.level, tree, statement.given))
        found[operator.level].append(group)
    dropped = [
        Mutant(f"drop hypothesis {i + 1}", "definition", statement.claim, (*statement.given[:i], *statement.given[i + 1 :]))
        for i in range(len(statement.given))
    ]
    return dropped + [mutant for level, groups in sorted(found.items(), reverse=True) for mutant in _spread(groups, LIMITS[level])]


def _is_well_formed(tree: ast.expr, original: KindChecker) -> bool:
    """Whether a mutant has no fault; what it shares with the original is known."""
    checker = original.again()
    checker.statement(tree)
    return not checker.faults


def _spread(groups: list[list[Mutant]], limit: int) -> list[Mutant]:
    """At most ``limit`` mutants, taken from the groups in turn and, within a group, from both ends of the statement."""
    queues = [_alternating(group) for group in groups if group]
    chosen: list[Mutant] = []
    while queues and len(chosen) < limit:
        queues = [queue for queue in queues if queue]
        for queue in queues:
            if len(chosen) < limit and queue:
                chosen.append(queue.pop(0))
    return chosen


def _alternating(group: list[Mutant]) -> list[Mutant]:
    front, back = group[: (len(group) + 1) // 2], group[(len(group) + 1) // 2 :][::-1]
    return [mutant for pair in zip(front, [*back, None], strict=False) for mutant in pair if mutant] if len(group) > 1 else group


def try_mutants(statement: Statement, scope: KindScope, search: Search, generator: random.Random) -> list[Outcome]:
    """The outcome of every mutant of a statement that has been found true.

    Where none of a level is killed, those that survive are searched longer: few points tell y from 2 y where y is 0 or 1.
    """
    tried = (_outcome(mutant, search, generator) for mutant in mutants(statement, scope))
    outcomes = [outcome for outcome in tried if outcome is not None]
    toothless = {outcome.mutant.level for outcome in outcomes} - {o.mutant.level for o in outcomes if o.outcome == "killed"}
    for place, outcome in enumerate(outcomes):
        if outcome.outcome == "survives" and outcome.mutant.level in toothless:
            outcomes[place] = _outcome(outcome.mutant, search, generator, KILL_TRIES_OF_INEQUALITIES) or outcome
    return outcomes


def _outcome(mutant: Mutant, search: Search, generator: random.Random, tries: int = 0) -> Outcome | None:
    """``None`` for a mutant that means nothing: it has no derivation at all. ``tries`` are points, as many as usual if none is given."""
    try:
        found = search.refute(mutant.claim, mutant.given, tries or _tries(mutant.claim))
        if found is not None:
            witness = ", ".join(f"{name} = {value}" for name, value in found.witness.point.items()) if found.witness else ""
            return Outcome(mutant, "killed", witness or found.detail)
        problem = search.problem(mutant.claim, mutant.given)
        if _is_nowhere_defined(problem):
            return None
        proof = _proof(problem, generator)
    except FisherproofError:
        return None
    reason = proof or why_it_survives(unparse(mutant.claim), has_hypotheses=bool(mutant.given))
    return Outcome(mutant, "equivalent" if proof else "survives", reason)


def _tries(claim: ast.expr) -> int:
    """Equations fail almost everywhere if they fail at all; inequalities and predicates do not."""
    parts = claim.values if isinstance(claim, ast.BoolOp) else [claim]
    equations = all(isinstance(part, ast.Compare) and all(isinstance(op, ast.Eq) for op in part.ops) for part in parts)
    return KILL_TRIES if equations else KILL_TRIES_OF_INEQUALITIES


def _is_nowhere_defined(problem: Problem) -> bool:
    """Whether a denominator or a determinant of the mutant is the zero function (a singular matrix), or an integral in it diverges."""
    sides = [side for goal in problem.goals for side in (goal.left, goal.right) if isinstance(side, Tensor)]
    if any(diverges(part) for side in sides for entry in side.entries for part in entry.atoms(sp.Integral)):
        return True
    conditions = [value for kind, value in problem.conditions if kind == "nonzero" and isinstance(value, sp.Expr)]
    return any(decide_zero([value]).zero is True for value in conditions)


def _proof(problem: Problem, generator: random.Random) -> str:
    """How the mutant is proved, or nothing."""
    for prover in proving():
        finding = prover.ask(problem, generator)
        if finding is not None and finding.verdict == "proved" and finding.grade != "trusted":
            return finding.detail
    return ""
