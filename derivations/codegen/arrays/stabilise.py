"""The best form of every region of a value; a form that disagrees with what was derived is not used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.codegen.arrays.agreement import agrees
from derivations.codegen.arrays.matrices import with_calls
from derivations.codegen.arrays.outputs import by_choices
from derivations.codegen.arrays.passes import passes
from derivations.codegen.arrays.passes.sums_of_others import contracted
from derivations.codegen.arrays.scalar_forms import cost, scalar_forms
from derivations.codegen.ratio import TooLongError
from derivations.indexed.atoms import Opaque

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    import sympy as sp

    from derivations.language.types import TypeSpec

SCALAR = 100  # passes of a higher order rewrite what the scalar passes have left
WIDTH = 16  # forms that are carried from one pass to the next


def candidates(body: sp.Expr) -> list[sp.Expr]:
    """The forms of a body without deltas, best first."""
    found = [body]
    for step in passes():
        if step.order < SCALAR:
            found = _extended(found, body, step.rewrite)
    found = _extended(found, body, lambda form: map(contracted, scalar_forms(form)[:2]), len(found))
    for step in passes():
        if step.order > SCALAR:
            found = _extended(found, body, step.rewrite)
    return sorted(found, key=cost)


def _extended(found: list[sp.Expr], body: sp.Expr, rewrite: Callable[[sp.Expr], Iterable[sp.Expr]], more: int = 0) -> list[sp.Expr]:
    """The forms with their rewritings: the body and the cheapest others."""
    forms = list(found)
    for form in found:
        try:
            forms += [other for other in rewrite(form) if other not in forms]
        except TooLongError:
            continue
    return [body, *sorted((form for form in forms if form != body), key=cost)[: WIDTH + more]]


def stabilised(body: sp.Expr, types: Mapping[str, TypeSpec]) -> sp.Expr:
    """The best form that encloses the same numbers as the body at random exact points of every small size."""

    def best(part: sp.Expr) -> sp.Expr:
        start = with_calls(part, types) if part.has(Opaque) else part
        return next((form for form in candidates(start) if form == part or agrees(form, part, types)), part)

    return by_choices(body, best)
