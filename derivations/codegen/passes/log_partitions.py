r"""Divergences and Fisher information of families by counts and on intervals, by :math:`\log(\sinh z / z)` and its derivatives.

Zero-truncated Poisson laws have the log-partition function :math:`\log(e^x - 1) = \log x + x/2 + \log(\sinh z / z)`, z = x/2,
continuous Bernoulli laws :math:`z + \log(\sinh z / z)` with half the logit z, logarithmic laws :math:`\log(-\log(1 - x))`. Written so,
all terms are positive: those of the divergence of the logarithm, and of that of the function of z.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.passes import Pass
from derivations.codegen.primitives import primitives
from derivations.codegen.ratio import Ratios, in_factors
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from derivations.codegen.domain import Domain

    Pair = tuple[sp.Expr, sp.Expr]

LONGEST = 60  # parts of an expression that may be one of these


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The divergence that the expression is, or the information that it is a rational multiple of."""
    symbols = sorted(expression.free_symbols, key=str)
    if not expression.has(sp.log, sp.exp) or not set(symbols) <= domain.inputs or len(expression.atoms(sp.Function)) > LONGEST:
        return
    known = DIVERGENCES if len(symbols) == 2 else MULTIPLES if len(symbols) == 1 else {}  # noqa: PLR2004 - two laws
    for written_out, form in known.items():
        for arguments in itertools.permutations(symbols):
            if all(symbol in domain.units or not in_units(written_out) for symbol in arguments) and all(
                map(domain.is_nonnegative, arguments)
            ):
                yield from _matched(expression, written_out(*arguments), form(*arguments))


def _matched(expression: sp.Expr, known: sp.Expr, form: sp.Expr) -> Iterator[sp.Expr]:
    if len(expression.free_symbols) == 2:  # noqa: PLR2004 - two laws
        if isinstance(expression, sp.Add) and _is_zero(expression - known):
            yield form
        return
    for power in (1, -1):
        rest = Ratios([quotient := expression / known**power]).factored(quotient).expression
        if not rest.has(sp.Function):
            yield rest * form**power


def _is_zero(expression: sp.Expr) -> bool:
    plain = sp.expand_log(expression, force=True)
    return in_factors(plain).is_zero


def poisson(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    """The divergence of log(exp(x) - 1) in log x."""
    return sp.log(sp.exp(y) - 1) - sp.log(sp.exp(x) - 1) - x * sp.exp(x) / (sp.exp(x) - 1) * (sp.log(y) - sp.log(x))


def poisson_form(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    """The mean less one is x/2 (1 + langevin(x/2))."""
    weight = (1 + stable("langevin", x / 2)) / 2
    return weight * stable("bregman_xlogx", x, y) + stable("bregman_log_sinhc_given", y / 2, x / 2, (y - x) / 2)


def bernoulli(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    """The divergence of log((2 x - 1) / (logit(x) (1 - x))) in the logit."""
    first, second = _logit(y), _logit(x)
    partitions = [sp.log(2 * u - 1) - sp.log(t) - sp.log(1 - u) for u, t in ((y, first), (x, second))]
    return partitions[0] - partitions[1] - (x / (2 * x - 1) - 1 / second) * (first - second)


def bernoulli_form(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    """In half the logits."""
    return stable("bregman_log_sinhc_given", stable("logit", y) / 2, stable("logit", x) / 2, stable("logit_difference", y, x) / 2)


def logarithmic(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    """The divergence of log(-log(1 - x)) in log x."""
    mean = -x / ((1 - x) * sp.log(1 - x))
    return sp.log(-sp.log(1 - y)) - sp.log(-sp.log(1 - x)) - mean * (sp.log(y) - sp.log(x))


def logarithmic_form(y: sp.Expr, x: sp.Expr) -> sp.Expr:
    """As one primitive."""
    return stable("bregman_logarithmic", y, x)


def poisson_slope(x: sp.Expr) -> sp.Expr:
    """The derivative of the mean x / (1 - exp(-x))."""
    return sp.exp(x) * (sp.exp(x) - 1 - x) / (sp.exp(x) - 1) ** 2


def poisson_slope_form(x: sp.Expr) -> sp.Expr:
    """By the Langevin function of x/2 and its slope."""
    return (1 + stable("langevin", x / 2) + x / 2 * stable("langevin_slope", x / 2)) / 2


def logarithmic_slope(x: sp.Expr) -> sp.Expr:
    """(a - x) / (x a^2), a = -log(1 - x)."""
    return -(x + sp.log(1 - x)) / (x * sp.log(1 - x) ** 2)


def logarithmic_slope_form(x: sp.Expr) -> sp.Expr:
    """(1 + langevin(a/2)) / (2 a)."""
    rest = stable("log_complement", x)
    return (1 + stable("langevin", rest / 2)) / (2 * rest)


def bernoulli_slope(x: sp.Expr) -> sp.Expr:
    """The variance of a continuous Bernoulli law."""
    return 1 / _logit(x) ** 2 - x * (1 - x) / (2 * x - 1) ** 2


def bernoulli_slope_form(x: sp.Expr) -> sp.Expr:
    """In half the logit."""
    return stable("langevin_slope", stable("logit", x) / 2) / 4


def _logit(x: sp.Expr) -> sp.Expr:
    return sp.log(x) - sp.log(1 - x)


def in_units(written_out: Callable[..., sp.Expr]) -> bool:
    """Whether the function takes numbers between zero and one."""
    return written_out not in (poisson, poisson_slope)


DIVERGENCES: Mapping[Callable[..., sp.Expr], Callable[..., sp.Expr]] = {
    poisson: poisson_form,
    bernoulli: bernoulli_form,
    logarithmic: logarithmic_form,
}
MULTIPLES: Mapping[Callable[..., sp.Expr], Callable[..., sp.Expr]] = {
    poisson_slope: poisson_slope_form,
    logarithmic_slope: logarithmic_slope_form,
    bernoulli_slope: bernoulli_slope_form,
}
NEEDED = {
    "bregman_xlogx",
    "bregman_log_sinhc_given",
    "bregman_logarithmic",
    "langevin",
    "langevin_slope",
    "log_complement",
    "logit",
    "logit_difference",
}
PASS = Pass("log_partitions", 12, rewrite if set(primitives()) >= NEEDED else lambda *_: ())
