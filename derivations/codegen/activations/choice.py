"""The form of each function that is proved equal to the derivation, right to a few units everywhere, and the least work."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.activations.forms import VALUE, X, by_value, forms, written_out
from derivations.codegen.activations.lowering import lowered
from derivations.codegen.activations.measuring import PRECISIONS, error, evaluated, points
from derivations.codegen.activations.writing import Formula, body
from derivations.errors import DerivationError
from derivations.normal_form import decide_zero

if TYPE_CHECKING:
    from collections.abc import Sequence

UNITS = 4  # in the last place of one or of the value, whichever is larger


@dataclass(frozen=True)
class Formulas:
    """Value, slope and second derivative, and of which of ``argument`` and ``value`` the derivatives are functions."""

    value: Formula
    slope: Formula
    second: Formula
    of: str


def chosen(entries: Sequence[sp.Expr]) -> Formulas:
    """The best forms of a function of :data:`X` and its first two derivatives; the derivatives are of the value where they can be.

    Raises:
        DerivationError: no form of some entry is proved, written and measured to be right.
    """
    function, *derivatives = entries
    shapes = forms(function)
    of_value = [list(dict.fromkeys(form for shape in shapes for form in by_value(shape, entry))) for entry in derivatives]
    if any(entry.has(X) for entry in derivatives) and all(of_value):
        try:
            value = _best(function, shapes, None, over_argument=True)
            slope, second = (_best(entry, each, value, over_argument=False) for entry, each in zip(derivatives, of_value, strict=True))
            return Formulas(value, slope, second, "value")
        except DerivationError:
            pass  # of the argument, then
    value = _best(function, shapes, None, over_argument=not any(entry.has(X) for entry in derivatives))
    slope, second = (_best(entry, forms(entry), None, over_argument=False) for entry in derivatives)
    return Formulas(value, slope, second, "argument")


def _best(derived: sp.Expr, candidates: Sequence[sp.Expr], value: Formula | None, *, over_argument: bool) -> Formula:
    """The candidate of least work that is right; candidates are functions of the value where that is given."""
    found, argument = [], "a" if value else "s"
    for form in candidates:
        try:
            program = lowered(form, VALUE if value else X)
            formula = Formula(form, argument, body(program, argument, over_argument=over_argument))
        except DerivationError:
            continue
        sums = sum(step.operation in {"add", "subtract"} for step in program.instructions)
        found.append((len(program.instructions), sums, str(form), formula))
    for *_, formula in sorted(found, key=lambda each: each[:3]):
        if is_proved(derived, formula.form, value) and (right := _measured(derived, formula, value)) is not None:
            return right
    wanted = f"a form of {derived} that is proved, written and right to {UNITS} units"
    message = f"Generating an activation: expected {wanted}, got none of {len(candidates)}. Add a rewrite to activations/forms.py."
    raise DerivationError(message)


def is_proved(derived: sp.Expr, form: sp.Expr, value: Formula | None = None) -> bool:
    """Whether the form is proved equal to the expression on each half-line; at zero both are continuous, or choices by x > 0."""
    whole = written_out(form.subs(VALUE, value.form) if value else form)
    size = sp.Symbol("s", positive=True)
    return all(decide_zero([(whole - derived).subs(X, side)]).zero for side in (size, -size))


def _measured(derived: sp.Expr, formula: Formula, value: Formula | None) -> Formula | None:
    """The formula, with a note whether it overflows on the way, if its numbers are right in both precisions."""
    overflows = False
    for precision in PRECISIONS:
        s = points(precision)
        numbers, here = evaluated(formula, evaluated(value, s)[0] if value else s)
        if not error(derived, s, numbers) <= UNITS:  # nor if it is nan
            return None
        overflows |= here
    return replace(formula, overflows=overflows)
