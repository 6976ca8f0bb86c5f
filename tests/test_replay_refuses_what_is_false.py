"""No certificate of something false passes the replay, whatever is changed or planted."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from replay_cases import certificates_of, field
from stated import decided

from verify.replay.checker import replay


@pytest.mark.parametrize("name", ["polynomial", "quotient", "nested root", "roots"])
def test_every_changed_number_is_refused(name: str) -> None:
    """A coefficient or an exponent that is changed anywhere in a program, none of which both sides share, makes its certificate fall."""
    (certificate,) = certificates_of(name)
    refusals = 0
    for position, (kind, *content) in enumerate(certificate["program"]):
        changed = copy.deepcopy(certificate)
        if kind == "rational":
            changed["program"][position] = ["rational", f"{content[0]}1"]
        elif kind == "power":
            changed["program"][position] = ["power", content[0], content[1] + 1]
        else:
            continue
        answer = replay(changed)
        refusals += answer.outcome == "refused"
        assert answer.outcome == "refused", (position, kind, content)
    assert refusals


@pytest.mark.parametrize("name", ["polynomial", "quotient", "shift of polygamma"])
def test_a_changed_operand_is_refused(name: str) -> None:
    """A sum that reads another operation than it did no longer comes to zero."""
    (certificate,) = certificates_of(name)
    position = certificate["zero"][0]
    for place in range(1, len(certificate["program"][position])):
        changed = copy.deepcopy(certificate)
        changed["program"][position][place] = 0 if changed["program"][position][place] else 1
        assert replay(changed).outcome == "refused"


@pytest.mark.parametrize("change", [{"power": 3}, {"power": 4}, {"equals": 0}])
def test_a_changed_relation_is_refused(change: dict[str, int]) -> None:
    """A relation is checked against what its atom stands for."""
    (certificate,) = certificates_of("nested root")
    assert certificate["relations"]
    certificate["relations"][0] |= change
    assert replay(certificate).outcome == "refused"


def test_a_symbol_has_no_relation() -> None:
    """Only roots and parities may have relations: x = 0 cannot be planted for a symbol."""
    program = [["atom", 0], ["rational", "0"]]
    planted = field(program=program, zero=[0], relations=[{"atom": 0, "power": 1, "equals": 1}])
    answer = replay(planted)
    assert answer.outcome == "refused"
    assert "schema" in answer.how


@pytest.mark.parametrize(
    ("means", "power", "equals"),
    [
        (["root", [[[[0, "1"]], "1"]]], 2, 2),  # r = sqrt(x) with r^2 = 2
        (["root", [[[[0, "1"]], "1"]]], 1, 0),  # the root itself taken for x
        (["parity", [[[[0, "1"]], "1"]]], 1, 2),  # (-1)^x = 2
        (["parity", [[[[0, "1"]], "1"]]], 2, 2),  # (-1)^(2 x) = 2
        (["principal root", [[[[[0, "1"]], "1"]], [[[], "1"]]]], 2, 2),
        (["log", [[[[0, "1"]], "1"]]], 1, 2),  # a logarithm with a relation
        (["root", [[[[0, "1e0"]], "1"]]], 2, 0),  # a number that is not written in digits
        (["root", [[[[0, "1"]], "1e0"]]], 2, 0),
        ("root", 2, 0),
        (["root", 3], 2, 0),
    ],
)
def test_relations_outside_the_schemas_are_refused(means: Any, power: int, equals: int) -> None:
    """A relation that does not follow from what the atom stands for is refused, whatever it would prove."""
    root = {"means": means, "root": 2}
    program = [["atom", 0], ["atom", 2], ["rational", "2"], ["power", 1, power], ["rational", "-1"], ["product", 4, equals], ["sum", 3, 5]]
    atoms = {**field()["atoms"], "2": root}
    answer = replay(field(atoms=atoms, program=program, zero=[6], relations=[{"atom": 2, "power": power, "equals": equals}]))
    assert answer.outcome == "refused"


def test_opposite_signs_are_not_both_taken() -> None:
    """With r^2 = x and s^2 = -x at once, r^2 + s^2 = 2|x| would be zero."""
    key = [[[[0, "1"]], "1"]]
    atoms = {**field()["atoms"], "2": {"means": ["root", key], "root": 2}, "3": {"means": ["root", key], "root": 2}}
    program = [
        ["atom", 0],
        ["rational", "-1"],
        ["product", 0, 1],
        ["atom", 2],
        ["atom", 3],
        ["power", 3, 2],
        ["power", 4, 2],
        ["sum", 5, 6],
    ]
    relations = [{"atom": 2, "power": 2, "equals": 0}, {"atom": 3, "power": 2, "equals": 2}]
    answer = replay(field(atoms=atoms, program=program, zero=[7], relations=relations))
    assert answer.outcome == "refused"
    assert "negative" in answer.how


def test_the_negative_of_a_positive_number_has_no_root() -> None:
    """A root atom for 2 with r^2 = -2 is refused: r^2 + 2 is not zero."""
    atoms = {**field()["atoms"], "2": {"means": ["root", [[[], "2"]]], "root": 2}}
    program = [["rational", "-2"], ["atom", 2], ["power", 1, 2], ["rational", "2"], ["sum", 2, 3]]
    assert replay(field(atoms=atoms, program=program, zero=[4], relations=[{"atom": 2, "power": 2, "equals": 0}])).outcome == "refused"


def test_relations_may_not_run_in_circles() -> None:
    """A relation reads only atoms before its own, so a root cannot be defined by itself."""
    atoms = {**field()["atoms"], "2": {"means": ["root", [[[[2, "1"]], "1"]]], "root": 1}}
    program = [["atom", 2], ["rational", "0"], ["product", 0, 1]]
    answer = replay(field(atoms=atoms, program=program, zero=[0], relations=[{"atom": 2, "power": 1, "equals": 0}]))
    assert answer.outcome == "refused"


def test_relations_may_not_define_each_other() -> None:
    """With r^2 = s and s^2 = r neither root is one of something that is known before it."""
    roots = {str(one): {"means": ["root", [[[[other, "1"]], "1"]]], "root": 2} for one, other in ((2, 3), (3, 2))}
    program = [["atom", 2], ["atom", 3], ["power", 1, 2], ["rational", "-1"], ["product", 3, 0], ["sum", 2, 4]]
    relations = [{"atom": 2, "power": 2, "equals": 1}, {"atom": 3, "power": 2, "equals": 0}]
    answer = replay(field(atoms={**field()["atoms"], **roots}, program=program, zero=[5], relations=relations))
    assert (answer.outcome, answer.how) == ("refused", "the relation of atom 2 is not in terms of atoms before it")


@pytest.mark.parametrize(("key", "value"), [("root", 0), ("root", -1), ("root", True), ("root", 2.0), ("root", 1 << 24), ("power", True)])
def test_roots_and_powers_are_natural_numbers(key: str, value: Any) -> None:
    """Neither zero nor a negative number nor a truth value is the degree of a root, whatever it would prove."""
    (certificate,) = certificates_of("nested root")
    atom = certificate["relations"][0]["atom"]
    part = certificate["atoms"][str(atom)] if key == "root" else certificate["relations"][0]
    part[key] = value
    answer = replay(certificate)
    assert (answer.outcome, answer.how) == ("refused", f"malformed: {value!r} is no natural number in range")


def test_an_atom_has_one_relation() -> None:
    """Two relations of one atom, even if both hold, are refused."""
    (certificate,) = certificates_of("nested root")
    certificate["relations"].append(dict(certificate["relations"][0]))
    answer = replay(certificate)
    assert (answer.outcome, answer.how) == ("refused", "malformed: two relations for one atom")


def test_division_by_zero_proves_nothing() -> None:
    """0/(x - x) is no zero, nor is 0 times its reciprocal."""
    program = [["atom", 0], ["rational", "-1"], ["product", 0, 1], ["sum", 0, 2], ["power", 3, -1], ["rational", "0"], ["product", 4, 5]]
    answer = replay(field(program=program, zero=[6]))
    assert answer.outcome == "refused"
    assert "division" in answer.how


def test_division_by_a_hidden_zero_is_seen() -> None:
    """r^2 - 2 with r = sqrt(2) is the zero element, though no zero polynomial."""
    atoms = {**field()["atoms"], "2": {"means": ["root", [[[], "2"]]], "root": 2}}
    program = [
        ["rational", "2"],
        ["atom", 2],
        ["power", 1, 2],
        ["rational", "-2"],
        ["sum", 2, 3],
        ["power", 4, -1],
        ["rational", "0"],
        ["product", 5, 6],
    ]
    answer = replay(field(atoms=atoms, program=program, zero=[7], relations=[{"atom": 2, "power": 2, "equals": 0}]))
    assert answer.outcome == "refused"


def test_exponents_do_not_run_over() -> None:
    """A power beyond the packing is refused, and x^(2^40) not taken for y."""
    program = [["atom", 0], ["power", 0, 1 << 20], ["power", 1, 1 << 20], ["atom", 1], ["rational", "-1"], ["product", 3, 4], ["sum", 2, 5]]
    assert replay(field(program=program, zero=[6])).outcome == "refused"


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "proof by authority"},
        field(),
        field(program=[], zero=[]),
        field(program=[["rational", "0"]], zero=[]),
        field(program=[["rational", "0"]], zero=[1]),
        field(program=[["rational", "0"]], zero=[-1]),
        field(program=[["sum", 0]], zero=[0]),
        field(program=[["atom", 7]], zero=[0]),
        field(program=[["rational", 0]], zero=[0]),
        field(program=[["rational", "zero"]], zero=[0]),
        field(program=[["rational", "1/0"]], zero=[0]),
        field(program=[["rational", "0", "1"]], zero=[0]),
        field(program=[["atom", 0, 1], ["rational", "0"]], zero=[1]),
        field(program=[["atom", False], ["rational", "0"]], zero=[1]),
        field(program=[["sum"]], zero=[0]),
        field(program=[["rational", "0"], ["power", 0, 1, 1]], zero=[1]),
        field(program=[["rational", "0"], ["power", 0, 1 << 24]], zero=[1]),
        field(program=[["rational", "0"], ["sum", -1]], zero=[1]),
        field(program=[["quotient", 0, 0]], zero=[0]),
        field(program=[["rational", "0"], ["power", 0, True]], zero=[0]),
        field(program=[["rational", "0"]], zero=[0], atoms=[]),
        field(program=[["rational", "1" + "0" * 5000]], zero=[0]),
        field(program=[["atom", 0], ["atom", 1], ["sum", 0, 1], *(["power", k, 2**23] for k in range(2, 50))], zero=[50]),
        None,
        [],
        "zero",
    ],
)
def test_malformed_certificates_are_refused(data: Any) -> None:
    """What has not the form of a certificate is refused, and never taken for agreement nor for a failure of the tool."""
    assert replay(data).outcome == "refused"


@pytest.mark.parametrize(
    ("means", "root", "signs"),
    [(["symbol", "Symbol x"], 2, 1), (["constant", "-1"], 1, 1), (["constant", "pi"], 1, 0), (["exp", [[[[1, "1"]], "1"]], []], 1, 0)],
)
def test_a_sign_that_is_not_seen_is_told(means: Any, root: int, signs: int) -> None:
    """The modulus of x is x where x is not negative: neither half its power nor its name shows that, so the answer says what it takes."""
    atoms = {"0": {"means": means, "root": root}, "1": {"means": ["symbol", "y"], "root": 1}}
    atoms["2"] = {"means": ["root", [[[[0, "1"]], "1"]]], "root": 2}
    program = [["atom", 0], ["power", 0, root], ["atom", 2], ["power", 2, 2], ["rational", "-1"], ["product", 4, 1], ["sum", 3, 5]]
    answer = replay(field(atoms=atoms, relations=[{"atom": 2, "power": 2, "equals": 1}], program=program, zero=[6]))
    assert answer.outcome == "agrees"
    assert answer.how.endswith("under 1 roots as derived") is bool(signs)


def test_a_false_claim_has_no_certificate() -> None:
    """A refuted claim carries none."""
    assert decided("(x + 1)**2 == x**2 + 1", {"x": "real"}).get("certificates") == []


def test_a_root_brings_no_divisor_of_zero() -> None:
    """(s + 1) (g^2 + 1) with s = (-1)^m and g^2 = x, written x (s - 1)/(s - 1), is not zero because (s + 1) (s - 1) is."""
    monomial = [[0, "1"]]
    atoms = {
        "0": {"means": ["symbol", "Symbol m"], "root": 1},
        "1": {"means": ["parity", [[monomial, "1"]]], "root": 1},
        "2": {"means": ["principal root", [[[monomial, "1"]], [[[], "1"]]]], "root": 2},
    }
    less = [["atom", 0], ["atom", 1], ["atom", 2], ["rational", "1"], ["rational", "-1"], ["sum", 1, 4], ["power", 5, -1]]
    program = [*less, ["product", 0, 5, 6], ["power", 2, 2], ["sum", 8, 3], ["sum", 1, 3], ["product", 10, 9]]
    relations = [{"atom": 1, "power": 2, "equals": 3}, {"atom": 2, "power": 2, "equals": 7}]
    answer = replay({"kind": "fraction field", "atoms": atoms, "program": program, "relations": relations, "zero": [11]})
    assert (answer.outcome, answer.how) == ("refused", "operation 11 is not the zero element")
