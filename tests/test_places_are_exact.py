"""Places: TOML documents are read like Markdown ones, and every character of every string is found in the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from verify.claim import Claim, Remark
from verify.documents import Document, read_bytes, read_document
from verify.markup.toml_blocks import read_toml
from verify.markup.toml_positions import offset_in_value, positions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CLAIM = 'id = "a"\nclaim = "x == x"\n'


def read(text: str, path: str) -> Document:
    """The document of a text, which has no faults."""
    document = read_bytes(text.encode(), path)
    assert [str(problem) for problem in document.problems] == []
    return document


def test_a_toml_document_is_read() -> None:
    """The same claims in one TOML file: a title, one context, and tables in any order; the context and families hold for all."""
    text = (
        'title = "Notes"\n\n[[claim]]\nid = "a"\nclaim = "x == x"\n[claim.let]\nx = "real"\n\n[[remark]]\nid = "r"\n\n'
        '[[claim]]\nid = "b"\nclaim = "y == \\u0079 + z"\n\n[context]\ny = "unit"\n\n'
        '[[family]]\nname = "F"\nvariable = "t"\nsupport = "integers(0, 3)"\nparameters = {}\nlog_density = "0"\n'
    )
    document = read(text, "notes.toml")
    assert document.title == "Notes"
    assert [(entry.id, entry.line) for entry in document.entries if isinstance(entry, Claim | Remark)] == [("a", 3), ("r", 9), ("b", 12)]
    first, second = document.claims
    assert first.context == second.context == {"y": "unit"}
    assert [len(claim.families) for claim in document.claims] == [1, 1]
    assert first.let == {"x": "real"}
    assert first.toml == '[[claim]]\nid = "a"\nclaim = "x == x"\n[claim.let]\nx = "real"'
    assert first.locate("let", "x") == (7, 6)
    assert second.locate("claim", None, 9) == (14, 24)
    assert Claim.from_payload(second.payload()).locate("claim", None, 9) == (14, 24)


def test_a_toml_document_may_list_its_claims_inline() -> None:
    """An inline array of tables holds claims as well."""
    document = read('claim = [{ id = "a", claim = "x" }, { id = "b", claim = "y" }]', "a.toml")
    assert [claim.id for claim in document.claims] == ["a", "b"]
    assert [claim.locate("claim") for claim in document.claims] == [(1, 31), (1, 58)]


def test_a_file_is_read_by_its_suffix(tmp_path: Path) -> None:
    """A `.toml` file is TOML, any other is Markdown; the title falls back on the name of the file."""
    (tmp_path / "a.toml").write_text('[[claim]]\nid = "a"\nclaim = "x"\n', encoding="utf-8")
    (tmp_path / "b.txt").write_text(f"```claim\n{CLAIM}```\n", encoding="utf-8")
    for name, title in (("a.toml", "a"), ("b.txt", "b")):
        document = read_document(tmp_path / name)
        assert ([claim.id for claim in document.claims], document.title) == (["a"], title)


TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=12)
QUOTING: dict[str, Callable[[str], str]] = {
    "short": lambda text: '"' + "".join(map(_escaped, text)) + '"',
    "coded": lambda text: '"' + "".join(f"\\U{ord(letter):08X}" for letter in text) + '"',
    "long": lambda text: '"""\n' + "".join("\\\n   \\n" if letter == "\n" else _escaped(letter) for letter in text) + '"""',
}


def _escaped(letter: str) -> str:
    return json.dumps(letter, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f")


@given(st.lists(st.tuples(TEXTS, st.sampled_from(sorted(QUOTING))), min_size=1, max_size=4))
def test_every_character_of_a_string_is_located(parts: list[tuple[str, str]]) -> None:
    """Whatever the quotes and escapes, the characters after position i of a value are those after its offset in the text."""
    text = "a = [" + ",\n ".join(QUOTING[quotes](part) for part, quotes in parts) + "]\n"
    values = read_toml(text)["a"]
    assert values == [part for part, _ in parts]
    for index, value in enumerate(values):
        start = positions(text).values["a", index]
        for position in range(len(value)):
            cut = offset_in_value(text, start, position)
            quote = '"""' if text.startswith('"""', start) else '"'
            rest = read_toml(f"a = {quote}{_tail(text, cut, quote)}")["a"]
            assert rest == value[position:]


def _tail(text: str, cut: int, quote: str) -> str:
    """The rest of the literal from ``cut`` on, its closing quotes included."""
    end = cut
    while not text.startswith(quote, end):
        end += 2 if text[end] == "\\" else 1
    return text[cut : end + len(quote)]
