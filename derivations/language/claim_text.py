"""Derived SymPy expressions as text of the claim language, so that what is derived can stand in a claim."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import sympy as sp
from sympy.printing.str import StrPrinter

from derivations.language.scope import tensor_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from derivations.language.types import TypeSpec


class ClaimText(StrPrinter):  # type: ignore[misc]  # SymPy has no types
    """Prints SymPy expressions in the claim language; ``types`` are those of the declared names, whose entries are indexed.

    >>> ClaimText().doprint(sp.Piecewise((sp.Abs(sp.Symbol("z")), sp.Symbol("y") > 1), (0, True)))
    '(abs(z) if y > 1 else 0)'
    """

    def __init__(self, types: Mapping[str, TypeSpec] | None = None) -> None:
        """Note what the symbols of vectors, matrices and functions are called in the language."""
        super().__init__()
        self.types = types or {}
        self.names = dict(names_of_entries(self.types))

    def doprint(self, expression: Any) -> str:
        """Print; what picks a term by a number becomes a case first, since its place in a sum depends on it."""
        if isinstance(expression, sp.Basic) and expression.has(sp.KroneckerDelta):
            expression = expression.replace(sp.KroneckerDelta, _case_of_delta)
        return str(super().doprint(expression))

    def _print_Symbol(self, symbol: sp.Symbol) -> str:  # noqa: N802 - SymPy calls it so
        return self.names.get(symbol.name, str(symbol.name))

    def _print_Piecewise(self, cases: sp.Piecewise) -> str:  # noqa: N802
        *branches, (last, _) = cases.args
        text = f"{self.doprint(last)}"
        for value, condition in reversed(branches):
            for alternative in reversed(condition.args if isinstance(condition, sp.Or) else [condition]):
                text = self._case(self.doprint(value), alternative, text)
        return text

    def _case(self, value: str, condition: Any, otherwise: str) -> str:
        """The value where a condition holds; the language has one comparison after an `if`, so several are nested."""
        text = value
        for part in reversed(condition.args if isinstance(condition, sp.And) else [condition]):
            text = f"({text} if {self.doprint(part)} else {otherwise})"
        return text

    def _print_Equality(self, relation: sp.Eq) -> str:  # noqa: N802
        return f"{self.doprint(relation.lhs)} == {self.doprint(relation.rhs)}"

    def _print_Unequality(self, relation: sp.Ne) -> str:  # noqa: N802
        return f"{self.doprint(relation.lhs)} != {self.doprint(relation.rhs)}"

    def _print_Abs(self, call: sp.Abs) -> str:  # noqa: N802
        return f"abs({self.doprint(call.args[0])})"

    def _print_sign(self, call: sp.sign) -> str:
        of = self.doprint(call.args[0])
        return f"(1 if {of} > 0 else (-1 if {of} < 0 else 0))"

    def _print_Exp1(self, _: sp.Expr) -> str:  # noqa: N802
        return "exp(1)"

    def _print_EulerGamma(self, _: sp.Expr) -> str:  # noqa: N802
        return "(-digamma(1))"

    def _print_Integral(self, integral: sp.Integral) -> str:  # noqa: N802
        text = self.doprint(integral.function)
        for variable, *ends in integral.limits:
            text = f"integrate({', '.join([text, self.doprint(variable), *map(self.doprint, ends)])})"
        return text

    def _print_Limit(self, limit: sp.Limit) -> str:  # noqa: N802
        return f"limit({', '.join(map(self.doprint, limit.args[:3]))})"

    def _print_Sum(self, total: sp.Sum) -> str:  # noqa: N802
        return self._repeated("sum", total)

    def _print_Product(self, product: sp.Product) -> str:  # noqa: N802
        return self._repeated("prod", product)

    def _repeated(self, word: str, repeated: Any) -> str:
        text = self.doprint(repeated.function)
        for variable, first, last in repeated.limits:
            text = f"{word}({text} for {self.doprint(variable)} in range({self.doprint(first)}, {self.doprint(last + 1)}))"
        return text

    def _print_Jet(self, jet: Any) -> str:  # noqa: N802
        """``f(theta)`` for order zero, ``diff(f(theta), theta[0])`` for a derivative, ``subs`` of that at other arguments."""
        label, orders, *given = jet.args
        name, opening, place = self.names.get(label.name, label.name).partition("[")
        if name not in self.types:
            return f"{name}({', '.join(map(self.doprint, given))})"
        if self.types[name].kind == "law":
            return self._log_density(name, orders, *given)
        arguments = dict(self._arguments(self.types[name].arguments, given))
        values = arguments if sum(orders) else arguments.values()
        text = f"{name}({', '.join(values)}){opening}{place}"
        symbols = [entry for argument in arguments for entry in tensor_of(argument, self.types[argument]).entries]
        for symbol, order in zip(symbols, orders, strict=True):
            if order:
                text = f"diff({text}, {self.doprint(symbol)}{f', {order}' if order > 1 else ''})"
        for argument, value in arguments.items() if sum(orders) else ():
            text = text if value == argument else f"subs({text}, {argument}, {value})"
        return text

    def _log_density(self, name: str, orders: Sequence[int], value: sp.Expr, *at: sp.Expr) -> str:
        """A derivative of the log density of an arbitrary law, whose jet has the value before the parameters."""
        arguments = dict(self._arguments(self.types[name].arguments, at))
        moved = [(argument, text) for argument, text in arguments.items() if text != argument]
        by_parameters = sum(orders[1:])
        parameters = [entry for argument in arguments for entry in tensor_of(argument, self.types[argument]).entries]
        is_apart = (value.is_Symbol or not orders[0]) and not (by_parameters and value.free_symbols & set(parameters))
        variable = self.doprint(value) if is_apart else self.types[name].variable
        text = f"logpdf({name if by_parameters else self._law(name, at)}, {variable})"
        for place, order in zip([variable, *map(self.doprint, parameters)], orders, strict=True):
            if order:
                text = f"diff({text}, {place}{f', {order}' if order > 1 else ''})"
        for argument, where in moved if by_parameters else ():
            text = f"subs({text}, {argument}, {where})"
        return text if variable == self.doprint(value) else f"subs({text}, {variable}, {self.doprint(value)})"

    def _law(self, name: str, at: Sequence[sp.Expr]) -> str:
        """A declared law at its own or at other parameters."""
        text = name
        for argument, value in self._arguments(self.types[name].arguments, at):
            text = text if value == argument else f"subs({text}, {argument}, {value})"
        return text

    def _print_Mean(self, mean: Any) -> str:  # noqa: N802
        """``E(..., y, p)`` with a name for what is bound that nothing inside has, since that of the mean is no identifier."""
        integrand, bound, label, *at = mean.args
        if label.name not in self.types:
            return f"Mean({', '.join(map(self.doprint, mean.args))})"
        inner = {part.args[1].name for part in sp.preorder_traversal(integrand) if type(part) is type(mean)}
        taken = {self.names.get(name, name) for name in inner | {symbol.name for symbol in mean.free_symbols}}
        first = self.types[label.name].variable
        names = itertools.chain([first], (f"{first}_{number}" for number in itertools.count(1)))
        before = self.names
        self.names = {**before, bound.name: next(name for name in names if name not in taken and name not in before.values())}
        text = f"E({self.doprint(integrand)}, {self.names[bound.name]}, {self._law(label.name, at)})"
        self.names = before
        return text

    def _arguments(self, names: Sequence[str], given: Sequence[sp.Expr]) -> Iterator[tuple[str, str]]:
        """The arguments of a function by their names, put together from their entries; ``theta`` where all are its own."""
        rest = iter(given)
        for name in names:
            own = tensor_of(name, self.types[name])
            values = list(itertools.islice(rest, len(own.entries)))
            yield name, name if values == list(own.entries) else _list(list(map(self.doprint, values)), own.shape)


def names_of_entries(types: Mapping[str, TypeSpec]) -> Iterator[tuple[str, str]]:
    """The symbols of the entries of declared vectors and matrices with explicit dimensions, and how the language calls them."""
    for name, declared in types.items():
        spec = declared.result or declared
        if declared.kind == "law" or spec.is_abstract or not spec.shape:
            continue
        places = itertools.product(*(range(int(size)) for size in spec.shape))
        entries = dict(zip(reversed([str(entry) for entry in tensor_of(name, spec).entries]), reversed(list(places)), strict=True))
        yield from ((symbol, f"{name}[{', '.join(map(str, place))}]") for symbol, place in entries.items())


def _case_of_delta(i: sp.Expr, j: sp.Expr) -> sp.Expr:
    return sp.Piecewise((1, sp.Eq(j, i) if i.is_Number else sp.Eq(i, j)), (0, True))


def _list(texts: list[str], shape: tuple[Any, ...]) -> str:
    if not shape:
        return texts[0]
    if len(shape) == 1:
        return f"[{', '.join(texts)}]"
    width = len(texts) // int(shape[0])
    return f"[{', '.join(_list(texts[start : start + width], shape[1:]) for start in range(0, len(texts), width))}]"
