"""Concrete laws and functions that stand in for arbitrary ones when a witness is sought."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.families import families
from derivations.language.scope import tensor_of
from derivations.language.tensor import Tensor

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Mapping

    from derivations.language.scope import Scope
    from derivations.language.types import TypeSpec


@dataclass(frozen=True)
class ConcreteFunction:
    """A function given by an expression in formal arguments; called like an arbitrary smooth function."""

    formal: tuple[sp.Symbol, ...]
    body: Tensor

    def __call__(self, *arguments: Tensor) -> Tensor:
        """The body with the formal arguments replaced."""
        flat = [entry for argument in arguments for entry in argument.entries]
        places = dict(zip(self.formal, flat, strict=True))
        return self.body.map(lambda entry: entry.subs(places, simultaneous=True))

    def __str__(self) -> str:
        """The formula, for the witness."""
        entries = [str(entry) for entry in self.body.entries]
        value = f"[{', '.join(entries)}]" if self.body.shape else entries[0]
        return f"({', '.join(map(str, self.formal))}) -> {value}"


def formal_arguments(spec: TypeSpec, scope: Scope) -> tuple[sp.Symbol, ...]:
    """The symbols of the declared arguments of a function, flattened; undeclared ones are real numbers."""
    flat: list[sp.Symbol] = []
    for name in spec.arguments:
        flat += scope.find(name).entries if scope.has(name) else [sp.Symbol(name, real=True)]
    return tuple(flat)


def random_function(name: str, spec: TypeSpec, generator: random.Random) -> Callable[[Scope], ConcreteFunction]:
    """A random polynomial of degree 3: polynomials match every jet of that order, and evaluate exactly."""

    def build(scope: Scope) -> ConcreteFunction:
        formal = formal_arguments(spec, scope)
        assert spec.result is not None  # noqa: S101 - parse_type guarantees it
        layout = tensor_of(name, spec.result)
        return ConcreteFunction(formal, layout.map(lambda _: _polynomial(formal, generator)))

    return build


def _polynomial(formal: tuple[sp.Symbol, ...], generator: random.Random) -> sp.Expr:
    terms = [_coefficient(generator) * symbol for symbol in formal]
    terms += [_coefficient(generator) * a * b for a, b in itertools.combinations_with_replacement(formal, 2)]
    terms += [_coefficient(generator) * symbol**3 for symbol in formal]
    return sp.Add(*terms)


def _coefficient(generator: random.Random) -> sp.Rational:
    return sp.Rational(generator.choice([-1, 1]) * generator.randint(1, 9), generator.randint(2, 5))


def _normal(at: tuple[sp.Expr, ...]) -> Any:
    return families()["Normal"].law(_wrap(at[0] if at else sp.Rational(1, 3)), _wrap(sp.exp(sp.Add(*at[1:]))))


def _categorical(at: tuple[sp.Expr, ...]) -> Any:
    return families()["Categorical"].law(logits=Tensor.vector([*at, sp.S.Zero, sp.Rational(1, 2)]))


def _poisson(at: tuple[sp.Expr, ...]) -> Any:
    return families()["Poisson"].law(_wrap(1 + sp.Add(*(entry**2 for entry in at))))


def _exponential(at: tuple[sp.Expr, ...]) -> Any:
    return families()["Exponential"].law(_wrap(sp.exp(sp.Add(*(entry * (i + 1) for i, entry in enumerate(at))))))


def _bernoulli(at: tuple[sp.Expr, ...]) -> Any:
    return families()["Bernoulli"].law(logits=_wrap(sp.Add(*(entry ** (i + 1) for i, entry in enumerate(at)))))


LAWS = (_normal, _categorical, _poisson, _exponential, _bernoulli)


def _wrap(entry: sp.Expr) -> Tensor:
    return Tensor.scalar(entry)


def _law_builder(spec: TypeSpec, make: Callable[[tuple[sp.Expr, ...]], Any]) -> Callable[[Scope], Any]:
    def build(scope: Scope) -> Any:
        return make(tuple(entry for name in spec.arguments for entry in scope.find(name).entries))

    return build


def instances(types: Mapping[str, TypeSpec], generator: random.Random) -> Iterator[dict[str, Callable[[Scope], Any]]]:
    """Assignments of concrete laws and functions to the arbitrary ones: every law of the list in turn, with fresh random functions."""
    laws = [name for name, spec in types.items() if spec.kind == "law"]
    functions = [name for name, spec in types.items() if spec.kind == "smooth"]
    if not laws and not functions:
        return
    for make in LAWS:
        chosen: dict[str, Callable[[Scope], Any]] = {name: _law_builder(types[name], make) for name in laws}
        chosen |= {name: random_function(name, types[name], generator) for name in functions}
        yield chosen
