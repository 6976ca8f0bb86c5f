"""From text to a syntax tree of the claim language: Python's expression syntax, a whitelist of nodes, exact numbers, no evaluation."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NoReturn, cast

from derivations.language.budget import check_budget
from derivations.language.names import validate_name
from derivations.language.parts import parts
from derivations.language.plain import is_plain
from derivations.language.text_problem import shorten
from derivations.language.tokens import MAX_LITERAL_BITS, SyntaxProblem, fail, scan

__all__ = ["SyntaxProblem", "parse", "validate_name"]

MAX_NODES = 4000
MAX_DEPTH = 120

_SMALL = "Name parts of the expression in `define`."
_COMPREHENSION = "[e for j in range(n)] or sum(e for j in range(a, b))"
_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.MatMult, ast.USub, ast.And)
_RELATIONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE)
_FREE = frozenset({ast.Name, ast.List, ast.IfExp, ast.keyword, ast.comprehension, ast.Attribute})  # tokens allow no attribute but T
_LAYOUT = re.compile(r"[\t\r\n]")


def parse(text: str) -> ast.expr:
    """Read one expression or statement of the claim language.

    The tree holds BoolOp (``and``), Compare, BinOp, UnaryOp (``-``), Call, Attribute (``.T``), Subscript, List, ListComp, GeneratorExp,
    IfExp, Name and Constant nodes only; constants are ``int`` or :class:`fractions.Fraction`; ``col_offset`` counts characters of ``text``.

    Raises:
        SyntaxProblem: the text is no expression of the language or too large to be built; ``offset`` is the place of the fault.

    >>> parse("x + 0.1").right.value
    Fraction(1, 10)
    """
    if not is_plain(text):
        scan(text)
        return _tree(text)
    try:
        return _tree(text)
    except SyntaxProblem:
        scan(text)  # if a token is wrong, it is the first thing to tell
        raise


def _tree(text: str) -> ast.expr:
    """The tree of a text whose tokens are allowed."""
    flat = _LAYOUT.sub(" ", text)  # line breaks mean nothing; one character for one keeps every offset
    source = flat.lstrip(" ")
    shift = len(flat) - len(source)
    try:
        tree = ast.parse(source, mode="eval").body
    except SyntaxError as error:
        _not_python(text, error, shift)
    except (RecursionError, MemoryError, ValueError):
        fail("an expression of fewer terms", "one too deep to be read", _SMALL, shift)
    _Checker(flat, shift).walk(tree)
    check_budget(tree)
    return tree


def _not_python(text: str, error: SyntaxError, shift: int) -> NoReturn:
    """Restate Python's complaint at its place in the text."""
    column = (error.offset or 1) - 1 + shift
    offset = min(max(column, 0), len(text))
    rest = text[offset : offset + 10].strip()
    reason = (error.msg or "").split(". Maybe you meant")[0].split(". Did you mean")[0]
    got = shorten(rest) if rest else "the end of the text"
    fail("Python expression syntax", f"{got} ({reason})", "Mend the expression there.", offset)


