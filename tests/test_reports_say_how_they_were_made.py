"""A report names the call that makes it again, and the exit status of the run."""

from __future__ import annotations

import importlib.metadata
import json
import shlex
import tomllib
from pathlib import Path

import pytest
from calling import call

from verify.engine.fingerprint import own_version

CLAIM = '```claim\nid = "a"\nlet = {{ x = "real" }}\nclaim = "x {relation} x"\n```\n'


@pytest.mark.parametrize(("relation", "options", "status"), [("==", ["--timeout", "30"], 0), ("<", ["--require", "proved"], 1)])
def test_the_same_call_gives_the_same_report(tmp_path: Path, relation: str, options: list[str], status: int) -> None:
    """The command is in the JSON and on the page, and repeats verdicts and status."""
    (tmp_path / "my notes.md").write_text(CLAIM.format(relation=relation), encoding="utf-8")
    first = call("check", "my notes.md", "--jobs", "1", *options, "--json", "one.json", "--html", "one.html", folder=tmp_path)
    tool = json.loads((tmp_path / "one.json").read_text(encoding="utf-8"))["tool"]
    assert (first.returncode, tool["exit status"]) == (status, status)
    name, *words = shlex.split(tool["command"])
    assert (name, words) == ("fisherproof", ["check", "my notes.md", *options])
    assert f"<dt>exit status</dt><dd>{status}</dd>" in (tmp_path / "one.html").read_text(encoding="utf-8")
    again = call(*words, "--json", "two.json", folder=tmp_path)
    assert again.returncode == status
    assert json.loads((tmp_path / "two.json").read_text(encoding="utf-8"))["tool"] == tool


def test_a_source_tree_knows_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run from a clone, the report names the version that the project states, and that nothing is installed."""

    def absent(name: str) -> str:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", absent)
    stated = tomllib.loads((Path(__file__).resolve().parent.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert own_version.__wrapped__() == f"{stated} (not installed)"
