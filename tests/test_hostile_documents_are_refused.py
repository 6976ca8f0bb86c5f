"""Hostile documents: whatever the bytes, reading raises nothing, takes no long time, and every problem has a place in the file."""

from __future__ import annotations

import pytest
from counted import calls
from hypothesis import given
from hypothesis import strategies as st

from verify.documents import Document, read_bytes

WORDS = frozenset({"beta", "gamma", "Gamma", "exp"})
LINES = ["```claim", "```context", "~~~family", "```", "~~~", 'id = "a"', "[[claim]]", "[context]", "===", ""]
MARKS = ["{", "}", "[", "]", "=", "#", "-", "1.", ">", "<!--", "-->", ".", "\\", "\\u00"]
PIECES = [*MARKS, 'claim="', "x==1", '"', "let={", "define=[", "drop=[1", "try=[{", "x", "θ"]
BYTES = st.sampled_from(
    [
        *(f"{line}\n".encode() for line in LINES),
        *(f"{piece} ".encode() for piece in PIECES),
        b'"""',
        b"'" * 3,
        b"    ",
        b"\xff",
        b"\r",
        b"9" * 400,
        b"\xef\xbb\xbf",
        b"\x00",
    ]
)


@given(st.binary(max_size=200) | st.lists(BYTES, max_size=30).map(b"".join), st.sampled_from(["a.md", "a.toml"]))
def test_any_bytes_are_a_document(data: bytes, path: str) -> None:
    """Reading raises nothing, whatever the bytes, and every problem stands at a line and a column of the file."""
    document = read_bytes(data, path, WORDS)
    _check_places(document, data)


def _check_places(document: Document, data: bytes) -> None:
    lines = data.decode("utf-8", "replace").removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in document.problems:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


@pytest.mark.parametrize(
    "text",
    [
        "```claim\n" * 20_000,
        "# " + " " * 500_000 + "x\n",
        "- " * 200_000,
        "> " * 200_000,
        "#" * 500_000,
        "`" * 500_000,
        "a\n" * 100_000 + "===\n",
        '```claim\nid = "a"\nclaim = "' + "x" * 2_000_000 + '"\n```\n',
        "```claim\n" + "a." * 200_000 + "b = 1\n```\n",
        "```claim\nx = " + "{a=" * 5000 + "\n```\n",
        "```claim\nx = " + "[" * 90 + "]" * 90 + "\n```\n",
        '```claim\nid = "a"\nclaim = """' + "\\\n " * 100_000 + '"""\nlet = 3\n```\n',
    ],
    ids=lambda text: f"{text[:12]!r}-{len(text)}",
)
def test_a_hostile_document_is_little_work(text: str) -> None:
    """A document within the limits is read or refused with work in proportion to its length."""
    assert calls(lambda: read_bytes(text.encode(), "notes.md", WORDS)) < 5_000 + 40 * len(text)
