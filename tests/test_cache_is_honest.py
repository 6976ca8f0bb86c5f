"""A remembered record is returned for the same question only: same claim, same code, same libraries."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from verify.engine import Limits, Task, run
from verify.engine.cache import Cache, key_of
from verify.engine.fingerprint import code_digest, plugins, versions

if TYPE_CHECKING:
    from pathlib import Path

WORK = "planted_work:misbehave"
FAMILY = {"line": 2, "block": {}, "name": "Lomax", "parameters": {"a": "positive", "b": "positive"}, "log_density": "-y*y"}
CLAIM = {
    "id": "square",
    "line": 7,
    "section": "Sums",
    "statement": "x**2 >= 0",
    "context": {"x": "real"},
    "let": {},
    "define": [],
    "given": [],
    "expect": "true",
    "attempts": [],
    "drop": [],
    "families": [FAMILY],
    "note": "",
    "toml": "",
}


@pytest.mark.parametrize(
    "change",
    [
        {"statement": "x**2 > 0"},
        {"context": {"x": "positive"}},
        {"let": {"y": "real"}},
        {"define": ["z = x"]},
        {"given": ["x > 0"]},
        {"expect": "false"},
        {"attempts": [{"x": "0"}]},
        {"drop": [0]},
        {"families": [{**FAMILY, "log_density": "-y"}]},
        {"families": [{**FAMILY, "parameters": {"b": "positive", "a": "positive"}}]},
        {"let": {"note": "real"}},
        {"experiment": "amari"},
        {"a field of a later version": 1},
    ],
)
def test_what_the_answer_depends_on_is_in_the_key(change: dict[str, Any]) -> None:
    """Changing anything that is mathematics, or that this version does not know, changes the key."""
    assert key_of({**CLAIM, **change}, around="a") != key_of(CLAIM, around="a")


@pytest.mark.parametrize(
    "change",
    [
        {"line": 8},
        {"section": "Other"},
        {"note": "moved"},
        {"toml": "#"},
        {"block": {"text": "#"}},
        {"settings": {"timeout": 1}},
        {"families": [{**FAMILY, "line": 3, "block": {"text": "#"}}]},
    ],
)
def test_presentation_and_limits_are_not_in_the_key(change: dict[str, Any]) -> None:
    """Moving a claim, rewording its note or changing the time limit keeps what was decided."""
    assert key_of({**CLAIM, **change}, around="a") == key_of(CLAIM, around="a")


def test_code_and_work_are_in_the_key() -> None:
    """Another state of code and versions, or another function, is another question."""
    assert len({key_of(CLAIM, around="a"), key_of(CLAIM, around="b"), key_of(CLAIM, "other:work", around="a")}) == 3


def test_any_edit_of_a_source_file_changes_the_digest_of_the_code(tmp_path: Path) -> None:
    """One changed byte, or one renamed file, in a package that computes changes the digest; a ledger or a compiled file does not."""
    module = tmp_path / "derivations" / "kl.py"
    module.parent.mkdir()
    module.write_text("half = 0.5\n", encoding="utf-8")
    seen = [fresh_digest(tmp_path)]
    module.write_text("half = 0.4\n", encoding="utf-8")
    seen.append(fresh_digest(tmp_path))
    seen.append(fresh_digest(tmp_path, lambda: module.rename(module.with_name("kl2.py"))))
    assert len(set(seen)) == 3
    (tmp_path / "derivations" / "notes.md").write_text("claims", encoding="utf-8")
    (tmp_path / "derivations" / "kl2.pyc").write_text("compiled", encoding="utf-8")
    assert fresh_digest(tmp_path) == seen[-1]


def test_any_edit_of_a_plug_in_changes_its_digest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The source of an installed plug-in is part of the surroundings, though its version stays and it is not imported."""
    package = tmp_path / "planted_plugin"
    package.mkdir()
    (package / "__init__.py").write_text("raise SystemExit\n", encoding="utf-8")
    metadata = tmp_path / "planted_plugin-1.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: planted_plugin\nVersion: 1\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text("[fisherproof.experiments]\nplanted = planted_plugin.inner\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    seen = []
    for text in ("one = 1\n", "one = 2\n"):
        (package / "inner.py").write_text(text, encoding="utf-8")
        plugins.cache_clear()
        seen.append(plugins()["planted_plugin"])
    plugins.cache_clear()
    assert seen[0] != seen[1]


