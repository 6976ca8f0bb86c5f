"""The Dirichlet kernel: powers and logarithms of the components of a random point of the simplex."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.closed_forms import gamma_ratio, moment_from_cumulants, polygamma_shifted
from derivations.moments.combination import ZERO, Monomial
from derivations.moments.kernel import Kernel, Moment

if TYPE_CHECKING:
    from collections.abc import Sequence


class DirichletKernel(Kernel):
    r"""A random point of the simplex with concentrations ``a_i`` whose sum is ``A``.

    :math:`E[\prod_i b_i^{s_i}] = \Gamma(A) / \Gamma(A + \sum_i s_i) \prod_i \Gamma(a_i + s_i) / \Gamma(a_i)`.
    """

    def __init__(self, concentration: Sequence[sp.Expr]) -> None:
        """Args: concentration, K expressions."""
        self.size = len(concentration)
        self.concentration = tuple(concentration)

    def moment(self, monomial: Monomial) -> Moment:
        """The ratio of Gamma functions and its logarithmic derivatives."""
        pairs = list(zip(self.concentration, monomial.powers, strict=True))
        whole, shift = sp.Add(*self.concentration), sp.expand(sp.Add(*monomial.powers))
        exists = tuple(base + power for base, power in pairs if power != 0)
        ratio = sp.Mul(*(gamma_ratio(base, power) for base, power in pairs)) / gamma_ratio(whole, shift)

        def cumulant(order: tuple[int, ...]) -> sp.Expr:
            n, touched = sum(order) - 1, [i for i, k in enumerate(order) if k]
            own = polygamma_shifted(n, *pairs[touched[0]]) if len(touched) == 1 else ZERO
            return own - polygamma_shifted(n, whole, shift)

        return Moment(ratio * moment_from_cumulants(monomial.logs, cumulant), exists)
