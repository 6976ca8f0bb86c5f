"""Index calculus agrees with explicit arrays: normal forms keep the value, and derivatives obey the delta rule."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
import sympy as sp
from stated import seeded

from derivations.errors import DerivationError
from derivations.indexed.atoms import Delta, Entry, Index, IndexSum, Letter, Opaque, SimplexEntry, Size, axis, bound, fresh
from derivations.indexed.decision import decide_indexed_zero
from derivations.indexed.derivative import derivative
from derivations.indexed.normal import normal, on_simplex
from derivations.indexed.tensor import IndexedTensor

X, POSITIVE, CHANCE = Letter("x", real=True), Letter("a", positive=True), Letter("p", positive=True)
AT, J, K = Index("i"), Index("j"), Size("K")
if TYPE_CHECKING:
    import random

SEEDS = range(40)


def written_out(expression: sp.Expr, size: int, places: dict[sp.Expr, int]) -> sp.Expr:
    """The expression with every sum, delta and entry written out for one size: an independent, naive reading of the tree."""
    if isinstance(expression, Entry):
        return sp.Symbol(f"{expression.letter}_{'_'.join(str(places[at]) for at in expression.indices)}", positive=True)
    if isinstance(expression, Delta):
        return sp.Integer(places[expression.args[0]] == places[expression.args[1]])
    if isinstance(expression, IndexSum):
        body, index, _ = expression.args
        return sp.Add(*(written_out(body, size, {**places, index: value}) for value in range(size)))
    if isinstance(expression, Size):
        return sp.Integer(size)
    if isinstance(expression, Index):
        return sp.Integer(places[expression])
    return expression.func(*(written_out(part, size, places) for part in expression.args)) if expression.args else expression


def expression_of(generator: random.Random, free: list[sp.Expr], depth: int) -> sp.Expr:
    """A random indexed expression in the free indices."""
    leaves = [Entry(X, generator.choice(free)), Entry(POSITIVE, generator.choice(free)), sp.Integer(generator.randint(1, 3)), K]
    leaves += [Delta(*generator.sample(free, 2))] if len(free) > 1 else []
    if depth == 0:
        return generator.choice(leaves)
    kind = generator.choice(["sum", "add", "multiply", "exp", "log", "quotient", "loggamma", "square"])
    inner = expression_of(generator, free, depth - 1)
    if kind == "sum":
        index = fresh()
        return IndexSum(expression_of(generator, [*free, index], depth - 1), index, K)
    if kind in ("add", "multiply"):
        other = expression_of(generator, free, depth - 1)
        return inner + other if kind == "add" else inner * other
    positive = Entry(POSITIVE, generator.choice(free)) + Delta(free[0], free[-1])
    if kind in ("quotient", "square"):
        return inner / positive if kind == "quotient" else inner**2
    return {"exp": sp.exp, "log": sp.log, "loggamma": sp.loggamma}[kind](positive)


def value_of(expression: sp.Expr) -> sp.Expr:
    """A written-out expression at a fixed exact point, with 30 digits."""
    symbols = sorted(expression.free_symbols, key=str)
    return expression.xreplace({symbol: sp.Rational(number + 2, 7) for number, symbol in enumerate(symbols)}).evalf(30)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_normal_form_keeps_the_value_in_every_size(seed: int) -> None:
    """Written out for K = 1..3 at all values of the free indices, an expression and its normal form are one number."""
    expression = expression_of(seeded(seed), [AT, J], 3)
    difference = expression - normal(expression)
    for size in (1, 2, 3):
        for i, j in itertools.product(range(size), repeat=2):
            assert abs(value_of(written_out(difference, size, {AT: i, J: j}))) < 1e-20, (size, i, j)


@pytest.mark.parametrize("seed", SEEDS)
def test_derivatives_are_those_of_the_written_out_expression(seed: int) -> None:
    """The delta rule gives, for every size and index, what SymPy gives for the expression written out."""
    generator = seeded(seed)
    expression = IndexSum(expression_of(generator, [AT, Index("t")], 3), Index("t"), K)
    slope = normal(derivative(expression, POSITIVE, J))
    for size in (1, 2, 3):
        for i, j in itertools.product(range(size), repeat=2):
            plain = sp.diff(written_out(expression, size, {AT: i}), sp.Symbol(f"a_{j}", positive=True))
            assert abs(value_of(plain - written_out(slope, size, {AT: i, J: j}))) < 1e-20, (size, i, j)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_zero_in_every_size_is_a_zero_in_each(seed: int) -> None:
    """Whenever a random difference is decided to vanish, it vanishes written out; a shifted one never does."""
    generator = seeded(1000 + seed)
    left = expression_of(generator, [AT, J], 2)
    for right in (normal(left), expression_of(generator, [AT, J], 2), left + Delta(AT, J)):
        if decide_indexed_zero([left - right]).zero is True:
            for size, i, j in ((1, 0, 0), (2, 0, 1), (2, 1, 1), (3, 2, 0)):
                assert abs(value_of(written_out(left - right, size, {AT: i, J: j}))) < 1e-20
    assert decide_indexed_zero([left - left - Delta(AT, J)]).zero is not True
    assert decide_indexed_zero([left - normal(left)]).zero is True


def test_a_delta_picks_one_value_and_counts() -> None:
    """A delta under a sum contracts, alone it sums to one, its square is itself, and its trace is the size."""
    k = fresh()
    assert normal(IndexSum(Delta(AT, k) * Entry(X, k), k, K)) == Entry(X, AT)
    assert normal(IndexSum(Delta(AT, k) * Delta(k, J), k, K)) == Delta(AT, J)
    assert normal(Delta(AT, J) ** 3) == Delta(AT, J)
    assert normal(IndexSum(Delta(k, k), k, K)) == K


def test_a_delta_inside_a_function_is_read_by_cases() -> None:
    """log(a[k] + delta(k, i)) is log(a[k]) off the diagonal and log(a[i] + 1) on it."""
    k = fresh()
    total = normal(IndexSum(sp.log(Entry(POSITIVE, k) + Delta(k, AT)), k, K))
    rest = IndexSum(sp.log(Entry(POSITIVE, bound(1))), bound(1), K)
    assert decide_indexed_zero([total - rest - sp.log(Entry(POSITIVE, AT) + 1) + sp.log(Entry(POSITIVE, AT))]).zero is True


def test_bound_indices_are_never_captured() -> None:
    """A sum whose body holds another sum with the same bound index keeps the two apart."""
    k = bound(1)
    inner = IndexSum(Entry(X, k), k, K)
    outer = normal(IndexSum(Entry(X, k) * inner, k, K))
    assert decide_indexed_zero([outer - inner**2]).zero is True
    assert decide_indexed_zero([outer - IndexSum(Entry(X, k) ** 2, k, K)]).zero is not True


def test_an_index_put_into_an_entry_is_not_captured() -> None:
    """An entry with a sum over k inside, taken at another k, keeps the two apart."""
    k = bound(1)
    vector = IndexedTensor(("K",), normal(IndexSum(sp.log(Entry(POSITIVE, axis(0)) + Entry(X, k) ** 2), k, K)))
    at_k = vector.at(k)
    for size in (2, 3):
        assert value_of(written_out(at_k, size, {k: 1}) - written_out(vector.body, size, {axis(0): 1})) == 0


def test_what_matrices_hide_is_not_differentiated() -> None:
    """A number known by its normal form only may depend on the names in it: no derivative by them is zero in silence."""
    hidden = Opaque("x.T @ inv(S) @ x")
    with pytest.raises(DerivationError, match="expected it outside of matrices"):
        derivative(hidden * Entry(X, AT), X, J)
    with pytest.raises(DerivationError, match="expected it outside of matrices"):
        derivative(IndexSum(hidden * Entry(X, bound(1)), bound(1), K), X, J)
    assert derivative(hidden, POSITIVE, J) == 0


def test_an_index_is_no_declared_number_of_its_name() -> None:
    """The axis i and a declared number i print alike and are different, as indices and as numbers."""
    declared = sp.Symbol("i", integer=True, nonnegative=True)
    assert decide_indexed_zero([Entry(X, AT) - Entry(X, declared)]).zero is not True
    assert decide_indexed_zero([AT - declared]).zero is not True
    assert decide_indexed_zero([Delta(AT, declared) * (Entry(X, AT) - Entry(X, declared))]).zero is True
    assert Delta(AT, declared) == Delta(declared, AT)


def test_probabilities_sum_to_one_only_where_that_is_asked() -> None:
    """Derivatives are taken off the simplex, decisions on it, and only the plain sum is one."""
    k = bound(1)
    whole = IndexSum(SimplexEntry(CHANCE, k), k, K)
    assert normal(derivative(whole, CHANCE, AT)) == 1
    assert on_simplex(whole) == 1
    assert normal(whole) != 1
    assert on_simplex(IndexSum(SimplexEntry(CHANCE, k) ** 2, k, K)) != 1
    assert on_simplex(IndexSum(Entry(CHANCE, k), k, K)) != 1


def test_opposite_cases_are_both_needed() -> None:
    """What vanishes only for equal indices, or only for different ones, is not zero."""
    equal, different = Entry(X, AT) - Entry(X, J), Delta(AT, J)
    assert decide_indexed_zero([Delta(AT, J) * equal]).zero is True
    assert decide_indexed_zero([(1 - Delta(AT, J)) * different]).zero is True
    assert decide_indexed_zero([equal]).zero is not True
    assert decide_indexed_zero([different]).zero is not True
