"""A law with a constant outside its domain is a fault of the document, with its place; one with symbols, or of a mutant, is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from stated import searched, seeded, stated

from derivations.families import built_in
from derivations.language.constant_laws import is_closed
from derivations.language.syntax import parse
from derivations.language.vocabulary import reserved_names
from verify.documents import read_bytes
from verify.runs.work import derive
from verify.teeth import mutants, try_mutants
from verify.wellformedness.wellformed import claim_faults, problems

if TYPE_CHECKING:
    from collections.abc import Sequence

INVALID = [(family.name, values) for family in built_in().values() for values in family.invalid]
VALID = [(family.name, values) for family in built_in().values() for values in family.valid]
LET = {"m": "real", "k": "positive", "n": "negative", "w": "simplex[2]"}


def written(name: str, values: Sequence[Any]) -> str:
    """A constructor call."""
    return f"{name}({', '.join(str(value) for value in values)})"


def faults(statement: str, **fields: Any) -> list[tuple[Any, ...]]:
    """The faults of a claim: key, index, offset, message."""
    return list(claim_faults(stated(statement, LET, **fields)))


@pytest.mark.parametrize(("name", "values"), INVALID)
def test_the_invalid_examples_of_a_family_are_faults(name: str, values: Sequence[Any]) -> None:
    """Every family's own examples of wrong arguments are refused when read, at the law or at one of its arguments."""
    found = faults(f"same_law({written(name, values)}, {written(name, values)})")
    assert found
    assert all(message.startswith(f"Building {name}") and offset >= len("same_law(") for _, _, offset, message in found)


@pytest.mark.parametrize(("name", "values"), VALID)
def test_the_valid_examples_of_a_family_are_none(name: str, values: Sequence[Any]) -> None:
    """Every family's own examples of right arguments pass."""
    assert not faults(f"same_law({written(name, values)}, {written(name, values)})")


@pytest.mark.parametrize(
    ("law", "offset", "message"),
    [
        ("Normal(0, -1)", 10, "Building Normal: expected a positive scale, got -1. Change the value or the declared type."),
        ("Normal(m, -1)", 10, "Building Normal: expected a positive scale, got -1. Change the value or the declared type."),
        ("Normal(m, scale=1 - 2)", 16, "Building Normal: expected a positive scale, got -1. Change the value or the declared type."),
        ("Bernoulli(2)", 10, "Building Bernoulli: expected a value in (0, 1) as probs, got 2. Change the value or the declared type."),
        ("Gamma(-1, 2)", 6, "Building Gamma: expected a positive concentration, got -1. Change the value or the declared type."),
        ("Gamma(k, cos(pi))", 9, "Building Gamma: expected a positive rate, got -1. Change the value or the declared type."),
        ("Categorical([1/2, 1/3])", 12, "Building Categorical: expected probs with sum 1, got sum 5/6. Divide by the sum."),
        ("Categorical([j/2 for j in range(2, 4)])", 12, "Building Categorical: expected probs with sum 1, got sum 5/2. Divide by the sum."),
        (
            "Multinomial(-1, w)",
            12,
            "Building Multinomial: expected a natural number as total, got -1. Change the value or the declared type.",
        ),
        (
            "Uniform(1, 0)",
            0,
            "Building Uniform(low=1, high=0): expected a positive difference of parameters, got -1. Change a parameter.",
        ),
    ],
)
def test_messages_say_which_argument(law: str, offset: int, message: str) -> None:
    """The fault names the parameter, what belongs there and what stands there, at its place."""
    assert faults(f"entropy({law}) == 0") == [("claim", None, len("entropy(") + offset, message)]


@pytest.mark.parametrize("law", ["Normal(m, n)", "Gamma(k - 1, 2)", "Uniform(k, 0)", "Categorical([w[0], 1/3])", "Normal(0, m - m)"])
def test_symbols_are_not_judged_when_read(law: str) -> None:
    """What depends on declared names is left to the engine, even where a person sees that it fails."""
    assert not faults(f"entropy({law}) == 0")


def test_definitions_hypotheses_and_suggestions_are_read_too() -> None:
    """A constant may be defined; hypotheses and suggested instances name laws as well, and all faults come in one run."""
    found = faults(
        "entropy(Gamma(s, k)) == m",
        define=["s = 1 - 2", "h = entropy(Poisson(0))"],
        given=["entropy(Normal(m, -2)) == 1"],
        attempts=[{"m": "entropy(Exponential(-3))"}],
    )
    assert sorted((key, message.partition(":")[0]) for key, _, _, message in found) == [
        ("claim", "Building Gamma"),
        ("define", "Building Poisson"),
        ("given", "Building Normal"),
        ("try", "Building Exponential"),
    ]


def test_all_faults_of_a_document_come_together() -> None:
    """File, line, column and claim of each, beside faults of other kinds; a law inside an expectation is told of once."""
    first = '```claim\nid = "a"\nclaim = "E(y, y, Bernoulli(2)) == u"\n```\n'
    second = '\n```claim\nid = "b"\nclaim = "entropy(Normal(0, -1)) == 1"\n```\n'
    found = [str(problem) for problem in problems(read_bytes((first + second).encode(), "notes.md", reserved_names()))]
    assert sorted(line.split(": ")[:2] for line in found) == [["notes.md:3:28", "a"], ["notes.md:3:35", "a"], ["notes.md:8:28", "b"]]


def test_derive_refuses_them_with_their_column() -> None:
    """``derive`` files them under wrong input, which ends with 2, and says where."""
    result = derive({"expression": "fisher(Normal(m, -1), [m])", "lets": {"m": "real"}})
    assert result["fault"] == "input"
    assert result["message"] == "column 18: Building Normal: expected a positive scale, got -1. Change the value or the declared type."


def test_a_mutant_outside_the_domain_is_no_fault() -> None:
    """Mutants whose constants leave the domain mean nothing and are left out; the document stands."""
    claim = stated("E(y, y, Bernoulli(1/2)) == 1/2 and entropy(Uniform(0, 1)) == 0")
    assert not claim_faults(claim)
    statement, scope, search = searched(claim, seeded())
    outcomes = try_mutants(statement, scope, search, seeded())
    assert any(outcome.outcome == "killed" for outcome in outcomes)
    assert len(outcomes) <= len(mutants(statement, scope))


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("1/2 + sqrt(2)", True),
        ("-pi", True),
        ("[1, 2][0]", True),
        ("sum(j for j in range(3))", True),
        ("c + 1", True),
        ("x", False),
        ("entropy(Normal(0, 1))", False),
        ("sum(x for j in range(3))", False),
        ("diff(x, x)", False),
        ("f(1)", False),
    ],
)
def test_only_exact_constants_are_closed(text: str, *, closed: bool) -> None:
    """Literals, constants by name and words that compute with numbers are constants; whatever holds a declared name is not."""
    assert is_closed(parse(text), {"c"}) is closed
