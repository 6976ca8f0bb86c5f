"""Faulty `family` blocks: every key is checked, at its place."""

from __future__ import annotations

import pytest

from verify.documents import read_bytes

WORDS = frozenset({"beta", "gamma", "Gamma", "exp"})


def problems(text: str) -> list[str]:
    """The texts of the problems of a Markdown document."""
    return [str(problem) for problem in read_bytes(text.encode(), "notes.md", WORDS).problems]


FAMILY = {
    "name": '"F"',
    "variable": '"y"',
    "support": '"positive"',
    "parameters": '{ a = "positive" }',
    "log_density": '"log(a) - a*y"',
}


@pytest.mark.parametrize(
    ("key", "value", "column", "part"),
    [
        ("name", '"Gamma"', 9, "got 'Gamma'. Write 'Gamma_'."),
        ("name", '"a b"', 9, "expected an ASCII identifier"),
        ("variable", '"a"', 13, "expected a variable that is no parameter"),
        ("variable", '"beta"', 13, "Write 'beta_'."),
        ("support", '"postive"', 12, "Did you mean 'positive'?"),
        ("support", '"integers(0)"', 12, "integers(a, b)"),
        ("support", '"interval(0, 2^a)"', 25, "Write ** for a power."),
        ("parameters", '["a"]', 14, "expected a table of names and strings"),
        ("parameters", '{ a = "law(y)" }', 21, "expected a number, vector or matrix, got 'law'"),
        ("parameters", '{ exp = "real" }', 16, "got 'exp'"),
        ("log_density", '"log(a"', 19, "closes this bracket"),
        ("given", '["a >"]', 14, "expected an operand"),
        ("density", '"a"', 1, "Did you mean 'log_density'?"),
    ],
)
def test_a_faulty_family_is_reported(key: str, value: str, column: int, part: str) -> None:
    """Every key of a family is checked, and a built-in name is refused."""
    table = {**FAMILY, key: value}
    text = "```family\n" + "".join(f"{name} = {text}\n" for name, text in table.items()) + "```\n"
    line = 2 + list(table).index(key)
    (problem,) = problems(text)
    assert problem.startswith(f"notes.md:{line}:{column}: ")
    assert part in problem
    assert read_bytes(text.encode(), "notes.md", WORDS).families == ()


@pytest.mark.parametrize("key", sorted(FAMILY))
def test_a_family_states_everything_that_defines_it(key: str) -> None:
    """A family without one of its required keys is refused, and so is a second one of the name."""
    text = "```family\n" + "".join(f"{name} = {value}\n" for name, value in FAMILY.items()) + "```\n"
    assert problems(text) == []
    (again,) = problems(text + text)
    assert "expected a new name, got 'F' again" in again
    (missing,) = problems(text.replace(f"{key} = {FAMILY[key]}\n", ""))
    assert f"expected the key {key!r}, got none" in missing
