"""The page can be read by everybody: contrast, landmarks, headings in order, names of controls, scrolling within reach of the keyboard."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser

import pytest
from report_specimen import hostile, specimen

from reports.formats.html import TEMPLATES
from reports.formats.html import render as page_of
from reports.record import VERDICTS, Report

STYLE = (TEMPLATES / "style.css").read_text(encoding="utf-8")
SCRIPT = (TEMPLATES / "script.js").read_text(encoding="utf-8")
TEXT, GROUNDS = ("ink", "soft", "link", *VERDICTS), ("paper", "wash")
LEAST_OF_TEXT, LEAST_OF_CONTROLS = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
TARGET = 24  # pixels, WCAG 2.2, 2.5.8
VOID = {"meta", "input", "br", "img", "link", "use", "hr"}
PAGES = [pytest.param(page_of(report), id=name) for name, report in (("specimen", specimen()), ("hostile", hostile()), ("empty", Report()))]


class Node:
    """An element: its name, attributes, ancestors and text."""

    def __init__(self, name: str, attributes: dict[str, str], parents: tuple[Node, ...]) -> None:
        """Start without text."""
        self.name, self.attributes, self.parents, self.text = name, attributes, parents, ""

    @property
    def classes(self) -> set[str]:
        """The classes of the element."""
        return set(self.attributes.get("class", "").split())


class Tree(HTMLParser):
    """All elements of a page in order; text counts for every element around it."""

    def __init__(self, text: str) -> None:
        """Read the whole text."""
        super().__init__()
        self.nodes: list[Node] = []
        self.open: list[Node] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        node = Node(tag, {name: value or "" for name, value in attrs}, tuple(self.open))
        self.nodes.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element without content."""
        self.nodes.append(Node(tag, {name: value or "" for name, value in attrs}, tuple(self.open)))

    def handle_endtag(self, _: str) -> None:
        """Close the innermost element."""
        self.open.pop()

    def handle_data(self, data: str) -> None:
        """Give the text to the elements around it."""
        for node in self.open:
            node.text += data

    def named(self, *names: str) -> list[Node]:
        """The elements of some names."""
        return [node for node in self.nodes if node.name in names]


def schemes() -> dict[str, dict[str, str]]:
    """The colours of the page in light, dark and print, those of light where a scheme is silent."""
    blocks = dict(zip(("light", "dark", "print"), re.findall(r":root\{(.*?)\}", STYLE, re.DOTALL), strict=True))
    colours = {name: dict(re.findall(r"--(\w+):(#[0-9a-f]+)", block)) for name, block in blocks.items()}
    return {name: {**colours["light"], **found} for name, found in colours.items()}


