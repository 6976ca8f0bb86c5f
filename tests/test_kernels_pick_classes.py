"""Kernels of laws on classes compute the terms of the class that is given, and nothing of the others."""

from __future__ import annotations

import numpy as np
import pytest

from derivations.codegen import kernel

PROBS = np.array([[0.2, 0.3, 0.5], [1e-300, 0.25, 0.75]])
CLASSES = np.array([[0], [1], [2]])


def test_the_log_density_of_a_categorical_law_is_that_of_its_class() -> None:
    """By probabilities and by logits, with explicit classes; -inf where there is no class, nan where the number is none."""
    by_probs = kernel("logpdf(Categorical(p), y)", {"p": "simplex[3]", "y": "natural"})
    assert np.allclose(by_probs(PROBS, CLASSES), np.log(PROBS.T), rtol=1e-15)
    assert by_probs(PROBS[0], 3) == -np.inf
    assert np.isnan(by_probs(PROBS[0], 0.5))
    by_logits = kernel("logpdf(Categorical(logits=z), y)", {"z": "real[3]", "y": "natural"})
    assert np.allclose(by_logits(np.log(PROBS), CLASSES), np.log(PROBS.T), rtol=1e-15)


@pytest.mark.parametrize("target", ["numpy", "c"])
def test_densities_and_scores_of_classes_are_generated(target: str) -> None:
    """The density is the probability of the class, the score by logits is the class less the probabilities."""
    density = kernel("pdf(Categorical([p, 1 - p]), y)", {"p": "unit", "y": "natural"}, target=target)
    assert np.allclose(density(np.array([0.25, 0.25, 0.25]), np.array([0, 1, 2])), [0.25, 0.75, 0.0])
    score = kernel("score(Categorical(logits=z), y, z)", {"z": "real[2]", "y": "natural"}, target=target)
    assert np.allclose(score(np.log([0.25, 0.75]), np.array([0, 1])), [[0.75, -0.75], [-0.25, 0.25]])
