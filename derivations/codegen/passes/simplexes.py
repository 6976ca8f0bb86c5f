r"""Probabilities sum to one: factors of quotients become homogeneous in them, :math:`1 - p_1 - p_2 = p_0`, so that differences vanish."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.ratio import in_factors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The quotient with homogeneous factors; nothing where no simplex is, or functions are of probabilities."""
    for simplex in domain.simplexes:
        if not expression.has(*simplex) or any(call.has(*simplex) for call in expression.atoms(sp.Function)):
            continue
        factored = in_factors(expression)
        whole = sp.Mul(factored.coefficient, *(homogeneous(factor, simplex) ** power for factor, power in factored.factors))
        if whole != expression:
            yield whole


def homogeneous(factor: sp.Expr, simplex: tuple[sp.Symbol, ...]) -> sp.Expr:
    """A polynomial with all terms of one degree in the probabilities, each lower one times their sum; without that sum as a factor."""
    if not factor.is_polynomial(*simplex) or not factor.has(*simplex):
        return factor
    total = sp.Add(*simplex)
    terms = sp.Poly(factor, *simplex).terms()
    degree = max(sum(powers) for powers, _ in terms)
    raised = [
        coefficient * sp.Mul(*(symbol**power for symbol, power in zip(simplex, powers, strict=True))) * total ** (degree - sum(powers))
        for powers, coefficient in terms
    ]
    plain = sp.expand(sp.Add(*raised))
    factored = in_factors(plain)
    return sp.Mul(factored.coefficient, *(part**power for part, power in factored.factors if part != total))


PASS = Pass("simplexes", 14, rewrite)
