"""The normal law of matrices of every shape, by the covariances of its rows and of its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.indexed.atoms import Size
from derivations.matrix_calculus.domain import require_definite
from derivations.matrix_calculus.form import MatrixForm
from derivations.matrix_calculus.isserlis import COLUMNS, ROWS, gaussian_mean
from derivations.matrix_calculus.law import VALUE, MatrixLaw, letter_of
from derivations.matrix_calculus.log_density import LogDensity
from derivations.star_algebra.element import Element

if TYPE_CHECKING:
    from collections.abc import Mapping

CENTRED = "x'"


class MatrixNormalLaw(MatrixLaw):
    """The law with E[(Y - loc)_ij (Y - loc)_kl] = rows_ik columns_jl."""

    name = "MatrixNormal"

    def __init__(self, parameters: Mapping[str, Element]) -> None:
        """Name the parameters."""
        super().__init__(parameters)
        self.loc, self.rows, self.columns = (parameters[name] for name in ("loc", "rows", "columns"))

    def variable(self, name: str = "") -> Element:
        """A matrix."""
        return Element.letter(letter_of(name), self.loc.shape)

    def log_density(self, y: Element) -> LogDensity:
        """-tr(columns^-1 (y - loc)^T rows^-1 (y - loc))/2 - (n log det(rows) + m log det(columns) + m n log(2 pi))/2."""
        gap, half = y - self.loc, sp.Rational(1, 2)
        m, n = (Size(str(size)) for size in self.loc.shape)
        exponent = (self.columns.inverse() @ gap.T @ self.rows.inverse() @ gap).trace()
        determinants = ((-n / 2, self.rows), (-m / 2, self.columns))
        return LogDensity(exponent * Element.scalar(-half), determinants, -m * n * sp.log(2 * sp.pi) / 2)

    def mean(self, value: Element) -> Element:
        """Write the value as loc + X with X centred, and pair the occurrences of X."""
        centred = value.substitute({VALUE: self.loc + Element.letter(CENTRED, self.loc.shape)})
        return gaussian_mean(centred, CENTRED, {ROWS: self.rows, COLUMNS: self.columns})

    def shown(self, value: Element) -> Element:
        """A number in the centred value x = y - loc."""
        return value.substitute({VALUE: self.loc + Element.letter("x", self.loc.shape)})

    def require_domain(self) -> None:
        """Both covariances are symmetric and positive definite."""
        for covariance in (self.rows, self.columns):
            require_definite(self, covariance)


FORMS = (MatrixForm("MatrixNormal", {"loc": ("m", "n"), "rows": ("m", "m"), "columns": ("n", "n")}, ("m", "n"), MatrixNormalLaw),)