def luminance(colour: str) -> float:
    """The relative luminance of a colour, as WCAG defines it."""
    digits = colour[1:] if len(colour) == len("#rrggbb") else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_the_measure_of_contrast_is_right() -> None:
    """Black on white is 21, a colour on itself 1, and the grey that is known to just pass on white does."""
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#123456", "#123456") == pytest.approx(1)
    assert contrast("#767676", "#fff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize(("colour", "ground"), list(itertools.product(TEXT, GROUNDS)))
def test_text_stands_out(scheme: str, colour: str, ground: str) -> None:
    """Every colour of text on both grounds, in every scheme."""
    colours = schemes()[scheme]
    assert contrast(colours[colour], colours[ground]) >= LEAST_OF_TEXT


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_controls_and_focus_stand_out(scheme: str) -> None:
    """The ring of the focus and the edge of the search box."""
    colours = schemes()[scheme]
    assert "outline:2px solid var(--link)" in STYLE
    assert re.search(r"input\[type=search\]\{[^}]*border:1px solid var\(--soft\)", STYLE)
    assert min(contrast(colours[name], colours["paper"]) for name in ("link", "soft")) >= LEAST_OF_CONTROLS


def test_colours_are_tokens() -> None:
    """No rule has a colour of its own on a screen, so that the measured ones are all there are; opacity would change them."""
    rules = re.sub(r"(?:@media[^{]*\{)?:root\{.*?\}\}?", "", STYLE, flags=re.DOTALL).partition("@media print")[0]
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", rules)
    assert "opacity" not in STYLE
    assert "outline:none" not in STYLE.replace(" ", "")
    assert "outline:0" not in STYLE.replace(" ", "")


@pytest.mark.parametrize("text", PAGES)
def test_everything_stands_in_a_landmark(text: str) -> None:
    """One main part, a named navigation, and no text outside of them but the link that skips to the claims."""
    tree = Tree(text)
    assert len(tree.named("main")) == 1
    assert all(node.attributes.get("aria-label") for node in tree.named("nav"))
    assert tree.named("html")[0].attributes["lang"] == "en"
    assert tree.named("title")[0].text.strip()
    (skip,) = [node for node in tree.nodes if "skip" in node.classes]
    assert skip is tree.named("a")[0]
    assert skip.attributes["href"] == "#claims"
    for node in tree.named("a", "h1", "h2", "h3", "p", "table", "details", "article", "section"):
        assert node is skip or {parent.name for parent in node.parents} & {"main", "nav"}


@pytest.mark.parametrize("text", PAGES)
def test_headings_are_in_order(text: str) -> None:
    """One heading of the first level, at the top, and none deeper by more than one than the heading before it."""
    levels = [int(node.name[1]) for node in Tree(text).named("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("text", PAGES)
def test_controls_have_names(text: str) -> None:
    """Links, buttons, folds and headings have words, inputs have labels, groups are named; pictures are hidden from readers of text."""
    tree = Tree(text)
    labels = {node.attributes.get("for") for node in tree.named("label")}
    for node in tree.named("a", "button", "summary", "h1", "h2", "h3", "label"):
        assert node.text.strip(), node.attributes
    for node in tree.named("input"):
        assert node.attributes["id"] in labels or any(parent.name == "label" for parent in node.parents)
    for node in tree.nodes:
        if node.attributes.get("role") in {"group", "search"}:
            assert node.attributes.get("aria-label")
    for node in tree.named("svg"):
        assert node.attributes.get("aria-hidden") == "true" or any(parent.name == "svg" for parent in node.parents)


@pytest.mark.parametrize("text", PAGES)
def test_tables_and_folds_are_built_as_such(text: str) -> None:
    """Cells that head rows or columns say which, and a fold opens by its first child."""
    tree = Tree(text)
    assert all(node.attributes.get("scope") in {"row", "col"} for node in tree.named("th"))
    for fold in tree.named("details"):
        children = [node for node in tree.nodes if node.parents and node.parents[-1] is fold]
        assert children[0].name == "summary"


@pytest.mark.parametrize("text", PAGES)
def test_what_scrolls_can_be_reached_without_a_mouse(text: str) -> None:
    """Folds and preformatted text take the focus and are named; formulas get it from the script where they scroll; nothing jumps ahead."""
    tree = Tree(text)
    for node in tree.nodes:
        assert node.attributes.get("tabindex", "0") == "0"
        if "fold" in node.classes:
            assert node.attributes.get("tabindex") == "0"
            assert node.attributes.get("aria-label")
    assert all("tabindex" in node.attributes for node in tree.named("pre") if any(parent.name == "details" for parent in node.parents))
    scrolling = set(re.findall(r"\.([\w-]+)[^{}]*\{[^}]*overflow(?:-x)?:auto", STYLE)) | {"where", "given"}
    assert scrolling <= {"fold", "eq", "where", "given", "toc"}
    assert all(f".{name}" in SCRIPT for name in ("eq", "where", "given"))


def test_verdicts_do_not_rest_on_colour() -> None:
    """Each verdict has its word and its glyph, and kinds of rules beside the solid one tell them apart in the margin."""
    tree = Tree(page_of(specimen()))
    for node in tree.nodes:
        if node.classes & {"v"}:
            assert re.match(r"[a-z]{4}", node.text)
    assert set(re.findall(r"\.verdict\.\w+\{border-top-style:(\w+)", STYLE)) == {"double", "dashed", "dotted"}


def test_targets_are_large_enough() -> None:
    """The cells of the unit bar, also of a long one, are as large as a finger needs."""
    for found in re.findall(r"\.bar(?:\.many)? a\{[^}]*width:([\d.]+)rem;height:([\d.]+)rem", STYLE):
        assert min(map(float, found)) * 16 >= TARGET
    assert re.search(r"button\{[^}]*min-height:([\d.]+)rem", STYLE)


def test_motion_and_zoom_are_the_readers() -> None:
    """Smooth scrolling only where motion is welcome, and the page may be enlarged."""
    assert STYLE.count("scroll-behavior:smooth") == STYLE.count("@media(prefers-reduced-motion:no-preference)") == 1
    viewport = re.search(r'name="viewport" content="([^"]+)"', page_of(Report()))
    assert viewport
    assert not re.search(r"user-scalable|maximum-scale", viewport[1])
