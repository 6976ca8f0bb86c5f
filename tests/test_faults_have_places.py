"""Faults of meaning: each is told with line, column and claim, all of a document in one run, whatever else is wrong with the claim."""

from __future__ import annotations

import base64

import pytest

from verify.runs.work import well_formed

NAMES = 'let = { x = "real", v = "real[3]", A = "real[2,2]", f = "smooth(x) -> real", p = "law(y; x)", n = "natural" }'


def told(text: str) -> list[str]:
    """The faults of a document as `line:column: claim: message`."""
    found = well_formed({"path": "notes.md", "bytes": base64.b64encode(text.encode()).decode()})["problems"]
    return [f"{one['line']}:{one['column']}: {one['claim_id']}: {one['message']}" for one in found]


def sound(text: str) -> list[int]:
    """The lines of the claims without a fault."""
    lines: list[int] = well_formed({"path": "notes.md", "bytes": base64.b64encode(text.encode()).decode()})["sound"]
    return lines


def claim(*lines: str, names: str = NAMES, identifier: str = "c") -> str:
    """A document with one claim, whose own lines begin on line 4."""
    return "\n".join(["```claim", f'id = "{identifier}"', names, *lines, "```", ""])


@pytest.mark.parametrize(
    ("line", "column", "part"),
    [
        ('claim = "x + yy == 1"', 14, "unknown name 'yy'"),
        ('claim = "1 == nn"', 15, "did you mean 'n'"),
        ('claim = "Gama(x, x) == 1"', 10, "did you mean 'Gamma'"),
        ('claim = "x == fishr(x)"', 15, "did you mean 'fisher'"),
        ('claim = "exp(x, x) == 1"', 10, "expected 1 argument(s) in exp(value), got 2"),
        ('claim = "Normal(x) == 1"', 10, "expected Normal(loc, scale)"),
        ('claim = "f(x, x) == 1"', 10, "expected 1 argument(s) (x), got 2"),
        ('claim = "v @ A == v"', 10, "expected equal inner dimensions"),
        ('claim = "x == 1 and v + 1 == 2"', 21, "expected equal shapes in a sum"),
        ('claim = "v[3] == 1"', 12, "expected an index from 0 to 2, got 3"),
        ('claim = "sum(v[j] for j in range(4)) == 1"', 16, "expected an index from 0 to 2, got one from 0 to 3"),
        ('claim = "sum(v[j+1] for j in range(3)) == 1"', 16, "got one from 1 to 3"),
        ('claim = "sum(v[j-1] for j in range(3)) == 1"', 16, "got one from -1 to 1"),
        ('claim = "v[n] == 1"', 12, "got the variable 'n'"),
        ('claim = "x"', 10, "expected a relation"),
        ('claim = "exp(x > 0) == 1"', 14, "Relations stand at the top level only"),
        ('claim = "E(gamma, gamma, Normal(0, 1)) == 0"', 19, "got 'gamma'. Write 'gamma_'."),
        ('claim = "sum(1 for Gamma in range(3)) == 3"', 20, "got 'Gamma'. Write 'Gamma_'."),
        ('claim = "[1 for pi in range(2)] == [1, 1]"', 17, "got 'pi'"),
        ('claim = "integrate(1, lambda_, 0, exp) == 1"', 35, "bare function 'exp'"),
        ('claim = "E(x, f, Normal(0, 1)) == 0"', 15, "stands for nothing else, got 'f'"),
        ('claim = "E(x, p, Normal(0, 1)) == 0"', 15, "stands for nothing else, got 'p'"),
        ('claim = "sum(diff(x**j, j) for j in range(3)) == 0"', 25, "expected a declared variable"),
        ('claim = "diff(x, 1) == 0"', 18, "expected a declared variable"),
        ('claim = "diff(x, x, x) == 0"', 21, "expected a literal integer"),
        ('claim = "trace(v) == 0"', 10, "expected a matrix as the argument"),
        ('given = ["x > 0", "x + qq > 0"]\nclaim = "x == 1"', 24, "unknown name 'qq'"),
        ('given = ["x > 0", "x"]\nclaim = "x == 1"', 20, "expected a relation"),
        ('define = ["a = 1 + bb"]\nclaim = "x == a"', 20, "unknown name 'bb'"),
        ('define = ["a = 1", "  c  =  v + a"]\nclaim = "x == a"', 29, "expected equal shapes in a sum"),
        ('define = ["a = b", "b = 1"]\nclaim = "x == a"', 16, "unknown name 'b'"),
        ('define = ["y = 3"]\nclaim = "E(y, y, p) == 1"', 0, "stands for nothing else, got 'y'"),
        ('try = [{ x = "1" }, { w = "2" }]\nclaim = "x == 1"', 28, "expected a declared variable in `try`, got 'w'"),
        ('try = [{ x = "1 + zz" }]\nclaim = "x == 1"', 19, "unknown name 'zz'"),
        ('try = [{ x = "[1, 2]" }]\nclaim = "x == 1"', 15, "expected a number in `try`, got a vector of length 2"),
        ('try = [{ v = "[1, 2]" }]\nclaim = "v[0] == 1"', 15, "expected a vector of length 3"),
        ('try = [{ p = "3" }]\nclaim = "E(y, y, p) == 1"', 15, "expected a law in `try`, got a number"),
        ('try = [{ f = "Normal(0, 1)" }]\nclaim = "f(x) == 1"', 15, "expected a number in `try`, got a law"),
        ('claim = """\nx +\n  yy == 1"""', 0, "unknown name 'yy'"),
        ('claim = "\\u0078 + yy == 1"', 19, "unknown name 'yy'"),
    ],
)
def test_a_fault_is_told_at_its_character(line: str, column: int, part: str) -> None:
    """One fault, one message; 0 stands for a fault further down, whose place is stated below."""
    (fault,) = told(claim(line))
    where = {"y": "5:15", 'claim = """': "6:3"}
    place = f"4:{column}" if column else where["y" if "define" in line else line.partition("\n")[0]]
    assert fault.startswith(f"{place}: c: ")
    assert part in fault


