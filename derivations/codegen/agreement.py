"""Whether a rewritten form has the value of the original, checked by balls of 256 bits at exact random points of the domain."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from flint import arb, fmpq, fmpq_mat

from derivations.balls.evaluate import enclose
from derivations.balls.failures import CannotEncloseError
from derivations.balls.precision import working
from derivations.codegen.stable import meaning
from derivations.language.scope import tensor_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import sympy as sp

    from derivations.codegen.inputs import Inputs
    from derivations.language.types import TypeSpec

POINTS = 4
TRIES = 24
BITS = 256
SLACK = 2.0**-120  # the widest relative difference between enclosures of equal numbers


def agrees(form: sp.Expr, original: sp.Expr, inputs: Inputs, definitions: Mapping[sp.Symbol, sp.Expr] | None = None) -> bool:
    """Whether the two enclose the same number at every point tried; ``False`` also where too few points can be evaluated.

    ``definitions`` says what the symbols of the form that are no arguments stand for.
    """
    generator = random.Random(str(original))  # noqa: S311 - points must be reproducible, not secret
    written_out = meaning(form)
    known = {symbol: meaning(value) for symbol, value in (definitions or {}).items()}
    agreed = 0
    for _ in range(TRIES):
        point = {**random_point(inputs, generator), **known}
        try:
            left, right = enclose(written_out, point, BITS), enclose(meaning(original), point, BITS)
        except CannotEncloseError:
            continue
        if not left.overlaps(right):
            return False
        agreed += same(left, right)  # a wide enclosure tells nothing
        if agreed == POINTS:
            return True
    return False


def same(left: arb, right: arb) -> bool:
    """Whether two enclosures overlap and are narrow."""
    with working(BITS):
        difference = left - right
        width = float(difference.rad()) + abs(float(difference.mid()))
        return bool(left.overlaps(right)) and width <= SLACK * (1 + abs(float(left.mid())))


def random_point(inputs: Inputs, generator: random.Random) -> dict[sp.Symbol, fmpq]:
    """A rational point that respects every type."""
    point: dict[sp.Symbol, fmpq] = {}
    for name, spec in inputs.types.items():
        entries = tensor_of(name, spec).entries
        point.update(zip(entries, _values(spec, len(entries), generator), strict=True))
    return point


def _values(spec: TypeSpec, count: int, generator: random.Random) -> list[fmpq]:
    if spec.kind == "simplex":
        parts = [generator.randint(1, 30) for _ in range(count)]
        return [fmpq(part, sum(parts)) for part in parts]
    if spec.kind == "spd":
        size = int(spec.shape[0])
        root = fmpq_mat(size, size, [fmpq(generator.randint(-9, 9), 7) for _ in range(size * size)])
        product = root * root.transpose()
        return [product[i, j] + (generator.randint(1, 5) if i == j else 0) for i in range(size) for j in range(size)]
    if spec.kind == "symmetric":
        size = int(spec.shape[0])
        free = {(i, j): fmpq(generator.randint(-40, 40), 11) for i in range(size) for j in range(i, size)}
        return [free[min(i, j), max(i, j)] for i in range(size) for j in range(size)]
    return [_number(spec.kind, generator) for _ in range(count)]


def _number(kind: str, generator: random.Random) -> fmpq:
    size = fmpq(generator.randint(1, 60), generator.choice((7, 11, 16)))
    by_kind: Mapping[str, fmpq] = {
        "positive": size,
        "nonnegative": size,
        "negative": -size,
        "unit": fmpq(generator.randint(1, 40), 41),
        "integer": fmpq(generator.randint(-6, 6)),
        "natural": fmpq(generator.randint(0, 8)),
        "positive integer": fmpq(generator.randint(1, 8)),
    }
    return by_kind.get(kind, size * generator.choice((-1, 1)))
