"""Quick ways of reading plain texts say exactly what the ways for every text say."""

from __future__ import annotations

import ast
import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from derivations.language import syntax
from derivations.language.plain import is_plain
from derivations.language.text_problem import TextProblem
from verify.built_in import ledgers
from verify.markup.markdown_blocks import Fence, split_markdown
from verify.markup.toml_plain import read_plain

if TYPE_CHECKING:
    from pathlib import Path

TOKENS = st.sampled_from(
    [
        *"+-*/@<>=!(),.[]^#:{};&|~ \t\n\f\\",
        *["x", "y1", "_z", "__w", "T", ".T", "f(", "1", "2", "0", "00", "07", "1.5", ".5", "1e3", "1_0", "0x1", "2j"],
        *["and ", " or ", "not ", " if ", " else ", " for ", " in ", "range(3)", "True", "lambda "],
        *["**", "==", "<=", "//", "->", "é", *["[0]", "(x)", " sum(", "x"] * 3],
    ]
)
TOML_TOKENS = st.sampled_from(
    [
        *[
            "a",
            "b-1",
            "_",
            " ",
            "\t",
            "\n",
            "=",
            " = ",
            '"',
            '""',
            '"""',
            '"x"',
            "'y'",
            "\\",
            '\\"',
            "[",
            "]",
            "{",
            "}",
            ",",
            ", ",
            "#",
            ".",
        ],
        *[
            "0",
            "01",
            "7",
            "-1",
            "1.5",
            "1_0",
            "true",
            '"p = q"',
            "a = ",
            "b = ",
            '["x", "y"]',
            '{ a = "1" }',
            "[1, 2]",
            "\x00",
            "\x7f",
            "é",
        ],
    ]
)


def outcome(text: str) -> str:
    """The tree of a text with its places, or what is wrong with it and where."""
    try:
        return ast.dump(syntax.parse(text), include_attributes=True)
    except TextProblem as fault:
        return f"{fault} at {fault.offset}"


@given(st.lists(TOKENS, max_size=14).map("".join))
@example("x # a comment")
@example("1if x else 2")
@example("(" * 61 + "x" + ")" * 61)
@example("1" * 400)
@example(" \n x.\tT")
def test_a_plain_expression_reads_as_token_by_token(text: str) -> None:
    """An expression has the same tree, or the same fault at the same place, whether its tokens are read one by one or not."""
    with pytest.MonkeyPatch.context() as patch:
        quick = outcome(text)
        patch.setattr(syntax, "is_plain", lambda _: False)
        assert quick == outcome(text)


@pytest.mark.parametrize("text", ["x # y", "1_0", "1if x else 2", "a.b", "__x", "x or y", "9" * 301, "x\\\n+ 1", "((" * 31, "é", "x\fy"])
def test_a_text_that_only_the_tokens_refuse_is_not_plain(text: str) -> None:
    """What Python would read and the language does not have takes the second look."""
    assert not is_plain(text)


@given(st.lists(TOML_TOKENS, max_size=14).map("".join))
@example('a = "x"\na = "y"')
@example('a = { b = "1", b = "2" }')
@example('a = """x"""')
@example("a = 1979-05-27")
@example('a = [{ b = "[" }, { c = "}" }]')
def test_a_plain_table_reads_as_the_standard_reader_reads_it(text: str) -> None:
    """Where the quick reader of TOML says anything, it is what the standard reader says."""
    table = read_plain(text)
    if table is not None:
        assert table == tomllib.loads(text)
        assert [type(value) for value in table.values()] == [type(value) for value in tomllib.loads(text).values()]


@pytest.mark.parametrize("path", ledgers(), ids=lambda path: path.stem)
def test_the_blocks_of_the_ledgers_read_the_same(path: Path) -> None:
    """Every block of the built-in ledgers is the table that the standard reader finds, and nearly all of them are plain."""
    blocks = [part.block.text for part in split_markdown(path.read_text(encoding="utf-8")).parts if isinstance(part, Fence)]
    quick = [read_plain(text) for text in blocks]
    assert all(table is None or table == tomllib.loads(text) for table, text in zip(quick, blocks, strict=True))
    assert sum(table is None for table in quick) <= len(blocks) // 10
