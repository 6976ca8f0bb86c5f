"""What a command writes is there whole or not at all, and the reader is told where it could not be written."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from calling import ROOT, TRUE, begin, call, document

from derivations.errors import FisherproofError
from verify.console import write_whole


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that cannot be finished stays as it was, nothing is left beside it, and the error names it."""
    path = tmp_path / "kernel.py"
    path.write_text("old", encoding="utf-8")

    def half(self: Path, text: str, **_: object) -> int:
        with self.open("w", encoding="utf-8") as file:
            file.write(text[: len(text) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", half)
    expected = rf"^Writing a kernel: expected a place that can be written, got .*kernel\.py \({os.strerror(errno.ENOSPC)}\)\. Choose"
    with pytest.raises(FisherproofError, match=expected):
        write_whole(path, "new text", "a kernel")
    assert path.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_every_command_writes_its_files_whole() -> None:
    """No command writes a file by itself, so that none can leave half of one behind."""
    assert not [path.name for path in (ROOT / "verify" / "commands").glob("*.py") if "write_text" in path.read_text(encoding="utf-8")]


def test_a_number_of_columns_that_is_asked_for_is_kept(tmp_path: Path) -> None:
    """COLUMNS bounds what a reader without a terminal gets; without it, and where it is no number, there are eighty."""
    longest = {}
    document(tmp_path, 'claim = "x**2 + 2*x + 1 == x**2 + 3*x + 1"\nexpect = "false"', TRUE)
    for asked in ("50", "60", "0", "wide"):
        process = begin("-m", "verify", "check", "notes.md", folder=tmp_path, COLUMNS=asked)
        out, _ = process.communicate(timeout=240)
        longest[asked] = max(map(len, out.splitlines()))
    assert longest == {"50": 50, "60": 60, "0": 80, "wide": 80}
    assert max(map(len, call("check", "notes.md", folder=tmp_path).stdout.splitlines())) == 80
