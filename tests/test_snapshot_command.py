"""``fisherproof snapshot`` as a user calls it: what is reported, what is written, and the exit codes."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from calling import begin, call

from verify.snapshots.folder import DATA

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

COUNT = len(json.loads((DATA / "Exponential.json").read_text(encoding="utf-8"))["objects"])
SCALE = "--only", "Exponential.*", "--jobs", "1"


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A folder with the snapshot of one small family."""
    (tmp_path / "data").mkdir()
    shutil.copy(DATA / "Exponential.json", tmp_path / "data")
    return tmp_path


def edit(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    """Change the family's data."""
    path = folder / "data" / "Exponential.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(json.dumps(data), encoding="utf-8")


def test_check_passes_whatever_the_hash_seed(kept: Path) -> None:
    """Deriving with other hash seeds finds every form as it was kept."""
    for seed in ("1", "2"):
        process = begin("-m", "verify", "snapshot", "check", "--data", "data", *SCALE, folder=kept, PYTHONHASHSEED=seed)
        out, _ = process.communicate(timeout=240)
        assert process.returncode == 0
        assert out.strip() == f"{COUNT} objects of 1 family: {COUNT} same, 0 moved, 0 changed, 0 new, 0 gone"


def test_a_planted_value_fails(kept: Path) -> None:
    """A wrong value in one object is reported as changed, with both values, and the exit code is 1."""
    edit(kept, lambda data: data["objects"]["entropy"]["values"].__setitem__(0, ["2", "2", "2"]))
    done = call("snapshot", "check", "--data", "data", "--json", "out.json", *SCALE, folder=kept)
    assert done.returncode == 1
    assert "changed   Exponential.entropy" in done.stdout
    assert "at point 1: 2 became 1" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
    outcome = json.loads((kept / "out.json").read_text(encoding="utf-8"))
    assert outcome["summary"]["changed"] == 1
    assert outcome["summary"]["same"] == COUNT - 1


def test_an_equal_rewritten_form_passes(kept: Path) -> None:
    """A kept form that was rewritten by hand is reported as moved, with the proof, and the exit code is 0."""
    edit(kept, lambda data: data["objects"]["entropy"]["entries"].__setitem__(0, "(+ 1 (log (^ (* 2 rate) -1)) (log 2))"))
    done = call("snapshot", "check", "--data", "data", *SCALE, folder=kept)
    assert done.returncode == 0, done.stdout
    assert "moved     Exponential.entropy" in done.stdout
    assert "equal: zero in the fraction field" in done.stdout


def test_update_writes_what_changed_and_nothing_else(kept: Path) -> None:
    """After an update a check is silent, and a second update writes no file."""
    edit(kept, lambda data: data["objects"].pop("entropy"))
    assert "new       Exponential.entropy" in call("snapshot", "check", "--data", "data", *SCALE, folder=kept).stdout
    assert "Wrote 1 file in data." in call("snapshot", "update", "--data", "data", *SCALE, folder=kept).stderr
    assert "Wrote 0 files in data." in call("snapshot", "update", "--data", "data", *SCALE, folder=kept).stderr
    assert (kept / "data" / "Exponential.json").read_bytes() == (DATA / "Exponential.json").read_bytes()


def test_a_glob_that_matches_nothing_is_a_wrong_call(kept: Path) -> None:
    """A misspelled name compares nothing, which is no success."""
    done = call("snapshot", "check", "--data", "data", "--only", "Exponentail.*", "--jobs", "1", folder=kept)
    assert (done.returncode, done.stdout) == (2, "")
    assert "expected a name or a glob that matches some, got 'Exponentail.*'" in done.stderr


def test_folders_are_compared_without_deriving(kept: Path) -> None:
    """Two folders are compared as they are: a value that no derivation gives differs from the kept one."""
    shutil.copytree(kept / "data", kept / "old")
    assert call("snapshot", "diff", "old", "data", "--jobs", "1", folder=kept).returncode == 0
    edit(kept, lambda data: data["objects"]["kl"]["values"].__setitem__(0, ["7", None, None]))
    done = call("snapshot", "diff", "old", "data", "--jobs", "1", folder=kept)
    assert (done.returncode, "changed   Exponential.kl" in done.stdout) == (1, True)


def test_a_difference_shows_both_forms(kept: Path) -> None:
    """Two folders, and a folder with what is derived now, give what differs line by line; a form edited by hand has changed."""
    shutil.copytree(kept / "data", kept / "old")
    edit(kept, lambda data: data["objects"]["entropy"]["entries"].__setitem__(0, "(+ (* (log rate) -1) 2)"))
    one = call("snapshot", "diff", "old", "data", "--jobs", "1", "--json", "out.json", folder=kept)
    assert one.returncode == 1
    assert "changed   Exponential.entropy" in one.stdout
    assert "          - (+ (* (log rate) -1) 1)\n          + (+ (* (log rate) -1) 2)\n" in one.stdout
    outcome = json.loads((kept / "out.json").read_text(encoding="utf-8"))
    shown = {found["object"]: found["forms"] for found in outcome["objects"]}
    assert shown["entropy"] == [["(+ (* (log rate) -1) 1)", "(+ (* (log rate) -1) 2)"]]
    assert [forms for name, forms in shown.items() if name != "entropy"] == [[]] * (COUNT - 1)
    now = call("snapshot", "diff", "data", *SCALE, folder=kept)
    assert now.returncode == 1
    assert "          - (+ (* (log rate) -1) 2)\n          + (+ (* (log rate) -1) 1)\n" in now.stdout
    shipped = call("snapshot", "diff", "--only", "Exponential.entropy", "--jobs", "1", folder=kept)
    assert (shipped.returncode, shipped.stdout) == (0, "1 object of 1 family: 1 same, 0 moved, 0 changed, 0 new, 0 gone\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "expected a JSON file of a snapshot"),
        ("[]", "expected the keys"),
        ('{"schema": 1}', "expected the keys"),
    ],
)
def test_a_damaged_file_is_an_error(kept: Path, text: str, words: str) -> None:
    """A file that is no snapshot is named, with what was expected; the exit code is 2."""
    (kept / "data" / "Exponential.json").write_text(text, encoding="utf-8")
    done = call("snapshot", "check", "--data", "data", *SCALE, folder=kept)
    assert done.returncode == 2
    assert "Exponential.json" in done.stderr
    assert words in done.stderr


def test_text_that_would_run_code_is_a_damaged_form(kept: Path) -> None:
    """Python in the place of a form is reported, and not run."""
    attack = "__import__('pathlib').Path('harm').touch()"
    edit(kept, lambda data: data["objects"]["kl"]["entries"].__setitem__(0, attack))
    done = call("snapshot", "check", "--data", "data", *SCALE, folder=kept)
    assert done.returncode == 1
    assert "damaged   Exponential.kl" in done.stdout
    assert not (kept / "harm").exists()
