"""Resource bombs: those that can be told are refused when read, at their place; the others end inconclusive, and harm no other claim."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest
from calling import TRUE, call, document
from counted import calls

from verify.decide import decide
from verify.documents import read_bytes
from verify.runs.work import well_formed

if TYPE_CHECKING:
    from pathlib import Path

WITHIN = 1_000_000  # calls of functions; the longest of these documents takes a fifth of them
NAMES = 'let = { x = "real", y = "positive", v = "real[32]", A = "real[32,32]", B = "real[3,3]", M = "real[n,n]", N = "real[n,n]" }'


def define(*lines: str) -> str:
    """A `define` array."""
    return f"define = [{', '.join(json.dumps(line) for line in lines)}]"


def chain(first: str, step: str, count: int) -> str:
    """Definitions a0 = first, a1 = step of a0, ...; `@` in the step stands for the name before."""
    return define(f"a0 = {first}", *(f"a{i + 1} = {step.replace('@', f'a{i}')}" for i in range(count)))


def claim(statement: str, *lines: str) -> bytes:
    """A document with one claim."""
    return "\n".join(["```claim", 'id = "bomb"', NAMES, *lines, f"claim = {json.dumps(statement)}", "```", ""]).encode()


def faults(text: bytes) -> list[str]:
    """The messages of the faults of a document, with their places; reading it must be little work."""
    found: list[dict[str, object]] = []
    job = {"path": "notes.md", "bytes": base64.b64encode(text).decode()}
    assert calls(lambda: found.extend(well_formed(job)["problems"])) < WITHIN
    return [f"{one['line']}:{one['column']}: {one['claim_id']}: {one['message']}" for one in found]


READ = {
    "a power through a definition": ("a2 == 1", define("a = 2**5", "a2 = 2**(2**a)"), "4:33: bomb"),
    "a factorial through a definition": ("factorial(n) == 1", define("n = 10**9"), "5:10: bomb"),
    "a power of a defined factorial": ("f**256 == 1", define("f = factorial(500)"), "5:13: bomb"),
    "a special function through a definition": ("polygamma(n, y) == 1", define("n = 10**6"), "at most 1000"),
    "a symbol to a defined power": ("x**n == 1", define("n = 10**8"), "an exponent of at most 256"),
    "sums doubled by definitions": ("a60 == x", chain("x", "@ + @", 60), "once the definitions are written out"),
    "functions doubled by definitions": ("a60 == x", chain("x", "exp(@) + sin(@)", 60), "once the definitions are written out"),
    "numbers squared by definitions": ("a60 == x", chain("2", "@*@", 60), "numbers of at most 20000 bits"),
    "lists nested by definitions": ("a8 == a8", chain("[x, x, x, x, x, x, x, x]", "[@, @, @, @, @, @, @, @]", 8), "at most 4096 entries"),
    "a chain of definitions": ("a300 == x", chain("x", "sin(@) + 1", 300), "at most 240 nested parts"),
    "nested sums over a definition": (
        "sum(sum(d*i*j for i in range(40)) for j in range(40)) == 1",
        define("d = " + "+".join(["x*y"] * 60)),
        "once the definitions are written out",
    ),
    "five nested sums": ("sum(" * 5 + "x" + "".join(f" for j{i} in range(64))" for i in range(5)) + " == 1", "", "at most 65536 parts"),
    "a Kronecker product": ("kron(kron(B, eye(64)), eye(64)) == 1", "", "at most 4096 entries"),
    "an outer product": ("outer(vec(A), vec(A)) == 1", "", "at most 4096 entries"),
    "a third-order tensor": ("cubic(Categorical(logits=v), v) == 1", "", "at most 4096 entries"),
    "a derivative": ("diff(exp(x), x, 1000) == 1", "", "at most 64 as argument 3 of diff"),
    "a Taylor polynomial of high order": ("taylor(exp(x), x, 0, 50) == 1", "", "at most 32 as argument 4 of taylor"),
    "a Taylor polynomial of many variables": ("taylor(exp(v[0]), v, v, 8) == 1", "", "at most 2000 terms"),
    "a suggestion": ("x == 1", 'try = [{ x = "9**9**9" }]', "4:18: bomb"),
    "a block of five million digits": ("9" * 5_000_000 + " == 1", "", "at most 1000000 characters"),
    "a hypothesis": ("x == 1", 'given = ["factorial(10**9) > 0"]', "4:11: bomb"),
}


@pytest.mark.parametrize(("statement", "lines", "part"), READ.values(), ids=READ)
def test_a_bomb_that_can_be_told_is_refused_when_read(statement: str, lines: str, part: str) -> None:
    """A claim that would build too much has a fault at its place, found in the time that reading takes."""
    found = faults(claim(statement, *([lines] if lines else [])))
    assert [fault for fault in found if part in fault and "bomb" in fault], found


@pytest.mark.parametrize(
    ("statement", "lines"),
    [
        ("a12 == 4096*x", chain("x", "@ + @", 12)),
        ("a59 == x + 59", chain("x", "@ + 1", 59)),
        ("x**n == 1", define("n = 256")),
        ("factorial(n) == 1", define("n = 1000")),
        ("kron(eye(8), eye(8)) == eye(64)", ""),
        ("taylor(exp(x*y), [x, y], [0, 0], 32) == 1", ""),
        ("cubic(Categorical(logits=[x, y, 0]), [x, y]) == 1", ""),
        ("fisher(MultivariateNormal([x for j in range(12)], diag([y for j in range(12)])), [x]) == [[12/y]]", ""),
    ],
)
def test_what_fits_the_budget_is_well_formed(statement: str, lines: str) -> None:
    """The limits refuse nothing that a person writes."""
    assert [fault for fault in faults(claim(statement, *([lines] if lines else []))) if "at most" in fault] == []


VALUES = {
    "an exponential of logarithms": ("exp(log(10)*10**9) == 1", "", "an exponent of at most 256"),
    "a substitution into a power": ("subs(x**y, [x, y], [10, 10**9]) == 1", "", "an exponent of at most 256"),
    "nested substitutions": ("subs(2**x, x, subs(2**x, x, subs(2**x, x, 32))) == 1", "", "an exponent of at most 256"),
    "a substitution into a factorial": ("subs(factorial(x), x, 10**9) == 1", "", "arguments of factorial"),
    "a substitution into a special function": ("subs(polygamma(x, y), x, 10**6) == 1", "", "arguments of polygamma"),
    "a hypothesis that is solved": ("2**x == 1", 'given = ["x == 10**9"]', "an exponent of at most 256"),
    "hypotheses that are solved in turn": ("factorial(x) == 1", 'given = ["x == y", "y == 10**9"]', "arguments of factorial"),
    "a large determinant": ("det(A) == 1", "", "minors"),
    "a large inverse": ("inv(A) == A", "", "minors"),
    "a large covariance": ("E(z, z, MultivariateNormal(v, A @ A.T)) == v", "", "at most"),
    "a power of a matrix": ("B**256 == B", "", "a value of at most 250000 parts"),
    "a power of a sum in every dimension": ("(M + N)**256 == M", "", "at most 20000 products of terms"),
    "nested exponentials": (f"diff({'exp(' * 10}x{')' * 10}, x, 64) == 1", "", "at most 8000 parts in all"),
    "a quotient": ("diff(1/(1 + exp(x) + x**2), x, 30) == 1", "", "at most 8000 parts in all"),
    "a long expansion": ("taylor(1/(1 + exp(x*y) + exp(y)), [x, y], [0, 0], 24) == 1", "", "at most 8000 parts in all"),
}


@pytest.mark.parametrize(("statement", "lines", "part"), VALUES.values(), ids=VALUES)
def test_a_bomb_that_only_values_show_is_inconclusive_at_once(statement: str, lines: str, part: str) -> None:
    """A well-formed claim whose values are too large is inconclusive with the limit as its reason; nothing else would end it."""
    text = claim(statement, *([lines] if lines else []))
    assert faults(text) == []
    (one,) = read_bytes(text, "notes.md").claims
    record = decide(one.payload())  # no limit of time or memory stands around this call: the reason is a limit on values
    assert (record["verdict"], part in record["reason"]) == ("inconclusive", True), record["reason"]


def test_a_suggestion_that_goes_off_leaves_the_others() -> None:
    """A suggested instance that cannot be derived is no reason to give up: the next one refutes."""
    (one,) = read_bytes(claim("2**x == 1", 'try = [{ x = "10**9" }, { x = "3" }]'), "notes.md").claims
    record = decide(one.payload())
    assert (record["verdict"], record["witness"]["point"]) == ("refuted", {"x": "3"})


def test_bombs_leave_every_other_claim_intact(tmp_path: Path) -> None:
    """Bombs of every sort between sound claims: those are proved, the bombs end within their limits."""
    bombs = ["diff(exp(sin(exp(x**2))), x, 64) == 1", "((((x + 1)**256 + 2)**256 + 1)**256 + 2)**256 == 1", "exp(log(10)*10**9) == 1"]
    name = document(tmp_path, TRUE, *(f'claim = "{bomb}"' for bomb in bombs), TRUE)
    done = call("check", name, "--json", "out.json", "--timeout", "3", folder=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    (checked,) = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["documents"]
    verdicts = [one["verdict"] for one in checked["claims"]]
    assert verdicts == ["proved", "inconclusive", "inconclusive", "inconclusive", "proved"]
