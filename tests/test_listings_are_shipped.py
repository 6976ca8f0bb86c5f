"""What is shipped of the built-in ledgers is what is read of them; a ledger that was edited, and every other document, is read."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from calling import FALSE, TRUE, document, python

from verify import documents
from verify.built_in import LEDGERS, ledgers
from verify.records import listing

if TYPE_CHECKING:
    from pathlib import Path

FAULTY = '```claim\nid = "c1"\nclaim = "1 +"\n```\n'


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The documents that are read during a test."""
    asked: list[Path] = []
    original = documents.read_document

    def asking(path: Path) -> documents.Document:
        asked.append(path)
        return original(path)

    monkeypatch.setattr(documents, "read_document", asking)
    return asked


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the ledgers and of what is shipped of them, taken for the built-in ones."""
    copy = tmp_path / "ledger"
    shutil.copytree(LEDGERS, copy)
    monkeypatch.setattr(listing, "LEDGERS", copy)
    monkeypatch.setattr(listing, "SHIPPED", copy / listing.SHIPPED.name)
    return copy


def test_what_is_shipped_is_what_is_read() -> None:
    """The shipped file is the one that would be written now: ``python -m verify.records.listing`` writes it anew."""
    assert listing.SHIPPED.read_text(encoding="utf-8") == listing.shipped()


@pytest.mark.parametrize("path", ledgers(), ids=lambda path: path.stem)
def test_a_ledger_is_listed_without_being_read(path: Path, reads: list[Path]) -> None:
    """The listing of a built-in ledger has every claim in its place, and nothing is read for it."""
    found = listing.listing(path)
    assert reads == []
    assert found == listing.read(path)
    assert len(found.rows) > 20


def test_an_edited_ledger_is_read(folder: Path, reads: list[Path]) -> None:
    """A ledger whose bytes are others than those that were shipped is read, and so is a new one."""
    path = folder / ledgers()[0].name
    assert listing.listing(path) == listing.listing(ledgers()[0])
    path.write_text(FAULTY, encoding="utf-8")
    assert f"{path.name}:3" in listing.listing(path).problems[0]
    new = path.with_name("new.md")
    new.write_bytes(ledgers()[0].read_bytes())
    listing.listing(new)
    assert path in reads
    assert new in reads


@pytest.mark.parametrize("damage", ["", "{}", "[]", '{"ho.md": 1}', "torn", "folder", "gone"])
def test_a_damaged_file_is_not_believed(folder: Path, reads: list[Path], damage: str) -> None:
    """Where what is shipped is empty, torn, of another shape or gone, the ledger is read."""
    whole = listing.SHIPPED.read_bytes()
    listing.SHIPPED.unlink()
    if damage == "folder":
        listing.SHIPPED.mkdir()
    elif damage != "gone":
        listing.SHIPPED.write_bytes(whole[:-9] if damage == "torn" else damage.encode())
    path = folder / "ho.md"
    assert listing.listing(path).rows == listing.read(path).rows
    assert reads == [path, path]


def test_a_document_of_a_user_is_read(tmp_path: Path, reads: list[Path]) -> None:
    """A document that is not built in is read every time, with its faults; one that cannot be read says so."""
    path = tmp_path / document(tmp_path, TRUE, FALSE)
    assert [(row.id, row.expect) for row in listing.listing(path).rows] == [("c0", "true"), ("c1", "true")]
    path.write_text(FAULTY, encoding="utf-8")
    assert f"{path.name}:3" in listing.listing(path).problems[0]
    assert reads == [path, path]
    assert "file that can be read" in listing.listing(tmp_path / "none.md").problems[0]


def test_list_reads_no_ledger_and_never_loads_sympy(tmp_path: Path) -> None:
    """``list`` of the built-in ledgers loads neither SymPy nor what reads a document, and leaves nothing behind."""
    traced = python("-X", "importtime", "-m", "verify", "list", folder=tmp_path)
    assert traced.stdout.count("\n") > 500
    loaded = set(re.findall(r"\| +([\w.]+)$", traced.stderr, re.MULTILINE))
    assert not loaded & {"sympy", "numpy", "flint", "pebble", "verify.documents"}
    assert list(tmp_path.iterdir()) == []
