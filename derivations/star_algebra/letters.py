"""Letters and words: the generators of the free *-algebra and their products, freely reduced."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

Dimension = int | str
Definite = Literal["", "semidefinite", "definite"]


@dataclass(frozen=True, slots=True)
class Letter:
    """One factor of a word; shape ``(rows, columns)`` as it stands in the word, so a transposed letter has them swapped.

    ``arguments`` are the SymPy expressions that a function is taken at, ``random`` the names of all variables in them; ``entries`` is
    the kind of its entries. ``expansion`` marks the inverse of a sum (see ``inverses.py``), ``content`` an expectation (see
    ``expectations.py``). Two letters are the same if name, arguments, transpose and inverse agree: one name means one matrix.
    """

    name: str = field(compare=False)
    rows: Dimension = field(compare=False)
    columns: Dimension = field(compare=False)
    transposed: bool = field(default=False, compare=False)
    inverted: bool = field(default=False, compare=False)
    symmetric: bool = field(default=False, compare=False)
    invertible: bool = field(default=False, compare=False)
    definite: Definite = field(default="", compare=False)
    random: frozenset[str] = field(default=frozenset(), compare=False)
    arguments: tuple[Any, ...] = field(default=(), compare=False)
    entries: str = field(default="real", compare=False)
    expansion: Any = field(default=None, compare=False, repr=False)
    content: Any = field(default=None, compare=False, repr=False)
    key: str = field(init=False)

    def __post_init__(self) -> None:
        """Build the text that identifies the letter and orders it among others."""
        key = f"{self.label}{'^T' if self.transposed else ''}{'^-1' if self.inverted else ''}"
        object.__setattr__(self, "key", key)

    @property
    def label(self) -> str:
        """The name with its arguments."""
        return f"{self.name}({', '.join(map(str, self.arguments))})" if self.arguments else self.name

    def transpose(self) -> Letter:
        """The transposed letter; a symmetric letter is its own."""
        if self.symmetric:
            return self
        return replace(self, rows=self.columns, columns=self.rows, transposed=not self.transposed)

    def inverse(self) -> Letter:
        """The inverse of a square letter."""
        return replace(self, inverted=not self.inverted)


Word = tuple[Letter, ...]


def word_key(word: Word) -> tuple[int, tuple[str, ...]]:
    """The order of words: longer ones are larger, then the letters decide."""
    return len(word), tuple(letter.key for letter in word)


def transpose_word(word: Word) -> Word:
    """The transpose: reversed, every letter transposed."""
    return tuple(letter.transpose() for letter in reversed(word))


def cancels(left: Letter, right: Letter) -> bool:
    """Whether two neighbours are a matrix and its inverse."""
    return (
        left.inverted != right.inverted
        and left.name == right.name
        and left.transposed == right.transposed
        and left.arguments == right.arguments
    )


def join(left: Word, right: Word) -> Word:
    """The product of two reduced words, reduced where they meet."""
    cut = 0
    while cut < min(len(left), len(right)) and cancels(left[-1 - cut], right[cut]):
        cut += 1
    return left[: len(left) - cut] + right[cut:] if cut else left + right


def segments(word: Word) -> list[Word]:
    """The parts of a word between the places where the inner dimension is 1; rows, columns and numbers fall apart there.

    >>> u, v = Letter("u", "n", 1), Letter("v", 1, "n")
    >>> [len(part) for part in segments((u, v))]
    [1, 1]
    """
    parts, start = [], 0
    for position in range(1, len(word)):
        if word[position].rows == 1:
            parts.append(word[start:position])
            start = position
    return [*parts, word[start:]] if word else []


def randomness(word: Word) -> frozenset[str]:
    """The variables a word depends on."""
    return frozenset().union(*(letter.random for letter in word)) if word else frozenset()


def square_blocks(word: Word) -> list[Word]:
    """A square word as a product of square words that fall apart no further.

    >>> J, C = Letter("J", "m", "n"), Letter("C", "n", "n")
    >>> [len(block) for block in square_blocks((C, J.transpose(), J, C))]
    [1, 2, 1]
    """
    blocks, start = [], 0
    for position in range(1, len(word)):
        if word[position].rows == word[0].rows:
            blocks.append(word[start:position])
            start = position
    return [*blocks, word[start:]] if word else []
