"""The cubic tensor of Amari and Chentsov, and the exponential, mixture and Levi-Civita connections (first kind)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.connection import connection
from derivations.cubic import cubic
from derivations.language.tensor import Tensor
from verify.snapshots.item import Object, short

if TYPE_CHECKING:
    from collections.abc import Callable

    from verify.snapshots.subject import Subject


def _connection(of: Subject, alpha: int) -> Object:
    return Object(short(connection(of.p, of.v, Tensor.scalar(alpha))))


OBJECTS: dict[str, Callable[[Subject], Object]] = {
    "cubic": lambda of: Object(short(cubic(of.p, of.v)), symmetric=True),
    "connection_exponential": lambda of: _connection(of, 1),
    "connection_levi_civita": lambda of: _connection(of, 0),
    "connection_mixture": lambda of: _connection(of, -1),
}
