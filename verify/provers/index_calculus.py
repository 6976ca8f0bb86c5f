"""Equalities for every number of classes: the normal form of index calculus, replayed in small explicit sizes by other engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.errors import FisherproofError
from derivations.indexed.certificate import indexed_certificate
from derivations.indexed.decision import decide_indexed_zero
from derivations.indexed.lifting import lift
from derivations.indexed.tensor import IndexedTensor
from verify.provers import Prover, independent_atoms
from verify.replay.index_programs import read
from verify.replay.refusal import Refused
from verify.sized import LARGEST, MOST, refute_sized
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping, Sequence

    from derivations.normal_form import Decision
    from verify.problem import Goal, Problem
    from verify.sized import Sized

ENGINE = "index calculus"
REPLAYED = 3  # sizes in which a proof is replayed
TRIES = 4


def decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove goals that are equalities of indexed arrays; ``None`` for others, and where the normal forms differ.

    A proof is derived anew in small explicit sizes. Where exact engines prove it in sizes that decide every size, it counts as replayed; a
    counterexample in a small size is a dispute.
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
    return _replayed(decision, problem, generator)


def _replayed(decision: Decision, problem: Problem, generator: random.Random) -> Finding:
    """The finding, with what the explicit engines say in small sizes."""
    sized = problem.sized
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
    if not agreed or sized is None:
        return Finding("proved", "exact", (ENGINE, *decision.engines), detail, conditions)
    shown = "; ".join(", ".join(f"{name}={size}" for name, size in sizes.items()) for sizes in agreed)
    engines, detail = (ENGINE, *decision.engines, "explicit arrays"), f"{detail}; replayed with explicit arrays at {shown}"
    certificate = _certificate(problem.goals, sized, generator)
    if certificate is None:
        return Finding("proved", "exact", engines, detail, conditions)
    return Finding("proved", "replayed", engines, f"{detail}, which decide every size", conditions, certificates=(certificate,))


def _certificate(goals: Sequence[Goal], sized: Sized, generator: random.Random) -> dict[str, Any] | None:
    """What decides every size without index calculus: explicit proofs in the sizes that the form of both sides asks for."""
    if any(goal.left is None or goal.right is None for goal in goals):
        return None
    certificate = indexed_certificate([(lift(goal.left), lift(goal.right)) for goal in goals])
    if certificate is None:
        return None
    try:
        program = read(certificate)
    except Refused:
        return None
    deciding = {tuple(sorted(sizes.items())): sizes for goal in program.goals for sizes in program.deciding(goal)}
    proofs = []
    for sizes in deciding.values():
        problem = sized.problem(sizes) if max(sizes.values()) <= LARGEST and len(deciding) <= MOST else None
        found = independent_atoms.decide(problem, generator) if problem is not None else None
        if found is None or found.grade != "replayed" or not found.certificates:
            return None
        proofs.append({"sizes": sizes, "certificates": list(found.certificates)})
    return {**certificate, "sizes": proofs}


PROVER = Prover("index_calculus", 6, decide)
