"""LaTeX to native MathML: what the converter returns is never printed, a tree of allowed elements is built from it."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING

from markupsafe import Markup

from reports.mathematics.memory import memories
from reports.mathematics.node import Node
from reports.mathematics.pieces import pieces
from reports.mathematics.repairs import repair

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LONGEST = 8000  # characters; a longer formula is unreadable as a formula too, and is shown as text
_ELEMENTS = frozenset(
    {
        "math",
        "mrow",
        "mi",
        "mn",
        "mo",
        "mtext",
        "mspace",
        "mfrac",
        "msqrt",
        "mroot",
        "mstyle",
        "msub",
        "msup",
        "msubsup",
        "munder",
        "mover",
        "munderover",
        "mtable",
        "mtr",
        "mtd",
        "mpadded",
        "mphantom",
    }
)
_LEAVES = frozenset({"mi", "mn", "mo", "mtext", "mspace"})
_ATTRIBUTES = frozenset(
    {
        "stretchy",
        "fence",
        "form",
        "lspace",
        "rspace",
        "width",
        "linethickness",
        "columnalign",
        "accent",
        "accentunder",
        "movablelimits",
        "mathvariant",
    }
)
_VALUE = re.compile(r"[\w.-]{1,16}%?")
_UNTRANSLATED = re.compile(r"\\[A-Za-z]")


def mathml(latex: str, *, display: bool = False, annotate: bool = False) -> Markup | None:
    r"""Return a formula as a ``<math>`` element, or ``None`` where it cannot be translated (then show the text).

    ``display`` sets it as a display, a long one in pieces that may stand below each other; ``annotate`` adds the source, for copying.

    >>> mathml("a/b")
    Markup('<math><mrow><mi>a</mi><mo lspace="0" rspace="0">/</mo><mi>b</mi></mrow></math>')
    >>> mathml(r"\frac{1}{") is None
    True
    """
    inner = _inner(latex)
    if inner is None:
        return None
    if not display:
        return Markup(f"<math>{_annotated(inner, latex) if annotate else inner}</math>")  # noqa: S704 - every part is escaped
    first, *others = pieces(inner)
    first = _annotated(f"<mrow>{first}</mrow>" if others else first, latex) if annotate else first
    whole = f'<math display="block">{first}</math>' + "".join(f"<math>{other}</math>" for other in others)
    return Markup(f'<span class="ml">{whole}</span>' if others else whole)  # noqa: S704 - every part is escaped


def _annotated(inner: str, latex: str) -> str:
    return f'<semantics>{inner}<annotation encoding="application/x-tex">{escape(latex, quote=False)}</annotation></semantics>'


def _inner(latex: str) -> str | None:
    """What stands between the tags, translated once for all ways of setting it."""
    return memories[-1].recall(latex, _translation) if memories else _translation(latex)


@lru_cache(maxsize=4096)
def _translation(latex: str) -> str | None:
    node = _translated(latex) if latex.strip() and len(latex) <= LONGEST else None
    return None if node is None else _serialised(node)


def _translated(latex: str) -> Node | None:
    from latex2mathml.converter import convert_to_element  # noqa: PLC0415 - only a page needs it

    try:
        node = repair(Node("mrow", children=[child for part in convert_to_element(latex) for child in _allowed(part)]))
    except Exception:  # noqa: BLE001 - the converter raises whatever its tables run into; the formula is then shown as text
        return None
    if len(node.children) == 1 and node.children[0].tag == "mrow":
        node = node.children[0]
    return None if any(_UNTRANSLATED.search(leaf) for leaf in node.texts()) else node


def _allowed(element: Element) -> list[Node]:
    """Return the element as nodes with allowed names and attributes; an element of another name gives way to its children."""
    children = [child for part in element for child in _allowed(part)]
    if element.tag not in _ELEMENTS:
        return [Node("mrow", children=children)]
    text = unescape(element.text or "") if element.tag in _LEAVES else ""
    attributes = {name: value for name, value in element.attrib.items() if name in _ATTRIBUTES and _VALUE.fullmatch(value)}
    return [Node(element.tag, attributes, text, children)]


def _serialised(node: Node) -> str:
    if node.tag == "mrow" and len(node.children) == 1:
        return _serialised(node.children[0])
    inner = escape(node.text, quote=False) + "".join(_serialised(child) for child in node.children)
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items())
    return f"<{node.tag}{attributes}>{inner}</{node.tag}>" if inner or node.tag != "mspace" else f"<{node.tag}{attributes}/>"