@pytest.mark.parametrize(
    ("names", "place", "part"),
    [
        ('let = { p = "law(y; theta)" }', "3:21", "expected the parameters of a law to be declared, got 'theta'"),
        ('let = { f = "smooth(u) -> real", p = "law(y; f)" }', "3:46", "got 'f', a smooth"),
        ('let = { f = "smooth(g) -> real", g = "law(y)" }', "3:21", "got 'g', a law"),
        ('let = { t = "real[n]", p = "law(y; t)" }', "3:36", "expected explicit dimensions"),
    ],
)
def test_a_declaration_without_sense_is_told_at_the_name(names: str, place: str, part: str) -> None:
    """Laws and functions of what is not declared, or is no number, are faults of the declaration."""
    (fault,) = told(claim('claim = "1 + 1 == 2"', names=names))
    assert fault.startswith(f"{place}: c: ")
    assert part in fault


def test_an_experiment_that_nothing_registered_is_a_fault() -> None:
    """The name of an experiment is checked like every name, and nothing is imported for it."""
    (fault,) = told('```claim\nid = "c"\nexperiment = "gausian-race"\n```\n')
    assert fault.startswith("3:15: c: ")
    assert "Did you mean 'gaussian-race'?" in fault
    (fault,) = told('```claim\nid = "c"\nexperiment = "os.system"\n```\n')
    assert "expected the name of a registered experiment" in fault


def test_every_fault_of_a_claim_is_told_in_one_run() -> None:
    """A fault of form hides no fault of meaning: keys, types, syntax, names and shapes come out together, in order."""
    text = claim(
        'wat = "?"',
        'define = ["a = 1 +", "b = nope"]',
        'given = ["x = 1", "x > zz", 3]',
        'claim = "b + uu == v and k > 0"',
        'try = [{ x = "1 +" }, { x = "xx" }, { q = "1" }]',
        names='let = { x = "real", v = "real[3]", k = "rael", gamma = "real" }',
    )
    places = [fault.split(": ")[0] for fault in told(text)]
    assert places == ["3:41", "3:48", "4:1", "5:19", "5:27", "6:13", "6:24", "6:29", "7:14", "8:18", "8:30", "8:44"]


def test_a_faulty_context_is_told_once_and_spoils_only_what_uses_it() -> None:
    """A bad type above is one fault; claims without that name stay sound, claims with it are told the rest of their faults."""
    context = '```context\nx = "rael"\nz = "real"\np = "law(y; nowhere)"\n```\n'
    uses = '```claim\nid = "uses"\nclaim = "x + uu == 1"\n```\n'
    own = '```claim\nid = "own"\nlet = { x = "real" }\nclaim = "x == 1"\n```\n'
    other = '```claim\nid = "other"\nclaim = "z == 1"\n```\n'
    law = '```claim\nid = "law"\nclaim = "E(y, y, p) == z"\n```\n'
    faults = told(context + uses + own + other + law)
    assert [fault.split(": ")[:2] for fault in faults] == [["2:6", ""], ["8:14", "uses"], ["21:18", "law"]]
    assert sound(context + uses + own + other + law) == [10, 15]


def test_loops_within_bounds_and_free_names_are_no_faults() -> None:
    """The checks say yes to indices that fit, to loops that depend on each other, to shadowed variables and undeclared arguments."""
    good = [
        "sum(v[j] for j in range(3)) == sum(v[j + 1] for j in range(2)) + v[0]",
        "sum(sum(A[i, j - i] for j in range(i, 2)) for i in range(2)) == A[0, 0] + A[0, 1] + A[1, 0]",
        "E(x, x, Normal(0, 1)) == 0 and sum(x for x in range(3)) == 3",
        "integrate(u, u, 0, 1) == 1/2 and f(x) == f(x)",
    ]
    for statement in good:
        assert told(claim(f'claim = "{statement}"', 'try = [{ x = "n + 1", f = "x**2" }]')) == []
