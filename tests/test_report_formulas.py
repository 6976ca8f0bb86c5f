"""Formulas become native MathML that is set as a mathematician sets it; what cannot be translated is shown as text."""

from __future__ import annotations

import pytest

from reports.mathematics.mathml import LONGEST, mathml
from reports.page.digits import compared, grouped
from reports.page.prose import display, formula, inline, plain_display

THIN = '<mspace width="0.17em"/>'
TIGHT_BAR = '<mo lspace="0" rspace="0" stretchy="false">|</mo>'


@pytest.mark.parametrize(
    ("latex", "part"),
    [
        ("|x|", f"{TIGHT_BAR}<mi>x</mi>{TIGHT_BAR}"),
        ("a/b", '<mo lspace="0" rspace="0">/</mo>'),
        (r"A^\top", "<msup><mi>A</mi><mi>⊤</mi></msup>"),
        (r"A^{-\top}", "<mo>−</mo><mi>⊤</mi>"),
        ("x = -y", '<mo>=</mo><mo form="prefix">−</mo>'),
        ("x - y", "<mi>x</mi><mo>−</mo><mi>y</mi>"),
        (r"2\log x", '<mn>2</mn><mspace width="0.17em"/><mi>log</mi><mspace width="0.17em"/><mi>x</mi>'),
        (r"\log(x)", '<mi>log</mi><mo stretchy="false">(</mo>'),
        (r"\log\left(x\right)", "<mi>log</mi><mrow><mo"),
        (r"\det A", '<mi>det</mi><mspace width="0.17em"/><mi>A</mi>'),
        (r"\nabla\log p", '<mo>∇</mo><mspace width="0.17em"/><mi>log</mi>'),
        (r"\nabla^2_\mu f", '</msubsup><mspace width="0.17em"/><mi>f</mi>'),
        (r"\left\langle -g, d\right\rangle", '⟨</mo><mo form="prefix">−</mo>'),
        (r"\operatorname{KL}(p\,\|\,q)", '<mi>KL</mi><mo stretchy="false">(</mo>'),
        (r"\mathrm{diag}(p)", "<mi>diag</mi>"),
        (r"\mathsf T", "<mi>𝖳</mi>"),
        (r"\begin{pmatrix}1&0\\0&1\end{pmatrix}", '<mo form="prefix" fence="true" stretchy="true">(</mo><mtable>'),
        (r"\begin{pmatrix}1&0\\0&1\end{pmatrix}", '</mtable><mo form="postfix" fence="true" stretchy="true">)</mo>'),
        (r"a \iff b", "<mo>⟺</mo>"),
        (r"F \succeq 0", "<mo>⪰</mo>"),
        (r"y \mid x", "<mo>∣</mo>"),
        ("a < b", "<mo>&lt;</mo>"),
    ],
)
def test_formula_is_set_well(latex: str, part: str) -> None:
    """The repairs to what the converter gives: spaces, signs, brackets, names, alphabets."""
    assert part in str(mathml(latex))


@pytest.mark.parametrize(
    "latex",
    [r"\text{<script>alert(1)</script>}", r"\href{javascript:alert(1)}{x}", r"\style{color:red}{x}", r"\color{red}{x}", r"\class{c}{x}"],
)
def test_formula_carries_no_markup(latex: str) -> None:
    """No element or attribute of the input comes through."""
    made = str(mathml(latex, annotate=True) or "")
    assert "<script" not in made
    assert all(word not in made.partition("<annotation")[0] for word in ("href", "style=", "class=", "javascript"))


@pytest.mark.parametrize("latex", ["", "  ", r"\frac{1}{", r"\unknownmacro{x}", "x" * (LONGEST + 1), "{" * 3000, r"\begin{pmatrix}1&2"])
def test_untranslatable_formula_is_refused(latex: str) -> None:
    """What the converter stumbles over, does not know or would take long for is no formula; the text is shown in its place."""
    assert mathml(latex) is None
    assert formula(latex, "a < b") == "<code>a &lt; b</code>"
    assert display(latex, "a < b") == '<code class="w">a &lt; b</code>'


def test_display_keeps_its_source() -> None:
    """A display carries its LaTeX, escaped, for copying."""
    assert '<annotation encoding="application/x-tex">a &lt; b</annotation>' in display("a < b", "")


def test_prose_sets_formulas_and_code() -> None:
    """Dollars set a formula, backticks code; the rest is escaped."""
    assert inline("for $x$ & `y`") == "for <math><mi>x</mi></math> &amp; <code>y</code>"
    assert inline("costs $5") == "costs $5"
    assert inline(r"$\frac{$ <b>") == r"$\frac{$ &lt;b&gt;"


def test_digits_are_grouped_and_compared() -> None:
    """Long decimals are cut into fives; what departs from the reference is underlined, and only there."""
    assert grouped("0.123456789 and 3/7 and 0.12345") == "0.12345 6789 and 3/7 and 0.12345"
    assert compared("1.2345678", "1.2345999") == "<s>1.2345</s><u>6 78</u>"
    assert compared("1.2345678", "1.2345678") == "1.23456 78"
    assert compared("1/2", "3/2") == "1/2"
    assert compared("<b>", "x") == "&lt;b&gt;"


@pytest.mark.parametrize(
    ("latex", "part"),
    [
        (r"\mathrm{whole}\,d", f"<mi>whole</mi>{THIN}<mi>d</mi>"),
        (r"\eta(w)\,\mathrm{stat}", f"</mo>{THIN}<mi>stat</mi>"),
        (r"a\,b", "<mi>a</mi><mi>b</mi>"),
        (r"\langle \mathrm{slope},\, u \rangle", "<mi>⟨</mi><mi>slope</mi><mo>,</mo>"),
        (r"\langle u,\, \mathrm{slope} \rangle", "<mi>slope</mi><mi>⟩</mi>"),
    ],
)
def test_words_stand_apart_where_letters_need_not(latex: str, part: str) -> None:
    """Where thin spaces between factors are left out, they stay beside a word; a bracket is no factor."""
    assert part in plain_display(latex, "")
