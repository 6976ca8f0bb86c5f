"""The slow path for every size: the same regions in multi-word arithmetic, for the elements whose digits have cancelled.

A vector of n elements is an array (4, K n) of words, a matrix one of (4, K K n): functions of numbers work on it as it is; arrays with
other axes are repeated along those that they lack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.codegen.arrays.nodes import (
    AtLargest,
    Choice,
    Largest,
    LogSum,
    Relative,
    SumOfOthers,
    Trusted,
    VectorCall,
    Weight,
    handler,
)
from derivations.codegen.arrays.passes import relative
from derivations.codegen.arrays.vector_functions import vector_functions
from derivations.codegen.document import literal
from derivations.codegen.stable import meaning
from derivations.codegen.wide_source import CHUNK, NotWideError, WideSource
from derivations.indexed.atoms import Delta, Entry, Index, IndexSum, Size

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sympy as sp

    from derivations.codegen.arrays.outputs import Region

PAIR = 2


class ArrayWide(WideSource):
    """Writes ``repair(sizes, x, o, where)``; every value has the indices that its axes run along."""

    def __init__(self, letters: Mapping[str, int], symbols: Mapping[sp.Symbol, int], ranges: Mapping[Index, str]) -> None:
        """``letters`` and ``symbols`` are the rows of arrays and of numbers, ``ranges`` the dimensions of the free indices."""
        super().__init__(symbols, {})
        self.letters, self.ranges = letters, dict(ranges)
        self.indices: dict[str, tuple[Index, ...]] = {}
        self.rows: set[int] = set()
        self.dimensions: set[str] = set()

    def regions(self, regions: Sequence[Region], *, is_divergence: bool) -> str:
        """The text of the function.

        Raises:
            NotWideError: some function has no multi-word form.
        """
        stores = []
        for region in regions:
            value = self._aligned(self.value(meaning(region.body, scaled=True)), region.indices)
            found = f"wide_to_float({value}){f'.reshape{self._shape(region.indices)}' if region.indices else ''}"
            stores.append(f"        {region.view}[..., here] = {f'np.maximum({found}, 0.0)' if is_divergence else found}")
        lines = [
            "def repair(sizes: Any, x: Any, o: Any, where: Any) -> None:",
            '    """Compute some elements again, with 212 bits."""',
            *(f"    {size}_size = sizes[{literal(size)}]" for size in sorted(self.dimensions)),
            f"    step = max(1, {CHUNK} // plan(sizes)[-1])",
            "    for start in range(0, len(where), step):",
            "        here = where[start : start + step]",
            "        n = len(here)",
            *(f"        x{row} = wide(x[{row}][..., here].reshape(-1))" for row in sorted(self.rows)),
            *(f"        {line}" for line in self.lines),
        ]
        return "\n".join([*lines, *stores])

    def _write(self, expression: sp.Expr) -> str:
        if expression in self.inputs:
            self.rows.add(self.inputs[expression])
            return self._named(f"x{self.inputs[expression]}", ())
        if writer := handler(self, "_write", expression):
            text: str = writer(expression)
            return text
        return super()._write(expression)

    def _write_indexsum(self, expression: IndexSum) -> str:
        return self._along("wide_total", *expression.args)

    def _write_largest(self, expression: Largest) -> str:
        return self._along("wide_largest", *expression.args)

    def _write_atlargest(self, expression: AtLargest) -> str:
        body, _, index, size = expression.args  # any class serves: the number that all terms are compared with may be any
        return self._along("wide_first", body, index, size)

    def _write_logsum(self, expression: LogSum) -> str:
        return self._call("wide_log", self.value(IndexSum(*expression.args)))

    def _write_sumofothers(self, expression: SumOfOthers) -> str:
        body, index, size, at = expression.args
        if isinstance(at, Index):
            self.ranges[at] = size.name
        return self._call("wide_subtract", self.value(IndexSum(body, index, size)), self.value(body.xreplace({index: at})))

    def _write_relative(self, expression: Relative) -> str:
        return self._call("wide_subtract", *map(self.value, expression.args))

    _write_difference = _write_relative

    def _write_weight(self, expression: Weight) -> str:
        return self._call("wide_exp", self.value(Relative(*expression.args)))

    def _write_trusted(self, expression: Trusted) -> str:
        return self.value(expression.args[0])

    def _write_vectorcall(self, expression: VectorCall) -> str:
        written = vector_functions()[expression.function].meaning(expression.bodies, *expression.args[-2:])
        return self.value(next(iter(relative.rewrite(written)), written))

    def _write_size(self, expression: Size) -> str:
        self.dimensions.add(expression.name)
        return f"wide(float({expression.name}_size))"

    def _write_delta(self, expression: Delta) -> str:
        return self._named(f"wide({self._truth_of(expression)}.astype(np.float64))", self._delta_indices(expression))

    def _named(self, text: str, indices: tuple[Index, ...]) -> str:
        target = f"w{len(self.lines)}"
        self.lines.append(f"{target} = {text}")
        self.indices[target] = indices
        return target

    def _call(self, name: str, *arguments: str) -> str:
        self.used.add(name)
        indices = tuple(sorted({index for argument in arguments for index in self.indices.get(argument, ())}, key=str))
        aligned = [self._aligned(argument, indices) if argument in self.indices else argument for argument in arguments]
        return self._named(f"{name}({', '.join(aligned)})", indices)

    def _aligned(self, name: str, indices: tuple[Index, ...]) -> str:
        own = self.indices.get(name)
        if own is None or (own == indices and own):
            return name if own is not None else f"np.broadcast_to({name}, (4, {self._count(indices)}))"
        if own == indices:
            return name
        return f"stretched({name}, {self._shape(indices)}, {literal(tuple(map(indices.index, own)))})"

    def _shape(self, indices: tuple[Index, ...]) -> str:
        return f"({self._sizes(indices)}n{'' if indices else ','})"

    def _sizes(self, indices: tuple[Index, ...]) -> str:
        self.dimensions |= {self.ranges[index] for index in indices}
        return "".join(f"{self.ranges[index]}_size, " for index in indices)

    def _count(self, indices: tuple[Index, ...]) -> str:
        return self._sizes(indices).replace(", ", " * ") + "n"

    def _write_entry(self, entry: Entry) -> str:
        row, indices = self.letters[entry.letter.name], entry.indices
        self.rows.add(row)
        if all(isinstance(index, Index) for index in indices) and len(set(indices)) == len(indices):
            return self._named(f"x{row}", indices)
        if len(indices) == 1 and indices[0] in self.inputs:
            self.rows.add(self.inputs[indices[0]])
            target = self._named("np.empty(n)", ())
            self.lines.append(f"pick(x[{row}][..., here], x[{self.inputs[indices[0]]}][here], {target})")
            return self._named(f"wide({target})", ())
        message = f"Writing the slow path of a kernel: expected entries at indices, got {entry}. It has only the fast path."
        raise NotWideError(message)

    def _along(self, name: str, body: sp.Expr, index: Index, size: Size) -> str:
        self.ranges[index] = size.name
        value = self.value(body)
        own = self.indices[value]
        self.used |= {"wide_add", "wide_maximum"} & {f"wide_{'add' if name == 'wide_total' else 'maximum'}"}
        text = f"{name}({value}, {self._shape(own)}, {own.index(index)})"
        return self._named(text, tuple(each for each in own if each != index))

    def _write_choice(self, expression: Choice) -> str:
        delta, one, other = expression.args
        chosen, rest = self.value(one), self.value(other)
        marked = self._delta_indices(delta)
        indices = tuple(sorted({*marked, *self.indices.get(chosen, ()), *self.indices.get(rest, ())}, key=str))
        where = self._named(f"{self._truth_of(delta)}[np.newaxis]", marked)
        parts = [self._aligned(name, indices) for name in (where, chosen, rest)]
        return self._named(f"np.where({', '.join(parts)})", indices)

    def _delta_indices(self, delta: Delta) -> tuple[Index, ...]:
        return tuple(part for part in delta.args if isinstance(part, Index))

    def _truth_of(self, delta: Delta) -> str:
        numbers = [part for part in delta.args if part in self.inputs]
        if len(numbers) + len(self._delta_indices(delta)) < PAIR or not numbers:
            message = f"Writing the slow path of a kernel: expected an index and a number, got {delta}. It has only the fast path."
            raise NotWideError(message)
        names = [f"x[{self.inputs[number]}][here]" for number in numbers]
        if len(names) == PAIR:
            return f"({names[0]} == {names[1]})"
        (index,) = self._delta_indices(delta)
        return f"(np.arange({self._sizes((index,))[:-2]})[:, np.newaxis] == {names[0]}).reshape(-1)"
