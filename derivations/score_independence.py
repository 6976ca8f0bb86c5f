"""Why a Fisher matrix is definite: its scores are linearly independent functions of the value, read off their coefficients.

v^T F v = E[(v^T s)^2] vanishes only if v^T s vanishes almost everywhere on the support, where the density is positive. Powers of y, log(y)
and log(1 - y) are algebraically independent on every interval; 1, log(y_1), ..., log(y_n) are linearly independent on a simplex. So v^T s
vanishes only if v is orthogonal to all columns of coefficients, and a minor of full size that is not zero leaves v = 0 alone.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp

from derivations.linear_algebra import determinant
from derivations.score import score
from derivations.support import Interval, Simplex

if TYPE_CHECKING:
    from derivations.language.tensor import Tensor
    from derivations.law import Law

MOST = 40  # minors


def minors_of_scores(law: Law, v: Tensor) -> tuple[sp.Expr, ...]:
    """Numbers of which one that is never zero makes the Fisher matrix in ``v`` definite; none where the scores are no known functions.

    >>> from derivations.families import families
    >>> from derivations.language.tensor import Tensor
    >>> a, b = sp.symbols("a b", positive=True)
    >>> minors_of_scores(families()["Gamma"].law(a, b), Tensor.vector([a, b]))[0]
    -1
    """
    y = law.variable()
    known = _functions(law, y)
    if known is None or len(v.shape) != 1:
        return ()
    rows = [_coefficients(slope.xreplace(known), y, frozenset(known.values())) for slope in score(law, y, v).entries]
    read = [row for row in rows if row is not None]
    if len(read) < len(rows):
        return ()
    functions = sorted({function for row in read for function in row}, key=lambda function: (function == 1, str(function)))
    choices = itertools.islice(itertools.combinations(functions, len(rows)), MOST)
    found = (determinant([[row.get(function, sp.S.Zero) for function in chosen] for row in read]) for chosen in choices)
    return tuple(minor for minor in found if minor != 0)


def _functions(law: Law, y: Tensor) -> dict[sp.Expr, sp.Expr] | None:
    """What is known to be independent on the support, as symbols; logarithms of expanded quotients are not looked for."""
    if isinstance(law.support, Interval):
        return {y.item: y.item, sp.log(y.item): sp.Dummy("log"), sp.log(1 - y.item): sp.Dummy("log1m")}
    if isinstance(law.support, Simplex):
        return {sp.log(entry): sp.Dummy(f"log{place}") for place, entry in enumerate(y.entries)}
    return None


def _coefficients(slope: sp.Expr, y: Tensor, functions: frozenset[sp.Expr]) -> dict[sp.Expr, sp.Expr] | None:
    """The coefficient of every product of powers of the functions, without the value; ``None`` if the score is no sum of such products."""
    found: dict[sp.Expr, sp.Expr] = {}
    linear = bool(y.shape)
    for term in sp.Add.make_args(sp.expand(slope)):
        rest, own = term.as_independent(*functions, as_Add=False)
        powers = [factor.as_base_exp() for factor in sp.Mul.make_args(own)] if own != 1 else []
        if not all(base in functions and exponent.is_Integer for base, exponent in powers):
            return None
        if rest.free_symbols & y.free_symbols or (linear and own != 1 and own not in functions):
            return None
        found[own] = found.get(own, sp.S.Zero) + rest
    return found
