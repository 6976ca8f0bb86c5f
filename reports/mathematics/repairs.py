"""What the converter leaves wrong in a formula: spaces around bars, slashes and functions, signs, brackets of matrices, alphabets."""

from __future__ import annotations

from itertools import pairwise

from reports.mathematics.alphabets import styled
from reports.mathematics.node import Node

_RELATIONS = frozenset("=≠≈≡<>≤≥≺≻⪯⪰∼∝→⟶⟹⟺⇒⇔↦∈([{⟨,;")  # what a sign may follow
_OPERATORS = frozenset("→⟶⟹⟸⟺⇒⇔↦∼~∣∧⪰⪯⊗⊙∘⊥")  # what the converter takes for letters
_BRACKETS = frozenset("()[]{}|‖")
_OPERANDS = frozenset({"mi", "mn", "msub", "msup", "msubsup", "mfrac", "mrow", "msqrt", "munder"})
_SCRIPTED = frozenset({"msub", "msup", "msubsup", "munder", "munderover", "mover"})
_THIN = "0.17em"


def repair(node: Node) -> Node:
    """Return the node repaired from its leaves upwards."""
    node.children = [repair(child) for child in node.children]
    if node.tag in {"mi", "mo", "mtext"}:
        return _leaf(node)
    if node.tag == "mtd" and node.attributes.pop("columnalign", "") == "left":
        node.attributes["class"] = "l"
    if node.tag == "mrow" and _spells_a_word(node):
        return Node("mi", text="".join(child.text for child in node.children))
    if node.tag in {"mrow", "mtd", "msqrt", "mstyle", "math"}:
        _signs(node.children)
        _matrix_brackets(node.children)
        node.children = _spaced(node.children)
    return node


def _leaf(node: Node) -> Node:
    variant = node.attributes.pop("mathvariant", "")
    if variant == "normal" and len(node.text) == 1:
        node.attributes["mathvariant"] = "normal"
    elif variant:
        node.text = styled(node.text, variant)
    node.attributes.pop("movablelimits", None)
    if node.tag == "mo" and (node.text == "⊤" or (len(node.text) > 1 and node.text.isalpha())):
        return Node("mi", text=node.text)
    if node.tag == "mi" and node.text in _OPERATORS:
        return Node("mo", text="∼" if node.text == "~" else node.text)
    if node.tag == "mo" and node.text in {"|", "/", "∣"} and node.attributes.get("stretchy") != "true":
        # A conditioning bar and a quotient are set tight; the operator dictionary would surround them with space.
        tight = {} if node.text == "∣" else {"lspace": "0", "rspace": "0"}
        node.attributes = tight | ({"stretchy": "false"} if node.text == "|" else {})
    return node


def _spells_a_word(node: Node) -> bool:
    r"""Tell whether an ``\mathrm{word}`` was cut into its letters."""
    letters = node.children
    return len(letters) > 1 and all(one.tag == "mi" and one.attributes.get("mathvariant") == "normal" for one in letters)


def _signs(children: list[Node]) -> None:
    """Mark a minus after a relation, an opening bracket or a comma as a sign."""
    for before, here in pairwise(children):
        if here.tag == "mo" and here.text in {"−", "+"} and before.tag == "mo" and before.text in _RELATIONS:
            here.attributes["form"] = "prefix"


def _matrix_brackets(children: list[Node]) -> None:
    """Let the brackets around a table grow with it."""
    for index, node in enumerate(children):
        if node.tag == "mtable":
            for near, form in ((index - 1, "prefix"), (index + 1, "postfix")):
                if 0 <= near < len(children) and children[near].tag == "mo" and children[near].text in _BRACKETS:
                    children[near].attributes = {"form": form, "fence": "true", "stretchy": "true"}


def _spaced(children: list[Node]) -> list[Node]:
    """Insert the thin spaces that a named function asks for: before it unless an operator stands there, after it unless a bracket does."""
    result: list[Node] = []
    for index, node in enumerate(children):
        if _names_a_function(node):
            if result and (_is_operand(result[-1]) or _is_nabla(result[-1])) and not _names_a_function(result[-1]):
                result.append(Node("mspace", {"width": _THIN}))
            result.append(node)
            if index + 1 < len(children) and not _opens(children[index + 1]):
                result.append(Node("mspace", {"width": _THIN}))
        else:
            result.append(node)
            if node.tag in _SCRIPTED and _is_nabla(node) and index + 1 < len(children) and not _opens(children[index + 1]):
                result.append(Node("mspace", {"width": _THIN}))
    for before, here, after in zip(result, result[1:], result[2:], strict=False):
        if here.tag == "mspace" and before.text not in {",", ";"} and (_names_a_function(before) or _names_a_function(after)):
            here.attributes["width"] = max(here.attributes["width"], _THIN)  # between factors it may be left out; beside a word it parts
    return result


def _is_operand(node: Node) -> bool:
    return node.tag in _OPERANDS and node.text != "⟨"


def _is_nabla(node: Node) -> bool:
    base = node.children[0] if node.tag in _SCRIPTED and node.children else node
    return base.text == "∇"


def _names_a_function(node: Node) -> bool:
    base = node.children[0] if node.tag in _SCRIPTED and node.children else node
    return base.tag == "mi" and len(base.text) > 1 and base.text.isascii() and base.text.isalpha()


def _opens(node: Node) -> bool:
    """Tell whether no space belongs before the node: a bracket, a bracketed group, punctuation, an operator."""
    if node.tag == "mrow":
        return bool(node.children) and _opens(node.children[0])
    return node.tag in {"mo", "mspace"} or node.text == "⟩"
