"""The normal law in every dimension, by covariance or by precision."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.indexed.atoms import Size
from derivations.matrix_calculus.domain import require_definite
from derivations.matrix_calculus.form import MatrixForm
from derivations.matrix_calculus.isserlis import ROWS, gaussian_mean
from derivations.matrix_calculus.law import VALUE, MatrixLaw, letter_of
from derivations.matrix_calculus.log_density import LogDensity
from derivations.star_algebra.element import Element

if TYPE_CHECKING:
    from collections.abc import Mapping

CENTRED = "x'"


class NormalLaw(MatrixLaw):
    """The law N(loc, covariance); the precision may be given instead."""

    name = "MultivariateNormal"

    def __init__(self, parameters: Mapping[str, Element]) -> None:
        """Read the parameterisation off the names."""
        super().__init__(parameters)
        self.loc = parameters["loc"]
        self.by_precision = "precision" in parameters
        self.given = parameters["precision" if self.by_precision else "covariance"]
        self.covariance = self.given.inverse() if self.by_precision else self.given

    def variable(self, name: str = "") -> Element:
        """A vector of the space."""
        return Element.letter(letter_of(name), self.loc.shape)

    def log_density(self, y: Element) -> LogDensity:
        """-(y - loc)^T covariance^-1 (y - loc)/2 - log det(covariance)/2 - d log(2 pi)/2."""
        precision = self.given if self.by_precision else self.given.inverse()
        gap, half = y - self.loc, sp.Rational(1, 2)
        determinant = (half if self.by_precision else -half, self.given)
        constant = -Size(str(self.loc.shape[0])) * sp.log(2 * sp.pi) / 2
        return LogDensity((gap @ precision @ gap) * Element.scalar(-half), (determinant,), constant)

    def mean(self, value: Element) -> Element:
        """Write the value as loc + x with x centred, and pair the occurrences of x."""
        centred = value.substitute({VALUE: self.loc + Element.letter(CENTRED, self.loc.shape)})
        return gaussian_mean(centred, CENTRED, {ROWS: self.covariance})

    def shown(self, value: Element) -> Element:
        """A number in the centred value x = y - loc."""
        return value.substitute({VALUE: self.loc + Element.letter("x", self.loc.shape)})

    def require_domain(self) -> None:
        """The covariance (or precision) is symmetric and positive definite."""
        require_definite(self, self.given)


FORMS = (
    MatrixForm("MultivariateNormal", {"loc": ("d",), "covariance": ("d", "d")}, ("d",), NormalLaw),
    MatrixForm("MultivariateNormal", {"loc": ("d",), "precision": ("d", "d")}, ("d",), NormalLaw),
)
