"""Functions on a ray: nonnegative or positive for all steps, from the start, from infinity, or from a shift by one.

A smooth function that is nonnegative at the step zero and whose derivative is nonnegative is nonnegative; so is one that tends to something
nonnegative and falls, or is never less than itself one step further. The derivative is a function on the same ray, and asked the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sympy as sp

from derivations.conditions import collecting
from derivations.derivative import derivative
from derivations.errors import DerivationError
from derivations.limits import limit_of
from derivations.limits.known import knowing
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NONNEGATIVE, POSITIVE
from derivations.replacing import replaced
from derivations.smoothness import is_smooth
from verify.monotone.forms import LONGEST, forms, is_zero, split
from verify.monotone.probing import fails_somewhere

if TYPE_CHECKING:
    from derivations.normal_form import Facts

CLOSED, OPEN = sp.Symbol("step(0)", nonnegative=True), sp.Symbol("step(1)", positive=True)
DEEPEST = 5  # derivatives
WORK = 1000  # of all questions about one ray, see `_cost`
SHORT, FEW = 80, 3  # operations and symbols of what is expanded at infinity
SHIFTED = (sp.polygamma, sp.loggamma)


@dataclass
class Ray:
    """Asks for signs on the ray of positive steps with a budget. ``facts`` say nothing of the step; ``used`` tells how a proof went."""

    facts: Facts
    work: int = WORK
    used: list[str] = field(default_factory=list)
    _failed: set[tuple[sp.Expr, bool]] = field(default_factory=set)

    def holds(self, value: sp.Expr, *, strict: bool, depth: int = 0) -> bool:
        """Whether a function of ``OPEN`` is nonnegative (``strict``: positive) at all positive steps; it must be smooth there."""
        if (value, strict) in self._failed or self.work < 0 or depth > DEEPEST or value.count_ops() > LONGEST:
            return False
        self._failed.add((value, strict))  # while it is open, too
        self.work -= _cost(value)
        if self.work < 0:
            return False
        if fails_somewhere(value, self.facts):
            return False
        mask = signs_of(value, self.facts)
        if mask == POSITIVE or (not strict and mask | NONNEGATIVE == NONNEGATIVE):
            return True
        for form in forms(value, OPEN, self.facts):
            if self._from_start(form, strict=strict, depth=depth) or self._from_infinity(form, strict=strict, depth=depth):
                return True
        return False

    def _from_start(self, form: sp.Expr, *, strict: bool, depth: int) -> bool:
        closed = replaced(form, {OPEN: CLOSED})
        if not is_smooth(closed, CLOSED, self.facts):
            return False
        start = signs_of(replaced(form, {OPEN: sp.S.Zero}), self.facts)
        if start | NONNEGATIVE != NONNEGATIVE:
            return False
        if not self.holds(derivative(form, OPEN), strict=strict and start != POSITIVE, depth=depth + 1):
            return False
        self.used.append("start")
        return True

    def _from_infinity(self, form: sp.Expr, *, strict: bool, depth: int) -> bool:
        """By a limit that is nonnegative, from which the function rises backwards: by its derivative, or from each step to the next."""
        end = self._limit(form)
        if end is None or signs_of(end, self.facts) | NONNEGATIVE != NONNEGATIVE:
            return False
        if form.has(*SHIFTED):
            drop = self._drop(form)
            if drop is None or not self.holds(drop, strict=strict, depth=depth + 1):
                return False
            self.used.append("shift")
            return True
        if not self.holds(-derivative(form, OPEN), strict=strict, depth=depth + 1):
            return False
        self.used.append("infinity")
        return True

    def _limit(self, form: sp.Expr) -> sp.Expr | None:
        """The limit at infinity, if it was found without assuming anything; expansions of long expressions are dear."""
        divisors = [power for power in form.atoms(sp.Pow) if OPEN in power.free_symbols and not power.exp.is_nonnegative]
        if form.count_ops() > SHORT or len(form.free_symbols) > FEW or any(power.has(sp.log, sp.exp, *SHIFTED) for power in divisors):
            return None
        try:
            with knowing(self.facts), collecting() as conditions:
                found = limit_of(form, OPEN, sp.oo)
        except DerivationError:
            return None
        return None if conditions or found is None or not isinstance(found, sp.Expr) or OPEN in found.free_symbols else found

    def _drop(self, form: sp.Expr) -> sp.Expr | None:
        """The function less itself one step further, with gamma functions at the same places."""
        further = replaced(form, {OPEN: OPEN + 1})
        moved = {part: _back(part) for part in further.atoms(*SHIFTED) if OPEN in part.free_symbols}
        drop = sp.expand(split(form) - split(further.xreplace(moved)))
        is_right = drop.count_ops() <= LONGEST and is_smooth(drop, OPEN, self.facts) and is_zero(drop - (form - further), self.facts)
        return drop if is_right else None


def _cost(value: sp.Expr) -> int:
    """What asking for a sign costs: operations, times the squared number of logarithms, each of which has several bounds."""
    logarithms = sum(1 for part in value.atoms(sp.log) if OPEN in part.free_symbols)
    return int(value.count_ops()) * (1 + logarithms**2)


def _back(part: sp.Expr) -> sp.Expr:
    """A gamma function by its value one below: digamma(z) = digamma(z - 1) + 1/(z - 1), and so on."""
    below = sp.expand(part.args[-1] - 1)
    if isinstance(part, sp.loggamma):
        return sp.loggamma(below) + sp.log(below)
    order = part.args[0]
    return sp.polygamma(order, below) + (-1) ** order * sp.factorial(order) / below ** (order + 1)
