"""The log-partition of a family that a user writes down: its natural parameters inverted, the inverse proved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.errors import DerivationError
from derivations.moments.closed_forms import vanishes
from derivations.normal_form import decide_zero
from derivations.user_family.counts import gammas

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.user_family.exponential_family import ExponentialForm


def log_partition(log_density: sp.Expr, y: sp.Symbol, form: ExponentialForm, eta: Sequence[sp.Expr]) -> sp.Expr:
    r"""The part of :math:`\sum_j \eta_j T_j(y) - \log p(y)` that depends on the parameters alone, at natural parameters ``eta``.

    Terms of the value alone belong to the base measure.

    Raises:
        DerivationError: terms mix parameters and value, or the natural parameters could not be inverted.

    """
    rest = log_density - sp.Add(*(a * b for a, b in zip(form.natural, form.sufficient, strict=True)))
    terms = sp.Add.make_args(sp.expand(sp.expand_log(gammas(rest)), power_exp=False))
    mixed = sp.Add(*(term for term in terms if term.has(y) and term.free_symbols - {y}))
    # where all logarithms are real, those of products are sums of logarithms of absolute values: what vanishes so vanishes
    if not vanishes(mixed) and not vanishes(sp.expand(sp.expand_log(mixed, force=True))):
        message = f"Taking a log-partition: expected terms of parameters and of {y} apart, got {mixed}. State natural and sufficient."
        raise DerivationError(message)
    whole = -sp.Add(*(term for term in terms if not term.has(y)))
    symbols = sorted(set().union(*(entry.free_symbols for entry in form.natural)), key=str)
    if whole.free_symbols - set(symbols):
        message = f"Taking a log-partition: expected {whole} to depend on the natural parameters alone. Use the log-density instead."
        raise DerivationError(message)
    return whole.xreplace(_inverse(form.natural, symbols, eta))


def _inverse(natural: Sequence[sp.Expr], symbols: list[sp.Symbol], eta: Sequence[sp.Expr]) -> dict[sp.Symbol, sp.Expr]:
    """The parameters at natural parameters: the solution that gives every parameter back, which is proved."""
    if len(natural) == len(symbols):
        places = [sp.Dummy(f"eta_{i}", real=True) for i in range(len(natural))]
        plain = {symbol: sp.Dummy(symbol.name) for symbol in symbols}  # solve drops solutions whose sign it cannot tell
        equations = [entry.xreplace(plain) - place for entry, place in zip(natural, places, strict=True)]
        try:
            solutions = sp.solve(equations, list(plain.values()), dict=True)
        except NotImplementedError:
            solutions = []
        back = dict(zip(places, natural, strict=True))
        for solution in solutions:
            if set(solution) != set(plain.values()):
                continue
            gaps = [solution[plain[symbol]].xreplace(back) - symbol for symbol in symbols]
            if decide_zero(gaps).zero:
                at = dict(zip(places, eta, strict=True))
                return {symbol: solution[plain[symbol]].xreplace(at) for symbol in symbols}
    message = (
        f"Taking a log-partition: expected natural parameters {list(natural)} with an inverse that is found. Use the log-density instead."
    )
    raise DerivationError(message)
