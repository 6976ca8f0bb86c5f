"""The ledgers cover the documents whole: every row of the kept list is a claim or a remark, and no id stands outside the list."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from verify.built_in import ledgers
from verify.documents import Remark, read_document

ROWS = [
    row
    for line in (Path(__file__).parent / "ledger_rows.txt").read_text(encoding="utf-8").splitlines()
    if line[:1] != "#"
    for row in line.split()
]


def row_of(name: str, rows: list[str]) -> str | None:
    """The row that a claim or a remark belongs to: the longest that its id is, or goes on from with letters or a hyphen."""
    matching = [row for row in rows if re.fullmatch(re.escape(row) + "[a-z]*(-.*)?", name)]
    return max(matching, key=len, default=None)


def ids() -> list[str]:
    """The ids of all claims and remarks of the built-in ledgers."""
    documents = [read_document(path) for path in ledgers()]
    remarks = [entry.id for document in documents for entry in document.entries if isinstance(entry, Remark)]
    return [*(claim.id for document in documents for claim in document.claims), *remarks]


def test_every_row_is_represented() -> None:
    """Each statement of the documents has a claim or a remark."""
    covered = {row_of(name, ROWS) for name in ids()}
    assert [row for row in ROWS if row not in covered] == []


def test_no_entry_stands_outside_the_list() -> None:
    """An id that belongs to no row would be a statement nobody counted."""
    assert [name for name in ids() if row_of(name, ROWS) is None] == []


def test_the_list_is_what_it_was() -> None:
    """The rows are distinct, and as many as the two documents were read to have: 177 of the report, 54 of the essay."""
    assert len(set(ROWS)) == len(ROWS)
    assert [sum(row.startswith(letter) for row in ROWS) for letter in "MH"] == [177, 54]


@pytest.mark.parametrize(
    ("name", "row"),
    [("M1.1", "M1.1"), ("M1.1c", "M1.1"), ("M1.1-wide", "M1.1"), ("M1.1b", "M1.1b"), ("M1.1bc-2", "M1.1b"), ("M1.10", None), ("X1", None)],
)
def test_an_id_belongs_to_the_longest_row(name: str, row: str | None) -> None:
    """M1.10 does not represent M1.1, and a claim of M1.1b does not represent M1.1."""
    assert row_of(name, ["M1.1", "M1.1b"]) == row
