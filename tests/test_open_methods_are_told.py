"""What a base class leaves open is missing when an object is made, not when it is called; what a law does not have is refused."""

from __future__ import annotations

import re

import pytest

from derivations.errors import DerivationError
from derivations.matrix_calculus.laws.multivariate_normal import NormalLaw
from derivations.moments.kernel import Kernel
from derivations.star_algebra.element import Element
from numeric.curvature.output import OutputCurvature


@pytest.mark.parametrize(("base", "method"), [(Kernel, "moment"), (OutputCurvature, "local")])
def test_an_incomplete_class_makes_no_object(base: type, method: str) -> None:
    """A subclass without the method that all others need cannot be used by mistake."""
    incomplete = type("Incomplete", (base,), {})
    with pytest.raises(TypeError, match=rf"abstract method '?{method}'?"):
        incomplete()


def test_vectors_have_no_determinant() -> None:
    """A law whose values are no matrices has no mean of log det, and says so."""
    law = NormalLaw({"loc": Element.letter("m", ("d",)), "covariance": Element.letter("S", ("d", "d"), kind="spd")})
    message = "Taking a mean of log det: expected a law of positive definite matrices, got MultivariateNormal. Take another law."
    with pytest.raises(DerivationError, match=re.escape(message)):
        law.mean_log_determinant()
