"""From a template to a family: functions of the parameters by substitution, and the moment kernel that fits the density."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.family import Family
from derivations.language.tensor import Tensor
from derivations.law import no_exponential_family
from derivations.moments.closed_forms import vanishes
from derivations.normal_form import Facts, decide_zero
from derivations.support import Integers, Interval
from derivations.user_family.counts import count_recipes, gammas
from derivations.user_family.exponential_family import ExponentialForm, exponential_form
from derivations.user_family.intervals import interval_recipes
from derivations.user_family.partition import log_partition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.moments.kernel import Pivot
    from derivations.user_family.recipe import Recipe
    from derivations.user_family.template import Template

LARGEST_SUM = 64


def assemble(template: Template) -> Family:
    """The family of a template."""
    parts = _Parts(template)
    form = parts.form
    return Family(
        name=template.name,
        parameters=template.parameters,
        support=parts.support,
        log_density=parts.log_density,
        valid=(),
        invalid=(),
        pivot=parts.pivot,
        points=parts.points,
        natural=None if form is None else lambda **values: parts.each(form.natural, values),
        sufficient=None if form is None else lambda y, **values: parts.each(form.sufficient, values, y),
        log_partition=parts.log_partition if form is not None and len(form.natural) == len(template.parameters) else None,
        page=f"natural {list(form.natural)} with statistics {list(form.sufficient)}" if form else "",
        conditions=parts.conditions,
    )


class _Parts:
    """The functions of a family; the kernel is looked for when it is first needed."""

    def __init__(self, template: Template) -> None:
        self.template = template

    def support(self, **values: Any) -> Interval | Integers:
        low, high = self.each(self.template.support.ends, values)
        return type(self.template.support)(low, high)

    def log_density(self, y: sp.Expr, **values: Any) -> sp.Expr:
        return self.each((self.template.log_density,), values, y)[0]

    def conditions(self, **values: Any) -> list[tuple[str, sp.Expr]]:
        """The hypotheses of the family, and what its kernel takes for granted."""
        stated = self.template.conditions
        required = () if self.recipe is None else tuple(("positive", item) for item in self.recipe.required if not item.is_positive)
        every = tuple(dict.fromkeys((*stated, *required)))
        return list(zip((kind for kind, _ in every), self.each([item for _, item in every], values), strict=True))

    def pivot(self, **values: Any) -> Pivot | None:
        return None if self.recipe is None else self.recipe.pivot(self.template.substitution(values))

    def points(self, **values: Any) -> list[tuple[Tensor, sp.Expr]] | None:
        """The values of a finite support with their probabilities."""
        support = self.support(**values)
        if not isinstance(support, Integers) or not all(end.is_Integer for end in support.ends):
            return None
        low, high = map(int, support.ends)
        if high - low >= LARGEST_SUM:
            return None
        return [(Tensor.scalar(k), sp.exp(self.log_density(sp.Integer(k), **values))) for k in range(low, high + 1)]

    def each(self, expressions: Sequence[sp.Expr], values: Any, y: sp.Expr | None = None) -> tuple[sp.Expr, ...]:
        """Expressions of the template at given parameters and, if it is given, at a value."""
        substitution = self.template.substitution(values)
        if y is not None:
            substitution[self.template.variable] = y
        return tuple(expression.xreplace(substitution) for expression in expressions)

    def log_partition(self, eta: Sequence[sp.Expr]) -> sp.Expr:
        """The log-partition that belongs to the exponential-family form."""
        if self.form is None:
            raise no_exponential_family(self.template.name)
        return log_partition(self.template.log_density, self.template.variable, self.form, eta)

    @cached_property
    def form(self) -> ExponentialForm | None:
        """The exponential-family form: as stated, or as found."""
        if self.template.natural:
            return ExponentialForm(self.template.natural, self.template.sufficient)
        return exponential_form(self.template.log_density, self.template.variable)

    @cached_property
    def recipe(self) -> Recipe | None:
        """The kernel whose form the density has, constant included: that the density integrates to one is decided exactly."""
        template = self.template
        support, density, y = template.support, template.log_density, template.variable
        found = count_recipes(density, y, support) if isinstance(support, Integers) else interval_recipes(density, y, support)
        for recipe, constant in found:
            if not any(item.is_positive is False for item in recipe.required) and self._vanishes(constant + recipe.log_mass):
                return recipe
        return None

    def _vanishes(self, expression: sp.Expr) -> bool:
        expanded = sp.expand(sp.expand_log(gammas(expression)))
        if vanishes(expanded):
            return True
        positive = [item for kind, item in self.template.conditions if kind == "positive"]
        shifts = _shifts(positive)
        facts = Facts(self._unit_substitutions(), tuple(item.xreplace(shifts) for item in positive))
        decision = decide_zero([sp.expand(sp.expand_log(expanded.xreplace(shifts)))], facts)
        return decision.zero is True and not decision.disputed

    def _unit_substitutions(self) -> dict[sp.Symbol, sp.Expr]:
        """Parameters between zero and one as t / (1 + t)."""
        units = [name for name, spec in self.template.types.items() if spec.kind == "unit"]
        symbols = [symbol for name in units for symbol in self.template.values[name].entries]
        positive = {symbol: sp.Dummy("odds", positive=True) for symbol in symbols}
        return {symbol: t / (1 + t) for symbol, t in positive.items()}


def _shifts(positive: Sequence[sp.Expr]) -> dict[sp.Symbol, sp.Expr]:
    """For each inequality such as ``a - 1 > 0`` in one symbol, the substitution ``a = 1 + q`` with a positive q."""
    shifts: dict[sp.Symbol, sp.Expr] = {}
    for item in positive:
        (symbol, *others) = sorted(item.free_symbols, key=str) or [None]
        if others or symbol is None or symbol in shifts or not item.is_polynomial(symbol) or sp.degree(item, symbol) != 1:
            continue
        slope, rest = item.coeff(symbol, 1), item.coeff(symbol, 0)
        shifts[symbol] = (sp.Dummy("excess", positive=True) - rest) / slope
    return shifts
