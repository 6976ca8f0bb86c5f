"""Laws with a named dimension: a family is told for every size by indices (classes) or by matrix calculus (normal, Wishart)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.language.kinds import Array, LawKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Shape = tuple[int | str, ...]


def kind_of_sized_law(name: str, positional: Sequence[Shape], named: Mapping[str, Shape]) -> LawKind:
    """The kind of a law whose parameters have these shapes, one of them with a named dimension.

    Raises:
        ShapeError: the shapes do not fit. DerivationError: the family is known in explicit dimensions only.
    """
    from derivations.indexed.building import form_for  # noqa: PLC0415 - the language imports this module
    from derivations.matrix_calculus.building import form_for as matrix_form_for  # noqa: PLC0415 - as above
    from derivations.matrix_calculus.laws import matrix_forms  # noqa: PLC0415 - as above

    if name in matrix_forms():
        found, dimensions = matrix_form_for(name, positional, named)
        return LawKind(Array(tuple(dimensions[letter] for letter in found.value)))
    form, size = form_for(name, positional, named)
    variable = Array(()) if form.values == "index" else Array((size,))
    return LawKind(variable, None if form.natural is None else size)


def sized_law(name: str, positional: Sequence[Any], named: Mapping[str, Any]) -> Any:
    """The law of a constructor call with a named dimension.

    Raises:
        ShapeError, DomainError, DerivationError: the arguments do not fit, or the family is known in explicit dimensions only.
    """
    from derivations.indexed.building import indexed_law  # noqa: PLC0415 - the language imports this module
    from derivations.matrix_calculus.building import matrix_law  # noqa: PLC0415 - as above
    from derivations.matrix_calculus.laws import matrix_forms  # noqa: PLC0415 - as above

    if name in matrix_forms():
        return matrix_law(name, positional, named)
    return indexed_law(name, positional, named)


def has_named_dimension(values: Sequence[Any]) -> bool:
    """Whether some value is an array with a named dimension."""
    return any(isinstance(size, str) for value in values for size in getattr(value, "shape", ()))
