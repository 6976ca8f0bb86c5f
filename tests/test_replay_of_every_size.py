"""Proofs by index calculus are decided again in the sizes that decide every size, or are graded as the work of one engine."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from stated import decided

from verify.replay.checker import replay
from verify.replay.index_programs import read

TRUE = {
    "squared error": ("grad(dot(y - z, y - z)/2, z) == z - y and hess(dot(y - z, y - z)/2, z) == eye(K)", {"y": "real[K]", "z": "real[K]"}),
    "softmax": ("grad(logsumexp(z), z) == softmax(z)", {"z": "real[K]"}),
    "mean of a Dirichlet law": ("E(y, y, Dirichlet(a)) == [a[k]/sum(a[j] for j in range(K)) for k in range(K)]", {"a": "positive[K]"}),
}


@pytest.fixture(scope="module", params=["squared error", "softmax", "mean of a Dirichlet law"])
def certificate(request: pytest.FixtureRequest) -> dict[str, Any]:
    """One certificate after the other, as it comes out of a file."""
    record = decided(*TRUE[request.param])
    assert (record["verdict"], record["grade"]) == ("proved", "replayed"), record["reason"]
    (found,) = json.loads(json.dumps(record["certificates"]))
    return dict(found)


def test_true_equalities_agree(certificate: dict[str, Any]) -> None:
    """What was proved in the deciding sizes by explicit arrays is multiplied out there again."""
    answer = replay(certificate)
    assert answer.outcome == "agrees", answer.how
    assert "sizes that decide every size" in answer.how


def test_a_size_that_is_missing_is_refused(certificate: dict[str, Any]) -> None:
    """Every size that decides must have its explicit proof; another size does not stand in for it."""
    for place in range(len(certificate["sizes"])):
        changed = copy.deepcopy(certificate)
        del changed["sizes"][place]
        assert replay(changed).outcome == "refused"
        changed = copy.deepcopy(certificate)
        changed["sizes"][place]["sizes"]["K"] += 7
        assert replay(changed).outcome == "refused"
        changed = copy.deepcopy(certificate)
        changed["sizes"][place]["certificates"] = []
        assert replay(changed).outcome == "refused"


def test_a_changed_explicit_proof_is_refused(certificate: dict[str, Any]) -> None:
    """A zero of an explicit size that points at something else falls, and a proof of another kind is none."""
    for place in range(len(certificate["sizes"])):
        changed = copy.deepcopy(certificate)
        explicit = changed["sizes"][place]["certificates"][-1]
        atoms = [node for node, (kind, *_) in enumerate(explicit["program"]) if kind == "atom"]
        explicit["program"].append(["rational", "1"])
        explicit["zero"] = [atoms[0] if atoms else len(explicit["program"]) - 1]
        assert replay(changed).outcome == "refused"
        changed["sizes"][place]["certificates"] = [copy.deepcopy(certificate)]
        assert replay(changed).outcome == "refused"


def test_a_changed_side_is_refused(certificate: dict[str, Any]) -> None:
    """A goal whose sides are another two nodes, or whose index is bound or of another range, does not pass."""
    for place, goal in enumerate(certificate["goals"]):
        doubled = copy.deepcopy(certificate)
        doubled["nodes"].append(["sum", goal["equal"][0], goal["equal"][0]])
        doubled["goals"][place]["equal"][0] = len(doubled["nodes"]) - 1
        assert replay(doubled).outcome == "refused"
        unbound = copy.deepcopy(certificate)
        unbound["goals"][place]["free"] = {}
        assert replay(unbound).outcome == "refused"
        moved = copy.deepcopy(certificate)
        moved["goals"][place]["free"]["i"] = "M"
        assert replay(moved).outcome == "refused"
    assert replay({**certificate, "goals": []}).outcome == "refused"


AT_I, AT_J, K = ["entry", "z", "i"], ["entry", "z", "j"], ["size", "K"]
FALSE: dict[str, tuple[list[list[Any]], list[int], dict[str, str]]] = {
    "two entries": ([AT_I, AT_J], [0, 1], {"i": "K", "j": "K"}),
    "a delta taken for its transpose of another entry": (
        [["delta", "i", "j"], AT_I, ["product", 0, 1], AT_J],
        [2, 3],
        {"i": "K", "j": "K"},
    ),
    "a sum of ones taken for one": ([["rational", "1"], ["total", 0, "k", "K"]], [0, 1], {}),
    "the number of classes taken for two": ([K, ["rational", "2"]], [0, 1], {}),
    "(K - 1)(K - 2) = 0": (
        [K, ["rational", "-1"], ["rational", "-2"], ["sum", 0, 1], ["sum", 0, 2], ["product", 3, 4], ["rational", "0"]],
        [5, 6],
        {},
    ),
    "a square of a sum taken for the sum of squares": (
        [["entry", "z", "k"], ["total", 0, "k", "K"], ["power", 1, 2], ["power", 0, 2], ["total", 3, "k", "K"]],
        [2, 4],
        {},
    ),
    "a matrix taken for its transpose": ([["entry", "A", "i", "j"], ["entry", "A", "j", "i"]], [0, 1], {"i": "K", "j": "K"}),
}


@pytest.mark.parametrize("name", FALSE)
def test_what_holds_in_some_sizes_only_is_refused(name: str) -> None:
    """An equality that fails in some size is refused, whatever stands in for its explicit proofs."""
    nodes, equal, free = FALSE[name]
    planted: dict[str, Any] = {"kind": "indices", "nodes": nodes, "goals": [{"equal": equal, "free": free}]}
    trivial = {"kind": "fraction field", "atoms": {}, "program": [["rational", "0"]], "relations": [], "zero": [0]}
    program = read(planted)
    sizes = [{"sizes": chosen, "certificates": [trivial]} for goal in program.goals for chosen in program.deciding(goal)]
    answer = replay({**planted, "sizes": sizes})
    assert answer.outcome == "refused"
    assert "the sides differ" in answer.how


@pytest.mark.parametrize(
    "nodes",
    [
        [["entry", "z", "k"], ["rational", "1"], ["sum", 0, 1], ["power", 2, -1], ["total", 3, "k", "K"]],  # no finite number of sizes
        [["entry", "z", "k"], ["total", 0, "k", "K"], ["delta", "k", "m"], ["total", 2, "m", "M"], ["total", 3, "k", "K"]],
        [["entry", "z", "k"], ["total", 0, "k", "K"], ["entry", "z", "k", "k"], ["total", 2, "k", "K"]],
        [["entry", "z", "k"]],
        [["rational", "1/0"]],
        [["power", 0, 2]],
        [["total", 0, "k", "K"]],
        [["oracle", 0]],
        [["symmetric entry", "S", "k", "m"], ["total", 0, "k", "K"], ["total", 1, "m", "M"]],
    ],
)
def test_malformed_programs_are_refused(nodes: list[list[Any]]) -> None:
    """Denominators under sums, arrays and indices of two ranges, unbound indices and unknown operations are refused."""
    answer = replay({"kind": "indices", "nodes": nodes, "goals": [{"equal": [len(nodes) - 1] * 2, "free": {}}], "sizes": []})
    assert answer.outcome == "refused"
    assert "decides" in answer.how or "malformed" in answer.how or "two ways" in answer.how


@pytest.mark.parametrize(
    ("statement", "let"),
    [
        ("entropy(Categorical(logits=z)) == logsumexp(z) - dot(softmax(z), z)", {"z": "real[K]"}),  # the logarithm of a sum
        ("fisher(Categorical(logits=z), z) == diag(softmax(z)) - outer(softmax(z), softmax(z))", {"z": "real[K]"}),  # sizes beyond 3 decide
    ],
)
def test_what_no_small_sizes_decide_is_graded_exact(statement: str, let: dict[str, str]) -> None:
    """Where the small sizes do not decide every size, the proof is that of one engine, and is graded so."""
    record = decided(statement, let)
    assert (record["verdict"], record["grade"], record["certificates"]) == ("proved", "exact", [])
    assert "replayed with explicit arrays at K=2" in record["evidence"][0]["detail"]
