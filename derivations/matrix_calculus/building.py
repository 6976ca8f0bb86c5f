"""Matrix laws from constructor calls with named dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.errors import ShapeError
from derivations.indexed.lifting import element_of, is_plain
from derivations.indexed.tensor import IndexedTensor
from derivations.language.tensor import Tensor
from derivations.matrix_calculus.laws import matrix_forms
from derivations.star_algebra.element import Element

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from derivations.matrix_calculus.form import MatrixForm
    from derivations.matrix_calculus.law import MatrixLaw

Shape = tuple[int | str, ...]


def form_for(family: str, positional: Sequence[Shape], named: Mapping[str, Shape]) -> tuple[MatrixForm, dict[str, int | str]]:
    """The form that fits the shapes of a call, and what its dimensions stand for.

    Raises:
        ShapeError: none fits.
    """
    for form in matrix_forms()[family]:
        order = list(form.parameters)
        if len(positional) + len(named) != len(order) or set(named) != set(order[len(positional) :]):
            continue
        dimensions = form.dimensions({**dict(zip(order, positional, strict=False)), **named})
        if dimensions is not None and all(isinstance(size, str) for size in dimensions.values()):
            return form, dimensions
    calls = " or ".join(f"{family}({', '.join(form.parameters)})" for form in matrix_forms()[family])
    got = ", ".join(map(str, [*positional, *named.values()]))
    message = f"Building {family}: expected {calls} with parameters of one named dimension, got shapes {got}. Use explicit dimensions."
    raise ShapeError(message)


def matrix_law(family: str, positional: Sequence[Any], named: Mapping[str, Any]) -> MatrixLaw:
    """The law of a constructor call whose arguments are values.

    Raises:
        ShapeError, DomainError: the arguments do not fit.
    """
    values, keywords = [as_element(value) for value in positional], {name: as_element(value) for name, value in named.items()}
    form, _ = form_for(family, [value.shape for value in values], {name: value.shape for name, value in keywords.items()})
    law = form.law({**dict(zip(form.parameters, values, strict=False)), **keywords})
    law.require_domain()
    return law


def as_element(value: Any) -> Element:
    """A value as an element of the free *-algebra.

    Raises:
        ShapeError: it is an array that only indices describe.
    """
    if isinstance(value, Element):
        return value
    if isinstance(value, IndexedTensor) and is_plain(value):
        return element_of(value.body)
    if isinstance(value, Tensor) and not value.shape:
        return Element.scalar(value.item)
    message = f"Building a law of matrices: expected sums and products of declared matrices, got {value}. Name it as a matrix."
    raise ShapeError(message)
