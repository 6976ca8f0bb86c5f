"""Certificates of equalities for every size: both sides in normal form, as plain JSON for a checker without this package.

The format is documented in ``docs/certificates.md``. Functions of entries are entries of other arrays, independent of the first in
every size. A function of a sum is not: in size 1 it is one of an entry. So a few sizes decide nothing about it, and it has no certificate.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.indexed.atoms import Delta, Entry, Index, IndexSum, Opaque, SimplexEntry, Size, SymmetricEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.indexed.tensor import IndexedTensor

FUNCTIONS = (sp.log, sp.loggamma, sp.polygamma)  # with exp and the identity they are algebraically independent


def indexed_certificate(pairs: Sequence[tuple[IndexedTensor, IndexedTensor]]) -> dict[str, Any] | None:
    """The claim that pairs of arrays are equal in every size; ``None`` if some part is none of the format's.

    What the engines of explicit arrays said, the key ``sizes``, is for the caller to add.
    """
    writer, goals = _Writer(), []
    for left, right in pairs:
        sides = [writer.place(side.body) for side in (left, right)]
        if None in sides or left.shape != right.shape:
            return None
        free = {str(index): size for index, size in zip(left.indices, left.shape, strict=True)}
        goals.append({"equal": sides, "free": free})
    return {"kind": "indices", "nodes": writer.nodes, "goals": goals}


class _Writer:
    """Nodes in order; equal expressions share one."""

    def __init__(self) -> None:
        self.nodes: list[list[Any]] = []
        self._places: dict[sp.Expr, int | None] = {}

    def place(self, expression: sp.Expr) -> int | None:
        if expression not in self._places:
            node = self._node(expression)
            if node is not None:
                self.nodes.append(node)
            self._places[expression] = None if node is None else len(self.nodes) - 1
        return self._places[expression]

    def _node(self, expression: sp.Expr) -> list[Any] | None:
        if expression.is_Rational:
            return ["rational", f"{expression.p}/{expression.q}"]
        if isinstance(expression, Size):
            return ["size", expression.name]
        if expression.is_Symbol:
            return None if isinstance(expression, Index | Opaque) else ["symbol", expression.name]
        if isinstance(expression, Entry | Delta):
            return _leaf(expression)
        if isinstance(expression, IndexSum):
            body, index, size = expression.args
            inner = Index(f"{index.name} of {size.name}")  # one name has one range
            return self._joined("total", [body.xreplace({index: inner})], inner.name, size.name)
        if expression.is_Pow and expression.exp.is_Integer:
            return self._joined("power", [expression.base], int(expression.exp))
        if expression.is_Add or expression.is_Mul:
            return self._joined("sum" if expression.is_Add else "product", expression.args)
        return self._exponential(expression) if isinstance(expression, sp.exp) else _function(expression)

    def _joined(self, kind: str, parts: Sequence[sp.Expr], *rest: Any) -> list[Any] | None:
        places = [self.place(part) for part in parts]
        return None if None in places else [kind, *places, *rest]

    def _exponential(self, expression: sp.Expr) -> list[Any] | None:
        """Of a sum of whole multiples of entries: a product of powers of the exponentials of the entries."""
        factors = []
        for term in sp.Add.make_args(expression.args[0]):
            number, rest = term.as_coeff_Mul()
            leaf = _leaf(rest, "exp({})") if isinstance(rest, Entry) and number.is_Integer else None
            if leaf is None:
                return None
            self.nodes.append(leaf)
            self.nodes.append(["power", len(self.nodes) - 1, int(number)])
            factors.append(len(self.nodes) - 1)
        return ["product", *factors]


def _leaf(leaf: sp.Expr, name: str = "{}") -> list[Any] | None:
    """An entry or a delta at indices; probabilities are none, since their sum is known."""
    indices = leaf.args if isinstance(leaf, Delta) else leaf.indices
    if isinstance(leaf, SimplexEntry) or not all(isinstance(index, Index) for index in indices):
        return None
    names = [index.name for index in indices]
    if isinstance(leaf, Delta):
        return ["delta", *names]
    return ["symmetric entry" if isinstance(leaf, SymmetricEntry) else "entry", name.format(leaf.letter.name), *names]


def _function(expression: sp.Expr) -> list[Any] | None:
    """A function of one entry is an entry of another array."""
    if not isinstance(expression, FUNCTIONS):
        return None
    *parameters, argument = expression.args
    if not isinstance(argument, Entry) or not all(parameter.is_Rational for parameter in parameters):
        return None
    return _leaf(argument, f"{expression.func.__name__}({', '.join([*map(str, parameters), '{}'])})")
