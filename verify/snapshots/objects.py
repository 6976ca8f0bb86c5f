"""The objects that are kept of every family; a new row is derived, compared and counted by itself."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sympy as sp

from derivations.cubic import cubic
from derivations.entropy import entropy
from derivations.errors import DerivationError
from derivations.expect import divergence, expectation_of
from derivations.fisher import fisher, fisher_hessian
from derivations.language.tensor import Tensor
from derivations.log_partition import log_partition, mean_parameters
from derivations.regularity import regularity
from derivations.score import score
from derivations.support import depends_on_parameters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from verify.snapshots.subject import Subject

ANSWERS = {True: "yes", False: "no", None: "undecided"}


@dataclass(frozen=True)
class Object:
    """A derived value; of a ``symmetric`` array the entries with sorted indices are kept. ``words`` are verdicts."""

    value: Tensor | None
    symmetric: bool = False
    words: dict[str, str] = field(default_factory=dict)

    def indices(self) -> Iterator[tuple[int, ...]]:
        """The indices of the kept entries, the last one fastest."""
        shape = () if self.value is None else self.value.shape
        if self.symmetric:
            return itertools.combinations_with_replacement(range(shape[0]), len(shape))
        return itertools.product(*map(range, shape))

    def entries(self) -> list[sp.Expr]:
        """The kept entries."""
        value = self.value
        return [] if value is None else [value[index].item if index else value.item for index in self.indices()]


def derive(name: str, of: Subject) -> Object:
    """One object of a family.

    Raises:
        DerivationError: the family does not have it.
    """
    return OBJECTS[name](of)


def _support(of: Subject) -> Object:
    return Object(Tensor.vector(list(of.p.support.ends)), words={"set": type(of.p.support).__name__})


def _log_partition(of: Subject, order: int) -> Object:
    if of.eta is None or of.family.log_partition is None:
        message = f"Taking a log-partition: expected an exponential family, got {of.family.name}."
        raise DerivationError(message)
    value = Tensor.scalar(log_partition(of.family.name, of.eta))
    for _ in range(order):
        value = Tensor.stack([_derivative(value, symbol) for symbol in of.eta.entries])
    return Object(value, symmetric=order > 1)


def _derivative(value: Tensor, symbol: sp.Symbol) -> Tensor:
    return value.map(lambda entry: sp.diff(entry, symbol))


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
    "fisher_by_score": lambda of: Object(fisher(of.p, of.v), symmetric=True),
    "fisher_by_hessian": lambda of: Object(fisher_hessian(of.p, of.v), symmetric=True),
    "regularity": _regularity,
    "kl": lambda of: Object(Tensor.scalar(divergence(of.p, of.q))),
    "entropy": lambda of: Object(Tensor.scalar(entropy(of.p))),
    "cubic": lambda of: Object(cubic(of.p, of.v), symmetric=True),
    "natural": lambda of: Object(of.p.natural()),
    "sufficient": lambda of: Object(of.p.sufficient(of.y)),
    "mean_parameters": lambda of: Object(mean_parameters(of.p)),
    "log_partition": lambda of: _log_partition(of, 0),
    "log_partition_gradient": lambda of: _log_partition(of, 1),
    "log_partition_hessian": lambda of: _log_partition(of, 2),
}
