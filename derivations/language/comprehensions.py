"""Sums, products and lists over a range: written out over an explicit one, by indices over that of a named dimension."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.conditions import collecting, require
from derivations.errors import DerivationError
from derivations.indexed.arithmetic import stacked, summed
from derivations.indexed.atoms import Index, fresh
from derivations.indexed.lifting import lift
from derivations.indexed.tensor import IndexedTensor
from derivations.language import arithmetic
from derivations.language.tensor import Tensor
from derivations.language.vocabulary import CONSTANTS
from derivations.support import Integers
from derivations.throughout import require_throughout

if TYPE_CHECKING:
    from derivations.language.scope import Scope


class Comprehensions:
    """The part of an elaborator that reads ``... for j in range(...)``."""

    sizes: Any
    value: Any
    _bind: Any
    _integer: Any

    def _listcomp(self, node: ast.ListComp, scope: Scope) -> Any:
        if size := self._named_range(node, scope):
            body, index = self._body(node, scope)
            return stacked(body, index, size)
        return Tensor.stack(self._instances(node, scope))

    def _named_range(self, node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> str:
        """The dimension whose range a comprehension runs over; empty for an explicit range."""
        low, high = _bounds(node)
        is_free = isinstance(high, ast.Name) and high.id not in CONSTANTS and not scope.has(high.id)
        is_named = low is None and is_free and high.id not in self.sizes  # type: ignore[attr-defined]  # is_free says that it is a name
        return high.id if is_named else ""  # type: ignore[attr-defined]  # is_named says that it is a name

    def _body(self, node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> tuple[Any, Index]:
        """The value of a body at an index of its own; what must hold at every index is recorded under the name of the loop."""
        target = node.generators[0].target
        assert isinstance(target, ast.Name)  # noqa: S101 - the syntax guarantees it
        index = fresh()
        with collecting() as conditions:
            value = self.value(node.elt, self._bind(scope, target.id, IndexedTensor((), index)))
        for requirement, expression in conditions:
            require(requirement, expression.xreplace({index: Index(target.id)}) if isinstance(expression, sp.Expr) else expression)
        return value, index

    def _instances(self, node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> list[Any]:
        low, high = (self._integer(bound, scope) if bound else 0 for bound in _bounds(node))
        name = node.generators[0].target.id  # type: ignore[attr-defined]  # the syntax guarantees a name
        return [self.value(node.elt, self._bind(scope, name, Tensor.scalar(sp.Integer(j)))) for j in range(low, high)]

    def _sum(self, node: ast.Call, scope: Scope) -> Any:
        from derivations.integrals import closed_sum  # noqa: PLC0415 - its kernels serve the families that texts declare, which are elaborated
        from derivations.limits.known import knowing, offered  # noqa: PLC0415 - as above

        body = node.args[0]
        assert isinstance(body, ast.GeneratorExp)  # noqa: S101 - the kind checker guarantees it
        is_sum = node.func.id == "sum"  # type: ignore[attr-defined]  # the syntax guarantees a name
        if size := self._named_range(body, scope):
            return self._sum_by_indices(body, size, scope, is_sum=is_sum)
        low, high = (self.value(bound, scope).item if bound else sp.S.Zero for bound in _bounds(body))
        if not (low.is_Integer and high.is_Integer):
            _require_whole(low, high)
            name = body.generators[0].target.id  # type: ignore[attr-defined]  # as above
            index = sp.Symbol(name, integer=True, nonnegative=low.is_nonnegative or None)  # 0**0 is 1: a base may be zero, then
            with collecting() as conditions:
                term = _explicit(self.value(body.elt, self._bind(scope, index.name, Tensor.scalar(index))))
            require_throughout(conditions, [index], Integers(low, high - 1))
            if not is_sum:
                return Tensor.scalar(sp.Product(term, (index, low, high - 1)))
            with knowing(offered(index)):
                return Tensor.scalar(closed_sum(term, index, low, high - 1))
        terms = self._instances(body, scope)
        if not terms:
            return Tensor.scalar(sp.S.Zero if is_sum else sp.S.One)
        total = terms[0]
        for term in terms[1:]:
            total = arithmetic.add(total, term) if is_sum else arithmetic.scale(total, term)
        return total

    def _sum_by_indices(self, body: ast.GeneratorExp, size: str, scope: Scope, *, is_sum: bool) -> IndexedTensor:
        """A sum over a named range, or the exponential of the sum of logarithms for a product of positive factors."""
        term, index = self._body(body, scope)
        if is_sum:
            return summed(term, index, size)
        if not lift(term).item.is_positive:
            message = f"Multiplying over {size} factors: expected positive ones, got {term}. Use an explicit size."
            raise DerivationError(message)
        return summed(lift(term).map(sp.log), index, size).map(sp.exp)


def _explicit(term: Any) -> sp.Expr:
    """The number under a sum whose ends are numbers; one made of matrices of named dimensions has no rule there."""
    if not isinstance(term, Tensor):
        message = f"Counting: expected a number without named dimensions under such a sum, got {term}. Sum over a whole dimension."
        raise DerivationError(message)
    return term.item


def _require_whole(*ends: sp.Expr) -> None:
    """Refuse a range whose ends need not be whole numbers: a closed form would count half a term."""
    broken = [end for end in ends if end not in (sp.oo, -sp.oo) and end.is_integer is not True]
    if broken:
        message = f"Counting: expected whole numbers as the ends of a range, got {broken[0]}. Declare an integer or a natural for it."
        raise DerivationError(message)


def _bounds(node: ast.ListComp | ast.GeneratorExp) -> tuple[ast.expr | None, ast.expr]:
    call = node.generators[0].iter
    assert isinstance(call, ast.Call)  # noqa: S101 - the syntax guarantees it
    return (None, call.args[0]) if len(call.args) == 1 else (call.args[0], call.args[1])
