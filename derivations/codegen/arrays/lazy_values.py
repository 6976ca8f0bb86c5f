"""Values at indices as functions of these, computed where they are read and once for every class, in numbers of any precision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.codegen.pieces import pieces
from derivations.codegen.slow_path import SlowPath
from derivations.indexed.atoms import Index

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sympy as sp

FEW = 6  # calls a line


class LazyValues(SlowPath):
    """Like :class:`SlowPath` for values at indices: each is a cached function, so that a branch that is not taken needs no value."""

    def __init__(self, symbols: Mapping[sp.Symbol, int], ranges: Mapping[Index, str]) -> None:
        """``symbols`` are the rows of numbers, ``ranges`` the dimensions of the free indices."""
        super().__init__(symbols, {})
        self.ranges = dict(ranges)
        self.indices: dict[str, tuple[Index, ...]] = {}  # of every value that was written
        self.dimensions: set[str] = set()
        self._letters: dict[Index, str] = {}

    def _free(self, expression: sp.Expr) -> set[Index]:
        return {index for index in expression.free_symbols if isinstance(index, Index)}

    def _without(self, value: str, index: Index) -> set[Index]:
        return set(self.indices[value]) - {index}

    def _letter(self, index: Index) -> str:
        return self._letters.setdefault(index, f"i{len(self._letters)}")

    def _size(self, index: Index) -> str:
        return self._count(self.ranges[index])

    def _count(self, size: str | int) -> str:
        if isinstance(size, str):
            self.dimensions.add(size)
        return f"{size}_size" if isinstance(size, str) else str(size)

    def _read(self, name: str, at: Mapping[Index, str] | None = None) -> str:
        """The text that reads a value at its own indices, or at other places."""
        if name not in self.indices:
            return name
        return f"{name}({', '.join((at or {}).get(index) or self._letter(index) for index in self.indices[name])})"

    def _defined(self, text: str, indices: set[Index] | tuple[()]) -> str:
        """The name of a new value at these indices."""
        name, ordered = f"w{next(self._count_of_names)}", tuple(sorted(indices, key=str))
        letters = ", ".join(map(self._letter, ordered))
        self.used.add("big_kept")
        self.lines.append(f"    {name} = big_kept(lambda{' ' * bool(letters)}{letters}: {text})")
        self.indices[name] = ordered
        return name

    def _assigned(self, text: str) -> str:
        return self._defined(text, ())

    def _call(self, name: str, *arguments: str, exact: bool = False) -> str:
        self.used.add(f"big_{name}")
        text = ", ".join([*map(self._read, arguments), *([] if exact else ["p"])])
        return self._defined(f"big_{name}({text})", self._together(arguments))

    def _together(self, names: Sequence[str]) -> set[Index]:
        return {index for name in names for index in self.indices.get(name, ())}

    def _sum(self, parts: list[str], precision: str = "p") -> str:
        self.used.add("big_sum")
        terms = [self._read(part) for part in parts]
        if len(parts) > FEW:
            lists = [self._defined(f"[{', '.join(map(self._read, piece))}]", self._together(piece)) for piece, _ in pieces(parts, FEW)]
            terms = [f"*{self._read(each)}" for each in lists]
        return self._defined(f"big_sum([{', '.join(terms)}], {precision})", self._together(parts))

    def _divisor(self, below: sp.Expr) -> str:
        """Nothing is computed before it is asked for, so nothing is looked at either."""
        return self.value(below) if below != 1 else ""

    def _joint(self, word: str, truths: list[str]) -> str:
        return self._defined(f" {word} ".join(map(self._read, truths)), self._together(truths))

    def _opposite(self, truth: str) -> str:
        return self._defined(f"not {self._read(truth)}", self._together([truth]))

    def _cases(self, expression: sp.Piecewise) -> str:
        truths = [self._truth(condition) for _, condition in expression.args]
        values = [self.value(value) for value, _ in expression.args]
        text = "".join(f"{self._read(value)} if {self._read(truth)} else " for value, truth in zip(values, truths, strict=True))
        return self._defined(f"{text}big(math.nan)", self._together([*truths, *values]))
