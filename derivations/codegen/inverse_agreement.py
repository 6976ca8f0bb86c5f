"""Whether the entries of an inverse are those of the matrix of numbers, at exact random points of the domain, by balls of many bits."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from derivations.balls.evaluate import Evaluation, as_ball
from derivations.balls.failures import CannotEncloseError
from derivations.balls.inverse import inverse
from derivations.balls.precision import working
from derivations.codegen.agreement import POINTS, TRIES, random_point, same
from derivations.codegen.stable import meaning

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import sympy as sp

    from derivations.codegen.inputs import Inputs

BITS = 512  # a matrix that is nearly singular loses many of them


def inverts(found: Sequence[sp.Expr], matrix: Sequence[sp.Expr], inputs: Inputs, definitions: Mapping[sp.Symbol, sp.Expr]) -> bool:
    """Whether all entries enclose the same numbers as the inverse of the matrix does, both row by row; as :func:`agreement.agrees`."""
    generator = random.Random(str(found))  # noqa: S311 - points must be reproducible, not secret
    known = {symbol: meaning(value) for symbol, value in definitions.items()}
    forms = [meaning(entry) for entry in found]
    agreed = 0
    for _ in range(TRIES):
        point = random_point(inputs, generator)
        try:
            given, made = Evaluation(point, BITS), Evaluation({**point, **known}, BITS)
            with working(BITS):
                wanted = inverse([given.number(entry) for entry in matrix])
            pairs = [(as_ball(made.number(form), BITS), as_ball(entry, BITS)) for form, entry in zip(forms, wanted, strict=True)]
        except CannotEncloseError:
            continue
        if not all(left.overlaps(right) for left, right in pairs):
            return False
        agreed += all(same(left, right) for left, right in pairs)
        if agreed == POINTS:
            return True
    return False
