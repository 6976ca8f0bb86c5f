r"""What an activation declares: the function, its first two derivatives, and of which argument the derivatives are functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

    from numpy.typing import NDArray

    Array = NDArray[Any]
    Formula = Callable[..., Array]  # NAME(argument, out=None)


@dataclass(frozen=True, eq=False)
class Activation:
    r"""A function :math:`\phi` applied to every entry.

    Each formula is called as ``formula(argument, out=buffer)`` with arrays of one shape and one precision, and returns ``buffer``; without
    ``out`` it allocates. ``out`` is the argument itself only for values whose derivatives are functions of the value, and is never it
    elsewhere. Those of the project are generated (``numeric/kernels/activations``); any other three may stand in for them.

    Args:
        name: as given in ``Network(activations=...)``.
        value: :math:`\phi(s)`.
        slope: :math:`\phi'`, of what ``of`` says.
        second: :math:`\phi''`, of what ``of`` says.
        of: whether the derivatives are functions of the argument s or, cheaper, of the value :math:`\phi(s)`.
        smooth: whether the second derivative exists everywhere; where it does not (relu at 0), the derivative from the left is taken.
        linear: whether the slope is the constant one; then no slope is ever computed or multiplied.
        fan: the gain of the initial weights (variance ``fan / n_in``) that keeps the variance of the signal.
    """

    name: str
    value: Formula
    slope: Formula
    second: Formula
    of: Literal["argument", "value"] = "argument"
    smooth: bool = True
    linear: bool = False
    fan: float = 1.0

    @classmethod
    def generated(cls, formulas: ModuleType, *, smooth: bool = True, linear: bool = False, fan: float = 1.0) -> Activation:
        """The activation of a generated module, under the module's name."""
        name = formulas.__name__.rpartition(".")[2]
        return cls(name, formulas.value, formulas.slope, formulas.second, formulas.OF, smooth, linear, fan)

    @property
    def in_place(self) -> bool:
        """Whether the value may be written over its argument: nothing asks for that again."""
        return self.linear or self.of == "value"
