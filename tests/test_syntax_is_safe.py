"""The expression language: what is no part of it is refused at its place, and nothing but a problem is ever raised."""

from __future__ import annotations

import ast
import sys
from fractions import Fraction

import pytest
from counted import calls
from hypothesis import given
from hypothesis import strategies as st

from derivations.language.syntax import SyntaxProblem, parse

NODES = (
    ast.BoolOp,
    ast.Compare,
    ast.BinOp,
    ast.UnaryOp,
    ast.Call,
    ast.Attribute,
    ast.Subscript,
    ast.Tuple,
    ast.List,
    ast.ListComp,
    ast.GeneratorExp,
    ast.comprehension,
    ast.IfExp,
    ast.Name,
    ast.Constant,
    ast.keyword,
    ast.operator,
    ast.unaryop,
    ast.cmpop,
    ast.boolop,
    ast.expr_context,
)
ATTACKS = {
    "__import__('os').system('id')": 0,
    "x.__class__": 2,
    "x.subs.__func__": 2,
    "[c for c in (1).real]": 16,
    "(lambda: 1)()": 1,
    "(x:=3)": 2,
    "x;import os": 1,
    "f'{x}'": 1,
    "'1'": 0,
    '"1"': 0,
    "b'1'": 1,
    "{1: 2}": 0,
    "{x}": 0,
    "...": 0,
    "await x": 0,
    "yield x": 0,
    "[x async for j in range(3)]": 3,
    "f(*a)": 2,
    "f(**a)": 2,
    "v[*a]": 2,
    "x\x00y": 1,
    "x\\\ny": 1,
    "x # y": 2,
    "True": 0,
    "None": 0,
    "1j": 1,
    "x if y else lambda: 1": 12,
    "f(x)(y)": 0,
    "x.T(3)": 0,
    "[f][0](x)": 0,
    "exec(__builtins__)": 5,
}
NOT_THE_LANGUAGE = {
    "": 0,
    "  \n ": 0,
    "x^2": 1,
    "a or b": 2,
    "not a": 0,
    "a = b": 2,
    "x in y": 5,
    "x is y": 2,
    "x // y": 2,
    "x % y": 2,
    "x | y": 2,
    "~x": 0,
    "+x": 0,
    "x!": 1,
    "x y": 2,
    "2x": 1,
    "2(x)": 0,
    "1_000": 1,
    "0x10": 1,
    "007": 0,
    "x +": 3,
    "x and": 5,
    "x + * y": 4,
    "(x": 0,
    "x)": 1,
    "[x)": 2,
    "f(a=1, a=2)": 7,
    "f(a=1, 2)": 8,
    "(a, b)": 0,
    "a, b": 0,
    "v[0:1]": 3,
    "v[-1]": 2,
    "v[1.0]": 2,
    "v[()]": 2,
    "x.inv": 2,
    "[e for j in range(3) if j]": 0,
    "[e for i in range(2) for j in range(2)]": 0,
    "[e for j in v]": 12,
    "[e for j in range(0, 4, 2)]": 12,
    "[e for (i, j) in range(2)]": 7,
    "(x for j in range(3))": 0,
    "f(x for j in range(3))": 1,
    "range(3)": 0,
    "x if y": 0,
    "x − y": 2,
    "θ + 1": 0,
    "x²": 1,
    "x\u00a0+ y": 1,
    "1/0": 2,
    "1/(2 - 2)": 3,
}


@pytest.mark.parametrize(("text", "offset"), [*ATTACKS.items(), *NOT_THE_LANGUAGE.items()], ids=ascii)
def test_what_is_no_expression_is_refused_at_its_place(text: str, offset: int) -> None:
    """A text outside the language is a problem whose offset is that of the first wrong character."""
    with pytest.raises(SyntaxProblem) as caught:
        parse(text)
    assert caught.value.offset == offset
    assert "expected" in str(caught.value)
    assert str(caught.value).isascii()


