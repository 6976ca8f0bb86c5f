"""Operations on elements that are other operations in disguise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.star_algebra.reading import Reading

if TYPE_CHECKING:
    from derivations.star_algebra.element import Element
    from derivations.star_algebra.expectations import Measure


class Operators(Reading):
    """Negatives, differences, reflected operators, and other names for products."""

    __slots__ = ()

    def __radd__(self: Any, other: Any) -> Element:
        """The sum."""
        result: Element = self + other
        return result

    def __neg__(self: Any) -> Element:
        """The negative."""
        result: Element = self * -1
        return result

    def __sub__(self: Any, other: Any) -> Element:
        """The difference."""
        result: Element = self + -1 * other
        return result

    def __rsub__(self: Any, other: Any) -> Element:
        """The difference."""
        result: Element = -self + other
        return result

    def __rmul__(self: Any, other: Any) -> Element:
        """The product with a number."""
        result: Element = self * other
        return result

    def __rtruediv__(self: Any, other: Any) -> Element:
        """The quotient by a number."""
        result: Element = self.reciprocal() * other
        return result

    def dot(self: Any, other: Element) -> Element:
        """The inner product of two vectors."""
        result: Element = self @ other
        return result

    def expected(self: Any, measure: Measure) -> Element:
        """The expectation over a measure."""
        result: Element = self.expectation(*measure.variables, law=measure.law, at=measure.at, is_arbitrary=measure.is_arbitrary)
        return result
