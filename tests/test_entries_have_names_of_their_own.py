"""An entry of an array and another name are never one symbol, nor an explicit array and a named one one object."""

from __future__ import annotations

import pytest
from stated import decided, stated

from derivations.errors import ClaimError
from verify.derive import derive
from verify.wellformedness.wellformed import claim_faults

CLASHES = [
    ("t[0] == t_0", {"t": "real[2]", "t_0": "real"}, "t[0]"),
    ("t_1 == t[1]", {"t_1": "positive", "t": "real[2]"}, "t[1]"),
    ("A[1, 0] == A_1_0", {"A": "real[2,2]", "A_1_0": "real"}, "A[1, 0]"),
    ("A[1, 0] == A_1[0]", {"A": "real[2,2]", "A_1": "real[2]"}, "A[1, 0]"),
    ("f(v)[0] == f_0(v)", {"v": "real[2]", "f": "smooth(v) -> real[2]", "f_0": "smooth(v) -> real"}, "f[0]"),
    ("E(t[0]*t_0, t_0, Normal(0, 1)) == 0", {"t": "real[2]"}, "t[0]"),
    ("E(dot(y, y) + y_1, y, MultivariateNormal(v, eye(2))) == y_1", {"v": "real[2]", "y_1": "real"}, "y[1]"),
    ("sum(t_0*t[0] for t_0 in range(n)) == 0", {"t": "real[2]", "n": "natural"}, "t[0]"),
]


@pytest.mark.parametrize(("statement", "let", "entry"), CLASHES)
def test_a_name_is_not_that_of_an_entry(statement: str, let: dict[str, str], entry: str) -> None:
    """Two things of one name inside would be one: t[0] == t_0 was proved."""
    faults = [message for _, _, _, message in claim_faults(stated(statement, let))]
    assert any(f"which is that of {entry}. Rename it" in message for message in faults)


@pytest.mark.parametrize(
    ("statement", "let"),
    [
        ("theta[0] - theta_0[0] == -theta_0[0] + theta[0]", {"theta": "real[2]", "theta_0": "real[2]"}),
        ("t_2 + t[0] + t_01 == t_01 + t[0] + t_2", {"t": "real[2]", "t_2": "real", "t_01": "real"}),
        ("t_0 + t_0 == 2*t_0", {"t": "real[n]", "t_0": "real"}),
        ("E(y_0*y, y, Normal(y_0, 1)) == y_0**2", {"y_0": "real"}),
        ("f_0(v) - f(v) == -f(v) + f_0(v)", {"v": "real[2]", "f": "smooth(v) -> real", "f_0": "smooth(v) -> real"}),
    ],
)
def test_names_that_only_look_like_entries_are_free(statement: str, let: dict[str, str]) -> None:
    """A starting point theta_0 beside theta is a name like any other, where no symbol is shared."""
    assert decided(statement, let)["verdict"] == "proved"


def test_what_is_derived_has_no_clash_either() -> None:
    """The same names are refused where an expression is derived."""
    with pytest.raises(ClaimError, match="expected a name that no entry has, got 't_0'"):
        derive("t[0]*t_0", {"t": "real[2]", "t_0": "real"})


def test_a_witness_speaks_the_language() -> None:
    """The point, the side conditions and the mutants call entries as the document does."""
    record = decided("v[0]/v[1] + 1/A[0, 1] == 1", {"v": "real[2]", "A": "real[2,2]"})
    assert {"v[0]", "v[1]", "A[0, 1]"} <= set(record["witness"]["point"])
    assert not any("_0" in name for name in record["witness"]["point"])
    assert decided("v[0]/v[1]*v[1] == v[0]", {"v": "real[2]"})["side_conditions"] == ["v[1] != 0"]


@pytest.mark.parametrize("statement", ["W @ x == W @ x + W @ x - W @ x", "W @ [1, 2] == 2*W @ [1, 2]", "dot(x, B @ y) == dot(y, B.T @ x)"])
def test_explicit_arrays_beside_named_ones_are_an_error_of_the_statement(statement: str) -> None:
    """An array of explicit size where dimensions are named is told, and is no accident of the tool."""
    record = decided(statement, {"W": "real[K,2]", "B": "real[2,K]", "x": "real[2]", "y": "real[K]"})
    assert record["verdict"] == "inconclusive"
    assert record["reason"].startswith("Mixing dimensions: expected named ones throughout, got an array of explicit shape (2,).")
