"""Families of laws: what one file of ``derivations/families`` declares, and the laws that its parameters give."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.errors import DerivationError, ShapeError
from derivations.language.tensor import Tensor
from derivations.parameters import Parameter, as_tensor, check_value, requirements, shape_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from derivations.moments.kernel import Pivot
    from derivations.support import Support

__all__ = ["Family", "Law", "Parameter", "Parameterization"]


@dataclass(frozen=True, eq=False)
class Parameterization:
    """One way to give a law: its parameters in order, and the map to the family's own parameters.

    ``standard`` takes the values by keyword and returns the family's own parameters. ``log_density`` and ``natural`` replace the
    composition with the family's own function where a shorter exact form exists (``Bernoulli(logits=)``).
    """

    parameters: tuple[Parameter, ...]
    standard: Callable[..., Mapping[str, Any]]
    log_density: Callable[..., sp.Expr] | None = None
    natural: Callable[..., Sequence[sp.Expr]] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters' names in order."""
        return tuple(parameter.name for parameter in self.parameters)


@dataclass(frozen=True, eq=False)
class Family:
    """A parametric family. Functions take the parameters by keyword: scalars as expressions, vectors and matrices as tensors.

    ``log_density(y, **parameters)`` in nats, ``support(**parameters)``; ``pivot`` gives the moment kernel and the variable's image in its
    atoms; ``points`` lists the values and probabilities of a finite support; ``special`` is the expectation of an integrand that is no
    monomial; ``natural``, ``sufficient`` and ``log_partition`` describe the exponential family, if it is one, as ``page`` states.
    ``valid`` and ``invalid`` are example arguments, which tests use.
    """

    name: str
    parameters: tuple[Parameter, ...]
    support: Callable[..., Support]
    log_density: Callable[..., sp.Expr]
    valid: tuple[tuple[Any, ...], ...]
    invalid: tuple[tuple[Any, ...], ...]
    pivot: Callable[..., Pivot] | None = None
    points: Callable[..., Sequence[tuple[Tensor, sp.Expr]] | None] | None = None
    special: Callable[..., sp.Expr | None] | None = None
    natural: Callable[..., Sequence[sp.Expr]] | None = None
    sufficient: Callable[..., Sequence[sp.Expr]] | None = None
    log_partition: Callable[[Sequence[sp.Expr]], sp.Expr] | None = None
    alternatives: tuple[Parameterization, ...] = ()
    page: str = ""
    conditions: Callable[..., Sequence[tuple[str, sp.Expr]]] = field(default=lambda **_: ())

    @cached_property
    def parameterizations(self) -> tuple[Parameterization, ...]:
        """The family's own parameterisation, then the alternatives."""
        return (Parameterization(self.parameters, lambda **values: values), *self.alternatives)

    def law(self, *args: Any, **kwargs: Any) -> Law:
        """The law with the given parameters: expressions, numbers, nested sequences or tensors, by position or by keyword.

        Raises:
            ShapeError: wrong names, count or shapes.
            DomainError: a value that is known to lie outside its parameter's domain.
        """
        for form in self.parameterizations:
            values = _bind(form, args, kwargs)
            if values is not None:
                tensors = {name: as_tensor(value) for name, value in values.items()}
                sizes: dict[str, int] = {}
                for parameter in form.parameters:
                    check_value(self.name, parameter, tensors[parameter.name], sizes)
                return Law(self, tensors)
        forms = " or ".join(f"{self.name}({', '.join(form.names)})" for form in self.parameterizations)
        given = ", ".join([*("..." for _ in args), *(f"{name}=" for name in kwargs)])
        message = f"Building a law: expected {forms}, got {self.name}({given}). Give each parameter once."
        raise ShapeError(message)

    def form(self, names: Sequence[str]) -> Parameterization:
        """The parameterisation with these parameter names."""
        return next(form for form in self.parameterizations if form.names == tuple(names))


def _bind(form: Parameterization, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any] | None:
    if len(args) + len(kwargs) != len(form.names) or set(kwargs) != set(form.names[len(args) :]):
        return None
    given = dict(zip(form.names, args, strict=False)) | dict(kwargs)
    return {name: given[name] for name in form.names}


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
        """The shape of a value: ``()`` or ``(d,)``."""
        size = getattr(self.support, "size", None)
        return () if size is None else (size,)

    @cached_property
    def free_symbols(self) -> frozenset[sp.Symbol]:
        """The symbols that the parameters depend on."""
        return frozenset().union(*(value.free_symbols for value in self.parameters.values()))

    def variable(self, name: str = "y") -> Tensor:
        """Symbols for a value, with the support's assumptions; a name that the parameters use gets underscores."""
        taken = {symbol.name for symbol in self.free_symbols}
        while name in taken or any(other.startswith(f"{name}_") for other in taken):
            name += "_"
        assumptions = self.support.assumptions()
        if not self.variable_shape:
            return Tensor.scalar(sp.Symbol(name, **assumptions))
        return Tensor.vector([sp.Symbol(f"{name}_{i}", **assumptions) for i in range(self.variable_shape[0])])

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
    def points(self) -> Sequence[tuple[Tensor, sp.Expr]] | None:
        """The values and probabilities of a finite support whose size is a number."""
        return None if self.family.points is None else self.family.points(**self.standard)

    def special(self, integrand: sp.Expr, y: sp.Symbol) -> sp.Expr | None:
        """The expectation of an integrand that is no monomial, if the family knows it."""
        return None if self.family.special is None else self.family.special(integrand, y, **self.standard)

    def side_conditions(self) -> tuple[tuple[str, sp.Expr], ...]:
        """What the parameters must satisfy and SymPy's assumptions do not show, e.g. ``("positive", scale)``."""
        found = [item for parameter in self.form.parameters for item in requirements(parameter, self.parameters[parameter.name])]
        found += list(self.family.conditions(**self.standard))
        return tuple(item for item in dict.fromkeys(found) if not getattr(item[1], f"is_{item[0]}"))

    def map(self, function: Callable[[sp.Expr], sp.Expr]) -> Law:
        """The law with every entry of its parameters transformed, e.g. by a substitution."""
        return self.family.law(**{name: value.map(function) for name, value in self.parameters.items()})

    def natural(self) -> Tensor:
        """The natural parameters of the minimal form that the family's page states."""
        if self.form.natural is not None:
            return Tensor.vector(list(self.form.natural(**_plain(self.parameters))))
        if self.family.natural is None:
            raise _no_exponential_family(self.name)
        return Tensor.vector(list(self.family.natural(**self.standard)))

    def sufficient(self, y: Tensor) -> Tensor:
        """The sufficient statistics at ``y`` that belong to the natural parameters."""
        self._check(y)
        if self.family.sufficient is None:
            raise _no_exponential_family(self.name)
        return Tensor.vector(list(self.family.sufficient(y if self.variable_shape else y.item, **self.standard)))

    def _check(self, y: Tensor) -> None:
        if y.shape != self.variable_shape:
            message = f"Evaluating a density of {self.name}: expected a value of shape {self.variable_shape}, got shape {y.shape}."
            raise ShapeError(message)


def _no_exponential_family(name: str) -> DerivationError:
    return DerivationError(
        f"Reading natural parameters: expected an exponential family in all its parameters, got {name}. Use its log-density instead."
    )
