"""Definition-level changes: what goes wrong in derivations and in curvature code (arguments, measures, halves, transposes, conventions)."""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING

from verify.mutants import Operator
from verify.mutants.arithmetic import constant, product

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HALF = Fraction(1, 2)


def call(name: str, *arguments: ast.expr) -> ast.Call:
    """A call of a word."""
    return ast.Call(ast.Name(name, ast.Load()), list(arguments), [])


def is_call(node: ast.expr, *names: str) -> bool:
    """Whether a node calls one of the words."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def _swapped(*names: str) -> Callable[[ast.expr], Iterator[ast.expr]]:
    def changes(node: ast.expr) -> Iterator[ast.expr]:
        if is_call(node, *names):
            assert isinstance(node, ast.Call)  # noqa: S101 - is_call has checked it
            first, second, *rest = node.args
            yield ast.Call(node.func, [second, first, *rest], [])

    return changes


def _replaced(old: str, new: Callable[..., ast.expr]) -> Callable[[ast.expr], Iterator[ast.expr]]:
    def changes(node: ast.expr) -> Iterator[ast.expr]:
        if is_call(node, old):
            assert isinstance(node, ast.Call)  # noqa: S101 - is_call has checked it
            yield new(*node.args)

    return changes


def _drop_half(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Constant) and node.value == HALF:
        yield constant(1)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and isinstance(node.right, ast.Constant) and node.right.value == 2:  # noqa: PLR2004 - a half
        yield node.left
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and isinstance(node.left, ast.BinOp) and _is_half(node.left):
        yield node.right


def _is_half(node: ast.BinOp) -> bool:
    parts = (node.left, node.right)
    return isinstance(node.op, ast.Div) and all(isinstance(part, ast.Constant) for part in parts) and [p.value for p in parts] == [1, 2]  # type: ignore[attr-defined]


def _drop_transpose(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Attribute):
        yield node.value


def _swap_product(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        yield ast.BinOp(node.right, ast.MatMult(), node.left)


def _insert_transpose(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult) and isinstance(node.left, ast.Name):
        yield ast.BinOp(ast.Attribute(node.left, "T", ast.Load()), ast.MatMult(), node.right)


def _raise_order(node: ast.expr) -> Iterator[ast.expr]:
    if is_call(node, "taylor", "kl_taylor", "kl_taylor_reverse"):
        assert isinstance(node, ast.Call)  # noqa: S101 - is_call has checked it
        order = node.args[3]
        assert isinstance(order, ast.Constant)  # noqa: S101 - the kind checker guarantees it
        assert isinstance(order.value, int)  # noqa: S101 - the kind checker guarantees it
        yield ast.Call(node.func, [*node.args[:3], constant(order.value + 1)], [])
        if order.value:
            yield ast.Call(node.func, [*node.args[:3], constant(order.value - 1)], [])


OPERATORS = (
    Operator("swap the arguments of KL", "definition", _swapped("kl")),
    Operator("swap the factors of an outer product", "definition", _swapped("outer", "kron")),
    Operator("drop a factor 1/2", "definition", _drop_half),
    Operator("drop a transpose", "definition", _drop_transpose),
    Operator("add a transpose", "definition", _insert_transpose),
    Operator("swap the order of a matrix product", "definition", _swap_product),
    Operator("drop an inverse", "definition", _replaced("inv", lambda matrix: matrix)),
    Operator("invert a matrix", "definition", _replaced("diag", lambda vector: call("inv", call("diag", vector)))),
    Operator("change the order of an expansion", "definition", _raise_order),
    Operator("F from the Hessian instead of the score", "definition", _replaced("fisher", lambda law, v: call("fisher_hessian", law, v))),
    Operator("F from the score instead of the Hessian", "definition", _replaced("fisher_hessian", lambda law, v: call("fisher", law, v))),
    Operator("inverse Fisher for Fisher", "definition", _replaced("fisher", lambda law, v: call("inv", call("fisher", law, v)))),
    Operator("twice the Fisher", "definition", _replaced("fisher", lambda law, v: product(constant(2), call("fisher", law, v)))),
    Operator("Hessian for Gauss-Newton", "definition", _replaced("ggn", lambda loss, z, f, v: call("hess", call("subs", loss, z, f), v))),
    Operator("log density for its negative", "definition", _replaced("nll", lambda law, y: call("logpdf", law, y))),
    Operator("negative log density for the density", "definition", _replaced("logpdf", lambda law, y: call("nll", law, y))),
    Operator(
        "square of the gradient for the Hessian",
        "definition",
        _replaced("hess", lambda e, v: call("outer", call("grad", e, v), call("grad", e, v))),
    ),
    Operator(
        "second moment for the variance",
        "definition",
        _replaced("Var", lambda e, y, law: call("E", ast.BinOp(e, ast.Pow(), constant(2)), y, law)),
    ),
    Operator("second moments for the covariance", "definition", _replaced("Cov", lambda e, y, law: call("E", call("outer", e, e), y, law))),
    Operator(
        "sum instead of mean over observations",
        "definition",
        _replaced("empirical_fisher", lambda law, ys, v: product(constant(2), call("empirical_fisher", law, ys, v))),
    ),
    Operator("logits for probabilities", "definition", _replaced("softmax", lambda z: z)),
    Operator("negative score", "definition", _replaced("score", lambda law, y, v: ast.UnaryOp(ast.USub(), call("score", law, y, v)))),
    Operator("no substitution", "definition", _replaced("subs", lambda value, _, __: value)),
    Operator("psd of the negative", "definition", _replaced("psd", lambda matrix: call("psd", ast.UnaryOp(ast.USub(), matrix)))),
    Operator("convexity of the negative", "definition", _replaced("convex", lambda e, v: call("convex", ast.UnaryOp(ast.USub(), e), v))),
)
