"""Equalities in every dimension are decided again from how both sides are built, and false ones are refused."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from stated import decided

from verify.replay.checker import replay
from verify.replay.residue_matrices import eliminated, multiply

SIZES = {
    "A": "invertible[n]",
    "B": "real[n,n]",
    "J": "real[m,n]",
    "C": "spd[m]",
    "S": "symmetric[n]",
    "U": "real[n,m]",
    "v": "real[n]",
    "t": "real",
}
TRUE = {
    "transpose of a product": "(A @ B).T == B.T @ A.T",
    "cyclic trace": "trace(J.T @ C @ J) == trace(C @ J @ J.T)",
    "inverse of a product": "inv(A @ A.T) == inv(A).T @ inv(A)",
    "push through": "inv(eye(n) + U @ U.T) @ U == U @ inv(eye(m) + U.T @ U)",
    "quadratic form": "dot(v, S @ v) == trace(S @ outer(v, v))",
    "number": "dot(t*v, t*v) == t**2*dot(v, v)",
}


def certificate_of(name: str) -> dict[str, Any]:
    """The one certificate of a claim, as it comes out of a file."""
    record = decided(TRUE[name], {key: kind for key, kind in SIZES.items() if key in TRUE[name]})
    assert record["evidence"][0]["grade"] == "replayed", record["reason"]
    (certificate,) = json.loads(json.dumps(record["certificates"]))
    return dict(certificate)


@pytest.fixture(scope="module", params=sorted(TRUE))
def certificate(request: pytest.FixtureRequest) -> dict[str, Any]:
    """One certificate after the other."""
    return certificate_of(request.param)


def test_true_equalities_agree(certificate: dict[str, Any]) -> None:
    """What the free *-algebra proved agrees at random matrices, with the error bound."""
    answer = replay(certificate)
    assert answer.outcome == "agrees", answer.how
    assert "2^-100" in answer.how


def test_a_changed_side_is_refused(certificate: dict[str, Any]) -> None:
    """A side that is doubled, or another step of the recipe, is not equal any more."""
    changed = copy.deepcopy(certificate)
    left = changed["equal"][0]
    changed["nodes"].append({"op": "add", "shape": changed["nodes"][left]["shape"], "args": [left, left]})
    changed["equal"][0] = len(changed["nodes"]) - 1
    assert replay(changed).outcome == "refused"


@pytest.mark.parametrize("name", ["transpose of a product", "inverse of a product"])
@pytest.mark.parametrize("operation", ["multiply", "transpose", "inverse"])
def test_a_changed_operation_is_refused(name: str, operation: str) -> None:
    """A product turned round, a transpose or an inverse left out: the sides differ."""
    certificate = certificate_of(name)
    places = [place for place, node in enumerate(certificate["nodes"]) if node["op"] == operation]
    assert places or (name, operation) == ("transpose of a product", "inverse")
    for place in places:
        changed = copy.deepcopy(certificate)
        if operation == "multiply":
            changed["nodes"][place]["args"].reverse()
        else:
            changed["nodes"][place]["op"] = "column"
        assert replay(changed).outcome == "refused", certificate["nodes"][place]


def _letters(**first: Any) -> list[dict[str, Any]]:
    plain = {"op": "letter", "shape": ["n", "n"], "args": [], "name": "A", "symmetric": False, "entries": "real", "arguments": []}
    return [{**plain, **first}, {"op": "transpose", "shape": ["n", "n"], "args": [0]}]


def test_only_a_symmetric_letter_is_its_transpose() -> None:
    """A = A.T agrees for a letter declared symmetric, and for no other."""
    assert replay({"kind": "matrices", "nodes": _letters(symmetric=True), "equal": [0, 1]}).outcome == "agrees"
    assert replay({"kind": "matrices", "nodes": _letters(), "equal": [0, 1]}).outcome == "refused"


def test_a_symmetric_letter_is_square() -> None:
    """Entries of an m x n matrix that are equal across its diagonal are no structure of a statement."""
    letter = _letters(symmetric=True)[0] | {"shape": ["m", "n"]}
    answer = replay({"kind": "matrices", "nodes": [letter], "equal": [0, 0]})
    assert (answer.outcome, answer.how) == ("refused", "malformed: a symmetric letter of the shape ['m', 'n']")


def test_one_name_is_one_matrix() -> None:
    """A letter that is symmetric in one place and not in another is refused."""
    nodes = [*_letters(), *_letters(symmetric=True)[:1]]
    answer = replay({"kind": "matrices", "nodes": nodes, "equal": [2, 2]})
    assert answer.outcome == "refused"
    assert "two ways" in answer.how


@pytest.mark.parametrize(
    "change",
    [
        {"equal": [0, 9]},
        {"equal": [0]},
        {"nodes": []},
        {"nodes": [{"op": "oracle", "shape": [], "args": []}], "equal": [0, 0]},
        {"nodes": [{"op": "number", "shape": [], "args": [], "value": ["zeta", 2]}], "equal": [0, 0]},
        {"nodes": [{"op": "number", "shape": ["n"], "args": [], "value": ["rational", "0/1"]}], "equal": [0, 0]},
        {"nodes": [{"op": "number", "shape": [], "args": [], "value": ["rational", "1/0"]}], "equal": [0, 0]},
        {"nodes": [{"op": "zeros", "shape": ["n", "n"], "args": []}, {"op": "inverse", "shape": ["n", "n"], "args": [0]}], "equal": [1, 1]},
    ],
)
def test_malformed_recipes_are_refused(change: dict[str, Any]) -> None:
    """What has not the form of a recipe, or inverts zero, is refused."""
    assert replay({"kind": "matrices", "nodes": _letters(), "equal": [0, 0], **change}).outcome == "refused"


def test_expectations_are_linear_and_not_multiplicative() -> None:
    """E[s t] = t E[s] for a t that is not bound agrees; E[s^2] = E[s]^2 is refused."""

    def mean(argument: int) -> dict[str, Any]:
        return {"op": "expectation", "shape": [], "args": [argument], "variables": ["y"], "law": "p", "at": []}

    number = {"op": "number", "shape": [], "args": []}
    score = {"op": "letter", "shape": [], "args": [], "name": "s", "symmetric": True, "entries": "real", "arguments": [["symbol", "y"]]}
    nodes = [score, {**number, "value": ["symbol", "t"]}, {"op": "scale", "shape": [], "args": [1, 0]}, mean(2), mean(0)]
    linear = [*nodes, {"op": "scale", "shape": [], "args": [1, 4]}]
    assert replay({"kind": "matrices", "nodes": linear, "equal": [3, 5]}).outcome == "agrees"
    square = {"op": "power", "shape": [], "exponent": 2}
    squares = [*nodes, {**square, "args": [0]}, mean(5), {**square, "args": [4]}]
    assert replay({"kind": "matrices", "nodes": squares, "equal": [6, 7]}).outcome == "refused"


def test_the_inverse_is_the_inverse() -> None:
    """Elimination finds the inverse and the determinant modulo a prime, and no inverse of a singular matrix."""
    prime, matrix = 2**61 - 1, [[0, 2, 1], [1, 0, 3], [4, 5, 6]]
    determinant, inverse = eliminated(matrix, prime)
    assert multiply(matrix, inverse, prime) == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert determinant == 17
    with pytest.raises(ZeroDivisionError):
        eliminated([[1, 2], [2, 4]], prime)


def test_sizes_are_found_in_which_both_sides_exist() -> None:
    """J^T J has an inverse only where J is tall, J J^T only where it is wide: neither order of the sizes serves both claims."""
    for shape in (["m", "n"], ["n", "m"]):
        letter = {"op": "letter", "shape": shape, "args": [], "name": "J", "symmetric": False, "entries": "real", "arguments": []}
        square = {"shape": [shape[1], shape[1]]}
        nodes = [letter, {"op": "transpose", "shape": shape[::-1], "args": [0]}, {"op": "multiply", "args": [1, 0], **square}]
        nodes += [
            {"op": "inverse", "args": [2], **square},
            {"op": "multiply", "args": [3, 2], **square},
            {"op": "identity", "args": [], **square},
        ]
        assert replay({"kind": "matrices", "nodes": nodes, "equal": [4, 5]}).outcome == "agrees"
        assert replay({"kind": "matrices", "nodes": nodes, "equal": [3, 5]}).outcome == "refused"


def test_what_holds_in_large_sizes_only_is_refused() -> None:
    """det(u v^T) = 0 fails for one dimension; det(E[s s^T]) = 0 would hold for laws on few points."""
    vector = {"op": "letter", "shape": ["n"], "args": [], "symmetric": False, "entries": "real"}
    zero = {"op": "number", "shape": [], "args": [], "value": ["rational", "0"]}
    u, v = {**vector, "name": "u", "arguments": []}, {**vector, "name": "v", "arguments": []}
    square = {"shape": ["n", "n"]}
    outer = [
        {"op": "column", "shape": ["n", 1], "args": [0]},
        {"op": "row", "shape": [1, "n"], "args": [1]},
        {"op": "multiply", "args": [2, 3], **square},
    ]
    determinant = {"op": "determinant", "shape": []}
    nodes = [u, v, *outer, {**determinant, "args": [4]}, zero]
    assert replay({"kind": "matrices", "nodes": nodes, "equal": [5, 6]}).outcome == "refused"
    s = {**vector, "name": "s", "arguments": [["symbol", "y"]]}
    mean = {"op": "expectation", "args": [4], "variables": ["y"], "law": "p", "at": [], **square}
    nodes = [s, s, *outer, mean, {**determinant, "args": [5]}, zero]
    assert replay({"kind": "matrices", "nodes": nodes, "equal": [6, 7]}).outcome == "refused"


def _size_minus(*numbers: int) -> list[dict[str, Any]]:
    """The product of trace(I) - k over some numbers k, and zero."""
    nodes: list[dict[str, Any]] = [
        {"op": "identity", "shape": ["n", "n"], "args": []},
        {"op": "trace", "shape": [], "args": [0]},
        {"op": "number", "shape": [], "args": [], "value": ["rational", "1"]},
    ]
    for number in numbers:
        product = len(nodes) - 1
        nodes.append({"op": "number", "shape": [], "args": [], "value": ["rational", str(-number)]})
        nodes.append({"op": "add", "shape": [], "args": [1, product + 1]})
        nodes.append({"op": "scale", "shape": [], "args": [product, product + 2]})
    return [*nodes, {"op": "number", "shape": [], "args": [], "value": ["rational", "0"]}]


@pytest.mark.parametrize("numbers", [(1, 2), (1, 2, 4), tuple(range(1, 9)), tuple(range(1, 25))])
def test_what_holds_in_some_sizes_only_is_refused(numbers: tuple[int, ...]) -> None:
    """(n - 1) (n - 2) = 0 holds in the two smallest dimensions, and longer products in more of them."""
    nodes = _size_minus(*numbers)
    assert replay({"kind": "matrices", "nodes": nodes, "equal": [len(nodes) - 2, len(nodes) - 1]}).outcome == "refused"


@pytest.mark.parametrize(
    ("operation", "shape", "argument", "more"),
    [
        ("power", [], ["n", "n"], {"exponent": 2}),
        ("reciprocal", [], ["n", "n"], {}),
        ("scale", ["n", "n"], ["n", "n"], {}),
        ("trace", [], ["m", "n"], {}),
        ("determinant", [], ["m", "n"], {}),
        ("inverse", ["m", "n"], ["m", "n"], {}),
    ],
)
def test_operations_of_numbers_and_square_matrices_get_them(operation: str, shape: list[str], argument: list[str], more: Any) -> None:
    """The first entry of a matrix does not stand for a number, so that no sign of the entry passes for one of the matrix."""
    letter = {"op": "letter", "shape": argument, "args": [], "name": "A", "symmetric": False, "entries": "real", "arguments": []}
    nodes = [letter, {"op": operation, "shape": shape, "args": [0, 0] if operation == "scale" else [0], **more}]
    answer = replay({"kind": "matrices", "nodes": nodes, "equal": [1, 1]})
    assert (answer.outcome, answer.how.split(":")[0]) == ("refused", "malformed")


@pytest.mark.parametrize(
    "value", [["rational", float("inf")], ["rational", float("nan")], ["power", ["symbol", "x"], 10**400], ["sum"], [], None, {}]
)
def test_numbers_that_are_none_are_refused(value: Any) -> None:
    """Infinities, exponents beyond all floats and empty sums are refused, and never a failure of the tool."""
    nodes = [{"op": "number", "shape": [], "args": [], "value": value}]
    assert replay({"kind": "matrices", "nodes": nodes, "equal": [0, 0]}).outcome == "refused"
