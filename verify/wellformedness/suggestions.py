"""The instances that a claim suggests in `try`: every name is declared, every value fits the type of its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.language.kind_check import KindChecker
from derivations.language.kinds import NUMBER, Array, Kind, LawKind, Unknown, suggestion
from verify.wellformedness.claim_scope import offset_of, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from derivations.language.kind_scope import KindScope
    from derivations.language.types import TypeSpec
    from verify.claim import Claim
    from verify.wellformedness.claim_scope import ClaimScope, Fault


def suggestion_faults(claim: Claim, found: ClaimScope) -> Iterator[Fault]:
    """What is wrong with the suggested instances; they see the declared names, not the defined ones."""
    for position, attempt in enumerate(claim.attempts):
        for name, text in attempt.items():
            if name not in found.declared.kinds:
                message = f"expected a declared variable in `try`, got {name!r}{suggestion(name, list(found.declared.kinds))}. Declare it"
                yield "try", (position, name), 0, message
            elif name in found.types:
                yield from (("try", (position, name), *fault) for fault in _value_faults(found, found.types[name], text))


def _value_faults(found: ClaimScope, spec: TypeSpec, text: str) -> Iterator[tuple[int, str]]:
    tree = tree_of(text)
    if tree is None:
        return
    checker = KindChecker(_inside(found.declared, spec))
    kind = checker.value(tree)
    yield from ((offset_of(fault.node), str(fault)) for fault in checker.faults)
    if problem := _misfit(kind, spec):
        yield 0, problem


def _inside(scope: KindScope, spec: TypeSpec) -> KindScope:
    """The scope in which the value of a function is written: its arguments are known, undeclared ones as numbers."""
    for name in spec.arguments if spec.kind == "smooth" else ():
        scope = scope if name in scope.kinds else scope.inner(name, NUMBER)
    return scope


def _misfit(kind: Kind, spec: TypeSpec) -> str:
    """Why a value of a kind is none of the declared type; an empty text if it may be one."""
    wanted: Kind = Array((spec.result or spec).shape)
    if isinstance(kind, Unknown) or (isinstance(kind, LawKind) and spec.kind == "law"):
        return ""
    if spec.kind == "law":
        return f"expected a law in `try`, got {kind}. Write a distribution, as in Normal(0, 1)"
    if isinstance(kind, Array) and isinstance(wanted, Array) and len(kind.shape) == len(wanted.shape):
        fits = all(isinstance(size, str) or size == given for size, given in zip(wanted.shape, kind.shape, strict=True))
        return "" if fits else f"expected {wanted} in `try`, got {kind}. Give a value of the declared type"
    return f"expected {wanted} in `try`, got {kind}. Give a value of the declared type"
