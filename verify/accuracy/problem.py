"""A kernel as a problem of measurement: the derived entries, the types of the arguments, and which of them are compared."""

from __future__ import annotations

import ast
import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import sympy as sp
from flint import fmpq, fmpq_mat

from derivations.codegen.request import read_request
from derivations.language.types import parse_type
from verify.accuracy.sampling import COARSE_GRID, GRID, argument, fitting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from numpy.typing import NDArray

    from derivations.language.types import TypeSpec
    from verify.accuracy.provenance import Provenance

    Array = NDArray[np.float64]


@dataclass(frozen=True)
class Problem:
    """``entries`` are what the kernel returns, in its order; ``rows`` name argument, component and symbol of every number it reads."""

    provenance: Provenance
    dtype: str
    types: Mapping[str, TypeSpec]
    entries: tuple[sp.Expr, ...]
    rows: tuple[tuple[str, tuple[int, ...], sp.Symbol], ...]
    pairs: tuple[tuple[str, str], ...]
    conditions: tuple[tuple[str, sp.Expr], ...] = ()

    @property
    def grid(self) -> float:
        """What probabilities are multiples of."""
        return GRID if self.dtype == "float64" else COARSE_GRID

    def arguments(self, scalars: Callable[..., Array], random: np.random.Generator, count: int) -> dict[str, Array]:
        """An array (count, *shape) for every argument, its numbers drawn by ``scalars(kind, random, shape)``."""
        coarse = self.dtype != "float64"
        with np.errstate(all="ignore"):
            drawn = {name: argument(spec, scalars, random, count, coarse=coarse) for name, spec in self.types.items()}
        return {name: fitting(values, self.dtype) for name, values in drawn.items()}

    def numbers(self, point: Mapping[str, Array], place: int) -> dict[sp.Symbol, float]:
        """The float of every symbol at one point."""
        return {symbol: float(point[name][(place, *component)]) for name, component, symbol in self.rows}

    def admits(self, point: Mapping[str, Array], place: int) -> bool:
        """Whether the formula is the value there: matrices are positive definite, which rounding can undo, and divergences are finite."""
        if not all(np.isfinite(point[name][place]).all() for name in self.types):
            return True
        for name, spec in self.types.items():
            matrix = point[name][place]
            for size in range(1, len(matrix) + 1) if spec.kind == "spd" else ():
                if fmpq_mat(size, size, [exact(float(entry)) for entry in matrix[:size, :size].flat]).det() <= 0:
                    return False
        numbers = {symbol: sp.Rational(*number.as_integer_ratio()) for symbol, number in self.numbers(point, place).items()}
        values = [(kind, expression.xreplace(numbers)) for kind, expression in self.conditions]
        return not any(value.is_Rational and (value < 0 or (value == 0 and kind == "positive")) for kind, value in values)


def problem_of(provenance: Provenance, dtype: str) -> Problem:
    """Derive what a kernel should compute.

    Raises:
        ClaimError: its expression or a type is not well formed.
        DerivationError: no rule derives it.
    """
    let = provenance.instance()
    request = read_request(provenance.formula(), let)
    types = {name: parse_type(text) for name, text in let.items()}
    names = list(types)
    rows = [(names[row.argument], row.component, row.symbol) for row in request.inputs.rows if not row.symbol.name.endswith("_mirror")]
    places = list(itertools.product(*(range(size) for size in request.value.shape)))
    packed = provenance.layout == "symmetric" and len(request.value.shape) == 2  # noqa: PLR2004 - a matrix
    kept = [number for number, place in enumerate(places) if not packed or place[0] <= place[1]]
    entries = tuple(request.value.entries[number] for number in kept)
    conditions = tuple((kind, expression) for kind, expression in request.conditions if kind in ("positive", "nonnegative"))
    return Problem(provenance, dtype, types, entries, tuple(rows), compared(provenance.expression, types), conditions)


def exact(value: float) -> fmpq:
    """The rational number that a finite float is."""
    return fmpq(*value.as_integer_ratio())


def compared(expression: str, types: Mapping[str, TypeSpec]) -> tuple[tuple[str, str], ...]:
    """Pairs of arguments of one type that the expression compares: at the same place of two calls, or, if there are none, in two halves.

    >>> real = parse_type("real")
    >>> compared("kl(Normal(a, s), Normal(b, t))", dict.fromkeys("asbt", real))
    (('a', 'b'), ('s', 't'))
    >>> compared("(x - y)**2", dict.fromkeys("xy", real))
    (('x', 'y'),)
    """
    found = dict(_at_the_same_place(ast.parse(expression, mode="eval"), types))
    if not found:
        for kind in dict.fromkeys(types.values()):
            same = [name for name, spec in types.items() if spec == kind]
            half = len(same) // 2
            found.update(zip(same[:half], same[half:], strict=False) if len(same) == 2 * half else ())
    return tuple(found.items())


def _at_the_same_place(tree: ast.AST, types: Mapping[str, TypeSpec]) -> Iterator[tuple[str, str]]:
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    for one, other in itertools.combinations(calls, 2):
        if ast.dump(one.func) == ast.dump(other.func):
            for first, second in zip(one.args, other.args, strict=False):
                names = [node.id for node in (first, second) if isinstance(node, ast.Name)]
                if len(set(names)) == 2 and all(name in types for name in names) and types[names[0]] == types[names[1]]:  # noqa: PLR2004 - a pair
                    yield names[0], names[1]
