r"""The notation of the words of information geometry: expansions of divergences, connections, distances, dual coordinates."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

from derivations.language.latex import pieces
from derivations.language.latex.pieces import Binding, Piece, applied, brackets, fence

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.language.latex.statements import StatementPrinter

Writer: TypeAlias = "Callable[[StatementPrinter, list[ast.expr]], Piece]"


def _expansion(*, reverse: bool) -> Writer:
    def write(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
        law, variables, step, order = (printer.inline(node) for node in nodes)
        ends = [rf"{variables}", rf"{variables} + {step}"]
        first, second = reversed(ends) if reverse else ends
        inside = rf"p_{{{first}}} \,\|\, p_{{{second}}};\; p = {law}"
        return Piece(rf"\operatorname{{Taylor}}^{{{order}}}_{{{step} \to 0}} \operatorname{{KL}}{fence(inside)}", Binding.POWER)

    return write


def _with_alpha(latex: str) -> Writer:
    def write(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
        law, variables, alpha = (printer.inline(node) for node in nodes)
        return Piece(rf"{latex}^{{({alpha})}}_{{{variables}}}{brackets(law)}")

    return write


def _in_coordinates(latex: str) -> Writer:
    return lambda printer, nodes: Piece(rf"{latex}{brackets(printer.piece(nodes[0]).text)}")


def _in_variables(latex: str) -> Writer:
    return lambda printer, nodes: Piece(rf"{latex}_{{{printer.inline(nodes[1])}}}{brackets(printer.piece(nodes[0]).text)}")


def _distance(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    return applied(r"d_{\mathrm{FR}}", *(printer.piece(node).text for node in nodes))


def _between(latex: str) -> Writer:
    def write(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
        law, variables, start, end, *time = (printer.inline(node) for node in nodes)
        inside = rf"{start} \to {end};\; {law}" + "".join(rf";\; {each}" for each in time)
        return Piece(rf"{latex}_{{{variables}}}{brackets(inside)}")

    return write


def _natural_gradient(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    value, law, variables = nodes
    operator = rf"F_{{{printer.inline(variables)}}}{brackets(printer.piece(law).text)}^{{-1}} \nabla_{{{printer.inline(variables)}}}"
    return pieces.operate(operator, printer.piece(value))


def _partition_derivative(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    name, eta, order = ast.unparse(nodes[0]), printer.inline(nodes[1]), printer.inline(nodes[2])
    return applied(rf"\nabla^{{{order}}} A_{{\mathrm{{{name}}}}}", eta, binding=Binding.POWER)


GEOMETRY: dict[str, Writer] = {
    "kl_taylor": _expansion(reverse=False),
    "kl_taylor_reverse": _expansion(reverse=True),
    "connection": _with_alpha(r"\Gamma"),
    "christoffel": _with_alpha(r"\Gamma^{\sharp}{}"),
    "riemann_tensor": _with_alpha("R"),
    "metric_connection": _in_variables(r"\Gamma"),
    "gaussian_curvature": _in_variables("K"),
    "fisher_natural": _in_coordinates(r"F_{\eta}"),
    "fisher_mean": _in_coordinates(r"F_{\mu}"),
    "legendre_dual": _in_coordinates("A^{*}"),
    "log_partition_derivative": _partition_derivative,
    "fisher_rao": _distance,
    "geodesic_distance": _between("d"),
    "geodesic": _between(r"\gamma"),
    "natural_gradient": _natural_gradient,
}
