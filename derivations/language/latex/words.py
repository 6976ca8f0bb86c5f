r"""The notation of the words of the claim language. A word that is not listed prints as ``\operatorname{word}(...)``.

Objects of a law carry it in square brackets: ``F_{v}[D]`` Fisher matrix of D in v, ``F^{\mathrm{Hess}}_{v}[D]`` its Hessian form,
``\hat{F}`` empirical, ``C_{v}[D]`` Amari-Chentsov tensor, ``\mathbb{H}[D]`` entropy, ``\eta[D]`` natural parameters, ``T[D](y)``
statistics.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeAlias

from derivations.language.latex import pieces
from derivations.language.latex.geometry import GEOMETRY
from derivations.language.latex.laws import density, law_name, log_density
from derivations.language.latex.pieces import TALL, Binding, Piece, applied, bound, brackets, fence

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.language.latex.statements import StatementPrinter

Writer: TypeAlias = "Callable[[StatementPrinter, list[ast.expr]], Piece]"

LONGEST_EXPONENT = 24
PRIMES = {"0": "", "1": "'", "2": "''"}
FUNCTIONS = {name: "\\" + name for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "log", "det")} | {
    "asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan", "gamma": r"\Gamma", "digamma": r"\psi",
    "beta": r"\mathrm{B}", "zeta": r"\zeta", "trace": r"\operatorname{tr}",
}  # fmt: skip
INDEXED = {"besseli": "I", "besselk": "K"}
OF_A_LAW = {"fisher": "F", "fisher_hessian": r"F^{\mathrm{Hess}}", "cubic": "C"}
OF_A_LAW_ALONE = {"entropy": r"\mathbb{H}", "natural": r"\eta"}
MOMENTS = {"E": r"\mathbb{E}", "Var": r"\operatorname{Var}", "Cov": r"\operatorname{Cov}"}
SIGNS = {"psd": r"\succeq 0", "pd": r"\succ 0"}
BETWEEN = {"proportional": r"\propto", "positively_proportional": r"\propto_{+}", "same_law": r"\overset{d}{=}"}
DERIVATIVES = {"grad": r"\nabla_{{{}}}", "hess": r"\nabla^{{2}}_{{{}}}", "jac": r"\mathrm{{J}}_{{{}}}"}


def _function(latex: str) -> Writer:
    return lambda printer, nodes: applied(latex, *(printer.piece(node).text for node in nodes))


def _indexed(latex: str) -> Writer:
    return lambda printer, nodes: applied(f"{latex}_{{{printer.piece(nodes[0]).text}}}", printer.piece(nodes[1]).text)


def _of_a_law(latex: str) -> Writer:
    return lambda printer, nodes: Piece(f"{latex}_{{{printer.inline(nodes[1])}}}{brackets(printer.piece(nodes[0]).text)}")


def _of_a_law_alone(latex: str) -> Writer:
    return lambda printer, nodes: Piece(f"{latex}{brackets(printer.piece(nodes[0]).text)}")


def _moment(latex: str) -> Writer:
    def write(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
        value, name, law = nodes
        return Piece(rf"{latex}_{{{printer.piece(name).text} \sim {printer.piece(law).text}}}{brackets(printer.inline(value))}")

    return write


def _sign(latex: str) -> Writer:
    return lambda printer, nodes: Piece(f"{printer.piece(nodes[0]).text} {latex}", Binding.RELATION)


def _between(latex: str) -> Writer:
    return lambda printer, nodes: Piece(f"{printer.piece(nodes[0]).text} {latex} {printer.piece(nodes[1]).text}", Binding.RELATION)


def _derivative(latex: str) -> Writer:
    return lambda printer, nodes: pieces.operate(latex.format(printer.inline(nodes[1])), printer.piece(nodes[0]))


def _exp(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    exponent = printer.piece(nodes[0]).text
    if TALL.search(exponent) or len(exponent) > LONGEST_EXPONENT:
        return applied(r"\exp", exponent)
    return Piece(f"e^{{{exponent}}}", Binding.POWER)


def _polygamma(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    order = printer.piece(nodes[0]).text
    return applied(r"\psi" + PRIMES.get(order, f"^{{({order})}}"), printer.piece(nodes[1]).text)


def _diff(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    value, variable = printer.piece(nodes[0]), printer.inline(nodes[1])
    order = f"^{{{printer.piece(nodes[2]).text}}}" if len(nodes) > 2 else ""  # noqa: PLR2004 - the order is the third argument
    below = rf"\partial {variable}{order}"
    if value.binding is Binding.ATOM and not TALL.search(value.text):
        return Piece(rf"\frac{{\partial{order} {value.text}}}{{{below}}}", Binding.PRODUCT)
    return pieces.operate(rf"\frac{{\partial{order}}}{{{below}}}", value)


def _taylor(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    value, variables, at, order = nodes
    where = rf"{printer.inline(variables)} \to {printer.inline(at)}"
    return Piece(rf"\operatorname{{Taylor}}^{{{printer.piece(order).text}}}_{{{where}}}{brackets(printer.piece(value).text)}")


def _limit(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    value, variable, at = map(printer.piece, nodes)
    return pieces.operate(rf"\lim_{{{variable.text} \to {at.text}}}", value, Binding.PRODUCT, Binding.SUM)


def _integrate(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    value, variable, low, high = map(printer.piece, nodes)
    inside = bound(value, Binding.PRODUCT, before=Binding.PRODUCT)
    return Piece(rf"\int_{{{low.text}}}^{{{high.text}}} {inside}\,\mathrm{{d}}{variable.text}", Binding.PRODUCT)


def _subs(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    law = law_name(printer, ast.Call(ast.Name("subs"), nodes, []))
    if law is not None:
        return Piece(law)
    value = bound(printer.piece(nodes[0]), Binding.PRODUCT)
    return Piece(rf"\left. {value} \right|_{{{printer.inline(nodes[1])} = {printer.inline(nodes[2])}}}", Binding.POWER)


def _score(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    return pieces.operate(rf"\nabla_{{{printer.inline(nodes[2])}}}", log_density(printer, nodes[0], nodes[1]))


def _norm(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    return Piece(fence(printer.piece(nodes[0]).text, r"\|", r"\|") + "_{2}")


def _ggn(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    loss, output, function, variables = (printer.inline(node) for node in nodes)
    inside = rf"{loss};\; {output} = {function}"
    return Piece(rf"\operatorname{{GGN}}_{{{variables}}}{brackets(inside)}")


def _empirical(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    inside = rf"{printer.piece(nodes[0]).text};\; {printer.inline(nodes[1])}"
    return Piece(rf"\hat{{F}}_{{{printer.inline(nodes[2])}}}{brackets(inside)}")


def _kl(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    first, second = (printer.piece(node).text for node in nodes)
    return Piece(r"\operatorname{KL}" + fence(rf"{first} \,\|\, {second}"))


def _symmetric(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    matrix = printer.piece(nodes[0])
    return Piece(f"{pieces.power(matrix, chr(92) + 'top').text} = {matrix.text}", Binding.RELATION)


def _binomial(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    return Piece(r"\binom{{{}}}{{{}}}".format(*(printer.piece(node).text for node in nodes)))


def _log_partition(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    return applied(rf"A_{{\mathrm{{{ast.unparse(nodes[0])}}}}}", printer.inline(nodes[1]))


def _sufficient(printer: StatementPrinter, nodes: list[ast.expr]) -> Piece:
    return applied(rf"T{brackets(printer.piece(nodes[0]).text)}", printer.piece(nodes[1]).text)


WORDS: dict[str, Writer] = {
    **GEOMETRY,
    **{name: _function(latex) for name, latex in FUNCTIONS.items()},
    **{name: _indexed(latex) for name, latex in INDEXED.items()},
    **{name: _of_a_law(latex) for name, latex in OF_A_LAW.items()},
    **{name: _of_a_law_alone(latex) for name, latex in OF_A_LAW_ALONE.items()},
    **{name: _moment(latex) for name, latex in MOMENTS.items()},
    **{name: _sign(latex) for name, latex in SIGNS.items()},
    **{name: _between(latex) for name, latex in BETWEEN.items()},
    **{name: _derivative(latex) for name, latex in DERIVATIVES.items()},
    "exp": _exp,
    "sqrt": lambda printer, nodes: Piece(rf"\sqrt{{{printer.piece(nodes[0]).text}}}"),
    "abs": lambda printer, nodes: Piece(rf"\left|{printer.piece(nodes[0]).text}\right|"),
    "loggamma": lambda printer, nodes: applied(r"\log\Gamma", printer.piece(nodes[0]).text, binding=Binding.POWER),
    "polygamma": _polygamma,
    "binomial": _binomial,
    "factorial": lambda printer, nodes: Piece(bound(printer.piece(nodes[0]), Binding.ATOM) + "!", Binding.POWER),
    "dot": lambda printer, nodes: Piece(fence(", ".join(printer.piece(node).text for node in nodes), r"\langle ", r"\rangle")),
    "outer": lambda printer, nodes: pieces.multiply([printer.piece(nodes[0]), pieces.power(printer.piece(nodes[1]), r"\top")]),
    "inv": lambda printer, nodes: pieces.power(printer.piece(nodes[0]), "-1"),
    "eye": lambda printer, nodes: Piece(f"I_{{{printer.piece(nodes[0]).text}}}"),
    "zeros": lambda printer, nodes: Piece(r"0_{{{} \times {}}}".format(*(printer.piece(node).text for node in nodes))),
    "kron": lambda printer, nodes: pieces.kronecker(*map(printer.piece, nodes)),
    "norm2": _norm,
    "diff": _diff,
    "taylor": _taylor,
    "limit": _limit,
    "integrate": _integrate,
    "subs": _subs,
    "logpdf": lambda printer, nodes: log_density(printer, *nodes),
    "pdf": lambda printer, nodes: density(printer, *nodes),
    "nll": lambda printer, nodes: pieces.negate(log_density(printer, *nodes)),
    "score": _score,
    "kl": _kl,
    "log_partition": _log_partition,
    "sufficient": _sufficient,
    "mean_parameters": lambda printer, nodes: Piece(rf"\mathbb{{E}}_{{{printer.piece(nodes[0]).text}}}[T]"),
    "ggn": _ggn,
    "empirical_fisher": _empirical,
    "symmetric": _symmetric,
    "free_of": lambda printer, nodes: Piece(
        rf"{printer.piece(nodes[0]).text} \text{{ does not depend on }} {printer.inline(nodes[1])}", Binding.RELATION
    ),
    "convex": lambda printer, nodes: Piece(
        rf"{printer.piece(nodes[0]).text} \text{{ is convex in }} {printer.inline(nodes[1])}", Binding.RELATION
    ),
}
