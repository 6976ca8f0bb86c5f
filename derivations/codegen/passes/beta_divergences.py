r"""Divergences of log Beta: those of :math:`\log\Gamma` at some arguments, less that at their sum, as sums of positive terms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.passes.gamma_functions import divergences, named, of_beta
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from derivations.codegen.domain import Domain


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The sum with its divergences of a Beta or Dirichlet law replaced, if there are any."""
    if not isinstance(expression, sp.Add):
        return
    found = of_beta(divergences(expression))
    if found is not None and all(domain.is_nonnegative(shape) for match in found[1] for shape in match[1:]):
        whole, parts = found
        yield named(expression, [*parts, whole], lambda *_: sp.S.Zero) - whole[0] * divergence([part[1:] for part in parts])


def divergence(pairs: Sequence[tuple[sp.Expr, ...]]) -> sp.Expr:
    """The divergence of a Dirichlet law: component by component against all later ones, Stirling's leading part and the remainders."""
    terms = []
    for place, (upper, lower) in enumerate(pairs):
        terms.append(stable("bregman_loggamma_remainder", upper, lower))
        if later := pairs[place + 1 :]:
            above, below = (sp.Add(*side) for side in zip(*later, strict=True))
            terms.append(stable("bregman_beta_leading", upper, above, lower, below, upper - lower, difference(later)))
    above, below = (sp.Add(*side) for side in zip(*pairs, strict=True))
    return sp.Add(*terms) - stable("bregman_loggamma_remainder_given", above, below, difference(pairs))


def difference(pairs: Sequence[tuple[sp.Expr, ...]]) -> sp.Expr:
    """The sum of the first less the sum of the second numbers, rounded once for two pairs and nearly so for more."""
    (upper, lower), *later = pairs
    if not later:
        return upper - lower
    if len(later) == 1:
        return stable("difference_of_sums", upper, later[0][0], lower, later[0][1])
    return stable("difference_of_sums", upper, difference(later), lower, sp.S.Zero)


PASS = Pass("beta_divergences", 5, rewrite)
