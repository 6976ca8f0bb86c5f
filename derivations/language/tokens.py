"""The tokens of the claim language: everything else is refused, with its place, before Python's own parser sees the text."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass, field
from typing import NoReturn

from derivations.language.names import MAX_NAME, ascii_spelling, suggest_name
from derivations.language.plain import KEYWORDS, MAX_LENGTH, MAX_NESTING
from derivations.language.text_problem import TextProblem, shorten

MAX_LITERAL_BITS = 1200
MAX_LITERAL_DIGITS = 362  # 10**361 has 1200 bits

_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<foreign>//|<<|>>|->|:=)"
    r"|(?P<mark>\*\*|==|!=|<=|>=|[-+*/@<>=(),.\[\]])",
    re.ASCII,
)
_CLOSING = {"(": ")", "[": "]"}
_PREFIX = frozenset({"(", "[", "-"})  # what may stand where an operand begins
_KEYWORD_ADVICE = {
    "or": "Relations are joined with `and` only: write one claim a case.",
    "not": "Write the opposite relation, as in a != b.",
    "lambda": "Declare a function in `let`, as in f = \"smooth(x) -> real\"; as a name, write 'lambda_'.",
    "True": "A statement is a relation, as in a == b.",
    "False": "A statement is a relation, as in a == b.",
    "is": "Write == for equality.",
}
_ADVICE = {
    "^": "Write ** for a power.",
    "//": "Write / for a quotient.",
    "&": "Write `and` to join relations.",
    "|": "Write abs(x) for an absolute value.",
    "!": "Write factorial(n) for a factorial, != for an inequality.",
    "#": "Put comments beside the claim, outside the expression.",
    ":": "Slices, lambdas and := are not part of the language.",
    ":=": "Write == for equality; names are given values in `define`.",
    "{": "Write [a, b] for a vector.",
    '"': "Expressions hold no strings: write the name itself.",
    "'": "Expressions hold no strings: write the name itself, and A.T for a transpose.",
    "\\": "Write names without a backslash; lines may break anywhere.",
    ";": "Write one expression; further claims get their own block.",
    "\N{MINUS SIGN}": "Write -.",
    "\N{EN DASH}": "Write -.",
    "\N{MULTIPLICATION SIGN}": "Write *.",
    "\N{MIDDLE DOT}": "Write *.",
    "\N{DOT OPERATOR}": "Write *.",
    "\N{LESS-THAN OR EQUAL TO}": "Write <=.",
    "\N{GREATER-THAN OR EQUAL TO}": "Write >=.",
    "\N{NOT EQUAL TO}": "Write !=.",
    "\N{INFINITY}": "Write oo.",
    "\N{SQUARE ROOT}": "Write sqrt(x).",
    "\N{SUPERSCRIPT TWO}": "Write **2.",
    "\N{NO-BREAK SPACE}": "Write a plain space.",
    "\N{N-ARY SUMMATION}": "Write sum(... for j in range(n)).",
}


class SyntaxProblem(TextProblem):
    """A text is no expression of the claim language, or one too large to be built."""


def fail(expected: str, got: str, advice: str, offset: int) -> NoReturn:
    """Raise a problem in the words every message of the language uses."""
    message = f"Reading an expression: expected {expected}, got {got}. {advice}"
    raise SyntaxProblem(message.rstrip(), offset)


@dataclass
class _Scan:
    """What the tokens read so far imply for the next one; ``depth_marks`` holds the open brackets with their offsets."""

    text: str
    depth_marks: list[tuple[str, int]] = field(default_factory=list)
    previous: str = ""
    after_operand: bool = False

    def number(self, value: str, start: int) -> None:
        """Check a literal by its text alone: nothing is converted."""
        end = start + len(value)
        following = self.text[end : end + 1]
        if following.isalnum() or following == "_":
            advice = "Write digits without underscores." if following == "_" else "Write * for a product, as in 2*x; digits are decimal."
            fail("an operator after a number", shorten(self.text[start : end + 10]), advice, end)
        check_literal(value, start)
        self.operand(value, start)

    def name(self, value: str, start: int) -> None:
        """Check a name, a keyword or the attribute ``T``."""
        if self.previous == ".":
            if value != "T":
                fail("the attribute T (transpose) after a dot", shorten(value), f"Write it as a function: {value[:MAX_NAME]}(...).", start)
            self.after_operand = True
        elif value in KEYWORDS:
            self.after_operand = False
        elif keyword.iskeyword(value):
            advice = _KEYWORD_ADVICE.get(value, f"As a name, write {suggest_name(value)!r}.")
            fail("a word of the claim language", repr(value), advice, start)
        elif value.startswith("__") or len(value) > MAX_NAME:
            fail(f"a name of at most {MAX_NAME} characters that does not begin with two underscores", shorten(value), "Rename it.", start)
        else:
            self.operand(value, start)

    def operand(self, value: str, start: int) -> None:
        """Refuse two operands in a row."""
        if self.after_operand:
            fail(f"an operator before {shorten(value)}", "two operands in a row", "Write * for a product.", start)
        self.after_operand = True

    def mark(self, value: str, start: int) -> None:
        """Refuse an operator without its operand, and keep the account of brackets."""
        closes = value in _CLOSING.values()
        empty = self.previous in _CLOSING or (closes and self.previous == ",")  # f(), [a,]
        if not self.after_operand and value not in _PREFIX and not (closes and empty):
            advice = "Drop the plus sign." if value == "+" else "Write what is missing, or remove the operator."
            fail(f"an operand before {value!r}", "none", advice, start)
        if value in _CLOSING:
            self.depth_marks.append((value, start))
            if len(self.depth_marks) > MAX_NESTING:
                fail(f"brackets nested at most {MAX_NESTING} deep", "more", "Name parts of the expression in `define`.", start)
        elif closes and (not self.depth_marks or _CLOSING[self.depth_marks.pop()[0]] != value):
            fail("matching brackets", repr(value), "Remove it, or open the bracket it closes.", start)
        elif value == "=" and not self.depth_marks:
            fail("a relation", "'='", "Write == for equality.", start)
        self.after_operand = closes


def check_literal(value: str, start: int) -> None:
    """Refuse a literal of more than 1200 bits, from the lengths of its parts."""
    mantissa, _, exponent = value.lower().partition("e")
    digits = mantissa.replace(".", "")
    if value.isdigit() and len(value) > 1 and value[0] == "0" and value.strip("0"):
        fail("a number without leading zeros", shorten(value), "Remove the zeros in front.", start)
    power = exponent.lstrip("+-").lstrip("0")
    size = len(digits) + (int(power or "0") if len(power) <= len(str(MAX_LITERAL_DIGITS)) else MAX_LITERAL_DIGITS)
    if size > MAX_LITERAL_DIGITS:
        fail(f"a literal of at most {MAX_LITERAL_BITS} bits", shorten(value), "Write it as a power or declare a name.", start)


def scan(text: str) -> None:
    """Check every token of an expression.

    Raises:
        SyntaxProblem: a character, word or literal is no part of the language, or brackets do not match.
    """
    if len(text) > MAX_LENGTH:
        fail(f"at most {MAX_LENGTH} characters", str(len(text)), "Name parts of the expression in `define`.", MAX_LENGTH)
    state, position = _Scan(text), 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup == "foreign":
            _foreign(match[0] if match else text[position], position)
        value, kind = match[0], match.lastgroup
        if kind != "space":
            if state.previous == "." and kind != "name":
                fail("the attribute T (transpose) after a dot", shorten(value), "A dot stands in decimals and in A.T only.", position)
            {"number": state.number, "name": state.name, "mark": state.mark}[str(kind)](value, position)
            state.previous = value
        position = match.end()
    if not state.previous:
        fail("an expression", "an empty text", "Write one, or remove the key.", 0)
    if not state.after_operand and not state.depth_marks:
        fail("an operand", "the end of the text", f"Write what follows {state.previous!r}, or remove it.", len(text.rstrip()))
    if state.depth_marks:
        mark, start = state.depth_marks[-1]
        fail(f"a {_CLOSING[mark]!r} that closes this bracket", "the end of the text", "Close it.", start)


def _foreign(value: str, position: int) -> NoReturn:
    """Refuse what is no token, with the spelling to use."""
    spelled = "" if value.isascii() else ascii_spelling(value)
    advice = _ADVICE.get(value) or (f"Write {suggest_name(spelled)}." if spelled.isalpha() else "Remove it.")
    fail("ASCII letters, digits, operators and brackets", ascii(value), advice, position)
