"""Expressions as text in prefix form, in an order of their own: ``(+ 1/2 (* -1 (log rate)))``.

Sums and products are sorted by their text, so the form depends neither on how SymPy orders or prints nor on the hash seed. Reading builds
from a table of names, nothing is evaluated as code.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import sympy as sp

from derivations.errors import FisherproofError

if TYPE_CHECKING:
    from collections.abc import Mapping

LARGEST = 10**7  # characters of a form
_NUMBER = re.compile(r"-?[0-9]{1,2000}(/[0-9]{1,2000})?")
_TOKEN = re.compile(r"[()]|[^\s()]+")
CONSTANTS = {
    "#pi": sp.pi, "#e": sp.E, "#EulerGamma": sp.EulerGamma, "#Catalan": sp.Catalan, "#oo": sp.oo, "#-oo": -sp.oo, "#i": sp.I,
    "#true": sp.true, "#false": sp.false,
}  # fmt: skip
_FUNCTIONS = (
    sp.exp, sp.log, sp.sin, sp.cos, sp.tan, sp.cot, sp.asin, sp.acos, sp.atan, sp.sinh, sp.cosh, sp.tanh, sp.coth, sp.asinh, sp.acosh,
    sp.atanh, sp.erf, sp.erfc, sp.erfi, sp.gamma, sp.loggamma, sp.polygamma, sp.beta, sp.factorial, sp.binomial, sp.besselj, sp.besseli,
    sp.besselk, sp.uppergamma, sp.lowergamma, sp.zeta, sp.polylog, sp.expint, sp.LambertW, sp.Abs, sp.sign, sp.floor, sp.ceiling, sp.Max,
    sp.Min, sp.KroneckerDelta, sp.Heaviside, sp.hyper, sp.re, sp.im, sp.Piecewise, sp.Sum, sp.Integral, sp.Product, sp.Tuple, sp.And,
    sp.Or, sp.Not, sp.Eq, sp.Ne, sp.Lt, sp.Le, sp.Derivative, sp.Subs,
)  # fmt: skip
_PAIR = type(sp.Piecewise((0, sp.Symbol("x") > 0), (1, True)).args[0])
HEADS: dict[str, Any] = {"+": sp.Add, "*": sp.Mul, "^": sp.Pow, "case": _PAIR, **{head.__name__: head for head in _FUNCTIONS}}
_NAMES = {head: name for name, head in HEADS.items()}
_CONSTANT_NAMES = {value: name for name, value in CONSTANTS.items()}
SYMMETRIC = {sp.Add, sp.Mul, sp.And, sp.Or, sp.Max, sp.Min, sp.KroneckerDelta, sp.Eq, sp.Ne}
TURNED = {sp.Gt: sp.Lt, sp.Ge: sp.Le}  # a > b is written b < a
ASSUMPTIONS = ("integer", "positive", "negative", "nonnegative", "nonpositive", "nonzero", "real")


class SnapshotError(FisherproofError):
    """A snapshot that cannot be read or written."""


def written(expression: sp.Basic) -> str:
    """The prefix form of an expression.

    Raises:
        SnapshotError: a function that the table of names does not hold.

    >>> x, y = sp.symbols("x y")
    >>> written(y + 2 * sp.log(x))
    '(+ (* (log x) 2) y)'
    """
    return _written(expression, {})


def _written(expression: sp.Basic, known: dict[sp.Basic, str]) -> str:
    text = known.get(expression)
    if text is None:
        text = known[expression] = _atom(expression) if not expression.args else _compound(expression, known)
    return text


def _atom(expression: sp.Basic) -> str:
    if expression.is_Rational and expression not in _CONSTANT_NAMES:
        return str(expression.p) if expression.q == 1 else f"{expression.p}/{expression.q}"
    if isinstance(expression, sp.Symbol):
        return str(expression.name)
    if expression not in _CONSTANT_NAMES:
        message = f"Writing a snapshot: expected a number, symbol or known constant, got {expression}. Add it in verify/snapshots/forms.py."
        raise SnapshotError(message)
    return _CONSTANT_NAMES[expression]


def _compound(expression: sp.Basic, known: dict[sp.Basic, str]) -> str:
    kind, arguments = type(expression), expression.args
    if kind in TURNED:
        kind, arguments = TURNED[kind], arguments[::-1]
    if kind not in _NAMES:
        message = f"Writing a snapshot: expected known functions, got {kind.__name__}. Add it to verify/snapshots/forms.py."
        raise SnapshotError(message)
    parts = [_written(argument, known) for argument in arguments]
    return f"({' '.join([_NAMES[kind], *(sorted(parts) if kind in SYMMETRIC else parts)])})"


def operations(form: str) -> int:
    """How many operations a form holds.

    >>> operations("(+ 1/2 (* -1 (log rate)))")
    3
    """
    return form.count("(")


def read(form: str, symbols: Mapping[str, sp.Symbol]) -> sp.Basic:
    """The expression of a form, built from the table of names.

    Raises:
        SnapshotError: the text is no form, or it names an unknown function or symbol.

    >>> read("(+ 1/2 (log #pi))", {})
    1/2 + log(pi)
    """
    if len(form) > LARGEST:
        raise _damaged(f"at most {LARGEST} characters", f"{len(form)}")
    stack: list[list[Any]] = [[]]
    for token in _TOKEN.findall(form):
        if token == "(":  # noqa: S105 - a parenthesis, no password
            stack.append([])
        elif token != ")":  # noqa: S105 - the same
            stack[-1].append(token)
        else:
            parts = stack.pop()
            if not stack:
                raise _damaged("a parenthesis for each one closed", form)
            stack[-1].append(_built(parts, symbols, form))
    if len(stack) != 1 or len(stack[0]) != 1:
        raise _damaged("one expression with balanced parentheses", form)
    return _leaf(stack[0][0], symbols)


def _built(parts: list[Any], symbols: Mapping[str, sp.Symbol], form: str) -> sp.Basic:
    head = parts[0] if parts else ""
    if not isinstance(head, str) or head not in HEADS:
        raise _damaged("the name of a known function after a parenthesis", str(head))
    try:
        return HEADS[head](*(_leaf(part, symbols) for part in parts[1:]))
    except (TypeError, ValueError, AttributeError) as error:
        raise _damaged(f"arguments that {head} takes", form) from error


def _leaf(token: Any, symbols: Mapping[str, sp.Symbol]) -> sp.Basic:
    if not isinstance(token, str):
        return token
    if token in CONSTANTS:
        return CONSTANTS[token]
    if token in symbols:
        return symbols[token]
    if not _NUMBER.fullmatch(token) or token.endswith("/0"):
        raise _damaged("a number, a constant or a declared symbol", token)
    top, _, bottom = token.partition("/")
    return sp.Rational(int(top), int(bottom or 1))


def _damaged(wanted: str, got: str) -> SnapshotError:
    shown = got if len(got) <= 60 else f"{got[:57]}..."  # noqa: PLR2004 - one line of a message
    return SnapshotError(f"Reading a form: expected {wanted}, got {shown!r}. Restore the file, or write it anew with `snapshot update`.")


def symbol_table(expressions: list[sp.Basic]) -> dict[str, list[str]]:
    """The assumptions of every symbol by name.

    Raises:
        SnapshotError: two symbols share a name.
    """
    table: dict[str, list[str]] = {}
    for symbol in {symbol for expression in expressions for symbol in expression.atoms(sp.Symbol)}:
        flags = [name for name in ASSUMPTIONS if getattr(symbol, f"is_{name}")]
        kept = [name for name in flags if not any(name in IMPLIED[other] for other in flags)]
        if table.setdefault(symbol.name, kept) != kept:
            message = f"Writing a snapshot: expected one symbol a name, got two named {symbol.name!r}. Rename one."
            raise SnapshotError(message)
    return dict(sorted(table.items()))


IMPLIED: dict[str, frozenset[str]] = {
    "integer": frozenset({"real"}),
    "positive": frozenset({"nonnegative", "nonzero", "real"}),
    "negative": frozenset({"nonpositive", "nonzero", "real"}),
    "nonnegative": frozenset({"real"}),
    "nonpositive": frozenset({"real"}),
    "nonzero": frozenset({"real"}),
    "real": frozenset(),
}


def symbols_of(table: Mapping[str, list[str]]) -> dict[str, sp.Symbol]:
    """The symbols that a table declares."""
    return {name: sp.Symbol(name, **dict.fromkeys(flags, True)) for name, flags in table.items()}
