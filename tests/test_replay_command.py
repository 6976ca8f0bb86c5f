"""`check --replay` and `report --replay` write certificates and say how many agree; the file can be taken elsewhere and tampered with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from calling import FALSE, TRUE, call, document, python

if TYPE_CHECKING:
    from pathlib import Path

EVERY_SIZE = 'let = { A = "real[n,n]", B = "real[n,n]" }\nclaim = "(A @ B).T == B.T @ A.T"'
SQUARES = 'let = { A = "real[m,n]" }\nclaim = "psd(A.T @ A)"'
RATIO = 'let = { x = "real", y = "real" }\nclaim = "proportional([x, y], [2*x, 2*y])"'


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder in which a document was checked with a replay, and what was printed."""
    folder = tmp_path_factory.mktemp("replay")
    let = 'let = { x = "real" }\n'
    notes = document(folder, let + TRUE, EVERY_SIZE, SQUARES, RATIO, let + FALSE + '\nexpect = "false"')
    done = call("check", notes, "--replay", "certificates.json", folder=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder, done.stdout


def test_the_command_counts_what_agrees(checked: tuple[Path, str]) -> None:
    """Three of four replayed proofs agree; the one without a certificate is listed and never counted as agreeing."""
    _, said = checked
    assert "Replay: 3 of 4 replayed proofs agree" in said
    assert "without a certificate" in said
    assert "refused" not in said


def test_the_file_is_decided_without_the_tool(checked: tuple[Path, str]) -> None:
    """The checker alone says the same of the file."""
    folder, _ = checked
    done = python("-m", "verify.replay", "certificates.json", folder=folder)
    assert done.returncode == 0
    assert "3 of 4" in done.stdout


def test_a_tampered_file_is_refused(checked: tuple[Path, str]) -> None:
    """A certificate that somebody changed is named, and the exit code is 1."""
    folder, _ = checked
    data = json.loads((folder / "certificates.json").read_text(encoding="utf-8"))
    (certificate,) = data["claims"][0]["certificates"]
    position = next(place for place, (kind, *_) in enumerate(certificate["program"]) if kind == "power")
    certificate["program"][position][2] = 3
    (folder / "tampered.json").write_text(json.dumps(data), encoding="utf-8")
    done = python("-m", "verify.replay", "tampered.json", folder=folder)
    assert done.returncode == 1
    assert "refused: c0" in done.stdout


def test_the_checker_explains_its_call(tmp_path: Path) -> None:
    """Without a file the checker says what it wants, with exit code 2."""
    done = python("-m", "verify.replay", folder=tmp_path)
    assert done.returncode == 2
    assert "certificates.json" in done.stderr


def test_the_report_replays(tmp_path: Path) -> None:
    """`report --replay` writes the certificates beside the page."""
    done = call("report", "--only", "H2.8", "--out", "out", "--replay", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Replay: 1 of 1" in done.stdout
    assert (tmp_path / "out" / "certificates.json").is_file()
