"""To which of twelve classes of mistakes a mutant belongs.

The classes are those that issue trackers of curvature libraries name again and again; `tests/test_curvature_mutants_die.py` plants them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from benchmarks.mutation.outcomes import Outcome

CLASSES = {
    1: "reduction and scaling of means",
    2: "batch factors of Kronecker factors",
    3: "empirical for exact Fisher matrix",
    4: "squares of means for means of squares",
    5: "information in another parameter",
    6: "derivatives of the cross-entropy",
    7: "variance and scale of sampled matrices",
    8: "factors of the gradient and of the Jacobian",
    9: "damping",
    10: "transposes and shapes that small tests hide",
    11: "models of the loss, first steps and ratios",
    12: "factors of the likelihood",
}
OF_MODULE = (  # the first that occurs in the path counts
    ("curvature/kronecker", 2), ("curvature/eigenvalue", 2), ("curvature/block", 2), ("optimizers/kfac", 2),
    ("curvature/monte_carlo", 7), ("losses/blocks/outer", 7), ("estimators/chapelle", 4), ("estimators/curvature_prop", 4),
    ("estimators/", 7),
    ("curvature/empirical", 3), ("curvature/fisher", 3), ("curvature/dual", 3), ("optimizers/tonga", 3), ("optimizers/natural", 3),
    ("optimizers/amari", 3), ("losses/blocks/softmax", 6), ("losses/cross_entropy", 6), ("losses/bernoulli", 6), ("losses/multinomial", 6),
    ("losses/gaussian", 5), ("losses/poisson", 5), ("losses/ordinal", 5), ("losses/", 12),
    ("curvature/inverses", 9), ("curvature/sample_space", 9), ("curvature/structural", 9), ("curvature/joint", 9), ("damping", 9),
    ("problem.py", 1), ("batches.py", 1), ("linearization.py", 1), ("piece.py", 1), ("pseudo_form", 1), ("network_objective", 1),
    ("optimizers/", 11), ("krylov/", 11), ("", 8),
)  # fmt: skip


def class_of(outcome: Outcome) -> int:
    """The class of mistakes: of a missed transpose by its kind, otherwise by the module."""
    if outcome.operator == "domain/transpose":
        return 10
    return next(number for part, number in OF_MODULE if part in outcome.module)
