"""Definition-level changes of information geometry: connections, curvature, distances, exponential families, natural gradients."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from verify.mutants import Operator
from verify.mutants.arithmetic import constant, product
from verify.mutants.definitions import call, is_call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Changes = Callable[[ast.expr], Iterator[ast.expr]]

WITH_ALPHA = ("connection", "christoffel", "riemann_tensor")


def _for(*words: str, become: Callable[..., ast.expr | None]) -> Changes:
    """Replace a call of one of the words; ``become`` gets its arguments and may decline."""

    def changes(node: ast.expr) -> Iterator[ast.expr]:
        if isinstance(node, ast.Call) and is_call(node, *words):
            changed = become(node.func, *node.args)
            if changed is not None:
                yield changed

    return changes


def _renamed(**words: str) -> Changes:
    """Take another word for the same arguments."""
    return _for(*words, become=lambda word, *arguments: call(words[word.id], *arguments))


def _negative(value: ast.expr) -> ast.expr:
    return ast.UnaryOp(ast.USub(), value)


def _difference(left: ast.expr, right: ast.expr) -> ast.expr:
    return ast.BinOp(left, ast.Sub(), right)


def _dual(word: ast.expr, law: ast.expr, variables: ast.expr, alpha: ast.expr) -> ast.expr | None:
    is_zero = isinstance(alpha, ast.Constant) and alpha.value == 0
    return None if is_zero else ast.Call(word, [law, variables, _negative(alpha)], [])


def _on_segment(_: ast.expr, __: ast.expr, ___: ast.expr, start: ast.expr, end: ast.expr, time: ast.expr) -> ast.expr:
    return ast.BinOp(start, ast.Add(), product(time, _difference(end, start)))


def _not_dual(_: ast.expr, law: ast.expr) -> ast.expr | None:
    """A(eta) for A*(mu); only a law that is written out says its family."""
    return call("log_partition", law.func, call("natural", law)) if isinstance(law, ast.Call) and not is_call(law, "subs") else None


OPERATORS = (
    Operator("the dual connection", "definition", _for(*WITH_ALPHA, become=_dual)),
    Operator(
        "a connection of another order",
        "definition",
        _for(*WITH_ALPHA, become=lambda word, law, v, alpha: ast.Call(word, [law, v, ast.BinOp(alpha, ast.Add(), constant(1))], [])),
    ),
    Operator("an index raised or lowered", "definition", _renamed(connection="christoffel", christoffel="connection")),
    Operator(
        "the connection of the inverse metric",
        "definition",
        _for("metric_connection", become=lambda word, metric, v: ast.Call(word, [call("inv", metric), v], [])),
    ),
    Operator(
        "the scalar curvature for the Gaussian one",
        "definition",
        _for("gaussian_curvature", become=lambda word, *a: product(constant(2), ast.Call(word, [*a], []))),
    ),
    Operator(
        "the curvature with the opposite sign",
        "definition",
        _for("gaussian_curvature", "riemann_tensor", become=lambda word, *a: _negative(ast.Call(word, [*a], []))),
    ),
    Operator(
        "the cubic tensor with the opposite sign", "definition", _for("cubic", become=lambda word, *a: _negative(ast.Call(word, [*a], [])))
    ),
    Operator(
        "the gradient for the natural gradient", "definition", _for("natural_gradient", become=lambda _, h, __, v: call("grad", h, v))
    ),
    Operator(
        "F for its inverse in the natural gradient",
        "definition",
        _for("natural_gradient", become=lambda _, h, law, v: ast.BinOp(call("fisher", law, v), ast.MatMult(), call("grad", h, v))),
    ),
    Operator("a divergence for the distance", "definition", _for("fisher_rao", become=lambda _, p, q: call("kl", p, q))),
    Operator(
        "the square of the distance",
        "definition",
        _for("fisher_rao", "geodesic_distance", become=lambda word, *a: ast.BinOp(ast.Call(word, [*a], []), ast.Pow(), constant(2))),
    ),
    Operator(
        "the Euclidean distance", "definition", _for("geodesic_distance", become=lambda _, __, ___, a, b: call("norm2", _difference(b, a)))
    ),
    Operator("the Euclidean form", "definition", _for("fisher_form", become=lambda _, __, ___, a, b: call("dot", a, b))),
    Operator("the straight line for the geodesic", "definition", _for("geodesic", become=_on_segment)),
    Operator(
        "the geodesic run backwards",
        "definition",
        _for("geodesic", become=lambda word, law, v, a, b, t: ast.Call(word, [law, v, b, a, t], [])),
    ),
    Operator(
        "the other order of an expanded divergence",
        "definition",
        _renamed(kl_taylor="kl_taylor_reverse", kl_taylor_reverse="kl_taylor"),
    ),
    Operator("natural for mean parameters", "definition", _renamed(natural="mean_parameters", mean_parameters="natural")),
    Operator("the other coordinates of F", "definition", _renamed(fisher_natural="fisher_mean", fisher_mean="fisher_natural")),
    Operator(
        "the log-partition at another point",
        "definition",
        _for(
            "log_partition",
            "log_partition_derivative",
            become=lambda word, family, eta, *rest: ast.Call(word, [family, product(constant(2), eta), *rest], []),
        ),
    ),
    Operator("the log-partition for its dual", "definition", _for("legendre_dual", become=_not_dual)),
    Operator(
        "the entropy with the opposite sign", "definition", _for("entropy", become=lambda word, law: _negative(ast.Call(word, [law], [])))
    ),
    Operator("a density of twice the mass", "definition", _for("pdf", become=lambda _, law, y: product(constant(2), call("pdf", law, y)))),
    Operator("the logarithm of the density", "definition", _for("pdf", become=lambda _, law, y: call("logpdf", law, y))),
    Operator(
        "the opposite sign of the logits",
        "definition",
        _for("softplus", "sigmoid", "logsumexp", "softmax", become=lambda word, z: ast.Call(word, [_negative(z)], [])),
    ),
)
