"""Marks of lost digits in array programs: an element is marked where any entry of it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.codegen.arrays.program import ArrayProgram, Bound
from derivations.codegen.guards import Guards

if TYPE_CHECKING:
    from collections.abc import Iterator

    import sympy as sp


class ArrayGuards(Guards):
    """Like :class:`Guards` for values at indices; which sums need no mark is decided by their arguments' places in them."""

    program: ArrayProgram  # type: ignore[assignment]  # operands are values at indices instead of values

    def __init__(self, program: ArrayProgram) -> None:
        """``program`` is the one that is being written."""
        super().__init__(program, (), {}, frozenset())  # type: ignore[arg-type]  # as above

    def owned(self, whole: sp.Expr, terms: list[sp.Expr]) -> Iterator[tuple[int, sp.Expr]]:
        """No term takes the blame for the others: :func:`is_linear_in_argument` has been asked before."""
        del whole, terms
        return iter(())

    def mark(self, result: Any, sizes: list[Any], own: list[Any]) -> None:
        """Mark the elements in which some entry of the result is below half of its largest part."""
        outer, self._open = self._open, [set()]
        super().mark(result, sizes, own)
        lost: Any = self._open[0].pop()
        self._open = outer
        for index in lost.indices if isinstance(lost, Bound) else ():
            lost = self.program.reduce("any", lost, index)
        self._open[-1].add(lost)

    def branch(self, expression: sp.Expr, chosen: Any) -> None:
        """Count the marks of a branch wherever they are."""
        del chosen
        self.recall(expression)

    def _any(self, marks: frozenset[Any]) -> Any:
        first, *others = sorted(marks, key=repr)
        for mark in others:
            first = self.program.emit("either", first, mark)
        return first
