"""What laws ask of their parameters besides inequalities: probabilities sum to one, counts are integers. Both restrict the domain.

The laws are those that came up when the statement was elaborated, wherever in it they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.errors import DerivationError
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.membership import Value
from derivations.normal_form import Facts, decide_zero
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NONNEGATIVE, NONZERO, POSITIVE
from verify.points.parametrisation import facts_of
from verify.problem import Domain, Problem

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from derivations.law import Law
    from verify.problem import Variable

WHOLE = {"real": "integer", "positive": "positive integer", "nonnegative": "natural"}  # the integers of a kind
NARROWED = frozenset(WHOLE)
SIGNS = {"positive": POSITIVE, "nonnegative": NONNEGATIVE, "nonzero": NONZERO}
LARGEST = 200  # operations in a sum of probabilities that is factored
KEPT = 4096  # sums of probabilities: mutants of a statement share most of theirs


@dataclass(frozen=True)
class LawDomain:
    """Equations and inequalities that must hold, numbers that must be integers, and narrower kinds of numbers that obey them."""

    equations: Mapping[str, Goal]  # in words
    inequalities: tuple[tuple[str, sp.Expr], ...]
    integers: tuple[sp.Expr, ...]
    kinds: Mapping[sp.Symbol, str]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Equations and integers in words."""
        return *self.equations, *(f"{number} is an integer" for number in self.integers)


def law_domain(laws: Iterable[Law | Value], variables: Mapping[str, Variable]) -> LawDomain:
    """What the laws of a statement ask for and its types do not grant.

    Raises:
        DerivationError: some of it holds nowhere.
    """
    granted = tuple(facts_of(Problem((), Domain(variables))).substitutions.items())
    equations: dict[str, Goal] = {}
    inequalities: dict[tuple[str, sp.Expr], None] = {}
    integers: dict[sp.Expr, None] = {}
    for law in dict.fromkeys(laws):
        for kind, expression in law.demands():
            if kind == "zero":
                rest = _without_certain_factors(expression, granted, _blame(law, expression))
                if rest != 0:
                    equations[_equation(law, expression)] = Goal("zero", Tensor.scalar(rest), Tensor.scalar(rest), Tensor.scalar(0))
            elif kind == "integer":
                integers[expression] = None
            elif not _is_granted(kind, expression, granted):
                inequalities[kind, expression] = None
    return LawDomain(equations, tuple(inequalities), tuple(integers), _narrower(variables, inequalities, integers))


def without_certain_factors(goal: Goal, variables: Mapping[str, Variable]) -> Goal:
    """An equation between numbers without the factors that the types keep from zero: x**2 == 4 says x == 2 where x is positive."""
    if goal.relation != "zero" or not isinstance(goal.residual, Tensor) or goal.residual.shape or goal.residual.item.is_Symbol:
        return goal
    granted = tuple(facts_of(Problem((), Domain(variables))).substitutions.items())
    whole = goal.residual.item
    try:
        rest = _without_certain_factors(whole, granted, "")
    except DerivationError:  # nothing may vanish: the hypotheses hold nowhere, which is found where points are drawn
        return goal
    if rest == 0 or sp.cancel(whole / rest).is_number:
        return goal
    return Goal("zero", Tensor.scalar(rest), Tensor.scalar(rest), Tensor.scalar(0))


def _narrower(
    variables: Mapping[str, Variable], inequalities: Container[tuple[str, sp.Expr]], integers: Container[sp.Expr]
) -> dict[sp.Symbol, str]:
    """Kinds to draw symbols from where their types are wider than what a law asks of them, which few members would meet."""
    found = {}
    for variable in variables.values():
        for symbol in variable.symbols.entries if variable.symbols is not None and variable.type.kind in NARROWED else ():
            kind = "positive" if ("positive", symbol) in inequalities else variable.type.kind
            if symbol in integers:
                found[symbol] = WHOLE[kind]
            elif kind != variable.type.kind or ("positive", 1 - symbol) in inequalities:
                found[symbol] = "unit" if kind == "positive" and ("positive", 1 - symbol) in inequalities else kind
    return found


@lru_cache(maxsize=KEPT)
def _is_granted(requirement: str, expression: sp.Expr, granted: tuple[tuple[sp.Symbol, sp.Expr], ...]) -> bool:
    """Whether an inequality holds by the types."""
    wanted = SIGNS[requirement]
    return signs_of(expression, Facts(dict(granted))) | wanted == wanted


def _equation(law: Law | Value, vanishing: sp.Expr) -> str:
    """What must vanish, as an equation: probabilities have the sum one."""
    constant, rest = (sp.S.NegativeOne, vanishing + 1) if not isinstance(law, Value) else vanishing.as_coeff_Add()
    return f"{rest} == {-constant}"


def _blame(law: Law | Value, vanishing: sp.Expr) -> str:
    """What to say where something can never vanish."""
    if isinstance(law, Value):
        got = f"({', '.join(map(str, law.y.entries))}), which is none anywhere"
        return f"Reading the statement: expected {law}, got {got}. Mend it."
    return f"Reading the statement: expected probabilities with sum 1, got sum {vanishing + 1}. The law exists nowhere: mend it."


@lru_cache(maxsize=KEPT)
def _without_certain_factors(rest: sp.Expr, granted: tuple[tuple[sp.Symbol, sp.Expr], ...], blame: str) -> sp.Expr:
    """What must vanish for an equation to hold: zero if it does, else the factors that may vanish.

    Raises:
        DerivationError: no factor may vanish.
    """
    facts = Facts(dict(granted))
    if rest == 0 or decide_zero([rest], facts).zero is True:
        return sp.S.Zero
    factors = _factors(rest)
    kept = [factor for factor in factors if signs_of(factor, facts) | NONZERO != NONZERO]
    if not kept:
        raise DerivationError(blame)
    return sp.Mul(*kept)


def _factors(rest: sp.Expr) -> list[sp.Expr]:
    """The irreducible factors of the numerator, which multiply out to it; the whole where it is no polynomial of small size."""
    if not rest.is_number and rest.is_rational_function() and rest.count_ops() <= LARGEST:
        above, below = sp.fraction(sp.cancel(rest))
        constant, powers = sp.factor_list(above)
        product = constant * sp.Mul(*(factor**power for factor, power in powers))
        if sp.expand(above - product) == 0 and decide_zero([rest - above / below]).zero is True:
            return [factor for factor, _ in powers]
    return [rest]
