"""``fisherproof bench`` names the benchmarks of the source tree and runs one of them by itself."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from click.testing import CliRunner

from verify.commands import bench

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_without_a_name_it_lists_them() -> None:
    """All of them together, and every one that runs by itself."""
    result = CliRunner().invoke(bench.command, standalone_mode=False)
    assert result.output.split()[0] == "all"
    assert {"curvature", "derivations"} <= set(result.output.split())


def test_an_unknown_name_is_wrong_input() -> None:
    """The error lists what there is."""
    result = CliRunner().invoke(bench.command, ["nothing"], standalone_mode=False)
    assert result.return_value == 2
    assert "expected one of all, " in result.stderr


def test_outside_of_a_source_tree_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package has no benchmarks."""
    monkeypatch.setattr(bench, "__file__", str(tmp_path / "site" / "verify" / "commands" / "bench.py"))
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(bench.command, ["curvature"], standalone_mode=False)
    assert result.return_value == 2
    assert "expected a source tree" in result.stderr


def test_it_runs_the_program_and_returns_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exit code of the benchmark is that of the command."""
    (tmp_path / "pyproject.toml").touch()
    folder = tmp_path / "benchmarks"
    folder.mkdir()
    (folder / "__main__.py").touch()
    (folder / "failing.py").write_text('if __name__ == "__main__":\n    raise SystemExit(7)\n', encoding="utf-8")
    monkeypatch.setattr(bench, "source_tree", lambda: tmp_path)
    assert CliRunner().invoke(bench.command, ["failing"], standalone_mode=False).return_value == 7


def test_the_table_of_all_benchmarks_finds_what_measures_rows() -> None:
    """Every file with rows and none without; folders write pages of their own."""
    main = importlib.import_module("benchmarks.__main__")
    assert [module.__name__.removeprefix("benchmarks.") for module in main.measuring()] == ["claims", "memory", "reports", "start_up"]