@pytest.mark.parametrize(
    "text",
    [
        "fisher(Gamma(k, b), [k, b]) == [[polygamma(1, k), -1/b], [-1/b, k/b**2]]",
        "A @ B.T - inv(A) == -C",
        "0 < x <= y and x != z and psd(A)",
        "MultivariateNormal(loc=mu, precision=P)",
        "sum(p[j]*log(p[j]/q[j]) for j in range(n))",
        "prod(x - j for j in range(1, 4))",
        "[A[i + 1, 0] for i in range(2)][0]",
        "x if x > 0 else -x",
        "\n  x\n  + y\n  == 0\n",
    ],
)
def test_the_language_is_read(text: str) -> None:
    """Every form of the contract gives a tree of whitelisted nodes, whose places are those of the text."""
    tree = parse(text)
    for node in ast.walk(tree):
        assert isinstance(node, NODES)
        if isinstance(node, ast.Name):
            assert text[node.col_offset : node.end_col_offset] == node.id


def test_the_hint_names_the_spelling_to_use() -> None:
    """The full texts of the commonest slips."""
    expected = {
        "x^2": "Reading an expression: expected ASCII letters, digits, operators and brackets, got '^'. Write ** for a power.",
        "λ + 1": "Reading an expression: expected ASCII letters, digits, operators and brackets, got '\\u03bb'. Write lambda_.",
        "a = b": "Reading an expression: expected a relation, got '='. Write == for equality.",
        "2x": "Reading an expression: expected an operator after a number, got '2x'. Write * for a product, as in 2*x; digits are decimal.",
        "(a, b)": "Reading an expression: expected a list or a single value, got values in parentheses. Write [a, b] for a vector.",
    }
    for text, message in expected.items():
        with pytest.raises(SyntaxProblem) as caught:
            parse(text)
        assert str(caught.value) == message


WORDS = "x y theta f sum prod range for in if else and or not lambda gamma factorial 0 1 2 0.1 1e9 10**9 .T θ"
MARKS = "( ) [ ] , + - * / ** @ == != <= < . = : ; ' ^ { } #"
FRAGMENTS = st.sampled_from([*WORDS.split(), *MARKS.split(), "\n"])


@given(st.text(max_size=200) | st.lists(FRAGMENTS, max_size=40).map(" ".join) | st.lists(FRAGMENTS, max_size=40).map("".join))
def test_any_text_is_an_expression_or_a_problem(text: str) -> None:
    """Parsing raises nothing but a problem with an offset inside the text, and warns of nothing."""
    tree, offset = _tree_or_offset(text)
    assert 0 <= offset <= len(text)
    nodes = list(ast.walk(tree)) if tree else []
    assert all(isinstance(node, NODES) for node in nodes)
    assert {type(node.value) for node in nodes if isinstance(node, ast.Constant)} <= {int, Fraction}


def _tree_or_offset(text: str) -> tuple[ast.expr | None, int]:
    try:
        return parse(text), 0
    except SyntaxProblem as problem:
        return None, problem.offset


@given(st.sampled_from(["()", "[]", "f()", "f[]", "x+()", "x if y else ()", "-()"]), st.integers(1, 60), FRAGMENTS, FRAGMENTS)
def test_nested_faults_are_found_in_one_reading(shape: str, depth: int, first: str, second: str) -> None:
    """No fault inside many brackets makes the parser try exponentially many readings."""
    text = shape[:-1] * depth + first + second + shape[-1] * depth
    assert calls(lambda: _tree_or_offset(text)) < 2_000 + 100 * depth


def test_a_deep_stack_gives_a_problem_or_a_tree() -> None:
    """Near the recursion limit a long sum is read or refused; no RecursionError escapes from Python's own parser."""

    def descend(frames: int) -> None:
        if frames:
            descend(frames - 1)
        else:
            with pytest.raises(SyntaxProblem):
                parse("+".join(["x"] * 3000))

    descend(sys.getrecursionlimit() - len(_stack()) - 120)


def _stack() -> list[object]:
    frame = sys._getframe()
    frames: list[object] = []
    while frame is not None:
        frames.append(frame)
        frame = frame.f_back  # type: ignore[assignment]  # None ends the loop
    return frames
