"""What a program needs of its target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.codegen.primitives import primitives
from derivations.errors import DerivationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from derivations.codegen.program import Instruction, Program


def needed_instructions(program: Program) -> list[Instruction]:
    """The instructions on which some output or requirement depends."""
    marks = program.needed()[len(program.inputs) :]
    return [instruction for instruction, needed in zip(program.instructions, marks, strict=True) if needed]


def used_primitives(program: Program) -> list[str]:
    """The names of the primitives that a program calls, sorted."""
    return sorted({instruction.operation for instruction in needed_instructions(program)} & set(primitives()))


def refuse_unknown(program: Program, language: str, written: Callable[[str], str]) -> None:
    """Refuse a program with operations that a language does not have.

    Raises:
        DerivationError: it has some; the message names them.
    """
    refuse({instruction.operation for instruction in needed_instructions(program)} - set(primitives()), language, written)


def refuse(names: Iterable[str], language: str, written: Callable[[str], object]) -> None:
    """Refuse operations that a language does not have.

    Raises:
        DerivationError: there are some; the message names them.
    """
    if unknown := sorted(name for name in names if not written(name)):
        message = (
            f"Generating a kernel: expected functions that {language} computes, got {', '.join(unknown)}."
            " Use the target numpy, which takes them from SciPy."
        )
        raise DerivationError(message)
