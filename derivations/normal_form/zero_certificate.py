"""Certificates of zero: what a decision rests on, as plain JSON that a small checker without this package decides again.

The format is documented in ``docs/certificates.md``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from derivations.normal_form import sign_sets
from derivations.normal_form.sign_sets import NONNEGATIVE, POSITIVE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.normal_form.structure import Structure

_SIGNS = {POSITIVE: "positive", NONNEGATIVE: "nonnegative"}
LONGEST = 20_000  # operations; a longer program gets no certificate


def zero_certificate(structure: Structure, nodes: Sequence[int]) -> dict[str, Any] | None:
    """The claim that all nodes are the zero element: atoms with their meaning, relations, program; ``None`` if it is too long."""
    atoms = structure.closure(list(nodes))
    relations = {atom: structure.relations[atom] for atom in atoms if atom in structure.relations}
    needed = structure.program.reachable([*nodes, *(value for _, value in relations.values())])
    if len(needed) > LONGEST:
        return None
    place = {node: position for position, node in enumerate(needed)}
    return {
        "kind": "fraction field",
        "atoms": {str(atom): _atom(structure, atom) for atom in _mentioned(structure, atoms)},
        "program": [_operation(structure.program.operations[node], place) for node in needed],
        "relations": [{"atom": atom, "power": power, "equals": place[value]} for atom, (power, value) in sorted(relations.items())],
        "zero": [place[node] for node in nodes],
    }


def _operation(operation: tuple[str, Any], place: dict[int, int]) -> list[Any]:
    kind, content = operation
    if kind == "rational":
        return [kind, str(content)]
    if kind == "atom":
        return [kind, content]
    if kind == "power":
        return [kind, place[content[0]], content[1]]
    return [kind, *(place[node] for node in content)]


def _atom(structure: Structure, atom: int) -> dict[str, Any]:
    key = structure.atoms[atom].key
    declared = _SIGNS.get(sign_sets.of_symbol(key[1]), "") if key[0] == "symbol" else ""
    return {"means": _plain(key), "root": structure.unit.get(atom, 1), **({"declared": declared} if declared else {})}


def _plain(key: Any) -> Any:
    """A key as JSON: tuples as lists, fractions and everything of the algebra system as text."""
    if isinstance(key, tuple):
        return [_plain(part) for part in key]
    if isinstance(key, Fraction):
        return str(key)
    return key if isinstance(key, int | str) else f"{type(key).__name__} {key}"


def _mentioned(structure: Structure, atoms: Sequence[int]) -> list[int]:
    """The atoms, with those that occur in what they stand for."""
    found, waiting = set(atoms), list(atoms)
    while waiting:
        for atom in _inside(structure.atoms[waiting.pop()].key):
            if atom not in found:
                found.add(atom)
                waiting.append(atom)
    return sorted(found)


def _inside(key: Any) -> list[int]:
    """The atoms of the monomials ((atom, exponent), ...) in a key."""
    if not isinstance(key, tuple):
        return []
    if len(key) == 2 and type(key[0]) is int and isinstance(key[1], Fraction):  # noqa: PLR2004 - a power of an atom
        return [key[0]]
    return [atom for part in key for atom in _inside(part)]