@dataclass
class _Checker:
    """Walks a tree without recursion: shifts offsets, makes literals exact, refuses what the language does not have.

    ``allowed`` holds the nodes that are right only where they stand: the ``range`` of a comprehension, the terms of a sum.
    """

    flat: str
    shift: int
    allowed: list[ast.AST] = field(default_factory=list)

    def walk(self, tree: ast.expr) -> None:
        """Check every node, parents first, in the order of reading."""
        stack: list[tuple[ast.AST, int]] = [(tree, 1)]
        count = 0
        while stack:
            node, depth = stack.pop()
            count += 1
            if self.shift and isinstance(node, ast.expr | ast.keyword):
                node.col_offset += self.shift
                node.end_col_offset = (node.end_col_offset or 0) + self.shift
            if count > MAX_NODES or depth > MAX_DEPTH:
                limit = f"{MAX_NODES} parts" if count > MAX_NODES else f"{MAX_DEPTH} nested parts (every term of a sum is one)"
                fail(f"at most {limit}", "more", _SMALL, getattr(node, "col_offset", 0))
            if type(node) not in _FREE:
                self.check(node)
            if inner := parts(node):
                depth += 1
                stack += [(part, depth) for part in inner[::-1]]

    def check(self, node: ast.AST) -> None:
        """Refuse a node that is not on the whitelist, in the words for its kind."""
        match node:
            case ast.BinOp() | ast.UnaryOp() | ast.Compare() | ast.BoolOp():
                _check_operator(node)
            case ast.Constant():
                _exact(node, self.flat)
            case ast.Call():
                self.call(node)
            case ast.ListComp() | ast.GeneratorExp():
                self.comprehension(node)
            case ast.Subscript():
                self.subscript(node)
            case ast.Tuple():
                if node not in self.allowed:
                    fail("a list or a single value", "values in parentheses", "Write [a, b] for a vector.", node.col_offset)
            case _:
                offset = getattr(node, "col_offset", 0)
                fail("an expression of the claim language", type(node).__name__, "See the table of its operations.", offset)

    def call(self, node: ast.Call) -> None:
        """Functions are called by their plain names; ``range`` belongs to comprehensions and terms to ``sum`` and ``prod``."""
        if not isinstance(node.func, ast.Name):
            fail("the name of a function before a parenthesis", "another expression", "Write * for a product.", node.func.col_offset)
        if node.func.id == "range" and node not in self.allowed:
            fail("range in a comprehension", "range elsewhere", f"Write {_COMPREHENSION}.", node.col_offset)
        seen: set[str] = set()
        for keyword in node.keywords:
            if keyword.arg is None or keyword.arg in seen:
                got = "two stars" if keyword.arg is None else f"{keyword.arg!r} twice"
                fail("each argument by its own keyword", got, "Write the arguments out, each once.", keyword.col_offset)
            seen.add(keyword.arg)
        if node.func.id in {"sum", "prod"}:
            self.allowed += node.args[:1]

    def comprehension(self, node: ast.ListComp | ast.GeneratorExp) -> None:
        """One loop, one name, one ``range`` with one or two bounds, no conditions."""
        if isinstance(node, ast.GeneratorExp) and node not in self.allowed:
            fail("terms with `for` in sum(...) and prod(...) only", "them elsewhere", f"Write {_COMPREHENSION}.", node.col_offset)
        loop = node.generators[0]
        if len(node.generators) > 1 or loop.ifs:
            got = "a second `for`" if len(node.generators) > 1 else "a condition"
            fail("one `for` without a condition", got, "Nest the sums, or write e if cond else 0.", node.col_offset)
        if not isinstance(loop.target, ast.Name):
            fail("one name after `for`", "another expression", f"Write {_COMPREHENSION}.", loop.target.col_offset)
        bounds = loop.iter
        plain = isinstance(bounds, ast.Call) and isinstance(bounds.func, ast.Name) and bounds.func.id == "range" and not bounds.keywords
        if not isinstance(bounds, ast.Call) or not plain or len(bounds.args) not in {1, 2}:
            fail("range(n) or range(a, b) after `in`", "another expression", f"Write {_COMPREHENSION}.", bounds.col_offset)
        self.allowed.append(bounds)

    def subscript(self, node: ast.Subscript) -> None:
        """Indices are expressions, the literal ones whole numbers from 0."""
        indices = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        self.allowed.append(node.slice)
        if not indices:
            fail("an index", "none", "Write v[0] or A[0,1].", node.slice.col_offset)
        for index in indices:
            negative = isinstance(index, ast.UnaryOp) and isinstance(index.operand, ast.Constant)
            if negative or (isinstance(index, ast.Constant) and type(index.value) is float):
                fail("a whole number from 0 as an index", "another number", "Indices start at 0.", index.col_offset)


def _exact(node: ast.Constant, flat: str) -> None:
    """Turn a literal into the exact number its text states."""
    digits = flat[node.col_offset : node.end_col_offset]
    if type(node.value) is int:
        if node.value.bit_length() > MAX_LITERAL_BITS:
            advice = "Write it as a power or declare a name."
            fail(f"a literal of at most {MAX_LITERAL_BITS} bits", shorten(digits), advice, node.col_offset)
    elif type(node.value) is float:
        mantissa, _, exponent = digits.lower().partition("e")
        exact = Fraction(mantissa.rstrip(".")) * Fraction(10) ** int(exponent or "0")
        node.value = cast("float", exact)  # typeshed knows only the constants of Python's own syntax
    else:
        fail("a number", shorten(digits), "Numbers are integers and decimals.", node.col_offset)


def _check_operator(node: ast.BinOp | ast.UnaryOp | ast.Compare | ast.BoolOp) -> None:
    """Refuse the operators of Python that have no meaning here; the tokens refuse most of them before."""
    if isinstance(node, ast.Compare):
        for operator, side in zip(node.ops, node.comparators, strict=True):
            if not isinstance(operator, _RELATIONS):
                fail("== != <= < >= or >", "'in'", "`in` stands in comprehensions only.", side.col_offset)
    elif not isinstance(node.op, _OPERATORS):
        fail("+ - * / ** @ or `and`", type(node.op).__name__, "Use one of these.", node.col_offset)
