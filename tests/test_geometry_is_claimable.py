"""The words of information geometry: each is documented, prints as LaTeX, and takes part in claims that are proved."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
import sympy as sp
from calling import ROOT, call

from derivations.conditions import collecting
from derivations.families import families
from derivations.fisher_rao import fisher_rao
from derivations.language.latex import statement_latex
from derivations.language.latex.geometry import GEOMETRY
from derivations.language.syntax import parse
from derivations.language.vocabulary import vocabulary

if TYPE_CHECKING:
    from pathlib import Path

PAGE = ROOT / "docs" / "vocabulary.md"
CALLS = dict(re.findall(r"^\| `((?=(\w+)\()[^`]*)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("name", sorted(GEOMETRY))
def test_every_word_is_documented_with_its_arguments(name: str) -> None:
    """The page shows a call of the word with as many arguments as it takes."""
    (shown,) = [call for call, word in CALLS.items() if word == name]
    assert len(parse(shown).args) == len(vocabulary()[name].roles)


def test_words_of_derived_objects_have_a_notation() -> None:
    """Whatever a module of derived objects registers prints in a notation of its own."""
    modules = ("connection", "curvature", "duality", "fisher_rao", "kl_taylor", "natural_gradient")
    registered = {name for name, word in vocabulary().items() if word.evaluate.__module__ in {f"derivations.{each}" for each in modules}}
    assert registered == set(GEOMETRY)


@pytest.mark.parametrize("shown", sorted(call for call, word in CALLS.items() if word in GEOMETRY))
def test_calls_print_as_latex(shown: str) -> None:
    """Each documented call prints with balanced braces and without its own name."""
    latex = statement_latex(parse(shown))
    assert latex.count("{") == latex.count("}")
    assert CALLS[shown] not in latex


def test_the_claims_of_the_page_are_decided_as_expected(tmp_path: Path) -> None:
    """Checking the page proves every claim and refutes its control."""
    done = call("check", str(PAGE), "--json", "out.json", "--require", "proved", folder=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    (page,) = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["documents"]
    assert {claim["id"]: claim["verdict"] for claim in page["claims"]}["kl-is-not-symmetric"] == "refuted"


def test_distances_require_what_the_metric_does_of_both_laws() -> None:
    """The metric's conditions are about the two parameters, not about the coordinate between them, which is no name of the statement."""
    p, q = (sp.Symbol(name, positive=True) for name in "pq")
    bernoulli = families()["Bernoulli"]
    with collecting() as conditions:
        fisher_rao(bernoulli.law(p), bernoulli.law(q))
    assert {symbol for _, expression in conditions for symbol in expression.free_symbols} == {p, q}
