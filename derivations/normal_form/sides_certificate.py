"""Certificates for equalities whose residual the algebra system has cancelled already: both sides as they were derived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.normal_form.cases import NeedCases
from derivations.normal_form.preparing import prepare
from derivations.normal_form.program import Undefined
from derivations.normal_form.quotient import TooLarge
from derivations.normal_form.structure import Refine, Unsupported
from derivations.normal_form.zero_certificate import zero_certificate

if TYPE_CHECKING:
    from collections.abc import Sequence

    import sympy as sp

    from derivations.normal_form.facts import Facts


def sides_certificate(left: Sequence[sp.Expr], right: Sequence[sp.Expr], facts: Facts) -> dict[str, Any] | None:
    """The claim that left - right is zero, entry by entry; ``None`` where the sides have no normal form as they stand."""
    try:
        structure, nodes = prepare([*left, *right], facts, {})
    except (Unsupported, TooLarge, Undefined, NeedCases, Refine, OverflowError, RecursionError):
        return None
    program = structure.program
    pairs = zip(nodes[: len(left)], nodes[len(left) :], strict=True)
    return zero_certificate(structure, [program.sum([one, program.negative(other)]) for one, other in pairs])
