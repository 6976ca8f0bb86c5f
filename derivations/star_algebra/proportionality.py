"""The constant factor between two elements, read off at one exact point: a candidate that a prover has to confirm."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from derivations.errors import DerivationError
from derivations.star_algebra.evaluation import Evaluation
from derivations.star_algebra.fields import Rationals
from derivations.star_algebra.identity_testing import dimension_names
from derivations.star_algebra.point import Point

if TYPE_CHECKING:
    import random

    from derivations.star_algebra.element import Element

_SIZES = (2, 1)


def constant_factor(left: Element, right: Element, generator: random.Random) -> Fraction | None:
    """The quotient of the first entries that are not zero, at a random point; ``None`` if nothing could be evaluated."""
    names = dimension_names(left.recipe, right.recipe)
    for size in _SIZES:
        evaluation = Evaluation(Point(Rationals(), dict.fromkeys(names, size), generator))
        try:
            above, below = evaluation.value(left.recipe).entries(), evaluation.value(right.recipe).entries()
        except (ZeroDivisionError, DerivationError):
            continue
        quotients = [a / b for a, b in zip(above, below, strict=True) if b != 0]
        if quotients:
            return Fraction(int(quotients[0].p), int(quotients[0].q))
    return None
