"""LaTeX for the report: statements as they were written, and derived expressions. Importing this package does not import SymPy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.language.latex.statements import StatementPrinter

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from derivations.language.types import TypeSpec


def statement_latex(tree: ast.expr, types: Mapping[str, TypeSpec] | None = None) -> str:
    r"""Print an expression or statement of the claim language as LaTeX, in the order in which it was written.

    Args:
        tree: The syntax tree that ``derivations.language.syntax.parse`` gives.
        types: The declared names. A declared law prints with its parameter, :math:`p_{\theta}`.

    Returns:
        LaTeX for math mode, without dollar signs. Laws stand in square brackets (``F_{v}[D]``), so that a law is never taken for a number.

    Raises:
        ClaimError: The tree holds something that the claim language does not.

    Example:
        >>> import ast
        >>> print(statement_latex(ast.parse("1/(2*b) == E(y**2, y, Normal(0, s))", mode="eval").body))
        \frac{1}{2\,b} = \mathbb{E}_{y \sim \operatorname{Normal}(0,\, s)}[y^{2}]
    """
    return StatementPrinter(types or {}).piece(tree).text


def expression_latex(expression: Any) -> str:
    r"""Print a derived SymPy expression, or a tensor of them, as LaTeX in the notation of the report.

    A jet prints as a partial derivative, ``\partial_{1} h(x)``; an array of shape (n,) as a column, of shape (m, n) as a matrix.

    Example:
        >>> import sympy
        >>> a_0 = sympy.Symbol("a_0")
        >>> print(expression_latex(sympy.polygamma(1, a_0) - sympy.log(a_0)))
        - \log(a_{0}) + \psi'(a_{0})
    """
    from derivations.language.latex.expressions import ExpressionPrinter  # noqa: PLC0415 - a cached check prints no expression

    return ExpressionPrinter().array(expression)
