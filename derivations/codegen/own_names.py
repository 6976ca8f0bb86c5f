"""Names of what a kernel computes on the way: no argument may have one of them, or it would be taken for the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.errors import ClaimError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import sympy as sp


def require_own_names(definitions: Iterable[sp.Symbol], arguments: Iterable[sp.Symbol]) -> None:
    """Refuse arguments that are named like numbers that are defined.

    Raises:
        ClaimError: an argument has the name of a definition.
    """
    if taken := sorted({symbol.name for symbol in definitions} & {symbol.name for symbol in arguments}):
        message = f"Generating a kernel: expected other names of arguments, got {', '.join(taken)}: a number on the way has that name."
        raise ClaimError(f"{message} Choose another.")
