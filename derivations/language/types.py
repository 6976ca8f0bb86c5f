"""Types of declared names: ``real``, ``simplex[3]``, ``spd[n]``, ``smooth(x, theta) -> real[2]``, ``law(y; theta)``."""

from __future__ import annotations

import keyword
import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NoReturn

from derivations.language.text_problem import TextProblem, did_you_mean, shorten

Dimension = int | str

SCALAR_KINDS = ("real", "positive", "nonnegative", "negative", "unit", "integer", "natural", "positive integer")
SQUARE_KINDS = ("symmetric", "spd", "invertible")
KINDS = (*SCALAR_KINDS, "simplex", *SQUARE_KINDS, "smooth", "law")

MAX_AXIS = 64
MAX_ENTRIES = 1024
MAX_NAMES = 16
MAX_LENGTH = 1000
MAX_RANK = 2

_TOKEN = re.compile(r"\s*(?:(?P<name>[A-Za-z_][A-Za-z0-9_]*)|(?P<size>[0-9]+)|(?P<mark>->|[\[\](),;]))", re.ASCII)


class TypeProblem(TextProblem):
    """A text is no type of the claim language."""


@dataclass(frozen=True)
class TypeSpec:
    """The type of a declared name.

    ``shape`` is ``()`` for a number, ``(n,)`` for a vector, ``(m, n)`` for a matrix (square kinds repeat their size); a name in it stands
    for every dimension. A ``smooth`` function has the names of its ``arguments`` and the type of its ``result``; a ``law`` has the name
    of its ``variable`` and, as ``arguments``, the names of its parameters.
    """

    kind: str
    shape: tuple[Dimension, ...] = ()
    arguments: tuple[str, ...] = ()
    result: TypeSpec | None = None
    variable: str = ""

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The named dimensions in order of appearance, each once."""
        inner = self.result.shape if self.result else ()
        return tuple(dict.fromkeys(size for size in (*self.shape, *inner) if isinstance(size, str)))

    @property
    def is_abstract(self) -> bool:
        """Whether some dimension is a name, so that a claim about it is about every dimension."""
        return bool(self.dimensions)

    def __str__(self) -> str:
        """The text that :func:`parse_type` reads back.

        >>> str(parse_type("spd [ n ]"))
        'spd[n]'
        """
        if self.kind == "smooth":
            return f"smooth({', '.join(self.arguments)}) -> {self.result}"
        if self.kind == "law":
            return f"law({self.variable}{'; ' if self.arguments else ''}{', '.join(self.arguments)})"
        sizes = self.shape[:1] if self.kind in SQUARE_KINDS else self.shape
        return f"{self.kind}[{','.join(map(str, sizes))}]" if sizes else self.kind


@lru_cache(maxsize=1024)
def parse_type(text: str) -> TypeSpec:
    """Read the text of a type.

    Raises:
        TypeProblem: the text is no type; ``offset`` is the place of the fault.

    >>> parse_type("symmetric[m]").shape
    ('m', 'm')
    >>> parse_type("law(y; theta)").arguments
    ('theta',)
    """
    if len(text) > MAX_LENGTH:
        message = f"Reading a type: expected at most {MAX_LENGTH} characters, got {len(text)}. Shorten it."
        raise TypeProblem(message, MAX_LENGTH)
    reader = _Reader(text)
    spec = reader.type()
    if reader.kind:
        reader.fail("the end of the type", "Remove what follows.")
    return spec


class _Reader:
    """A recursive-descent reader with one token of look-ahead: ``kind`` is "" at the end of the text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.kind, self.value, self.start, self.end = "", "", 0, 0
        self.advance()

    def advance(self) -> str:
        """Step to the next token; returns the one that was current."""
        previous = self.value
        match = _TOKEN.match(self.text, self.end)
        if match:
            self.kind, self.value = str(match.lastgroup), str(match[match.lastgroup or 0])
            self.start, self.end = match.start(self.kind), match.end()
            return previous
        rest = self.text[self.end :]
        self.start = self.end + len(rest) - len(rest.lstrip())
        self.kind, self.value = "", ""
        if rest.strip():
            advice = "Types look like real, real[3], spd[n], smooth(x) -> real, law(y; theta)."
            self.fail("letters, digits, brackets, commas", advice, got=repr(self.text[self.start]))
        return previous

    def fail(self, expected: str, advice: str, offset: int | None = None, got: str = "") -> NoReturn:
        """Raise a problem at the current token, or at ``offset`` about ``got``."""
        got = got or (shorten(self.value) if self.value else "the end of the text")
        message = f"Reading the type {shorten(self.text)}: expected {expected}, got {got}. {advice}"
        raise TypeProblem(message.rstrip(), self.start if offset is None else offset)

    def mark(self, *marks: str) -> str:
        """Require one of the punctuation marks."""
        if self.value not in marks or self.kind != "mark":
            self.fail(" or ".join(map(repr, marks)), "Close the bracket, or mend what stands before." if self.value == "" else "")
        return self.advance()

    def name(self, what: str) -> str:
        """Require a name that can be declared."""
        if self.kind != "name" or keyword.iskeyword(self.value) or self.value.startswith("__"):
            self.fail(f"a name as {what}", "Names are ASCII identifiers such as theta.")
        return self.advance()

    def type(self) -> TypeSpec:
        """Read a whole type."""
        start, kind = self.start, self.value if self.kind == "name" else ""
        if kind not in KINDS:
            known = ", ".join(KINDS)
            self.fail(f"one of {known}", (did_you_mean(self.value, KINDS).strip() if self.kind == "name" else "") or "Choose one of them.")
        self.advance()
        if kind == "positive" and self.kind == "name" and self.value == "integer":
            self.advance()
            kind = "positive integer"
        if kind in {"smooth", "law"}:
            return self.smooth() if kind == "smooth" else self.law()
        return self.array(kind, start)

    def array(self, kind: str, start: int) -> TypeSpec:
        """Read the sizes, if any, of a number, vector or matrix."""
        shape: list[Dimension] = []
        if self.value == "[":
            self.mark("[")
            shape.append(self.size())
            while self.value == ",":
                self.advance()
                shape.append(self.size())
            self.mark("]")
        wanted = {1} if kind == "simplex" or kind in SQUARE_KINDS else {0, 1, MAX_RANK}
        if len(shape) not in wanted:
            form = f"one size, as in {kind}[3]" if wanted == {1} else f"at most two sizes, as in {kind}[2,3]"
            self.fail(form, "The square kinds and the simplex take one size, all others none, one or two.", start, f"{len(shape)} sizes")
        sizes = tuple(shape) * 2 if kind in SQUARE_KINDS else tuple(shape)
        self.fits(kind, sizes, start)
        return TypeSpec(kind, sizes)

    def fits(self, kind: str, sizes: tuple[Dimension, ...], start: int) -> None:
        """Hold the number of entries within the budget, and refuse the simplex with a single point."""
        explicit = [size for size in sizes if isinstance(size, int)]
        if math.prod(explicit) > MAX_ENTRIES:
            advice = "Use a named dimension, as in real[m,n], for a statement about every size."
            self.fail(f"at most {MAX_ENTRIES} entries", advice, start, str(math.prod(explicit)))
        if kind == "simplex" and sizes == (1,):
            self.fail("a simplex of size 2 or more", "The simplex of size 1 is the single point [1]: write that.", start, "size 1")

    def size(self) -> Dimension:
        """Read one size: a positive integer or the name of a dimension."""
        if self.kind != "size":
            return self.name("a dimension (or a positive integer)")
        digits = self.value.lstrip("0")
        if not digits or len(digits) > len(str(MAX_AXIS)) or int(digits) > MAX_AXIS:
            self.fail(f"a size from 1 to {MAX_AXIS}", "Use a named dimension, as in real[n], for a statement about every size.")
        self.advance()
        return int(digits)

    def names(self, what: str) -> tuple[str, ...]:
        """Read names separated by commas; a repeated one is a fault."""
        found = [self.name(what)]
        while self.value == ",":
            self.advance()
            if self.value in found or len(found) == MAX_NAMES:
                self.fail(f"at most {MAX_NAMES} different names as {what}", "Give each name once.")
            found.append(self.name(what))
        return tuple(found)

    def smooth(self) -> TypeSpec:
        """Read the arguments and the result of an arbitrary smooth function."""
        self.mark("(")
        arguments = self.names("an argument")
        self.mark(")")
        self.mark("->")
        start = self.start
        result = self.type()
        if result.kind != "real":
            advice = "State a sign as a hypothesis in `given`."
            self.fail("real, real[n] or real[m,n] after ->", advice, start, shorten(str(result)))
        return TypeSpec("smooth", (), arguments, result)

    def law(self) -> TypeSpec:
        """Read the variable and the parameters of an arbitrary law."""
        self.mark("(")
        variable = self.name("the variable of the law")
        arguments: tuple[str, ...] = ()
        if self.mark(")", ";") == ";":
            start = self.start
            arguments = self.names("a parameter")
            self.mark(")")
            if variable in arguments:
                self.fail("parameters other than the variable", "Rename one of the two.", start, repr(variable))
        return TypeSpec("law", (), arguments, None, variable)
