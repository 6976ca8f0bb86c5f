"""Text of a document as HTML: escaped, with formulas between dollars and code between backticks."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from reports.mathematics.mathml import mathml

_THIN = re.compile(r'<mspace width="0\.17?67?em"/>')
_SPANS = re.compile(r"(`[^`\n]+`|\$[^$\n]+\$)")


def inline(text: str) -> Markup:
    """Return the text with its code and formulas set.

    >>> inline("a < `b`")
    Markup('a &lt; <code>b</code>')
    """
    return Markup().join(_span(part) for part in _SPANS.split(text))


def _span(part: str) -> Markup:
    if _SPANS.fullmatch(part):
        inside = part[1:-1]
        formula = mathml(inside) if part[0] == "$" else Markup("<code>{}</code>").format(inside)
        return formula or escape(part)
    return escape(part)


def formula(latex: str, text: str = "") -> Markup:
    """Return a formula in a line; where it cannot be set, the text, or its LaTeX."""
    return mathml(latex) or Markup("<code>{}</code>").format(text or latex)


def plain_display(latex: str, text: str) -> Markup:
    """Return a displayed formula in fewer bytes: without its source and without thin spaces between factors."""
    found = mathml(latex, display=True)
    return Markup(_THIN.sub("", found)) if found else display("", text)  # noqa: S704 - fewer of the same elements


def display(latex: str, text: str) -> Markup:
    """Return a displayed formula with its source as an annotation; where it cannot be set, the text as it was written."""
    return mathml(latex, display=True, annotate=True) or Markup('<code class="w">{}</code>').format(text or latex)
