"""The von Mises-Fisher law of directions in d dimensions, by its natural parameter: concentration times mean direction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.family import Family, Parameter, Parameterization
from derivations.moments.kernel import Pivot
from derivations.moments.sphere import SphereKernel, log_normalizer
from derivations.support import Sphere

if TYPE_CHECKING:
    from derivations.language.tensor import Tensor


def log_density(y: Tensor, natural: Tensor) -> sp.Expr:
    """Return natural . y - log of its integral over the unit sphere."""
    return sp.Add(*(a * b for a, b in zip(natural.entries, y.entries, strict=True))) - log_normalizer(natural.entries)


def pivot(natural: Tensor) -> Pivot:
    """The components are the kernel's atoms."""
    kernel = SphereKernel(natural.entries)
    return Pivot(kernel, tuple(kernel.atom(i) for i in range(kernel.size)))


FAMILY = Family(
    name="VonMisesFisher",
    parameters=(Parameter("natural", "real", ("d",)),),
    support=lambda natural: Sphere(natural.shape[0]),
    log_density=log_density,
    pivot=pivot,
    natural=lambda natural: natural.entries,
    sufficient=lambda y, **_: y.entries,
    log_partition=log_normalizer,
    page="natural: concentration times the mean direction, a vector other than zero, with the components of y as statistics",
    alternatives=(
        Parameterization(  # for a loc of length one
            parameters=(Parameter("loc", "real", ("d",)), Parameter("concentration", "positive")),
            standard=lambda loc, concentration: {"natural": loc.map(lambda entry: entry * concentration)},
        ),
    ),
    conditions=lambda natural: (("positive", sp.Add(*(entry**2 for entry in natural.entries))),),
    valid=(([1, sp.Rational(1, 2)],), ([1, sp.Rational(-1, 2), 2],), ([0, sp.Rational(3, 2)],)),
    invalid=(([0, 0],), ([0, 0, 0],)),
)
