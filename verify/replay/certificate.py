"""The parts of a certificate for the fraction field, read from plain JSON and checked for their form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from verify.replay.refusal import Refused

Operation = list[Any]  # ["rational", "1/2"], ["atom", 3], ["sum", 0, 1], ["product", 0, 1], ["power", 0, -2]
KINDS = ("rational", "atom", "sum", "product", "power")
RATIONAL = re.compile(r"-?[0-9]+(/[1-9][0-9]*)?")
LARGEST_EXPONENT = 1 << 24


@dataclass(frozen=True)
class Atom:
    """What a generator stands for; with ``root`` q it is the q-th root of that."""

    means: Any
    root: int
    declared: str = ""  # "positive" or "nonnegative", for a symbol


@dataclass(frozen=True)
class Relation:
    """``atom ** power`` is the value of the operation ``node``."""

    atom: int
    power: int
    node: int


@dataclass(frozen=True)
class Certificate:
    """Atoms, relations between them, a program, and the operations that are claimed to be zero."""

    atoms: dict[int, Atom]
    relations: tuple[Relation, ...]
    program: list[Operation]
    zero: list[int]


def rational(text: Any) -> Fraction:
    """A number written as text, digits only: exponents such as in 1e999999999 would fill the memory.

    Raises:
        Refused: it is anything else.
    """
    if not isinstance(text, str) or not RATIONAL.fullmatch(text):
        raise Refused(f"malformed: {str(text)[:40]!r} is no rational number")
    return Fraction(text)


def read(data: dict[str, Any]) -> Certificate:
    """Check the form.

    Raises:
        Refused: some part is missing, of another type, or names an operation or an atom that is not there.
    """
    try:
        atoms = {int(name): _atom(atom) for name, atom in data["atoms"].items()}
        program = [_operation(operation, position, atoms) for position, operation in enumerate(data["program"])]
        relations = tuple(_relation(one, atoms, len(program)) for one in data["relations"])
        zero = [_earlier(node, len(program)) for node in data["zero"]]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(f"malformed: {type(error).__name__} {error}") from error
    if not zero:
        raise Refused("malformed: it claims nothing")
    if len({relation.atom for relation in relations}) < len(relations):
        raise Refused("malformed: two relations for one atom")
    return Certificate(atoms, relations, program, zero)


def _atom(data: dict[str, Any]) -> Atom:
    return Atom(data["means"], _natural(data["root"]), str(data.get("declared", "")))


def _natural(value: Any) -> int:
    if type(value) is not int or not 0 < value < LARGEST_EXPONENT:
        raise Refused(f"malformed: {value!r} is no natural number in range")
    return value


def _earlier(node: Any, position: int) -> int:
    if type(node) is not int or not 0 <= node < position:
        raise Refused(f"malformed: operation {node!r} does not come before {position}")
    return node


def _relation(data: dict[str, Any], atoms: dict[int, Atom], length: int) -> Relation:
    if data["atom"] not in atoms:
        raise Refused(f"malformed: a relation for the unknown atom {data['atom']!r}")
    return Relation(data["atom"], _natural(data["power"]), _earlier(data["equals"], length))


def _operation(operation: Operation, position: int, atoms: dict[int, Atom]) -> Operation:
    kind, *content = operation
    if kind == "rational" and len(content) == 1 and RATIONAL.fullmatch(content[0]):
        return operation
    if kind == "atom" and len(content) == 1 and type(content[0]) is int and content[0] in atoms:
        return operation
    if kind in ("sum", "product") and content:
        return [kind, *(_earlier(node, position) for node in content)]
    if kind == "power" and len(content) == 2 and type(content[1]) is int and abs(content[1]) < LARGEST_EXPONENT:  # noqa: PLR2004 - base, exponent
        return [kind, _earlier(content[0], position), content[1]]
    raise Refused(f"malformed: operation {position} is {operation!r}")
