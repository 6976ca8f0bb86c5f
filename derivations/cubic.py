"""The Amari-Chentsov tensor: third moments of the score."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from derivations.expect import expected
from derivations.language.tensor import Tensor
from derivations.score import score
from derivations.trace import Quantity, naming

if TYPE_CHECKING:
    import sympy as sp

    from derivations.family import Law


def cubic(law: Law, v: Tensor) -> Tensor:
    r""":math:`E[s_i s_j s_k]` with the score ``s`` in ``v``; shape ``(n, n, n)``.

    An expectation without a closed form stays unevaluated.
    """
    y = law.variable()
    s = score(law, y, v).entries
    size = range(len(s))
    sorted_entries: dict[tuple[int, ...], sp.Expr] = {}
    for index in itertools.combinations_with_replacement(size, 3):
        with naming(Quantity("C", tuple(v.entries[i] for i in index), "scores")):
            sorted_entries[index] = expected(s[index[0]] * s[index[1]] * s[index[2]], y, law)
    return Tensor((len(s),) * 3, tuple(sorted_entries[tuple(sorted(index))] for index in itertools.product(size, repeat=3)))
