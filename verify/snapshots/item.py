"""One kept object: an array of expressions, and verdicts in words."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from derivations.normal_form.lowest_terms import lowest_terms

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sympy as sp

    from derivations.language.tensor import Tensor

ANSWERS = {True: "yes", False: "no", None: "undecided"}


@dataclass(frozen=True)
class Object:
    """A derived value; of a ``symmetric`` array the entries with sorted indices are kept. ``words`` are verdicts."""

    value: Tensor | None
    symmetric: bool = False
    words: dict[str, str] = field(default_factory=dict)

    def indices(self) -> Iterator[tuple[int, ...]]:
        """The indices of the kept entries, the last one fastest."""
        shape = () if self.value is None else self.value.shape
        if self.symmetric:
            return itertools.combinations_with_replacement(range(shape[0]), len(shape))
        return itertools.product(*map(range, shape))

    def entries(self) -> list[sp.Expr]:
        """The kept entries."""
        value = self.value
        return [] if value is None else [value[index].item if index else value.item for index in self.indices()]


def short(value: Tensor) -> Tensor:
    """The array with every entry in lowest terms where that is shorter."""
    return value.map(lowest_terms)
