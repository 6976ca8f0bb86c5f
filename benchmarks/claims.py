"""How long single claims take to decide, with their negative controls and without."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING
from unittest import mock

from sympy.core.cache import clear_cache

from benchmarks.measurement import Measurement, interleaved, seconds, shown
from verify import decide as deciding
from verify.claim import Claim
from verify.markup.block import Block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from verify.teeth import Outcome

RUNS = 7


@dataclass(frozen=True)
class Typical:
    """A claim of a typical sort, and the times predicted for it without and with mutants."""

    name: str
    statement: str
    let: dict[str, str]
    without: str
    complete: str


WOODBURY = "inv(A + U @ C @ V) == inv(A) - inv(A) @ U @ inv(inv(C) + V @ inv(A) @ U) @ V @ inv(A)"
FISHER = "fisher(Normal(mu, s), [mu, s]) == [[1/s**2, 0], [0, 2/s**2]]"
SIZES = {"A": "invertible[n]", "C": "invertible[m]", "U": "real[n,m]", "V": "real[m,n]"}
GAMMA = {"a": "positive", "b": "positive"}
CLAIMS = (
    Typical("polynomial identity", "(x + 1)**2 == x**2 + 2*x + 1", {"x": "real"}, "5 ms", "40 ms"),
    Typical("Gamma recurrence", "gamma(a + 2) == a*(a + 1)*gamma(a)", {"a": "positive"}, "10 ms", "60 ms"),
    Typical("Fisher matrix of a normal law", FISHER, {"mu": "real", "s": "positive"}, "100 ms", "600 ms"),
    Typical("moment of a Gamma law", "E(log(y), y, Gamma(a, rate=b)) == digamma(a) - log(b)", GAMMA, "80 ms", "300 ms"),
    Typical(
        "information equality, every law", "fisher(p, t) == fisher_hessian(p, t)", {"t": "real[2]", "p": "law(y; t)"}, "40 ms", "400 ms"
    ),
    Typical("Woodbury, every dimension", WOODBURY, SIZES, "60 ms", "600 ms"),
    Typical("Cauchy-Schwarz inequality", "(v @ w)**2 <= (v @ v)*(w @ w)", {"v": "real[3]", "w": "real[3]"}, "60 ms", "400 ms"),
    Typical("a false statement", "(x + 1)**2 == x**2 + 1", {"x": "real"}, "5 ms", "5 ms"),
)


def measure() -> list[Measurement]:
    """The time a warm worker needs from the text of a claim to its record; SymPy's cache is emptied before every run."""
    for one in CLAIMS:
        _decide(one)
    actions = {f"{one.name}, {part}": lambda one=one, part=part: _part(one, part) for one in CLAIMS for part in ("without", "complete")}
    times = interleaved(actions, RUNS)
    return [_row(one, times[f"{one.name}, without"], times[f"{one.name}, complete"]) for one in CLAIMS]


def _row(one: Typical, without: list[float], complete: list[float]) -> Measurement:
    predicted = f"{one.without}; with mutants {one.complete}"
    measured = f"{seconds(median(without))}; with mutants {shown(complete)}"
    return Measurement(one.name, predicted, measured, f"median of {RUNS} interleaved runs")


def _part(one: Typical, part: str) -> None:
    if part == "complete":
        _decide(one)
    else:
        with _no_mutants():
            _decide(one)


def _decide(one: Typical) -> None:
    clear_cache()
    claim = Claim(line=1, block=Block("", 1), id=one.name, statement=one.statement, let=one.let)
    deciding.decide(claim.payload())


@contextmanager
def _no_mutants() -> Iterator[None]:
    """Decide without negative controls inside the block."""

    def none(*_: object) -> list[Outcome]:
        return []

    with mock.patch.object(deciding, "try_mutants", none):
        yield
