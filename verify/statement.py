"""A statement: a claim parsed, with its definitions written out, ready to be turned into problems (its own and those of its mutants)."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.conditions import collecting, inequalities
from derivations.errors import DerivationError
from derivations.families import families
from derivations.indexed.tensor import IndexedTensor
from derivations.language.elaborate import Elaborator
from derivations.language.goal import Goal
from derivations.language.infinite_sides import compares_with_infinity
from derivations.language.scope import declare
from derivations.language.syntax import parse
from derivations.language.tensor import Tensor
from derivations.language.types import TypeSpec, parse_type
from derivations.limits.known import offering
from derivations.normal_form import Facts
from derivations.replacing import replaced
from derivations.star_algebra.element import Element
from derivations.throughout import moved
from verify.bound_values import left_open
from verify.convexity.flat_domains import restricted
from verify.convexity.hypotheses import convex_hypotheses
from verify.defined import impossible, without_value
from verify.hypotheses import solve
from verify.law_domains import law_domain, without_certain_factors
from verify.points.parametrisation import facts_of
from verify.problem import Domain, Problem, Variable
from verify.sized import Sized

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from verify.claim import Claim


class _Inliner(ast.NodeTransformer):
    """Writes definitions out. The nodes of a definition are shared between its uses, so that their values are computed once."""

    def __init__(self, definitions: Mapping[str, ast.expr]) -> None:
        self.definitions = definitions

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """Replace a defined name."""
        return self.definitions.get(node.id, node)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Leave the name of the function alone."""
        node.args = [self.visit(argument) for argument in node.args]
        for keyword in node.keywords:
            keyword.value = self.visit(keyword.value)
        return node


