"""What can be read off an element: equality, text, its value as a number, the letters and side conditions it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.errors import DerivationError, ShapeError
from derivations.star_algebra.recipe import walk
from derivations.star_algebra.scalars import ZERO, Scalar
from derivations.star_algebra.text import terms_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

    from derivations.star_algebra.element import Element
    from derivations.star_algebra.recipe import Node, Shape
    from derivations.star_algebra.terms import Terms


class Reading:
    """The part of an element that builds no new one."""

    __slots__ = ("_hash", "recipe", "shape", "terms")

    def __init__(self, shape: Shape, normal: Terms, recipe: Node) -> None:
        """Take a normal form and its recipe."""
        self.shape, self.terms, self.recipe = shape, normal, recipe
        self._hash: int | None = None

    def __eq__(self, other: object) -> bool:
        """Equality of shapes and normal forms."""
        return isinstance(other, Reading) and self.shape == other.shape and self.terms == other.terms

    def __hash__(self) -> int:
        """Agrees with equality."""
        if self._hash is None:
            self._hash = hash((self.shape, frozenset(self.terms.items())))
        return self._hash

    def __bool__(self) -> bool:
        """Whether it is not zero in the free *-algebra."""
        return bool(self.terms)

    @property
    def value(self) -> Scalar:
        """A number as a scalar of the field of coefficients."""
        if self.shape != ():
            message = f"Reading a number: expected shape (), got {self.shape}. Take a trace, a norm or a product with vectors."
            raise ShapeError(message)
        return self.terms.get((), ZERO)

    def rational(self) -> Fraction:
        """The rational number that this is."""
        constant = self.value.constant()
        if constant is None:
            message = f"Reading a rational number: expected a constant, got {self}. Write the number itself."
            raise DerivationError(message)
        return constant

    def single_letter(self) -> str | None:
        """The name of the letter that this is, if it is one."""
        node = self.recipe
        return node.payload.name if node.operation == "letter" else None

    def letter_names(self) -> frozenset[str]:
        """The names of the letters it was built from."""
        return frozenset(node.payload.name for node in walk(self.recipe) if node.operation == "letter")

    @property
    def conditions(self) -> tuple[str, ...]:
        """What must hold for it to be defined, as sentences: inverses exist, divisors are not zero."""
        from derivations.star_algebra.conditions import conditions  # noqa: PLC0415 - only reports need it

        return conditions(self.recipe)

    def substitute(self, values: Mapping[str, Element]) -> Element:
        """The element with letters replaced; the recipe is followed again."""
        from derivations.star_algebra.substitution import substitute  # noqa: PLC0415 - it builds elements

        return substitute(self.recipe, values)

    def instantiate(self, dimensions: Mapping[str, int], values: Mapping[str, Any], prime: int | None = None) -> Any:
        """The exact matrix for given sizes and values: ``fmpq_mat``, or ``nmod_mat`` modulo a prime; vectors are columns."""
        from derivations.star_algebra.instantiation import instantiate  # noqa: PLC0415 - it evaluates recipes

        return instantiate(self.recipe, dimensions, values, prime)

    def latex(self) -> str:
        """The normal form as LaTeX."""
        from derivations.star_algebra.latex import terms_latex  # noqa: PLC0415 - only reports need it

        return terms_latex(self.terms, scalar=self.shape == ())

    def __str__(self) -> str:
        """The normal form in the notation of the claim language."""
        return terms_text(self.terms, size=self.shape[0] if self.shape else None)

    def __repr__(self) -> str:
        """The shape and the normal form."""
        return f"Element({self.shape}: {self})"
