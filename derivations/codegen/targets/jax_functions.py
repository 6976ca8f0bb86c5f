"""Scalar definitions as JAX: every branch is a value, computed at safe arguments where it is not taken: no nan reaches a slope."""

from __future__ import annotations

import ast
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from derivations.codegen.document import literal, number
from derivations.codegen.targets.scalar_text import PREFIX, loop, with_calls
from derivations.codegen.targets.witnesses import witness

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from derivations.codegen.targets.scalar_text import Definition

MARK = "stable_"
INDENT = "    "
LONG = 20  # rounds of a loop from which on it is compiled as a loop: written out, those of truncated normal laws took half a minute


@dataclass(frozen=True)
class Leaf:
    """A ``return``, the statements on the way to it, and the tests that lead there: their numbers, and what they say."""

    statement: ast.Return
    prefix: tuple[ast.stmt, ...]
    tests: tuple[tuple[int, bool], ...]


def jax_functions(functions: Iterable[Callable[..., Any]]) -> list[str]:
    """The texts of constants and functions, callees first."""
    constants: dict[str, str] = {}
    texts: list[str] = []
    for found in with_calls(functions):
        constants.update({name: f"{name} = {literal(value)}" for name, value in found.constants().items()})
        texts.append(_text(found))
    return [*(["\n".join(constants.values())] if constants else []), *texts]


def _text(found: Definition) -> str:
    parameters = ", ".join(f"{name}: Any" for name in found.parameters)
    leaves: list[Leaf] = []
    tests: list[tuple[ast.expr, tuple[ast.stmt, ...]]] = []
    _collect(found.body, (), (), leaves, tests)
    lines = [f"def {MARK}{found.name}({parameters}) -> Any:", f'{INDENT}"""{found.summary}"""']
    if len(leaves) == 1:
        lines += [INDENT + line for line in _straight(leaves[0], leaves[0].prefix, found, "")]
    else:
        lines += [INDENT + line for line in _choice(found, leaves, tests)]
    return "\n".join(lines)


def _collect(
    body: Sequence[ast.stmt],
    prefix: tuple[ast.stmt, ...],
    path: tuple[tuple[int, bool], ...],
    leaves: list[Leaf],
    tests: list[tuple[ast.expr, tuple[ast.stmt, ...]]],
) -> None:
    """All leaves in order, and the tests with the statements before them."""
    for statement in body:
        if isinstance(statement, ast.Return):
            leaves.append(Leaf(statement, prefix, path))
        elif isinstance(statement, ast.If):
            index = len(tests)
            tests.append((statement.test, prefix))
            _collect(statement.body, prefix, (*path, (index, True)), leaves, tests)
            path = (*path, (index, False))
        else:
            prefix = (*prefix, statement)


def _choice(found: Definition, leaves: list[Leaf], tests: list[tuple[ast.expr, tuple[ast.stmt, ...]]]) -> list[str]:
    """The tests, the value of every leaf at safe arguments, and the choice among them."""
    lines: list[str] = []
    for index, (test, prefix) in enumerate(tests):
        for statement in _live(prefix, _names(test)):
            line = _written(statement, found, "")
            lines += [] if line[0] in lines and len(line) == 1 else line
        lines.append(f"case_{index} = {_expression(test, found, '')}")
    for place, leaf in enumerate(leaves):
        taken = " & ".join(f"{'' if truth else '~'}case_{index}" for index, truth in leaf.tests)
        live = _live(leaf.prefix, _names(leaf.statement))
        read = set().union(_names(leaf.statement), *(_names(statement) for statement in live))
        for name, safe in zip(found.parameters, witness(found, leaf.statement), strict=True):
            if name in read:
                lines.append(f"{name}_{place} = jnp.where({taken}, {name}, {number(safe)})")
        lines += [line for statement in live for line in _written(statement, found, f"_{place}")]
        lines.append(f"value_{place} = {_expression(leaf.statement.value, found, f'_{place}')}")
    chosen = f"value_{len(leaves) - 1}"
    for place in range(len(leaves) - 2, -1, -1):
        taken = " & ".join(f"{'' if truth else '~'}case_{index}" for index, truth in leaves[place].tests)
        chosen = f"jnp.where({taken}, value_{place}, {chosen})"
    return [*lines, f"return {chosen}"]