@dataclass(frozen=True)
class Statement:
    """The claim and its hypotheses as trees without defined names, and the types of the declared ones."""

    types: Mapping[str, TypeSpec]
    claim: ast.expr
    given: tuple[ast.expr, ...]
    definitions: Mapping[str, ast.expr] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)
    _explicit: dict[tuple[int, ...], tuple[Statement, Elaborator]] = field(default_factory=dict, init=False, compare=False, repr=False)

    @classmethod
    def of(cls, claim: Claim) -> Statement:
        """Read the parts of a claim (which has been found well formed)."""
        types = {name: parse_type(text) for name, text in {**claim.context, **claim.let}.items()}
        definitions: dict[str, ast.expr] = {}
        for line in claim.define:
            name, _, text = line.partition("=")
            definitions[name.strip()] = inlined(text, definitions)
        given = tuple(inlined(text, definitions) for text in claim.given)
        statement = inlined(claim.statement, definitions)
        named = {name for attempt in claim.attempts for name in attempt}
        tried = [parse(text) for attempt in claim.attempts for text in attempt.values()]
        return cls(_used(types, [statement, *given, *tried], named), statement, given, definitions)

    def with_dimensions(self, sizes: Mapping[str, int]) -> Statement:
        """The statement with every named dimension made explicit (2 where ``sizes`` is silent)."""
        named = {name for spec in self.types.values() for name in spec.dimensions}
        types = {name: _sized(spec, sizes) for name, spec in self.types.items()}
        return replace(self, types=types, sizes={name: sizes.get(name, 2) for name in sorted(named)})

    def elaborator(self, instances: Any = None) -> Elaborator:
        """An elaborator over the declared names, some of them replaced by concrete laws or functions."""
        return Elaborator(declare(self.types, instances), self.sizes)

    def problem(self, elaborator: Elaborator, claim: ast.expr | None = None, given: Sequence[ast.expr] | None = None) -> Problem:
        """The problem of the statement, or of a mutant of it, over the domain that the hypotheses leave."""
        assumed, stated = self.given if given is None else given, self.claim if claim is None else claim
        offers = _takes_limits((stated, *assumed))
        with collecting() as collected:
            with offering(self._facts(elaborator) if offers else Facts()):
                hypotheses = [goal for node in assumed for goal in elaborator.goals(node, are_assumed=True)]
            with offering(self._facts(elaborator, hypotheses) if offers else Facts()):
                goals = elaborator.goals(stated)
        conditions = inequalities(collected)
        _require_values(goals, conditions)
        twins = {symbol: twin for goal in goals for symbol, twin in goal.twins.items()}
        conditions += [(kind, moved(expression, twins)) for kind, expression in conditions] if twins else []
        variables = self._variables(elaborator, goals)
        asked = law_domain([law for kind, law in collected if kind == "exists"], variables)
        hypotheses = [*(without_certain_factors(goal, variables) for goal in hypotheses), *asked.equations.values()]
        hypotheses += _twin_hypotheses(hypotheses, twins)
        solution = solve(hypotheses, {name for name, spec in self.types.items() if spec.is_abstract})
        laws = frozenset(name for name, spec in self.types.items() if spec.kind == "law")
        integers = tuple(_solved(solution, number) for number in asked.integers)
        everywhere = convex_hypotheses(hypotheses)
        domain = Domain(variables, tuple(solution.remaining), solution.symbols, solution.letters, laws, integers, asked.kinds, everywhere)
        kept = ((kind, _solved(solution, expression)) for kind, expression in dict.fromkeys((*conditions, *asked.inequalities)))
        required = tuple((kind, value) for kind, value in kept if not (isinstance(value, sp.Number) and getattr(value, f"is_{kind}")))
        is_sized = any(_is_indexed(goal) for goal in (*goals, *hypotheses)) or _builds_laws(stated)
        sized = self.sized(claim, given) if is_sized else None
        stands = tuple(restricted(solution.apply_to_goal(goal), domain) for goal in goals)
        problem = Problem(stands, domain, required, sized, asked.sentences)
        left = left_open([_solved(solution, condition) for kind, condition in collected if kind == "throughout"], problem)
        return replace(problem, noted=(*asked.sentences, *left)) if left else problem

    def sized(self, claim: ast.expr | None = None, given: Sequence[ast.expr] | None = None) -> Sized | None:
        """The statement, or a mutant of it, in explicit sizes; ``None`` if it has no named dimension."""
        simplexes = {size for spec in self.types.values() for size in spec.dimensions if spec.kind == "simplex"}
        names = sorted({size for spec in self.types.values() for size in spec.dimensions})
        if not names:
            return None

        def at(sizes: Mapping[str, int]) -> Problem:
            key = tuple(sizes[name] for name in names)
            if key not in self._explicit:
                explicit = self.with_dimensions(sizes)
                self._explicit[key] = (explicit, explicit.elaborator())
            explicit, elaborator = self._explicit[key]
            return explicit.problem(elaborator, self.claim if claim is None else claim, self.given if given is None else given)

        return Sized({name: 2 if name in simplexes else 1 for name in names}, at)

    def _facts(self, elaborator: Elaborator, hypotheses: Sequence[Goal] = ()) -> Facts:
        """What types and hypotheses say of the symbols, for limits; equations among the hypotheses say nothing here."""
        return facts_of(Problem((), Domain(self._variables(elaborator, ()), tuple(goal for goal in hypotheses if goal.relation != "zero"))))

    def _variables(self, elaborator: Elaborator, goals: Sequence[Goal]) -> dict[str, Variable]:
        variables = {}
        for name, spec in self.types.items():
            if spec.kind not in ("smooth", "law"):
                variables[name] = Variable(spec, None if spec.is_abstract else elaborator.scope.values[name])
        for goal in goals:
            twins = dict(goal.twins)
            for name, variable in list(variables.items()):
                if variable.symbols is not None and variable.symbols.free_symbols & set(twins):
                    variables[f"{name}'"] = Variable(variable.type, _moved(variable.symbols, twins))
            for symbol, kind in goal.fresh.items():
                variables[symbol.name] = Variable(TypeSpec(kind), Tensor.scalar(symbol))
        return variables


