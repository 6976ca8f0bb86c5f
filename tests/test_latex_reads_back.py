r"""The parentheses of a printed expression are right: a reader that knows only LaTeX's conventions gets the value of the original."""

from __future__ import annotations

import ast
import operator
import re
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derivations.language.latex import statement_latex

TOKENS = re.compile(r"\\frac|\\sum_\{j=0\}\^\{2\}|\\cdot|\\,|\\left\(|\\right\)|[-+(){}^]|[0-9]+|[a-z]| +")
VALUES = {"x": Fraction(3, 7), "y": Fraction(-5, 3), "z": Fraction(11, 2)}
OPERATORS: dict[type, Any] = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def stand_in(body: Fraction) -> Fraction:
    """What a sum sign does to its body here: not linear, so that its reach shows in the value."""
    return body * body + 1


class Reader:
    """Evaluates LaTeX by the rules of a textbook: powers, then products, then sums; a sum sign reaches as far as it can."""

    def __init__(self, text: str) -> None:
        """Split the text into tokens; spaces carry no meaning."""
        self.tokens = [token for token in TOKENS.findall(text) if token.strip() and token not in {r"\,", r"\cdot"}]
        assert "".join(TOKENS.findall(text)) == text

    def peek(self) -> str:
        """The next token, or the empty string at the end."""
        return self.tokens[0] if self.tokens else ""

    def take(self) -> str:
        """The next token, removed."""
        return self.tokens.pop(0)

    def sum(self) -> Fraction:
        """Terms with signs."""
        sign = -1 if self.peek() == "-" and self.take() else 1
        total = sign * self.product()
        while self.peek() in {"+", "-"}:
            total = OPERATORS[ast.Add if self.take() == "+" else ast.Sub](total, self.product())
        return total

    def product(self) -> Fraction:
        """Factors side by side; no sign may follow another operation."""
        value = self.factor()
        while self.peek() not in {"", "+", "-", ")", r"\right)", "}"}:
            value *= self.factor()
        return value

    def factor(self) -> Fraction:
        """An atom with its exponent."""
        first = self.take()
        if first.startswith(r"\sum"):
            return stand_in(self.sum())  # it swallows everything that follows
        if first == r"\frac":
            value = self.group() / self.group()
            assert self.peek() != "^", "the exponent would belong to nothing"
            return value
        if first in {"(", r"\left("}:
            value = self.sum()
            self.take()
        else:
            value = VALUES[first] if first in VALUES else Fraction(first)
        if self.peek() == "^":
            self.take()
            return value ** int(self.group())
        return value

    def group(self) -> Fraction:
        """The contents of a pair of braces."""
        self.take()
        value = self.sum()
        self.take()
        return value


def value_of(node: ast.expr) -> Fraction:
    """The value of the tree itself."""
    if isinstance(node, ast.Name):
        return VALUES[node.id]
    if isinstance(node, ast.Constant):
        return Fraction(node.value)
    if isinstance(node, ast.UnaryOp):
        return -value_of(node.operand)
    if isinstance(node, ast.Call):
        return stand_in(value_of(node.args[0].elt))
    if isinstance(node.op, ast.Pow):
        return value_of(node.left) ** node.right.value
    return OPERATORS[type(node.op)](value_of(node.left), value_of(node.right))


ATOMS = st.sampled_from(["x", "y", "z", "2", "13"])
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({}) {} ({})".format, inner, st.sampled_from("+-*/"), inner),
        st.builds("-({})".format, inner),
        st.builds("({})**{}".format, inner, st.integers(2, 3)),
        st.builds("sum({} for j in range(3))".format, inner),
    ),
    max_leaves=8,
)


@settings(max_examples=max(300, settings().max_examples))  # an example takes a millisecond
@given(EXPRESSIONS)
def test_latex_has_the_value_of_the_expression(text: str) -> None:
    """Reading the LaTeX back gives the value of the tree, however the operations are nested."""
    tree = ast.parse(text, mode="eval").body
    try:
        expected = value_of(tree)
    except ZeroDivisionError:
        return
    assert Reader(statement_latex(tree)).sum() == expected


@pytest.mark.parametrize(
    ("latex", "value"), [("x^{2}", Fraction(9, 49)), (r"(x + y)\,z", Fraction(-143, 21)), ("x + y z", Fraction(-367, 42))]
)
def test_the_reader_itself_is_right(latex: str, value: Fraction) -> None:
    """The reader gives values computed by hand."""
    x, y, z = VALUES.values()
    assert value in {x**2, (x + y) * z, x + y * z}
    assert Reader(latex).sum() == value
