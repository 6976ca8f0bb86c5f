"""Every program of the source tree says what it does when asked for help, and does nothing else."""

from __future__ import annotations

import re
import runpy
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("accuracy", "benchmarks", "derivations", "verify")
CHILDREN = {f"benchmarks.{name}.worker" for name in ("curvature", "layout", "threads")}  # only others start them, without options
PROGRAMS = sorted(
    {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__main__")
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        if '\nif __name__ == "__main__":' in path.read_text(encoding="utf-8")
    }
    - CHILDREN
)


def test_programs_are_found() -> None:
    """Those that run for minutes are among them."""
    assert {"accuracy", "accuracy.targets", "benchmarks", "benchmarks.kernels", "derivations.codegen", "verify"} <= set(PROGRAMS)


@pytest.mark.filterwarnings("ignore:.*found in sys.modules.*:RuntimeWarning")  # another test has imported it
@pytest.mark.parametrize("program", PROGRAMS)
def test_help_says_what_it_does(program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """It ends well, shows how the program is called and a sentence on it, and leaves no file."""
    monkeypatch.setattr(sys, "argv", [program, "--help"])
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(program, run_name="__main__")
    shown = capsys.readouterr()
    assert ended.value.code in (0, None)
    assert shown.out.lower().startswith("usage: ")
    assert len(re.findall(r"[a-z]+", shown.out)) >= 8
    assert not shown.err
    assert not list(tmp_path.iterdir())
