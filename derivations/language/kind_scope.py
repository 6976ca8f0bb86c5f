"""What is known of the names while kinds are checked, and the kinds of declared names."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from derivations.language.entry_names import clash
from derivations.language.kinds import NUMBER, Array, FunctionKind, Kind, KindError, LawKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.language.tensor import Tensor
    from derivations.language.types import TypeSpec

Range = tuple[int, int]


@dataclass
class KindScope:
    """What is known of the names.

    Their kinds; which of them are variables that one may differentiate by; the named dimensions; the smallest and the largest value of
    those that count (loops over known bounds, defined integers); those that stand for something fixed, which no operator may bind; and
    the values of those that are defined as exact constants.
    """

    kinds: dict[str, Kind] = field(default_factory=dict)
    variables: set[str] = field(default_factory=set)
    dimensions: set[str] = field(default_factory=set)
    ranges: dict[str, Range] = field(default_factory=dict)
    fixed: set[str] = field(default_factory=set)
    spans: dict[str, str] = field(default_factory=dict)  # loops over a named dimension
    constants: dict[str, Tensor] = field(default_factory=dict)

    def inner(self, name: str, kind: Kind) -> KindScope:
        """The scope inside an operator that binds ``name`` as a variable."""
        return replace(self, kinds={**self.kinds, name: kind}, variables=self.variables | {name}, ranges=self._without(name))

    def counting(self, name: str, values: Range | None, span: str = "") -> KindScope:
        """The scope inside a comprehension, whose ``name`` is no variable.

        It takes the values from the first to the last, or all those of the named dimension ``span``.
        """
        ranges = {**self._without(name), name: values} if values else self._without(name)
        spans = {other: size for other, size in self.spans.items() if other != name} | ({name: span} if span else {})
        return replace(self, kinds={**self.kinds, name: NUMBER}, variables=self.variables - {name}, ranges=ranges, spans=spans)

    def _without(self, name: str) -> dict[str, Range]:
        return {other: values for other, values in self.ranges.items() if other != name}


def kind_of_type(spec: TypeSpec, types: Mapping[str, TypeSpec]) -> Kind:
    """The kind of a variable declared with a type; the name of a dimension is a number of its own, so no variable may have it."""
    taken = [size for size in spec.dimensions if size in types]
    if taken:
        message = f"expected a dimension whose name is declared nowhere else, got {taken[0]!r}. Rename the dimension or the variable"
        raise KindError(message)
    if spec.kind == "smooth":
        _require_values(spec, types, "an argument of a function")
        return FunctionKind(spec)
    if spec.kind == "law":
        unknown = [name for name in spec.arguments if name not in types]
        if unknown:
            message = f"expected the parameters of a law to be declared, got {unknown[0]!r}. Declare it in `let`"
            raise KindError(message)
        _require_values(spec, types, "a parameter of a law")
        return LawKind(NUMBER)
    return Array(spec.shape)


def kinds_of_types(types: Mapping[str, TypeSpec]) -> dict[str, Kind]:
    """The kinds of variables that are declared together.

    Raises:
        KindError: a type is none beside the others, or two names would stand for one symbol.
    """
    kinds = {name: kind_of_type(spec, types) for name, spec in types.items()}
    for name, kind in kinds.items():
        if message := clash(name, kind, kinds):
            raise KindError(message, doing="Declaring a name")
    return kinds


def _require_values(spec: TypeSpec, types: Mapping[str, TypeSpec], what: str) -> None:
    """Refuse functions and laws where a number or an array is wanted."""
    for name in spec.arguments:
        if name in types and types[name].kind in ("smooth", "law"):
            message = f"expected a number or an array as {what}, got {name!r}, a {types[name].kind}. Declare another name"
            raise KindError(message)
        if spec.kind == "law" and name in types and types[name].is_abstract:
            message = f"expected explicit dimensions in {what}, got {name!r}, a {types[name]}. Give its size as an integer"
            raise KindError(message)


def counted_values(node: ast.expr, ranges: Mapping[str, Range]) -> Range | None:
    """The smallest and the largest value of an index, when it is a literal, a counting name, or one of those plus or minus a literal."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return node.value, node.value
    if isinstance(node, ast.Name):
        return ranges.get(node.id)
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Add | ast.Sub) or not isinstance(node.right, ast.Constant):
        return None
    values, shift = counted_values(node.left, ranges), node.right.value
    if values is None or not isinstance(shift, int):
        return None
    shift = shift if isinstance(node.op, ast.Add) else -shift
    return values[0] + shift, values[1] + shift


def loop_values(call: ast.expr, ranges: Mapping[str, Range]) -> Range | None:
    """The first and the last value of a loop, when its bounds are known integers and it has values at all."""
    bounds = [counted_values(bound, ranges) for bound in call.args] if isinstance(call, ast.Call) else [None]
    known = [bound[0] for bound in bounds if bound and bound[0] == bound[1]]
    if len(known) < len(bounds):
        return None
    low, high = (0, *known) if len(known) == 1 else known
    return (low, high - 1) if low < high else None


def span_of(call: ast.expr, dimensions: set[str]) -> str:
    """The dimension that ``range(K)`` runs over; empty for any other range."""
    name = call.args[0].id if isinstance(call, ast.Call) and len(call.args) == 1 and isinstance(call.args[0], ast.Name) else ""
    return name if name in dimensions else ""


def comprehension_length(call: ast.expr, dimensions: set[str]) -> int | str | None:
    """The number of values of ``range(...)`` when its bounds are literal integers, or the dimension whose range it is."""
    if not isinstance(call, ast.Call):
        return None
    if span := span_of(call, dimensions):
        return span
    bounds = [bound.value for bound in call.args if isinstance(bound, ast.Constant) and isinstance(bound.value, int)]
    if len(bounds) != len(call.args):
        return None
    low, high = (0, *bounds) if len(bounds) == 1 else bounds
    return max(0, high - low)
