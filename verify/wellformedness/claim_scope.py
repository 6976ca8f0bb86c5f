"""What a claim's declarations and definitions say of its names: their kinds, their sizes, and which of them are at fault."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from derivations.language.budget import Extent, check_budget
from derivations.language.constant_laws import constant_value
from derivations.language.entry_names import clash
from derivations.language.kind_check import KindChecker
from derivations.language.kind_scope import KindScope, counted_values, kind_of_type
from derivations.language.kinds import FunctionKind, Kind, KindError, LawKind, Unknown
from derivations.language.syntax import SyntaxProblem, parse
from derivations.language.text_problem import TextProblem, in_full
from derivations.language.types import TypeSpec, parse_type
from verify.markup.content import split_definition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from verify.claim import Claim, Index

    Fault = tuple[str, Index, int, str]


@dataclass
class ClaimScope:
    """The names of a claim.

    ``declared`` holds the kinds of the declared names, ``scope`` those of the defined ones as well; ``extents`` tells how large the
    definitions are; ``faults`` what is wrong with them, as (key, index, offset, message); ``above`` what is wrong with declarations of
    the context, which counts only where the claim uses them.
    """

    types: dict[str, TypeSpec] = field(default_factory=dict)
    declared: KindScope = field(default_factory=KindScope)
    scope: KindScope = field(default_factory=KindScope)
    extents: dict[str, Extent] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    above: dict[str, str] = field(default_factory=dict)

    def misused(self, key: str, index: Index, tree: ast.expr, start: int = 0) -> Iterator[Fault]:
        """The first use of each name of the context whose declaration makes no sense here."""
        names = {node.id: node for node in reversed(list(ast.walk(tree))) if isinstance(node, ast.Name)}
        yield from ((key, index, names[name].col_offset + start, self.above[name]) for name in self.above if name in names)

    def oversized(self, key: str, index: Index, tree: ast.expr, start: int = 0) -> list[Fault]:
        """The fault of an expression that is too large once the definitions are written out, if it is."""
        try:
            check_budget(tree, self.extents)
        except SyntaxProblem as fault:
            return [(key, index, fault.offset + start, str(fault))]
        return []


def tree_of(text: str) -> ast.expr | None:
    """The tree of an expression, or ``None`` if reading the document has refused it."""
    try:
        return parse(text)
    except TextProblem:
        return None


def offset_of(node: ast.AST | None) -> int:
    """Where a part of an expression stands in its text."""
    return getattr(node, "col_offset", 0)


def claim_scope(claim: Claim) -> ClaimScope:
    """Read the types and the definitions of a claim."""
    result = ClaimScope()
    _declare(claim, result)
    result.scope = result.declared
    for index, line in enumerate(claim.define):
        _define(index, line, result)
    return result


def _declare(claim: Claim, result: ClaimScope) -> None:
    texts = {**claim.context, **claim.let}
    for name, text in texts.items():
        try:
            result.types[name] = parse_type(text)
        except TextProblem:
            result.declared.kinds[name] = Unknown()  # refused where it is declared
    known = {**dict.fromkeys(texts, TypeSpec("real")), **result.types}
    for name, spec in result.types.items():
        result.declared.dimensions |= set(spec.dimensions)
        try:
            kind: Kind = kind_of_type(spec, known)
        except KindError as fault:
            kind = Unknown()
            if name in claim.let:
                result.faults.append(("let", name, _place(spec, texts[name], str(fault)), str(fault)))
            else:
                result.above[name] = str(fault)
        result.declared.kinds[name] = kind
        if isinstance(kind, LawKind | FunctionKind):
            result.declared.fixed.add(name)
        else:
            result.declared.variables.add(name)
    for name, kind in result.declared.kinds.items():
        if (message := clash(name, kind, result.declared.kinds)) and name in claim.let:
            result.faults.append(("let", name, 0, in_full(message, "Declaring a name")))
        elif message:
            result.above.setdefault(name, in_full(message, "Declaring a name"))


def _place(spec: TypeSpec, text: str, message: str) -> int:
    """The offset of the argument that the message is about."""
    name = next((name for name in spec.arguments if repr(name) in message), "")
    found = re.search(rf"[(,;]\s*({re.escape(name)})\b", text, re.ASCII) if name else None
    return found.start(1) if found else 0


def _define(index: int, line: str, result: ClaimScope) -> None:
    try:
        name, text, start = split_definition(line)
    except TextProblem:
        return
    tree = tree_of(text)
    kind: Kind = Unknown()
    ranges = {other: values for other, values in result.scope.ranges.items() if other != name}
    constants = dict(result.scope.constants)
    if tree is not None:
        checker = KindChecker(result.scope)
        kind = checker.value(tree)
        result.faults += [("define", index, offset_of(fault.node) + start, str(fault)) for fault in checker.faults]
        result.faults += result.misused("define", index, tree, start)
        oversized = result.oversized("define", index, tree, start)
        result.faults += oversized
        result.extents[name] = Extent() if oversized else check_budget(tree, result.extents)
        if values := counted_values(tree, ranges):
            ranges[name] = values
        if not (oversized or checker.faults) and (value := constant_value(tree, result.scope)):
            constants[name] = value
    result.scope = replace(
        result.scope,
        kinds={**result.scope.kinds, name: kind},
        variables=result.scope.variables - {name},
        ranges=ranges,
        fixed=result.scope.fixed | {name},
        constants=constants,
    )
