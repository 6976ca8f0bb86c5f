r"""What exponentials and logarithms exceed their tangents by, where :math:`e^u - 1 - u` or :math:`u - \log(1 + u)` stands in a sum.

Exponentials that grow are written by those that decay first: :math:`1 - (1 + u) e^{-u}` stays finite where :math:`e^u - 1 - u` does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from derivations.codegen.domain import operations
from derivations.codegen.passes import Pass
from derivations.codegen.primitives import primitives
from derivations.codegen.ratio import in_factors
from derivations.codegen.stable import stable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.codegen.domain import Domain

TERMS = 2  # of the shortest excess: u - log(1 + u)
LARGEST = 120  # operations of an expression that is searched
MOST, LONGEST = 8, 24  # calls in a sum, and terms of it, that are tried


def rewrite(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The expression with every excess in it named, also after growing exponentials have become decaying ones."""
    if not expression.has(sp.exp, sp.log) or expression.has(sp.Max):  # exponentials relative to their largest are no excesses
        return
    if operations(expression) > LARGEST:
        return
    for form in (expression, *decaying(expression, domain)):
        named = form.replace(lambda part: isinstance(part, sp.Add), excess)
        if named != expression:
            yield named


def decaying(expression: sp.Expr, domain: Domain) -> Iterator[sp.Expr]:
    """The quotient by exp(-u) instead of exp(u), u >= 0; nothing where a sum, a logarithm or a negative exponent stands around it."""
    grown = sorted({_base(part) for part in expression.atoms(sp.exp)} - {None}, key=str)
    table = {sp.exp(u): 1 / sp.Symbol(f"decay_{place}", positive=True) for place, u in enumerate(grown) if domain.sign(u) > 0}
    if not table or isinstance(expression, sp.Add) or expression.has(sp.log):
        return
    changed = expression.subs(table)
    if changed.has(sp.exp):
        return
    yield in_factors(changed).expression.xreplace({1 / value: 1 / call for call, value in table.items()})


def _base(call: sp.exp) -> sp.Expr | None:
    """The exponent without its integer factor."""
    number, rest = call.args[0].as_coeff_Mul()
    return rest if number.is_Integer else None


def excess(expression: sp.Add) -> sp.Expr:
    """The sum with excesses for the two or three terms of each; itself where there are none."""
    calls = expression.atoms(sp.exp, sp.log)
    if not 0 < len(calls) <= MOST:
        return expression
    plain = sp.expand_mul(expression)
    if not TERMS <= len(plain.args) <= LONGEST:
        return expression
    for call in sorted(calls & plain.atoms(sp.exp, sp.log), key=lambda atom: atom.sort_key()):
        for weight, written_out, name in _candidates(plain, call):
            taken = sp.expand_mul(weight * written_out)
            rest = sp.expand_mul(plain - taken)
            if weight != 0 and _count(rest) == len(plain.args) - _count(taken):
                plain = rest + weight * name
                break
        if not isinstance(plain, sp.Add) or len(plain.args) < TERMS:
            break
    return expression if plain == sp.expand_mul(expression) else plain


def _count(expression: sp.Expr) -> int:
    return len(sp.Add.make_args(expression)) if expression != 0 else 0


def _candidates(plain: sp.Add, call: sp.Expr) -> Iterator[tuple[sp.Expr, sp.Expr, sp.Expr]]:
    """Weights, excesses written out and by name."""
    (argument,) = call.args
    if isinstance(call, sp.log):
        u = argument - 1
        yield -plain.coeff(call), u - call, stable("excess_log", u)
        return
    yield plain.coeff(call), call - 1 - argument, stable("excess_exp", argument)
    total = sp.Add(*(term / call for term in plain.args if term.has(call)))
    if not total.has(call) and total != 0:
        quotient = -total / (1 - argument)
        yield in_factors(quotient).expression, 1 - (1 - argument) * call, stable("excess_exp_decayed", -argument)


NEEDED = {"excess_exp", "excess_log", "excess_exp_decayed"}
PASS = Pass("excesses", 60, rewrite if set(primitives()) >= NEEDED else lambda *_: ())
