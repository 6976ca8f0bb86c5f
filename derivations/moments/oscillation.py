"""Sines and cosines of a kernel's directions, as exponentials with imaginary rates: characteristic functions, Fourier features.

An integrand is real, so that its expectation is the real part of what the exponentials give; the other parts cancel in pairs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.moments.combination import ONE, ZERO

if TYPE_CHECKING:
    from derivations.moments.combination import Combination
    from derivations.moments.kernel import Kernel


def turn(phase: sp.Expr) -> sp.Expr:
    r"""Cosine plus ``I`` times sine: :math:`e^{i \phi}` with the two parts apart.

    >>> turn(sp.Integer(0))
    1
    """
    return sp.cos(phase) + sp.I * sp.sin(phase)


def split(rate: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """The real and the imaginary part of a rate, which is a real expression plus ``I`` times another one.

    >>> a, t = sp.symbols("a t", real=True)
    >>> split(a - sp.I * t * a)
    (a, -a*t)
    """
    if not rate.has(sp.I):
        return rate, ZERO
    expanded = sp.expand(rate)
    imaginary = expanded.coeff(sp.I)
    return sp.expand(expanded - sp.I * imaginary), imaginary


def real_part(value: sp.Expr) -> sp.Expr:
    """The mean of something real: what stands beside ``I`` in a sum over conjugate pairs cancels, in whatever form it is written."""
    return split(value)[0]


def circular(kernel: Kernel, head: type, argument: Combination) -> Combination | None:
    """Cosine or sine of a constant plus real multiples of directions in which the kernel takes imaginary rates."""
    if head not in (sp.cos, sp.sin) or not kernel.waves:
        return None
    up, down = kernel.constant(ONE), kernel.constant(ONE)
    for monomial, coefficient in argument:
        if not coefficient.is_real:
            return None
        if monomial.is_one:
            up, down = up * turn(coefficient), down * turn(-coefficient)
        elif monomial in kernel.waves:
            position = kernel.directions.index(monomial)
            up = up * kernel.exponential(sp.I * coefficient, position)
            down = down * kernel.exponential(-sp.I * coefficient, position)
        else:
            return None
    mean: Combination = (up + down) * sp.Rational(1, 2) if head is sp.cos else (up - down) * (-sp.I / 2)
    return mean
