"""The search for a witness: the instances a document suggests first, then concrete laws and functions, then exact random points."""

from __future__ import annotations

import ast
import copy
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.conditions import collecting
from derivations.errors import ClaimError, DerivationError, FisherproofError
from derivations.kinks import switches
from derivations.language.scope import Scope
from derivations.language.syntax import parse
from derivations.language.tensor import Tensor
from derivations.normal_form.certificates import signs_of
from verify.concrete import ConcreteFunction, Interpretation, formal_arguments, interpretations
from verify.convexity.hypotheses import any_meets
from verify.convexity.instances import assumes_convexity, convex_instances
from verify.law_domains import SIGNS
from verify.provers.ball_refutation import refute
from verify.provers.star_refutation import refute_star
from verify.sized import refute_sized

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from derivations.conditions import Requirement
    from derivations.language.elaborate import Elaborator
    from derivations.law import Law
    from verify.problem import Problem
    from verify.statement import Statement
    from verify.verdict import Finding

REJECTIONS = 10  # draws a try when hypotheses reject most of them; a rejected draw is cheap


def counterexample(
    statement: Statement, attempts: Sequence[Mapping[str, str]], search: Search, generator: random.Random, tries: int
) -> Finding | None:
    """A certified counterexample to a statement, or ``None``; the suggestions of the document come first."""
    for attempt in attempts:
        with suppress(FisherproofError):  # a suggestion that cannot be derived is none; the search goes on without it
            if found := suggested(statement, attempt, generator, tries):
                return found
    return search.refute(statement.claim, statement.given, tries)


class Search:
    """Looks for witnesses against a statement and its mutants; derivations and concrete instances are kept between them."""

    def __init__(self, statement: Statement, generator: random.Random, elaborator: Elaborator | None = None) -> None:
        """Prepare the concrete instances of the arbitrary laws and functions; ``elaborator`` keeps what was derived of the statement."""
        self.statement = statement
        self.generator = generator
        self.elaborator: Elaborator = elaborator or statement.elaborator()
        self._last: tuple[ast.expr, Sequence[ast.expr], Problem] | None = None
        self.interpretations = list(interpretations(statement.types, self.elaborator.scope, generator))
        if assumes_convexity(statement.given):
            self.interpretations += convex_instances(statement.types, self.elaborator.scope, self.interpretations, generator)

    def under(self, statement: Statement) -> Search:
        """The same search, derivations kept, for a statement with other hypotheses."""
        other = copy.copy(self)
        other.statement, other._last = statement, None  # noqa: SLF001 - of this class
        return other

    def problem(self, claim: ast.expr, given: Sequence[ast.expr]) -> Problem:
        """The problem of a claim under hypotheses; the last one is kept, since what is not refuted is asked about again."""
        if self._last is None or self._last[0] is not claim or self._last[1] is not given:
            self._last = (claim, given, self.statement.problem(self.elaborator, claim, given))
        return self._last[2]

    def refute(self, claim: ast.expr, given: Sequence[ast.expr], tries: int) -> Finding | None:
        """A certified counterexample to ``claim`` under ``given``."""
        try:
            problem = self.problem(claim, given)
        except DerivationError:  # no rule for every size: a small one may do
            sized = self.statement.sized(claim, given)
            if sized is None or not (found := refute_sized(sized, self.generator, tries)):
                raise
            return found
        tries *= REJECTIONS if problem.domain.hypotheses else 1
        found = refute_star(problem, self.generator, tries=tries)
        if found is None and problem.sized is not None and not self.interpretations:
            return refute_sized(problem.sized, self.generator, tries)
        if found is not None:
            return found
        if not self.interpretations:
            return refute(problem, self.generator, tries=tries)
        for interpretation in self.interpretations:
            try:
                concrete = interpretation.problem(problem)
                if concrete.domain.everywhere and not any_meets(concrete, self.generator):
                    continue  # no function here is as convex as assumed
                found = refute(concrete, self.generator, tries=tries)
            except FisherproofError:
                continue  # this instance has no closed form: another one may
            if found is not None:
                return with_instances(found, interpretation.shown)
        return None


def with_instances(found: Finding, chosen: Mapping[str, str]) -> Finding:
    """The finding with the concrete laws and functions written into its witness."""
    if found.witness is None or not chosen:
        return found
    point = {**dict(sorted(chosen.items())), **found.witness.point}
    return replace(found, witness=replace(found.witness, point=point))


