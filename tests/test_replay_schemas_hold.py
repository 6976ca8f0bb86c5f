"""Every condition of a relation, and every power of a denominator, is needed: what passes without one of them states something false."""

from __future__ import annotations

from typing import Any

import pytest
from replay_cases import field

from verify.replay.checker import replay

X = [[[[0, "1"]], "1"]]
HALF_POWER = [[[[0, "1/2"]], "1"]]


def constant(number: str) -> list[Any]:
    """A number as the polynomial of a meaning."""
    return [[[], number]]


@pytest.mark.parametrize(
    ("means", "root", "power", "equals"),
    [
        (["root", X], 2, 3, "square"),  # g^3 = x^2 for g = |x|^(1/2)
        (["root", X], 2, 5, "square"),
        (["root", X], 2, 4, "x"),  # g^4 = x
        (["root", X], 3, 2, "square"),
        (["root", HALF_POWER], 2, 2, "one"),  # the half power of x, read as one
        (["root", [[[[0, "-1"]], "1"]]], 2, 2, "one"),
        (["principal root", [X, constant("1")]], 2, 3, "x"),
        (["principal root", [X, constant("1")]], 2, 2, "square"),
        (["principal root", [X, constant("2")]], 2, 2, "x"),  # the root of x/2 taken for that of x
        (["principal root", [X, constant("1/2")]], 2, 2, "x"),  # and that of 2 x
        (["principal root", [X, X]], 2, 2, "x"),
        (["parity", X], 1, 3, "one"),
        (["parity", X], 2, 2, "one"),  # the root of (-1)^x squared
        (["parity", X], 1, 2, "x"),
        (["parity", X], 1, 2, "two"),
    ],
)
def test_a_relation_beside_its_schema_is_refused(means: Any, root: int, power: int, equals: str) -> None:
    """Another power, another denominator, or a value that is not the meaning: the relation is an instance of no schema."""
    program = [["atom", 0], ["power", 0, 2], ["rational", "1"], ["rational", "2"], ["atom", 2], ["power", 4, power], ["rational", "-1"]]
    value = {"x": 0, "square": 1, "one": 2, "two": 3}[equals]
    program += [["product", 6, value], ["sum", 5, 7]]
    atoms = {**field()["atoms"], "2": {"means": means, "root": root}}
    answer = replay(field(atoms=atoms, program=program, zero=[8], relations=[{"atom": 2, "power": power, "equals": value}]))
    assert answer.outcome == "refused"
    assert "schema" in answer.how or "exponent" in answer.how


@pytest.mark.parametrize(
    ("means", "root", "power", "equals"),
    [(["root", X], 2, 4, 1), (["principal root", [X, constant("1")]], 2, 2, 0), (["parity", X], 1, 2, 2), (["root", X], 2, 2, 0)],
)
def test_the_schemas_themselves_agree(means: Any, root: int, power: int, equals: int) -> None:
    """The four that docs/certificates.md names, so that the refusals above are not for another reason."""
    program = [["atom", 0], ["power", 0, 2], ["rational", "1"], ["rational", "-1"], ["atom", 2], ["power", 4, power]]
    program += [["product", 3, equals], ["sum", 5, 6]]
    atoms = {**field()["atoms"], "2": {"means": means, "root": root}}
    answer = replay(field(atoms=atoms, program=program, zero=[7], relations=[{"atom": 2, "power": power, "equals": equals}]))
    assert answer.outcome == "agrees", answer.how


A = [
    ["atom", 0],
    ["rational", "1"],
    ["sum", 0, 1],
    ["power", 2, -1],
    ["power", 2, -2],
    ["rational", "-1"],
    ["rational", "-2"],
]  # 3: 1/(x + 1)


@pytest.mark.parametrize(
    "more",
    [
        [["product", 3, 3], ["product", 5, 3], ["sum", 7, 8]],  # 1/a 1/a = 1/a
        [["product", 3, 4], ["product", 5, 4], ["sum", 7, 8]],  # 1/a 1/a^2 = 1/a^2
        [["sum", 4, 3], ["product", 6, 3], ["sum", 7, 8]],  # 1/a^2 + 1/a = 2/a
        [["sum", 3, 4], ["product", 6, 4], ["sum", 7, 8]],  # 1/a + 1/a^2 = 2/a^2
        [["product", 5, 4], ["sum", 3, 7]],  # 1/a = 1/a^2
        [["power", 4, -1], ["product", 5, 2], ["sum", 7, 8]],  # a^2 = a
        [["power", 3, 2], ["product", 5, 3], ["sum", 7, 8]],
        [["power", 3, 0], ["product", 5, 3], ["sum", 7, 8]],
    ],
)
def test_denominators_keep_their_powers(more: list[list[Any]]) -> None:
    """No power of a denominator is lost in a product, a sum or a power."""
    answer = replay(field(program=[*A, *more], zero=[6 + len(more)]))
    assert (answer.outcome, "not the zero element" in answer.how) == ("refused", True)
