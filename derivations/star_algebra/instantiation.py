"""Evaluation of recipes at given values: nothing is drawn, and a value that is missing or has another size is an error."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from derivations.errors import DomainError, ShapeError
from derivations.star_algebra.evaluation import Evaluation
from derivations.star_algebra.fields import Rationals, Residues
from derivations.star_algebra.point import Point

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.star_algebra.evaluation import Bound
    from derivations.star_algebra.letters import Letter
    from derivations.star_algebra.recipe import Node


class GivenPoint(Point):
    """A point whose values are all given: letters by label (``J``, ``f(x)``), numbers by name."""

    def __init__(self, dimensions: Mapping[str, int], values: Mapping[str, Any], prime: int | None) -> None:
        """Keep the values; ``prime`` chooses the field."""
        super().__init__(Residues(prime) if prime else Rationals(), dimensions, random.Random(0))  # noqa: S311 - never used
        self.values = values

    def letter(self, letter: Letter, _bound: Bound = ()) -> Any:
        """The given matrix."""
        value = self._given(letter.label)
        rows, columns = self.size(letter.rows), self.size(letter.columns)
        if (value.nrows(), value.ncols()) != (rows, columns):
            message = f"Instantiating {letter.label}: expected shape {(rows, columns)}, got {(value.nrows(), value.ncols())}. Change one."
            raise ShapeError(message)
        return self.field.matrix(rows, columns, [self._in_field(entry) for entry in value.entries()])

    def _symbol(self, symbol: Any, _bound: Bound) -> Any:
        return self._in_field(self._given(symbol.name))

    def _in_field(self, value: Any) -> Any:
        return self.field.number(int(value.p), int(value.q)) if hasattr(value, "p") else self.field.number(int(value))

    def _given(self, name: str) -> Any:
        if name not in self.values:
            message = f"Instantiating: expected a value for {name}, got values for {sorted(self.values)}. Add it."
            raise DomainError(message)
        return self.values[name]


def instantiate(recipe: Node, dimensions: Mapping[str, int], values: Mapping[str, Any], prime: int | None = None) -> Any:
    """The matrix of a recipe: ``fmpq_mat``, or ``nmod_mat`` modulo a prime. Vectors are columns, numbers 1 x 1.

    Raises:
        DomainError: a value is missing.
        ShapeError: a matrix has another size than the dimensions say.
        ZeroDivisionError: an inverse or a quotient does not exist at these values.

    >>> from flint import fmpq_mat
    >>> from derivations.star_algebra.element import Element
    >>> J = Element.letter("J", ("m", "n"))
    >>> (J.T @ J).instantiate({"m": 1, "n": 2}, {"J": fmpq_mat([[1, 2]])})
    [1, 2]
    [2, 4]
    """
    return Evaluation(GivenPoint(dimensions, values, prime)).value(recipe)
