"""Derived SymPy expressions as LaTeX, in the notation of the report."""

from __future__ import annotations

from typing import Any

from sympy.printing.latex import LatexPrinter

from derivations.language.latex.names import name_latex
from derivations.language.latex.pieces import TALL, fence
from derivations.language.latex.words import LONGEST_EXPONENT, PRIMES
from derivations.language.tensor import Tensor


class ExpressionPrinter(LatexPrinter):  # type: ignore[misc]  # SymPy has no types
    """SymPy's printer with subscripts from names, primes on polygammas, jets as partial derivatives and short exponentials as powers."""

    def __init__(self) -> None:
        """Fix the settings; none depends on the environment."""
        super().__init__({"ln_notation": False, "mul_symbol": r"\,", "fold_short_frac": False})

    def array(self, value: Any) -> str:
        """The LaTeX of an expression, or of a tensor as a column, a matrix, or a column of matrices."""
        if not isinstance(value, Tensor):
            return str(self.doprint(value))
        if not value.shape:
            return str(self.doprint(value.item))
        rows = [" & ".join(map(self.array, row)) if len(value.shape) % 2 == 0 else self.array(row) for row in value]
        return r"\begin{pmatrix}" + r" \\ ".join(rows) + r"\end{pmatrix}"

    def _print_Symbol(self, symbol: Any, style: str = "plain") -> str:  # noqa: ARG002, N802 - SymPy's protocol
        return name_latex(symbol.name)

    def _call(self, function: str, arguments: Any, exponent: Any = None) -> str:
        text = function + fence(r",\, ".join(self._print(argument) for argument in arguments))
        return f"{text}^{{{exponent}}}" if exponent is not None else text

    def _print_log(self, expression: Any, exp: Any = None) -> str:
        return self._call(r"\log", expression.args, exp)

    def _print_ExpBase(self, expression: Any, exp: Any = None) -> str:  # noqa: N802 - SymPy's protocol
        exponent = self._print(expression.args[0])
        short = not TALL.search(exponent) and len(exponent) <= LONGEST_EXPONENT
        text = f"e^{{{exponent}}}" if short else r"\exp" + fence(exponent)
        return f"{fence(text)}^{{{exp}}}" if exp is not None else text

    def _print_polygamma(self, expression: Any, exp: Any = None) -> str:
        order, argument = expression.args
        printed = self._print(order)
        return self._call(r"\psi" + PRIMES.get(printed, f"^{{({printed})}}"), [argument], exp)

    def _print_digamma(self, expression: Any, exp: Any = None) -> str:
        return self._call(r"\psi", expression.args, exp)

    def _print_gamma(self, expression: Any, exp: Any = None) -> str:
        return self._call(r"\Gamma", expression.args, exp)

    def _print_loggamma(self, expression: Any, exp: Any = None) -> str:
        text = self._call(r"\log\Gamma", expression.args)
        return f"{fence(text)}^{{{exp}}}" if exp is not None else text

    def _print_Jet(self, jet: Any, exp: Any = None) -> str:  # noqa: N802 - SymPy's protocol
        r"""``h(x)`` for order zero, ``\partial_{1}^{2}\partial_{2} h(x,\, y)`` for a derivative in the first and second argument."""
        name, orders, *arguments = jet.args
        signs = [rf"\partial_{{{position}}}" + (f"^{{{order}}}" if order > 1 else "") for position, order in enumerate(orders, 1) if order]
        text = "".join(signs) + (" " if signs else "") + self._call(name_latex(name.name), arguments)
        return f"{fence(text)}^{{{exp}}}" if exp is not None else text
