"""A family with symbols in place of its parameters: everything that its texts state, as expressions."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.errors import FisherproofError
from derivations.language.elaborate import Elaborator
from derivations.language.goal import Goal
from derivations.language.kind_check import KindChecker
from derivations.language.kind_scope import KindScope
from derivations.language.kinds import NUMBER, Array, Unknown
from derivations.language.scope import Scope, tensor_of
from derivations.language.syntax import parse
from derivations.language.tensor import Tensor
from derivations.language.text_problem import TextProblem
from derivations.language.types import parse_type
from derivations.parameters import KINDS, Parameter
from derivations.support import NATURALS, POSITIVE, REALS, UNIT, Integers, Interval
from derivations.user_family.exponential_family import natural_of
from derivations.user_family.texts import FamilyFault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from derivations.language.types import TypeSpec
    from derivations.user_family.texts import FamilyTexts

NAMED_SUPPORTS: dict[str, Interval | Integers] = {
    "real": REALS,
    "positive": POSITIVE,
    "nonnegative": POSITIVE,
    "unit": UNIT,
    "natural": NATURALS,
}
ORDERS = ("positive", "nonnegative", "nonzero")


@dataclass(frozen=True)
class Template:
    """``values`` holds the symbols of the parameters, ``variable`` that of the value; all expressions are in those.

    ``hypotheses`` are inequalities, as goals, that the parameters satisfy beside their types.
    """

    name: str
    types: Mapping[str, TypeSpec]
    values: Mapping[str, Tensor]
    variable: sp.Symbol
    support: Interval | Integers
    log_density: sp.Expr
    hypotheses: tuple[Goal, ...] = ()
    sufficient: tuple[sp.Expr, ...] = ()
    natural: tuple[sp.Expr, ...] = ()

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters in the order of the constructor."""
        return tuple(Parameter(name, spec.kind, spec.shape) for name, spec in self.types.items())

    @property
    def conditions(self) -> tuple[tuple[str, sp.Expr], ...]:
        """The hypotheses as requirements."""
        return tuple((goal.relation, entry) for goal in self.hypotheses for entry in goal.residual.entries)

    def substitution(self, values: Mapping[str, Any]) -> dict[sp.Symbol, sp.Expr]:
        """The map from the symbols of the parameters to the entries of given values."""
        pairs: dict[sp.Symbol, sp.Expr] = {}
        for name, symbols in self.values.items():
            given = values[name] if isinstance(values[name], Tensor) else Tensor.scalar(values[name])
            pairs.update(zip(symbols.entries, given.entries, strict=True))
        return pairs


def read_template(texts: FamilyTexts) -> tuple[Template | None, list[FamilyFault]]:
    """Check and elaborate the texts of a family; the template is ``None`` where faults are found, and then all of them are."""
    reader = _Reader(texts)
    try:
        template = reader.template()
    except FamilyFault as fault:
        reader.faults.append(fault)
    return (None if reader.faults else template), reader.faults


