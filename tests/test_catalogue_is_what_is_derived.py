"""The catalogue of families is the snapshot, printed: no formula in it is typed in, and the page is up to date."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path

from verify.snapshots.catalogue import page
from verify.snapshots.folder import DATA, read_folder

PAGE = Path(__file__).resolve().parent.parent / "docs" / "catalogue.md"
KEPT = read_folder(DATA)


@cache
def printed() -> str:
    """The page that the snapshot gives."""
    return page(KEPT)


def test_the_page_is_what_is_kept() -> None:
    """The committed page is the page that the snapshot gives."""
    assert PAGE.read_text(encoding="utf-8") == printed()


def test_every_family_has_its_formulas() -> None:
    """Every family of the snapshot has a section with its density, its Fisher matrix and a row of verdicts."""
    text = printed()
    for name, data in KEPT.items():
        if "log_density" not in data["objects"]:
            continue  # a loss: docs/losses.md
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
    text = printed()
    assert "the support moves" in text.partition("\n## Uniform\n")[2].partition("\n## ")[0]
    assert "a kink" in text.partition("\n## Laplace\n")[2].partition("\n## ")[0]


def test_what_is_derived_beyond_the_matrix_is_printed() -> None:
    """Connections, distances, flows, expansions and divergences to other families stand in the section of a family that has them."""
    section = printed().partition("\n## Normal\n")[2].partition("\n## ")[0]
    for sign in (r"\Gamma^{(e)}_{ij,k} = ", r"\Gamma^{(m)}_{ij,k} = ", "d(p, q) = ", r"\gamma(t) = ", r"F^{-1} \mathrm{slope} = "):
        assert f"$${sign}" in section
    assert r"\mathrm{KL}(p_{v+d}\,\|\,p_v) = " in section
    assert "agree to order 2: yes; to order 3: no." in section
    assert r"\mathrm{KL}(p\,\|\,\mathrm{Gumbel}) = " in section
