"""The names of derived quantities in a printed derivation: scores, entries of Fisher matrices, third moments, entropies, divergences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.language.latex import expression_latex

if TYPE_CHECKING:
    from collections.abc import Callable

    from derivations.trace import Quantity

LATEX = {"log p": r"\log p(y)", "log q": r"\log q(y)", "H": r"\mathbb{H}", "KL": r"\operatorname{KL}", "E": r"\mathbb{E}"}
TEXT = {"log p": "log p(y)", "log q": "log q(y)"}


def _scores(q: Quantity, index: Callable[[Any], str], times: str) -> str:
    return times.join(f"s{index(each)}" for each in q.indices)


# What stands inside the mean that defines a quantity, or the derivative that does; as text and as LaTeX.
DEFINED: dict[str, tuple[Callable[[Quantity], str], Callable[[Quantity], str]]] = {
    "derivative": (
        lambda q: f"d/d{q.indices[0]} log p(y)",
        lambda q: rf"\frac{{\partial}}{{\partial {expression_latex(q.indices[0])}}} \log p(y)",
    ),
    "scores": (
        lambda q: f"E[{_scores(q, lambda each: f'[{each}]', ' ')}]",
        lambda q: rf"\mathbb{{E}}[{_scores(q, lambda each: f'_{{{expression_latex(each)}}}', ' ')}]",
    ),
    "hessian": (
        lambda q: f"E[-d/d{q.indices[1]} s[{q.indices[0]}]]",
        lambda q: rf"\mathbb{{E}}[-\partial_{{{expression_latex(q.indices[1])}}} s_{{{expression_latex(q.indices[0])}}}]",
    ),
    "entropy": (lambda _: "E[-log p(y)]", lambda _: r"\mathbb{E}[-\log p(y)]"),
    "divergence": (lambda _: "E[log p(y) - log q(y)]", lambda _: r"\mathbb{E}[\log p(y) - \log q(y)]"),
}


def text(quantity: Quantity) -> str:
    """The name as text.

    >>> from derivations.trace import Quantity
    >>> text(Quantity("F", ("k", "b"), "scores")), definition(Quantity("F", ("k", "b"), "scores"))
    ('F[k, b]', 'E[s[k] s[b]]')
    """
    name = TEXT.get(quantity.name, quantity.name)
    return f"{name}[{', '.join(map(str, quantity.indices))}]" if quantity.indices else name


def latex(quantity: Quantity) -> str:
    """The name as LaTeX."""
    name = LATEX.get(quantity.name, quantity.name)
    return f"{name}_{{{','.join(map(expression_latex, quantity.indices))}}}" if quantity.indices else name


def definition(quantity: Quantity) -> str:
    """The definition as text; empty if the name says it all."""
    return DEFINED[quantity.defined][0](quantity) if quantity.defined else ""


def definition_latex(quantity: Quantity) -> str:
    """The definition as LaTeX; empty if the name says it all."""
    return DEFINED[quantity.defined][1](quantity) if quantity.defined else ""
