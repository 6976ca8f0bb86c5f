"""Laws on few points obey relations that others do not: the replay takes as many points as expectations are multiplied."""

from __future__ import annotations

from typing import Any

import pytest

from verify.replay.checker import replay

Size = list[str | int]


class Recipe:
    """Steps of an adversary; each method appends one and returns its place."""

    def __init__(self) -> None:
        """Start without a step."""
        self.nodes: list[dict[str, Any]] = []

    def step(self, op: str, shape: Size, *args: int, **data: Any) -> int:
        """Any operation."""
        self.nodes.append({"op": op, "shape": shape, "args": list(args), **data})
        return len(self.nodes) - 1

    def letter(self, name: str, shape: Size, *variables: str) -> int:
        """A function of bound variables."""
        arguments = [["symbol", variable] for variable in variables]
        return self.step("letter", shape, name=name, symmetric=False, entries="real", arguments=arguments)

    def mean(self, of: int, variable: str = "y") -> int:
        """The expectation under the law p."""
        return self.step("expectation", self.nodes[of]["shape"], of, variables=[variable], law="p", at=[])

    def outer(self, left: int, right: int) -> int:
        """The outer product of two vectors."""
        rows, columns = self.nodes[left]["shape"][0], self.nodes[right]["shape"][0]
        column, row = self.step("column", [rows, 1], left), self.step("row", [1, columns], right)
        return self.step("multiply", [rows, columns], column, row)

    def less(self, left: int, right: int) -> int:
        """The difference."""
        shape = self.nodes[left]["shape"]
        minus = self.step("number", [], value=["rational", "-1"])
        return self.step("add", shape, left, self.step("scale", shape, minus, right))

    def covariance(self, left: int, right: int) -> int:
        """E[s t^T] - E[s] E[t]^T."""
        return self.less(self.mean(self.outer(left, right)), self.outer(self.mean(left), self.mean(right)))

    def regression(self, across: int, inside: int, back: int) -> int:
        """What is explained of a second moment: A B^-1 C."""
        shape = [self.nodes[across]["shape"][0], self.nodes[back]["shape"][1]]
        inverse = self.step("inverse", self.nodes[inside]["shape"], inside)
        return self.step("multiply", shape, across, self.step("multiply", self.nodes[back]["shape"], inverse, back))

    def answer(self, left: int, right: int) -> tuple[str, str]:
        """What the replay says to left = right."""
        answer = replay({"kind": "matrices", "nodes": self.nodes, "equal": [left, right]})
        return answer.outcome, answer.how


@pytest.mark.parametrize("size", ["n", 4, 7])
def test_nothing_explains_a_covariance_without_rest(size: str | int) -> None:
    """Cov(t) = Cov(t, s) Cov(s)^-1 Cov(s, t) holds for laws on n + 1 points, where every t is affine in s, and for no others."""
    recipe = Recipe()
    s, t = recipe.letter("s", [size], "y"), recipe.letter("t", [size], "y")
    inside, across, back = recipe.covariance(s, s), recipe.covariance(t, s), recipe.covariance(s, t)
    outcome, how = recipe.answer(recipe.covariance(t, t), recipe.regression(across, inside, back))
    assert outcome == "refused"
    assert "the sides differ" in how


def test_second_moments_of_fixed_sizes_have_a_rest() -> None:
    """E[t t^T] = E[t s^T] E[s s^T]^-1 E[s t^T] holds for laws on as many points as s has entries; no dimension has a name here."""
    recipe = Recipe()
    s, t = recipe.letter("s", [4], "y"), recipe.letter("t", [2], "y")
    inside, across, back = (recipe.mean(recipe.outer(one, other)) for one, other in ((s, s), (t, s), (s, t)))
    outcome, how = recipe.answer(recipe.mean(recipe.outer(t, t)), recipe.regression(across, inside, back))
    assert (outcome, how.split("{")[0]) == ("refused", "the sides differ in dimensions ")


def test_the_rest_of_a_regression_is_orthogonal() -> None:
    """E[t s^T] = E[t s^T] E[s s^T]^-1 E[s s^T] and a rest without correlation hold for every law, and agree."""
    recipe = Recipe()
    s, t = recipe.letter("s", ["n"], "y"), recipe.letter("t", ["n"], "y")
    inside, across = recipe.mean(recipe.outer(s, s)), recipe.mean(recipe.outer(t, s))
    assert recipe.answer(across, recipe.regression(across, inside, inside))[0] == "agrees"
    square: Size = ["n", "n"]
    coefficients = recipe.step("multiply", square, across, recipe.step("inverse", square, inside))
    rest = recipe.less(t, recipe.step("multiply", ["n"], coefficients, s))
    assert recipe.answer(recipe.mean(recipe.outer(rest, s)), recipe.step("zeros", square))[0] == "agrees"


def test_means_of_quotients_by_other_means_are_refused() -> None:
    """E_y[1/E_x[f(x, y)]] has as many denominators as a law has points: no number of points is enough."""
    recipe = Recipe()
    inner = recipe.mean(recipe.letter("f", [], "x", "y"), "x")
    quotient = recipe.mean(recipe.step("reciprocal", [], inner))
    outcome, how = recipe.answer(quotient, quotient)
    assert (outcome, "averages over" in how) == ("refused", True)


@pytest.mark.parametrize("how", ["power", "function"])
def test_negative_powers_and_functions_of_averages_are_seen(how: str) -> None:
    """The same with a power, and with a function of y that stands in a number beside a mean without y."""
    recipe = Recipe()
    inner = recipe.mean(recipe.letter("f", [], "x", *["y"] * (how == "power")), "x")
    if how == "function":
        inner = recipe.step("add", [], inner, recipe.step("number", [], value=["function", "log(y)", "y"]))
    quotient = recipe.mean(recipe.step("power", [], inner, exponent=-1))
    outcome, words = recipe.answer(quotient, quotient)
    assert (outcome, "averages over" in words) == ("refused", True)


def test_a_denominator_without_a_mean_agrees() -> None:
    """E_y[g(y)/f(y)] is one expectation."""
    recipe = Recipe()
    quotient = recipe.mean(
        recipe.step("scale", [], recipe.step("reciprocal", [], recipe.letter("f", [], "y")), recipe.letter("g", [], "y"))
    )
    outcome, how = recipe.answer(quotient, quotient)
    assert outcome == "agrees", how


def test_a_denominator_that_does_not_depend_on_the_average_agrees() -> None:
    """E_y[g(y)/E_x[f(x)]] = E_y[g(y)]/E_x[f(x)]."""
    recipe = Recipe()
    under = recipe.step("reciprocal", [], recipe.mean(recipe.letter("f", [], "x"), "x"))
    g = recipe.letter("g", [], "y")
    inside = recipe.mean(recipe.step("scale", [], under, g))
    outcome, how = recipe.answer(inside, recipe.step("scale", [], under, recipe.mean(g)))
    assert outcome == "agrees", how


def test_products_of_too_many_expectations_are_refused() -> None:
    """A product of 400 expectations would need laws on more points than are tried; one less does not."""
    recipe = Recipe()
    mean = recipe.mean(recipe.letter("f", [], "y"))
    power, less = (recipe.step("power", [], mean, exponent=count) for count in (400, 399))
    assert recipe.answer(power, power) == ("refused", "products of 400 expectations: too many for the laws that are tried")
    assert recipe.answer(less, less)[0] == "agrees"
