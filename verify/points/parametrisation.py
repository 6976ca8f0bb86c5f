"""Coordinates that carry the inequalities of a domain: (0, 1) by t/(1 + t), the simplex by t_i/sum t, definite matrices by L L^T."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.language.tensor import Tensor
from derivations.normal_form import Facts
from derivations.normal_form.certificates import signs_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from verify.problem import Domain, Problem, Variable

LARGEST_MATRIX = 4  # beyond it the minors of a definite matrix are not listed


def facts_of(problem: Problem, *, factor_matrices: bool = False) -> Facts:
    """What the domain, its hypotheses and the conditions of definition say about the symbols.

    Every substitution reaches all admissible points (it may reach more), so what is proved after it holds on the domain. With
    ``factor_matrices`` an ``spd`` matrix is written as L L^T; otherwise its principal minors are listed as positive.
    """
    substitutions: dict[sp.Symbol, sp.Expr] = {}
    positive: list[sp.Expr] = []
    nonzero: list[sp.Expr] = []
    for variable in problem.domain.variables.values():
        substitutions |= _coordinates(variable, factor_matrices=factor_matrices)
        if variable.type.kind == "spd" and variable.symbols is not None and not factor_matrices:
            positive += _minors(variable.symbols)
        if variable.type.kind == "invertible" and variable.symbols is not None and variable.symbols.shape[0] <= LARGEST_MATRIX:
            nonzero.append(sp.Matrix(variable.symbols.rows()).det(method="berkowitz"))
    for goal in problem.goals:
        doubled = [(symbol, twin) for symbol, twin in goal.twins.items() if symbol in substitutions]
        substitutions |= {twin: _rename(substitutions[symbol], goal.twins) for symbol, twin in doubled}
    substitutions |= dict(problem.domain.solved)
    known = {"positive": positive, "nonnegative": [], "nonzero": nonzero}
    for relation, expression in _conditions(problem):
        if relation in known and expression not in known[relation]:
            known[relation].append(expression)
    substitutions = _solve_linear(problem.domain, substitutions)
    return Facts(substitutions, tuple(known["positive"]), tuple(known["nonnegative"]), tuple(known["nonzero"]))


def _coordinates(variable: Variable, *, factor_matrices: bool) -> dict[sp.Symbol, sp.Expr]:
    kind, symbols = variable.type.kind, variable.symbols
    if symbols is None:
        return {}
    if kind == "unit":
        return {symbol: _odds(symbol) / (1 + _odds(symbol)) for symbol in symbols.entries if symbol.is_Symbol}
    if kind == "simplex":
        parts = [_odds(symbol) for symbol in symbols.entries[:-1]] + [sp.S.One]
        return {symbol: part / sp.Add(*parts) for symbol, part in zip(symbols.entries, parts, strict=True)}
    return _cholesky(symbols) if kind == "spd" and factor_matrices else {}


def _odds(symbol: sp.Symbol) -> sp.Symbol:
    return sp.Symbol(f"odds({symbol})", positive=True)  # no name of the claim language has parentheses


def _rename(value: sp.Expr, twins: Mapping[sp.Symbol, sp.Symbol]) -> sp.Expr:
    """The coordinates of the second copy of a variable: every coordinate is renamed, also those that belong to its neighbours."""
    names = {_odds(symbol): _odds(twin) for symbol, twin in twins.items()}
    return value.xreplace(names)


def _cholesky(matrix: Tensor) -> dict[sp.Symbol, sp.Expr]:
    """S = L L^T with positive diagonal of L."""
    size = matrix.shape[0]

    def entry(i: int, j: int) -> sp.Expr:
        name = f"factor({matrix[i, j].item})"
        return sp.S.Zero if j > i else sp.Symbol(name, positive=True) if i == j else sp.Symbol(name, real=True)

    values = {}
    for i in range(size):
        for j in range(i + 1):
            values[matrix[i, j].item] = sp.Add(*(entry(i, k) * entry(j, k) for k in range(j + 1)))
    return values


def _minors(matrix: Tensor) -> list[sp.Expr]:
    """The leading principal minors, and all of order two."""
    size = matrix.shape[0]
    if size > LARGEST_MATRIX:
        return []
    rows = sp.Matrix(matrix.rows())
    pairs = [[i, j] for i in range(size) for j in range(i + 1, size)]
    chosen = [*pairs, *(list(range(order)) for order in range(3, size + 1))]
    return [rows.extract(indices, indices).det(method="berkowitz") for indices in chosen]


def _conditions(problem: Problem) -> Iterator[tuple[str, sp.Expr]]:
    """Requirements on scalars: where expressions are defined, and hypotheses that are inequalities."""
    for requirement, expression in problem.conditions:
        yield from ((requirement, entry) for entry in _scalars(expression))
    for goal in problem.domain.hypotheses:
        # "nonzero" of an array says that some entry is not zero: a fact about an entry only if there is one entry
        entries = _scalars(goal.residual)
        if goal.relation in {"positive", "nonnegative"} or (goal.relation == "nonzero" and len(entries) == 1):
            yield from ((goal.relation, entry) for entry in entries)


def _scalars(value: Any) -> tuple[sp.Expr, ...]:
    if isinstance(value, Tensor):
        return value.entries
    return (value,) if isinstance(value, sp.Expr) else ()


def _solve_linear(domain: Domain, substitutions: dict[sp.Symbol, sp.Expr]) -> dict[sp.Symbol, sp.Expr]:
    """Use a remaining equation c s + r = 0 with c certainly not zero to replace s, and an inequality s >= r to write s = r + gap."""
    result = dict(substitutions)
    for number, goal in enumerate(domain.hypotheses):
        if goal.relation not in {"zero", "positive", "nonnegative"}:
            continue
        for index, residual in enumerate(_scalars(goal.residual)):
            gap = sp.S.Zero
            if goal.relation != "zero":
                gap = sp.Symbol(f"gap({number},{index})", **{goal.relation: True})
            solved = _isolate(residual, gap, result)
            if solved is not None:
                symbol, value = solved
                result = {key: old.xreplace({symbol: value}) for key, old in result.items()}
                result[symbol] = value
    return result


def _isolate(residual: sp.Expr, gap: sp.Expr, taken: Mapping[sp.Symbol, sp.Expr]) -> tuple[sp.Symbol, sp.Expr] | None:
    """A symbol s of residual = c s + r, with its value (gap - r)/c, that keeps the declared sign of s or has none."""
    residual = sp.expand(residual.xreplace(dict(taken)))
    for symbol in sorted(residual.free_symbols, key=str, reverse=True):
        if not symbol.is_real or symbol.is_integer or "(" in symbol.name:
            continue
        coefficient = residual.coeff(symbol, 1)
        rest = sp.expand(residual - coefficient * symbol)
        if symbol in rest.free_symbols or symbol in coefficient.free_symbols or coefficient == 0:
            continue
        value = (gap - rest) / coefficient
        if (coefficient.is_Rational or signs_of(coefficient) in {1, 4}) and _keeps_sign(symbol, value):
            return symbol, value
    return None


def _keeps_sign(symbol: sp.Symbol, value: sp.Expr) -> bool:
    """Whether replacing the symbol loses nothing that its declaration says."""
    mask = signs_of(symbol)
    return signs_of(value) | mask == mask
