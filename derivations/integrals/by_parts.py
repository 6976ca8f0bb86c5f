"""Integrals of arbitrary functions against known weights: integrated by parts until only the functions themselves are left.

``sum c_i integral(w_i(u) f^(k)(u))`` over one interval is ``integral(f(u) sum (-1)^k w_k^(k)(u))`` plus values at its ends, for every
smooth ``f``; so it vanishes where the weight of ``f`` and the weights at the ends do. Stein's identity, Bonnet's and Price's theorems are
of this form. The ends of a whole line are left to a condition that is stated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.conditions import collecting
from derivations.derivative import derivative
from derivations.integrals.linearity import terms_of
from derivations.integrals.smooth_weights import is_smooth
from derivations.integrals.tails import value_at_end
from derivations.jets import Jet
from derivations.normal_form.certificates import signs_of
from derivations.normal_form.sign_sets import NONNEGATIVE, NONZERO, POSITIVE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.conditions import Requirement
    from derivations.normal_form import Facts

HIGHEST = 6  # order of a derivative
LINE = "u#"  # no name of a document
Families = dict[tuple[sp.Basic, ...], dict[int, sp.Expr]]


@dataclass(frozen=True)
class ByParts:
    """A sum of integrals over ``(low, high)`` in ``u``, and what stands outside of them.

    ``weights`` are those of the functions themselves, and of their products; ``differentiated`` those of their derivatives; ``values``
    holds a weight as a function of ``u``, an end, and what the weight's limit at this end is a factor of; ``functions`` are the names.
    """

    u: sp.Symbol
    low: sp.Expr
    high: sp.Expr
    outside: sp.Expr
    weights: tuple[sp.Expr, ...]
    differentiated: tuple[sp.Expr, ...]
    values: tuple[tuple[sp.Expr, sp.Expr, sp.Expr], ...]
    functions: tuple[str, ...]

    def inside(self, facts: Facts) -> list[sp.Expr]:
        """What is positive between the ends, if it is known which of them comes first."""
        are_finite = not {self.low, self.high} & {sp.oo, -sp.oo}
        if are_finite and signs_of(self.high - self.low, facts) != POSITIVE:
            return []
        gaps = (self.u - self.low, self.high - self.u)
        return [gap for gap in gaps if not gap.has(sp.oo) and not gap.is_positive]

    def is_smooth(self, facts: Facts) -> bool:
        """Whether the weights that are differentiated have neither kinks nor jumps nor poles: these would leave values behind."""
        return all(is_smooth(weight, self.u, facts) for weight in self.differentiated)

    def at_the_ends(self, facts: Facts) -> sp.Expr | None:
        """What stands outside of the integral in the end.

        ``None`` where a weight has no known limit, one that holds for some parameters only, or one that is not zero far out.
        """
        total = self.outside
        for weight, end, value in self.values:
            with collecting() as required:
                limit = value_at_end(weight, self.u, end, low=end == self.low)
            if limit is None or (limit != 0 and end in (sp.oo, -sp.oo)) or not all(_holds(*each, facts) for each in required):
                return None
            total += limit * value if limit != 0 else 0
        return total


def _holds(requirement: Requirement, subject: Any, facts: Facts) -> bool:
    """Whether what a limit requires holds wherever the facts do."""
    allowed = {"nonzero": NONZERO, "positive": POSITIVE, "nonnegative": NONNEGATIVE}.get(requirement)
    return allowed is not None and signs_of(subject, facts) | allowed == allowed


def by_parts(expression: sp.Expr) -> ByParts | None:
    """A sum of multiples of integrals, each of jets of functions of one affine argument, as one integral; ``None`` for anything else."""
    whole, outside, limits = sp.S.Zero, sp.S.Zero, set[tuple[sp.Expr, sp.Expr]]()
    for term in sp.Add.make_args(sp.expand_mul(expression, deep=False)):
        integrals = [factor for factor in sp.Mul.make_args(term) if isinstance(factor, sp.Integral)]
        if not term.has(sp.Integral):
            outside += term
            continue
        moved = _on_the_line(integrals[0]) if len(integrals) == 1 else None
        if moved is None or (term / integrals[0]).has(sp.Integral):
            return None
        integrand, ends = moved
        whole += term / integrals[0] * integrand
        limits.add(ends)
    if len(limits) != 1:
        return None
    ((low, high),) = limits
    u = _line(low, high)
    families = _families(whole.xreplace({_line(-sp.oo, sp.oo): u}), u)
    return None if families is None else _assembled(u, (low, high), outside, *families)


def _line(low: sp.Expr, high: sp.Expr) -> sp.Symbol:
    """The variable of the common integral, with what its range says of its sign, whichever end comes first."""
    if low.is_extended_nonnegative and high.is_extended_nonnegative:
        return sp.Symbol(LINE, positive=True)
    return sp.Symbol(LINE, negative=True) if low.is_extended_nonpositive and high.is_extended_nonpositive else sp.Symbol(LINE, real=True)


def _on_the_line(integral: sp.Integral) -> tuple[sp.Expr, tuple[sp.Expr, sp.Expr]] | None:
    """The integrand and the ends, once the one argument of the functions is the variable."""
    if len(integral.limits) != 1 or len(integral.limits[0]) != 3:  # noqa: PLR2004 - a variable and its ends
        return None
    (y, low, high), integrand = integral.limits[0], integral.function
    jets = sorted((jet for jet in integrand.atoms(Jet) if y in jet.free_symbols), key=str)
    arguments = {argument for jet in jets for argument in jet.args[2:] if y in argument.free_symbols}
    if len(arguments) != 1:
        return None
    (argument,) = arguments
    slope, u = derivative(argument, y), _line(-sp.oo, sp.oo)
    start = argument.xreplace({y: sp.S.Zero})
    if y in slope.free_symbols or not (slope.is_positive or slope.is_negative) or sp.expand(argument - slope * y - start) != 0:
        return None
    places: dict[sp.Basic, sp.Expr] = {jet: Jet(*jet.args[:2], *(u if a == argument else a for a in jet.args[2:])) for jet in jets}
    moved = integrand.xreplace(places).xreplace({y: (u - start) / slope}) / sp.Abs(slope)
    ends = tuple(end if end in (sp.oo, -sp.oo) else sp.expand(slope * end + start) for end in (low, high))
    ends = tuple(end * sp.sign(slope) if end in (sp.oo, -sp.oo) else end for end in ends)
    return moved, (ends[0], ends[1]) if slope.is_positive else (ends[1], ends[0])


def _families(whole: sp.Expr, u: sp.Symbol) -> tuple[Families, list[sp.Expr]] | None:
    """The weight of every derivative, by function, other orders and arguments, and the weights of products and other functions of them.

    ``None`` where a part of the integrand holds no function.
    """
    terms = terms_of(whole, {u})
    if terms is None or terms.pop((), sp.S.Zero) != 0:
        return None
    jets = sorted((jet for jet in whole.atoms(Jet) if u in jet.free_symbols), key=str)
    names: dict[sp.Basic, sp.Expr] = {jet: sp.Dummy(f"jet{number}") for number, jet in enumerate(jets)}
    flat, zeros = whole.xreplace(names), dict.fromkeys(names.values(), sp.S.Zero)
    families: Families = {}
    others = []
    for powers, weight in terms.items():
        (jet, power), *more = powers
        if more or power > 1 or not isinstance(jet, Jet):
            others.append(weight)  # only where it vanishes is the integral zero for all functions
            continue
        name, orders, *arguments = jet.args
        places = [place for place, argument in enumerate(arguments) if u in argument.free_symbols]
        if len(places) != 1 or orders[places[0]] > HIGHEST:
            return None
        fixed = sp.Tuple(*(0 if place == places[0] else order for place, order in enumerate(orders)))
        as_written = derivative(flat, names[jet]).xreplace(zeros)  # multiplied out, it may have terms without limits at the ends
        families.setdefault((name, fixed, *arguments), {})[int(orders[places[0]])] = as_written
    return families, others


def _assembled(u: sp.Symbol, limits: tuple[sp.Expr, sp.Expr], outside: sp.Expr, families: Families, others: Sequence[sp.Expr]) -> ByParts:
    weights, differentiated, values = list(others), [], []
    for (name, orders, *arguments), derivatives in families.items():
        weights.append(sp.Add(*((-1) ** order * _derived(weight, u, order) for order, weight in derivatives.items())))
        differentiated += [weight for order, weight in derivatives.items() if order]
        for order in range(max(derivatives)):  # of the function's derivative at an end
            later = [(above - 1 - order, weight) for above, weight in derivatives.items() if above > order]
            weight = sp.Add(*((-1) ** times * _derived(each, u, times) for times, each in later))
            raised = sp.Tuple(*(order if u in argument.free_symbols else n for n, argument in zip(orders, arguments, strict=True)))
            for end, sign in zip(limits, (-1, 1), strict=True):
                values.append((weight, end, sign * Jet(name, raised, *(a.xreplace({u: end}) for a in arguments))))
    names: Sequence[str] = sorted({str(key[0]) for key in families})
    return ByParts(u, *limits, outside, tuple(weights), tuple(differentiated), tuple(values), tuple(names))


def _derived(weight: sp.Expr, u: sp.Symbol, times: int) -> sp.Expr:
    for _ in range(times):
        weight = derivative(weight, u)
    return weight
