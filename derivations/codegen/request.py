"""What is asked of the generator: an expression of the claim language and its arguments, elaborated, with what its outermost word means."""

from __future__ import annotations

import ast
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.codegen.inputs import Inputs, inputs_of
from derivations.conditions import collecting, inequalities
from derivations.errors import ClaimError
from derivations.language.elaborate import Elaborator
from derivations.language.kind_check import KindChecker
from derivations.language.kind_scope import KindScope, kinds_of_types
from derivations.language.kinds import Truth
from derivations.language.names import validate_name
from derivations.language.scope import declare
from derivations.language.syntax import parse
from derivations.language.tensor import Tensor
from derivations.language.types import TypeSpec, parse_type
from derivations.language.vocabulary import reserved_names
from derivations.matrix_inverse import inverse_by_entries

if TYPE_CHECKING:
    from collections.abc import Mapping

INVERSE = "inv"
LONGEST_EXPANDED = 150  # operations in the entries of a matrix, 3 x 3 or more, whose inverse is still written out entry by entry
LONGEST_OF_TWO = 600  # the same, of a matrix 2 x 2
FEW = 2
DENSITIES = {"logpdf": -sp.oo, "pdf": sp.S.Zero, "nll": sp.oo}  # their values outside the support


@dataclass(frozen=True)
class Request:
    """``value`` is to be computed from ``inputs``. ``word`` and ``operands`` are the outermost word and what it is applied to, if any."""

    text: str
    value: Tensor
    inputs: Inputs
    conditions: tuple[tuple[str, Any], ...]
    word: str = ""
    operands: tuple[Any, ...] = ()


def read_request(expression: str | sp.Expr | Tensor, let: Mapping[str, str]) -> Request:
    """Elaborate an expression for the arguments ``let`` (name -> type, in order).

    Raises:
        ClaimError: the expression or a type is not well formed; the message says where.
        DerivationError: no rule derives it.
    """
    types = {name: parse_type(text) for name, text in let.items()}
    for name in types:
        if problem := validate_name(name, reserved_names()):
            raise ClaimError(problem)
    inputs = inputs_of(types)
    if not isinstance(expression, str):
        return _from_sympy(expression, inputs)
    tree = parse(expression)
    check_kinds(tree, types)
    elaborator = Elaborator(declare(types))
    if (matrix := long_inverted(tree, elaborator)) is not None:
        operand, conditions = matrix
        return Request(expression, inverse_by_entries(operand), inputs, tuple(inequalities(conditions)), INVERSE, (operand,))
    with collecting() as conditions:
        value = elaborator.value(tree)
    if not isinstance(value, Tensor):
        message = f"Generating a kernel: expected a number or an array, got {value}. Ask for one of its properties, e.g. logpdf(...)."
        raise ClaimError(message)
    word = tree.func.id if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) else ""
    known = word in DENSITIES or word == "kl"
    operands = tuple(elaborator.value(argument) for argument in tree.args) if known and isinstance(tree, ast.Call) else ()
    if word == "kl":  # it is one of laws that exist
        conditions += [each for law in operands for each in law.side_conditions() if each[0] == "positive" and each not in conditions]
    return Request(expression, value.map(_with_cases), inputs, tuple(inequalities(conditions)), word if known else "", operands)


def long_inverted(tree: ast.expr, elaborator: Elaborator) -> tuple[Tensor, list[Any]] | None:
    """The symmetric matrix that the outermost word inverts, with its conditions, if its inverse is too long to be written out."""
    if not (isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == INVERSE and len(tree.args) == 1):
        return None
    with collecting() as conditions:
        value = elaborator.value(tree.args[0])
    if not isinstance(value, Tensor) or len(value.shape) != FEW or value.shape[0] != value.shape[1] or value.shape[0] == 1:
        return None
    counts = itertools.accumulate(int(sp.count_ops(entry)) for entry in value.entries)
    long = any(count > (LONGEST_EXPANDED if value.shape[0] > FEW else LONGEST_OF_TWO) for count in counts)
    return (value.map(_with_cases), conditions) if long and value == value.transpose() else None


def _with_cases(entry: sp.Expr) -> sp.Expr:
    """What picks terms by whole numbers (Kronecker's delta, of classes) as cases: only the terms of one are computed."""
    deltas = sorted(entry.atoms(sp.KroneckerDelta) if entry.has(sp.KroneckerDelta) else (), key=sp.default_sort_key)
    for symbol in sorted(frozenset().union(*(delta.free_symbols for delta in deltas)), key=str):
        own = {delta: next(side for side in delta.args if side != symbol) for delta in deltas if symbol in delta.args}
        numbers = sorted({number for number in own.values() if number.is_Integer})
        if not numbers:
            continue
        cases = [(entry.xreplace({delta: sp.Integer(at == number) for delta, at in own.items()}), number) for number in numbers]
        rest = entry.xreplace({delta: sp.S.Zero for delta, at in own.items() if at.is_Integer})
        entry = sp.Piecewise(*((value, sp.Eq(symbol, number, evaluate=False)) for value, number in cases), (rest, True), evaluate=False)
    return entry


def _from_sympy(expression: sp.Expr | Tensor, inputs: Inputs) -> Request:
    """Symbols mean the arguments of the same name, whatever was assumed of them."""
    declared = {symbol.name: symbol for symbol in inputs.symbols}
    tensor = expression if isinstance(expression, Tensor) else Tensor.scalar(expression)
    if unknown := sorted(symbol.name for symbol in tensor.free_symbols if symbol.name not in declared):
        message = f"Generating a kernel: expected symbols among {', '.join(declared)}, got {', '.join(unknown)}. Declare them in `let`."
        raise ClaimError(message)
    table = {symbol: declared[symbol.name] for symbol in tensor.free_symbols}
    value = tensor.map(lambda entry: entry.xreplace(table))
    return Request(str(expression), value, inputs, ())


def check_kinds(tree: ast.expr, types: Mapping[str, TypeSpec]) -> None:
    """Refuse an expression that is not well formed, with all faults, and a statement."""
    scope = KindScope(dimensions={size for spec in types.values() for size in spec.dimensions})
    scope.kinds, scope.variables = kinds_of_types(types), set(types)
    checker = KindChecker(scope)
    kind = checker.kind(tree)
    if checker.faults:
        places = [f"column {getattr(fault.node, 'col_offset', 0) + 1}: {fault}" for fault in checker.faults]
        raise ClaimError("\n".join(places))
    if isinstance(kind, Truth):
        message = (
            "Generating a kernel: expected an expression, got a statement. Put statements into a document and run `fisherproof check`."
        )
        raise ClaimError(message)
