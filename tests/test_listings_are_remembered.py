"""A listing is read once: what is remembered is what would be read, and what is damaged, changed or faulty is read again."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from calling import FALSE, TRUE, document, python

from verify import documents, listing

if TYPE_CHECKING:
    from pathlib import Path

FAULTY = '```claim\nid = "c1"\nclaim = "1 +"\n```\n'


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that are read during a test."""
    asked: list[str] = []
    original = documents.read_bytes
    monkeypatch.setattr(documents, "read_bytes", lambda data, path: (asked.append(path), original(data, path))[1])
    return asked


def test_a_second_listing_reads_nothing(tmp_path: Path, read: list[str]) -> None:
    """The second listing is the first one, with every claim in its place, and nothing is read for it."""
    path = tmp_path / document(tmp_path, TRUE, FALSE)
    first = listing.listing(path, tmp_path / "memory")
    assert [(row.id, row.expect) for row in first.rows] == [("c0", "true"), ("c1", "true")]
    assert listing.listing(path, tmp_path / "memory") == first
    assert read == [str(path)]


@pytest.mark.parametrize("damage", ["", "\n", "torn", "entry", "bytes", "other shape", "folder"])
def test_a_damaged_entry_is_read_anew(tmp_path: Path, read: list[str], damage: str) -> None:
    """An entry that is empty, torn, edited, no text or of another shape is not believed, and mended where that is possible."""
    path, memory = tmp_path / document(tmp_path, TRUE), tmp_path / "memory"
    first = listing.listing(path, memory)
    entry = next(memory.iterdir())
    whole = entry.read_bytes()
    if damage == "folder":
        entry.unlink()
        entry.mkdir()
    else:
        shape = b"[]"
        changed = {"torn": whole[:-9], "entry": whole.replace(b"c0", b"c9"), "bytes": b"\xff\xfe"}
        changed["other shape"] = listing.hashlib.sha256(shape).hexdigest().encode() + b"\n" + shape
        entry.write_bytes(changed.get(damage, damage.encode()))
    assert listing.listing(path, memory) == first
    assert len(read) == 2
    assert damage == "folder" or entry.read_bytes() == whole


def test_other_bytes_other_names_and_other_code_are_read(tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed document, a copy under another name (it may be the title) and changed code of the reader are not what was remembered."""
    path, memory = tmp_path / document(tmp_path, TRUE), tmp_path / "memory"
    listing.listing(path, memory)
    copy = path.with_name("copy.md")
    copy.write_bytes(path.read_bytes())
    listing.listing(copy, memory)
    path.write_text(path.read_text(encoding="utf-8").replace("c0", "d0"), encoding="utf-8")
    assert [row.id for row in listing.listing(path, memory).rows] == ["d0"]
    digest = listing._digest
    monkeypatch.setattr(listing, "_digest", lambda file: "other" if file.name == "table_check.py" else digest(file))
    listing.listing(path, memory)
    assert len(read) == 4


def test_an_entry_rests_on_the_code_that_read(tmp_path: Path) -> None:
    """An entry names the modules that split a document into blocks, read their TOML, check their tables and parse their texts."""
    listing.listing(tmp_path / document(tmp_path, TRUE), tmp_path / "memory")
    code = json.loads(next((tmp_path / "memory").iterdir()).read_text(encoding="utf-8").partition("\n")[2])["code"]
    names = {"verify/documents.py", "verify/markdown_blocks.py", "verify/toml_blocks.py", "verify/table_check.py"}
    assert names | {"derivations/language/syntax.py", "verify/listing.py"} <= set(code)


def test_a_document_with_faults_is_told_every_time(tmp_path: Path, read: list[str]) -> None:
    """Nothing is remembered of a document with a fault, nor of one that cannot be read."""
    path = tmp_path / "faulty.md"
    path.write_text(FAULTY, encoding="utf-8")
    first = listing.listing(path, tmp_path / "memory")
    assert "faulty.md:3" in first.problems[0]
    assert listing.listing(path, tmp_path / "memory") == first
    assert len(read) == 2
    assert "file that can be read" in listing.listing(tmp_path / "none.md", tmp_path / "memory").problems[0]
    assert not (tmp_path / "memory").exists()


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path: Path, read: list[str]) -> None:
    """Where no entry can be written, a document is read every time."""
    path = tmp_path / document(tmp_path, TRUE)
    (tmp_path / "memory").write_text("a file", encoding="utf-8")
    assert listing.listing(path, tmp_path / "memory") == listing.listing(path, tmp_path / "memory")
    assert len(read) == 2


def test_old_entries_are_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more documents are remembered than there is room for."""
    monkeypatch.setattr(listing, "KEPT", 2)
    for number in range(4):
        path = tmp_path / document(tmp_path, TRUE)
        listing.listing(path.rename(tmp_path / f"{number}.md"), tmp_path / "memory")
    assert len(list((tmp_path / "memory").iterdir())) == 2


def test_list_says_the_same_with_and_without_its_memory_and_never_loads_sympy(tmp_path: Path) -> None:
    """The first ``list`` reads the ledgers without SymPy, the second prints the same without reading them."""
    first, second = (python("-X", "importtime", "-m", "verify", "list", folder=tmp_path) for _ in range(2))
    assert first.stdout == second.stdout
    assert first.stdout.count("\n") > 20
    for traced, reads in ((first, True), (second, False)):
        loaded = set(re.findall(r"\| +([\w.]+)$", traced.stderr, re.MULTILINE))
        assert not loaded & {"sympy", "numpy", "flint", "pebble"}
        assert ("verify.documents" in loaded) is reads
