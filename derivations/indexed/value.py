"""An expression of the claim language as an indexed array, for those who go on with its tree: code generators, printers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.errors import ClaimError
from derivations.indexed.lifting import lift

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.indexed.tensor import IndexedTensor


def indexed_value(expression: str, lets: Mapping[str, str]) -> IndexedTensor:
    """The value of an expression whose declared arrays have named dimensions.

    The result has a ``shape`` of dimension names, its free ``indices``, and a ``body``: a SymPy tree with the nodes of
    ``derivations.indexed.atoms``.

    Raises:
        ClaimError: the expression is not well formed.
        DerivationError: no rule derives it by indices.

    >>> indexed_value("fisher(Categorical(logits=z), z)", {"z": "real[K]"}).shape
    ('K', 'K')
    """
    from derivations.language.elaborate import Elaborator  # noqa: PLC0415 - the language imports this package
    from derivations.language.kind_check import KindChecker  # noqa: PLC0415 - as above
    from derivations.language.kind_scope import KindScope, kind_of_type  # noqa: PLC0415 - as above
    from derivations.language.scope import declare  # noqa: PLC0415 - as above
    from derivations.language.syntax import parse  # noqa: PLC0415 - as above
    from derivations.language.types import parse_type  # noqa: PLC0415 - as above

    types = {name: parse_type(text) for name, text in lets.items()}
    dimensions = {size for spec in types.values() for size in spec.dimensions}
    scope = KindScope({name: kind_of_type(spec, types) for name, spec in types.items()}, set(types), dimensions)
    tree, checker = parse(expression), KindChecker(scope)
    checker.value(tree)
    if checker.faults:
        raise ClaimError("\n".join(map(str, checker.faults)))
    return lift(Elaborator(declare(types)).value(tree))
