"""Functions without a normal form of their own: one atom for each function and equal arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.normal_form import sign_sets
from derivations.normal_form.sign_sets import ANY, NOT_REAL
from derivations.normal_form.structure import Unsupported

if TYPE_CHECKING:
    from derivations.normal_form.structure import Structure


def function_atom(structure: Structure, name: Any, nodes: list[int], signs: int, *, sort: bool = False) -> int:
    """The atom of the function ``name`` at arguments given as nodes; ``signs`` hold if all arguments are real."""
    keys = [structure.key(node) for node in nodes]
    atoms = tuple(atom for node in nodes for atom in structure.quotient(node).atoms)
    if any(structure.atoms[atom].signs & NOT_REAL for atom in atoms):
        signs = NOT_REAL
    key = ("function", name, *(sorted(keys) if sort else keys))
    return structure.leaf(structure.atom(key, signs, bound=structure.bound_in(atoms)))


def _convert_jet(structure: Structure, expression: sp.Function) -> int:
    """Jet(name, orders, *arguments): the partial derivative of an arbitrary smooth function."""
    name, orders, *arguments = expression.args
    nodes = [structure.convert(argument) for argument in arguments]
    return function_atom(structure, ("jet", str(name), tuple(int(order) for order in orders)), nodes, ANY)


def _convert_function(structure: Structure, expression: sp.Function) -> int:
    """Any other function: real or not is unknown."""
    if type(expression).__name__ == "Jet":
        return _convert_jet(structure, expression)
    if not all(isinstance(argument, sp.Expr) for argument in expression.args):
        return _convert_structural(structure, expression)
    nodes = [structure.convert(argument) for argument in expression.args]
    name = (type(expression).__module__, str(expression.func))
    return function_atom(structure, name, nodes, NOT_REAL)


def _convert_extremum(structure: Structure, expression: sp.Expr) -> int:
    """Max and Min do not depend on the order of their arguments."""
    nodes = [structure.convert(argument) for argument in expression.args]
    return function_atom(structure, type(expression).__name__, nodes, ANY, sort=True)


def _convert_real(structure: Structure, expression: sp.Expr) -> int:
    """A function that is real at real arguments."""
    return function_atom(structure, type(expression).__name__, [structure.convert(argument) for argument in expression.args], ANY)


def _convert_structural(structure: Structure, expression: sp.Basic) -> int:
    """Anything with binders of its own: equal only to itself; inside an integral it is not supported."""
    if structure.scope:
        raise Unsupported(type(expression).__name__)
    return structure.leaf(structure.atom(("expression", expression), sign_sets.NOT_REAL))


RULES = {
    sp.Function: _convert_function,
    sp.Max: _convert_extremum,
    sp.Min: _convert_extremum,
    sp.floor: _convert_real,
    sp.ceiling: _convert_real,
    sp.zeta: _convert_real,
    sp.Derivative: _convert_structural,
    sp.Subs: _convert_structural,
    sp.Product: _convert_structural,
    sp.Limit: _convert_structural,
}
