"""What the README shows is what the project holds."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_example_is_the_file_it_names() -> None:
    """The document in the README is docs/example.md, which CI checks."""
    shown = re.search(r"^````markdown\n(.*?)^````$", README, re.DOTALL | re.MULTILINE)
    assert shown is not None
    assert shown[1] == (ROOT / "docs" / "example.md").read_text(encoding="utf-8")


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
