"""Definite matrices: L D L^T over the fraction field with certified signs of the pivots, else principal minors, else the quadratic form."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import sympy as sp

from derivations.normal_form.certificates import FAILURES
from derivations.normal_form.facts import Facts
from derivations.normal_form.preparing import prepare
from derivations.normal_form.sign_sets import NONNEGATIVE, POSITIVE, ZERO
from derivations.normal_form.squares import signs_by_squares

if TYPE_CHECKING:
    from collections.abc import Sequence

    from derivations.normal_form.structure import Structure

MINORS_UP_TO = 4
Rows = list[list[int]]


def definite(rows: Sequence[Sequence[sp.Expr]], facts: Facts | None = None, *, strict: bool) -> str | None:
    """How a symmetric matrix, shape (d, d), was certified to be positive (semi)definite wherever it is defined; ``None`` if it was not."""
    size = len(rows)
    if any(len(row) != size for row in rows) or not size:
        return None
    try:
        structure, nodes = prepare([entry for row in rows for entry in row], facts or Facts(), {})
        matrix = [nodes[i * size : (i + 1) * size] for i in range(size)]
        if not _symmetric(structure, matrix):
            return None
        for attempt in (_by_pivots, _by_minors, _by_form):
            how = attempt(structure, matrix, strict=strict)
            if how is not None:
                return how
    except FAILURES:
        return None
    return None


def _is_zero(structure: Structure, node: int) -> bool:
    return bool(structure.quotient(node).numerator.is_zero())


def _symmetric(structure: Structure, matrix: Rows) -> bool:
    program = structure.program
    pairs = itertools.combinations(range(len(matrix)), 2)
    return all(_is_zero(structure, program.sum([matrix[i][j], program.negative(matrix[j][i])])) for i, j in pairs)


def _by_pivots(structure: Structure, matrix: Rows, *, strict: bool) -> str | None:
    """Eliminate with pivots that are certain to be positive; a zero pivot needs a zero row."""
    rows, left, pivots = [list(row) for row in matrix], list(range(len(matrix))), 0
    while left:
        found = next((i for i in left if signs_by_squares(structure, rows[i][i]) == POSITIVE), None)
        if found is None:
            if strict or not all(_is_zero(structure, rows[i][j]) for i in left for j in left):
                return None
            return f"L D L^T with {_counted(pivots, 'positive pivot')} and {_counted(len(left), 'zero row')}"
        pivots += 1
        left.remove(found)
        _eliminate(structure, rows, left, found)
    return f"L D L^T with {_counted(pivots, 'positive pivot')}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _eliminate(structure: Structure, rows: Rows, left: list[int], pivot: int) -> None:
    program = structure.program
    inverse = program.power(rows[pivot][pivot], -1)
    for i, j in itertools.product(left, left):
        step = program.negative(program.product([rows[i][pivot], rows[pivot][j], inverse]))
        node = program.sum([rows[i][j], step])
        quotient = structure.quotient(node)
        parts = [structure.polynomial_node(quotient, part) for part in (quotient.numerator, quotient.denominator)]
        rows[i][j] = program.product([parts[0], program.power(parts[1], -1)])


def _by_minors(structure: Structure, matrix: Rows, *, strict: bool) -> str | None:
    """Positive definite: leading minors are positive. Semidefinite: all principal minors are not negative."""
    size = len(matrix)
    if size > MINORS_UP_TO:
        return None
    leading = [tuple(range(order)) for order in range(1, size + 1)]
    every = [subset for order in range(1, size + 1) for subset in itertools.combinations(range(size), order)]
    for subset in leading if strict else every:
        mask = signs_by_squares(structure, _determinant(structure, matrix, subset))
        if mask != POSITIVE and (strict or mask | NONNEGATIVE != NONNEGATIVE):
            return None
    return "positive leading minors" if strict else "principal minors that are not negative"


def _determinant(structure: Structure, matrix: Rows, subset: tuple[int, ...]) -> int:
    """Expansion along the first row."""
    program = structure.program

    def minor(rows: tuple[int, ...], columns: tuple[int, ...]) -> int:
        if not rows:
            return program.rational(1)
        terms = []
        for position, column in enumerate(columns):
            inner = minor(rows[1:], columns[:position] + columns[position + 1 :])
            terms.append(program.product([program.rational((-1) ** position), matrix[rows[0]][column], inner]))
        return program.sum(terms)

    return minor(subset, subset)


def _by_form(structure: Structure, matrix: Rows, *, strict: bool) -> str | None:
    """v^T A v for a generic vector v is a sum of squares. (It vanishes at v = 0, so it says nothing about strictness.)."""
    if strict:
        return None
    program = structure.program
    vector = [structure.convert(sp.Dummy(f"v{i}", real=True)) for i in range(len(matrix))]
    terms = [program.product([vector[i], matrix[i][j], vector[j]]) for i, j in itertools.product(range(len(matrix)), repeat=2)]
    mask = signs_by_squares(structure, program.sum(terms))
    return "a quadratic form that is a sum of squares" if mask in {ZERO, POSITIVE, NONNEGATIVE} else None
