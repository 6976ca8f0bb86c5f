"""The steps of a derivation as plain data: the rule, the chain of equal expressions, what it rests on, and what had to hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from derivations import quantities
from derivations.indexed.tensor import IndexedTensor
from derivations.language.latex import expression_latex
from derivations.language.tensor import Tensor
from derivations.narration import moments_used
from derivations.star_algebra.element import Element

if TYPE_CHECKING:
    from sympy.printing.str import StrPrinter

    from derivations.trace import Step, Trace

EXPECTED = "E"


@dataclass(frozen=True)
class Line:
    """A chain of equal expressions, each as text and as LaTeX; ``head`` introduces it ("with", "mean")."""

    head: str
    text: tuple[str, ...]
    latex: tuple[str, ...]


@dataclass(frozen=True)
class Printed:
    """One step: the rule, its main chain, the lines it rests on, and its conditions."""

    rule: str
    chain: Line
    lines: tuple[Line, ...]
    conditions: tuple[str, ...]

    def record(self) -> dict[str, Any]:
        """Plain data: ``text`` and ``latex`` hold the main chain in one line, ``lines`` what it rests on."""
        return {
            "rule": self.rule,
            "text": " = ".join(self.chain.text),
            "latex": " = ".join(self.chain.latex),
            "chain": {"text": list(self.chain.text), "latex": list(self.chain.latex)},
            "lines": [{"head": line.head, "text": list(line.text), "latex": list(line.latex)} for line in self.lines],
            "conditions": list(self.conditions),
        }


def printed(trace: Trace) -> list[dict[str, Any]]:
    """The steps of a trace as plain data."""
    return [_step(step).record() for step in trace.steps]


def _step(step: Step) -> Printed:
    if step.law is None:
        return Printed(step.rule, _named(step), (), step.conditions)
    texts, latexes = _definition(step)
    law = step.law
    over, over_latex = f"{_variable(step, plain=True)} ~ {law}", rf"{_variable(step, plain=False)} \sim {_law_latex(law)}"
    texts += [f"{EXPECTED}[{step.before}]", as_text(step.after)]
    latexes += [rf"\mathbb{{E}}\left[{expression_latex(step.before)}\right]", expression_latex(step.after)]
    under = Line("under", (over,), (over_latex,))
    details = tuple(_detail(*detail) for detail in moments_used(step))
    return Printed(step.rule, Line("", tuple(texts), tuple(latexes)), (under, *details), step.conditions)


def _named(step: Step) -> Line:
    """A definition written out, or any other step as before -> after."""
    texts, latexes = _definition(step)
    if not texts:
        texts, latexes = [as_text(step.before)], [as_latex(step.before)]
        return Line("", (f"{texts[0]}  ->  {as_text(step.after)}",), (rf"{latexes[0]} \;\to\; {as_latex(step.after)}",))
    return Line("", (*texts, as_text(step.after)), (*latexes, as_latex(step.after)))


def _definition(step: Step) -> tuple[list[str], list[str]]:
    if step.quantity is None:
        return [], []
    q = step.quantity
    pairs = [(quantities.text(q), quantities.latex(q)), (quantities.definition(q), quantities.definition_latex(q))]
    return [text for text, _ in pairs if text], [latex for _, latex in pairs if latex]


def _detail(kind: str, left: Any, right: Any) -> Line:
    if kind == "mean":
        return Line(
            "mean", (f"{EXPECTED}[{left}]", as_text(right)), (rf"\mathbb{{E}}\left[{expression_latex(left)}\right]", as_latex(right))
        )
    if kind == "term":
        where = ", ".join(f"{equation.lhs} = {equation.rhs}" for equation in left)
        where_latex = r",\, ".join(f"{expression_latex(equation.lhs)} = {expression_latex(equation.rhs)}" for equation in left)
        return Line("term", (f"{where}: {right}",), (rf"{where_latex}:\quad {expression_latex(right)}",))
    if kind == "law":
        (symbol,), (name, parameters) = left, right
        values = rf"\operatorname{{{name}}}" + (rf"({r', '.join(map(expression_latex, parameters))})" if parameters else "")
        over = f"{symbol} ~ {name}" + (f"({', '.join(map(str, parameters))})" if parameters else "")
        return Line("law", (over,), (rf"{expression_latex(symbol)} \sim {values}",))
    return Line("with", (str(left), as_text(right)), (as_latex(left), as_latex(right)))


def _variable(step: Step, *, plain: bool) -> str:
    symbols = step.variable.entries
    names = [str(symbol) if plain else expression_latex(symbol) for symbol in symbols]
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


def _law_latex(law: Any) -> str:
    values = (expression_latex(value if value.shape else value.item) for value in law.parameters.values())
    return rf"\operatorname{{{law.name}}}(" + r",\, ".join(values) + ")"


def as_text(value: Any, printer: StrPrinter | None = None) -> str:
    """A value as text, in the notation of a printer: ``ClaimText`` writes the claim language."""
    if not isinstance(value, Tensor):
        return str(value)
    if value.shape:
        return f"[{', '.join(as_text(part, printer) for part in value)}]"
    return str(printer.doprint(value.item)) if printer else str(value.item)


def as_latex(value: Any) -> str:
    """A value as LaTeX; words stand as text."""
    if isinstance(value, Element | IndexedTensor):
        return value.latex()
    return rf"\text{{{value}}}" if isinstance(value, str) else expression_latex(value)
