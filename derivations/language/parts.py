"""The parts of a node of the syntax tree in the order of reading, without the operators between them."""

from __future__ import annotations

import ast
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_PARTS: dict[type[ast.AST], Callable[[Any], Sequence[ast.AST]]] = {
    ast.Name: lambda _: (),
    ast.Constant: lambda _: (),
    ast.BinOp: attrgetter("left", "right"),
    ast.UnaryOp: lambda node: (node.operand,),
    ast.BoolOp: attrgetter("values"),
    ast.Compare: lambda node: (node.left, *node.comparators),
    ast.Call: lambda node: (node.func, *node.args, *node.keywords),
    ast.keyword: lambda node: (node.value,),
    ast.Attribute: lambda node: (node.value,),
    ast.Subscript: attrgetter("value", "slice"),
    ast.List: attrgetter("elts"),
    ast.Tuple: attrgetter("elts"),
    ast.IfExp: attrgetter("test", "body", "orelse"),
    ast.ListComp: lambda node: (node.elt, *node.generators),
    ast.GeneratorExp: lambda node: (node.elt, *node.generators),
    ast.comprehension: lambda node: (node.target, node.iter, *node.ifs),
}


def parts(node: ast.AST) -> Sequence[ast.AST]:
    """The nodes directly inside of a node of the claim language.

    >>> [ast.unparse(part) for part in parts(ast.parse("f(x, y) + 1", mode="eval").body)]
    ['f(x, y)', '1']
    """
    return _PARTS[type(node)](node)
