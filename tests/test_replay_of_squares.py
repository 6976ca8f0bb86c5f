"""Signs in every dimension are decided again from squares: the checker reads the sign off one side and finds both sides equal."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest
from stated import decided

from verify.replay.checker import replay

if TYPE_CHECKING:
    from collections.abc import Callable

LET = {
    "A": "real[m,n]",
    "J": "real[m,n]",
    "C": "spd[m]",
    "D": "symmetric[m]",
    "G": "spd[n]",
    "S": "invertible[n]",
    "g": "real[n]",
    "d": "real[n]",
    "t": "positive",
    "x": "real",
}
LAW = {"y": "real", "s": "smooth(y) -> real[n]", "p": "law(y)"}
TRUE = {
    "Gram matrix": "psd(A.T @ A)",
    "congruence": "psd(J.T @ C @ J + t*A.T @ inv(C) @ A)",
    "definite": "pd(S.T @ G @ S + J.T @ J)",
    "inverse": "pd(inv(G + J.T @ C @ J))",
    "number": "t*dot(g, g) + t**2 > 0",
    "exponential": "exp(x)*dot(g, G @ g) >= 0",
    "completed square": "dot(g, d) + dot(d, G @ d)/(2*t) >= -t/2*dot(g, inv(G) @ g)",
    "Cauchy-Schwarz": "dot(g, d)**2 <= dot(g, g)*dot(d, d)",
    "Cauchy-Schwarz in a metric": "dot(g, d)**2 <= dot(g, G @ g)*dot(d, inv(G) @ d)",
    "trace": "trace(J.T @ C @ J) + trace(G) > 0",
    "trace of a product": "trace(C @ J @ G @ J.T) >= 0",
    "trace of a product of definite matrices": "trace(inv(G) @ S.T @ G @ S) > 0",
    "second moments": "psd(E(outer(s(y), s(y)), y, p))",
    "variance": "psd(E(outer(s(y), s(y)), y, p) - outer(E(s(y), y, p), E(s(y), y, p)))",
    "a number beside": "t*dot(g, g) >= 0 and dot(g, d) == dot(d, g)",
}


def certificates_of(statement: str, **fields: Any) -> list[dict[str, Any]]:
    """The certificates of a claim, as they come out of a file."""
    record = decided(statement, {**LET, **(LAW if "E(" in statement else {})}, **fields)
    assert (record["evidence"][0]["verdict"], record["evidence"][0]["grade"]) == ("proved", "replayed"), record["reason"]
    return list(json.loads(json.dumps(record["certificates"])))


@pytest.fixture(scope="module", params=sorted(TRUE))
def certificate(request: pytest.FixtureRequest) -> dict[str, Any]:
    """The certificate of one sign after the other."""
    return next(one for one in certificates_of(TRUE[request.param]) if one["kind"] == "squares")


def test_true_signs_agree(certificate: dict[str, Any]) -> None:
    """What the engine proved the checker proves from the squares, with the error bound of the equality."""
    answer = replay(certificate)
    assert answer.outcome == "agrees", answer.how
    assert "2^-100" in answer.how


def test_equalities_beside_a_sign_have_their_own_certificates() -> None:
    """A statement of a sign and an equality has one certificate for each."""
    assert [one["kind"] for one in certificates_of(TRUE["a number beside"])] == ["squares", "matrices"]


def test_hypotheses_about_definiteness_are_declared() -> None:
    """psd(D - C) with C definite makes D definite: the difference is a letter that is declared semidefinite."""
    (certificate,) = certificates_of("pd(D)", given=["psd(D - C)"])
    assert replay(certificate).outcome == "agrees"
    assert {node["definite"] for node in certificate["nodes"] if node["op"] == "letter"} == {"definite", "semidefinite"}


OTHER: dict[str, Callable[[Any], list[Any]]] = {
    "value": lambda _: [["rational", "-1/7"], ["symbol", "new", "positive"]],
    "exponent": lambda exponent: [exponent + 1, -exponent],
    "name": lambda name: [f"{name}'"],
    "symmetric": lambda flag: [not flag],
    "invertible": lambda flag: [not flag],
    "definite": lambda kind: sorted({"", "semidefinite", "definite"} - {kind}),
    "entries": lambda _: ["simplex"],
    "arguments": lambda _: [[["symbol", "new"]]],
    "variables": lambda _: [[], ["z"]],
    "law": lambda _: ["q"],
    "at": lambda _: [[["symbol", "new"]]],
}


def test_every_changed_part_is_refused(certificate: dict[str, Any]) -> None:
    """Whatever number, name, declaration, exponent or law is changed in one step, the certificate falls."""
    refusals = 0
    for place, node in enumerate(certificate["nodes"]):
        for key in sorted(OTHER.keys() & node.keys()):
            for value in OTHER[key](node[key]):
                changed = copy.deepcopy(certificate)
                changed["nodes"][place][key] = value
                assert replay(changed).outcome == "refused", (place, node, key, value)
                refusals += 1
    assert refusals


def test_a_fact_that_is_dropped_everywhere_is_missed(certificate: dict[str, Any]) -> None:
    """A sign that rests on declared signs does not stand without them."""
    changed = copy.deepcopy(certificate)
    needed = [node for node in changed["nodes"] if node.get("definite") or node.get("value", [""])[-1] == "positive"]
    for node in needed:
        node.update({"definite": ""} if "definite" in node else {"value": [*node["value"][:-1], ""]})
    assert replay(changed).outcome == ("refused" if needed else "agrees")


def test_another_side_or_sign_is_refused(certificate: dict[str, Any]) -> None:
    """No other step is the left side, and no claim about another shape, or unknown, passes."""
    left, right = certificate["equal"]
    matrix = certificate["nodes"][right]["shape"] != []
    for sign in (*(("nonnegative", "positive") if matrix else ("psd", "pd")), "negative", "", None, ["psd"]):
        assert replay({**certificate, "sign": sign}).outcome == "refused", sign
    doubled = {"op": "add", "shape": certificate["nodes"][left]["shape"], "args": [left, left]}
    changed = {**certificate, "nodes": [*certificate["nodes"], doubled], "equal": [len(certificate["nodes"]), right]}
    assert replay(changed).outcome == "refused"


@pytest.mark.parametrize(("weak", "strong"), [("psd", "pd"), ("nonnegative", "positive")])
@pytest.mark.parametrize("name", ["Gram matrix", "congruence", "completed square", "exponential", "variance"])
def test_a_semidefinite_matrix_is_not_definite(name: str, weak: str, strong: str) -> None:
    """The strict claim from the same squares is refused."""
    (certificate,) = certificates_of(TRUE[name])
    if certificate["sign"] == weak:
        assert replay({**certificate, "sign": strong}).outcome == "refused"


def letter(name: str, *shape: str | int, **facts: Any) -> dict[str, Any]:
    """A letter as an adversary declares it."""
    plain = {"symmetric": False, "entries": "real", "arguments": [], "definite": "", "invertible": False}
    return {"op": "letter", "shape": list(shape), "args": [], "name": name, **plain, **facts}


def step(op: str, shape: list[str | int], *args: int, **data: Any) -> dict[str, Any]:
    """A step of an adversary."""
    return {"op": op, "shape": shape, "args": list(args), **data}


SQUARE = ["n", "n"]
A, B = letter("A", "n", "n"), letter("B", "n", "n")
SYMMETRIC, DEFINITE = letter("S", "n", "n", symmetric=True), letter("D", "n", "n", symmetric=True, definite="definite", invertible=True)
DEFINITES = [{**DEFINITE, "name": name} for name in "DGH"]
TRANSPOSED = [A, B, step("transpose", SQUARE, 0)]
MINUS = step("number", [], value=["rational", "-1"])
LENGTH = [letter("v", "n"), step("multiply", [], 0, 0)]
FALSE = {
    "a negative weight": ("psd", [*TRANSPOSED, step("multiply", SQUARE, 2, 0), MINUS, step("scale", SQUARE, 4, 3)]),
    "two different halves": ("psd", [*TRANSPOSED, step("multiply", SQUARE, 2, 1)]),
    "a middle of unknown sign": ("psd", [*TRANSPOSED, step("multiply", SQUARE, 1, 0), step("multiply", SQUARE, 2, 3)]),
    "symmetric only": ("psd", [SYMMETRIC]),
    "declared definite and not symmetric": ("psd", [letter("A", "n", "n", definite="definite")]),
    "a sum with one unknown part": ("psd", [DEFINITE, SYMMETRIC, step("add", SQUARE, 0, 1)]),
    "the square of a matrix that may be singular": ("pd", [*TRANSPOSED, step("multiply", SQUARE, 2, 0)]),
    "the square of a product of matrices that may be singular": (
        "pd",
        [{**A, "invertible": True}, B, step("multiply", SQUARE, 0, 1), step("transpose", SQUARE, 2), step("multiply", SQUARE, 3, 2)],
    ),
    "the length of a vector that may vanish": ("positive", LENGTH),
    "the trace of a product with one unknown factor": (
        "nonnegative",
        [DEFINITE, SYMMETRIC, step("multiply", SQUARE, 0, 1), step("trace", [], 2)],
    ),
    "the trace of a product with one semidefinite factor, strictly": (
        "positive",
        [DEFINITE, {**SYMMETRIC, "definite": "semidefinite"}, step("multiply", SQUARE, 0, 1), step("trace", [], 2)],
    ),
    "the trace of a product of three definite matrices": (
        "nonnegative",
        [*DEFINITES, step("multiply", SQUARE, 0, 1), step("multiply", SQUARE, 3, 2), step("trace", [], 4)],
    ),
    "the square of a matrix": ("psd", [letter("A", "n", "n"), step("power", SQUARE, 0, exponent=2)]),
    "the product of two definite matrices": ("psd", [DEFINITE, {**DEFINITE, "name": "G"}, step("multiply", SQUARE, 0, 1)]),
    "a vector": ("psd", [letter("v", "n", symmetric=True, definite="definite")]),
    "a matrix that is not square": ("psd", [step("zeros", ["m", "n"])]),
    "a symbol": ("nonnegative", [step("number", [], value=["symbol", "x", ""])]),
    "an odd power": ("nonnegative", [step("number", [], value=["power", ["symbol", "x", ""], 3])]),
    "a difference": ("nonnegative", [step("number", [], value=["sum", ["symbol", "x", "positive"], ["rational", "-1"]])]),
    "a function": ("nonnegative", [step("number", [], value=["function", "log(x)", "x"])]),
    "zero, strictly": ("positive", [step("number", [], value=["rational", "0"])]),
    "a sign without a meaning": ("nonnegative", [step("number", [], value=["symbol", "x", "large"])]),
    "a symbol without a sign": ("nonnegative", [step("number", [], value=["symbol", "x"])]),
}


@pytest.mark.parametrize("name", FALSE)
def test_a_planted_sign_is_refused(name: str) -> None:
    """What may be negative, or vanish where it must not, passes for no sign; both sides are one step here."""
    sign, nodes = FALSE[name]
    answer = replay({"kind": "squares", "nodes": nodes, "equal": [len(nodes) - 1] * 2, "sign": sign})
    assert answer.outcome == "refused"
    assert "does not show" in answer.how or "malformed" in answer.how


def test_a_symbol_has_one_sign() -> None:
    """T that is positive on one side and of any sign on the other is refused."""
    nodes = [step("number", [], value=["symbol", "t", sign]) for sign in ("", "positive")]
    answer = replay({"kind": "squares", "nodes": nodes, "equal": [0, 1], "sign": "positive"})
    assert (answer.outcome, answer.how) == ("refused", "a symbol is declared with two signs")


def test_squares_that_are_not_the_matrix_are_refused() -> None:
    """A symmetric matrix is not equal to a square, however positive the square is."""
    nodes = [SYMMETRIC, A, step("transpose", SQUARE, 1), step("multiply", SQUARE, 2, 1)]
    answer = replay({"kind": "squares", "nodes": nodes, "equal": [0, 3], "sign": "psd"})
    assert answer.outcome == "refused"
    assert "differ" in answer.how
