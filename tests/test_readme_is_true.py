"""What the README shows is what the project holds."""

from __future__ import annotations

import importlib.util
import re
import shutil
from pathlib import Path

from calling import call

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_is_the_file_it_names() -> None:
    """The document in the README is docs/example.md, which CI checks."""
    shown = re.search(r"^````markdown\n(.*?)^````$", README, re.DOTALL | re.MULTILINE)
    assert shown is not None
    assert shown[1] == (ROOT / "docs" / "example.md").read_text(encoding="utf-8")


def test_the_terminal_shows_what_is_read(tmp_path: Path) -> None:
    """What `fisherproof check docs/example.md` prints is what stands there, but for the times."""
    (tmp_path / "docs").mkdir()
    shutil.copy(ROOT / "docs" / "example.md", tmp_path / "docs")
    done = call("check", "docs/example.md", folder=tmp_path)
    shown = re.search(r"^and read \(times will differ\)\n\n```\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    assert shown is not None
    assert done.returncode == 0
    assert without_times(done.stdout) == without_times(shown[1])


def without_times(text: str) -> str:
    """Seconds are masked, with the spaces before them, which fill the line; empty lines at both ends are left out."""
    return re.sub(r" +[\d.]+ s$", " s", text, flags=re.MULTILINE).strip()


def test_the_commands_exist() -> None:
    """Every `go.py` command that the README or CONTRIBUTING names is one that go.py knows."""
    spec = importlib.util.spec_from_file_location("go", ROOT / "go.py")
    assert spec is not None
    assert spec.loader is not None
    go = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(go)
    named = set(re.findall(r"python3 go\.py (\w+)", README + (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")))
    assert named == {"report", "test", "campaign"}
    assert named == set(go.COMMANDS)


def test_links_lead_somewhere() -> None:
    """Every relative link of the README is a file of the project."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).is_file()] == []
