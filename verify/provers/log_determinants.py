"""Logarithms of determinants in every dimension, by log det M <= trace(M) - n for a product M = inv(Q) P of definite matrices.

M has positive eigenvalues, and each of them satisfies log(x) <= x - 1. What is left after the logarithms is a number of the free *-algebra,
whose sign somebody else must prove. The divergence of two normal laws is such a number.
"""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import sympy as sp

from derivations.errors import FisherproofError
from derivations.indexed.atoms import Opaque, Size
from derivations.indexed.lifting import opaque_number
from derivations.indexed.tensor import IndexedTensor
from derivations.language.elaborate import Elaborator
from derivations.language.goal import Goal
from derivations.language.scope import declare
from derivations.language.syntax import parse
from derivations.star_algebra.element import Element
from verify.provers import Prover, proof_of, weakest
from verify.verdict import Finding

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Mapping

    from verify.problem import Problem

NAME = "logarithms of determinants"
MOST = 4  # matrices with a logarithm


class Bound(NamedTuple):
    """``amount`` times trace(inv(below) above) - n, which is at least as much of log det above - log det below; one may be missing."""

    amount: sp.Expr
    above: str | None
    below: str | None


def _decide(problem: Problem, generator: random.Random) -> Finding | None:
    """Prove one weak inequality between numbers with such logarithms."""
    residual = problem.goals[0].residual if len(problem.goals) == 1 else None
    if not isinstance(residual, IndexedTensor) or residual.shape or problem.goals[0].relation != "nonnegative":
        return None
    types = {name: variable.type for name, variable in problem.domain.variables.items()}
    scope = declare(types)
    matrices: dict[str, Element] = {name: scope.values[name] for name, spec in types.items() if spec.kind == "spd" and spec.is_abstract}
    weights, rest = _separated(residual.item, matrices)
    if not 0 < len(weights) <= MOST:
        return None
    try:
        left = _element(rest, Elaborator(scope))
        for bounds in _matchings(weights, matrices):
            goal = Goal("nonnegative", left - sum((_of_bound(bound, matrices) for bound in bounds), Element.scalar(0)))
            proof = proof_of(replace(problem, goals=(goal,)), generator)
            if proof is not None:
                return _finding(bounds, proof)
    except FisherproofError:
        return None
    return None


def _finding(bounds: list[Bound], proof: Finding) -> Finding:
    shown = [f"log(det({_product(bound)})) <= trace({_product(bound)}) - n" for bound in bounds]
    detail = f"scope: all dimensions; {'; '.join(shown)}; for the rest: {proof.detail}"
    return Finding("proved", weakest([proof], "exact"), (NAME, *proof.engines), detail, proof.side_conditions)


def _product(bound: Bound) -> str:
    return " @ ".join(filter(None, (f"inv({bound.below})" if bound.below else "", bound.above)))


def _separated(body: sp.Expr, matrices: Mapping[str, Element]) -> tuple[dict[str, sp.Rational], sp.Expr]:
    """The rational coefficients of the logarithms, and what is left without them; no coefficients if something else is there."""
    rest, weights = sp.expand(body), {}
    for name, value in matrices.items():
        logarithm = sp.log(opaque_number(value.det()))
        weight = rest.coeff(logarithm)
        if weight != 0:
            weights[name], rest = weight, sp.expand(rest - weight * logarithm)
    is_plain = all(weight.is_Rational for weight in weights.values()) and not rest.has(sp.log)
    return (weights, rest) if is_plain else ({}, rest)


def _matchings(weights: Mapping[str, sp.Rational], matrices: Mapping[str, Element]) -> Iterator[list[Bound]]:
    """Ways to share out the matrices whose logarithms count positively among those of the others; what is left stands by itself."""
    below = [name for name, weight in weights.items() if weight > 0]
    for order in itertools.chain.from_iterable(itertools.permutations(below, count) for count in range(len(below), -1, -1)):
        left, bounds = dict(weights), []
        for name, partner in itertools.product(weights, order):
            amount = min(-left[name], left[partner])
            if amount > 0 and matrices[name].shape == matrices[partner].shape:
                bounds.append(Bound(amount, name, partner))
                left[name], left[partner] = left[name] + amount, left[partner] - amount
        yield bounds + [Bound(-weight, name, None) if weight < 0 else Bound(weight, None, name) for name, weight in left.items() if weight]


def _of_bound(bound: Bound, matrices: Mapping[str, Element]) -> Element:
    """What the bound subtracts from the rest: amount (trace(inv(below) above) - n)."""
    size = matrices[bound.above or bound.below or ""].shape[0]
    factor = Element.identity(size)
    for matrix in (matrices[bound.below].inverse() if bound.below else None, matrices[bound.above] if bound.above else None):
        factor = factor if matrix is None else factor @ matrix
    return (factor.trace() - Element.identity(size).trace()) * Element.scalar(bound.amount)


def _element(body: sp.Expr, elaborator: Elaborator) -> Element:
    """A number of opaque parts, dimensions and symbols as an element.

    Raises:
        FisherproofError: a part has no element, or is not what its name says.
    """
    if isinstance(body, Opaque):
        value = elaborator.value(parse(body.name))
        if not isinstance(value, Element) or opaque_number(value) != body:
            message = f"Reading a normal form: expected a number of matrices, got {body}. Write the statement without it."
            raise FisherproofError(message)
        return value
    if isinstance(body, Size):
        return Element.identity(body.name).trace()
    if body.is_Add or body.is_Mul:
        first, *others = (_element(part, elaborator) for part in body.args)
        for part in others:
            first = first + part if body.is_Add else first * part
        return first
    if body.is_Pow and body.exp.is_Integer:
        return _element(body.base, elaborator) ** int(body.exp)
    return Element.scalar(body)


PROVER = Prover(NAME, 39, _decide)