def _is_indexed(goal: Goal) -> bool:
    return any(isinstance(value, IndexedTensor) for value in (goal.residual, goal.left, goal.right))


def _builds_laws(tree: ast.expr) -> bool:
    """Whether a statement names a member of a family, whose objects are derived in small sizes by other engines as well."""
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(isinstance(function, ast.Name) and function.id in families() for function in calls)


def _takes_limits(trees: Sequence[ast.expr]) -> bool:
    """Whether there are limits, series, infinities, integrals of what switches, and none stands where its value is moved elsewhere."""
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return any(_takes_limit(node) or compares_with_infinity(node) for node in nodes) and not any(map(_moves_limits, trees))


def _moves_limits(tree: ast.expr) -> bool:
    """Whether one of them stands inside of a call or a list, which may differentiate it or put other values in."""
    waiting: list[tuple[ast.AST, bool]] = [(tree, False)]
    while waiting:
        node, is_inside = waiting.pop()
        if is_inside and _takes_limit(node):
            return True
        is_inside = is_inside or isinstance(node, ast.Call | ast.ListComp | ast.GeneratorExp)
        waiting += [(child, is_inside) for child in ast.iter_child_nodes(node)]
    return False


def _takes_limit(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return False
    if node.func.id in {"integrate", "E"}:
        return any(isinstance(part, ast.IfExp) or (isinstance(part, ast.Name) and part.id == "abs") for part in ast.walk(node))
    is_endless = any(isinstance(part, ast.Name) and part.id == "oo" for part in ast.walk(node))
    return node.func.id == "limit" or (node.func.id == "sum" and is_endless)


def _used(types: Mapping[str, TypeSpec], trees: Sequence[ast.expr], named: set[str]) -> dict[str, TypeSpec]:
    """The declared names that a statement mentions, with those that its laws and functions depend on, and one of each size it mentions."""
    found = named | {node.id for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for name in sorted(found & set(types)):
        found |= set(types[name].arguments)
    carried = {size for name, spec in types.items() if name in found for size in spec.dimensions}
    for size in sorted(found - carried):
        found |= set([name for name, spec in types.items() if size in spec.dimensions][:1])
    return {name: spec for name, spec in types.items() if name in found}


def _sized(spec: TypeSpec, sizes: Mapping[str, int]) -> TypeSpec:
    shape = tuple(sizes.get(size, 2) if isinstance(size, str) else size for size in spec.shape)
    return replace(spec, shape=shape, result=_sized(spec.result, sizes) if spec.result else None)


def _require_values(goals: Sequence[Goal], conditions: Sequence[tuple[str, Any]]) -> None:
    """Refuse a statement with an expression that has no value anywhere."""
    sides = [side for goal in goals for side in (goal.left, goal.right)]
    if problem := without_value(sides) or impossible(conditions):
        message = f"Reading the statement: {problem}"
        raise DerivationError(message)


def _solved(solution: Any, expression: Any) -> Any:
    if isinstance(expression, Element):
        return solution.apply(expression)
    return moved(expression, solution.symbols) if solution.symbols else expression


def _twin_hypotheses(hypotheses: Sequence[Goal], twins: Mapping[Any, Any]) -> list[Goal]:
    """What the hypotheses say of the second copies of symbols."""
    if not twins:
        return []
    copies = [Goal(goal.relation, *(_moved(value, twins) for value in (goal.residual, goal.left, goal.right))) for goal in hypotheses]
    return [copy for copy, goal in zip(copies, hypotheses, strict=True) if copy != goal]


def _moved(value: Any, twins: Mapping[Any, Any]) -> Any:
    """A tensor with symbols replaced by their second copies; other values stay."""
    return value.map(lambda entry: replaced(entry, twins)) if isinstance(value, Tensor) else value


def inlined(text: str, definitions: Mapping[str, ast.expr]) -> ast.expr:
    """Parse an expression and write the definitions out."""
    tree: ast.expr = _Inliner(definitions).visit(parse(text))
    return tree
