"""Equalities for every number of classes: the normal form of index calculus, replayed in small explicit sizes by other engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.errors import FisherproofError
from derivations.indexed.decision import decide_indexed_zero
from derivations.indexed.tensor import IndexedTensor
from verify.provers import Prover, independent_atoms
from verify.sized import refute_sized
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from derivations.normal_form import Decision
    from verify.problem import Problem
    from verify.sized import Sized

ENGINE = "index calculus"
REPLAYED = 3  # sizes in which a proof is replayed
TRIES = 4


def decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove goals that are equalities of indexed arrays; ``None`` for others, and where the normal forms differ.

    A proof is derived anew in small explicit sizes. Where an exact engine proves it there too, the proof counts as replayed; a
    counterexample there is a dispute.
    """
    if not problem.goals or not all(goal.relation == "zero" and isinstance(goal.residual, IndexedTensor) for goal in problem.goals):
        return None
    try:
        decision = decide_indexed_zero([goal.residual.body for goal in problem.goals], generator)
    except FisherproofError:
        return None
    if decision.disputed:
        return Finding("disputed", "", decision.engines, decision.detail, decision.conditions)
    if decision.zero is not True or decision.log2_error is not None:
        return None
    return _replayed(decision, problem.sized, generator)


def _replayed(decision: Decision, sized: Sized | None, generator: random.Random) -> Finding:
    """The finding, with what the explicit engines say in small sizes."""
    meant = sized.sentences if sized is not None else ()
    conditions = (*decision.conditions, *meant)
    detail = f"scope: every size ({', '.join(meant)}); zero by index calculus, {decision.detail}"
    agreed: list[Mapping[str, int]] = []
    for sizes, instance in sized.problems() if sized is not None else ():
        found = independent_atoms.decide(instance, generator)
        if found is not None and found.verdict == "proved":
            agreed.append(sizes)
        if len(agreed) == REPLAYED:
            break
    against = refute_sized(sized, generator, TRIES) if sized is not None else None
    if against is not None:
        text = f"index calculus proves an equality that fails in a small size: {against.detail}"
        return Finding("disputed", "", (ENGINE, *against.engines), text, conditions, against.witness)
    if not agreed:
        return Finding("proved", "exact", (ENGINE, *decision.engines), detail, conditions)
    shown = "; ".join(", ".join(f"{name}={size}" for name, size in sizes.items()) for sizes in agreed)
    engines = (ENGINE, *decision.engines, "explicit arrays")
    return Finding("proved", "replayed", engines, f"{detail}; replayed with explicit arrays at {shown}", conditions)


PROVER = Prover("index_calculus", 6, decide)
