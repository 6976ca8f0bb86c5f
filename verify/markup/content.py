"""The strings inside a block: expressions, definitions, types, names, supports, quotes; each fault with its offset in the string."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from derivations.language.names import validate_name
from derivations.language.syntax import SyntaxProblem, parse
from derivations.language.text_problem import TextProblem, did_you_mean, shorten
from derivations.language.types import TypeSpec, parse_type

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

MAX_QUOTED_WORDS = 15
MAX_ID = 200
SUPPORTS = ("real", "positive", "nonnegative", "unit", "natural")
BOUNDED_SUPPORTS = ("integers", "interval")
SUPPORT_BOUNDS = 2

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_DEFINITION = re.compile(r"\s*([^\s=<>!]+)\s*=(?!=)")


class ContentProblem(TextProblem):
    """A string of a claim document does not hold what its key asks for."""


def is_id(text: str) -> bool:
    """Whether the text has the form of a permanent identifier."""
    return len(text) <= MAX_ID and _ID.fullmatch(text) is not None


def check_id(text: str, _: Collection[str]) -> None:
    """Require a permanent identifier."""
    if not is_id(text):
        form = f"letters, digits, '.', '_' and '-', at most {MAX_ID}, a letter or digit first"
        message = f"Reading an id: expected {form}, got {shorten(text)}. Rename it once: ids are permanent."
        raise ContentProblem(message)


def check_quote(text: str, _: Collection[str]) -> None:
    """Require a short quotation."""
    words = list(re.finditer(r"\S+", text))
    if len(words) > MAX_QUOTED_WORDS:
        message = (
            f"Reading a quote: expected at most {MAX_QUOTED_WORDS} words, got {len(words)}. Quote less and state the place in `source`."
        )
        raise ContentProblem(message, words[MAX_QUOTED_WORDS].start())


def check_text(_: str, __: Collection[str]) -> None:
    """Accept any text."""


@lru_cache(maxsize=1024)
def _require_syntax(text: str) -> None:
    """Require the syntax of an expression; a document says many things more than once."""
    parse(text)


def check_expression(text: str, _: Collection[str]) -> None:
    """Require the syntax of an expression."""
    _require_syntax(text)


def split_definition(text: str) -> tuple[str, str, int]:
    """The name, the expression and the offset of the expression of ``name = expression``.

    >>> split_definition("p = x + 1")
    ('p', ' x + 1', 3)
    """
    match = _DEFINITION.match(text)
    if match is None:
        message = f"Reading a definition: expected 'name = expression', got {shorten(text)}. Write as in p = sigmoid(z)."
        raise ContentProblem(message)
    return match[1], text[match.end() :], match.end()


def check_definition(text: str, vocabulary: Collection[str]) -> None:
    """Require a name that may be declared and an expression."""
    name, expression, start = split_definition(text)
    problem = validate_name(name, vocabulary)
    if problem:
        raise ContentProblem(problem, text.index(name))
    try:
        _require_syntax(expression)
    except SyntaxProblem as fault:
        raise SyntaxProblem(str(fault), fault.offset + start) from None


def check_type(text: str, vocabulary: Collection[str]) -> None:
    """Require a type whose names may be declared."""
    _check_names(parse_type(text), text, vocabulary)


def _check_names(spec: TypeSpec, text: str, vocabulary: Collection[str]) -> None:
    for name in (*spec.dimensions, *spec.arguments, *([spec.variable] if spec.variable else [])):
        problem = validate_name(name, vocabulary)
        if problem:
            found = re.search(rf"[\[(,;]\s*({re.escape(name)})\b", text, re.ASCII)
            raise ContentProblem(problem, found.start(1) if found else 0)


def check_parameter(text: str, vocabulary: Collection[str]) -> None:
    """Require the type of a parameter of a family: a number or an array."""
    check_type(text, vocabulary)
    kind = parse_type(text).kind
    if kind in {"smooth", "law"}:
        message = f"Reading a parameter: expected a number, vector or matrix, got {kind!r}. Families have parameters with values."
        raise ContentProblem(message)


def check_name(text: str, vocabulary: Collection[str]) -> None:
    """Require a name that may be declared."""
    problem = validate_name(text, vocabulary)
    if problem:
        raise ContentProblem(problem)


def check_support(text: str, _: Collection[str]) -> None:
    """Require the name of a set or ``integers(a, b)`` or ``interval(a, b)``."""
    if text in SUPPORTS:
        return
    tree = parse(text)
    name = tree.func.id if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) else ""
    if name in BOUNDED_SUPPORTS and isinstance(tree, ast.Call) and len(tree.args) == SUPPORT_BOUNDS and not tree.keywords:
        return
    guess = did_you_mean(text.partition("(")[0], (*SUPPORTS, *BOUNDED_SUPPORTS))
    message = f"Reading a support: expected one of {', '.join(SUPPORTS)}, integers(a, b), interval(a, b), got {shorten(text)}.{guess}"
    raise ContentProblem(message)


CHECKS: dict[str, Callable[[str, Collection[str]], None]] = {
    "text": check_text,
    "expression": check_expression,
    "definition": check_definition,
    "type": check_type,
    "parameter": check_parameter,
    "name": check_name,
    "id": check_id,
    "quote": check_quote,
    "support": check_support,
}
