"""The domain's mistakes as operators of Cosmic Ray, which knows them by names such as ``domain/dropped factor``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import parso
from cosmic_ray.operators.operator import Example, Operator
from cosmic_ray.plugins import OPERATOR_PROVIDERS

from benchmarks.mutation.operators import KINDS, Mutant, mutants

if TYPE_CHECKING:
    from collections.abc import Iterator

EXAMPLES = {
    "dropped factor": ("y = a * b", "y = a"), "dropped divisor": ("y = a / b", "y = a"), "dropped term": ("y = a + b", "y = a"),
    "transpose": ("y = a.T", "y = a"), "reduction": ("y = a.sum()", "y = a.mean()"),
    "array operation": ("f.add(a, b)", "f.subtract(a, b)"), "deleted statement": ("a += b", "pass"),
}  # fmt: skip


def _operator(kind: str) -> type[Operator]:
    """The class of this kind: a module has all its positions at once, at its root."""

    class Planted(Operator):  # type: ignore[misc]
        """Takes the text of a module for the one with a mistake."""

        def mutation_positions(self, node: parso.tree.NodeOrLeaf) -> list[tuple[tuple[int, int], tuple[int, int]]]:
            return [(each.start, each.end) for each in _of_kind(node)] if node.type == "file_input" else []

        def mutate(self, node: parso.tree.NodeOrLeaf, index: int) -> parso.tree.NodeOrLeaf:
            return parso.parse(_of_kind(node)[index].text)

        @classmethod
        def examples(cls) -> tuple[Example, ...]:
            return (Example(*EXAMPLES[kind]),)

    def _of_kind(node: parso.tree.NodeOrLeaf) -> list[Mutant]:
        return [each for each in mutants(node.get_code()) if each.operator == kind]

    return Planted


class Provider:
    """What the library asks a plugin for: the names of its operators, and their classes."""

    def __init__(self) -> None:
        """One class a kind."""
        self.operators = {kind: _operator(kind) for kind in KINDS}

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self.operators)

    def __getitem__(self, name: str) -> type[Operator]:
        """The class of this name."""
        return self.operators[name]


OPERATOR_PROVIDERS["domain"] = Provider()  # an entry point would advertise, in every installation, what only a clone has
