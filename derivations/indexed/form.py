"""What one file of ``derivations/indexed/laws`` declares: the log-density of a family by indices, for every number of classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import sympy as sp


@dataclass(frozen=True)
class IndexedForm:
    """A parameterisation of a family whose arrays have one named dimension.

    ``parameters`` maps a name to the kind of the array or number, arrays are named in ``arrays``. ``values`` says what a value of the law
    is: the ``index`` of a class, or a ``vector`` of the kind ``entries``. ``log_density(size, y, **parameters)`` takes the dimension as a
    number, the value (an index, or a function from an index to an entry) and the parameters (numbers, or functions from an index).

    For an exponential family: ``statistic(entry)`` of a component, ``natural(index, **parameters)``, and ``log_partition(size, eta,
    **numbers)`` with eta a function from an index; its derivatives are the cumulants of the statistics. ``mixture(law)`` gives a
    law that depends on a probability vector, as a function of it, and the law of that vector.
    """

    family: str
    parameters: Mapping[str, str]
    arrays: tuple[str, ...]
    log_density: Callable[..., sp.Expr]
    values: Literal["index", "vector"] = "index"
    entries: str = "natural"
    natural: Callable[..., sp.Expr] | None = None
    statistic: Callable[[sp.Expr], sp.Expr] | None = None
    log_partition: Callable[..., sp.Expr] | None = None
    mixture: Callable[[Any], tuple[Callable[[Any], Any], Any]] | None = None
    page: str = ""
