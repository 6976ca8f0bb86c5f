"""A definition is an abbreviation: writing it out by hand gives the same statement, operators that bind names included."""

from __future__ import annotations

import ast

import pytest
from stated import decided, stated

from derivations.language.syntax import parse
from verify.statement import Statement, inlined
from verify.unparse import unparse
from verify.wellformedness.wellformed import claim_faults

LET = {"x": "real", "mu": "real", "y": "real", "j": "real", "v": "real[3]", "p": "law(y; mu)"}


def written(statement: str, *define: str) -> str:
    """The text of a statement with its definitions written out."""
    return unparse(Statement.of(stated(statement, LET, define=define)).claim)


@pytest.mark.parametrize(
    ("statement", "define", "by_hand"),
    [
        ("f == 2", ("f = x + 1",), "x + 1 == 2"),
        ("f*g == 2", ("f = x + 1", "g = f**2"), "(x + 1)*(x + 1)**2 == 2"),
        ("-f == x[0]", ("f = v",), "-v == x[0]"),
        ("f[0] == 2", ("f = v + v",), "(v + v)[0] == 2"),
        ("fisher(q, [mu]) == [[f]]", ("f = 1", "q = Normal(mu, f)"), "fisher(Normal(mu, 1), [mu]) == [[1]]"),
        ("E(f, y, p) == 0", ("f = y**2",), "E(y**2, y, p) == 0"),
        ("sum(f for j in range(3)) == 0", ("f = j*x",), "sum(j*x for j in range(3)) == 0"),
        ("Categorical(probs=f) == x", ("f = v",), "Categorical(probs=v) == x"),
    ],
)
def test_a_definition_stands_for_its_text(statement: str, define: tuple[str, ...], by_hand: str) -> None:
    """Every use is replaced, definitions in definitions too, and the tree keeps the structure that parentheses would give it."""
    assert written(statement, *define) == unparse(parse(by_hand))


def test_hypotheses_are_written_out_too() -> None:
    """A definition may be used in `given`."""
    read = Statement.of(stated("x == x", LET, define=("f = x + 1",), given=("f > 0",)))
    assert [unparse(node) for node in read.given] == ["x + 1 > 0"]


def test_the_name_of_a_function_is_left_alone() -> None:
    """A definition that is called like a function of the language does not replace the function (its name is refused on reading)."""
    assert unparse(inlined("exp(x)", {"exp": parse("x + 1")})) == "exp(x)"


def test_a_bound_name_captures_the_variable_of_a_definition() -> None:
    """Under E(..., y, p) the letter y of a definition is the bound one; a definition without y is a constant there."""
    assert decided("E(f, y, Normal(mu, 1)) == mu**2 + 1", LET, define=("f = y**2",))["verdict"] == "proved"
    assert decided("E(f, y, Normal(mu, 1)) == y**2", LET, define=("f = y**2",))["verdict"] == "refuted"
    assert decided("E(f, y, Normal(mu, 1)) == x**2", LET, define=("f = x**2",))["verdict"] == "proved"


def test_the_variable_outside_is_not_the_bound_one() -> None:
    """Outside the operator the letter is the declared variable again, for E, integrals and sums."""
    assert decided("y*E(y, y, Normal(mu, 1)) == y*mu", LET)["verdict"] == "proved"
    assert decided("x*integrate(x, x, 0, 1) == x/2", LET)["as_expected"]
    assert decided("x*integrate(x, x, 0, 1) == x**3/2", LET)["verdict"] == "refuted"
    assert decided("j*sum(j for j in range(3)) == 3*j", LET)["verdict"] == "proved"
    assert decided("E(E(x*y, y, Normal(x, 1)), x, Normal(mu, 1)) == mu**2 + 1", LET)["verdict"] == "proved"


def test_the_law_of_an_expectation_is_outside_its_scope() -> None:
    """The parameters of the law are not bound by the operator that it belongs to."""
    assert decided("E(y, y, Normal(y, 1)) == y", LET)["verdict"] == "proved"
    assert decided("E(y**2, y, Normal(y, 1)) == y**2", LET)["verdict"] == "refuted"


@pytest.mark.parametrize("statement", ["E(y**2, y, Normal(mu, 1)) == 1", "integrate(y, y, 0, 1) == 1", "sum(y for y in range(3)) == 3"])
def test_a_defined_name_cannot_be_bound(statement: str) -> None:
    """A name that stands for something fixed is no variable: binding it is a fault, not a crash."""
    messages = [message for *_, message in claim_faults(stated(statement, {"mu": "real"}, define=("y = 3",)))]
    assert messages == ["Reading an expression: expected a name that stands for nothing else, got 'y'. Bind another name."]
    assert claim_faults(stated(statement, {"mu": "real"})) == []


def test_uses_share_one_tree() -> None:
    """The tree of a definition is the same object at every use, so that its value is derived once."""
    claim = Statement.of(stated("f + f == 2*f", LET, define=("f = x + 1",))).claim
    uses = [node for node in ast.walk(claim) if isinstance(node, ast.BinOp) and unparse(node) == "x + 1"]
    assert len({id(node) for node in uses}) == 1
    assert unparse(claim) == "x + 1 + (x + 1) == 2 * (x + 1)"


def test_only_what_is_used_is_kept() -> None:
    """Declared names that the statement does not mention are no part of it; those that its laws depend on are."""
    assert sorted(Statement.of(stated("E(y, y, p) == 0", LET)).types) == ["mu", "p", "y"]
    assert sorted(Statement.of(stated("f == 0", LET, define=("f = x", "g = v"))).types) == ["x"]
