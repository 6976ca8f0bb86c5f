"""Names: what may not be declared is refused with a spelling that may."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivations.language.names import ascii_spelling, validate_name


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("beta", "'beta_'"),
        ("lambda", "'lambda_'"),
        ("θ", "'theta'"),
        ("λ", "'lambda_'"),
        ("β", "'beta_'"),
        ("Σ", "'Sigma'"),
        ("θ₁", "'theta1'"),
        ("ϑ", "'theta'"),
        ("x-y", "'x_y'"),
        ("2x", "'x2x'"),
        ("__x", "'_x'"),
        ("é", "'e'"),
        ("", "letters"),
        ("__", "letters"),
        ("数", "letters"),
    ],
)
def test_a_name_that_may_not_be_declared_gets_a_spelling(name: str, suggestion: str) -> None:
    """A refused name comes with one that is accepted."""
    vocabulary = {"beta", "gamma"}
    problem = validate_name(name, vocabulary)
    assert problem is not None
    assert suggestion in problem.rpartition(", got ")[2]
    if suggestion.startswith("'"):
        assert validate_name(suggestion.strip("'"), vocabulary) is None


@pytest.mark.parametrize("name", ["x", "theta", "beta_", "_x", "X1", "match", "a" * 100])
def test_a_plain_name_may_be_declared(name: str) -> None:
    """An ASCII identifier outside the vocabulary has no problem."""
    assert validate_name(name, {"beta"}) is None


@given(st.text(max_size=30))
def test_every_suggested_name_is_accepted(name: str) -> None:
    """Whatever the name, the suggestion is ASCII and a problem's text never fails to be built."""
    assert ascii_spelling(name).isascii()
    problem = validate_name(name, {"beta"})
    assert problem is None or problem.startswith("Declaring a name: expected ")
