"""Deriving one expression for a reader: its value in several notations, with the steps that led to it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from derivations.conditions import collecting, inequalities
from derivations.errors import ClaimError, DerivationError
from derivations.indexed.tensor import IndexedTensor
from derivations.language.claim_text import ClaimText
from derivations.language.elaborate import Elaborator
from derivations.language.kind_check import KindChecker
from derivations.language.kind_scope import KindScope, kinds_of_types
from derivations.language.kinds import FunctionKind, LawKind, Truth
from derivations.language.latex import expression_latex
from derivations.language.names import validate_name
from derivations.language.scope import declare
from derivations.language.syntax import parse
from derivations.language.tensor import Tensor
from derivations.language.types import parse_type
from derivations.language.vocabulary import reserved_names
from derivations.star_algebra.element import Element
from derivations.star_algebra.kronecker import Composite
from derivations.trace import tracing
from verify.bound_values import left_open
from verify.defined import impossible, without_value
from verify.law_domains import law_domain
from verify.problem import Domain, Problem, Variable
from verify.records.entry_text import with_entries
from verify.records.steps import as_text, printed
from verify.wellformedness.family_check import families_of

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from derivations.conditions import Requirement
    from derivations.language.scope import Scope
    from derivations.language.types import TypeSpec


SIGNS = {"nonzero": "!= 0", "positive": "> 0", "nonnegative": ">= 0"}


@dataclass(frozen=True)
class DerivedObject:
    """A derived value as text, LaTeX and Python source, with its shape, its steps (see ``verify.records.steps``) and where it is valid."""

    shape: tuple[Any, ...]
    text: str
    latex: str
    python: str
    steps: tuple[dict[str, Any], ...]
    conditions: tuple[str, ...] = ()

    def json(self) -> str:
        """All of it as JSON."""
        fields = {"schema": 1, "shape": list(self.shape), "text": self.text, "latex": self.latex, "python": self.python}
        return json.dumps({**fields, "conditions": list(self.conditions), "steps": list(self.steps)}, indent=2)


def derive(expression: str, lets: Mapping[str, str], document: Path | None = None) -> DerivedObject:
    """Derive the value of an expression of the claim language; the families that a document declares may be named in it.

    Raises:
        ClaimError: the expression is not well formed; the message says where.
        DerivationError: no rule derives it.
    """
    with families_of(document):
        return _derived(expression, lets)


def _derived(expression: str, lets: Mapping[str, str]) -> DerivedObject:
    types = {name: parse_type(text) for name, text in lets.items()}
    for name in types:
        if problem := validate_name(name, reserved_names()):
            raise ClaimError(problem)
    tree = parse(expression)
    _check(tree, types)
    scope = declare(types)
    with collecting() as conditions, tracing(detailed=True) as trace:
        value = Elaborator(scope).value(tree)
    if not isinstance(value, Tensor | Element | IndexedTensor | Composite):
        message = f"Deriving {expression!r}: expected a number or an array, got {value}. Ask for one of its properties, e.g. logpdf(...)."
        raise ClaimError(message)
    if problem := without_value([value]) or impossible(inequalities(conditions)):
        message = f"Deriving {expression!r}: {problem}"
        raise DerivationError(message)
    latex = value.latex() if isinstance(value, Element | IndexedTensor | Composite) else expression_latex(value)
    text, where = as_text(value, ClaimText(types)), _where(conditions, types, scope)
    return DerivedObject(value.shape, text, str(latex), text, tuple(with_entries(printed(trace), types)), where)


def _where(conditions: Sequence[tuple[Requirement, Any]], types: Mapping[str, TypeSpec], scope: Scope) -> tuple[str, ...]:
    """Where the value is defined, in words.

    Raises:
        DerivationError: nowhere.
    """
    variables = {name: Variable(spec, scope.values[name]) for name, spec in types.items() if isinstance(scope.values.get(name), Tensor)}
    laws = [law for kind, law in conditions if kind == "exists"]
    throughout = [condition for kind, condition in conditions if kind == "throughout"]
    return (
        *(f"{expression} {SIGNS[requirement]}" for requirement, expression in inequalities(conditions)),
        *law_domain(laws, variables).sentences,
        *left_open(throughout, Problem((), Domain(variables))),
    )


def _check(tree: ast.expr, types: Mapping[str, TypeSpec]) -> None:
    scope = KindScope(dimensions={size for spec in types.values() for size in spec.dimensions})
    scope.kinds = kinds_of_types(types)
    scope.variables = {name for name, kind in scope.kinds.items() if not isinstance(kind, LawKind | FunctionKind)}
    checker = KindChecker(scope)
    kind = checker.kind(tree)
    if checker.faults:
        places = [f"column {getattr(fault.node, 'col_offset', 0) + 1}: {fault}" for fault in checker.faults]
        raise ClaimError("\n".join(places))
    if isinstance(kind, Truth):
        message = "Deriving: expected an expression, got a statement. Put statements into a document and run `fisherproof check`."
        raise ClaimError(message)
