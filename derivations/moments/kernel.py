"""What a moment kernel is: atoms with joint moments in closed form, and the image of the variable in those atoms."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NamedTuple

import sympy as sp

from derivations.errors import DerivationError
from derivations.moments.combination import ONE, ZERO, Combination, Monomial

if TYPE_CHECKING:
    from collections.abc import Sequence


class UnmatchedError(DerivationError):
    """A part of the integrand is no monomial of the kernel; the message names it."""


class Moment(NamedTuple):
    """The expectation of a monomial: it exists where every one of ``requirements`` is positive, with this form where ``nonzero`` holds."""

    value: sp.Expr
    requirements: tuple[sp.Expr, ...] = ()
    nonzero: tuple[sp.Expr, ...] = ()


class Kernel(ABC):
    r"""A random element whose moments :math:`G(s) = E[\prod_i b_i^{s_i}]` and exponential moments have a closed form.

    ``size`` counts the atoms; ``positive`` says whether they are positive numbers (then every real power and every logarithm of a product
    splits); ``directions`` are the statistics ``t_j`` whose exponentials the kernel integrates, ``waves`` those of them along which a rate
    may have an imaginary part.
    """

    size: int = 1
    positive: bool = True
    directions: tuple[Monomial, ...] = ()
    waves: tuple[Monomial, ...] = ()

    def monomial(self, powers: Sequence[sp.Expr | int] = (), sign: int = 0, directions: int | None = None) -> Monomial:
        """A monomial with the given powers; ``directions`` overrides their count while a kernel builds them."""
        count = len(self.directions) if directions is None else directions
        exponents = tuple(map(sp.Integer, powers)) if powers else (ZERO,) * self.size
        return Monomial(exponents, (0,) * self.size, (ZERO,) * count, sign)

    def constant(self, value: sp.Expr) -> Combination:
        """A constant as a combination."""
        return Combination({self.monomial(): value})

    def atom(self, position: int = 0) -> Combination:
        """One atom as a combination."""
        return Combination({self.monomial([int(i == position) for i in range(self.size)]): ONE})

    def logarithm(self, position: int = 0) -> Combination:
        """The logarithm of one atom as a combination."""
        unit = self.monomial()
        return Combination({unit._replace(logs=tuple(int(i == position) for i in range(self.size))): ONE})

    def power(self, exponent: sp.Expr, position: int = 0) -> Combination:
        """A real power of one atom as a combination."""
        unit = self.monomial()
        return Combination({unit._replace(powers=tuple(exponent if i == position else ZERO for i in range(self.size))): ONE})

    def exponential(self, rate: sp.Expr, position: int = 0) -> Combination:
        """The exponential of ``rate`` times one direction, as a combination."""
        unit = self.monomial()
        rates = tuple(rate if i == position else ZERO for i in range(len(self.directions)))
        return Combination({unit._replace(rates=rates): ONE})

    def is_positive(self, monomial: Monomial) -> bool:
        """Whether the atoms that a monomial uses are positive numbers; kernels with atoms of both sorts override it."""
        return self.positive or all(power == 0 for power in monomial.powers)

    def factor(self, combination: Combination) -> tuple[sp.Expr, Monomial] | None:  # noqa: ARG002 - kernels with relations override
        """Write a sum as one monomial with a coefficient, where a relation between the atoms allows it."""
        return None

    def function(self, head: type, arguments: Sequence[Combination]) -> Combination | None:  # noqa: ARG002 - overridden
        """Reduce a function that only this kernel knows."""
        return None

    @abstractmethod
    def moment(self, monomial: Monomial) -> Moment:
        """The expectation of a monomial without opaque factors.

        Raises:
            UnmatchedError: the kernel has no closed form for it.
        """

    def unmatched(self, what: object) -> UnmatchedError:
        """The error for a monomial without a closed form."""
        message = (
            f"Taking an expectation: expected monomials of the {type(self).__name__}, got {what}. "
            "Leave the integral unevaluated for quadrature, or give the family a kernel that covers it."
        )
        return UnmatchedError(message)


class Branch(NamedTuple):
    """A part of a law beside a kink: its probability, the kink, the side (-1 below, 1 above) and the pivot of the law given that side."""

    weight: sp.Expr
    kink: sp.Expr
    side: int
    pivot: Pivot


class Pivot(NamedTuple):
    """A kernel together with the components of the variable as combinations of its atoms."""

    kernel: Kernel
    images: tuple[Combination, ...]
