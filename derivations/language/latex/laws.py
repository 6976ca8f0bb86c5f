"""Laws and their densities as LaTeX."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from derivations.language.latex.names import name_latex
from derivations.language.latex.pieces import Binding, Piece, applied, bound, fence

if TYPE_CHECKING:
    from derivations.language.latex.statements import StatementPrinter


def is_constructor(node: ast.expr) -> bool:
    """Whether the node calls a family: the names of families, and they alone, begin with a capital letter and are called."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id[0].isupper()


def constructor_arguments(printer: StatementPrinter, node: ast.Call) -> str:
    """The parameters of a family as it is called, keywords spelled out."""
    positional = [printer.piece(argument).text for argument in node.args]
    named = [rf"\mathrm{{{keyword.arg}}} = {printer.piece(keyword.value).text}" for keyword in node.keywords]
    return r",\, ".join([*positional, *named])


def constructor(printer: StatementPrinter, node: ast.Call) -> Piece:
    r"""A family with its parameters, such as ``\operatorname{Normal}(\mu, s)``: never a symbol that would hide whether s is a scale."""
    return Piece(rf"\operatorname{{{ast.unparse(node.func)}}}{fence(constructor_arguments(printer, node))}")


def law_name(printer: StatementPrinter, node: ast.expr) -> str | None:
    r"""``p_{\theta}`` for a declared law, ``p_{\phi}`` for ``subs(p, theta, phi)``, None for anything else."""
    if isinstance(node, ast.Name):
        spec = printer.types.get(node.id)
        parameters = spec.arguments if spec is not None and spec.kind == "law" else ()
        return name_latex(node.id, tuple(name_latex(parameter) for parameter in parameters))
    match node:
        case ast.Call(func=ast.Name(id="subs"), args=[ast.Name(id=name), old, new]):
            spec = printer.types.get(name)
            if spec is not None and spec.kind == "law" and list(spec.arguments) == [ast.unparse(old)]:
                return name_latex(name, (printer.piece(new).text,))
    return None


def density(printer: StatementPrinter, law: ast.expr, point: ast.expr) -> Piece:
    r"""The density of a law at a point: ``\operatorname{Normal}(y \mid \mu, s)``, ``p_{\theta}(y)``."""
    at = printer.piece(point).text
    if isinstance(law, ast.Call) and is_constructor(law):
        inside = rf"{at} \mid {constructor_arguments(printer, law)}"
        return Piece(rf"\operatorname{{{ast.unparse(law.func)}}}{fence(inside)}")
    return applied(law_name(printer, law) or bound(printer.piece(law), Binding.ATOM), at)


def log_density(printer: StatementPrinter, law: ast.expr, point: ast.expr) -> Piece:
    """The logarithm of the density of a law at a point."""
    return Piece(rf"\log {density(printer, law, point).text}", Binding.POWER)
