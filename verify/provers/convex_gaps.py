"""Inequalities of functions that are assumed to be convex: Jensen's, Bregman divergences, monotone gradients.

A convex function lies above its tangents: ``gap(a, b) = f(a) - f(b) - f'(b) (a - b) >= 0`` for all a, b of its domain. A goal is
proved that is a sum of such gaps, with weights that are nonnegative, of their means, and of something nonnegative. What is assumed must be
said of all values of the variables: no other hypothesis or side condition may speak of them.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import sympy as sp

from derivations.derivative import derivative
from derivations.jets import Jet
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.normal_form import decide_zero
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NONNEGATIVE, POSITIVE
from derivations.replacing import replaced
from verify.convexity.functionals import AVERAGES, Functional, functionals
from verify.equations import values_of_atoms
from verify.points.parametrisation import facts_of
from verify.provers import Prover, sum_of_squares
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from derivations.normal_form import Facts
    from verify.problem import Problem

ENGINE = "tangents of convex functions"
KINDS = frozenset({"real", "positive", "nonnegative", "negative", "unit"})
MOST_POINTS = 6
CONVERGES = "the means of convex functions exist, or are infinite"


class Weighed(NamedTuple):
    """A gap from ``base`` at ``place`` with its weight; under a functional, its mean."""

    weight: sp.Expr
    place: tuple[sp.Expr, ...]
    functional: Functional | None = None


@dataclass(frozen=True)
class Convex:
    """``factor f(variables) + rest`` is convex in its variables, of which each is of a kind of numbers."""

    jet: Jet
    variables: tuple[sp.Symbol, ...]
    kinds: tuple[str, ...]
    factor: sp.Expr
    rest: sp.Expr

    def at(self, place: tuple[sp.Expr, ...], expression: sp.Expr) -> sp.Expr:
        """An expression in the variables, at a place."""
        return replaced(expression, dict(zip(self.variables, place, strict=True)))

    def tangent(self, base: tuple[sp.Expr, ...], place: tuple[sp.Expr, ...]) -> sp.Expr:
        """The value at a place of the tangent at the base."""
        whole = self.factor * self.jet + self.rest
        slopes = (self.at(base, derivative(whole, x)) * (a - b) for x, a, b in zip(self.variables, place, base, strict=True))
        return sp.Add(self.at(base, whole), *slopes)

    def value(self, place: tuple[sp.Expr, ...]) -> sp.Expr:
        """The function that is convex, at a place."""
        return self.at(place, self.factor * self.jet + self.rest)

    def place_of(self, jet: Jet) -> tuple[sp.Expr, ...]:
        """Where a jet of the same function stands."""
        found = dict(zip(self.jet.args[2:], jet.args[2:], strict=True))
        return tuple(found[x] for x in self.variables)

    def belongs(self, place: tuple[sp.Expr, ...], facts: Facts) -> bool:
        """Whether a place certainly lies in the domain of the variables."""
        return all(_is_of(kind, entry, facts) for kind, entry in zip(self.kinds, place, strict=True))


def _is_of(kind: str, entry: sp.Expr, facts: Facts) -> bool:
    """Whether a number certainly is of a kind."""
    if kind == "nonnegative":
        return signs_of(entry, facts) | NONNEGATIVE == NONNEGATIVE
    asked = {"real": (), "positive": (entry,), "negative": (-entry,), "unit": (entry, 1 - entry)}[kind]
    return all(signs_of(gap, facts) == POSITIVE for gap in asked)


def convex_of(problem: Problem, goal: Goal, facts: Facts) -> Convex | None:
    """What a hypothesis says of one arbitrary function; ``None`` where it says something else, or of a part of the domain only."""
    variables = goal.convex_in
    if not isinstance(goal.convex_of, Tensor) or not variables or _is_cut(problem, goal):
        return None
    kinds = {x: known.type.kind for known in problem.domain.variables.values() if known.symbols is not None for x in known.symbols.entries}
    whole = sp.expand(goal.convex_of.item)
    jets = sorted((jet for jet in whole.atoms(Jet) if jet.free_symbols & set(variables)), key=str)
    if len(jets) != 1 or any(jets[0].args[1]):
        return None
    moving = [argument for argument in jets[0].args[2:] if argument.free_symbols & set(variables)]
    if sorted(moving, key=str) != sorted(variables, key=str):
        return None  # each variable is one argument, and no other argument depends on it
    if not all(kinds.get(x) in KINDS for x in variables):
        return None
    factor = whole.coeff(jets[0], 1)
    rest = sp.expand(whole - factor * jets[0])
    if rest.has(jets[0]) or factor.free_symbols & set(variables) or factor.has(Jet):
        return None
    if POSITIVE not in (signs_of(factor, facts), signs_of(-factor, facts)):
        return None  # where it vanishes, nothing is said of the function
    return Convex(jets[0], variables, tuple(kinds[x] for x in variables), factor, rest)


def _is_cut(problem: Problem, goal: Goal) -> bool:
    """Whether something else is said of the variables, so that the function may be convex on a part of their domain only."""
    variables = set(goal.convex_in)
    others = [other.residual for other in problem.domain.hypotheses if not other.convex_in]
    others += [value for _, value in problem.conditions]
    entries = [entry for value in others for entry in (value.entries if isinstance(value, Tensor) else (value,))]
    solved = problem.domain.solved
    return bool(variables & set(solved)) or any(not isinstance(entry, sp.Expr) or entry.free_symbols & variables for entry in entries)


def decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove goals that say that something is nonnegative because a function is convex."""
    facts = facts_of(problem)
    functions = [found for goal in problem.domain.everywhere if (found := convex_of(problem, goal, facts)) is not None]
    goals = [goal for goal in problem.goals if goal.relation == "nonnegative" and isinstance(goal.residual, Tensor)]
    if not functions or not goals or len(goals) != len(problem.goals):
        return None
    entries = [entry for goal in goals for entry in goal.residual.entries]
    rests = [itertools.chain.from_iterable(_remainders(entry, convex, facts) for convex in functions) for entry in entries]
    if not all(any(_settled(rest, problem, facts, generator) for rest in remainders) for remainders in rests):
        return None
    names = ", ".join(sorted({str(convex.jet.args[0]) for convex in functions}))
    means = (CONVERGES,) if any(entry.has(*AVERAGES) for entry in entries) else ()
    said = f"{names}: convex for all values of {', '.join(map(str, functions[0].variables))}"
    return Finding("proved", "exact", (ENGINE,), "a nonnegative sum of gaps between a convex function and its tangents", (said, *means))


