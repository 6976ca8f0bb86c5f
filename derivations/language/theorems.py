"""Signs that a statement shows by the words it is written with: divergences, variances and second moments of a built-in law.

The value of such a word may be a closed form that hides its sign. What is shown here holds wherever the laws and the
value exist: the laws by conditions of the statement, the value where it has a closed form, for which the prover has to look. Laws of
documents and plug-ins are left out: that their densities integrate to one was checked by numbers only.
"""

from __future__ import annotations

import ast
from fractions import Fraction
from typing import TYPE_CHECKING

from derivations.families import built_in

if TYPE_CHECKING:
    from collections.abc import Mapping

GIBBS = "Gibbs' inequality: E_P[log p - log q] >= -log E_P[q/p] >= 0, for densities that integrate to one"
VARIANCE = "a variance is the mean of a square"
MOMENTS = "v^T E[s s^T] v is the mean of (v^T s)^2"
SQUARE = "the mean of an even power"
SCORES = "v^T E[s s^T] v is the mean of (v^T s)^2, and the scores are linearly independent functions of the value"
_NUMBERS = {"kl": (GIBBS, (0, 1)), "Var": (VARIANCE, (2,)), "E": (SQUARE, (2,))}  # the theorem, and which arguments are laws
_MATRICES = {"fisher": (MOMENTS, (0,)), "Cov": (MOMENTS, (2,))}


def nonnegative_by_meaning(node: ast.Compare, place: int) -> str:
    """Why one relation of a chain, which says that a number is nonnegative, holds whatever the number is; empty if nothing shows it.

    >>> parsed = ast.parse("kl(Gamma(a, b), Gamma(c, d)) >= 0", mode="eval").body
    >>> nonnegative_by_meaning(parsed, 0).partition(":")[0]
    "Gibbs' inequality"
    """
    sides = [node.left, *node.comparators][place : place + 2]
    large, small = sides if isinstance(node.ops[place], ast.GtE) else reversed(sides)
    is_weak = isinstance(node.ops[place], ast.GtE | ast.LtE)
    return _theorem(large, _NUMBERS) if is_weak and isinstance(small, ast.Constant) and small.value == 0 else ""


def semidefinite_by_meaning(node: ast.expr) -> str:
    """Why a predicate ``psd(...)`` holds whatever the matrix is; empty if nothing shows it."""
    return _theorem(node.args[0], _MATRICES) if isinstance(node, ast.Call) and _is_call(node, "psd") else ""


def scores_of(node: ast.expr) -> list[ast.expr]:
    """The law and the variables of a predicate ``pd(fisher(...))``, which the independence of the scores may show; empty otherwise."""
    matrix = node.args[0] if isinstance(node, ast.Call) and _is_call(node, "pd") else None
    return matrix.args if isinstance(matrix, ast.Call) and _is_call(matrix, "fisher") and is_built_in(matrix.args[0]) else []


def _is_call(node: ast.Call, word: str) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id == word


def _theorem(node: ast.expr, words: Mapping[str, tuple[str, tuple[int, ...]]]) -> str:
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in words:
        return ""
    theorem, laws = words[node.func.id]
    if node.func.id == "E" and not _is_even_power(node.args[0]):
        return ""
    return theorem if all(is_built_in(node.args[place]) for place in laws) else ""


def _is_even_power(node: ast.expr) -> bool:
    """Whether an expression is written as a number to an even power."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Pow) or not isinstance(node.right, ast.Constant):
        return False
    return isinstance(node.right.value, int | Fraction) and node.right.value % 2 == 0


def is_built_in(node: ast.expr) -> bool:
    """Whether an expression is written as a law of a family that comes with the package."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in built_in()
