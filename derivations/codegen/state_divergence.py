r"""Divergences of exponential families over finitely many states, without the linear terms that cancel between nearly equal laws.

With the probabilities :math:`p_s, q_s` of the two laws, the differences :math:`d_s` of the two energies of state s and
:math:`t_s = \sum_{t \ne s} p_t (d_s - d_t)`, which is :math:`d_s` less its mean, the divergence K obeys
:math:`q_s e^K = p_s e^{t_s}`. So with the set F of the states that the second law raises by more than a factor :math:`e^3`,
:math:`K = \log(1 + \sum_{s \notin F} p_s e(t_s) - \sum_{s \in F} p_s (1 + t_s)) - \log(1 - \sum_{s \in F} q_s)`,
:math:`e(t) = \exp(t) - 1 - t`: hardly anything cancels while F has at most half of the second law. Where it has more, K is the cross
entropy less the entropy, each a sum of terms that are not negative.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.agreement import agrees
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.codegen.request import Request
    from derivations.family import Family

    Row = Sequence[sp.Expr]

LEAST, MOST = 3, 16  # states: two have shorter forms, and the differences of more are too many
RAISED = 3  # (1 + t) exp(-t) is below 1/5 from here on
SCALE = 4  # energies are kept divided by it: no sum of few of them overflows


class Law:
    """One law over the states: ``levels`` are the energies below the largest one, divided by the scale, ``entropy`` is among states."""

    def __init__(self, work: StateDivergence, name: str, rows: Sequence[Row], eta: Row) -> None:
        """``rows`` holds the statistics of every state, ``eta`` the natural parameters divided by the scale."""
        gaps = [sp.Max(0, *(energy(apart(other, row), eta) for other in rows if other is not row)) for row in rows]
        self.levels = [work.name(f"level_{name}_{s}", gap, nonnegative=True) for s, gap in enumerate(gaps)]
        weights = [work.name(f"weight_{name}_{s}", sp.exp(-SCALE * level), positive=True) for s, level in enumerate(self.levels)]
        self.total = work.name(f"total_{name}", sp.Add(*weights), positive=True)
        self.probabilities = [work.name(f"{name}_{s}", weight / self.total, nonnegative=True) for s, weight in enumerate(weights)]

    def code_length(self, probabilities: Row) -> sp.Expr:
        """The mean of -log of this law's probabilities: the entropy for its own, the cross entropy for others."""
        mean = sp.Add(*(weight * level for weight, level in zip(probabilities, self.levels, strict=True)))
        return sp.log(self.total) + SCALE * mean


class StateDivergence:
    """The forms of one divergence: ``entry`` and ``definitions`` in order; nothing has to be ``positive``."""

    vanishes = True  # exactly, between equal laws

    def __init__(self, rows: Sequence[Row], first: Row, second: Row) -> None:
        """``rows`` holds the statistics of every state, ``first`` and ``second`` the natural parameters of the two laws."""
        self.definitions: list[tuple[sp.Symbol, sp.Expr]] = []
        self.positive: list[sp.Symbol] = []
        one, other = (
            [self.name(f"natural_{name}_{i}", parameter / SCALE) for i, parameter in enumerate(eta)]
            for name, eta in (("p", first), ("q", second))
        )
        changes = [self.name(f"change_{i}", new - old) for i, (old, new) in enumerate(zip(one, other, strict=True))]
        law, second_law = Law(self, "p", rows, one), Law(self, "q", rows, other)
        raised = self.raised(rows, changes, law)
        flags = [
            self.name(f"is_raised_{s}", sp.Piecewise((1, rise > RAISED), (0, True)), nonnegative=True) for s, rise in enumerate(raised)
        ]
        far = self.name("raised", sp.Add(*(flag * q for flag, q in zip(flags, second_law.probabilities, strict=True))))
        terms = [p * _excess(t, flag) for t, flag, p in zip(raised, flags, law.probabilities, strict=True)]
        near = sp.log(1 + self.name("excess", sp.Add(*terms))) - sp.log(1 - sp.Min(far, sp.Rational(1, 2)))
        cross = self.name("cross_entropy", second_law.code_length(law.probabilities), nonnegative=True)
        entropy = self.name("entropy", law.code_length(law.probabilities), nonnegative=True)
        self.entry = self.name("divergence", sp.Piecewise((near, sp.Le(far, sp.Rational(1, 2))), (cross - entropy, True)))

    def raised(self, rows: Sequence[Row], changes: Row, law: Law) -> list[sp.Expr]:
        """The change of every energy less the mean change, as a mean of differences."""
        places = range(len(rows))
        gaps = {(s, t): self.name(f"gap_{s}_{t}", energy(apart(rows[s], rows[t]), changes)) for s, t in itertools.combinations(places, 2)}
        gaps |= {(t, s): -gap for (s, t), gap in gaps.items()}
        means = [sp.Add(*(law.probabilities[t] * gaps[s, t] for t in places if t != s)) for s in places]
        return [self.name(f"rise_{s}", SCALE * mean) for s, mean in enumerate(means)]

    def name(self, text: str, value: sp.Expr, **assumptions: bool) -> sp.Expr:
        """A symbol that stands for a value."""
        if value.is_Atom:
            return value
        symbol = sp.Symbol(text, **{"real": True, **assumptions})
        self.definitions.append((symbol, value))
        return symbol


def state_divergence(request: Request) -> StateDivergence | None:
    """The forms for two laws of one exponential family over three states or more; ``None`` for anything else.

    Natural parameters that are functions, as logarithms of probabilities, have rounding errors, which their differences keep.
    """
    laws = request.operands
    if request.word != "kl" or laws[0].family is not laws[1].family or laws[0].family.natural is None:
        return None
    first, second = (law.natural().entries for law in laws)
    rows = statistics(laws[0].family, len(first)) if len(first) == len(second) else []
    if not LEAST <= len(rows) <= MOST or any(parameter.has(sp.Function) for parameter in (*first, *second)):
        return None
    work = StateDivergence(rows, first, second)
    return work if agrees(work.entry, request.value.item, request.inputs, dict(work.definitions)) else None


def statistics(family: Family, size: int) -> list[list[sp.Expr]]:
    """The statistics of every state, from a log-partition function that is the logarithm of a sum of exponentials; else none."""
    eta = sp.symbols(f"eta_:{size}", real=True)
    whole = sp.S.Zero if family.log_partition is None else family.log_partition(eta)
    terms = sp.Add.make_args(whole.args[0]) if isinstance(whole, sp.log) else ()
    if not all(isinstance(term, sp.exp) for term in terms):
        return []
    energies = sorted((term.args[0] for term in terms), key=lambda term: term.sort_key())
    rows = [[sp.expand(each).coeff(symbol) for symbol in eta] for each in energies]
    linear = all(energy(row, eta) == sp.expand(each) for row, each in zip(rows, energies, strict=True))
    return rows if linear and all(entry.is_Rational for row in rows for entry in row) else []


def apart(row: Row, other: Row) -> list[sp.Expr]:
    """The difference of two rows of statistics, in which what they share has cancelled."""
    return [one - two for one, two in zip(row, other, strict=True)]


def energy(row: Row, eta: Row) -> sp.Expr:
    """The sum of statistics times parameters."""
    return sp.Add(*(entry * parameter for entry, parameter in zip(row, eta, strict=True)))


def _excess(rise: sp.Expr, flag: sp.Expr) -> sp.Expr:
    """e(t) for a state that is not raised, -1 - t for one that is."""
    return (1 - flag) * stable("excess_exp", sp.Min(rise, RAISED)) - flag * (1 + sp.Max(rise, 0))
