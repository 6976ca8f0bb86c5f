"""Density, score, both Fisher matrices, the verdicts about regularity, and the entropy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.entropy import entropy
from derivations.errors import DerivationError
from derivations.expect import expectation_of
from derivations.fisher import fisher, fisher_hessian
from derivations.language.tensor import Tensor
from derivations.regularity import regularity
from derivations.score import score
from derivations.support import depends_on_parameters
from verify.snapshots.item import ANSWERS, Object, short

if TYPE_CHECKING:
    from collections.abc import Callable

    from verify.snapshots.subject import Subject


def _support(of: Subject) -> Object:
    return Object(Tensor.vector(list(of.p.support.ends)), words={"set": type(of.p.support).__name__})


def _regularity(of: Subject) -> Object:
    """Verdicts: the answers to four questions; all but the last need closed forms."""
    words = {"support moves": ANSWERS[depends_on_parameters(of.p.support)]}
    try:
        found = regularity(of.p, of.v)
    except DerivationError:
        answers: tuple[bool | None, ...] = (None, None, None)
    else:
        answers = (found.score_is_centred, found.hessian_agrees, found.is_regular)
    questions = ("mean score is zero", "both Fisher matrices agree", "regular")
    return Object(None, words={**words, **{key: ANSWERS[answer] for key, answer in zip(questions, answers, strict=True)}})


OBJECTS: dict[str, Callable[[Subject], Object]] = {
    "log_density": lambda of: Object(Tensor.scalar(of.p.log_density(of.y))),
    "support": _support,
    "score": lambda of: Object(score(of.p, of.y, of.v)),
    "mean_score": lambda of: Object(expectation_of(score(of.p, of.y, of.v), of.y, of.p)),
    "fisher_by_score": lambda of: Object(short(fisher(of.p, of.v)), symmetric=True),
    "fisher_by_hessian": lambda of: Object(short(fisher_hessian(of.p, of.v)), symmetric=True),
    "regularity": _regularity,
    "entropy": lambda of: Object(Tensor.scalar(entropy(of.p))),
}
