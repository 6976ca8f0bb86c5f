"""How large and how small the numbers of a program can be at ordinary arguments: which of them floats cannot leave their range in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from derivations.codegen.operations import OPERATIONS
from derivations.codegen.program import Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from derivations.codegen.inputs import Inputs
    from derivations.codegen.program import Instruction, Operand, Program

DIGITS = 52  # a float of size 2^n or more is a multiple of 2^(n - 52), and so are sums of such floats
LARGEST, LEAST = 1023, -1022  # exponents of normal floats
LONGEST_EXPONENT = 9  # exp(x) is a normal float for |x| <= 2^9
LOGARITHM = 10  # |log(x)| < 2^10 for every float
PAIR = 2


class Reach(NamedTuple):
    """A value is nothing, no finite number, or of a size between 2^low and 2^high."""

    low: int
    high: int


ANY = Reach(0, 0)  # of truths, and of numbers that are nothing or infinite


def sound(program: Program, inputs: Inputs, power: int) -> Mapping[int, Reach]:
    """The values on whose way no number overflows or underflows, if all inputs are nothing or between 2^-power and 2^power in size.

    What comes out as no finite number there comes of a pole, or of arguments at which a function is not defined. The rounding of sums that
    cancel is that of their terms.

    >>> from derivations.codegen.program import Program
    >>> from derivations.codegen.request import read_request
    >>> program = Program(("x",))
    >>> _ = program.emit("log", 0), program.emit("exp", 0)
    >>> list(sound(program, read_request("x", {"x": "positive"}).inputs, 128))
    [0, 1]
    """
    found = {
        place: Reach(0 if row.whole else -power, 0 if max(-row.low, row.high) <= 1.0 else power) for place, row in enumerate(inputs.rows)
    }
    first = len(program.inputs)
    for place, instruction in enumerate(program.instructions):
        if all(value in found for value in instruction.values):
            reach = _reach(instruction, [_of(operand, found) for operand in instruction.operands])
            if reach is not None and reach.low >= LEAST and reach.high <= LARGEST:
                found[place + first] = reach
    return found


def _of(operand: Operand, found: Mapping[int, Reach]) -> Reach:
    if not isinstance(operand, Literal):
        return found[operand]
    if operand.value == 0.0 or not math.isfinite(operand.value):
        return ANY
    exponent = math.frexp(operand.value)[1]
    return Reach(exponent - 1, exponent)


def _reach(instruction: Instruction, parts: list[Reach]) -> Reach | None:
    """Of the result of one operation; none if floats may leave their range in it."""
    name = instruction.operation
    if name in RULES:
        return RULES[name](*parts)
    return ANY if name in OPERATIONS and OPERATIONS[name].truth else None


def _sum(*parts: Reach) -> Reach:
    return Reach(min(part.low for part in parts) - DIGITS, max(part.high for part in parts) + len(parts) - 1)


def _either(*parts: Reach) -> Reach:
    return Reach(min(part.low for part in parts), max(part.high for part in parts))


def _product(a: Reach, b: Reach) -> Reach:
    return Reach(a.low + b.low, a.high + b.high)


def _quotient(a: Reach, b: Reach) -> Reach:
    return Reach(a.low - b.high - 1, a.high - b.low + 1)


def _determinant(a: Reach, b: Reach, c: Reach, d: Reach) -> Reach:
    """As if it were rounded once: the products are no floats, but multiples of what the last places of their factors are worth."""
    first, second = _product(a, b), _product(c, d)
    return Reach(min(first.low, second.low) - 2 * DIGITS, max(first.high, second.high) + 1)


RULES: Mapping[str, Callable[..., Reach | None]] = {
    **dict.fromkeys(("add", "subtract", "sum_of_three"), _sum),
    **dict.fromkeys(("maximum", "minimum"), _either),
    **dict.fromkeys(("negative", "absolute", "filled"), lambda part: part),
    "select": lambda _, chosen, other: _either(chosen, other),
    "multiply": _product,
    "divide": _quotient,
    "square": lambda part: _product(part, part),
    "sqrt": lambda part: Reach(part.low // PAIR, -(-part.high // PAIR)),
    "floor": lambda part: Reach(0, max(part.high, 0) + 1),
    "ceil": lambda part: Reach(0, max(part.high, 0) + 1),
    "sign": lambda _: ANY,
    "log": lambda _: Reach(-DIGITS - 1, LOGARITHM),
    "log1p": lambda part: Reach(min(part.low - 1, -DIGITS - 1), LOGARITHM),
    "exp": lambda part: Reach(LEAST, LARGEST) if part.high <= LONGEST_EXPONENT else None,
    "expm1": lambda part: Reach(min(part.low, 0) - 1, LARGEST) if part.high <= LONGEST_EXPONENT else None,
    "difference_of_products": _determinant,
}
