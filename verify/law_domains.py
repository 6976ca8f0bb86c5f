"""What laws ask of their parameters besides inequalities: probabilities sum to one, counts are integers. Both restrict the domain."""

from __future__ import annotations

import ast
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import sympy as sp

from derivations.errors import DerivationError, FisherproofError
from derivations.families import families
from derivations.language.goal import Goal
from derivations.language.tensor import Tensor
from derivations.law import Law
from derivations.normal_form import Facts, decide_zero
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NONZERO
from verify.parametrisation import facts_of
from verify.problem import Domain, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from derivations.language.elaborate import Elaborator
    from verify.problem import Variable

INTEGERS = frozenset({"natural", "integer", "positive integer"})
LARGEST = 200  # operations in a sum of probabilities that is factored
KEPT = 4096  # sums of probabilities: mutants of a statement share most of theirs


@dataclass(frozen=True)
class LawDomain:
    """Equations that must hold, and numbers that must be integers."""

    equations: Mapping[sp.Expr, Goal]  # of the sum that must be one
    integers: tuple[sp.Expr, ...]


def law_domain(trees: Sequence[ast.expr], elaborator: Elaborator, variables: Mapping[str, Variable]) -> LawDomain:
    """What the laws of a statement ask for and its types do not grant.

    Raises:
        DerivationError: some of it holds nowhere.
    """
    granted = tuple(facts_of(Problem((), Domain(variables))).substitutions.items())
    equations: dict[sp.Expr, Goal] = {}
    integers: dict[sp.Expr, None] = {}
    for law in _laws(trees, elaborator):
        for parameter in law.form.parameters:
            entries = law.parameters[parameter.name].entries
            if parameter.kind in INTEGERS:
                integers |= dict.fromkeys(entry for entry in entries if not entry.is_integer)
            total = sp.Add(*entries) if parameter.kind == "simplex" else sp.S.One
            rest = _without_certain_factors(total, granted)
            if rest != 0:
                equations[total] = Goal("zero", Tensor.scalar(rest), Tensor.scalar(rest), Tensor.scalar(0))
    return LawDomain(equations, tuple(integers))


def _laws(trees: Sequence[ast.expr], elaborator: Elaborator) -> Iterator[Law]:
    """The members of families that are named outside of what binds a name; their values are kept by the elaborator."""
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in families():
                with suppress(FisherproofError, KeyError):
                    value = elaborator.value(node)
                    if isinstance(value, Law):
                        yield value


@lru_cache(maxsize=KEPT)
def _without_certain_factors(total: sp.Expr, granted: tuple[tuple[sp.Symbol, sp.Expr], ...]) -> sp.Expr:
    """What must vanish for probabilities to sum to one: zero if they do, else the factors of sum - 1 that may vanish.

    Raises:
        DerivationError: no factor may vanish.
    """
    facts, rest = Facts(dict(granted)), total - 1
    if rest == 0 or decide_zero([rest], facts).zero is True:
        return sp.S.Zero
    factors = _factors(rest)
    kept = [factor for factor in factors if signs_of(factor, facts) | NONZERO != NONZERO]
    if not kept:
        message = f"Reading the statement: expected probabilities with sum 1, got sum {total}. The law exists nowhere: mend it."
        raise DerivationError(message)
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