class _Reader:
    """Reads one text after the other; faults are collected as long as what follows does not need what failed."""

    def __init__(self, texts: FamilyTexts) -> None:
        self.texts = texts
        self.faults: list[FamilyFault] = []
        self.types: dict[str, TypeSpec] = {}
        self.scope = Scope()
        self.kinds = KindScope()

    def template(self) -> Template:
        for name, text in self.texts.parameters:
            self.parameter(name, text)
        self.stop()
        self.kinds.kinds.update({name: Array(spec.shape) for name, spec in self.types.items()})
        self.kinds.variables.update(self.types)
        support, ends = self.support()
        given = [(index, goal) for index, text in enumerate(self.texts.given) for goal in self.goals(index, text)]
        self.stop()
        hypotheses = (*(goal for _, goal in given), *ends)
        variable = sp.Symbol(self.texts.variable, **support.assumptions())
        self.kinds = self.kinds.inner(variable.name, NUMBER)
        self.scope = Scope({variable.name: Tensor.scalar(variable)}, self.scope)
        density = self.number("log_density", None, self.texts.log_density)
        sufficient = tuple(self.number("sufficient", index, text) for index, text in enumerate(self.texts.sufficient))
        natural = tuple(self.number("natural", index, text) for index, text in enumerate(self.texts.natural))
        if sufficient and not natural and not self.faults:
            natural = natural_of(density, variable, sufficient)
        self.pairs(natural, variable)
        self.stop()
        values = {name: self.scope.find(name) for name in self.types}
        return Template(self.texts.name, self.types, values, variable, support, density, hypotheses, sufficient, natural)

    def stop(self) -> None:
        """Stop here if there are faults: what follows would only repeat them."""
        if self.faults:
            raise self.faults.pop()

    def parameter(self, name: str, text: str) -> None:
        try:
            spec = parse_type(text)
        except TextProblem as problem:
            self.faults.append(FamilyFault(str(problem), "parameters", name, problem.offset))
            return
        if spec.kind not in KINDS or spec.is_abstract:
            kinds = ", ".join(sorted(KINDS))
            message = f"expected one of {kinds} with sizes that are numbers, got {text!r}. Fix the sizes, as in real[3]"
            self.faults.append(FamilyFault(message, "parameters", name))
            return
        self.types[name] = spec
        self.scope.values[name] = tensor_of(name, spec)

    def support(self) -> tuple[Interval | Integers, list[Goal]]:
        """The support, and what its ends must satisfy and do not show."""
        text = self.texts.support
        if text in NAMED_SUPPORTS:
            return NAMED_SUPPORTS[text], []
        tree = self.parsed("support", None, text)
        name = tree.func.id if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) else ""
        if not isinstance(tree, ast.Call) or name not in ("integers", "interval") or len(tree.args) != len(("low", "high")):
            message = f"expected one of {', '.join(NAMED_SUPPORTS)}, integers(a, b), interval(a, b), got {text!r}. Write one of them"
            raise FamilyFault(message, "support")
        low, high = (self.entry("support", None, node) for node in tree.args)
        discrete = name == "integers"
        for end, node in zip((low, high), tree.args, strict=True):
            if discrete and not end.is_integer and end not in (sp.oo, -sp.oo):
                message = f"expected an integer as an end, got {end}. Declare it so"
                self.faults.append(FamilyFault(message, "support", None, node.col_offset))
        wanted = "nonnegative" if discrete else "positive"
        known = getattr(high - low, f"is_extended_{wanted}")
        if known is False or low == sp.oo or high == -sp.oo:
            self.faults.append(FamilyFault(f"expected ends in increasing order, got {low} and {high}. Exchange them", "support"))
        width = Tensor.scalar(high - low)
        hypotheses = [] if known else [Goal("positive" if not discrete else "nonnegative", width, width, Tensor.scalar(sp.S.Zero))]
        support: Interval | Integers = Integers(low, high) if discrete else Interval(low, high)
        return support, hypotheses

    def goals(self, index: int, text: str) -> tuple[Goal, ...]:
        tree = self.parsed("given", index, text)
        if self.wrong("given", index, tree, statement=True):
            return ()
        goals: tuple[Goal, ...] = self.elaborated("given", index, tree, statement=True)
        if _known_to_fail(goals):
            self.faults.append(
                FamilyFault("expected a hypothesis that some parameters satisfy, got one that none does. Weaken it", "given", index)
            )
        if any(goal.relation not in ORDERS or not isinstance(goal.residual, Tensor) for goal in goals):
            message = "expected inequalities between parameters, got another statement. Write them as >, >=, !="
            self.faults.append(FamilyFault(message, "given", index))
        return goals

    def pairs(self, natural: tuple[sp.Expr, ...], variable: sp.Symbol) -> None:
        """Natural parameters are functions of the parameters, as many as there are statistics."""
        if len(self.texts.sufficient) != len(natural):
            got = f"{len(natural)} and {len(self.texts.sufficient)}"
            message = (
                f"expected as many natural parameters as statistics, got {got}. Give one for each, or leave both out to have them found"
            )
            self.faults.append(FamilyFault(message, "natural" if natural else "sufficient"))
        for index, value in enumerate(natural):
            if variable in value.free_symbols:
                message = f"expected a natural parameter without {variable}, got one with it. Move it to `sufficient`"
                self.faults.append(FamilyFault(message, "natural", index))

    def number(self, key: str, index: int | None, text: str) -> sp.Expr:
        return self.entry(key, index, self.parsed(key, index, text))

    def entry(self, key: str, index: int | None, tree: ast.expr) -> sp.Expr:
        """The expression of a number; zero where it has a fault."""
        if self.wrong(key, index, tree):
            return sp.S.Zero
        value = self.elaborated(key, index, tree).item
        if value.has(sp.Integral, sp.Sum, sp.Product):
            message = f"expected a closed form, got {value}. Write it without integrals and infinite sums"
            self.faults.append(FamilyFault(message, key, index, tree.col_offset))
        elif key != "support" and value.has(sp.nan, sp.zoo, sp.oo, -sp.oo, sp.I):
            self.faults.append(FamilyFault(f"expected a real expression, got {value}. Mend it", key, index, tree.col_offset))
        result: sp.Expr = value
        return result

    def parsed(self, key: str, index: int | None, text: str) -> ast.expr:
        try:
            return parse(text)
        except TextProblem as problem:
            raise FamilyFault(str(problem), key, index, problem.offset) from None

    def wrong(self, key: str, index: int | None, tree: ast.expr, *, statement: bool = False) -> bool:
        """Whether names, arity or shapes are wrong; the faults are kept."""
        checker = KindChecker(self.kinds)
        if statement:
            checker.statement(tree)
        else:
            kind = checker.value(tree)
            if kind != NUMBER and not isinstance(kind, Unknown):
                self.faults.append(FamilyFault(f"expected a number, got {kind}. Write one number", key, index, tree.col_offset))
        for fault in checker.faults:
            offset = getattr(fault.node, "col_offset", tree.col_offset)
            text = str(fault).replace("Declare it in `let`, `define` or a context block", "Declare it in `parameters`")
            self.faults.append(FamilyFault(text, key, index, offset))
        return bool(checker.faults) or (not statement and kind != NUMBER)

    def elaborated(self, key: str, index: int | None, tree: ast.expr, *, statement: bool = False) -> Any:
        elaborator = Elaborator(self.scope)
        try:
            return elaborator.goals(tree) if statement else elaborator.value(tree)
        except FisherproofError as error:
            raise FamilyFault(str(error), key, index, tree.col_offset) from None


def _known_to_fail(goals: tuple[Goal, ...]) -> bool:
    """Whether a hypothesis contradicts the types."""
    ordered = [goal for goal in goals if goal.relation in ORDERS and isinstance(goal.residual, Tensor)]
    tests = {"positive": "is_positive", "nonnegative": "is_nonnegative", "nonzero": "is_nonzero"}
    return any(getattr(entry, tests[goal.relation]) is False for goal in ordered for entry in goal.residual.entries)
