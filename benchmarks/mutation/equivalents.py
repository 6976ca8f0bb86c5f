"""Mutants that change nothing that can be observed, each with the reason: those that survive are set aside, not counted and listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.mutation.operators import Mutant

FREE = "the derived information does not depend on the location, which is this argument"
SYMMETRIC = "the noise is as likely as its negative: the law of the sample is the same"
PRINT = "the fingerprint of a batch is compared together with its size, by which this one is divided: as many batches are told apart"
ANY_SEED = "which random vector is multiplied twice is not told; any one serves"
LINEAR = "neither has a value exactly where the activation is linear"
TWICE = "directions that were made orthogonal twice are so to rounding: a third time changes the last digits only"

EQUIVALENT: dict[tuple[str, str, str], str] = {  # (module, before, after)
    **{(f"numeric/losses/{name}.py", "0.0", "1.0"): FREE for name in ("squared", "laplace", "quantile", "huber", "student_t")},
    ("numeric/losses/squared.py", "z + generator.standard_normal(z.shape).astype(z.dtype)",
     "z - generator.standard_normal(z.shape).astype(z.dtype)"): SYMMETRIC,
    ("numeric/losses/mahalanobis.py", "z + (self.lower @ generator.standard_normal(z.shape)).astype(z.dtype)",
     "z - (self.lower @ generator.standard_normal(z.shape)).astype(z.dtype)"): SYMMETRIC,
    ("numeric/losses/laplace.py", "z + generator.laplace(scale=self.scale, size=z.shape).astype(z.dtype)",
     "z - generator.laplace(scale=self.scale, size=z.shape).astype(z.dtype)"): SYMMETRIC,
    ("numeric/losses/student_t.py", "z + (self.scale * generator.standard_t(self.freedom, z.shape)).astype(z.dtype)",
     "z - (self.scale * generator.standard_t(self.freedom, z.shape)).astype(z.dtype)"): SYMMETRIC,
    ("numeric/losses/huber.py", "z + np.where(inside, near, far).astype(z.dtype)",
     "z - np.where(inside, near, far).astype(z.dtype)"): SYMMETRIC,
    ("numeric/losses/gaussian_log_variance.py", "mean + np.exp(log_variance / 2) * generator.standard_normal(mean.shape).astype(z.dtype)",
     "mean - np.exp(log_variance / 2) * generator.standard_normal(mean.shape).astype(z.dtype)"): SYMMETRIC,
    ("numeric/batches.py", "targets.sum(dtype=np.float64)", "targets.mean(dtype=np.float64)"): PRINT,
    ("numeric/batches.py", "first.sum(axis=0)", "first.mean(axis=0)"): PRINT,
    ("numeric/batches.py", "first.sum(dtype=np.float64)", "first.mean(dtype=np.float64)"): PRINT,
    ("numeric/estimators/curvature_propagation.py", "slopes is not None and bends is not None",
     "slopes is not None or bends is not None"): LINEAR,
}  # fmt: skip
BY_LINE: dict[tuple[str, str, str], tuple[str, str]] = {  # (module, before, after): part of the line, and the reason
    ("numeric/curvature/operator.py", "0", "1"): ("def check_deterministic(self, seed: int = 0)", ANY_SEED),
    ("numeric/krylov/subspace.py", "2", "3"): ("for _ in range(2):", TWICE),
    ("numeric/krylov/lanczos.py", "2", "3"): ("for _ in range(2):", TWICE),
}


def reason(mutant: Mutant, line: str) -> str:
    """Why a mutant of this line of text cannot be noticed; nothing where it can."""
    key = (mutant.module, mutant.before, mutant.after)
    part, why = BY_LINE.get(key, ("", ""))
    return why if part and part in line else EQUIVALENT.get(key, "")
