"""Certificates of equalities in every dimension, read from plain JSON: how both sides are built from letters and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from verify.replay.refusal import Refused

ARGUMENTS = {
    "letter": 0,
    "number": 0,
    "identity": 0,
    "zeros": 0,
    "add": 2,
    "scale": 2,
    "multiply": 2,
    "transpose": 1,
    "inverse": 1,
    "power": 1,
    "trace": 1,
    "determinant": 1,
    "expectation": 1,
    "reciprocal": 1,
    "column": 1,
    "row": 1,
}
NUMBERS = ("scale", "power", "reciprocal")  # operations of which the first argument is a number
SQUARES = ("trace", "determinant", "inverse")
MOST_NODES = 5_000


@dataclass(frozen=True)
class Step:
    """One operation, with the shape of its value: ``[]`` a number, ``["n"]`` a vector, ``["m", "n"]`` a matrix."""

    op: str
    shape: tuple[str | int, ...]
    args: tuple[int, ...]
    data: dict[str, Any]


@dataclass(frozen=True)
class Recipe:
    """The operations in order, and the two that are claimed to be equal."""

    steps: tuple[Step, ...]
    left: int
    right: int

    @property
    def dimensions(self) -> list[str]:
        """The named dimensions, sorted."""
        return sorted({size for step in self.steps for size in step.shape if isinstance(size, str)})


def read(data: dict[str, Any]) -> Recipe:
    """Check the form.

    Raises:
        Refused: a part is missing or of another type, an operation is unknown, or one letter is declared in two ways.
    """
    try:
        nodes = data["nodes"]
        steps = tuple(_step(node, position) for position, node in enumerate(nodes))
        left, right = (_earlier(node, len(steps)) for node in data["equal"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(f"malformed: {type(error).__name__} {error}") from error
    if len(steps) > MOST_NODES or steps[left].shape != steps[right].shape:
        raise Refused("malformed: too long, or sides of different shapes")
    _check_arguments(steps)
    _check_letters(steps)
    return Recipe(steps, left, right)


def _step(node: dict[str, Any], position: int) -> Step:
    args = tuple(_earlier(argument, position) for argument in node["args"])
    shape = tuple(_size(size) for size in node["shape"])
    if ARGUMENTS.get(node["op"]) != len(args) or len(shape) > 2:  # noqa: PLR2004 - matrices
        raise Refused(f"malformed: step {position} is {str(node)[:80]}")
    return Step(node["op"], shape, args, node)


def _check_arguments(steps: tuple[Step, ...]) -> None:
    """What asks for a number gets one, and what asks for a square matrix gets that: nothing stands for its first entry."""
    for step in steps:
        first = steps[step.args[0]].shape if step.args else ()
        is_square = len(first) == 2 and first[0] == first[1]  # noqa: PLR2004 - rows and columns
        if step.op == "letter" and step.data.get("symmetric") and len(set(step.shape)) > 1:
            raise Refused(f"malformed: a symmetric letter of the shape {list(step.shape)}")
        is_no_identity = step.op == "identity" and (len(step.shape) != 2 or len(set(step.shape)) > 1)  # noqa: PLR2004 - rows and columns
        if (step.op in NUMBERS and first) or (step.op in SQUARES and not is_square) or is_no_identity:
            raise Refused(f"malformed: {step.op} of the shape {list(first or step.shape)}")


def _size(size: Any) -> str | int:
    if isinstance(size, str) or (type(size) is int and 0 < size <= 64):  # noqa: PLR2004 - larger matrices are not evaluated
        return size
    raise Refused(f"malformed: {size!r} is no dimension")


def _earlier(node: Any, position: int) -> int:
    if type(node) is not int or not 0 <= node < position:
        raise Refused(f"malformed: step {node!r} does not come before {position}")
    return node


def _check_letters(steps: tuple[Step, ...]) -> None:
    """One name is one matrix, or one number: its shape, structure and sign are the same wherever it stands."""
    seen: dict[str, Any] = {}
    signs: dict[str, Any] = {}
    for step in steps:
        if step.op == "number" and any(signs.setdefault(name, sign) != sign for name, sign in _symbols(step.data["value"])):
            raise Refused("a symbol is declared with two signs")
        if step.op == "letter":
            sizes = (*step.shape, 1, 1)[:2]  # a vector is a matrix with one column
            facts = [step.data.get(fact) for fact in ("symmetric", "entries", "definite", "invertible")]
            declared = [sizes, *facts, len(step.data["arguments"])]
            if seen.setdefault(str(step.data["name"]), declared) != declared:
                raise Refused(f"the letter {step.data['name']} is declared in two ways")


def _symbols(expression: Any) -> list[tuple[str, Any]]:
    """The symbols of a number, each with the sign that is declared, if one is."""
    if isinstance(expression, list) and expression and expression[0] == "symbol":
        return [(str(expression[1]), expression[2:])]
    return [found for part in expression for found in _symbols(part)] if isinstance(expression, list) else []