def _remainders(entry: sp.Expr, convex: Convex, facts: Facts) -> Iterator[sp.Expr]:
    """What is left of an entry beside the gaps of one function, in several ways to take them off."""
    entry = sp.expand_mul(entry, deep=False)
    averages = (part for part in entry.atoms(*AVERAGES) if any(_is_same(jet, convex) for jet in part.atoms(Jet)))
    outer = entry.xreplace({average: sp.Dummy() for average in averages})
    places = sorted({convex.place_of(jet) for jet in outer.atoms(Jet) if _is_same(jet, convex)}, key=str)
    if len(places) > MOST_POINTS:
        return
    for base in places:
        rest = _without_gaps(entry, convex, base, places, facts)
        if rest is not None:
            yield rest
    yield from _without_pairs(entry, convex, places, facts)


def _is_same(jet: Jet, convex: Convex) -> bool:
    """Whether a jet is one of the convex function, at the same values of its other arguments."""
    pairs = zip(jet.args[2:], convex.jet.args[2:], strict=False)
    return bool(jet.args[0] == convex.jet.args[0]) and all(a == b for a, b in pairs if b not in convex.variables)


def _settled(rest: sp.Expr, problem: Problem, facts: Facts, generator: random.Random) -> bool:
    """Whether what remains beside the gaps is zero, or a sum of squares."""
    rest = rest.xreplace(values_of_atoms(problem))
    decision = decide_zero([rest], facts, generator)
    if decision.zero and not decision.disputed and decision.log2_error is None:
        return True
    if rest.has(*AVERAGES):
        return False
    if signs_of(rest, facts) | NONNEGATIVE == NONNEGATIVE:
        return True
    found = sum_of_squares.decide(replace(problem, goals=(Goal("nonnegative", Tensor.scalar(sp.together(rest))),)), generator)
    return found is not None and found.verdict == "proved"


def _without_gaps(
    entry: sp.Expr, convex: Convex, base: tuple[sp.Expr, ...], places: list[tuple[sp.Expr, ...]], facts: Facts
) -> sp.Expr | None:
    """The entry less the gaps from one base to all places, with the weights that the values of the function there have."""
    weighed = [Weighed(_factor(entry, convex.at(place, convex.jet)), place) for place in places if place != base]
    inside = functionals(entry, lambda jet: _is_same(jet, convex), convex.place_of)
    if inside is None or not all(each.is_positive(facts) for each in inside):
        return None
    weighed += [Weighed(each.factor, each.place, each) for each in inside]
    rest = entry
    for weight, place, functional in weighed:
        if weight == 0:
            continue
        kernel = functional.weight / convex.factor if functional else 1 / convex.factor
        if not convex.belongs(base, facts) or not convex.belongs(place, facts):
            return None
        if signs_of(weight * kernel, facts) | NONNEGATIVE != NONNEGATIVE:
            return None
        gap = convex.value(place) - convex.tangent(base, place)
        if functional is None:
            rest -= weight * gap / convex.factor
            continue
        mean = functional.of((convex.at(place, convex.rest) - convex.tangent(base, place)) * kernel)
        if mean is None:
            return None
        rest -= weight * (functional.whole + mean)
    return rest


def _factor(entry: sp.Expr, atom: sp.Expr) -> sp.Expr:
    """The factor of a jet, outside of means."""
    stand_in = sp.Dummy()
    return derivative(entry.xreplace({atom: stand_in}), stand_in)


def _without_pairs(entry: sp.Expr, convex: Convex, places: list[tuple[sp.Expr, ...]], facts: Facts) -> Iterator[sp.Expr]:
    """The entry less (f'(a) - f'(b)) (a - b), and less a second derivative, each with its weight."""
    for a, b in itertools.combinations(places, 2):
        if convex.belongs(a, facts) and convex.belongs(b, facts):
            pair = convex.value(a) - convex.tangent(b, a) + convex.value(b) - convex.tangent(a, b)
            yield entry - pair
    if len(convex.variables) > 1:
        return
    (x,) = convex.variables
    bends = [derivative(derivative(value, x), x) for value in (convex.jet, convex.factor * convex.jet + convex.rest)]
    for place in places:
        weight = _factor(entry, convex.at(place, bends[0])) / convex.factor
        if convex.belongs(place, facts) and signs_of(weight, facts) | NONNEGATIVE == NONNEGATIVE:
            yield entry - weight * convex.at(place, bends[1])


PROVER = Prover(ENGINE, 37, decide)
