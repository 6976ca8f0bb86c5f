"""A document's own family is seen by the claims below its block only, and its faults have their places."""

from __future__ import annotations

import pytest
from own_families import LOMAX, THROWS, claim, messages, verdict

from derivations.errors import ClaimError
from derivations.families import built_in, families, with_families


def test_hypotheses_restrict_the_points() -> None:
    """A density that is one only where a hypothesis of the family holds passes with it and fails without it."""
    text = LOMAX.replace("shape - 1", "shape").replace('shape = "positive"', 'shape = "real"')
    text = text.replace("log(shape) - log(scale) - (shape + 1)", "log(shape - 1) - log(scale) - shape")
    assert messages(text) != []
    text = text.replace("log_density", 'given = ["shape > 1"]\nlog_density')
    assert messages(text) == []
    assert verdict(text + claim("entropy(Lomax(k + 1, s)) == 1 + 1/k + log(s/k)"))["verdict"] == "proved"


def test_claims_see_the_families_above_them_only() -> None:
    """A claim above the block, or in another document, does not know the name; the built-in families stay as they are."""
    use = claim("E(y, y, Lomax(k + 1, s)) == s/k")
    assert messages(LOMAX + use) == []
    assert "unknown function 'Lomax'" in messages(use + LOMAX)[0]
    assert "unknown function 'Lomax'" in messages(use)[0]
    assert "Lomax" not in families()


def test_two_documents_may_use_one_name() -> None:
    """Two documents that give one name to different families are each checked with their own."""
    other = THROWS.replace("Throws", "Lomax")
    assert messages(LOMAX + claim("E(y, y, Lomax(k + 1, s)) == s/k")) == []
    assert "Lomax" in messages(other + claim("E(y, y, Lomax(k + 1, s)) == s/k"))[0]
    assert verdict(other + claim("E(y, y, Lomax(p)) == (1 - p)/p"))["verdict"] == "proved"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LOMAX.replace('"Lomax"', '"Gamma"'), "notes.md:2:"),
        (LOMAX + LOMAX, "notes.md:9:"),
        (LOMAX + claim("k == k").replace("let = { k", 'let = { Lomax = "real", k'), "expected a name that is no family"),
    ],
)
def test_clashes_of_names_are_faults(text: str, expected: str) -> None:
    """A family may not have the name of a built-in one or of one above it, and no claim below it may declare its name."""
    found = messages(text)
    assert found
    assert expected in "\n".join(found)


def test_overlay_refuses_built_in_names() -> None:
    """The overlay itself does not let a family replace a built-in one."""
    with pytest.raises(ClaimError, match="built in"), with_families({"Gamma": built_in()["Beta"]}):
        pass


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        ("log(1 + y/scale)", "log(1 + y/scal)", 'log_density = "log(shape) - log(scale) - (shape + 1)*log(1 + y/', "unknown name 'scal'"),
        ("log(1 + y/scale)", "lgo(1 + y/scale)", 'log_density = "log(shape) - log(scale) - (shape + 1)*', "unknown function 'lgo'"),
        ("log(1 + y/scale)", "log(1, y)", 'log_density = "log(shape) - log(scale) - (shape + 1)*', "argument(s)"),
        ('support = "positive"', 'support = "interval(y, oo)"', 'support = "interval(', "unknown name 'y'"),
        ('support = "positive"', 'support = "integers(scale, oo)"', 'support = "integers(', "expected an integer as an end"),
        ('scale = "positive"', 'scale = "spd[n]"', 'parameters = { shape = "positive", scale = "', "expected one of"),
    ],
)
def test_faults_of_texts_have_their_column(old: str, new: str, place: str, message: str) -> None:
    """Unknown names, wrong arity, ends that are no integers and types without size are reported where they stand."""
    text = LOMAX.replace(old, new)
    found = messages(text)[0]
    line = next(number for number, content in enumerate(text.splitlines(), 1) if content.startswith(place.split(" = ", maxsplit=1)[0]))
    assert found.startswith(f"notes.md:{line}:{len(place) + 1}: family 'Lomax': ")
    assert message in found


def test_claims_that_use_a_faulty_family_are_faulty() -> None:
    """A claim about a rejected family is not checked; one beside it is."""
    text = LOMAX.replace("log(shape)", "log(3*shape)") + claim("E(y, y, Lomax(k + 1, s)) == s/k")
    assert any("it: Reading a claim: expected a family without faults, got 'Lomax'" in line for line in messages(text))
    assert not any("it: " in line for line in messages(LOMAX.replace("log(shape)", "log(3*shape)") + claim("k + s == s + k")))
