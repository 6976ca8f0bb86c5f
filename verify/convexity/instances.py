"""Convex and concave functions that stand in for arbitrary ones, where a statement assumes that something is convex."""

from __future__ import annotations

import ast
from functools import partial
from typing import TYPE_CHECKING

import sympy as sp

from derivations.language.scope import tensor_of
from derivations.language.tensor import Tensor
from verify.concrete import ConcreteFunction, Interpretation, formal_arguments

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping, Sequence

    from derivations.language.scope import Scope
    from derivations.language.types import TypeSpec

SIGN_PATTERNS = 4  # of two functions: both convex, one concave, the other, both


def assumes_convexity(given: Sequence[ast.expr]) -> bool:
    """Whether some hypothesis says that a function is convex."""
    calls = (node.func for tree in given for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(isinstance(function, ast.Name) and function.id == "convex" for function in calls)


def convex_instances(
    types: Mapping[str, TypeSpec], scope: Scope, known: Sequence[Interpretation], generator: random.Random
) -> Iterator[Interpretation]:
    """The laws of the first interpretations with polynomials that are convex, or concave, in all their arguments together."""
    names = sorted(name for name, spec in types.items() if spec.kind == "smooth" and not spec.is_abstract)
    for pattern, base in enumerate(known[:SIGN_PATTERNS] if names else ()):
        shown, components = dict(base.shown), {}
        for place, name in enumerate(names):
            spec = types[name]
            assert spec.result is not None  # noqa: S101 - parse_type guarantees it
            formal, sign = formal_arguments(spec, scope), (-1) ** (pattern >> place % 2 & 1)
            entries = tensor_of(name, spec.result)
            body = Tensor(entries.shape, tuple(sign * _bowl(formal, generator) for _ in entries.entries))
            shown[name] = str(ConcreteFunction(formal, body))
            for symbol, entry in zip(entries.entries, body.entries, strict=True):
                components[symbol.name] = ConcreteFunction(formal, Tensor.scalar(entry))
        yield Interpretation(components, base.laws, partial(dict, shown))


def _bowl(formal: Sequence[sp.Symbol], generator: random.Random) -> sp.Expr:
    """Squares and one fourth power, beside something linear."""
    place = generator.choice(list(formal))
    quartic = sp.Rational(generator.randint(1, 5), 12) * place**4
    squares = (sp.Rational(generator.randint(1, 9), generator.randint(2, 5)) * symbol**2 for symbol in formal)
    slopes = (sp.Rational(generator.randint(-9, 9), generator.randint(2, 5)) * symbol for symbol in formal)
    return sp.Add(quartic, *squares, *slopes, sp.Rational(generator.randint(-9, 9), 4))
