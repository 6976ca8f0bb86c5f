"""A long formula is set in pieces that may stand below each other; a short one, and one whose brackets are unclear, stays whole."""

from __future__ import annotations

import re

import pytest

from reports.mathematics.mathml import mathml

LAW = r"\operatorname{MultivariateNormal}(z,\, S)"


def heads(latex: str) -> list[str]:
    """The text of each piece."""
    found = mathml(latex, display=True)
    assert found is not None
    return [re.sub(r"<[^>]*>", "", piece) for piece in re.findall(r"<math[ >].*?</math>", found)]


@pytest.mark.parametrize(
    ("latex", "begins"),
    [
        (rf"F_z[{LAW}] = S^{{-1}} + 1", ["F", "="]),
        (rf"F_z[{LAW}]^{{-1}} = S \quad\text{{and}}\quad \det S > 0", ["F", "=", "and", "&gt;"]),
        (rf"\log {LAW} - \log {LAW} + 1", ["log", "−", "+"]),
        (r"\mathbb{E}_{x \sim p}[a + b + c = d + e + f + g + h + i + j + k + l]", ["𝔼"]),
        (r"\left(a + b + c + d + e + f + g + h + i + j + k + l + m\right) = n", ["(", "="]),
        (r"|aaaaaaaaaaaa + bbbbbbbbbbbb| \geq cccccccccccc", ["|", "≥"]),
        (r"aaaaaaaaaaaaaaaaaaaaaaaaaaa = -bbbbbbbbbbbb", ["a", "="]),
        ("x + y = 1", ["x"]),
        (rf"]0, 1[ = {LAW}", ["]"]),
    ],
)
def test_pieces_begin_where_a_line_may(latex: str, begins: list[str]) -> None:
    """At relations, at signs of sums and at "and": never inside of brackets or bars, nor behind a relation."""
    found = heads(latex)
    assert [piece[: len(begin)] for piece, begin in zip(found, begins, strict=True)] == begins


def test_pieces_are_the_formula() -> None:
    """Nothing is lost or added but that a sign which stands first is one of a sum; the source is there once, and whole."""
    latex = rf"\log {LAW} - \log {LAW} = 0"
    text, whole = str(mathml(latex, display=True, annotate=True)), str(mathml(latex))
    pieces = re.sub(r"</?(math|span|semantics)\b[^>]*>|<annotation.*</annotation>", "", text).replace(' form="infix"', "")
    assert pieces.replace("<mrow>", "").replace("</mrow>", "") == re.sub(r"</?(math|mrow)>", "", whole)
    assert text.count("<annotation") == 1
    assert f">{latex}</annotation>" in text
    assert '<mo form="infix">−</mo>' in text
