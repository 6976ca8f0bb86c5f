"""docs/documents.md names every key, type and word that a document may have, and its own claims come out as they say."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from calling import ROOT, call

from derivations.language.types import KINDS
from derivations.language.vocabulary import vocabulary
from verify.markup.schema import CLAIM, EXPECTATIONS, FAMILY, FAULTS, REMARK

if TYPE_CHECKING:
    from pathlib import Path

MANUAL, WORDS = ((ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("documents.md", "vocabulary.md"))


def cells(page: str) -> str:
    """What stands as code in the tables of a page."""
    rows = (line for line in page.splitlines() if line.startswith("| "))
    return "\n".join(code for row in rows for code in re.findall(r"`([^`]+)`", row))


def section(title: str) -> str:
    """The text below a heading of the manual."""
    return MANUAL.split(f"\n## {title}\n")[1].split("\n## ")[0]


@pytest.mark.parametrize(("title", "keys"), [("A claim", CLAIM), ("Laws", FAMILY)])
def test_every_key_is_explained(title: str, keys: dict[str, object]) -> None:
    """Each key of a block has a place in its table, and the table has no other."""
    rows = [line.split("|")[1] for line in section(title).splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} | {"experiment"} & set(keys) == set(keys)


def test_remarks_and_values_are_named() -> None:
    """The keys of a remark, and every value that a key allows."""
    told = section("A claim")
    assert all(f"`{name}`" in told for name in REMARK)
    assert all(f'`"{value}"`' in told for value in (*EXPECTATIONS, *FAULTS))


@pytest.mark.parametrize("kind", KINDS)
def test_every_type_is_named(kind: str) -> None:
    """Each kind of declaration begins a cell of the table of types."""
    assert re.search(rf"^{kind}\b", cells(section("Types")), re.MULTILINE)


@pytest.mark.parametrize("name", sorted(vocabulary()))
def test_every_word_is_named(name: str) -> None:
    """Each word stands in a table of the manual or of the vocabulary."""
    assert re.search(rf"\b{name}\b", cells(f"{MANUAL}\n{WORDS}"))


def test_the_claims_of_the_manual_come_out_as_they_say(tmp_path: Path) -> None:
    """Checking the page accepts proofs alone, and all of its kinds of outcome occur."""
    done = call("check", str(ROOT / "docs" / "documents.md"), "--json", "out.json", "--require", "proved", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    (page,) = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["documents"]
    assert {claim["verdict"] for claim in page["claims"]} == {"proved", "refuted", "vacuous"}


def test_the_page_of_inequalities_is_proved(tmp_path: Path) -> None:
    """Everything that the page states as true is proved, and its false neighbours are refuted."""
    done = call("check", str(ROOT / "docs" / "inequalities.md"), "--json", "out.json", "--require", "proved", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    (page,) = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["documents"]
    verdicts = [claim["verdict"] for claim in page["claims"]]
    assert (verdicts.count("proved"), verdicts.count("refuted")) == (18, 4)
