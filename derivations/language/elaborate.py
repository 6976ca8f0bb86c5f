"""Elaboration: a checked expression becomes a value, node by node; nothing of the text is ever evaluated."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.conditions import collecting, require
from derivations.errors import DerivationError
from derivations.families import families
from derivations.language import arithmetic
from derivations.language.goal import Goal
from derivations.language.scope import Scope
from derivations.language.tensor import Tensor
from derivations.language.value_budget import require_size
from derivations.language.vocabulary import Word, vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from derivations.conditions import Requirement

CONSTANT_VALUES = {"pi": sp.pi, "oo": sp.oo}
OPERATIONS = {
    ast.Add: arithmetic.add,
    ast.Sub: lambda a, b: arithmetic.add(a, arithmetic.negative(b)),
    ast.Mult: arithmetic.scale,
    ast.Div: arithmetic.divide,
    ast.Pow: arithmetic.power,
    ast.MatMult: arithmetic.matmul,
}
COMPARISONS = {ast.Lt: sp.Lt, ast.LtE: sp.Le, ast.Gt: sp.Gt, ast.GtE: sp.Ge, ast.Eq: sp.Eq, ast.NotEq: sp.Ne}


class Elaborator:
    """Translates the expressions of one claim. Values of shared subtrees are kept, so that mutants cost only what they change."""

    def __init__(self, scope: Scope, sizes: Mapping[str, int] | None = None) -> None:
        """Start with the declared names; ``sizes`` fixes named dimensions to integers."""
        self.scope = scope
        self.sizes = sizes or {}
        self._known: dict[tuple[int, int], tuple[ast.AST, Scope, Any, list[tuple[Requirement, Any]]]] = {}
        self._inner: dict[tuple[int, str, Any], Scope] = {}
        self._parts: dict[sp.Expr, int] = {}

    def value(self, node: ast.expr, scope: Scope | None = None) -> Any:
        """The value of an expression."""
        here = scope or self.scope
        key = (id(node), id(here))
        if key not in self._known:
            with collecting() as conditions:
                result = getattr(self, f"_{type(node).__name__.lower()}")(node, here)
            if isinstance(result, Tensor):
                require_size(result.entries, self._parts)
            self._known[key] = (node, here, result, conditions)  # keeps node and scope alive, so that their ids stay theirs
        _, _, value, conditions = self._known[key]
        for requirement, expression in conditions:  # a value that is used again brings its conditions again
            require(requirement, expression)
        return value

    def goals(self, node: ast.expr) -> tuple[Goal, ...]:
        """The goals of a statement."""
        parts = node.values if isinstance(node, ast.BoolOp) else [node]
        found: list[Goal] = []
        for part in parts:
            found += self._relations(part) if isinstance(part, ast.Compare) else self.value(part)
        return tuple(found)

    def _relations(self, node: ast.Compare) -> list[Goal]:
        sides = [self.value(side) for side in (node.left, *node.comparators)]
        return [_goal(operator, left, right) for operator, left, right in zip(node.ops, sides, sides[1:], strict=False)]

    def _constant(self, node: ast.Constant, _: Scope) -> Tensor:
        value = Fraction(node.value)  # type: ignore[arg-type]  # the syntax leaves int and Fraction only
        return Tensor.scalar(sp.Rational(value.numerator, value.denominator))

    def _name(self, node: ast.Name, scope: Scope) -> Any:
        if not scope.has(node.id) and node.id in CONSTANT_VALUES:
            return Tensor.scalar(CONSTANT_VALUES[node.id])
        return scope.find(node.id)

    def _unaryop(self, node: ast.UnaryOp, scope: Scope) -> Any:
        return arithmetic.negative(self.value(node.operand, scope))

    def _binop(self, node: ast.BinOp, scope: Scope) -> Any:
        return OPERATIONS[type(node.op)](self.value(node.left, scope), self.value(node.right, scope))

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Any:
        return arithmetic.transpose(self.value(node.value, scope))

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Any:
        indices = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return self.value(node.value, scope)[tuple(self._integer(index, scope) for index in indices)]

    def _integer(self, node: ast.expr, scope: Scope) -> int:
        value = self.value(node, scope).item
        if not value.is_Integer:
            message = f"Indexing: expected an integer, got {value}. Use literal bounds in range(...)."
            raise DerivationError(message)
        return int(value)

    def _list(self, node: ast.List, scope: Scope) -> Tensor:
        return Tensor.stack([self.value(element, scope) for element in node.elts])

    def _listcomp(self, node: ast.ListComp, scope: Scope) -> Tensor:
        return Tensor.stack(self._instances(node, scope))

    def _instances(self, node: ast.ListComp | ast.GeneratorExp, scope: Scope) -> list[Any]:
        low, high = (self._integer(bound, scope) if bound else 0 for bound in _bounds(node))
        name = node.generators[0].target.id  # type: ignore[attr-defined]  # the syntax guarantees a name
        return [self.value(node.elt, self._bind(scope, name, Tensor.scalar(sp.Integer(j)))) for j in range(low, high)]

    def _bind(self, scope: Scope, name: str, value: Any) -> Scope:
        """The scope in which ``name`` means ``value``; the same one each time, so that inner values are kept too."""
        key = (id(scope), name, value)
        if key not in self._inner:
            self._inner[key] = Scope({name: value}, scope)
        return self._inner[key]

    def _ifexp(self, node: ast.IfExp, scope: Scope) -> Tensor:
        assert isinstance(node.test, ast.Compare)  # noqa: S101 - the kind checker guarantees it
        sides = [self.value(side, scope).item for side in (node.test.left, *node.test.comparators)]
        parts = [COMPARISONS[type(op)](a, b) for op, a, b in zip(node.test.ops, sides, sides[1:], strict=False)]
        condition, body, other = sp.And(*parts), self.value(node.body, scope), self.value(node.orelse, scope)
        result: Tensor = body.combine(other, lambda a, b: sp.Piecewise((a, condition), (b, True)))
        return result

    def _call(self, node: ast.Call, scope: Scope) -> Any:
        name = node.func.id  # type: ignore[attr-defined]  # the syntax guarantees a name
        if name in ("sum", "prod"):
            return self._sum(node, scope)
        if scope.has(name):
            return scope.find(name)(*(self.value(argument, scope) for argument in node.args))
        if name in vocabulary():
            return self._word(node, scope)
        keywords = {str(keyword.arg): self.value(keyword.value, scope) for keyword in node.keywords}
        return families()[name].law(*(self.value(argument, scope) for argument in node.args), **keywords)

    def _sum(self, node: ast.Call, scope: Scope) -> Any:
        from derivations.integrals import closed_sum  # noqa: PLC0415 - its kernels serve the families that texts declare, which are elaborated

        body = node.args[0]
        assert isinstance(body, ast.GeneratorExp)  # noqa: S101 - the kind checker guarantees it
        is_sum = node.func.id == "sum"  # type: ignore[attr-defined]  # the syntax guarantees a name
        low, high = (self.value(bound, scope).item if bound else sp.S.Zero for bound in _bounds(body))
        if not (low.is_Integer and high.is_Integer):
            index = sp.Symbol(body.generators[0].target.id, integer=True)  # type: ignore[attr-defined]  # as above
            term = self.value(body.elt, self._bind(scope, index.name, Tensor.scalar(index))).item
            return Tensor.scalar(closed_sum(term, index, low, high - 1) if is_sum else sp.Product(term, (index, low, high - 1)))
        terms = self._instances(body, scope)
        if not terms:
            return Tensor.scalar(sp.S.Zero if is_sum else sp.S.One)
        total = terms[0]
        for term in terms[1:]:
            total = arithmetic.add(total, term) if is_sum else arithmetic.scale(total, term)
        return total

    def _word(self, node: ast.Call, scope: Scope) -> Any:
        word = vocabulary()[node.func.id]  # type: ignore[attr-defined]  # the syntax guarantees a name
        roles = [role.rstrip("?") for role in word.roles[: len(node.args)]]
        inner, bound = self._bound(node, roles, scope)
        if bound is not None:
            return self._binding(word, list(zip(node.args, roles, strict=True)), inner, bound)
        return word.evaluate(*(self._argument(argument, role, scope, scope) for argument, role in zip(node.args, roles, strict=True)))

    def _binding(self, word: Word, arguments: Sequence[tuple[ast.expr, str]], inner: Scope, bound: Tensor) -> Any:
        """Evaluate a word that binds a name: what must hold for the bound values is no condition on a free variable of that name."""
        outer = inner.parent
        assert outer is not None  # noqa: S101 - the scope of a bound name stands inside another
        with collecting() as conditions:
            value = word.evaluate(*(bound if role == "bound" else self._argument(node, role, inner, outer) for node, role in arguments))
        for requirement, expression in conditions:
            if not (expression.free_symbols & bound.free_symbols):
                require(requirement, expression)
        return value

    def _bound(self, node: ast.Call, roles: list[str], scope: Scope) -> tuple[Scope, Tensor | None]:
        """The scope inside an operator that binds a name, and the tensor of the bound symbols."""
        if "bound" not in roles:
            return scope, None
        name = node.args[roles.index("bound")].id  # type: ignore[attr-defined]  # the kind checker guarantees a name
        if "law" in roles:
            bound = self.value(node.args[roles.index("law")], scope).variable(name)
        else:
            bound = Tensor.scalar(sp.Symbol(name, real=True))
        return self._bind(scope, name, bound), bound

    def _argument(self, node: ast.expr, role: str, inner: Scope, outer: Scope) -> Any:
        if role == "count" or (role == "dimension" and isinstance(node, ast.Constant)):
            return node.value  # type: ignore[attr-defined]  # the kind checker guarantees a constant
        if role in ("dimension", "family"):
            name: str = node.id  # type: ignore[attr-defined]  # the kind checker guarantees a name
            return self.sizes.get(name, name)
        return self.value(node, inner if role == "value" else outer)


def _bounds(node: ast.ListComp | ast.GeneratorExp) -> tuple[ast.expr | None, ast.expr]:
    call = node.generators[0].iter
    assert isinstance(call, ast.Call)  # noqa: S101 - the syntax guarantees it
    return (None, call.args[0]) if len(call.args) == 1 else (call.args[0], call.args[1])


def _goal(operator: ast.cmpop, left: Any, right: Any) -> Goal:
    """The goal of one comparison; an inequality is brought to ``residual >= 0`` or ``residual > 0``."""
    if isinstance(operator, ast.Lt | ast.LtE):
        residual = arithmetic.add(right, arithmetic.negative(left))
    else:
        residual = arithmetic.add(left, arithmetic.negative(right))
    if isinstance(operator, ast.Eq):
        return Goal("zero", residual, left, right)
    if isinstance(operator, ast.NotEq):
        return Goal("nonzero", residual, left, right)
    return Goal("positive" if isinstance(operator, ast.Lt | ast.Gt) else "nonnegative", residual, left, right)
