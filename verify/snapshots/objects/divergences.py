"""Divergences: within the family, to every other family where it closes, and between neighbours to the fourth order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.errors import DerivationError, FisherproofError
from derivations.expect import divergence
from derivations.kl import kl
from derivations.kl_taylor import coefficients
from derivations.language.tensor import Tensor
from derivations.normal_form import Facts, decide_zero
from verify.snapshots.item import Object
from verify.snapshots.neighbours import neighbour, neighbours

if TYPE_CHECKING:
    from collections.abc import Callable

    from verify.snapshots.subject import Subject

ORDER = 4


def _across(of: Subject) -> Object:
    """KL(p || r) for every other family that the divergence closes for; the words say which, in order."""
    found: dict[str, sp.Expr] = {}
    for name in neighbours(of):
        try:
            found[name] = kl(of.p, neighbour(name))
        except FisherproofError:
            continue  # no closed form, infinite, or values of another sort
    if not found:
        message = f"Comparing {of.family.name} with other families: expected a divergence that closes, got none."
        raise DerivationError(message)
    return Object(Tensor.vector(list(found.values())), words={str(place): name for place, name in enumerate(found)})


def _expansion(of: Subject, *, reverse: bool) -> Object:
    """The coefficients of total order 2 to 4, the powers of the step in the order of ``monomials``."""
    found = coefficients(of.p, of.v, ORDER, reverse=reverse)
    return Object(Tensor.vector([term for powers, term in found.items() if sum(powers) > 1]))


def _symmetry(of: Subject) -> Object:
    """To which order the two directions agree: proved equal, proved to differ by a value at a point, or undecided."""
    both = [coefficients(of.p, of.v, ORDER - 1, reverse=reverse) for reverse in (False, True)]
    words = {}
    for order in (1, 2, 3):
        gaps = [both[0].get(powers, 0) - both[1].get(powers, 0) for powers in both[0] if sum(powers) == order]
        words[f"order {order} agrees"] = _agree(gaps, of)
    return Object(None, words=words)


def _agree(gaps: list[sp.Expr], of: Subject) -> str:
    from verify.snapshots.values import differ, value_at

    if decide_zero(gaps, Facts(positive=of.facts)).zero:
        return "yes"
    places = of.own_points[:1] if any(gap.has(sp.Integral, sp.Sum) for gap in gaps) else of.own_points  # an integral costs seconds
    values = (value_at(gap, point) for gap in gaps for point in places)
    return "no" if any(value is not None and differ(value, "0") for value in values) else "undecided"


OBJECTS: dict[str, Callable[[Subject], Object]] = {
    "kl": lambda of: Object(Tensor.scalar(divergence(of.p, of.q))),
    "kl_across": _across,
    "kl_taylor": lambda of: _expansion(of, reverse=False),
    "kl_taylor_reverse": lambda of: _expansion(of, reverse=True),
    "kl_symmetry": _symmetry,
}
