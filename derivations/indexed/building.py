"""Laws from constructor calls with named dimensions: which parameterisation fits, and of which size the law is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.errors import DerivationError, ShapeError
from derivations.indexed.law import IndexedLaw
from derivations.indexed.laws import indexed_forms
from derivations.indexed.lifting import lift

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from derivations.indexed.form import IndexedForm

Shape = tuple[int | str, ...]


def bound_names(form: IndexedForm, count: int, names: Sequence[str]) -> list[str] | None:
    """The parameters in the order of a call with ``count`` positional and some named arguments, if it fits the form."""
    ordered = list(form.parameters)
    if count + len(names) != len(ordered) or set(names) != set(ordered[count:]):
        return None
    return [*ordered[:count], *names]


def form_for(family: str, positional: Sequence[Shape], named: Mapping[str, Shape]) -> tuple[IndexedForm, str]:
    """The form that fits the shapes of a call, and the name of its dimension.

    Raises:
        ShapeError: none fits, or the dimensions differ.
        DerivationError: the family has no form for every size.
    """
    if family not in indexed_forms():
        message = f"expected explicit dimensions in {family}(...), got a named one. Give the size as an integer"
        raise DerivationError(message)
    for form in indexed_forms()[family]:
        order = bound_names(form, len(positional), list(named))
        if order is None:
            continue
        shapes = dict(zip(order, (*positional, *named.values()), strict=True))
        sizes = {size for name in form.arrays for size in shapes[name]}
        ranks_fit = all(len(shape) == int(name in form.arrays) for name, shape in shapes.items())
        if ranks_fit and len(sizes) == 1 and isinstance(size := sizes.pop(), str):
            return form, size
        message = f"Building {family}: expected {_call(form)} with one named dimension, got shapes {list(shapes.values())}."
        raise ShapeError(message)
    forms = " or ".join(map(_call, indexed_forms()[family]))
    message = f"Building a law: expected {forms} for a named dimension, got other parameters. Use explicit dimensions for those."
    raise ShapeError(message)


def _call(form: IndexedForm) -> str:
    return f"{form.family}({', '.join(form.parameters)})"


def indexed_law(family: str, positional: Sequence[Any], named: Mapping[str, Any]) -> IndexedLaw:
    """The law of a constructor call whose arguments are values.

    Raises:
        ShapeError, DomainError, DerivationError: as for the forms and the parameters.
    """
    lifted, keywords = [lift(value) for value in positional], {name: lift(value) for name, value in named.items()}
    form, size = form_for(family, [value.shape for value in lifted], {name: value.shape for name, value in keywords.items()})
    order = bound_names(form, len(lifted), list(keywords)) or []
    values = dict(zip(order, (*lifted, *keywords.values()), strict=True))
    law = IndexedLaw(form, size, {name: values[name] for name in form.parameters})
    law.require_domain()
    return law
