"""Side conditions of a recipe as sentences: which matrices have to be invertible and which divisors must not vanish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derivations.star_algebra.atoms import word_text
from derivations.star_algebra.letters import Letter, square_blocks
from derivations.star_algebra.positivity import definiteness
from derivations.star_algebra.recipe import walk

if TYPE_CHECKING:
    from derivations.star_algebra.recipe import Node


def conditions(recipe: Node) -> tuple[str, ...]:
    """The sentences in the order of the recipe, each once; what the declared types imply is left out.

    A product of square matrices is invertible exactly when its factors are, so the factors are named.
    """
    found: dict[str, None] = {}
    for node in walk(recipe):
        if node.operation == "inverse":
            found.update(dict.fromkeys(_inverse(node.payload)))
        elif node.operation == "reciprocal" and node.payload.value.sign() != "positive" and not node.payload.value.constant():
            found[f"{node.payload} is not zero"] = None
    return tuple(found)


def _inverse(element: Any) -> list[str]:
    terms = element.terms
    if definiteness(terms) == "definite":
        return []
    if len(terms) != 1:
        return [f"{element} is invertible"]
    ((word, value),) = terms.items()
    sentences = [] if value.constant() or value.sign() == "positive" else [f"{element} is invertible"]
    for block in square_blocks(word):
        if len(block) > 1 or not _is_known(block[0]):
            text = word_text(block) if len(block) > 1 else block[0].label
            sentences.append(f"{text} is invertible")
    return sentences


def _is_known(letter: Letter) -> bool:
    return letter.invertible or letter.definite == "definite" or letter.expansion is not None
