"""Laws of vectors and matrices in every dimension: their log-density in the free *-algebra and the means that they have."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

import sympy as sp

from derivations.errors import DerivationError
from derivations.indexed.lifting import opaque_number
from derivations.indexed.tensor import IndexedTensor
from derivations.matrix_calculus.log_density import log_determinant
from derivations.star_algebra.element import Element

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.matrix_calculus.log_density import LogDensity

VALUE = "y'"  # the letter of a value: no declared name has a prime, and a bound one has two


def letter_of(name: str) -> str:
    """The letter of a value that a document binds under a name: none that a derivation makes has two primes, so that none captures it."""
    return f"{name}''" if name else VALUE


class MatrixLaw(ABC):
    """A member of a family in every dimension; ``parameters`` are elements, in the order of the constructor."""

    name: str

    def __init__(self, parameters: Mapping[str, Element]) -> None:
        """Keep the parameters; :meth:`require_domain` checks them."""
        self.parameters = dict(parameters)

    def __str__(self) -> str:
        """The constructor call."""
        return f"{self.name}({', '.join(f'{name}={value}' for name, value in self.parameters.items())})"

    @abstractmethod
    def variable(self, name: str = "") -> Element:
        """A value of the law as a letter: :attr:`VALUE`, or that of a name that a document binds."""

    def mean_over(self, variable: Element, value: Element) -> Element:
        """The mean of a number over a variable of the law; the parameters may hold a letter of the same name from outside.

        Raises:
            DerivationError: it has no closed form in every dimension.
        """
        name = variable.single_letter()
        return self.mean(value.substitute({name: self.variable()}) if name else value)

    @abstractmethod
    def log_density(self, y: Element) -> LogDensity:
        """The log-density at a value."""

    @abstractmethod
    def mean(self, value: Element) -> Element:
        """The mean of a number that depends on the value :attr:`VALUE`.

        Raises:
            DerivationError: it has no closed form in every dimension.
        """

    @abstractmethod
    def require_domain(self) -> None:
        """Record what the parameters must satisfy.

        Raises:
            DomainError: a parameter is known to lie outside its domain.
        """

    def shown(self, value: Element) -> Element:
        """A number with the value of the law under a name for readers."""
        return value.substitute({VALUE: Element.letter("y", self.variable().shape)})

    def mean_log_determinant(self) -> sp.Expr:
        """The mean of log det of the value, for laws of positive definite matrices.

        Raises:
            DerivationError: the values of this law are none.
        """
        message = f"Taking a mean of log det: expected a law of positive definite matrices, got {self.name}. Take another law."
        raise DerivationError(message)

    def mean_of_density(self, density: LogDensity) -> IndexedTensor:
        """The mean of a (difference of) log-density at the value."""
        logs = []
        for factor, matrix in density.determinants:
            is_value = matrix.single_letter() == VALUE
            logs.append(factor * (self.mean_log_determinant() if is_value else log_determinant(matrix)))
        return IndexedTensor.scalar(opaque_number(self.mean(density.polynomial)) + sp.Add(*logs) + density.constant)
