"""Elaboration: a checked expression becomes a value, node by node; nothing of the text is ever evaluated."""

from __future__ import annotations

import ast
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.conditions import collecting, require
from derivations.errors import DerivationError
from derivations.families import families
from derivations.guards import guarded
from derivations.indexed.atoms import Size
from derivations.indexed.lifting import lift
from derivations.indexed.tensor import IndexedTensor
from derivations.language import arithmetic
from derivations.language.bindings import Bindings, meaning
from derivations.language.comprehensions import Comprehensions
from derivations.language.goal import Goal
from derivations.language.infinite_sides import infinite_goal
from derivations.language.scope import Scope
from derivations.language.stacked_goals import about_elements
from derivations.language.tensor import Tensor
from derivations.language.theorems import SCORES, nonnegative_by_meaning, scores_of, semidefinite_by_meaning
from derivations.language.value_budget import require_size
from derivations.language.vocabulary import vocabulary
from derivations.language.whole_numbers import require_continuous
from derivations.law import Law
from derivations.limits.known import key_of_offering
from derivations.score_independence import minors_of_scores
from derivations.sized_laws import has_named_dimension, sized_law
from derivations.star_algebra.element import Element

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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


class Elaborator(Comprehensions, Bindings):
    """Translates the expressions of one claim. Values of shared subtrees are kept, so that mutants cost only what they change."""

    def __init__(self, scope: Scope, sizes: Mapping[str, int] | None = None) -> None:
        """Start with the declared names; ``sizes`` fixes named dimensions to integers."""
        self.scope = scope
        self.sizes = sizes or {}
        self._known: dict[tuple[int, int, Any], tuple[ast.AST, Scope, Any, list[tuple[Requirement, Any]]]] = {}
        self._inner: dict[tuple[int, str, Any], Scope] = {}
        self._parts: dict[sp.Expr, int] = {}

    def value(self, node: ast.expr, scope: Scope | None = None) -> Any:
        """The value of an expression."""
        here = scope or self.scope
        key = (id(node), id(here), key_of_offering())
        if key not in self._known:
            with collecting() as conditions:
                result = getattr(self, f"_{type(node).__name__.lower()}")(node, here)
                if isinstance(result, Law):
                    require("exists", result)
            if isinstance(result, Tensor):
                require_size(result.entries, self._parts)
            self._known[key] = (node, here, result, conditions)  # keeps node and scope alive, so that their ids stay theirs
        _, _, value, conditions = self._known[key]
        for requirement, expression in conditions:  # a value that is used again brings its conditions again
            require(requirement, expression)
        return value

    def goals(self, node: ast.expr, *, are_assumed: bool = False) -> tuple[Goal, ...]:
        """The goals of a statement, or of a hypothesis, in which they are assumed."""
        parts = node.values if isinstance(node, ast.BoolOp) else [node]
        found: list[Goal] = []
        for part in parts:
            found += self._relations(part) if isinstance(part, ast.Compare) else self._predicate(part)
        return tuple(plain for goal in found for plain in about_elements(goal, is_assumed=are_assumed))

    def _predicate(self, node: ast.expr) -> Iterable[Goal]:
        """The goals of a predicate; that a matrix is definite or semidefinite may be shown by its words."""
        goals: Iterable[Goal] = self.value(node)
        theorem, needed = semidefinite_by_meaning(node), ()
        if scored := scores_of(node):
            law, variables = self.value(scored[0]), self.variables(scored[1], self.scope)
            needed = minors_of_scores(law, variables) if isinstance(law, Law) and isinstance(variables, Tensor) else ()
            theorem = SCORES if needed else ""
        return [replace(goal, theorem=theorem, needed=needed) if goal.relation in ("psd", "pd") else goal for goal in goals]

    def _relations(self, node: ast.Compare) -> list[Goal]:
        return [infinite_goal(node, place, self.value) or self._relation(node, place) for place in range(len(node.ops))]

    def _relation(self, node: ast.Compare, place: int) -> Goal:
        left, right = (self.value(side) for side in [node.left, *node.comparators][place : place + 2])
        return replace(_goal(node.ops[place], left, right), theorem=nonnegative_by_meaning(node, place))

    def _constant(self, node: ast.Constant, _: Scope) -> Tensor:
        value = Fraction(node.value)  # type: ignore[arg-type]  # the syntax leaves int and Fraction only
        return Tensor.scalar(sp.Rational(value.numerator, value.denominator))

    def _name(self, node: ast.Name, scope: Scope) -> Any:
        if not scope.has(node.id) and node.id in CONSTANT_VALUES:
            return Tensor.scalar(CONSTANT_VALUES[node.id])
        if not scope.has(node.id):  # the kind checker leaves dimensions only
            return Tensor.scalar(self.sizes[node.id]) if node.id in self.sizes else IndexedTensor((), Size(node.id))
        return scope.find(node.id)

    def _unaryop(self, node: ast.UnaryOp, scope: Scope) -> Any:
        return arithmetic.negative(self.value(node.operand, scope))

    def _binop(self, node: ast.BinOp, scope: Scope) -> Any:
        return OPERATIONS[type(node.op)](self.value(node.left, scope), self.value(node.right, scope))

    def _attribute(self, node: ast.Attribute, scope: Scope) -> Any:
        return arithmetic.transpose(self.value(node.value, scope))

    def _subscript(self, node: ast.Subscript, scope: Scope) -> Any:
        indices = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        value = self.value(node.value, scope)
        at = [self.value(index, scope) for index in indices]
        if any(isinstance(index, IndexedTensor) for index in at):
            return lift(value)[tuple(index.item for index in at)]
        return value[tuple(self._integer(index, scope) for index in indices)]

    def _integer(self, node: ast.expr, scope: Scope) -> int:
        value = self.value(node, scope).item
        if not value.is_Integer:
            message = f"Indexing: expected an integer, got {value}. Use literal bounds in range(...)."
            raise DerivationError(message)
        return int(value)

    def _list(self, node: ast.List, scope: Scope) -> Tensor:
        parts = [self.value(element, scope) for element in node.elts]
        if not all(isinstance(part, Tensor) for part in parts):
            message = "Building a list: expected entries without named dimensions, got one that depends on them. Use a comprehension."
            raise DerivationError(message)
        return Tensor.stack(parts)

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
        condition = sp.And(*parts)
        branches = [self._branch(branch, scope, when) for branch, when in ((node.body, condition), (node.orelse, sp.Not(condition)))]
        body, other = _explicit(branches, "a case distinction")
        result: Tensor = body.combine(other, lambda a, b: sp.Piecewise((a, condition), (b, True)))
        return result

    def _branch(self, node: ast.expr, scope: Scope, when: sp.Basic) -> Any:
        """The value of a branch, which needs to be defined only where it is chosen."""
        with collecting() as conditions:
            value = self.value(node, scope)
        for requirement, expression in guarded(conditions, when):
            require(requirement, expression)
        return value

    def _call(self, node: ast.Call, scope: Scope) -> Any:
        name = node.func.id  # type: ignore[attr-defined]  # the syntax guarantees a name
        if name in ("sum", "prod"):
            return self._sum(node, scope)
        if scope.has(name):
            return scope.find(name)(*_explicit([self.value(argument, scope) for argument in node.args], name))
        if name in vocabulary():
            return self._word(node, scope)
        keywords = {str(keyword.arg): self.value(keyword.value, scope) for keyword in node.keywords}
        values = [self.value(argument, scope) for argument in node.args]
        if has_named_dimension([*values, *keywords.values()]):
            return sized_law(name, values, keywords)
        _explicit([*values, *keywords.values()], name)
        return families()[name].law(*values, **keywords)

    def _word(self, node: ast.Call, scope: Scope) -> Any:
        word = vocabulary()[node.func.id]  # type: ignore[attr-defined]  # the syntax guarantees a name
        roles = [role.rstrip("?") for role in word.roles[: len(node.args)]]
        arguments = list(zip(node.args, roles, strict=True))
        if "bound" in roles:
            return self._binding(word, arguments, scope)
        if word.name == "subs":
            return self._substitution(word, node, scope)
        if word.name == "limit":
            return self._limit(word, node, scope)
        values = [self._argument(argument, role, scope) for argument, role in arguments]
        require_continuous(word.name, roles, values)
        self.require_at_places(word, node, values, scope)
        return meaning(word, values)

    def _argument(self, node: ast.expr, role: str, scope: Scope) -> Any:
        if role == "count" or (role == "dimension" and isinstance(node, ast.Constant)):
            return node.value  # type: ignore[attr-defined]  # the kind checker guarantees a constant
        if role in ("dimension", "family"):
            name: str = node.id  # type: ignore[attr-defined]  # the kind checker guarantees a name
            return self.sizes.get(name, name)
        return self.variables(node, scope) if role == "variables" else self.value(node, scope)


def _explicit(values: list[Any], what: str) -> list[Any]:
    """Values without named dimensions, which is all that functions, explicit laws and branches take."""
    if any(isinstance(value, IndexedTensor | Element) for value in values):
        message = f"Evaluating {what}: expected values without named dimensions, got one that depends on them. Use explicit sizes."
        raise DerivationError(message)
    return values


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
