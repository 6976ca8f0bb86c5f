"""The slow path for every size: the same regions in numbers of any precision, one element after another, where digits were lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.codegen.arrays.lazy_values import LazyValues
from derivations.codegen.arrays.matrix_functions import matrix_functions
from derivations.codegen.arrays.nodes import (
    ACROSS,
    BOUND,
    AtLargest,
    Choice,
    Largest,
    LogSum,
    MatrixCall,
    Relative,
    SumOfOthers,
    Trusted,
    VectorCall,
    Weight,
    handler,
)
from derivations.codegen.arrays.vector_functions import vector_functions
from derivations.codegen.assemble import SUM_TOLERANCE
from derivations.codegen.bignumbers import BIGNUMBERS
from derivations.codegen.document import literal
from derivations.codegen.slow_path import PRECISIONS
from derivations.indexed.atoms import Delta, Entry, Index, IndexSum, Size

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sympy as sp

    from derivations.codegen.arrays.outputs import Region
    from derivations.codegen.arrays.request import ArrayRequest
    from derivations.language.types import TypeSpec

EACH = "each"  # runs along a bound index
REPAIR = '''def repair(sizes: Any, x: Any, o: Any, where: Any) -> list[int]:
    """Compute some elements again, with as many bits as it takes, and tell which; at a pole the value stays."""
    done = []
    for place in where.tolist():
        numbers = {row: x[row][..., place].ravel().tolist() for row in NEEDED}
        for precision in PRECISIONS:
            try:
                regions = [[big_to_float(entry) for entry in entries] for entries in element(sizes, numbers, precision)]
            except ArithmeticError:
                continue
            for view, entries in zip(regions_of(o), regions, strict=True):
                view[..., place] = np.reshape(entries, view.shape[:-1])
            done.append(place)
            break
    return done'''


class ArraySlowPath(LazyValues):
    """Writes ``element(sizes, x, p)``: the entries of every region for one element, with p bits."""

    def __init__(self, request: ArrayRequest, letters: Mapping[str, int], symbols: Mapping[sp.Symbol, int]) -> None:
        """``letters`` and ``symbols`` are the rows of arrays and of numbers."""
        super().__init__(symbols, dict(zip(request.value.indices, request.value.shape, strict=True)))
        self.letters = letters
        self.types = list(request.types.values())

    def regions(self, regions: Sequence[Region], *, is_divergence: bool) -> str:
        """The text of the path: constants, arithmetic, the element, the loop over elements.

        Raises:
            NotWrittenError: some function in the regions has no form of any precision.
        """
        element = self._element(regions, is_divergence=is_divergence)
        tables = f"NEEDED: tuple[int, ...] = {tuple(sorted(self.rows))!r}\nPRECISIONS = {PRECISIONS!r}"
        views = ", ".join(region.view for region in regions)
        filled = f'def regions_of(o: Any) -> list[Any]:\n    """What of the result each of them fills."""\n    return [{views}]'
        return "\n\n\n".join([tables, BIGNUMBERS.standalone(sorted(self.used)).strip(), element, filled, REPAIR])

    def _element(self, regions: Sequence[Region], *, is_divergence: bool) -> str:
        results = []
        for region in regions:
            value = self.value(region.body)
            value = self._call("maximum", value, "(0, 0)", exact=True) if is_divergence else value
            loops = "".join(f" for {self._letter(index)} in range({self._size(index)})" for index in region.indices)
            results.append(f"        [{self._read(value)}{loops}],")
        conditions = [line for row, spec in enumerate(self.types) for line in self._condition(row, spec)]
        head = ["def element(sizes: Any, x: Any, p: int) -> list[list[Big]]:", '    """Every entry of every region, with p bits."""']
        sizes = [f"    {size}_size = sizes[{literal(size)}]" for size in sorted(self.dimensions)]
        loads = [self._load(row) for row in sorted(self.rows)]
        return "\n".join([*head, *sizes, *loads, *conditions, *self.lines, "    return [", *results, "    ]"])

    def _condition(self, row: int, spec: TypeSpec) -> list[str]:
        """What the type of an argument demands beyond the ends of its numbers."""
        if spec.kind not in ("simplex", "spd"):
            return []
        self.rows.add(row)
        size = self._count(spec.shape[0])
        if spec.kind == "spd":
            self.used.add("big_factors")
            return [f"    big_factors([[x{row}(each, other) for other in range({size})] for each in range({size})], p)"]
        self.used |= {"big_sum", "big_less", "big_absolute", "BIG_EXACT"}
        gap = f"big_absolute(big_sum([(-1, 0), *(x{row}(each) for each in range({size}))], BIG_EXACT))"
        return [f"    if not big_less({gap}, big({SUM_TOLERANCE!r})):", "        raise ArithmeticError"]

    def _load(self, row: int) -> str:
        """A number of an argument by its place: arrays are flat lists."""
        shape = self.types[row].shape
        letters = [f"i{axis}" for axis in range(len(shape))]
        place = "0"
        for letter, size in zip(letters, shape, strict=True):
            place = letter if place == "0" else f"({place}) * {self._count(size)} + {letter}"
        self.used.add("big_kept")
        return f"    x{row} = big_kept(lambda{' ' * bool(letters)}{', '.join(letters)}: big(x[{row}][{place}]))"

    def _write(self, expression: sp.Expr) -> str:
        if expression in self.inputs:
            self.rows.add(self.inputs[expression])
            return self._defined(f"x{self.inputs[expression]}()", ())
        if writer := handler(self, "_write", expression):
            text: str = writer(expression)
            return text
        return super()._write(expression)

    def _write_indexsum(self, expression: IndexSum) -> str:
        return self._along("big_sum([{} for each in range({})], p)", *expression.args)

    def _write_largest(self, expression: Largest) -> str:
        self.used.add("big_largest")
        return self._along("big_largest([{} for each in range({})])", *expression.args)

    def _write_atlargest(self, expression: AtLargest) -> str:
        body, _, index, _ = expression.args  # any class serves: the number that all terms are compared with may be any
        value = self.value(body)
        return self._defined(self._read(value, {index: "0"}), self._without(value, index))

    def _write_logsum(self, expression: LogSum) -> str:
        return self._call("log", self.value(IndexSum(*expression.args)))

    def _write_sumofothers(self, expression: SumOfOthers) -> str:
        body, index, size, at = expression.args
        self.ranges[index] = size.name
        value = self.value(body)
        self.used.add("big_sum")
        text = f"big_sum([{self._read(value, {index: EACH})} for {EACH} in range({self._size(index)}) if {EACH} != {self._place(at)}], p)"
        return self._defined(text, {*self._without(value, index), *({at} if isinstance(at, Index) else ())})

    def _write_relative(self, expression: Relative) -> str:
        return self._call("subtract", *map(self.value, expression.args))

    _write_difference = _write_relative

    def _write_weight(self, expression: Weight) -> str:
        return self._call("exp", self.value(Relative(*expression.args)))

    def _write_trusted(self, expression: Trusted) -> str:
        return self.value(expression.args[0])

    def _write_vectorcall(self, expression: VectorCall) -> str:
        return self.value(vector_functions()[expression.function].meaning(expression.bodies, *expression.args[-2:]))

    def _write_matrixcall(self, expression: MatrixCall) -> str:
        function, size = matrix_functions()[expression.function], self._count(expression.args[1].name)
        kinds = {place: kind for kind, place in function.operands}
        texts = []
        for place, body in enumerate(expression.bodies):
            one = self._read(self.value(body), {BOUND: EACH, ACROSS: "other"})
            vector = f"[{one} for {'other' if kinds[place] != 'vector' else EACH} in range({size})]"
            texts.append(vector if kinds[place] == "vector" else f"[{vector} for {EACH} in range({size})]")
        self.used.add(f"big_{function.name}")
        whole = self._defined(f"big_{function.name}({', '.join(texts)}, p)", ())
        (at,) = expression.at or (None,)
        return whole if at is None else self._defined(f"{self._read(whole)}[{self._place(at)}]", self._free(at))

    def _write_size(self, expression: Size) -> str:
        return self._defined(f"({self._count(expression.name)}, 0)", ())

    def _write_delta(self, expression: Delta) -> str:
        return self._defined(f"(int({self._agree(expression)}), 0)", self._free(expression))

    def _write_choice(self, expression: Choice) -> str:
        delta, *branches = expression.args
        one, other = map(self.value, branches)
        indices = {*self._free(delta), *self.indices[one], *self.indices[other]}
        return self._defined(f"{self._read(one)} if {self._agree(delta)} else {self._read(other)}", indices)

    def _write_entry(self, entry: Entry) -> str:
        row = self.letters[entry.letter.name]
        self.rows.add(row)
        places = [
            self._place(each) if isinstance(each, Index) else f"chosen({self._place(each)}, {self._count(size)})"
            for each, size in zip(entry.indices, self.types[row].shape, strict=True)
        ]
        return self._defined(f"x{row}({', '.join(places)})", self._free(entry))

    def _along(self, text: str, body: sp.Expr, index: Index, size: Size) -> str:
        """A value from those at every class."""
        self.ranges[index] = size.name
        value = self.value(body)
        self.used.add("big_sum")
        return self._defined(text.format(self._read(value, {index: EACH}), self._size(index)), self._without(value, index))

    def _agree(self, delta: Delta) -> str:
        first, second = map(self._place, delta.args)
        return f"{first} == {second}"

    def _place(self, at: sp.Expr) -> str:
        """The text of a class: an index, or the number that an argument holds."""
        if isinstance(at, Index):
            return self._letter(at)
        self.rows.add(self.inputs[at])
        return f"x[{self.inputs[at]}][0]"
