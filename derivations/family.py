"""Families of laws: what one file of ``derivations/families`` declares, and the laws that its parameters give."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from derivations.errors import ShapeError
from derivations.law import Law, no_exponential_family
from derivations.parameters import Parameter, as_tensor, check_value, placeholder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import sympy as sp

    from derivations.language.tensor import Tensor
    from derivations.moments.kernel import Branch, Pivot
    from derivations.support import Support

Value = TypeVar("Value")

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

    def bind(self, args: Sequence[Value], kwargs: Mapping[str, Value]) -> dict[str, Value] | None:
        """The arguments of a constructor call by the names of the parameters, in order; ``None`` if they do not fit."""
        if len(args) + len(kwargs) != len(self.names) or set(kwargs) != set(self.names[len(args) :]):
            return None
        given = dict(zip(self.names, args, strict=False)) | dict(kwargs)
        return {name: given[name] for name in self.names}


@dataclass(frozen=True, eq=False)
class Family:
    """A parametric family. Functions take the parameters by keyword: scalars as expressions, vectors and matrices as tensors.

    ``log_density(y, **parameters)`` in nats, ``support(**parameters)``; ``pivot`` gives the moment kernel and the variable's image in its
    atoms; ``branches`` gives one on either side of a kink;
    ``points`` lists the values and probabilities of a finite support; ``special`` is the expectation of an integrand that is no
    monomial; ``natural``, ``sufficient`` and ``log_partition`` describe the exponential family, if it is one, as ``page`` states.
    ``fixed(parameter, place, shape)`` says which numbers of the parameters are held fixed where all others are to be estimated, because the
    law does not change with them, or not once the others are known, or because they bound the support.
    ``valid`` and ``invalid`` are example arguments, which tests use.
    """

    name: str
    parameters: tuple[Parameter, ...]
    support: Callable[..., Support]
    log_density: Callable[..., sp.Expr]
    pivot: Callable[..., Pivot | None] | None = None
    branches: Callable[..., Sequence[Branch]] | None = None
    points: Callable[..., Sequence[tuple[Tensor, sp.Expr]] | None] | None = None
    special: Callable[..., sp.Expr | None] | None = None
    natural: Callable[..., Sequence[sp.Expr]] | None = None
    sufficient: Callable[..., Sequence[sp.Expr]] | None = None
    log_partition: Callable[[Sequence[sp.Expr]], sp.Expr] | None = None
    alternatives: tuple[Parameterization, ...] = ()
    page: str = ""
    valid: tuple[tuple[Any, ...], ...] = ()
    invalid: tuple[tuple[Any, ...], ...] = ()
    conditions: Callable[..., Sequence[tuple[str, sp.Expr]]] = field(default=lambda **_: ())
    fixed: Callable[[str, tuple[int, ...], tuple[int, ...]], bool] = field(default=lambda *_: False)

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
            values = form.bind(args, kwargs)
            if values is not None:
                tensors = {name: as_tensor(value) for name, value in values.items()}
                sizes: dict[str, int] = {}
                for parameter in form.parameters:
                    check_value(self.name, parameter, tensors[parameter.name], sizes)
                law = Law(self, tensors)
                law.check_conditions()
                return law
        forms = " or ".join(f"{self.name}({', '.join(form.names)})" for form in self.parameterizations)
        given = ", ".join([*("..." for _ in args), *(f"{name}=" for name in kwargs)])
        message = f"Building a law: expected {forms}, got {self.name}({given}). Give each parameter once."
        raise ShapeError(message)

    def prototype(self, shapes: Sequence[tuple[int, ...]], named: Mapping[str, tuple[int, ...]]) -> Law:
        """A law whose parameters are fresh symbols of the given shapes, by position and by name.

        Raises:
            ShapeError: no parameterisation has these shapes.
        """
        form = next((form for form in self.parameterizations if form.bind(shapes, named) is not None), self.parameterizations[0])
        kinds = dict(zip(form.names, form.parameters, strict=True))
        positional = [placeholder(kinds[name], shape) for name, shape in zip(form.names, shapes, strict=False)]
        spare = Parameter("parameter")
        keywords = {key: placeholder(kinds.get(key, spare), shape) for key, shape in named.items()}
        return self.law(*positional, *shapes[len(positional) :], **keywords)

    def natural_size_for(self, shapes: Sequence[tuple[int, ...]], named: Mapping[str, tuple[int, ...]]) -> int | None:
        """The count of natural parameters when the parameters have the given shapes; None outside exponential families."""
        return None if self.natural is None else self.prototype(shapes, named).natural().shape[0]

    def require_natural(self, size: int) -> None:
        """Check that the family has a log-partition function of ``size`` natural parameters.

        Raises:
            DerivationError: the family has none.
            ShapeError: it takes another number of natural parameters.
        """
        if self.log_partition is None:
            raise no_exponential_family(self.name)
        named = sorted({dimension for parameter in self.parameters for dimension in parameter.shape if isinstance(dimension, str)})
        for guess in range(1, size + 1) if named else (1,):
            shapes = [tuple(guess if isinstance(dimension, str) else dimension for dimension in p.shape) for p in self.parameters]
            found = self.natural_size_for(shapes, {})
            if found == size:
                return
        wanted = "a number of natural parameters that fits its dimension" if named else f"{found} natural parameter(s)"
        message = f"Taking the log-partition of {self.name}: expected {wanted}, got {size}. Its page: {self.page}."
        raise ShapeError(message)

    def form(self, names: Sequence[str]) -> Parameterization:
        """The parameterisation with these parameter names."""
        return next(form for form in self.parameterizations if form.names == tuple(names))
