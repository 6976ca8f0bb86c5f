"""Prose of a document as HTML: CommonMark with tables and formulas. Raw HTML stays text, nothing is loaded, links lead where they may."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from reports.mathematics.mathml import mathml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_OUTWARD = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_FORMULA = re.compile(r"\$\$(?P<display>[^$]+)\$\$|\$(?P<line>[^\s$](?:[^$\n]*[^\s$])?)\$(?!\d)")
_COMMENT = re.compile(r"<!--(?:(?!-->).)*-->", re.DOTALL)
NESTING = 40  # lists in lists, quotations in quotations; deeper text is set flat


def references(text: str) -> dict[str, Any]:
    """Return what the link definitions of a document's prose say, for all its passages."""
    environment: dict[str, Any] = {}
    _reader().parse(text, environment)
    return environment


def passage(text: str, anchors: Mapping[str, str], environment: Mapping[str, Any] | None = None) -> Markup:
    """Return a passage of prose as HTML.

    Args:
        text: Markdown.
        anchors: places of the page by claim id; a link to ``#id`` leads there, any other inner or relative link is plain text.
        environment: the link definitions (see :func:`references`).

    >>> passage("a *b* <i>c</i> [d](javascript:x)", {})
    Markup('<p>a <em>b</em> &lt;i&gt;c&lt;/i&gt; d</p>')
    """
    reader, known = _reader(), dict(environment or {})
    tokens = reader.parse(text, known)
    for token in tokens:
        _tame(token)
        token.children = _linked(token.children, anchors) if token.children else token.children
    return Markup(reader.renderer.render(tokens, reader.options, known).rstrip("\n"))  # noqa: S704 - the renderer escapes every text


class _Reader(MarkdownIt):
    """Reads every link as a link: where it leads is looked at afterwards, when its text can be kept."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002 - the name and the argument are the parser's
        return True


@cache
def _reader() -> MarkdownIt:
    reader = _Reader("commonmark", {"html": True, "maxNesting": NESTING}).enable("table")  # recognised, so that it can be shown as text
    reader.inline.ruler.before("escape", "formula", _formula)
    reader.add_render_rule("formula", _set_formula)
    reader.add_render_rule("image", _alternative)
    reader.add_render_rule("html_inline", _raw)
    reader.add_render_rule("html_block", _raw)
    return reader


def _formula(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the signature of a rule
    """Keep what stands between dollars as it is: Markdown must not read its underscores and stars."""
    found = _FORMULA.match(state.src, state.pos) if state.src[state.pos] == "$" else None
    if found is None:
        return False
    if not silent:
        token = state.push("formula", "math", 0)
        token.content, token.markup = found["display"] or found["line"], "$$" if found["display"] else "$"
    state.pos = found.end()
    return True


def _set_formula(_: RendererHTML, tokens: Sequence[Token], index: int, *__: object) -> str:
    token = tokens[index]
    set_ = mathml(token.content.strip(), display=token.markup == "$$")
    return str(set_ or Markup("<code>{}</code>").format(token.content))


def _alternative(_: RendererHTML, tokens: Sequence[Token], index: int, *__: object) -> str:
    """The words that stand for a picture: the page loads nothing."""
    return str(escape(tokens[index].content or "picture"))


def _raw(_: RendererHTML, tokens: Sequence[Token], index: int, *__: object) -> str:
    """Raw HTML is text; a comment is nothing."""
    token = tokens[index]
    if _COMMENT.fullmatch(token.content.strip()):
        return ""
    return f"<p>{escape(token.content.rstrip())}</p>\n" if token.type == "html_block" else str(escape(token.content))


def _tame(token: Token) -> None:
    """Headings hide in quotations and lists, where they would break the page's outline; cells bring styles of their own."""
    token.attrs.pop("style", None)
    if token.type.startswith("heading_"):
        token.tag = "p"
        token.attrs = {"class": "lab"} if token.nesting == 1 else {}
    if token.type in {"fence", "code_block"}:
        token.info = ""
    if token.type == "th_open":
        token.attrs["scope"] = "col"


def _linked(tokens: Sequence[Token], anchors: Mapping[str, str]) -> list[Token]:
    """The tokens with the links that lead somewhere; of the others the text remains."""
    kept: list[Token] = []
    open_links: list[bool] = []
    for token in tokens:
        if token.type == "link_open":
            target = _target(str(token.attrs.get("href", "")), anchors)
            open_links.append(bool(target))
            token.attrs = {"href": target, "rel": "noreferrer"} if target and target[0] != "#" else {"href": target}
            if not target:
                continue
        elif token.type == "link_close" and not open_links.pop():
            continue
        kept.append(token)
    return kept


def _target(href: str, anchors: Mapping[str, str]) -> str:
    if _OUTWARD.match(href):
        return href
    place = anchors.get(href.removeprefix("#")) if href.startswith("#") else None
    return f"#{place}" if place else ""
