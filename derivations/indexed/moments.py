"""Expectations under exponential families of every size: moments of the statistics are polynomials in derivatives of the log-partition."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.errors import DerivationError
from derivations.indexed.atoms import Delta, Entry, IndexSum, Letter, Size, fresh
from derivations.indexed.derivative import derivative
from derivations.indexed.normal import normal, on_simplex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from derivations.indexed.atoms import Index

ETA = Letter("eta'", real=True)
MOST_FACTORS = 6


@dataclass
class Monomial:
    """A product of components of a value ``y`` and of their logarithms, times what does not depend on it, under opened sums."""

    coefficient: sp.Expr = sp.S.One
    powers: list[sp.Expr] = field(default_factory=list)
    logs: list[sp.Expr] = field(default_factory=list)
    opened: list[tuple[Index, Size]] = field(default_factory=list)


def monomials(body: sp.Expr, letter: Letter) -> Iterator[Monomial]:
    """The terms of a body in normal form, read as products of components of the value.

    Raises:
        DerivationError: the value stands in another function than a power with a natural exponent or a logarithm.
    """
    for term in sp.Add.make_args(body):
        found = Monomial()
        _read(term, letter, found)
        if len(found.powers) + len(found.logs) > MOST_FACTORS:
            message = f"Taking a mean: expected at most {MOST_FACTORS} components of the value in a product, got more. Lower the order."
            raise DerivationError(message)
        yield found


def _read(term: sp.Expr, letter: Letter, found: Monomial) -> None:
    for factor in sp.Mul.make_args(term):
        if letter not in factor.free_symbols:
            found.coefficient *= factor
        elif isinstance(factor, Entry):
            found.powers.append(factor.indices[0])
        elif isinstance(factor, sp.log) and isinstance(factor.args[0], Entry):
            found.logs.append(factor.args[0].indices[0])
        elif isinstance(factor, IndexSum):
            body, index, size = factor.args
            inner = fresh()
            found.opened.append((inner, size))
            _read(body.xreplace({index: inner}), letter, found)
        elif factor.is_Pow and factor.exp.is_Integer and 0 < factor.exp <= MOST_FACTORS:
            for _ in range(int(factor.exp)):
                _read(factor.base, letter, found)
        else:
            message = f"Taking a mean: expected powers and logarithms of the value, got {factor}. It has no closed form here."
            raise DerivationError(message)


def mean(body: sp.Expr, letter: Letter, moment: Callable[[Sequence[sp.Expr], Sequence[sp.Expr]], sp.Expr]) -> sp.Expr:
    """The mean of a body; ``moment(powers, logs)`` is that of a product of components and logarithms of components."""
    total = sp.S.Zero
    for monomial in monomials(normal(body), letter):
        value = monomial.coefficient * normal(moment(monomial.powers, monomial.logs))
        for index, size in monomial.opened:
            value = IndexSum(value, index, size)
        total += value
    return normal(total)


def exponential_family(
    partition: sp.Expr, natural: Callable[[sp.Expr], sp.Expr], *, of_logs: bool
) -> Callable[[Sequence[sp.Expr], Sequence[sp.Expr]], sp.Expr]:
    r"""The moments of an exponential family with log-partition ``partition`` of the entries of ``ETA``.

    For statistics :math:`\log y_k` a product of components tilts the law: :math:`E[\prod y_k^{m_k}] = e^{A(\eta + m) - A(\eta)}`. Means of
    products of statistics are sums over set partitions of products of cumulants, the derivatives of A.
    """

    def moment(powers: Sequence[sp.Expr], logs: Sequence[sp.Expr]) -> sp.Expr:
        tilts, statistics = (powers, logs) if of_logs else ((), powers)
        if logs and not of_logs:
            message = "Taking a mean: expected powers of counts, got the logarithm of a count. It has no closed form."
            raise DerivationError(message)

        def shifted(index: sp.Expr) -> sp.Expr:
            return natural(index) + sp.Add(*(Delta(index, at) for at in tilts))

        factor = sp.exp(normal(at_natural(partition, shifted) - at_natural(partition, natural))) if tilts else sp.S.One
        return factor * _from_cumulants(tuple(statistics), partition, shifted)

    return moment


def at_natural(expression: sp.Expr, natural: Callable[[sp.Expr], sp.Expr]) -> sp.Expr:
    """An expression of ``ETA`` with its entries replaced."""
    replaced = expression.replace(lambda part: isinstance(part, Entry) and part.letter == ETA, lambda part: natural(part.indices[0]))
    return on_simplex(replaced)


def _from_cumulants(indices: tuple[sp.Expr, ...], partition: sp.Expr, natural: Callable[[sp.Expr], sp.Expr]) -> sp.Expr:
    def cumulant(block: Sequence[sp.Expr]) -> sp.Expr:
        value = partition
        for index in block:
            value = normal(derivative(value, ETA, index))
        return at_natural(value, natural)

    return sp.Add(*(sp.Mul(*map(cumulant, blocks)) for blocks in set_partitions(indices)))


def set_partitions(items: tuple[Any, ...]) -> Iterator[list[tuple[Any, ...]]]:
    """All partitions of a tuple into blocks.

    >>> [len(list(set_partitions(tuple(range(n))))) for n in range(5)]
    [1, 1, 2, 5, 15]
    """
    if not items:
        yield []
        return
    first, rest = items[0], items[1:]
    for blocks in set_partitions(rest):
        yield [(first,), *blocks]
        for position, block in enumerate(blocks):
            yield [*blocks[:position], (first, *block), *blocks[position + 1 :]]