def _straight(leaf: Leaf, prefix: Sequence[ast.stmt], found: Definition, suffix: str) -> list[str]:
    lines = [line for statement in _live(prefix, _names(leaf.statement)) for line in _written(statement, found, suffix)]
    return [*lines, f"return {_expression(leaf.statement.value, found, suffix)}"]


def _live(prefix: Sequence[ast.stmt], names: set[str]) -> list[ast.stmt]:
    """The statements on which some of the names depend."""
    wanted, kept = set(names), []
    for statement in reversed(prefix):
        assigned = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        if assigned & wanted:
            wanted |= _names(statement)
            kept.append(statement)
    return kept[::-1]


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Load)}


def _carried(node: ast.For) -> list[str]:
    """The names that a round of a loop reads before it writes them."""
    written: set[str] = set()
    found: dict[str, None] = {}
    stored = {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)} - set(loop(node)[0])
    for statement in node.body:
        found.update(dict.fromkeys(sorted(_names(statement) & stored - written)))
        written |= {each.id for each in ast.walk(statement) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    return list(found)


def _written(statement: ast.stmt, found: Definition, suffix: str) -> list[str]:
    changed = _Rewriter(found, suffix).visit(deepcopy(statement))
    return [line for part in (changed if isinstance(changed, list) else [changed]) for line in ast.unparse(part).splitlines()]


def _expression(node: ast.expr | None, found: Definition, suffix: str) -> str:
    assert node is not None  # noqa: S101 - every return has a value
    return ast.unparse(_Rewriter(found, suffix).visit(deepcopy(node)))


class _Rewriter(ast.NodeTransformer):
    """Local names get a suffix, choices become ``jnp.where``, truths are joined elementwise, functions are those of JAX."""

    def __init__(self, found: Definition, suffix: str) -> None:
        assigned = {node.id for node in ast.walk(found.tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        self.local = {*found.parameters, *assigned}
        self.suffix = suffix
        self.constants = found.constants()

    def visit_For(self, node: ast.For) -> ast.AST | list[ast.stmt]:
        """A long loop as a function of what one round leaves to the next and of a row of the tables."""
        names, tables = loop(node)
        first = self.constants.get(ast.unparse(tables[0]), ())
        carried = "".join(f"{name}{self.suffix}, " for name in _carried(node))
        body = [self.visit(statement) for statement in node.body]
        if len(first) < LONG:
            return ast.copy_location(ast.For(self.visit(node.target), self.visit(node.iter), body, []), node)
        row = "".join(f"{name}{self.suffix}, " for name in names)
        head = f"def turn(carried: Any, row: Any) -> Any:\n    {carried} = carried\n    {row} = row\n"
        told = "".join(f"    {ast.unparse(statement)}\n" for statement in body)
        call = f"{carried} = repeated(turn, ({carried}), ({', '.join(map(ast.unparse, tables))},))"
        return ast.parse(f"{head}{told}    return ({carried})\n{call}").body

    def visit_Name(self, node: ast.Name) -> ast.AST:
        name = f"{node.id}{self.suffix}" if node.id in self.local else node.id
        return ast.copy_location(ast.Name(name, node.ctx), node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        return ast.Name("log1p" if node.attr == "log1p" else f"jnp.{node.attr}", ast.Load())

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        parts = [self.visit(part) for part in (node.test, node.body, node.orelse)]
        return ast.Call(ast.Name("jnp.where", ast.Load()), parts, [])

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        sign = ast.BitAnd() if isinstance(node.op, ast.And) else ast.BitOr()
        first, *others = [self.visit(part) for part in node.values]
        joined: ast.expr = first
        for other in others:
            joined = ast.BinOp(joined, sign, other)
        return joined

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        operand = self.visit(node.operand)
        return ast.UnaryOp(ast.Invert() if isinstance(node.op, ast.Not) else node.op, operand)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name, arguments = ast.unparse(node.func), [self.visit(argument) for argument in node.args]
        if name in ("min", "max"):
            sign = ast.Lt() if name == "min" else ast.Gt()
            first, second = arguments
            return ast.Call(ast.Name("jnp.where", ast.Load()), [ast.Compare(second, [sign], [first]), second, first], [])
        if name.startswith(PREFIX):
            function: ast.expr = ast.Name(MARK + name.removeprefix(PREFIX), ast.Load())
        else:
            function = self.visit(node.func)
        return ast.Call(function, arguments, [*node.keywords])
