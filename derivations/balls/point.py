"""Points: exact values of symbols, and of the derivatives of arbitrary smooth functions wherever an evaluation asks for one."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import sympy as sp
from flint import arb, fmpq

from derivations.balls.failures import UndecidedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from derivations.jets import Jet

JetKey = tuple[str, tuple[int, ...], tuple[Any, ...]]


class Point(dict[sp.Symbol, Any]):
    """Exact values: a symbol maps to a rational, or to an expression in other symbols that a hypothesis defines it by.

    ``jets`` gives the arbitrary smooth functions their values at this point.
    """

    def __init__(self, values: Mapping[sp.Symbol, fmpq | sp.Expr], jets: JetValues | None = None) -> None:
        """Start from values of symbols."""
        super().__init__(values)
        self.jets = jets or JetValues("")
        self.evaluations: dict[int, Any] = {}  # by precision: what is asked at a point mostly has parts in common

    def extended(self, values: Mapping[sp.Symbol, fmpq | sp.Expr]) -> Point:
        """The same point with more symbols; smooth functions keep their values."""
        return Point({**self, **values}, self.jets)


class JetValues:
    r"""Values of the partial derivatives of arbitrary smooth functions, drawn when first asked for.

    Finitely many derivatives at finitely many distinct places can be prescribed at will: some smooth function has them all. So each pair
    (derivative, place) is an independent number, provided two places that are written differently are known to be equal or to differ.
    """

    def __init__(self, seed: str) -> None:
        """Values depend on ``seed`` and on what is asked, not on the order of the questions."""
        self.seed = seed
        self.values: dict[JetKey, fmpq] = {}
        self.keys: dict[Jet, JetKey] = {}
        self._places: dict[JetKey, tuple[fmpq | arb, ...]] = {}

    def value(self, jet: Jet, place: Sequence[fmpq | arb]) -> fmpq:
        """The value of a derivative at a place.

        Raises:
            UndecidedError: the place may or may not coincide with another one.
        """
        name, orders = str(jet.args[0]), tuple(int(order) for order in jet.args[1])
        exact = all(isinstance(coordinate, fmpq) for coordinate in place)
        key = (name, orders, tuple(map(str, place)) if exact else tuple(jet.args[2:]))
        for other, elsewhere in self._places.items():
            if other[:2] == key[:2] and other != key and not _differ(tuple(place), elsewhere):
                message = f"whether two places of {name} coincide"
                raise UndecidedError(message)
        self._places[key] = tuple(place)
        self.keys[jet] = key
        if key not in self.values:
            generator = random.Random(f"{self.seed}|{key}")  # noqa: S311 - witnesses must be reproducible, not secret
            self.values[key] = fmpq(generator.randint(5, 97) * generator.choice((-1, 1)), generator.randint(11, 41))
        return self.values[key]

    def shown(self) -> dict[str, str]:
        """The values for a reader: ``{"h(1/2)": "3/7", "h^(1)(1/2)": "-2"}``."""
        found = {}
        for (name, orders, place), value in sorted(self.values.items(), key=lambda item: str(item[0])):
            mark = f"^({','.join(map(str, orders))})" if any(orders) else ""
            found[f"{name}{mark}({', '.join(map(str, place))})"] = str(value)
        return found


def _differ(place: tuple[fmpq | arb, ...], other: tuple[fmpq | arb, ...]) -> bool:
    """Whether some coordinate certainly differs; places written alike have one key and are not compared."""
    return len(place) != len(other) or any(
        a != b if isinstance(a, fmpq) and isinstance(b, fmpq) else not arb(a).overlaps(arb(b)) for a, b in zip(place, other, strict=True)
    )
