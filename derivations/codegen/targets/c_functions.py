"""Scalar definitions as C99: one static function each, with the tables it reads."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from derivations.codegen.targets.c_elementary import OWN
from derivations.codegen.targets.c_excess import EXCESS
from derivations.codegen.targets.scalar_text import PREFIX, loop, with_calls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from derivations.codegen.targets.scalar_text import Definition

MARK = "stable_"  # static functions carry it, so that none hides one of the C library
ELEMENTARY = {"np.abs": "fabs", "np.maximum": "maximum", **{f"np.{name}": own for name, own in OWN.items()}}
OPERATORS = {
    ast.Add: ("+", 5), ast.Sub: ("-", 5), ast.Mult: ("*", 6), ast.Div: ("/", 6),
    ast.Lt: ("<", 4), ast.LtE: ("<=", 4), ast.Gt: (">", 4), ast.GtE: (">=", 4), ast.Eq: ("==", 3),
    ast.And: ("&&", 2), ast.Or: ("||", 1),
}  # fmt: skip
HIGHEST = 9


def c_number(value: float) -> str:
    """The C text of a number; a negative one in parentheses."""
    if value != value:  # noqa: PLR0124 - nan
        return "NAN"
    if value in (float("inf"), -float("inf")):
        return "INFINITY" if value > 0 else "(-INFINITY)"
    text = repr(float(value))
    return f"({text})" if text.startswith("-") else text


def c_functions(functions: Iterable[Callable[..., Any]]) -> list[str]:
    """The texts of tables and functions, callees first, without those that C has by hand."""
    texts: list[str] = []
    tables: dict[str, str] = {}
    for found in with_calls(functions, [name.removeprefix(MARK) for name in EXCESS]):
        for name, value in found.constants().items():
            tables.update(_constant(name, value))
        texts.append(_Writer(found).text())
    return [*tables.values(), *texts]


def _constant(name: str, value: Any) -> dict[str, str]:
    """The declarations of a number, a table, or a pair of tables."""
    if isinstance(value, float):
        return {name: f"static const double {name} = {c_number(value)};"}
    if isinstance(value[0], tuple):
        return {key: text for place, table in enumerate(value) for key, text in _constant(f"{name}_{place}", table).items()}
    entries = "".join(f"    {number!r},\n" for number in value)
    return {name: f"static const double {name}[{len(value)}] = {{\n{entries}}};"}


class _Writer:
    """Writes one definition."""

    def __init__(self, found: Definition) -> None:
        self.found = found
        self.declared = set(found.parameters)

    def text(self) -> str:
        parameters = ", ".join(f"double {name}" for name in self.found.parameters)
        lines = [line for statement in self.found.body for line in self._statement(statement)]
        body = "\n".join(f"    {line}" for line in lines)
        return f"/* {self.found.summary} */\nINLINE double {MARK}{self.found.name}({parameters})\n{{\n{body}\n}}"

    def _statement(self, node: ast.stmt) -> list[str]:
        if isinstance(node, ast.Return):
            return [f"return {self._expression(node.value)};"]
        if isinstance(node, ast.If):
            outer = set(self.declared)
            inner = [f"    {line}" for statement in node.body for line in self._statement(statement)]
            self.declared = outer
            return [f"if ({self._expression(node.test)}) {{", *inner, "}"]
        if isinstance(node, ast.For):
            return self._loop(node)
        assert isinstance(node, ast.Assign)  # noqa: S101 - nothing else is admitted
        name = ast.unparse(node.targets[0])
        kind = "" if name in self.declared else "double "
        self.declared.add(name)
        return [f"{kind}{name} = {self._expression(node.value)};"]

    def _loop(self, node: ast.For) -> list[str]:
        names, tables = loop(node)
        lines, texts = [], []
        for name, table in zip(names, tables, strict=True):
            if isinstance(table, ast.Tuple):
                numbers = ", ".join(self._expression(number) for number in table.elts)
                lines.append(f"static const double every_{name}[{len(table.elts)}] = {{{numbers}}};")
            texts.append(f"every_{name}" if isinstance(table, ast.Tuple) else ast.unparse(table))
        length = len(tables[0].elts if isinstance(tables[0], ast.Tuple) else self.found.meaning(texts[0]))
        lines.append(f"for (int k = 0; k < {length}; k++) {{")
        lines += [f"    const double {name} = {text}[k];" for name, text in zip(names, texts, strict=True)]
        outer = set(self.declared)
        self.declared |= set(names)
        lines += [f"    {line}" for statement in node.body for line in self._statement(statement)]
        self.declared = outer
        return [*lines, "}"]

    def _expression(self, node: ast.expr | None, level: int = 0) -> str:
        if isinstance(node, ast.BinOp | ast.Compare):
            sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.left, node.comparators[0])
            sign, own = OPERATORS[type(node.op if isinstance(node, ast.BinOp) else node.ops[0])]
            text = f"{self._expression(sides[0], own)} {sign} {self._expression(sides[1], own + 1)}"
            return f"({text})" if own < level else text
        if isinstance(node, ast.BoolOp):
            sign, own = OPERATORS[type(node.op)]
            text = f" {sign} ".join(self._expression(part, own + 1) for part in node.values)
            return f"({text})" if level else text
        if isinstance(node, ast.UnaryOp):
            sign = "!" if isinstance(node.op, ast.Not) else "-"
            text = f"{sign}{self._expression(node.operand, HIGHEST)}"
            return f"({text})" if level >= HIGHEST else text
        if isinstance(node, ast.IfExp):
            parts = [self._expression(part, 1) for part in (node.test, node.body, node.orelse)]
            text = f"{parts[0]} ? {parts[1]} : {parts[2]}"
            return f"({text})" if level else text
        if isinstance(node, ast.Call):
            return self._call(node, level)
        if isinstance(node, ast.Constant):
            return c_number(float(node.value))  # type: ignore[arg-type]
        text = ast.unparse(node) if node is not None else ""
        return "INFINITY" if text == "np.inf" else text

    def _call(self, node: ast.Call, level: int) -> str:
        name = ast.unparse(node.func)
        if name in ("polynomial", "quotient"):
            return self._table_call(name, node)
        if name in ("kept", "sloped"):  # C99 rounds what is written, and nobody differentiates it
            return self._expression(node.args[0], level)
        arguments = [self._expression(argument) for argument in node.args]
        if name in ("min", "max"):
            first, second = (self._expression(argument, HIGHEST) for argument in node.args)
            return f"({second} {'<' if name == 'min' else '>'} {first} ? {second} : {first})"
        if name.startswith(PREFIX):
            name = MARK + name.removeprefix(PREFIX)
        return f"{ELEMENTARY.get(name, name.removeprefix('np.'))}({', '.join(arguments)})"

    def _table_call(self, name: str, node: ast.Call) -> str:
        x, table = self._expression(node.args[0]), ast.unparse(node.args[1])
        if name == "polynomial":
            return f"polynomial({x}, {table}, {len(self.found.meaning(table))})"
        parts = [f"polynomial({x}, {table}_{place}, {len(part)})" for place, part in enumerate(self.found.meaning(table))]
        return f"({' / '.join(parts)})"
