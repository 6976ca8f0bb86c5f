"""The structure a statement lives in: its atoms, the relations between them, and the conversion of expressions into it."""

from __future__ import annotations

import importlib
import math
import pkgutil
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from derivations.normal_form import sign_sets
from derivations.normal_form.keys import monomial_key, polynomial_key
from derivations.normal_form.program import Program
from derivations.normal_form.quotient import Arithmetic, Quotient, QuotientKey, to_fraction
from derivations.normal_form.relations import reduce_modulo

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import sympy as sp

    from derivations.normal_form.facts import Facts

    Rule = Callable[["Structure", Any], int]


class Refine(Exception):  # noqa: N818 - a control signal: the conversion starts again with what was learnt
    """A finer root or another base argument is needed than the conversion assumed so far."""


class Unsupported(ArithmeticError):  # noqa: N818 - names the state of the expression, not a failure of the tool
    """The expression is outside the language of normal forms, for instance infinite or complex."""


@dataclass
class Atom:
    """One generator: what it stands for (``key``), its possible signs, whether it is an integer.

    ``bound`` marks what it contains: negative numbers stand for bound variables, zero for tangents of half angles.
    """

    key: Any
    signs: int
    integer: bool = False
    bound: frozenset[int] = frozenset()


@cache
def rules() -> Mapping[type, Rule]:
    """The conversion rules of all atom classes, by the class of the expression; two rules for one class are an error."""
    package = importlib.import_module("derivations.normal_form")
    found: dict[type, Rule] = {}
    for information in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{information.name}")
        for kind, rule in getattr(module, "RULES", {}).items():
            if kind in found:
                message = f"Discovering atom classes: expected one rule for {kind.__name__}, got another in {information.name}. Remove one."
                raise RuntimeError(message)
            found[kind] = rule
    return found


@cache
def rule_for(kind: type) -> Rule:
    """The rule of the most specific class that has one."""
    for parent in kind.__mro__:
        if parent in rules():
            return rules()[parent]

    def refuse(_: Structure, expression: Any) -> int:
        raise Unsupported(type(expression).__name__)

    return refuse


