"""Sections of the page of measurements: each benchmark that writes one replaces its own and leaves the others."""

from __future__ import annotations

from benchmarks.measurement import ROOT

PAGE = ROOT / "docs" / "measurements.md"


def write_section(heading: str, text: str) -> None:
    """Replace the section that begins with ``heading`` (a line ``## ...``), or add it at the end."""
    whole = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# Measurements\n"
    before, found, rest = whole.partition(heading)
    _, mark, after = rest.partition("\n## ")
    tail = f"\n{mark.strip()} {after.lstrip()}" if found and mark else ""
    PAGE.write_text(f"{before.rstrip()}\n\n{text.rstrip()}\n{tail}", encoding="utf-8")
