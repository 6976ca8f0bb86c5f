"""Shortest paths in the Fisher metric and steepest directions: distances, geodesics, natural gradients."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.errors import DerivationError
from derivations.expect import divergence
from derivations.fisher import fisher
from derivations.fisher_rao import geodesic, geodesic_distance, isometry
from derivations.language.tensor import Tensor
from derivations.natural_gradient import raised
from verify.snapshots.item import Object, short

if TYPE_CHECKING:
    from collections.abc import Callable

    from verify.snapshots.subject import Subject


def _distance(of: Subject) -> Object:
    return Object(geodesic_distance(of.p, of.v, of.v, of.v_q), words={"isometric to": isometry(of.p, of.v.entries).model.name})


def _geodesic(of: Subject) -> Object:
    """The values of the parameters at time t on the path from p to q."""
    return Object(geodesic(of.p, of.v, of.v, of.v_q, Tensor.scalar(of.time)))


def _along(of: Subject) -> Object:
    """The distance along each parameter, all others held fixed, where it closes; the words say which space that is."""
    found: list[sp.Expr] = []
    words = {}
    others = dict(zip(of.v.entries, of.v_q.entries, strict=True))
    for name, value in of.p.parameters.items():
        symbols = tuple(dict.fromkeys(entry for entry in value.entries if entry in others))
        if not symbols:
            continue
        try:
            path = isometry(of.p, symbols)
        except DerivationError:
            words[name] = "no closed form found"
            continue
        found.append(path.distance(symbols, tuple(others[symbol] for symbol in symbols)))
        words[name] = path.model.name
    if not found:
        message = f"Measuring along single parameters of {of.family.name}: expected one whose length closes, got none."
        raise DerivationError(message)
    return Object(Tensor.vector(found), words=words)


def _natural_gradient(of: Subject) -> Object:
    return Object(short(raised(fisher(of.p, of.v), of.gradient)))


def _flow(of: Subject) -> Object:
    """Minus the natural gradient of KL(q || p) in the parameters of p: the velocity of the flow from p towards q."""
    target = divergence(of.q, of.p)
    if target.has(sp.Integral, sp.Sum):
        message = f"Deriving the natural-gradient flow of {of.family.name}: expected a divergence in closed form, got an integral or sum."
        raise DerivationError(message)
    slope = of.v.map(lambda symbol: -sp.diff(target, symbol))
    return Object(short(raised(fisher(of.p, of.v), slope)))


OBJECTS: dict[str, Callable[[Subject], Object]] = {
    "fisher_rao": _distance,
    "fisher_rao_along": _along,
    "geodesic": _geodesic,
    "natural_gradient": _natural_gradient,
    "kl_flow": _flow,
}
