"""The regions of a result by which of its indices agree: Kronecker deltas are one or zero there, so that no term cancels another."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from derivations.codegen.arrays.nodes import Choice
from derivations.codegen.arrays.program import Bound
from derivations.indexed.atoms import Index
from derivations.indexed.deltas import apart, deltas_of, merged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import sympy as sp

    from derivations.codegen.arrays.program import Operand
    from derivations.indexed.tensor import IndexedTensor

LETTERS = "ijlnpqrs"


@dataclass(frozen=True)
class Region:
    """The entries at which the axes of one block have equal indices; ``blocks`` are positions of axes, ``body`` holds no deltas of axes."""

    body: sp.Expr
    blocks: tuple[tuple[int, ...], ...]
    indices: tuple[Index, ...]

    @property
    def view(self) -> str:
        """The text of a view of the result ``o`` that holds these entries only."""
        if all(len(block) == 1 for block in self.blocks):
            return "o"
        axes = {axis: LETTERS[number] for number, block in enumerate(self.blocks) for axis in block}
        inside = "".join(axes[axis] for axis in sorted(axes))
        return f'np.einsum("{inside}m->{LETTERS[: len(self.blocks)]}m", o)'


@dataclass(frozen=True)
class Part:
    """A region with its value in the program."""

    region: Region
    value: Operand

    @property
    def view(self) -> str:
        """As for the region."""
        return self.region.view

    @property
    def rank(self) -> int:
        """The axes of the view."""
        return len(self.region.blocks)

    @property
    def places(self) -> tuple[int, ...]:
        """The axis of the view that each axis of the value runs along."""
        return tuple(map(self.region.indices.index, self.value.indices)) if isinstance(self.value, Bound) else ()


def regions(value: IndexedTensor) -> list[Region]:
    """The regions of a result, each written over the ones before: first all entries, then diagonals.

    >>> from derivations.indexed.value import indexed_value
    >>> [str(region.body) for region in regions(indexed_value("diag(z)", {"z": "real[K]"}))]
    ['0', 'z[i]']
    """
    found = []
    pairs = {frozenset(delta.args) for delta in deltas_of(value.body) if all(isinstance(index, Index) for index in delta.args)}
    for blocks in sorted(_partitions(len(value.shape)), key=lambda blocks: (-len(blocks), blocks)):
        groups = [[value.indices[axis] for axis in block] for block in blocks]
        if any(not _joined(group, pairs) for group in groups):
            continue
        body = value.body
        for group in groups:
            for index in group[1:]:
                body = merged(body, index, group[0])
        for delta in deltas_of(body):
            if all(isinstance(index, Index) for index in delta.args):
                body = apart(body, delta)
        found.append(Region(body, blocks, tuple(group[0] for group in groups)))
    return found


def by_choices(body: sp.Expr, form: Callable[[sp.Expr], sp.Expr]) -> sp.Expr:
    """The best form of a body, apart for the class that a number names and for all others."""
    found = [delta for delta in deltas_of(body) if any(isinstance(index, Index) for index in delta.args)]
    if not found:
        return form(body)
    first, second = found[0].args
    index, number = (first, second) if isinstance(first, Index) else (second, first)
    return Choice(found[0], by_choices(merged(body, index, number), form), by_choices(apart(body, found[0]), form))


def _joined(group: list[Index], pairs: set[frozenset[sp.Expr]]) -> bool:
    """Whether deltas tie every index of a group to the first, so that equal indices make a difference."""
    reached = {group[0]}
    for _ in group:
        reached |= {index for index in group if any(frozenset({index, other}) in pairs for other in reached)}
    return reached == set(group)


def _partitions(count: int) -> Iterator[tuple[tuple[int, ...], ...]]:
    """All partitions of the axes, each block in order, blocks by their first axis."""
    if count == 0:
        yield ()
        return
    for labels in itertools.product(range(count), repeat=count):
        if labels[0] == 0 and all(label <= max(labels[:axis]) + 1 for axis, label in enumerate(labels) if axis):
            yield tuple(tuple(axis for axis in range(count) if labels[axis] == label) for label in range(max(labels) + 1))