class Structure:
    """Atoms that are kept while a conversion is refined, and the program of the current conversion."""

    def __init__(self, facts: Facts, cases: Mapping[Any, int]) -> None:
        """Start without atoms; ``cases`` says which branch of which piecewise expression is looked at."""
        self.facts, self.cases = facts, cases
        self.atoms: list[Atom] = []
        self._indices: dict[Any, int] = {}
        self.unit: dict[int, int] = {}  # atom -> q: the generator is the q-th root of what the key says
        self.shifts: dict[Any, int] = {}  # argument without its integer part -> largest integer part seen
        self.angles: dict[Any, int] = {}  # basis angle -> q: angles are counted in q-th parts of it
        self.restart()

    def restart(self) -> None:
        """Forget the program but keep atoms, roots and shifts."""
        self.program = Program()
        self.memo: dict[sp.Basic, int] = {}
        self._free_memo = self.memo
        self.scope: dict[sp.Symbol, int] = {}
        self.depth = 0  # of binders; not the size of the scope, since a binder may use a name again
        self.relations: dict[int, tuple[int, int]] = {}  # atom -> (q, node): generator^q = node
        self.conditions: dict[str, None] = {}
        self.known: dict[Any, int] = {}  # irreducible polynomial -> signs
        self._quotients: dict[int, Quotient] = {}
        for atom in self.atoms:
            if isinstance(atom.key, tuple) and atom.key[0] == "symbol":
                atom.signs = sign_sets.of_symbol(atom.key[1])

    def atom(self, key: Any, signs: int, *, integer: bool = False, bound: frozenset[int] = frozenset()) -> int:
        """The number of the atom with that key, created on first sight."""
        index = self._indices.get(key)
        if index is None:
            index = self._indices[key] = len(self.atoms)
            self.atoms.append(Atom(key, signs, integer, bound))
        return index

    def leaf(self, index: int, exponent: Fraction | int = 1) -> int:
        """The atom to a rational power (fractions only for atoms that are never negative).

        Raises:
            Refine: the generator is not yet a fine enough root.
        """
        exponent = Fraction(exponent)
        unit = self.unit.get(index, 1)
        if (exponent * unit).denominator != 1:
            self.unit[index] = math.lcm(unit, exponent.denominator)
            raise Refine
        return self.program.power(self.program.atom(index), int(exponent * unit))

    def shift(self, key: Any, integer: int) -> int:
        """The integer part of the base argument that all arguments with this key share: the largest one seen.

        Raises:
            Refine: a larger one has just been seen.
        """
        largest = self.shifts.setdefault(key, integer)
        if integer > largest:
            self.shifts[key] = integer
            raise Refine
        return largest

    def convert(self, expression: sp.Basic) -> int:
        """The node of an expression.

        Raises:
            Refine: start again. Unsupported: no normal form exists.
        """
        node = self.memo.get(expression)
        if node is None:
            node = self.memo[expression] = rule_for(expression.__class__)(self, expression)
        return node

    def convert_outside(self, expression: sp.Expr) -> int:
        """The node of an expression whose symbols are free even if a binder around it uses one of the names."""
        memo, scope = self.memo, self.scope
        self.memo, self.scope = self._free_memo, {}
        try:
            return self.convert(expression)
        finally:
            self.memo, self.scope = memo, scope

    def quotient(self, node: int) -> Quotient:
        """A node in lowest terms, reduced modulo the relations."""
        result = self._quotients.get(node)
        if result is None:
            atoms = self.closure([node])
            arithmetic = Arithmetic(atoms)
            values = arithmetic.run(self.program, [node, *(self.relations[atom][1] for atom in atoms if atom in self.relations)])
            relations = dict(zip((atom for atom in atoms if atom in self.relations), values[1:], strict=True))
            pair = reduce_modulo(arithmetic, values[0], {atom: (self.relations[atom][0], value[0]) for atom, value in relations.items()})
            result = self._quotients[node] = Quotient(arithmetic.atoms, *pair)
        return result

    def constant(self, node: int) -> Fraction | None:
        """The rational that a node is equal to, ``None`` if it is no rational."""
        value = self.program.constant(node)
        if value is None:
            quotient = self.quotient(node)
            if quotient.numerator.is_constant() and quotient.denominator.is_constant():
                return to_fraction(quotient.numerator.leading_coefficient()) if not quotient.numerator.is_zero() else Fraction(0)
        return value

    def closure(self, nodes: list[int]) -> list[int]:
        """All atoms of the nodes, with those that the relations of these atoms bring in."""
        atoms: list[int] = []
        while True:
            found = self.program.atoms_of([*nodes, *(self.relations[atom][1] for atom in atoms if atom in self.relations)])
            if found == atoms:
                return atoms
            atoms = found

    def key(self, node: int) -> QuotientKey:
        """Equal for equal elements; independent of how fine the generators are."""
        quotient = self.quotient(node)
        return polynomial_key(self, quotient, quotient.numerator), polynomial_key(self, quotient, quotient.denominator)

    def monomial_node(self, quotient: Quotient, exponents: tuple[int, ...]) -> int:
        """A product of generator powers as a node."""
        pairs = zip(quotient.atoms, exponents, strict=True)
        return self.program.product(self.program.power(self.program.atom(atom), int(exponent)) for atom, exponent in pairs if exponent)

    def polynomial_node(self, quotient: Quotient, polynomial: Any) -> int:
        """A polynomial in the ring of ``quotient`` as a node."""
        terms = polynomial.to_dict().items()
        return self.program.sum(
            self.program.product([self.program.rational(Fraction(int(c.p), int(c.q))), self.monomial_node(quotient, exponents)])
            for exponents, c in terms
        )

    def bound_in(self, atoms: tuple[int, ...]) -> frozenset[int]:
        """The bound variables that any of the atoms contains."""
        return frozenset().union(*(self.atoms[atom].bound for atom in atoms))

    def require(self, condition: str) -> None:
        """Note a condition under which a rewriting holds."""
        self.conditions.setdefault(condition)

    monomial_key = monomial_key
