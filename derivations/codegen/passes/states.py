r"""Moments of laws with finitely many states by the weights of the states: :math:`r_i = e^{u_i - \max_j u_j}`, with differences factored.

A difference of two monomials in the weights is the larger one times :math:`1 - e^{-|d|}`, d the difference of their exponents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.ratio import in_factors

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from derivations.codegen.domain import Domain

LEAST, MOST = 3, 8  # states
PAIR = 2


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:  # noqa: ARG001 - the interface of a pass
    """The quotient by the weights of its states; nothing where an exponential has another place than in a sum over all of them."""
    exponents = states(expression)
    if not LEAST <= len(exponents) <= MOST or expression.has(sp.log, sp.Piecewise):
        return
    names = {u: sp.Symbol(f"state_{place}", positive=True) for place, u in enumerate(exponents)}
    named = expression.xreplace({sp.exp(u): name for u, name in names.items()})
    if named.has(sp.exp):
        return
    factored = in_factors(named)
    if sum(power * degree(factor, names) for factor, power in factored.factors) != 0:
        return
    back = {name: u for u, name in names.items()}
    whole = sp.Mul(factored.coefficient, *(difference(factor, back) ** power for factor, power in factored.factors))
    yield whole.xreplace({name: weight(u, exponents) for u, name in names.items()})


def states(expression: sp.Expr) -> list[sp.Expr]:
    """The exponents of the longest sum of exponentials, in the order of their names."""
    sums = [part for part in expression.atoms(sp.Add) if all(isinstance(term, sp.exp) for term in part.args)]
    longest = max(sums, key=lambda part: (len(part.args), part.sort_key()), default=None)
    return [] if longest is None else sorted((term.args[0] for term in longest.args), key=lambda u: u.sort_key())


def degree(factor: sp.Expr, names: Mapping[sp.Expr, sp.Symbol]) -> sp.Expr:
    """The degree of a homogeneous polynomial in the weights; not a number for any other."""
    scale = sp.Symbol("scale_", positive=True)
    degrees = {
        sp.Mul(*(part for part in sp.Mul.make_args(term.xreplace({name: scale * name for name in names.values()})) if part.has(scale)))
        for term in sp.Add.make_args(factor)
    }
    powers = {sp.degree(sp.powsimp(part).subs(dict.fromkeys(names.values(), 1)), scale) for part in degrees}
    return powers.pop() if len(powers) == 1 else sp.nan


def difference(factor: sp.Expr, back: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
    """A difference of two monomials with its sign and size apart; any other factor as it stands."""
    terms = sp.Add.make_args(factor)
    if len(terms) != PAIR or sorted(term.as_coeff_Mul()[0] for term in terms) != [-1, 1] or not factor.free_symbols <= set(back):
        return factor
    plus, minus = sorted((term for term in terms), key=lambda term: term.as_coeff_Mul()[0], reverse=True)
    gap = sp.expand(_exponent(plus, back) - _exponent(-minus, back))
    return sp.Piecewise((plus, gap > 0), (minus, True)) * (1 - sp.exp(-sp.Abs(gap)))


def _exponent(monomial: sp.Expr, back: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
    powers = [factor.as_base_exp() for factor in sp.Mul.make_args(monomial)]
    return sp.Add(*(power * back[base] for base, power in powers))


def weight(own: sp.Expr, exponents: list[sp.Expr]) -> sp.Expr:
    """The exponential relative to the largest, by differences in which common terms have cancelled on paper."""
    if all(u.is_Symbol for u in exponents):
        return sp.exp(own - sp.Max(*exponents))
    return sp.exp(-sp.Max(0, *(sp.expand(other - own) for other in exponents if other != own)))


PASS = Pass("states", 26, rewrite)
