"""Random points: a value for every letter, number and law, of the declared structure, drawn when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.errors import DomainError
from derivations.star_algebra.fields import Balls, Field, Rationals, Residues, UnsupportedError

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Mapping, Sequence

    from derivations.star_algebra.evaluation import Bound
    from derivations.star_algebra.expectations import Measure
    from derivations.star_algebra.letters import Dimension, Letter

_TRIES = 50
_FLAT = 256  # what is added to a matrix of rank one to make it definite is the identity over it


class Point:
    """One point of a field. All laws live on the same few support points, a law is a list of weights, a function a table of values.

    ``dimensions`` maps names to sizes, ``atoms`` is the number of support points, ``number_of`` draws a symbol (default: by its
    assumptions). Functions and laws are looked up by the values of their arguments, so f(x) and f(y) are one function.
    """

    def __init__(self, field: Field, dimensions: Mapping[str, int], generator: random.Random, *, atoms: int = 3) -> None:
        """Start with no value drawn."""
        self.field, self.dimensions, self.generator, self.atoms = field, dimensions, generator, atoms
        self.letters: dict[str, Any] = {}
        self.numbers: dict[str, Any] = {}
        self.laws: dict[str, list[Any]] = {}
        self.number_of: Callable[[Any], Any] | None = None
        self.is_flat = False  # whether definite matrices are close to rank one
        self.is_plain = False  # whether entries are 0, 1 and -1, at which more hypotheses hold
        self.has_zeros = False  # whether every other letter or number that may be zero is, where strict statements fail

    def copy(self) -> Point:
        """A point with the same values, which may then be changed."""
        other = Point(self.field, self.dimensions, self.generator, atoms=self.atoms)
        other.letters, other.numbers, other.laws = dict(self.letters), dict(self.numbers), dict(self.laws)
        other.number_of = self.number_of
        return other

    def size(self, dimension: Dimension) -> int:
        """The size of a dimension."""
        return dimension if isinstance(dimension, int) else self.dimensions[dimension]

    def letter(self, letter: Letter, bound: Bound = ()) -> Any:
        """The matrix of a letter, at the values of its arguments."""
        key = self._key(letter.name, letter.arguments, bound)
        if key not in self.letters:
            self.letters[key] = self._draw(letter)
        return self.letters[key]

    def number(self, expression: Any, bound: Bound = ()) -> Any:
        """The value of a SymPy expression."""
        if expression.is_Rational:
            return self.field.number(int(expression.p), int(expression.q))
        if expression.is_Symbol:
            return self._symbol(expression, bound)
        values = [self.number(part, bound) for part in expression.args] if not expression.is_Pow else []
        if expression.is_Add:
            return sum(values[1:], values[0])
        if expression.is_Mul:
            product = values[0]
            for value in values[1:]:
                product = product * value
            return product
        return self._power(expression, bound) if expression.is_Pow else self._function(expression, values, bound)

    def weights(self, measure: Measure, bound: Bound = ()) -> list[Any]:
        """The weights of a law; they sum to one.

        Raises:
            UnsupportedError: a law that is given has no finite support to stand for it, except modulo a prime, where only proofs are made.
        """
        if not measure.is_arbitrary and not isinstance(self.field, Residues):
            message = f"Drawing weights of {measure.law}: expected an arbitrary law, got a given one. Choose a declared law."
            raise UnsupportedError(message)
        key = self._key(measure.law or ",".join(measure.variables), measure.at, bound)
        if key not in self.laws:
            self.laws[key] = self._draw_weights()
        return self.laws[key]

    def _key(self, name: str, arguments: Sequence[Any], bound: Bound) -> str:
        values = ", ".join(str(self.number(argument, bound)) for argument in arguments)
        return f"{name}({values})" if arguments else name

    def _draw_weights(self) -> list[Any]:
        if isinstance(self.field, Residues):
            free = [self._entry() for _ in range(self.atoms - 1)]
            return [*free, self.field.number(1) - sum(free, self.field.number(0))]
        parts = [self.generator.randrange(1, 6) for _ in range(self.atoms)]
        return [self.field.number(part, sum(parts)) for part in parts]

    def _symbol(self, symbol: Any, bound: Bound) -> Any:
        key = symbol.name
        for name, atom, position in bound:
            if name == symbol.name:
                key = f"support[{atom}]{f'[{position}]' if position else ''}{_sort(symbol)}"
        if key not in self.numbers:
            drawn = self.number_of(symbol) if self.number_of and not isinstance(self.field, Residues) else None
            self.numbers[key] = self._of_assumptions(symbol) if drawn is None else drawn
        return self.numbers[key]

    def _of_assumptions(self, symbol: Any) -> Any:
        if isinstance(self.field, Residues):
            return self._entry()
        if self.has_zeros and symbol.is_zero is None and self.generator.random() < 0.5:  # noqa: PLR2004 - every other one
            return self.field.number(0)
        top, bottom = self.generator.randrange(1, 10), 1 if symbol.is_integer else self.generator.randrange(1, 10)
        negative = symbol.is_negative or (not symbol.is_nonnegative and self.generator.random() < 0.5)  # noqa: PLR2004 - a fair sign
        return self.field.number(-top if negative else top, bottom)

    def _power(self, expression: Any, bound: Bound) -> Any:
        base, exponent = expression.base, expression.exp
        if not (2 * exponent).is_Integer:
            return self._function(expression, [], bound)
        value = self.number(base, bound)
        if not exponent.is_Integer:
            value, exponent = self.field.root(value), 2 * exponent
        if exponent < 0 and value == 0:
            message = "division by zero"
            raise ZeroDivisionError(message)
        return value ** int(exponent)

    def _function(self, expression: Any, values: list[Any], bound: Bound) -> Any:
        if isinstance(self.field, Residues):  # an identity in which the function is one more unknown holds for the function too
            symbols = sorted(expression.free_symbols, key=str)
            key = f"{expression} at {', '.join(str(self._symbol(symbol, bound)) for symbol in symbols)}"
            return self.numbers.setdefault(key, self._entry())
        if len(values) != 1:
            message = f"Evaluating {expression}: expected a function of one argument. Rewrite it by exp and log."
            raise UnsupportedError(message)
        return self.field.function(expression.func.__name__, values[0])

    def _entry(self) -> Any:
        if isinstance(self.field, Residues):
            return self.field.number(self.generator.randrange(self.field.prime))
        if self.is_plain:
            return self.field.number(self.generator.choice((0, 0, 1, 1, -1)))
        return self.field.number(self.generator.randrange(-4, 5), self.generator.choice((1, 1, 2)))

    def _entries(self, count: int) -> list[Any]:
        """Random entries, row by row."""
        return self.field.random(count, self.generator) if isinstance(self.field, Residues) else [self._entry() for _ in range(count)]

    def _draw(self, letter: Letter) -> Any:
        """A random matrix of the structure of the letter."""
        rows, columns = self.size(letter.rows), self.size(letter.columns)
        if self.has_zeros and _may_vanish(letter) and self.generator.random() < 0.5:  # noqa: PLR2004 - every other one
            return self.field.matrix(rows, columns, [self.field.number(0)] * (rows * columns))
        for _ in range(_TRIES):
            entries = self._entries(rows * columns)
            if letter.symmetric:
                entries = _mirrored(entries, rows)
            value = self.field.matrix(rows, columns, _signed(entries, letter.entries, self.field))
            if letter.definite and not isinstance(self.field, Residues):
                value = self._made_definite(value, strict=letter.definite == "definite")
            if not (letter.invertible or letter.definite == "definite") or value.det() != 0:
                return value
        message = f"Drawing {letter.name}: expected an invertible matrix within {_TRIES} tries, got none. Choose larger dimensions."
        raise DomainError(message)

    def _made_definite(self, value: Any, *, strict: bool) -> Any:
        """B B^T + t I, scaled, so that eigenvalues lie on both sides of 1; or close to a matrix of rank one."""
        size, number = value.nrows(), self.field.number
        if self.is_flat:
            value = self.field.matrix(size, 1, [value[i, 0] for i in range(size)])
        shift = number(1, _FLAT if self.is_flat else self.generator.choice((1, 2, 8))) if strict else number(0)
        identity = self.field.matrix(size, size, [shift * int(i == j) for i in range(size) for j in range(size)])
        return (value * value.transpose() + identity) * number(1, self.generator.choice((1, 4, 16, 64)))


def _may_vanish(letter: Letter) -> bool:
    return not letter.invertible and letter.definite != "definite" and letter.entries in ("real", "nonnegative")


def _mirrored(entries: list[Any], size: int) -> list[Any]:
    """The entries of a symmetric matrix, row by row: those on and above the diagonal, and the same below it."""
    rows = (entries[i : i * size : size] + entries[i * size + i : (i + 1) * size] for i in range(size))
    return [entry for row in rows for entry in row]


def _signed(entries: list[Any], kind: str, field: Field) -> list[Any]:
    """Entries of the declared kind; modulo a prime only the sum of a simplex means something."""
    if not isinstance(field, Residues) and kind != "real":
        entries = [abs(entry) if kind == "nonnegative" else abs(entry) + field.number(1) for entry in entries]
        entries = [-entry for entry in entries] if kind == "negative" else entries
    if kind in ("simplex", "unit"):
        entries = [entry * field.number(1) for entry in entries]
        total = sum(entries, field.number(int(kind == "unit")))
        return [entry / total for entry in entries]
    return entries


def _sort(symbol: Any) -> str:
    """The declared sign, for variables that cannot share a support."""
    return " > 0" if symbol.is_positive else " >= 0" if symbol.is_nonnegative else ""


class BallPoint(Point):
    """An exact point in balls: the same values, so that roots and functions can be enclosed."""

    def __init__(self, exact: Point) -> None:
        """Keep the exact point."""
        super().__init__(Balls(), exact.dimensions, exact.generator, atoms=exact.atoms)
        self.exact = exact
        assert isinstance(exact.field, Rationals)  # noqa: S101 - documented

    def letter(self, letter: Letter, bound: Bound = ()) -> Any:
        """The exact matrix in balls."""
        value = self.exact.letter(letter, bound)
        return self.field.matrix(value.nrows(), value.ncols(), value.entries())

    def _symbol(self, symbol: Any, bound: Bound) -> Any:
        value = self.exact.number(symbol, bound)
        return self.field.number(int(value.p), int(value.q))

    def weights(self, measure: Measure, bound: Bound = ()) -> list[Any]:
        """The exact weights in balls."""
        return [self.field.number(int(weight.p), int(weight.q)) for weight in self.exact.weights(measure, bound)]
