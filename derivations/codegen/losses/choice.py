"""The form of a function that is proved equal to the derivation, right to a few units everywhere, and the least work."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from derivations.codegen.losses.lowering import lowered
from derivations.codegen.losses.measuring import PRECISIONS, computed, errors, worst
from derivations.codegen.losses.proving import is_proved
from derivations.codegen.losses.text import definition, module_of
from derivations.codegen.losses.writing import ENTRIES, REDUCTIONS, SAMPLE, body
from derivations.errors import DerivationError

if TYPE_CHECKING:
    from derivations.codegen.losses.function import Form, Function
    from derivations.codegen.program import Program

UNITS = 4  # in the last place of the value, or of what the last digits of the arguments do to it


@dataclass(frozen=True)
class Written:
    """A form, the statements that compute it, and whether these overflow on the way to numbers that are right."""

    function: Function
    form: Form
    statements: tuple[str, ...]
    overflows: bool = False

    @property
    def text(self) -> str:
        """The definition."""
        return definition(self.function, self.form, self.statements, overflows=self.overflows)


def chosen(function: Function) -> Written:
    """The candidate of least work that is right.

    Raises:
        DerivationError: no form is proved, written and measured to be right.
    """
    found = []
    for form in function.forms:
        try:
            program = lowered(form, function.symbols)
            written = Written(function, form, body(program, function.arguments, function.results))
        except DerivationError:
            continue
        found.append((*_work(program, function), len(str(form)), str(form), written))
    for *_, written in sorted(found, key=lambda each: each[:-1]):
        if is_proved(function, written.form):
            error, overflows = measured(written)
            if error <= UNITS:  # which nan is not
                return replace(written, overflows=overflows)
    wanted = f"a form of `{function.name}` that is proved, written and right to {UNITS} units"
    message = f"Generating a loss: expected {wanted}, got none of {len(function.forms)}. Propose another form."
    raise DerivationError(message)


def _work(program: Program, function: Function) -> tuple[int, int]:
    """Calls that pass over all outputs, and all calls."""
    kinds = {place: argument.kind for place, argument in enumerate(function.arguments)}
    passes = 0
    for step, instruction in enumerate(program.instructions, len(kinds)):
        small = all(kinds[value] == SAMPLE for value in instruction.values)
        kinds[step] = SAMPLE if small or instruction.operation in REDUCTIONS else ENTRIES
        passes += not small
    return passes, len(program.instructions)


def measured(written: Written) -> tuple[float, bool]:
    """The largest error of the numbers in both precisions, and whether finite ones come by way of an overflow; wrong ones end it."""
    found, overflows, function = 0.0, False, written.function
    text = module_of("", {}, [written.text])
    for case, precision in itertools.product(function.cases, PRECISIONS):
        points = function.points(case, precision)
        for setting in function.settings if points else ():
            numbers, here = computed(text, function, case, points, setting)
            found, overflows = worst([found, *errors(function, case, points, setting, numbers)]), overflows or here
            if not found <= UNITS:  # nor if it is nan
                return found, overflows
    return found, overflows
