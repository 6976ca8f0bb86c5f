"""Mutants that change nothing that can be observed, each with the reason: those that survive are set aside, and listed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.mutation.outcomes import Outcome

FREE = "the derived information does not depend on the location, which is this argument, and is as often there as it has entries"
SYMMETRIC = "the noise is as likely as its negative: the law of the sample is the same"
PRINT = "the fingerprint of a batch is compared together with its size, by which this one is divided: as many batches are told apart"
TWICE = "directions that were made orthogonal twice are so to rounding: a third time changes the last digits only"
EXPONENT = "methods refuse a negative exponent before"
TWO = (" 3",)
LINES: tuple[tuple[str, str, str, tuple[str, ...], str], ...] = (  # module, line, what stands in it, what may take its place, reason
    ("losses/huber.py", "return float(huber.information(np.zeros(1), self.reach)[0])", "zeros(1)", ("zeros(2)",), FREE),
    ("losses/huber.py", "return float(huber.information(np.zeros(1), self.reach)[0])", "[0]", ("[-1]",), FREE),
    ("losses/squared.py", "result: Array = z + generator.standard_normal(z.shape).astype(z.dtype)", "z + ", ("z - ",), SYMMETRIC),
    ("losses/mahalanobis.py", "result: Array = z + (self.lower @ generator.standard_normal(z.shape)).astype(z.dtype)",
     "z + ", ("z - ",), SYMMETRIC),
    ("losses/laplace.py", "result: Array = z + generator.laplace(scale=self.scale, size=z.shape).astype(z.dtype)",
     "z + ", ("z - ",), SYMMETRIC),
    ("losses/student_t.py", "result: Array = z + (self.scale * generator.standard_t(self.freedom, z.shape)).astype(z.dtype)",
     "z + ", ("z - ",), SYMMETRIC),
    ("losses/huber.py", "result: Array = z + np.where(inside, near, far).astype(z.dtype)", "z + ", ("z - ",), SYMMETRIC),
    ("losses/gaussian_log_variance.py",
     "result: Array = mean + np.exp(log_variance / 2) * generator.standard_normal(mean.shape).astype(z.dtype)",
     "mean + ", ("mean - ",), SYMMETRIC),
    ("losses/ordinal.py", "drawn: Array = (generator.random(z.shape) > below).sum(axis=0)", " > ", (" >= ",),
     "a number drawn from [0, 1) is a threshold with probability 2^-53"),
    *(("batches.py",
       "return first.shape[1], float(first.sum(dtype=np.float64)), float(first.sum(axis=0) @ order), float(targets.sum(dtype=np.float64))",
       f"{summed}.sum({how}", (f"{summed}.mean({how}",), PRINT)
      for summed, how in (("first", "dtype"), ("first", "axis"), ("targets", "dtype"))),
    ("estimators/curvature_propagation.py", "if slopes is not None and bends is not None:", " and ", (" or ",),
     "neither has a value exactly where the activation is linear"),
    ("curvature/operator.py", "def check_deterministic(self, seed: int = 0) -> None:", "= 0", ("= 1", "= -1"),
     "which random vector is multiplied twice is not told; any one serves"),
    ("krylov/subspace.py", "for _ in range(2):", "2", TWO, TWICE),
    ("krylov/lanczos.py", "for _ in range(2):", "2", TWO, TWICE),
    ("krylov/conditioning.py", 'if self.kind == "diagonal" and self.exponent > 0:', " > ", (" != ",), EXPONENT),
    ("krylov/conditioning.py", 'return portion * costs(batch).gradient if self.kind == "diagonal" and self.exponent > 0 else 0.0',
     " > ", (" != ",), EXPONENT),
    ("curvature/inverses.py", "if pivots.min() <= len(matrix) * np.finfo(matrix.dtype).eps ** 0.5 * pivots.max() and damping == 0:",
     " == ", (" <= ",), "every caller refuses a negative damping before"),
    ("curvature/output.py", "if B.shape[1] == columns == 1:", "1] == ", ("1] is ",),
     "only a one equals a one, and there is one object of that value"),
    ("curvature/dual.py", "result = np.empty(self.operator.shape[0], self.operator.dtype)", "0", (" 1", " -1"), "the operator is square"),
    ("curvature/operator.py",
     'columns = as_columns(V[:, first : first + step], self.shape[0], self.dtype, f"multiplying by the {self.name}")',
     "[0]", ("[ -1]",), "the operator is square"),
    ("curvature/dual.py", "return [image[first:last].reshape(-1, self.piece.run.samples) for first, last in bounds]",
     "-1", ("~1",), "NumPy takes any negative number for the side that is left open"),
    ("tuning.py", "generator = np.random.default_rng(0)", "0", (" 1", "-1"), "which parameters are measured is not told; any serve"),
    ("layers/samples_first.py", "if layer == 0:", " == ", (" <= ",), "layers are counted from zero"),
    ("layers/adjoint.py", "if layer > lowest:", " > ", (" is not ", " != "), "layers are counted down to the lowest by small numbers"),
    ("training.py", 'arrays = {name: stored[name] for name in stored.files if name != "header"}', " != ", (" > ",),
     "the other names, `theta` and those that begin with `memory.`, come after it in the alphabet"),
    ("training.py", "file.flush()", "file.flush()", ("pass",), "the archive has flushed the file when it was closed"),
    ("divergences.py", 'found = minimize(penalised, slope, method="BFGS", jac="3-point", options={"gtol": 1e-10, "maxiter": 2000})',
     "1e-10", ("-0.9999999999",), "where no tolerance is met rounding ends the search; what it found is checked afterwards"),
    ("amari_unit.py",
     "ends = [float(brentq(lambda u: _depth(u, radius, bias) - top - NEGLIGIBLE, peak, peak + side * reach * 1.01)) for side in (-1, 1)]",
     " * 1.01", (" ** 1.01",), "the bracket ends a little beyond the root either way"),
    ("amari_unit.py", "nodes = peak + step * np.arange(np.floor((ends[0] - peak) / step), np.ceil((ends[1] - peak) / step) + 1)",
     " + 1)", (" / 1)", " ** 1)", " * 1)", " // 1)", " - 1)", " + 0)", " + 2)"),
     "the nodes that are left out, or come in, have exp(-80) of the integrand's peak"),
    ("amari_unit.py",
     ("peak = float(brentq(lambda u: 4 * radius * np.tanh(radius * u + bias) + u, -4 * radius - 1, 4 * radius + 1, "
     "xtol=1e-300, rtol=1e-15))"),
     "4 * radius + 1", ("(4 * radius)", "4 * radius * 1"), "the root lies within four radii of zero, the ends included"),
)  # fmt: skip
EQUIVALENT = {
    (f"numeric/{module}", line, line.replace(old, instead, 1)): why for module, line, old, places, why in LINES for instead in places
}
RULES = (  # what stands in the line, what takes its place, why nobody can tell
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
