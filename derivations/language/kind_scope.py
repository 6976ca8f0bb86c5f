"""What is known of the names while kinds are checked, and the kinds of declared names."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from derivations.language.kinds import NUMBER, Array, FunctionKind, Kind, KindError, LawKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.language.types import TypeSpec


@dataclass
class KindScope:
    """What is known of the names: their kinds, which of them are variables that one may differentiate by, and the named dimensions."""

    kinds: dict[str, Kind] = field(default_factory=dict)
    variables: set[str] = field(default_factory=set)
    dimensions: set[str] = field(default_factory=set)

    def inner(self, name: str, kind: Kind) -> KindScope:
        """The scope inside an operator that binds ``name``."""
        return KindScope({**self.kinds, name: kind}, self.variables | {name}, self.dimensions)


def kind_of_type(spec: TypeSpec, types: Mapping[str, TypeSpec]) -> Kind:
    """The kind of a variable declared with a type."""
    if spec.kind == "smooth":
        return FunctionKind(spec)
    if spec.kind == "law":
        unknown = [name for name in spec.arguments if name not in types]
        if unknown:
            message = f"expected the parameters of a law to be declared, got {unknown[0]!r}. Declare it in `let`."
            raise KindError(message)
        return LawKind(NUMBER)
    return Array(spec.shape)
