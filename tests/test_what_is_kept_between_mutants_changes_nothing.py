"""What mutants, points and trees share is computed once, and is what each of them would find alone."""

from __future__ import annotations

import ast

import pytest
import sympy as sp
from flint import fmpq
from stated import searched, seeded, stated

from derivations.balls.evaluate import Evaluation, enclose
from derivations.balls.failures import NotDefinedError
from derivations.balls.integrals import _moved, _Substitution
from derivations.balls.point import Point
from derivations.language.kind_check import KindChecker
from derivations.language.kind_scope import KindScope
from derivations.language.kinds import NUMBER
from derivations.language.syntax import parse
from verify.teeth import mutants
from verify.unparse import Unparser, unparse

X, Y = sp.Symbol("x", positive=True), sp.Symbol("y", real=True)


def checker(text: str) -> KindChecker:
    """A checker that knows one number, x, and has seen a statement."""
    found = KindChecker(KindScope(kinds={"x": NUMBER}, variables={"x"}))
    found.statement(parse(text))
    return found


def joined(left: ast.expr, right: ast.expr) -> ast.expr:
    """The equation of two trees, which stay what they are."""
    return ast.Compare(left, [ast.Eq()], [right])


def test_a_shared_part_with_a_fault_is_told_in_every_tree() -> None:
    """The fault of a part that two trees share is found in both; what a tree without faults shares is not looked at again."""
    original, faulty = checker("x + 1 == 2"), parse("exp(x, x)")
    for _ in range(2):
        again = original.again()
        again.statement(joined(faulty, parse("x")))
        assert [fault.found for fault in again.faults] == ["expected 1 argument(s) in exp(value), got 2. Add or remove some"]
        assert len(again.again().known) == 0


def test_the_inside_of_a_binding_is_known_only_where_it_had_no_fault() -> None:
    """A name that is bound anew has its own scope; a faulty body is looked at anew."""
    statement = parse("E(u**2 + x, u, Normal(0, 1)) == sum(x**j for j in range(3))")
    original = checker("x == x")
    original.statement(statement)
    assert not original.faults
    assert len(original.inside) == 2
    shared = original.again()
    shared.statement(joined(statement.left, parse("1")))  # type: ignore[attr-defined]  # a comparison
    assert not shared.faults
    for _ in range(2):
        again = original.again()
        again.statement(parse("E(w**2 + u, w, Normal(0, 1)) == 1"))
        assert any("unknown name 'u'" in str(fault) for fault in again.faults)


@pytest.mark.parametrize("statement", ["E(3/2*u**2, u, Normal(0, x)) == 3/2*x**2", "x**2/4 + 1/2 >= x/3"])
def test_mutants_are_written_as_each_alone(statement: str) -> None:
    """Trees that share parts are written by one unparser as by one of their own, and stay as they are."""
    claim = stated(statement, {"x": "positive"})
    found, scope, _ = searched(claim, seeded())
    trees = [mutant.claim for mutant in mutants(found, scope)]
    together, before = Unparser(), [ast.dump(tree) for tree in trees]
    assert len(trees) > 5
    assert [together(tree) for tree in trees] == [unparse(tree) for tree in trees]
    assert [ast.dump(tree) for tree in trees] == before


def test_a_problem_is_that_of_its_own_hypotheses() -> None:
    """The problem that a search keeps is not taken for one under other hypotheses."""
    statement, _, search = searched(stated("x**2 >= 1", {"x": "real"}, given=["x >= 1"]), seeded())
    whole, rest = search.problem(statement.claim, statement.given), search.problem(statement.claim, ())
    assert len(whole.domain.hypotheses) == 1
    assert not rest.domain.hypotheses
    assert search.problem(statement.claim, statement.given).domain.hypotheses == whole.domain.hypotheses


def test_values_are_shared_at_one_point_with_one_precision() -> None:
    """Another precision and an extended point have evaluations of their own; what has no value has none when it is asked for again."""
    point = Point({X: fmpq(2)})
    shared = Evaluation.at(point, 64)
    assert Evaluation.at(point, 64) is shared
    assert Evaluation.at(point, 256) is not shared
    assert Evaluation.at(point.extended({Y: fmpq(3)}), 64) is not shared
    for _ in range(2):
        with pytest.raises(NotDefinedError):
            shared.number(1 / (X - 2))


def test_a_substitution_has_a_variable_of_its_own() -> None:
    """Integrals inside integrals are moved in other variables than those around them, and the same one at another point in the same."""
    outer, t = _moved(sp.exp(-Y), Y, _Substitution("shift"))
    inner, s = _moved(sp.exp(-Y * t), Y, _Substitution("shift"))
    assert s != t
    assert t in inner.free_symbols
    assert _moved(sp.exp(-Y), Y, _Substitution("shift")) == (outer, t)
    assert _moved(sp.exp(-Y), Y, _Substitution("growth"))[1] != t


@pytest.mark.parametrize("number", [1, fmpq(3, 2), 7])
def test_moved_integrals_are_right_at_every_point(number: fmpq | int) -> None:
    """The integral of x exp(-x y) over y > 0, of its square root, and of a normal density around x enclose what they are at each point."""
    exponential = sp.Integral(X * sp.exp(-X * Y), (Y, 0, sp.oo))
    density = sp.Integral(sp.exp(-((Y - X) ** 2) / 2) / sp.sqrt(2 * sp.pi), (Y, -sp.oo, sp.oo))
    singular = sp.Integral(X / (2 * sp.sqrt(Y)), (Y, 0, 4))
    for integral, value in ((exponential, 1), (density, 1), (singular, 2 * fmpq(number))):
        ball = enclose(integral, {X: fmpq(number)}, 64)
        assert ball.contains(value)
        assert ball.rad() < 1e-9