def suggested(statement: Statement, attempt: Mapping[str, str], generator: random.Random, tries: int) -> Finding | None:
    """Try the instance that the document suggests: laws and functions replace names, numbers become equations."""
    special = {name: parse(text) for name, text in attempt.items() if statement.types[name].kind in ("law", "smooth")}
    numbers = {name: parse(text) for name, text in attempt.items() if name not in special}
    pinned = explicit_for(statement, numbers)
    replaced = {name: _suggestion(pinned, name, tree) for name, tree in special.items()}
    equations = [ast.Compare(ast.Name(name, ast.Load()), [ast.Eq()], [tree]) for name, tree in numbers.items()]
    elaborator = pinned.elaborator(replaced)
    problem = pinned.problem(elaborator, given=[*equations, *pinned.given])
    rest = {name: spec for name, spec in pinned.types.items() if name not in special}
    shown = {name: str(elaborator.scope.values[name]) for name in special}
    for interpretation in [*interpretations(rest, elaborator.scope, generator)] or [Interpretation()]:
        found = refute(interpretation.problem(problem), generator, tries=tries) or refute_star(problem, generator, tries=tries)
        if found is not None:
            return with_instances(found, {**shown, **interpretation.shown})
    return None


def _suggestion(statement: Statement, name: str, tree: ast.expr) -> Callable[[Scope], Any]:
    def build(scope: Scope) -> Any:
        from derivations.language.elaborate import Elaborator

        spec = statement.types[name]
        if spec.kind == "law":
            parameters = {symbol for at in spec.arguments for symbol in scope.find(at).entries}
            law = Elaborator(scope).value(tree)
            _require_own(law.free_symbols, parameters)
            return _regular(law, parameters)
        formal = formal_arguments(spec, scope)
        undeclared = {at.name: Tensor.scalar(at) for at in formal if at.name in spec.arguments and not scope.has(at.name)}
        with collecting() as conditions:
            body = Elaborator(Scope(undeclared, scope)).value(tree)
        _require_everywhere(conditions)
        if any(switches(entry, formal) for entry in body.entries):
            message = f"Trying a function: expected a smooth one, got {body}. Take one without absolute values and case distinctions."
            raise ClaimError(message)
        _require_own(body.free_symbols, formal)
        return ConcreteFunction(formal, body)

    return build


def _require_own(symbols: Collection[sp.Symbol], arguments: Collection[sp.Symbol]) -> None:
    """Refuse a function or law that depends on other variables: statements differentiate by these, and bind their names.

    Raises:
        ClaimError: it does.
    """
    if foreign := sorted(map(str, set(symbols) - set(arguments))):
        message = f"Trying a function or a law: expected one that depends on its arguments alone, got {foreign[0]}. Write a number there."
        raise ClaimError(message)


def _require_everywhere(conditions: Iterable[tuple[Requirement, Any]]) -> None:
    """Refuse a function that need not be defined for all arguments: atan(1/x) is bounded, and no integral of its derivative.

    Raises:
        ClaimError: nothing shows that it is.
    """
    for requirement, subject in conditions:
        wanted = SIGNS.get(requirement)
        if wanted is None or not isinstance(subject, sp.Expr) or signs_of(subject) | wanted != wanted:
            got = f"one that asks for {subject} to be {requirement}"
            message = f"Trying a function: expected one that is defined for all its arguments, got {got}."
            raise ClaimError(f"{message} Take another one.")


def _regular(law: Law, parameters: set[sp.Symbol]) -> Law:
    """A law that is regular in its parameters, as declared laws are: they move neither an end of the support nor a kink.

    Raises:
        ClaimError: it is not.
    """
    moved = [end for end in law.support.ends if end.free_symbols & parameters]
    if moved or switches(law.log_density(law.variable()), parameters):
        message = f"Trying a law: expected one that is regular in its parameters, got {law}. Take one whose support and kinks do not move."
        raise ClaimError(message)
    return law


def explicit_for(statement: Statement, numbers: Mapping[str, ast.expr]) -> Statement:
    """The statement with named dimensions fixed to the sizes of suggested matrices (2 where nothing is suggested)."""
    pairs = [pair for name, tree in numbers.items() for pair in zip(statement.types[name].shape, _literal_shape(tree), strict=False)]
    sizes = {dimension: size for dimension, size in pairs if isinstance(dimension, str)}
    if not sizes:
        return statement
    return statement.with_dimensions(sizes)


def _literal_shape(tree: ast.expr) -> tuple[int, ...]:
    if not isinstance(tree, ast.List):
        return ()
    return (len(tree.elts), *_literal_shape(tree.elts[0]))
