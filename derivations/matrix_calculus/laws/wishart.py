"""The Wishart law in every dimension: traces with the value have the cumulants that the log-partition gives by differentials."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.conditions import require
from derivations.errors import DerivationError
from derivations.indexed.atoms import IndexSum, Size, fresh
from derivations.indexed.derivative import derivative
from derivations.indexed.lifting import element_of, lift
from derivations.indexed.moments import set_partitions
from derivations.matrix_calculus.differential import differential
from derivations.matrix_calculus.domain import require_definite
from derivations.matrix_calculus.form import MatrixForm
from derivations.matrix_calculus.law import VALUE, MatrixLaw, letter_of
from derivations.matrix_calculus.log_density import LogDensity, log_determinant
from derivations.matrix_calculus.strands import products
from derivations.star_algebra.element import Element
from derivations.star_algebra.rebuild import element_of_word

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from derivations.star_algebra.letters import Word

PRECISION = "P'"


def log_gamma_of(size: Size, a: sp.Expr) -> sp.Expr:
    """The logarithm of the multivariate Gamma function: d (d - 1)/4 log pi + the sum of log Gamma(a - k/2) over k < d."""
    k = fresh()
    return size * (size - 1) * sp.log(sp.pi) / 4 + IndexSum(sp.loggamma(a - k / 2), k, size)


class WishartLaw(MatrixLaw):
    """The law of symmetric positive definite matrices with ``df`` degrees of freedom and a scale matrix."""

    name = "Wishart"

    def __init__(self, parameters: Mapping[str, Element]) -> None:
        """Read the degrees of freedom as a number."""
        super().__init__(parameters)
        self.scale = parameters["scale"]
        self.df = lift(parameters["df"]).item
        self.size = Size(str(self.scale.shape[0]))

    def variable(self, name: str = "") -> Element:
        """A symmetric positive definite matrix."""
        return Element.letter(letter_of(name), self.scale.shape, kind="spd")

    def normalizer(self, df: sp.Expr) -> sp.Expr:
        """The part of the normaliser that depends on the degrees of freedom."""
        return df * (self.size * sp.log(2) + log_determinant(self.scale)) / 2 + log_gamma_of(self.size, df / 2)

    def log_density(self, y: Element) -> LogDensity:
        """(df - d - 1)/2 log det y - tr(scale^-1 y)/2 - df/2 log det(2 scale) - log Gamma_d(df/2)."""
        constant = -self.df * self.size * sp.log(2) / 2 - log_gamma_of(self.size, self.df / 2)
        determinants = (((self.df - self.size - 1) / 2, y), (-self.df / 2, self.scale))
        return LogDensity((self.scale.inverse() @ y).trace() * Element.scalar(-sp.Rational(1, 2)), determinants, constant)

    def mean_log_determinant(self) -> sp.Expr:
        """Twice the derivative of the normaliser by the degrees of freedom, since log det y is the statistic of df/2."""
        df = sp.Symbol("df'", positive=True)
        return 2 * derivative(self.normalizer(df), df).xreplace({df: self.df})

    def mean(self, value: Element) -> Element:
        """Moments of the linear forms tr(M y) from their cumulants."""
        total = Element.scalar(0)
        for product in products(value, {VALUE}):
            forms = tuple(_linear_form(word) for word, _ in product.words)
            moment = Element.scalar(0)
            for blocks in set_partitions(forms):
                term = Element.scalar(1)
                for block in blocks:
                    term = term * self._cumulant(block)
                moment = moment + term
            total = total + product.coefficient * moment
        return total

    def _cumulant(self, matrices: Sequence[Element]) -> Element:
        """The joint cumulant of tr(M y), .. : with P = scale^-1 the log-partition is -df/2 log det P, and -y/2 the statistic of P."""
        precision = Element.letter(PRECISION, self.scale.shape, kind="spd")
        first, *rest = matrices
        found = element_of(-self.df / 2) * (precision.inverse() @ first).trace()
        for matrix in rest:
            found = differential(found, {PRECISION: matrix})
        return found.substitute({PRECISION: self.scale.inverse()}) * Element.scalar(sp.Integer(-2) ** len(matrices))

    def require_domain(self) -> None:
        """The scale is symmetric and positive definite, and df > d - 1."""
        require_definite(self, self.scale)
        require("positive", self.df - self.size + 1)


def _linear_form(word: Word) -> Element:
    """The symmetric matrix M of a number tr(M y); a row, matrices and a column are the trace of their rotation."""
    places = [position for position, letter in enumerate(word) if letter.name == VALUE]
    if len(places) != 1:
        message = (
            "Taking a mean under Wishart: expected traces that are linear in the value, got a product inside one. Use explicit dimensions."
        )
        raise DerivationError(message)
    around = word[places[0] + 1 :] + word[: places[0]]
    if not around:
        return Element.identity(word[0].rows)
    matrix = element_of_word(around)
    return (matrix + matrix.T) / 2


FORMS = (MatrixForm("Wishart", {"df": (), "scale": ("d", "d")}, ("d", "d"), WishartLaw),)
