"""Expressions converted into one structure, with what is known of their symbols."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.normal_form.cases import NeedCases, in_branches
from derivations.normal_form.program import Undefined
from derivations.normal_form.quotient import TooLarge
from derivations.normal_form.sign_sets import NONNEGATIVE, NONZERO, POSITIVE
from derivations.normal_form.signs import learn
from derivations.normal_form.structure import Refine, Structure, Unsupported

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from derivations.normal_form.facts import Facts

REFINEMENTS = 60
FACT_SIZE = 400  # operations; larger facts are not used


def prepare(expressions: Sequence[sp.Expr], facts: Facts, cases: Mapping[Any, int]) -> tuple[Structure, list[int]]:
    """Convert expressions into one structure, refining roots and shifts until they fit all of them.

    Raises:
        Unsupported, TooLarge, Undefined, NeedCases: no normal form, see there.
    """
    structure, known = Structure(facts, cases), in_branches(facts, cases)
    for _ in range(REFINEMENTS):
        try:
            _learn_all(structure, known)
            return structure, [structure.convert(expression) for expression in expressions]
        except Refine:
            structure.restart()
    message = "the arguments need too many refinements"
    raise Unsupported(message)


def _learn_all(structure: Structure, facts: Facts) -> None:
    pairs = [(fact, POSITIVE) for fact in facts.positive] + [(fact, NONNEGATIVE) for fact in facts.nonnegative]
    pairs += [(fact, NONZERO) for fact in facts.nonzero]
    sized = [(sum(1 for _ in sp.preorder_traversal(fact)), number, fact, signs) for number, (fact, signs) in enumerate(pairs)]
    for size, _, expression, signs in sorted(sized, key=lambda item: item[:2]):  # plain ones first: the others build on them
        if size > FACT_SIZE:
            break
        try:
            learn(structure, expression, signs)
        except (Unsupported, TooLarge, Undefined, NeedCases):
            continue  # a fact that cannot be expressed is a fact that is not used
