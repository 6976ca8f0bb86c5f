"""The page of the essay's figures: what the command writes, with claims that exist, and numbers that are those of the essay."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from numeric.optimizers.gradient_descent import GradientDescent
from numeric.optimizers.natural_gradient import NaturalGradient
from verify.experiments.gaussian_race import SCALES
from verify.figures import figures
from verify.figures.__main__ import main
from verify.figures.isocontours import Sample, sample
from verify.figures.page import files, named
from verify.figures.race import best
from verify.figures.two_pairs import density

ROOT = Path(__file__).resolve().parent.parent
SPACE = "{http://www.w3.org/2000/svg}"
LETTER = 7.0  # user units, in the widest of the fonts that the pictures fall back to
PICTURES = sorted((ROOT / "docs" / "figures").glob("*.svg"))

written = cache(files)


def test_the_page_is_what_the_command_writes(tmp_path: Path) -> None:
    """Page and pictures agree with the modules to the byte, and no picture is left over."""
    main([str(tmp_path)], standalone_mode=False)
    made = {path.relative_to(tmp_path).as_posix(): path.read_bytes() for path in sorted(tmp_path.rglob("*")) if path.is_file()}
    kept = {path.relative_to(ROOT / "docs").as_posix(): path.read_bytes() for path in [ROOT / "docs" / "figures.md", *PICTURES]}
    assert made == kept


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_a_picture_is_whole_and_says_what_it_shows(path: Path) -> None:
    """It parses, has a title and a description, needs nothing from elsewhere, follows the scheme of colours and fits a telephone."""
    text = path.read_text(encoding="utf-8")
    root = ET.fromstring(text)  # noqa: S314 - our own
    assert all((root.find(f"{SPACE}{part}").text or "").strip() for part in ("title", "desc"))  # type: ignore[union-attr]
    assert set(re.findall(r"https?://[^\"]*", text)) == {"http://www.w3.org/2000/svg"}
    assert "prefers-color-scheme:dark" in text
    assert float(str(root.get("width"))) <= 358  # 390 less the margins


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_no_text_of_a_picture_covers_another(path: Path) -> None:
    """The boxes of all texts are apart and within the picture."""
    root = ET.parse(path).getroot()  # noqa: S314 - our own
    boxes = []
    for each in root.iter(f"{SPACE}text"):
        long, x, y = LETTER * len(str(each.text)), float(str(each.get("x"))), float(str(each.get("y")))
        left = x - {"end": 1.0, "middle": 0.5}.get(each.get("text-anchor", "start"), 0.0) * long
        assert 0 <= left <= left + long <= float(str(root.get("width"))) + LETTER / 2
        assert 10 <= y <= float(str(root.get("height")))
        boxes.append((left, left + long, y - 10, y + 2, each.text))
    for place, (left, right, top, bottom, text) in enumerate(boxes):
        beside = [other for other in boxes[:place] if left < other[1] and other[0] < right and top < other[3] and other[2] < bottom]
        assert not beside, text


def test_captions_name_claims_of_the_ledger() -> None:
    """Every figure is tied to claims, and each of them is in the ledger."""
    known = set(re.findall(r'^id = "(.+)"$', (ROOT / "verify" / "ledger" / "ho.md").read_text(encoding="utf-8"), re.MULTILINE))
    for figure in figures():
        assert named(figure)
        assert set(named(figure)) <= known
    assert "H4.5-oscillates" in {name for figure in figures() for name in named(figure)}


def test_every_picture_stands_on_the_page_once() -> None:
    """The page shows what is drawn, with words for those who do not see it."""
    shown = re.findall(r"^!\[(.+)\]\((.+)\)$", written()["figures.md"], re.MULTILINE)
    assert sorted(path for _, path in shown) == sorted(name for name in written() if name.endswith(".svg"))
    assert all(len(words) > 20 for words, _ in shown)


def test_the_likelihood_and_both_gradients_are_those_of_the_listing() -> None:
    """At mu = 1, log sigma = 0 with sums 0 and 2,000: f = -1000 log(2 pi) - 2000, printed (-1000, 6000), right (-2000, 2000)."""
    data = Sample(2000, 0.0, 2000.0)
    assert data.f(1.0, 0.0) == pytest.approx(-1000 * np.log(2 * np.pi) - 2000, rel=1e-13)
    assert data.printed(1.0, 0.0) == pytest.approx((-1000, 6000), rel=1e-13)
    assert data.corrected(1.0, 0.0) == pytest.approx((-2000, 2000), rel=1e-13)


@pytest.mark.parametrize(("mu", "lam"), [(0.4, -0.3), (-1.2, 0.8), (0.1, 1.1)])
def test_only_the_corrected_gradient_is_that_of_f(mu: float, lam: float) -> None:
    """Differences of f agree with the corrected gradient and disagree with the printed one."""
    data, step = sample(), 1e-5
    slope = [(data.f(mu + dx, lam + dy) - data.f(mu - dx, lam - dy)) / (2 * step) for dx, dy in ((step, 0.0), (0.0, step))]
    assert data.corrected(mu, lam) == pytest.approx(slope, rel=1e-6, abs=1e-3)
    assert data.printed(mu, lam) != pytest.approx(slope, rel=0.1)


def test_natural_gradient_takes_one_path_at_every_scale() -> None:
    """In units of the target the paths agree to rounding; those of gradient descent do not."""
    units = {
        make: [best(make, scale).points / [scale, 1.0] - [0.0, np.log(scale)] for scale in SCALES]
        for make in (GradientDescent, NaturalGradient)
    }
    first, *others = units[NaturalGradient]
    assert all(other == pytest.approx(first, abs=1e-12) for other in others)
    first, *others = units[GradientDescent]
    assert all(other.shape != first.shape or np.abs(other - first).max() > 0.1 for other in others)


def test_the_bell_curves_are_densities() -> None:
    """They integrate to one and have the height 1/(sigma sqrt(2 pi))."""
    places = np.linspace(-20, 20, 4001)
    assert sum(density(2.0, 2.0, float(at)) for at in places) * 0.01 == pytest.approx(1, rel=1e-12)
    assert density(-2.0, 2.0, -2.0) == pytest.approx(0.19947114020071635, rel=1e-14)
