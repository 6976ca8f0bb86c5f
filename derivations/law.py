"""Laws: members of a family at given parameters, with what the family knows about them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.errors import DerivationError, DomainError, ShapeError
from derivations.language.tensor import Tensor
from derivations.parameters import INTEGERS, requirements
from derivations.support import shape_of_values, symbols_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from derivations.family import Family, Parameterization
    from derivations.moments.kernel import Branch, Pivot
    from derivations.support import Support


def _plain(values: Mapping[str, Tensor]) -> dict[str, Any]:
    """Scalars as expressions, arrays as tensors."""
    return {name: value if value.shape else value.item for name, value in values.items()}


@dataclass(frozen=True, eq=False)
class Law:
    """A member of a family; ``parameters`` are as given, in the order of their parameterisation."""

    family: Family
    parameters: Mapping[str, Tensor]

    def __eq__(self, other: object) -> bool:
        """Equal laws have one family and equal parameters in one parameterisation."""
        return isinstance(other, Law) and self._key == other._key

    def __hash__(self) -> int:
        """Laws are keys of the cache of expectations."""
        return self._hash

    @cached_property
    def _key(self) -> tuple[Any, ...]:
        return (id(self.family), self.family.name, *self.parameters.items())

    @cached_property
    def _hash(self) -> int:
        return hash(self._key)

    def __str__(self) -> str:
        """The constructor call."""
        shown = ", ".join(f"{name}={value.item if not value.shape else list(value.entries)}" for name, value in self.parameters.items())
        return f"{self.family.name}({shown})"

    @property
    def name(self) -> str:
        """The family's name."""
        return self.family.name

    @cached_property
    def form(self) -> Parameterization:
        """The parameterisation in which the law was given."""
        return self.family.form(tuple(self.parameters))

    @cached_property
    def standard(self) -> dict[str, Any]:
        """The family's own parameters: expressions and tensors."""
        return dict(self.form.standard(**_plain(self.parameters)))

    @cached_property
    def support(self) -> Support:
        """The set of values."""
        return self.family.support(**self.standard)

    @property
    def variable_shape(self) -> tuple[int, ...]:
        """The shape of a value: ``()``, ``(d,)`` or ``(m, n)``."""
        return shape_of_values(self.support)

    @cached_property
    def free_symbols(self) -> frozenset[sp.Symbol]:
        """The symbols that the parameters depend on."""
        return frozenset().union(*(value.free_symbols for value in self.parameters.values()))

    def variable(self, name: str = "y") -> Tensor:
        """Symbols for a value, with the support's assumptions; a name that the parameters use gets underscores."""
        taken = {symbol.name for symbol in self.free_symbols}
        while name in taken or any(other.startswith(f"{name}_") for other in taken):
            name += "_"
        return Tensor(self.variable_shape, tuple(symbols_of(self.support, name)))

    def log_density(self, y: Tensor) -> sp.Expr:
        """The log-density (or log-mass) at ``y`` in nats; valid on the support."""
        self._check(y)
        value = y if self.variable_shape else y.item
        if self.form.log_density is not None:
            return self.form.log_density(value, **_plain(self.parameters))
        return self.family.log_density(value, **self.standard)

    def density(self, y: Tensor) -> sp.Expr:
        """The density (or mass) at ``y``."""
        return sp.exp(self.log_density(y))

    @cached_property
    def pivot(self) -> Pivot | None:
        """The moment kernel, if the family has one."""
        return None if self.family.pivot is None else self.family.pivot(**self.standard)

    @cached_property
    def branches(self) -> Sequence[Branch]:
        """The parts of a law whose density has a kink, if the family has moment kernels for them."""
        return () if self.family.branches is None else self.family.branches(**self.standard)

    @cached_property
    def points(self) -> Sequence[tuple[Tensor, sp.Expr]] | None:
        """The values and probabilities of a finite support whose size is a number."""
        return None if self.family.points is None else self.family.points(**self.standard)

    def special(self, integrand: sp.Expr, y: sp.Symbol) -> sp.Expr | None:
        """The expectation of an integrand that is no monomial, if the family knows it."""
        return None if self.family.special is None else self.family.special(integrand, y, **self.standard)

    def side_conditions(self) -> tuple[tuple[str, sp.Expr], ...]:
        """What the parameters must satisfy and SymPy's assumptions do not show, e.g. ``("positive", scale)``."""
        found = [item for parameter in self.form.parameters for item in requirements(parameter, self.parameters[parameter.name])]
        found += self.family.conditions(**self.standard)
        return tuple(item for item in dict.fromkeys(found) if not getattr(item[1], f"is_{item[0]}"))

    def demands(self) -> Iterator[tuple[str, sp.Expr]]:
        """What must hold for the law to exist: side conditions, "integer" of a number, and "zero" of what must vanish."""
        yield from self.side_conditions()
        for parameter in self.form.parameters:
            entries = self.parameters[parameter.name].entries
            if parameter.kind in INTEGERS:
                yield from (("integer", entry) for entry in entries if not entry.is_integer)
            if parameter.kind == "simplex":
                yield "zero", sp.Add(*entries) - 1

    def check_conditions(self) -> None:
        """Raise a DomainError for a condition between parameters that is known to fail."""
        for requirement, expression in self.family.conditions(**self.standard):
            if getattr(expression, f"is_{requirement}") is False:
                message = f"Building {self}: expected a {requirement} difference of parameters, got {expression}. Change a parameter."
                raise DomainError(message)

    def map(self, function: Callable[[sp.Expr], sp.Expr]) -> Law:
        """The law with every entry of its parameters transformed, e.g. by a substitution."""
        return self.family.law(**{name: value.map(function) for name, value in self.parameters.items()})

    def natural(self) -> Tensor:
        """The natural parameters of the minimal form that the family's page states."""
        if self.form.natural is not None:
            return Tensor.vector(list(self.form.natural(**_plain(self.parameters))))
        if self.family.natural is None:
            raise no_exponential_family(self.name)
        return Tensor.vector(list(self.family.natural(**self.standard)))

    def sufficient(self, y: Tensor) -> Tensor:
        """The sufficient statistics at ``y`` that belong to the natural parameters."""
        self._check(y)
        if self.family.sufficient is None:
            raise no_exponential_family(self.name)
        return Tensor.vector(list(self.family.sufficient(y if self.variable_shape else y.item, **self.standard)))

    def _check(self, y: Tensor) -> None:
        if y.shape != self.variable_shape:
            message = f"Evaluating a density of {self.name}: expected a value of shape {self.variable_shape}, got shape {y.shape}."
            raise ShapeError(message)


def no_exponential_family(name: str) -> DerivationError:
    """The error for a family whose log-density is no product of natural parameters and statistics."""
    return DerivationError(
        f"Reading natural parameters: expected an exponential family in all its parameters, got {name}. Use its log-density instead."
    )
