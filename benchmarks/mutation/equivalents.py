"""Mutants that change nothing that can be observed, each with the reason: those that survive are set aside, and listed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.mutation.outcomes import Outcome

EXPONENT = "methods refuse a negative exponent before"
PEAK = "peak = float(brentq(lambda u: 4 * radius * np.tanh(radius * u + bias) + u, -4 * radius - 1, "
NODES = "nodes = peak + step * np.arange(np.floor((ends[0] - peak) / step), np.ceil((ends[1] - peak) / step)"
EQUIVALENT: dict[tuple[str, str, str], str] = {  # (module, lines before, lines after)
    ("numeric/losses/ordinal.py", "drawn: Array = (generator.random(z.shape) > below).sum(axis=0)",
     "drawn: Array = (generator.random(z.shape) >= below).sum(axis=0)"): "a number drawn from [0, 1) is a threshold with probability 2^-53",
    ("numeric/krylov/conditioning.py", 'if self.kind == "diagonal" and self.exponent > 0:',
     'if self.kind == "diagonal" and self.exponent != 0:'): EXPONENT,
    ("numeric/krylov/conditioning.py",
     'return portion * costs(batch).gradient if self.kind == "diagonal" and self.exponent > 0 else 0.0',
     'return portion * costs(batch).gradient if self.kind == "diagonal" and self.exponent != 0 else 0.0'): EXPONENT,
    ("numeric/curvature/inverses.py",
     "if pivots.min() <= len(matrix) * np.finfo(matrix.dtype).eps ** 0.5 * pivots.max() and damping == 0:",
     "if pivots.min() <= len(matrix) * np.finfo(matrix.dtype).eps ** 0.5 * pivots.max() and damping <= 0:"):
        "every caller refuses a negative damping before",
    ("numeric/training.py", 'arrays = {name: stored[name] for name in stored.files if name != "header"}',
     'arrays = {name: stored[name] for name in stored.files if name > "header"}'):
        "the other names, `theta` and those that begin with `memory.`, come after it in the alphabet",
    ("numeric/divergences.py",
     'found = minimize(penalised, slope, method="BFGS", jac="3-point", options={"gtol": 1e-10, "maxiter": 2000})',
     'found = minimize(penalised, slope, method="BFGS", jac="3-point", options={"gtol": -0.9999999999, "maxiter": 2000})'):
        "where no tolerance is met the search goes on until rounding ends it; what it found is checked afterwards",
    ("numeric/amari_unit.py",
     "ends = [float(brentq(lambda u: _depth(u, radius, bias) - top - NEGLIGIBLE, peak, peak + side * reach * 1.01)) for side in (-1, 1)]",
     "ends = [float(brentq(lambda u: _depth(u, radius, bias) - top - NEGLIGIBLE, peak, peak + side * reach ** 1.01)) for side in (-1, 1)]"):
        "the bracket ends a little beyond the root either way",
    **{("numeric/amari_unit.py", f"{NODES} + 1)", f"{NODES} {instead} 1)"): "the node that is left out has exp(-80) of the integrand's peak"
       for instead in ("/", "**", "*", "//", "-")},
    ("numeric/amari_unit.py",
     f"{PEAK}4 * radius + 1, xtol=1e-300, rtol=1e-15))",
     f"{PEAK}(4 * radius), xtol=1e-300, rtol=1e-15))"):
        "the root lies within four radii of zero, the ends included",
    ("numeric/curvature/output.py", "if B.shape[1] == columns == 1:", "if B.shape[1] is columns == 1:"):
        "only a one equals a one, and there is one object of that value",
}  # fmt: skip
RULES = (  # (what stands in the line, what takes its place, why nobody can tell)
    ("strict=True", "strict=False", "`zip` compares lengths that are equal by construction: a guard for who changes the code"),
    ("if TYPE_CHECKING:", "if not TYPE_CHECKING:", "names for annotations are imported, which changes nothing that is computed"),
)


def reason(outcome: Outcome) -> str:
    """Why a mutant cannot be noticed; nothing where it can."""
    for old, new, why in RULES:
        places = re.finditer(re.escape(old), outcome.before)
        if outcome.after in {outcome.before[: place.start()] + new + outcome.before[place.end() :] for place in places}:
            return why
    return EQUIVALENT.get((outcome.module, outcome.before, outcome.after), "")
