"""What stands behind one expectation: the change of variable and the moments of the kernel, or the terms of a finite sum."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.errors import DerivationError
from derivations.expectation import reduction
from derivations.moments.beta import BetaKernel
from derivations.moments.circle import CircleKernel
from derivations.moments.gamma import GammaKernel
from derivations.moments.gaussian import GaussianKernel
from derivations.moments.tidy import tidy

if TYPE_CHECKING:
    from derivations.moments.combination import Combination, Monomial
    from derivations.moments.kernel import Kernel
    from derivations.trace import Step

SIGN = sp.Symbol("sigma", real=True)
LONGEST = 8  # lines of one expectation


def moments_used(step: Step) -> tuple[tuple[str, Any, Any], ...]:
    """Return the lines behind an expectation.

    They are (``let``, symbol, image), (``law``, atoms, (name, parameters)), (``mean``, monomial, value),
    or (``term``, point, weighted value).
    """
    law, variable = step.law, step.variable
    if law is None or "kernel" not in step.rule:
        return _terms(step) if law is not None and law.points is not None else ()
    try:
        kernel, combination = law.pivot.kernel, reduction(variable, law).reduce(step.before)
        moments = [(monomial, kernel.moment(monomial).value) for monomial, _ in combination if not monomial.is_one]
    except (DerivationError, AttributeError):
        return ()  # a moment by a family's own rule has no kernel monomials
    if len(moments) > LONGEST:
        return ()
    lets = [("let", symbol, _expression(image, kernel)) for symbol, image in zip(variable.entries, law.pivot.images, strict=True)]
    means = [("mean", _monomial(monomial, kernel), tidy(value)) for monomial, value in moments]
    signs = [("law", [SIGN], ("fair sign", ()))] if any(right.has(SIGN) for _, _, right in lets) else []
    return (*lets, *_laws(kernel), *signs, *means)


def _laws(kernel: Kernel) -> list[tuple[str, Any, Any]]:
    """The laws of the atoms of the kernels with well-known ones; the others are known by their moments."""
    if isinstance(kernel, GammaKernel):
        return [("law", _atoms(kernel), ("Gamma", (kernel.concentration, sp.S.One)))]
    if isinstance(kernel, GaussianKernel):
        return [("law", _atoms(kernel), ("Normal", (sp.S.Zero, sp.S.One)))]
    if isinstance(kernel, BetaKernel):
        first, second = _atoms(kernel)
        return [("law", [first], ("Beta", kernel.exponents)), ("let", second, 1 - first)]
    if isinstance(kernel, CircleKernel):
        turn, angle = _atoms(kernel)
        return [("let", turn, sp.exp(sp.I * angle))]
    return []


def _terms(step: Step) -> tuple[tuple[str, Any, Any], ...]:
    symbols = step.variable.entries
    if len(step.law.points) > LONGEST:
        return ()
    return tuple(
        ("term", sp.Tuple(*(sp.Eq(symbol, value, evaluate=False) for symbol, value in zip(symbols, point.entries, strict=True))),
         sp.Mul(probability, step.before.xreplace(dict(zip(symbols, point.entries, strict=True))), evaluate=False))
        for point, probability in step.law.points
    )  # fmt: skip


def _atoms(kernel: Kernel) -> list[sp.Symbol]:
    """``w``, or ``w_0``, ``w_1``... for several atoms."""
    return [sp.Symbol("w" if kernel.size == 1 else f"w_{i}", positive=True) for i in range(kernel.size)]


def _monomial(monomial: Monomial, kernel: Kernel) -> sp.Expr:
    """A monomial in the symbols of the atoms, with ``sigma`` for the fair sign."""
    parts = [atom**power * sp.log(atom) ** count for atom, power, count in zip(_atoms(kernel), monomial.powers, monomial.logs, strict=True)]
    rates = zip(kernel.directions, monomial.rates, strict=True)
    exponent = sp.Add(*(rate * _monomial(direction, kernel) for direction, rate in rates if rate != 0))
    return sp.Mul(*parts, sp.exp(exponent), SIGN**monomial.sign, *(part**power for part, power in monomial.opaque))


def _expression(combination: Combination, kernel: Kernel) -> sp.Expr:
    return sp.Add(*(coefficient * _monomial(monomial, kernel) for monomial, coefficient in combination))
