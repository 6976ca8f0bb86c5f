"""Concrete laws and functions that stand in for arbitrary ones when a witness is sought.

A statement about arbitrary functions is derived once, in jets; a witness is found by reading the jets as those of concrete functions.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, TypeAlias

import sympy as sp

from derivations import expect
from derivations.conditions import collecting
from derivations.derivative import derivative
from derivations.errors import DerivationError
from derivations.families import families
from derivations.generic_law import Mean
from derivations.integrals.kernels import integral_by_kernel
from derivations.jets import Jet
from derivations.language.scope import tensor_of
from derivations.language.tensor import Tensor
from derivations.replacing import replaced

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Mapping

    from derivations.language.scope import Scope
    from derivations.language.types import TypeSpec
    from verify.problem import Goal, Problem


@dataclass(frozen=True)
class ConcreteFunction:
    """A function given by an expression in formal arguments; called like an arbitrary smooth function."""

    formal: tuple[sp.Symbol, ...]
    body: Tensor

    def __call__(self, *arguments: Tensor) -> Tensor:
        """The body with the formal arguments replaced."""
        flat = [entry for argument in arguments for entry in argument.entries]
        places = dict(zip(self.formal, flat, strict=True))
        return self.body.map(lambda entry: replaced(entry, places))

    def __str__(self) -> str:
        """The formula, for the witness."""
        text = ", ".join(str(entry) for entry in self.body.entries)
        return f"({', '.join(map(str, self.formal))}) -> {f'[{text}]' if self.body.shape else text}"


def formal_arguments(spec: TypeSpec, scope: Scope) -> tuple[sp.Symbol, ...]:
    """The symbols of the declared arguments of a function, flattened; undeclared ones are real numbers."""
    flat: list[sp.Symbol] = []
    for name in spec.arguments:
        flat += scope.find(name).entries if scope.has(name) else [sp.Symbol(name, real=True)]
    return tuple(flat)


def random_function(name: str, spec: TypeSpec, scope: Scope, generator: random.Random) -> ConcreteFunction:
    """A random polynomial of degree 3, of few terms: it evaluates exactly, and a few of them match every jet."""
    formal = formal_arguments(spec, scope)
    assert spec.result is not None  # noqa: S101 - parse_type guarantees it
    return ConcreteFunction(formal, tensor_of(name, spec.result).map(lambda _: _polynomial(formal, generator)))


def _polynomial(formal: tuple[sp.Symbol, ...], generator: random.Random) -> sp.Expr:
    terms = [_coefficient(generator) * symbol for symbol in formal]
    terms += [_coefficient(generator) * sp.prod(generator.choices(formal, k=degree)) for degree in (2, 2, 3)]
    return sp.Add(*terms)


def _raised(function: ConcreteFunction, number: int) -> ConcreteFunction:
    """The function through the origin for the first instance, beside it for the next ones, a constant, and zero where there are no laws."""
    heights = [sp.Rational(number * (2 * place + 3), number + 3) for place in range(len(function.body.entries))]
    moving = int(number < len(LAWS) - 1)
    heights = heights if number < len(LAWS) else [sp.S.Zero] * len(heights)
    entries = tuple(moving * entry + height for entry, height in zip(function.body.entries, heights, strict=True))
    return ConcreteFunction(function.formal, Tensor(function.body.shape, entries))


def _coefficient(generator: random.Random) -> sp.Rational:
    return sp.Rational(generator.choice([-1, 1]) * generator.randint(1, 9), generator.randint(2, 5))


def _normal(at: tuple[sp.Expr, ...]) -> Any:
    return families()["Normal"].law(at[0] if at else sp.Rational(1, 3), sp.exp(sp.Add(*at[1:])))


def _categorical(at: tuple[sp.Expr, ...]) -> Any:
    return families()["Categorical"].law(logits=Tensor.vector([*at, sp.S.Zero, sp.Rational(1, 2)]))


def _poisson(at: tuple[sp.Expr, ...]) -> Any:
    return families()["Poisson"].law(1 + sp.Add(*(entry**2 for entry in at)))


def _exponential(at: tuple[sp.Expr, ...]) -> Any:
    return families()["Exponential"].law(sp.exp(sp.Add(*(entry * (i + 1) for i, entry in enumerate(at)))))


def _bernoulli(at: tuple[sp.Expr, ...]) -> Any:
    return families()["Bernoulli"].law(logits=sp.Add(*(entry ** (i + 1) for i, entry in enumerate(at))))


SMOOTH_IN_VALUES = "Normal"  # the one law of the list whose density is smooth on the whole line
Maker: TypeAlias = "Callable[[tuple[sp.Expr, ...]], Any]"
LAWS: tuple[Maker, ...] = (_normal, _categorical, _bernoulli, _exponential, _poisson)


@dataclass(frozen=True)
class Interpretation:
    """Concrete meanings of arbitrary functions (a component a name) and of arbitrary laws (a law from its parameters)."""

    functions: Mapping[str, ConcreteFunction] = field(default_factory=dict)
    laws: Mapping[str, Maker] = field(default_factory=dict)
    described: Callable[[], Mapping[str, str]] = dict

    @cached_property
    def shown(self) -> Mapping[str, str]:
        """The meanings as a witness shows them."""
        return self.described()

    @cached_property
    def _known(self) -> dict[sp.Expr, sp.Expr]:
        return {}

    @cached_property
    def _derivatives(self) -> dict[tuple[str, sp.Tuple, int], tuple[tuple[sp.Symbol, ...], sp.Expr]]:
        """Partial derivatives of the functions and log-densities, by name, orders and number of arguments."""
        return {}

    def expression(self, expression: sp.Expr) -> sp.Expr:
        """The expression with every jet and every mean replaced by its concrete value."""
        if not expression.args:
            return expression
        if expression not in self._known:
            self._known[expression] = self._replace(expression)
        return self._known[expression]

    def _replace(self, expression: sp.Expr) -> sp.Expr:
        if isinstance(expression, Jet):
            return self._jet(expression)
        if isinstance(expression, Mean):
            integrand, y, name, *at = expression.args
            law = self.laws[name.name](tuple(map(self.expression, at)))
            values = law.variable("y")
            inner = self.expression(integrand.subs(y, values.item))
            return expect.expectation_of(Tensor.scalar(inner), values, law).item
        parts = [self.expression(part) for part in expression.args]
        if all(new is old for new, old in zip(parts, expression.args, strict=True)):
            return expression
        return _known_integral(*parts) if isinstance(expression, sp.Integral) and len(parts) == 2 else expression.func(*parts)  # noqa: PLR2004

    def _jet(self, jet: Jet) -> sp.Expr:
        name, orders, *arguments = jet.args
        key = (name.name, orders, len(arguments))
        if key not in self._derivatives:
            self._derivatives[key] = self._derivative(name, orders, len(arguments))
        formal, body = self._derivatives[key]
        return replaced(body, dict(zip(formal, map(self.expression, arguments), strict=True)))

    def _derivative(self, name: sp.Symbol, orders: sp.Tuple, count: int) -> tuple[tuple[sp.Symbol, ...], sp.Expr]:
        """The formal arguments, and a partial derivative of a function or of the log-density of a law in them."""
        if name.name in self.functions:
            function = self.functions[name.name]
            formal, body = function.formal, function.body.item
        else:
            formal = tuple(sp.Symbol(f"a{i}", real=True) for i in range(count))
            law = self.laws[name.name](formal[1:])
            if orders[0] and law.name != SMOOTH_IN_VALUES:
                message = f"Differentiating a density in its variable: expected a smooth density on the line, got {law}. Try another law."
                raise DerivationError(message)
            body = law.log_density(Tensor.scalar(formal[0]))
        for symbol, order in zip(formal, orders, strict=True):
            for _ in range(int(order)):
                body = derivative(body, symbol)
        return formal, body

    def problem(self, problem: Problem) -> Problem:
        """The problem read with these meanings."""
        domain = replace(
            problem.domain,
            hypotheses=tuple(map(self._goal, problem.domain.hypotheses)),
            everywhere=tuple(map(self._goal, problem.domain.everywhere)),
        )
        conditions = tuple((kind, self.expression(item)) for kind, item in problem.conditions if isinstance(item, sp.Expr))
        return replace(problem, goals=tuple(map(self._goal, problem.goals)), domain=domain, conditions=conditions)

    def _goal(self, goal: Goal) -> Goal:
        return replace(goal, residual=self._value(goal.residual), left=self._value(goal.left), right=self._value(goal.right))

    def _value(self, value: Any) -> Any:
        return value.map(self.expression) if isinstance(value, Tensor) else value


def _known_integral(integrand: sp.Expr, limits: sp.Tuple) -> sp.Expr:
    """The integral of a concrete function against a known kernel, where nothing has to be asked for its closed form."""
    with collecting() as conditions:
        closed = integral_by_kernel(integrand, *limits) if len(limits) == 3 else None  # noqa: PLR2004 - a variable and its ends
    return sp.Integral(integrand, limits) if closed is None or conditions or closed.has(sp.nan, sp.zoo, sp.oo) else closed


def interpretations(types: Mapping[str, TypeSpec], scope: Scope, generator: random.Random) -> Iterator[Interpretation]:
    """Every law of the list in turn for all arbitrary laws, with fresh random functions; none if nothing is arbitrary."""
    laws = [name for name, spec in types.items() if spec.kind == "law"]
    functions = {name: spec for name, spec in types.items() if spec.kind == "smooth" and not spec.is_abstract}
    if not laws and not functions:
        return
    for number, make in enumerate((*LAWS, *(() if laws else LAWS[:1]))):
        chosen = {name: _raised(random_function(name, spec, scope, generator), number) for name, spec in sorted(functions.items())}
        components = {}
        for name, function in chosen.items():
            result = types[name].result
            assert result is not None  # noqa: S101 - parse_type guarantees it
            for symbol, entry in zip(tensor_of(name, result).entries, function.body.entries, strict=True):
                components[symbol.name] = ConcreteFunction(function.formal, Tensor.scalar(entry))
        makers = {name: _variant(make, number) if len(laws) > 1 else make for number, name in enumerate(sorted(laws))}
        members = {name: (makers[name], _parameters(types[name], scope)) for name in laws}
        yield Interpretation(components, makers, partial(_described, chosen, members))


def _described(functions: Mapping[str, ConcreteFunction], members: Mapping[str, tuple[Maker, tuple[sp.Expr, ...]]]) -> dict[str, str]:
    """The formulas of functions and the laws at their parameters."""
    formulas = {name: str(function) for name, function in functions.items()}
    return formulas | {name: str(make(at)) for name, (make, at) in members.items()}


def _variant(make: Maker, number: int) -> Maker:
    """Another member of the same form for each law: two arbitrary laws are two laws."""
    shift = sp.Rational(number, 2)
    return lambda at: make(tuple(entry + shift for entry in at) or (sp.Rational(1, 3) + shift,))


def _parameters(spec: TypeSpec, scope: Scope) -> tuple[sp.Expr, ...]:
    return tuple(entry for name in spec.arguments for entry in scope.find(name).entries)
