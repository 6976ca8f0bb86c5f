"""Targets of a loss lie in the support of its law, ends included; distributions are means over classes; pairs have roots at their edge."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from numeric.errors import DomainError, ShapeError
from numeric.losses import named
from numeric.losses.blocks.paired import Paired

REFUSED: dict[str, tuple[str, Any]] = {
    "negative count": ("poisson_log_rate", [[-1.0], [2.0]]),
    "negative probability": ("bernoulli_logits", [[-0.25], [1.0]]),
    "probability above one": ("bernoulli_logits", [[0.5], [1.25]]),
    "negative class": ("cross_entropy_logits", [-1, 0]),
    "class beyond the last": ("cross_entropy_logits", [0, 1]),
    "fractional class": ("cross_entropy_logits", [0.0, 0.5]),
    "class below the first": ("ordinal", [[-1], [0]]),
    "class above the last": ("ordinal", [[3], [0]]),
    "class between": ("ordinal", [[0.5], [0]]),
}


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_targets_outside_of_the_support_are_refused(name: str) -> None:
    """One number beyond an end is enough."""
    loss, Y = REFUSED[name]
    with pytest.raises(DomainError, match="reading targets"):
        named(loss).targets(np.array(Y), 1, np.dtype(float))


@pytest.mark.parametrize(("loss", "Y"), [
    ("poisson_log_rate", [[0.0], [0.5]]), ("bernoulli_logits", [[0.0], [1.0]]), ("bernoulli_logits", [[0.25], [0.5]]),
    ("ordinal", [[0], [2]]), ("cross_entropy_logits", [0, 0]),
])  # fmt: skip
def test_targets_at_the_ends_of_the_support_are_taken(loss: str, Y: Any) -> None:
    """The ends belong to it, and so does what lies between for means of a batch."""
    found = named(loss).targets(np.array(Y), 1, np.dtype(float))
    assert np.array_equal(np.ravel(found), np.ravel(Y))


@pytest.mark.parametrize("out", [None, np.empty((3, 5))])
def test_distributions_as_targets_are_means_over_classes(out: Any) -> None:
    """Value and gradient of the cross-entropy at a distribution are the means over the classes with those weights."""
    law, generator = named("cross_entropy_logits"), np.random.default_rng(0)
    z, weights = generator.standard_normal((3, 5)), generator.dirichlet(np.ones(3), 5)
    soft = law.targets(weights, 3, np.dtype(float))
    hard = [law.targets(np.full(5, k), 3, np.dtype(float)) for k in range(3)]
    assert np.allclose(law.value(z, soft), sum(w * law.value(z, y) for w, y in zip(soft, hard, strict=True)), rtol=1e-14)
    wanted = sum(w * law.gradient(z, y) for w, y in zip(soft, hard, strict=True))
    found = law.gradient(z, soft, out=out)
    assert out is None or found is out
    assert np.allclose(found, wanted, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("weights", [[[0.5, 0.6, 0.0]], [[0.5, 0.4, 0.0]], [[1.2, -0.2, 0.0]], [[0.5, 0.5]], [[[1.0, 0.0, 0.0]]]])
def test_what_is_no_distribution_is_refused(weights: Any) -> None:
    """Another sum, a negative part, another number of classes, too many axes."""
    with pytest.raises((DomainError, ShapeError), match="reading targets"):
        named("cross_entropy_logits").targets(np.array(weights), 3, np.dtype(float))


def test_a_root_of_pairs_holds_where_a_pivot_is_zero() -> None:
    """A pair without curvature in its first output still has its factor, and no warning."""
    upper, cross, lower = np.array([[0.0, 4.0, 0.0]]), np.array([[0.0, 2.0, 0.0]]), np.array([[9.0, 5.0, 0.0]])
    pairs = Paired(upper, cross, lower)
    S = pairs.factor()
    assert np.allclose(np.einsum("ran,rbn->nab", S, S), pairs.dense(), atol=1e-15)
    assert np.allclose(pairs.scaled(3.0).dense(), 3 * pairs.dense())