def test_versions_name_every_library_that_decides() -> None:
    """The versions hold Python and the libraries, none of them empty."""
    assert set(versions()) == {"python", "mpmath", "numpy", "python-flint", "scipy", "sympy"}
    assert all(versions().values())


def test_a_decision_is_computed_once(tmp_path: Path) -> None:
    """The second run takes the record from the cache and starts no worker."""
    first, second = (decide(tmp_path, "answer") for _ in range(2))
    assert (first.source, second.source) == ("worker", "cache")
    assert first.record == second.record
    assert calls(tmp_path) == 1


@pytest.mark.parametrize("action", ["loop_in_python", "crash", "eat_memory", "fail", "leave"])
def test_an_accident_is_never_remembered(tmp_path: Path, action: str) -> None:
    """A time-out, a crash, a memory failure or a tool error is tried again by the next run."""
    for _ in range(2):
        assert decide(tmp_path, action).source == "worker"
    assert calls(tmp_path) == 2
    assert not list((tmp_path / "cache").rglob("*.json"))


@pytest.mark.parametrize("damage", ["", "{", "null", "[]", '{"key": "other"}', "verdict", "key"])
def test_a_damaged_entry_is_computed_again(tmp_path: Path, damage: str) -> None:
    """An entry that is torn, empty, of another key or edited by hand is not believed but replaced."""
    decide(tmp_path, "answer")
    (entry,) = (tmp_path / "cache").rglob("*.json")
    whole = json.loads(entry.read_text(encoding="utf-8"))
    if damage == "verdict":
        damage = json.dumps({**whole, "record": {**whole["record"], "verdict": "refuted"}})
    elif damage == "key":
        damage = json.dumps({**whole, "key": "0" * 64})
    entry.write_text(damage, encoding="utf-8")
    assert decide(tmp_path, "answer").record["verdict"] == "proved"
    assert calls(tmp_path) == 2
    assert json.loads(entry.read_text(encoding="utf-8")) == whole


def test_undecodable_bytes_in_an_entry_are_no_failure(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 count as damage."""
    cache = Cache(tmp_path, around="a" * 64)
    cache.put("k", {"verdict": "proved"})
    (cache.directory / "k.json").write_bytes(b"\xff\xfe")
    assert cache.get("k") is None


def test_a_cache_that_cannot_be_written_disturbs_nobody(tmp_path: Path) -> None:
    """Where a file stands in the place of the folder, results are computed and not remembered."""
    (tmp_path / "cache").write_text("in the way", encoding="utf-8")
    for _ in range(2):
        assert decide(tmp_path, "answer").record["verdict"] == "proved"
    assert calls(tmp_path) == 2


def test_old_generations_are_forgotten(tmp_path: Path) -> None:
    """The cache keeps the records of the last eight states of the code."""
    for number in range(12):
        Cache(tmp_path, around=f"{number:064d}"[::-1]).put("k", {"number": number})
    assert len(list(tmp_path.iterdir())) == 8
    assert Cache(tmp_path, around=f"{11:064d}"[::-1]).get("k") == {"number": 11}
    shutil.rmtree(tmp_path)


def decide(folder: Path, action: str) -> Any:
    """Decide one planted task with a cache in the folder."""
    payload = {"do": action, "value": "1", "calls": str(folder / "calls")}
    task = Task(action, key_of(payload, WORK, around="a" * 64), payload)
    limits = Limits(timeout=1.0, memory=256 << 20)
    return run([task], WORK, jobs=1, limits=limits, cache=Cache(folder / "cache", around="a" * 64)).results[0]


def calls(folder: Path) -> int:
    """How often the planted function ran."""
    return len((folder / "calls").read_text(encoding="utf-8").splitlines())


def fresh_digest(root: Path, change: Any = None) -> str:
    """The digest after a change, computed anew."""
    if change is not None:
        change()
    code_digest.cache_clear()
    return code_digest(root)


@pytest.mark.parametrize("read", [code_digest, plugins, versions])
def test_surroundings_are_read_once(read: Any) -> None:
    """Every claim of a run asks for them; read anew each time they took as long as all of the report."""
    read()
    before = read.cache_info()
    read()
    assert read.cache_info().hits == before.hits + 1
    assert read.cache_info().misses == before.misses
