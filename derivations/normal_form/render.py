"""Atoms in words: what the generators of a structure stand for."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derivations.normal_form.structure import Structure

SHOWN = 8  # atoms that a sentence lists before it says how many more there are
LENGTH = 60


def atom_label(structure: Structure, atom: int) -> str:
    """A readable name such as ``exp(x)``, ``log(2)`` or ``sqrt-like root of a + b``."""
    kind, *rest = structure.atoms[atom].key
    if kind in {"symbol", "constant"}:
        return str(rest[0])
    if kind in {"log", "root", "parity"}:
        inner = polynomial_label(structure, rest[0])
        return {"log": f"log({inner})", "root": f"root({inner})", "parity": f"(-1)**({inner})"}[kind]
    if kind in {"exp", "half tangent"}:
        inner = quotient_label(structure, (rest[0], rest[1]))
        return f"exp({inner})" if kind == "exp" else f"tan(({inner})/{2 * rest[2]})"
    if kind == "function":
        name = rest[0] if isinstance(rest[0], str) else " ".join(str(part) for part in rest[0][-2:])
        return f"{name}({', '.join(quotient_label(structure, key) for key in rest[1:])})"
    if kind in {"complex log", "principal root"}:
        return f"{'log' if kind == 'complex log' else 'root'}({quotient_label(structure, rest[0])})"
    if kind == "power":
        return f"({quotient_label(structure, rest[0])})**({quotient_label(structure, rest[1])})"
    return f"bound variable {rest[0]}" if kind == "bound" else f"{rest[0][0] if kind == 'binder' else rest[0]}"


def polynomial_label(structure: Structure, key: Any) -> str:
    """The polynomial that a key names."""
    terms = []
    for monomial, coefficient in key:
        powers = [atom_label(structure, atom) + (f"**({exponent})" if exponent != 1 else "") for atom, exponent in monomial]
        terms.append("*".join(([str(coefficient)] if coefficient != 1 or not powers else []) + powers))
    return " + ".join(terms) or "0"


def quotient_label(structure: Structure, key: Any) -> str:
    """The quotient that a key names."""
    numerator, denominator = (polynomial_label(structure, part) for part in key)
    return numerator if key[1] == (((), Fraction(1)),) else f"({numerator})/({denominator})"


def structure_label(structure: Structure, atoms: list[int]) -> str:
    """One phrase for the field that the atoms generate and its relations."""
    labels = [_shorten(atom_label(structure, atom)) for atom in atoms[:SHOWN]]
    if len(atoms) > SHOWN:
        labels.append(f".. {len(atoms) - SHOWN} more")
    relations = sum(atom in structure.relations for atom in atoms)
    suffix = f" with {relations} relation{'s' if relations > 1 else ''}" if relations else ""
    return f"Q({', '.join(labels)}){suffix}" if labels else "Q"


def _shorten(label: str) -> str:
    return label if len(label) <= LENGTH else label[: LENGTH - 3] + "..."
