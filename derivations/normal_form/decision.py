"""Whether expressions are zero: atoms, a modular filter, exact arithmetic by flint, and an independent replay."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

from derivations.normal_form.branch_equations import in_branch
from derivations.normal_form.cases import NeedCases, possible_branches
from derivations.normal_form.facts import Facts
from derivations.normal_form.modular import ModularAnswer, identity_test
from derivations.normal_form.preparing import prepare
from derivations.normal_form.program import Undefined
from derivations.normal_form.quotient import Arithmetic, TooLarge
from derivations.normal_form.reachable import zeros_in
from derivations.normal_form.relations import reduce_modulo
from derivations.normal_form.render import structure_label
from derivations.normal_form.replay import replay_zero
from derivations.normal_form.structure import Structure, Unsupported
from derivations.normal_form.zero_certificate import zero_certificate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

BRANCHES = 16
FLINT, SYMPY, MODULAR = "python-flint fmpq_mpoly", "SymPy sparse polynomials", "identity testing modulo random primes"
CACHE_SIZE = 4096


@dataclass(frozen=True)
class Decision:
    """What was decided about the expressions together, and by whom.

    ``zero``: every one is the zero element (``True``), some one is not in this structure (``False``: no proof, never a refutation), or it
    could not be decided (``None``). ``disputed``: the two exact engines contradict each other. ``log2_error`` bounds the probability of
    error of a decision that rests on identity testing alone. ``conditions`` are sentences. ``certificates`` let a checker without this
    package decide again, one a branch; none where one is too long.
    """

    zero: bool | None
    engines: tuple[str, ...] = ()
    detail: str = ""
    conditions: tuple[str, ...] = ()
    disputed: bool = False
    log2_error: float | None = None
    certificates: tuple[dict[str, Any], ...] = ()


def decide_zero(expressions: Sequence[sp.Expr], facts: Facts | None = None, generator: random.Random | None = None) -> Decision:
    """Decide whether all expressions vanish wherever they are defined.

    Args:
        expressions: scalar SymPy expressions over symbols with their declared assumptions.
        facts: what else is known about the symbols.
        generator: source of the random primes and points; fresh randomness by default.

    Assumes: nothing beyond the sentences in ``conditions``. ``zero=True`` is a proof; ``zero=False`` only says that none was found.

    >>> x = sp.Symbol("x", real=True)
    >>> decide_zero([sp.cosh(x) ** 2 - sp.sinh(x) ** 2 - 1]).zero
    True
    """
    facts = facts or Facts()
    key = (tuple(expressions), facts.key())
    if key not in _decisions:
        while len(_decisions) >= CACHE_SIZE:
            _decisions.pop(next(iter(_decisions)))
        _decisions[key] = _by_cases(expressions, facts, generator or random.SystemRandom())
    return _decisions[key]


_decisions: dict[Any, Decision] = {}


def _by_cases(expressions: Sequence[sp.Expr], facts: Facts, generator: random.Random) -> Decision:
    """Split piecewise expressions into their branches; all branches must vanish."""
    pending: list[tuple[Sequence[sp.Expr], Facts, Mapping[Any, int]]] = [(expressions, facts, {})]
    decisions: list[Decision] = []
    while pending:
        there, known, cases = pending.pop()
        try:
            decision = _decide(there, known, cases, generator)
        except NeedCases as need:
            zeros = {branch: zeros_in(need.conditions, branch, known) for branch in possible_branches(need.conditions, known)}
            possible = {branch: found for branch, found in zeros.items() if found is not None}
            chosen = [((need.conditions, branch), each) for branch, found in possible.items() for each in itertools.product(*found)]
            pending += [in_branch(there, known, cases, *each) for each in chosen]
            if not possible:
                return Decision(None, detail="no piecewise branch is possible")
            if len(pending) + len(decisions) > BRANCHES:
                return Decision(None, detail="too many piecewise branches")
            continue
        if decision.zero is not True:
            return decision
        decisions.append(decision)
    return _join(decisions)


def _join(decisions: list[Decision]) -> Decision:
    """All branches are zero: the weakest evidence counts."""
    if len(decisions) == 1:
        return decisions[0]
    engines = min((decision.engines for decision in decisions), key=len)
    errors = [decision.log2_error for decision in decisions if decision.log2_error is not None]
    if errors:
        engines = next(decision.engines for decision in decisions if decision.log2_error is not None)
    conditions = tuple(dict.fromkeys(condition for decision in decisions for condition in decision.conditions))
    detail = f"{decisions[0].detail}, in each of {len(decisions)} branches"
    error = max(errors) + len(errors).bit_length() if errors else None
    complete = all(decision.certificates for decision in decisions)
    certificates = tuple(one for decision in decisions for one in decision.certificates) if complete else ()
    return Decision(zero=True, engines=engines, detail=detail, conditions=conditions, log2_error=error, certificates=certificates)


def _decide(expressions: Sequence[sp.Expr], facts: Facts, cases: Mapping[Any, int], generator: random.Random) -> Decision:
    try:
        needed = facts if _depends_on_signs([*expressions, *facts.substitutions.values()]) else Facts(facts.substitutions)
        structure, nodes = prepare(expressions, needed, cases)
        return decide_nodes(structure, nodes, generator)
    except Unsupported as problem:
        return Decision(None, detail=f"no normal form: {problem}")
    except (TooLarge, RecursionError):
        return Decision(None, detail="too large or too deeply nested for exact arithmetic")
    except (Undefined, OverflowError) as problem:
        return Decision(None, detail="undefined everywhere" if isinstance(problem, Undefined) else "exponents too large")


def _depends_on_signs(expressions: Sequence[sp.Expr]) -> bool:
    """Whether anything but sums, products and integer powers occurs: signs decide only how functions and roots are rewritten."""
    return any(
        isinstance(part, (sp.Function, sp.Integral, sp.Sum)) or (part.is_Pow and not part.exp.is_Integer)
        for expression in expressions
        for part in sp.preorder_traversal(expression)
    )


def decide_nodes(structure: Structure, nodes: Sequence[int], generator: random.Random) -> Decision:
    """Decide whether all nodes of a prepared structure are zero: a modular filter first, exact arithmetic only after it.

    Raises:
        Undefined: a denominator is the zero element.
    """
    nodes = sorted({node for node in nodes if structure.program.constant(node) != 0})
    filtered = identity_test(structure, nodes, generator, trials=2) if nodes else ModularAnswer(zero=True)
    if filtered.zero is False:
        return Decision(zero=False, engines=(MODULAR,), detail="not zero in this structure", conditions=tuple(structure.conditions))
    return _exactly(structure, nodes, generator)


def _exactly(structure: Structure, nodes: list[int], generator: random.Random) -> Decision:
    """Exact zero test, then the replay; beyond the budget, identity testing with its bound."""
    atoms = structure.closure(nodes)
    field, conditions = structure_label(structure, atoms), tuple(structure.conditions)
    exact, replayed = _attempt(exact_zero, structure, nodes), _attempt(replay_zero, structure, nodes)
    if exact is None and replayed is None:
        return _probably(structure, nodes, generator, field)
    if exact is not None and replayed is not None and exact != replayed:
        return Decision(None, (FLINT, SYMPY), f"the engines disagree in {field}", conditions, disputed=True)
    engines = tuple(name for name, answer in ((FLINT, exact), (SYMPY, replayed)) if answer is not None)
    zero = bool(exact if exact is not None else replayed)
    detail = f"zero in the fraction field of {field}" if zero else f"not zero in the fraction field of {field}"
    certificate = zero_certificate(structure, nodes) if zero and nodes else None
    return Decision(zero, engines, detail, conditions, certificates=(certificate,) if certificate else ())


def _attempt(engine: Any, structure: Structure, nodes: list[int]) -> bool | None:
    try:
        return bool(engine(structure, nodes))
    except TooLarge:
        return None


def exact_zero(structure: Structure, nodes: Sequence[int]) -> bool:
    """Whether all nodes are zero modulo the relations, by python-flint.

    Raises:
        TooLarge: beyond the budget. Undefined: a denominator is the zero element.
    """
    arithmetic = Arithmetic(structure.closure(list(nodes)))
    related = [atom for atom in arithmetic.atoms if atom in structure.relations]
    values = arithmetic.run(structure.program, [*nodes, *(structure.relations[atom][1] for atom in related)])
    relations = {atom: (structure.relations[atom][0], value[0]) for atom, value in zip(related, values[len(nodes) :], strict=True)}
    return all(reduce_modulo(arithmetic, pair, relations)[0].is_zero() for pair in values[: len(nodes)])


def _probably(structure: Structure, nodes: list[int], generator: random.Random, field: str) -> Decision:
    answer = identity_test(structure, nodes, generator)
    conditions = tuple(structure.conditions)
    if answer.zero and answer.log2_error < 0:
        detail = f"zero at random points of {field} modulo random primes, error below 2^{int(answer.log2_error)}"
        return Decision(zero=True, engines=(MODULAR,), detail=detail, conditions=conditions, log2_error=answer.log2_error)
    detail = "not zero in this structure" if answer.zero is False else "too large for exact arithmetic"
    return Decision(False if answer.zero is False else None, (MODULAR,) if answer.zero is False else (), detail, conditions)
