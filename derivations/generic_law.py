"""An arbitrary regular law: its log density is a jet, its expectation a linear functional that obeys Bartlett's identities.

``law(y; theta)`` in a document stands for any density whose support does not depend on ``theta`` and for which derivatives by ``theta`` and
the expectation may be exchanged (the interchange hypothesis, recorded with every step that uses it).
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.jets import Jet, jet_function
from derivations.kinks import substituted
from derivations.language.tensor import Tensor
from derivations.moving_jumps import require_no_moving_jump
from derivations.replacing import replaced
from derivations.support import Interval
from derivations.trace import Step, record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

INTERCHANGE = "derivative and expectation are exchanged; the support does not depend on the parameters"


@dataclass(frozen=True)
class GenericLaw:
    """The declared law ``name`` of a scalar ``y`` at the parameter values ``at`` (expressions, flattened; may be empty)."""

    name: str
    at: tuple[sp.Expr, ...]

    def __str__(self) -> str:
        """The name with the parameters."""
        return f"{self.name}({', '.join(map(str, self.at))})"

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """The symbols that the parameters depend on."""
        return set().union(*(entry.free_symbols for entry in self.at)) if self.at else set()

    def variable(self, name: str = "y") -> Tensor:
        """A symbol for a value; a name that the parameters use gets a prime."""
        taken = {symbol.name for symbol in self.free_symbols}
        return Tensor.scalar(sp.Symbol(f"{name}'" if name in taken else name, real=True))

    def side_conditions(self) -> tuple[()]:
        """An arbitrary law asks nothing of its parameters."""
        return ()

    def log_density(self, y: Tensor) -> sp.Expr:
        """The jet of order zero at ``(y, *at)``."""
        return jet_function(self.name, (y.item, *self.at))

    def substitute(self, places: Mapping[sp.Symbol, sp.Expr]) -> GenericLaw:
        """The same law at other parameters."""
        return replace(self, at=tuple(replaced(entry, places) for entry in self.at))

    def expectation(self, integrand: sp.Expr, y: Tensor) -> sp.Expr:
        """The expectation of an expression in ``y``, in normal form."""
        result = mean(self, integrand, y.item)
        record(Step(f"expectation under the arbitrary law {self.name}", integrand, result, (INTERCHANGE,)))
        return result


class Mean(sp.Function):  # type: ignore[misc]  # SymPy has no types
    """The expectation of a monomial under an arbitrary law: ``Mean(integrand, y, name, *at)``; ``y`` is bound."""

    is_real = True
    is_commutative = True

    @classmethod
    def eval(cls, integrand: sp.Expr, y: sp.Symbol, name: sp.Symbol, *at: sp.Expr) -> sp.Expr | None:
        """Keep the normal form after a substitution that goes around it."""
        normal = mean(GenericLaw(name.name, at), integrand, y)
        same = isinstance(normal, Mean) and normal.args == (integrand, y, name, *at)
        return None if same else normal

    @property
    def free_symbols(self) -> set[sp.Symbol]:
        """All symbols but the bound variable and the name of the law."""
        integrand, y, _, *at = self.args
        inside: set[sp.Symbol] = integrand.free_symbols - {y}
        return inside.union(*(entry.free_symbols for entry in at))

    @property
    def law(self) -> GenericLaw:
        """The law at its parameters."""
        return GenericLaw(self.args[2].name, tuple(self.args[3:]))

    def _eval_derivative(self, symbol: sp.Symbol) -> sp.Expr:
        integrand, y = self.args[0], self.args[1]
        require_no_moving_jump(integrand, {y: Interval(-sp.oo, sp.oo)}, symbol)
        change = sp.diff(self.law.log_density(Tensor.scalar(y)), symbol)
        return mean(self.law, sp.diff(integrand, symbol) + integrand * change, y)  # the measure depends on the parameters too

    def _eval_subs(self, old: sp.Basic, new: sp.Basic) -> sp.Expr:
        integrand, y, name, *at = self.args
        moved = GenericLaw(name.name, tuple(entry._subs(old, new) for entry in at))  # noqa: SLF001 - SymPy's protocol for substitution
        return mean(moved, integrand if old == y else integrand._subs(old, new), y)  # noqa: SLF001 - as above

    def moved(self, places: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
        """The mean with symbols replaced, all at once: no name of a document is that of the bound variable, or captured inside."""
        integrand, y = self.args[:2]
        return mean(self.law.substitute(places), replaced(integrand, {old: new for old, new in places.items() if old != y}), y)


def mean(law: GenericLaw, integrand: sp.Expr, y: sp.Symbol) -> sp.Expr:
    r"""The expectation in normal form: linear, constants pulled out, and :math:`E[1] = 1`.

    Bartlett's identities, the derivatives of :math:`E[1] = 1`, remove the expectation of a single derivative of the log density:
    :math:`E[\partial_I \ell] = -\sum E[\prod_B \partial_B \ell]` over the other set partitions of ``I``.
    """
    total = sp.S.Zero
    for term in sp.Add.make_args(sp.expand(integrand)):
        constant, rest = term.as_independent(y, as_Add=False)
        total += constant * _mean_of_monomial(law, *_renamed(rest, y))
    return total


def _renamed(monomial: sp.Expr, y: sp.Symbol) -> tuple[sp.Expr, sp.Symbol]:
    """The monomial with its bound variable named by the monomial alone: the first number above those of the means inside it.

    A number whose symbol is free in the monomial is passed over: a mean that has grown deeper by a substitution must not capture the
    variable of the mean around it. Means inside are named anew first, with that variable out of the way.
    """
    if monomial.has(Mean):
        fresh = sp.Dummy("y", real=True)
        monomial, y = monomial.subs(y, fresh), fresh
    inner = [int(found.args[1].name.rpartition("#")[2]) for found in monomial.atoms(Mean)]
    taken = {symbol.name for symbol in monomial.free_symbols - {y}}
    names = map("y#{}".format, itertools.count(max(inner, default=0) + 1))
    bound = sp.Symbol(next(name for name in names if name not in taken), real=True)
    return (monomial if bound == y else monomial.subs(y, bound)), bound


def _mean_of_monomial(law: GenericLaw, monomial: sp.Expr, y: sp.Symbol) -> sp.Expr:
    if monomial == 1:
        return sp.S.One
    if isinstance(monomial, Jet) and monomial.args[0].name == law.name and monomial.args[2:] == (y, *law.at) and monomial.args[1][0] == 0:
        orders = [int(order) for order in monomial.args[1][1:]]
        if sum(orders):
            return _bartlett(law, orders, y)
    return Mean(monomial, y, sp.Symbol(law.name), *law.at, evaluate=False)


def _bartlett(law: GenericLaw, orders: list[int], y: sp.Symbol) -> sp.Expr:
    directions = [position for position, order in enumerate(orders) for _ in range(order)]
    total = sp.S.Zero
    for blocks in set_partitions(list(range(len(directions)))):
        if len(blocks) == 1:
            continue
        factors = []
        for block in blocks:
            counts = [sum(directions[i] == position for i in block) for position in range(len(orders))]
            factors.append(Jet(sp.Symbol(law.name), sp.Tuple(0, *counts), y, *law.at))
        total -= mean(law, sp.Mul(*factors), y)
    return total


def set_partitions(items: list[int]) -> Iterator[list[list[int]]]:
    """All partitions of a list into non-empty blocks.

    >>> len(list(set_partitions([1, 2, 3])))
    5
    """
    if not items:
        yield []
        return
    first, *rest = items
    for chosen in itertools.chain.from_iterable(itertools.combinations(rest, size) for size in range(len(rest) + 1)):
        others = [item for item in rest if item not in chosen]
        for partition in set_partitions(others):
            yield [[first, *chosen], *partition]


def substitute_value(value: Any, places: Mapping[sp.Symbol, sp.Expr]) -> Any:
    """Replace symbols in a tensor or move a law to other parameters, all at once."""
    if isinstance(value, GenericLaw):
        return value.substitute(places)
    return value.map(lambda entry: substituted(entry, places))
