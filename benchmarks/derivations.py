"""The Fisher matrix derived both ways and proved equal, against plain SymPy: ``python -m benchmarks.derivations [--write]``.

SymPy gets the easier task: the same score, the second moment only, no proof; by `integrate` or `summation`, and by `sympy.stats`
where it has the law. Every run is a process of its own, killed after 20 s. The density is the exponential of the log-density.
"""

from __future__ import annotations

import subprocess
from statistics import median
from typing import NamedTuple

from benchmarks.measurement import asked, python, seconds
from benchmarks.page import write_section

CAP, RUNS = 20, 3
HEADING = "## Fisher matrices: fisherproof against plain SymPy"


class Prediction(NamedTuple):
    """Written down before the first run: our time, and what becomes of SymPy's two ways (``-``: not in sympy.stats)."""

    ours: str
    integrate: str
    stats: str


PREDICTED = {
    "Bernoulli": Prediction("10 ms", "100 ms", "100 ms"),
    "Poisson": Prediction("20 ms", "1 s", "1 s"),
    "Geometric": Prediction("20 ms", "1 s", "-"),
    "Exponential": Prediction("10 ms", "200 ms", "500 ms"),
    "Normal": Prediction("50 ms", "1 s", "1 s"),
    "LogNormal": Prediction("50 ms", "no answer", "no answer"),
    "Gamma": Prediction("50 ms", "no answer", "no answer"),
    "InverseGamma": Prediction("50 ms", "no answer", "-"),
    "Beta": Prediction("50 ms", "no answer", "no answer"),
    "Weibull": Prediction("100 ms", "no answer", "no answer"),
    "Laplace": Prediction("50 ms", "1 s", "no answer"),
    "Logistic": Prediction("100 ms", "no answer", "no answer"),
    "Gumbel": Prediction("100 ms", "no answer", "no answer"),
    "Pareto": Prediction("30 ms", "5 s", "no answer"),
    "Cauchy": Prediction("50 ms", "5 s", "no answer"),
    "Kumaraswamy": Prediction("200 ms", "no answer", "no answer"),
    "StudentT": Prediction("200 ms", "no answer", "-"),
    "VonMises": Prediction("50 ms", "no answer", "-"),
}
STATS = {
    "Bernoulli": "Bernoulli('Y', probs)",
    "Poisson": "Poisson('Y', rate)",
    "Exponential": "Exponential('Y', rate)",
    "Normal": "Normal('Y', loc, scale)",
    "LogNormal": "LogNormal('Y', loc, scale)",
    "Gamma": "Gamma('Y', concentration, 1 / rate)",
    "Beta": "Beta('Y', a, b)",
    "Weibull": "Weibull('Y', scale, concentration)",
    "Laplace": "Laplace('Y', loc, scale)",
    "Logistic": "Logistic('Y', loc, scale)",
    "Gumbel": "Gumbel('Y', scale, loc)",
    "Pareto": "Pareto('Y', scale, alpha)",
    "Cauchy": "Cauchy('Y', loc, scale)",
    "Kumaraswamy": "Kumaraswamy('Y', a, b)",
}
SETTING = """
import signal, time, sympy as sp
from derivations.families import families
from derivations.fisher import fisher
from derivations.language.tensor import Tensor
from derivations.regularity import regularity
from derivations.score import score
from derivations.support import is_discrete
family = families()[{name!r}]
law = family.prototype([value.shape for value in family.law(*family.valid[0]).parameters.values()], {{}})
symbols = [value.item for value in law.parameters.values()]
v, y = Tensor.vector(symbols), law.variable()
s = score(law, y, v).entries
pairs = [(i, j) for i in range(len(s)) for j in range(i, len(s))]
signal.alarm({cap})
started = time.perf_counter()
"""
OURS = """
found = regularity(law, v)
print(time.perf_counter() - started, {True: "equal", False: "not equal", None: "undecided"}[found.hessian_agrees])
"""
ENDING = """
taken = time.perf_counter() - started
signal.alarm(0)
point = dict(zip(symbols, family.valid[1]))
known = [fisher(law, v)[i, j].item.subs(point).evalf(20) for i, j in pairs]
def verdict():
    placed = [value.subs(point) for value in values]
    if any(value.has(sp.Integral, sp.Sum, sp.nan) for value in placed):
        return "unevaluated"
    gaps = [sp.re(value.evalf(20)) - other for value, other in zip(placed, known)]
    return "right" if all(gap.is_number and abs(gap) < 1e-9 * (1 + abs(other)) for gap, other in zip(gaps, known)) else "wrong"
print(taken, verdict())
"""
INTEGRATE = """
density, low, high = law.density(y), law.support.low, law.support.high
total = sp.summation if is_discrete(law.support) else sp.integrate
values = [total(s[i] * s[j] * density, (y.item, low, high)) for i, j in pairs]
"""
RANDOM = """
from sympy.stats import *
globals().update({{symbol.name: symbol for symbol in symbols}})
Y = {law}
values = [E((s[i] * s[j]).subs(y.item, Y)) for i, j in pairs]
"""


def attempt(program: str) -> tuple[float | None, str]:
    """Seconds and verdict that a program prints, in a process that is killed after ``CAP`` seconds of work."""
    try:
        taken, _, verdict = python("-c", program).strip().splitlines()[-1].partition(" ")
    except subprocess.CalledProcessError as failure:
        return None, f"killed after {CAP} s" if failure.returncode < 0 else failure.stderr.strip().splitlines()[-1].partition(":")[0]
    return float(taken), verdict


def cell(taken: float | None, verdict: str) -> str:
    """One cell: the time, and what came of it where that is not plainly the right answer."""
    return verdict if taken is None else f"{seconds(taken)}{'' if verdict == 'right' else f', {verdict}'}"


def row(name: str) -> str:
    """One line of the table."""
    setting, said = SETTING.format(name=name, cap=CAP), PREDICTED[name]
    runs = [attempt(setting + OURS) for _ in range(RUNS)]
    ours = f"{seconds(median(taken for taken, _ in runs if taken is not None))}, {runs[0][1]}"
    integrate = cell(*attempt(setting + INTEGRATE + ENDING))
    stats = cell(*attempt(setting + RANDOM.format(law=STATS[name]) + ENDING)) if name in STATS else "-"
    return f"| {name} | {said.ours} | {ours} | {said.integrate} | {integrate} | {said.stats} | {stats} |"


def section(rows: list[str]) -> str:
    """The section of the page of measurements."""
    columns = ("family", "predicted", "fisherproof", "predicted", "integrate or summation", "predicted", "sympy.stats")
    table = [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}", *rows]
    return f"{HEADING}\n\n{__doc__.partition(chr(10) * 2)[2].strip()}\n{REMARK}\n\n" + "\n".join(table) + "\n"


REMARK = f"""Ours is the median of {RUNS} processes without any cache: mean score, both Fisher matrices, and whether they are proved equal.
SymPy's answers are compared with ours at one exact point: *wrong* differs there, *unevaluated* is an integral handed back. The predictions
were written down first."""


def main() -> None:
    """Measure, print, and write the section if asked to."""
    options = asked("benchmarks.derivations", "Derive Fisher matrices both ways, against plain SymPy, for some minutes.")
    rows = []
    for name in PREDICTED:
        rows.append(row(name))
        print(rows[-1], flush=True)
    if options.write:
        write_section(HEADING, section(rows))


if __name__ == "__main__":
    main()
