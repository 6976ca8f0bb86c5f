"""The catalogue of families is the snapshot, printed: no formula in it is typed in, and the page is up to date."""

from __future__ import annotations

import copy
from pathlib import Path

from verify.snapshots.catalogue import page
from verify.snapshots.folder import DATA, read_folder

PAGE = Path(__file__).resolve().parent.parent / "docs" / "catalogue.md"
KEPT = read_folder(DATA)


def test_the_page_is_what_is_kept() -> None:
    """The committed page is the page that the snapshot gives."""
    assert PAGE.read_text(encoding="utf-8") == page(KEPT)


def test_every_family_has_its_formulas() -> None:
    """Every family of the snapshot has a section with its density, its Fisher matrix and a row of verdicts."""
    text = page(KEPT)
    for name in KEPT:
        section = text.partition(f"\n## {name}\n")[2].partition("\n## ")[0]
        assert r"\log p(y) = " in section
        assert "$F = " in section
        assert f"| [{name}](#{name.lower()}) | " in text


def test_the_page_follows_the_data() -> None:
    """Another form, or another verdict, in the data gives another page."""
    data = copy.deepcopy({"Normal": KEPT["Normal"]})
    before = page(data)
    assert r"F = E[\nabla \log p\, \nabla \log p^{\mathsf T}] = -E[\nabla^2 \log p] = " in before
    data["Normal"]["objects"]["entropy"]["entries"] = ["(log scale)"]
    assert r"$$H = \log(\mathrm{scale})$$" in page(data)
    data["Normal"]["objects"]["regularity"]["words"]["both Fisher matrices agree"] = "no"
    assert "Irregular" in page(data)


def test_irregular_families_say_why() -> None:
    """A moving support and a kink are told apart."""
    text = page(KEPT)
    assert "the support moves" in text.partition("\n## Uniform\n")[2].partition("\n## ")[0]
    assert "a kink" in text.partition("\n## Laplace\n")[2].partition("\n## ")[0]
