"""Formulas of a page are translated once: what is remembered changes no page, and what is damaged or of other code is not believed."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - pytest reads the annotations

import pytest
from report_specimen import specimen

from reports.formats import html, render
from reports.mathematics import mathml, memory
from reports.mathematics.memory import remembering


def write(path: Path, text: str) -> None:
    """Write a file."""
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def translated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is translated during a test."""
    asked: list[str] = []
    original = mathml._translated
    monkeypatch.setattr(mathml, "_translated", lambda latex: (asked.append(latex), original(latex))[1])
    mathml._translation.cache_clear()
    return asked


def page(path: Path, code: str = "a") -> str:
    """The page of a run that begins with an empty memory of its own."""
    mathml._translation.cache_clear()
    with remembering(path, code, write):
        return render(specimen(), "html")


def test_a_second_run_translates_nothing(tmp_path: Path, translated: list[str]) -> None:
    """The second page is the first one, and no formula of it is translated; the file is not written again."""
    path = tmp_path / "formulas.json"
    alone, first = render(specimen(), "html"), page(path)
    count, stamp = len(translated), path.stat().st_mtime_ns
    assert count > 0
    assert page(path) == first == alone
    assert (len(translated), path.stat().st_mtime_ns) == (count, stamp)


@pytest.mark.parametrize("damage", ["", "\n", "torn", "entry", "bytes", "folder"])
def test_a_damaged_memory_is_made_anew(tmp_path: Path, translated: list[str], damage: str) -> None:
    """A file that is empty, torn, edited by hand or no text is not believed; a place that cannot be written disturbs nobody."""
    path = tmp_path / "formulas.json"
    first = page(path)
    whole, count = path.read_bytes(), len(translated)
    if damage == "folder":
        path.unlink()
        path.mkdir()
    else:
        changed = {"torn": whole[: len(whole) // 2], "entry": whole.replace(b"<mi>", b"<mo>", 1), "bytes": b"\xff\xfe"}
        path.write_bytes(changed.get(damage, damage.encode()))
    assert page(path) == first
    assert len(translated) == 2 * count
    assert damage == "folder" or path.read_bytes() == whole


def test_other_code_does_not_believe_the_memory(tmp_path: Path, translated: list[str]) -> None:
    """What other code has translated is translated again."""
    path = tmp_path / "formulas.json"
    page(path)
    count = len(translated)
    page(path, code="b")
    assert len(translated) == 2 * count


def test_a_full_memory_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file holds what several runs have used, and only the last run once that would be too much."""
    path = tmp_path / "formulas.json"

    def known(*asked: str) -> set[str]:
        with remembering(path, "a", write):
            for latex in asked:
                mathml.mathml(latex)
        return set(memory.Memory(path, "a").known)

    assert known("x", "y") == {"x", "y"}
    assert known("z") == {"x", "y", "z"}
    monkeypatch.setattr(memory, "MOST", 3)
    assert known("u") == {"u"}


@pytest.mark.parametrize("place", range(5))
def test_the_page_is_the_longest_that_is_short_enough(monkeypatch: pytest.MonkeyPatch, place: int) -> None:
    """Of the pages in every detail the one that is given is the first that has few enough bytes, else the shortest."""
    pages = [html.page(specimen(), detail) for detail in html.DETAILS]
    monkeypatch.setattr(html, "LARGEST", len(pages[place].encode()) - (place == len(pages) - 1))
    assert html.render(specimen()) == pages[place]
