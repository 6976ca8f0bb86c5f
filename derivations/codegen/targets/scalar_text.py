"""The scalar definitions as syntax trees: their names, constants and calls, resolved for the targets that rewrite them."""

from __future__ import annotations

import ast
import inspect
import textwrap
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from derivations.codegen import scalar
from derivations.codegen.primitives import primitives
from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator

PREFIX = "scalar_"
BUILT_IN = ("polynomial", "quotient", "exponent", "scaled", "kept", "sloped", "min", "max")


@dataclass(frozen=True)
class Definition:
    """A scalar function: its tree without the docstring, and the module in which its names mean something."""

    function: Callable[..., Any]
    tree: ast.FunctionDef

    @property
    def name(self) -> str:
        """The name without the prefix that sets it apart from the NumPy implementation."""
        return self.tree.name.removeprefix(PREFIX)

    @property
    def parameters(self) -> list[str]:
        """The names of the arguments."""
        return [argument.arg for argument in self.tree.args.args]

    @property
    def summary(self) -> str:
        """What the function computes: for a primitive, the title of its file."""
        if self.name in primitives():
            return str(inspect.getmodule(self.function).__doc__).splitlines()[0]
        return str(self.function.__doc__).splitlines()[0]

    @property
    def body(self) -> list[ast.stmt]:
        """The statements after the docstring."""
        return self.tree.body[1:]

    def meaning(self, name: str) -> Any:
        """What a name that is not local stands for in the module of the function."""
        return self.function.__globals__[name]

    def calls(self) -> Iterator[Definition]:
        """The scalar functions that this one calls."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.startswith(PREFIX):
                yield definition(self.meaning(node.func.id))

    def constants(self) -> dict[str, Any]:
        """The numbers and tables of the module that this one reads."""
        names = sorted({node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name) and node.id.isupper()})
        return {name: self.meaning(name) for name in names}

    def uses(self, name: str) -> bool:
        """Whether a built-in function is called."""
        return any(isinstance(node, ast.Call) and ast.unparse(node.func) == name for node in ast.walk(self.tree))


@cache
def definition(function: Callable[..., Any]) -> Definition:
    """The definition behind a scalar function.

    Raises:
        DerivationError: a statement or an expression is not of the part of Python that targets can write.
    """
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    assert isinstance(tree, ast.FunctionDef)  # noqa: S101 - inspect gives the text of a function
    found = Definition(function, tree)
    for node in (each for statement in found.body for each in ast.walk(statement)):
        _require(node, found)
    return found


def with_calls(functions: Iterable[Callable[..., Any]], own: Container[str] = ()) -> list[Definition]:
    """The definitions of functions and of all that they call, each after those it calls; a target writes its ``own`` itself."""
    ordered: dict[str, Definition] = {}

    def visit(found: Definition) -> None:
        if found.name in own:
            return
        for called in found.calls():
            visit(called)
        ordered.setdefault(found.name, found)

    for function in functions:
        visit(definition(function))
    return list(ordered.values())


def loop(node: ast.For) -> tuple[list[str], list[ast.expr]]:
    """The names that a loop binds and the tables it runs over: ``for a, b in zip(A, B, strict=True)``, ``for a in (1.0, 2.0)``."""
    if isinstance(node.iter, ast.Call) and isinstance(node.target, ast.Tuple):
        return [ast.unparse(name) for name in node.target.elts], list(node.iter.args)
    return [ast.unparse(node.target)], [node.iter]


ALLOWED = (
    ast.Assign, ast.If, ast.Return, ast.For, ast.BinOp, ast.UnaryOp, ast.Compare, ast.BoolOp, ast.IfExp, ast.Call, ast.Name, ast.Constant,
    ast.Attribute, ast.Subscript, ast.Tuple, ast.keyword, ast.Load, ast.Store, ast.And, ast.Or, ast.Not, ast.USub, ast.Add, ast.Sub,
    ast.Mult, ast.Div, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq,
)  # fmt: skip


def _require(node: ast.AST, found: Definition) -> None:
    """Refuse what no target knows how to write."""
    known = isinstance(node, ALLOWED)
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        known = name.startswith(PREFIX) or name in (*BUILT_IN, "zip") or name.removeprefix("np.") in scalar.ELEMENTARY
    if isinstance(node, ast.If):
        known = not node.orelse and isinstance(node.body[-1], ast.Return)
    if isinstance(node, ast.For):
        shape = (type(node.target), type(node.iter))
        known = not node.orelse and shape in ((ast.Tuple, ast.Call), (ast.Name, ast.Tuple), (ast.Name, ast.Name))
        known = known and all(isinstance(statement, ast.Assign) for statement in node.body)
    if isinstance(node, ast.Assign):
        known = len(node.targets) == 1 and isinstance(node.targets[0], ast.Name)
    if isinstance(node, ast.Compare):
        known = len(node.ops) == 1
    if not known:
        message = (
            f"Reading the scalar definition of {found.name}: expected the part of Python that derivations.codegen.scalar describes,"
            f" got {ast.unparse(node)!r}. Write it with choices, sums and tables."
        )
        raise DerivationError(message)
