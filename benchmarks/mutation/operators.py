"""The mistakes that are planted: each changes one node of a module's syntax tree."""

from __future__ import annotations

import ast
import copy
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Change = Callable[[ast.AST], Iterator[tuple[str, ast.AST]]]

SWAPPED_OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult, ast.FloorDiv: ast.Mult,
}  # fmt: skip
SWAPPED_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
SWAPPED_NAMES = {
    "sum": "mean", "mean": "sum", "max": "min", "min": "max", "maximum": "minimum", "minimum": "maximum",
    "add": "subtract", "subtract": "add", "multiply": "divide", "divide": "multiply",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A module with one mistake.

    Args:
        module: its path within the package.
        line: where the mistake is.
        operator: the kind of mistake.
        before: the text that was there.
        after: the text that is there now.
        number: its place among all mutants of the module.
    """

    module: str
    line: int
    operator: str
    before: str
    after: str
    number: int


def _arithmetic(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in SWAPPED_OPERATORS:
        changed = copy.deepcopy(node)
        changed.op = SWAPPED_OPERATORS[type(node.op)]()
        yield "arithmetic", changed


def _dropped_factor(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
        yield "dropped factor", node.left
        yield "dropped factor", node.right
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
        yield "dropped divisor", node.left
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Mult | ast.Div):
        yield "dropped factor", ast.Pass()


def _sign(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield "sign", node.operand


def _number(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        yield "number", ast.Constant(node.value + 1)


def _truth(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield "truth", ast.Constant(not node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "truth", node.operand
    if isinstance(node, ast.BoolOp):
        yield "truth", ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)


def _comparison(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPPED_COMPARISONS:
        yield "comparison", ast.Compare(node.left, [SWAPPED_COMPARISONS[type(node.ops[0])](), *node.ops[1:]], node.comparators)


def _transpose(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Attribute) and node.attr == "T" and isinstance(node.ctx, ast.Load):
        yield "transpose", node.value
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "transpose":
        yield "transpose", node.func.value


def _called_name(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SWAPPED_NAMES:
        changed = copy.deepcopy(node)
        changed.func = ast.Attribute(copy.deepcopy(node.func.value), SWAPPED_NAMES[node.func.attr], ast.Load())
        yield "reduction" if node.func.attr in {"sum", "mean", "max", "min"} else "arithmetic", changed


def _deleted(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "deleted statement", ast.Pass()
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add | ast.Sub):
        yield "deleted statement", ast.Pass()


CHANGES: tuple[Change, ...] = (
    _arithmetic, _dropped_factor, _sign, _number, _truth, _comparison, _transpose, _called_name, _deleted,
)  # fmt: skip


def mutants(module: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its text.

    >>> [(each.operator, each.after) for each in mutants("m.py", "y = 2 / x")]
    [('arithmetic', '2 * x'), ('dropped divisor', '2'), ('number', '3')]
    """
    for number, (_, node, operator, changed) in enumerate(_sites(ast.parse(source))):
        yield Mutant(module, getattr(node, "lineno", 0), operator, ast.unparse(node), ast.unparse(changed), number)


def planted(source: str, number: int) -> str:
    """The text of a module with the mistake of this number.

    >>> planted("y = 2 / x", 1)
    'y = 2'
    """
    tree = ast.parse(source)
    (parent, name, place), node, _, changed = next(itertools.islice(_sites(tree), number, None))
    _put(parent, name, place, ast.copy_location(changed, node))
    return ast.unparse(ast.fix_missing_locations(tree))


def _sites(tree: ast.AST) -> Iterator[tuple[tuple[ast.AST, str, int | None], ast.AST, str, ast.AST]]:
    """Where a mistake can be planted: the place in the tree, the node there, the kind of mistake, and the node to come."""
    for parent, name, place, node in _places(tree):
        for change in CHANGES:
            for operator, changed in change(node):
                yield (parent, name, place), node, operator, changed


def _put(parent: ast.AST, name: str, place: int | None, node: ast.AST) -> None:
    if place is None:
        setattr(parent, name, node)
    else:
        getattr(parent, name)[place] = node


def _places(parent: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Every node that decides what is computed, with where it hangs; annotations, texts of errors and imports do not."""
    for name, field in ast.iter_fields(parent):
        if name in {"annotation", "returns", "decorator_list", "ctx", "op", "ops"}:
            continue
        for place, node in enumerate(field) if isinstance(field, list) else ((None, field),):
            if not isinstance(node, ast.AST) or _only_words(node):
                continue
            if isinstance(parent, ast.Call) and isinstance(node, ast.UnaryOp) and ast.unparse(parent.func).endswith(".reshape"):
                continue  # the free length, for which any negative number stands
            if isinstance(node, ast.expr | ast.stmt):
                yield parent, name, place, node
            yield from _places(node)


def _only_words(node: ast.AST) -> bool:
    """Whether a node is about types, messages or documentation only, or says the same with another number or truth."""
    if isinstance(node, ast.keyword) and node.arg == "strict":  # of zip: it guards, and never decides
        return True
    if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
        return True
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "message":
        return True
    documentation = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    return documentation or isinstance(node, ast.JoinedStr | ast.Raise | ast.Import | ast.ImportFrom)
