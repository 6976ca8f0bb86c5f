"""The types of `let`: every form of the contract is read, everything else is refused at its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivations.language.types import KINDS, SCALAR_KINDS, TypeProblem, TypeSpec, parse_type

REAL = TypeSpec("real")
FORMS = {
    **{kind: TypeSpec(kind) for kind in SCALAR_KINDS},
    "real[3]": TypeSpec("real", (3,)),
    "positive[3]": TypeSpec("positive", (3,)),
    "natural[3]": TypeSpec("natural", (3,)),
    "unit[2]": TypeSpec("unit", (2,)),
    "positive integer[2]": TypeSpec("positive integer", (2,)),
    "simplex[3]": TypeSpec("simplex", (3,)),
    "simplex[K]": TypeSpec("simplex", ("K",)),
    "real[2,3]": TypeSpec("real", (2, 3)),
    "real[m,n]": TypeSpec("real", ("m", "n")),
    "real[n]": TypeSpec("real", ("n",)),
    "symmetric[m]": TypeSpec("symmetric", ("m", "m")),
    "symmetric[3]": TypeSpec("symmetric", (3, 3)),
    "spd[3]": TypeSpec("spd", (3, 3)),
    "spd[n]": TypeSpec("spd", ("n", "n")),
    "invertible[n]": TypeSpec("invertible", ("n", "n")),
    "smooth(theta) -> real": TypeSpec("smooth", (), ("theta",), REAL),
    "smooth(theta) -> real[2]": TypeSpec("smooth", (), ("theta",), TypeSpec("real", (2,))),
    "smooth(x, theta) -> real[2]": TypeSpec("smooth", (), ("x", "theta"), TypeSpec("real", (2,))),
    "smooth(x) -> real[m,n]": TypeSpec("smooth", (), ("x",), TypeSpec("real", ("m", "n"))),
    "law(y)": TypeSpec("law", variable="y"),
    "law(y; theta)": TypeSpec("law", (), ("theta",), None, "y"),
    "law(y; theta, phi)": TypeSpec("law", (), ("theta", "phi"), None, "y"),
}
FAULTS = {
    "": 0,
    "rael[3]": 0,
    "Real": 0,
    "vector[3]": 0,
    "1": 0,
    "π": 0,
    "real[": 5,
    "real[]": 5,
    "real[0]": 5,
    "real[00]": 5,
    "real[-1]": 5,
    "real[1.5]": 6,
    "real[65]": 5,
    "real[2,99999999999999999999999999]": 7,
    "real[64,64]": 0,
    "real[1,2,3]": 0,
    "real[3": 6,
    "real]": 4,
    "real[3] x": 8,
    "real[lambda]": 5,
    "real[__n]": 5,
    "symmetric": 0,
    "symmetric[2,3]": 0,
    "simplex": 0,
    "simplex[1]": 0,
    "simplex[2,2]": 0,
    "positive integers": 9,
    "smooth(x)": 9,
    "smooth() -> real": 7,
    "smooth(x, x) -> real": 10,
    "smooth(x) -> positive": 13,
    "smooth(x) -> smooth(y) -> real": 13,
    "smooth(3) -> real": 7,
    "law()": 4,
    "law(y; )": 7,
    "law(y; y)": 7,
    "law(y, theta)": 5,
    "real[²]": 5,
}


@pytest.mark.parametrize(("text", "spec"), FORMS.items(), ids=lambda part: part if isinstance(part, str) else "")
def test_each_form_of_the_contract_is_read(text: str, spec: TypeSpec) -> None:
    """A form gives its kind, shape and names, and its own text reads back as the same type."""
    assert parse_type(text) == spec
    assert parse_type(f"  {text} ") == spec
    assert parse_type(str(spec)) == spec


@pytest.mark.parametrize(("text", "offset"), FAULTS.items(), ids=lambda part: str(part) or "empty")
def test_a_fault_is_reported_at_its_character(text: str, offset: int) -> None:
    """A text that is no type is refused, and the offset is that of the first wrong character."""
    with pytest.raises(TypeProblem) as caught:
        parse_type(text)
    assert caught.value.offset == offset


def test_the_message_states_contract_value_and_cure() -> None:
    """The full text of an error names what was expected, what was found, and the nearest kind."""
    with pytest.raises(TypeProblem) as caught:
        parse_type("postive[3]")
    assert str(caught.value) == (
        "Reading the type 'postive[3]': expected one of real, positive, nonnegative, negative, unit, integer, natural, positive integer, "
        "simplex, symmetric, spd, invertible, smooth, law, got 'postive'. Did you mean 'positive'?"
    )


def test_named_dimensions_make_a_type_abstract() -> None:
    """A type is abstract exactly when a dimension of it, or of its result, is a name."""
    assert [parse_type(text).is_abstract for text in ("real[n]", "real[2,n]", "smooth(x) -> real[n]")] == [True] * 3
    assert [parse_type(text).is_abstract for text in ("real", "real[2]", "smooth(x) -> real[2]", "law(y; theta)")] == [False] * 4
    assert parse_type("real[m,n]").dimensions == ("m", "n")
    assert parse_type("spd[n]").dimensions == ("n",)


@given(
    st.text(max_size=60) | st.lists(st.sampled_from([*KINDS, "[", "]", "(", ")", ",", ";", "->", "3", "n", " "]), max_size=12).map("".join)
)
def test_any_text_is_a_type_or_a_problem(text: str) -> None:
    """Reading a type raises nothing but a problem with an offset inside the text."""
    spec, offset = _type_or_offset(text)
    assert 0 <= offset <= len(text)
    assert spec is None or parse_type(str(spec)) == spec


def _type_or_offset(text: str) -> tuple[TypeSpec | None, int]:
    try:
        return parse_type(text), 0
    except TypeProblem as problem:
        return None, problem.offset


@pytest.mark.parametrize("text", ["[" * 100_000, "smooth(x) -> " * 5000 + "real", "real[" + "9" * 1_000_000 + "]", "a," * 100_000])
def test_an_oversized_type_is_refused(text: str) -> None:
    """A text longer than any type is refused by its length alone."""
    with pytest.raises(TypeProblem, match="expected at most 1000 characters"):
        parse_type(text)
