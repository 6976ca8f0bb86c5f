"""Polynomials in whole numbers that never vanish, since they do not modulo some small number: ``2*n != 2*m + 1``, ``n**2 - 3*m**2 != 2``.

Every residue of every unknown is tried, of the polynomial times the common denominator of its coefficients.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp

from derivations.language.tensor import Tensor
from verify.provers import Prover
from verify.verdict import Finding

if TYPE_CHECKING:
    import random

    from derivations.language.goal import Goal
    from verify.problem import Problem

NAME = "residues"
MODULI = (2, 3, 4, 5, 7, 8, 9, 11, 13, 16)
MOST = 5000  # choices of residues
HIGHEST = 12  # degree


def _decide(problem: Problem, generator: random.Random) -> Finding | None:  # noqa: ARG001 - as every prover is called
    """Prove goals each of which says that one number is not zero; ``None`` if some goal resists or is of another kind."""
    found = [_modulus(goal) for goal in problem.goals]
    moduli = [modulus for modulus in found if modulus is not None]
    if not found or len(moduli) < len(found):
        return None
    detail = f"all residues modulo {', '.join(map(str, dict.fromkeys(moduli)))} were tried, and none makes the difference vanish"
    return Finding("proved", "exact", (NAME,), detail)


def _modulus(goal: Goal) -> int | None:
    """A number modulo which what must not vanish never does."""
    if goal.relation != "nonzero" or not isinstance(goal.residual, Tensor) or goal.residual.shape:
        return None
    number = goal.residual.item
    unknowns = sorted(number.free_symbols, key=str)
    if not unknowns or not all(symbol.is_integer for symbol in unknowns) or not number.is_polynomial(*unknowns):
        return None
    polynomial = sp.Poly(number, *unknowns)
    if not (polynomial.domain.is_ZZ or polynomial.domain.is_QQ) or polynomial.total_degree() > HIGHEST:
        return None
    terms = [(powers, int(c)) for powers, c in polynomial.clear_denoms(convert=True)[1].terms()]
    fitting = (modulus for modulus in MODULI if modulus ** len(unknowns) <= MOST)
    return next((modulus for modulus in fitting if _never_vanishes(terms, len(unknowns), modulus)), None)


def _never_vanishes(terms: list[tuple[tuple[int, ...], int]], count: int, modulus: int) -> bool:
    return all(_value(terms, residues, modulus) for residues in itertools.product(range(modulus), repeat=count))


def _value(terms: list[tuple[tuple[int, ...], int]], residues: tuple[int, ...], modulus: int) -> int:
    total = 0
    for powers, factor in terms:
        product = factor
        for residue, power in zip(residues, powers, strict=True):
            product = product * pow(residue, power, modulus) % modulus
        total += product
    return total % modulus


PROVER = Prover(NAME, 19, _decide)
