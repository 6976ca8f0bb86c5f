"""Fences and headings stand where an independent CommonMark reader finds them, whatever surrounds them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from verify.markup.markdown_blocks import Fence, Heading, split_markdown

FENCES = ["```claim", "```", "~~~claim", "~~~", "````claim", "````", "```python", "``` a`b", "~~~ a`b"]
INDENTS = ["", "", " ", "  ", "   ", "    ", "      ", "\t"]
CONTENTS = ["x = 1", "", "- a", "- ```claim", "1. b", "10. k", "-", "> q", "# H", "text", "<!--", "-->", "---", "===", "* * *"]
LINES = st.builds(str.__add__, st.sampled_from(INDENTS), st.sampled_from([*FENCES, *CONTENTS]))


def expected(text: str) -> tuple[list[tuple[int, str]], list[tuple[int, int]]]:
    """Lines and contents of the claim fences, levels and lines of the headings outside of lists and quotes."""
    tokens = [token for token in MarkdownIt("commonmark").parse(text) if token.map]
    fences = [token for token in tokens if token.type == "fence" and token.info.split()[:1] == ["claim"]]
    headings = [token for token in tokens if token.type == "heading_open" and token.level == 0]
    return (
        [((token.map or [0])[0] + 1, token.content.rstrip("\n")) for token in fences],
        [(int(token.tag[1]), (token.map or [0])[0] + 1) for token in headings],
    )


@given(st.lists(LINES, max_size=12).map("\n".join))
def test_fences_and_headings_are_those_of_commonmark(text: str) -> None:
    """The splitter agrees with the reader on every outline that has no unclosed fence or comment and no quoted claim."""
    pieces = split_markdown(text)
    if pieces.faults:
        return
    fences = [(part.line, part.block.text.rstrip("\n")) for part in pieces.parts if isinstance(part, Fence)]
    headings = [(part.level, part.line) for part in pieces.parts if isinstance(part, Heading)]
    assert (fences, headings) == expected(text)


def test_the_reader_is_independent() -> None:
    """The two readings are compared for a text where they could differ: a wrong outline would be seen."""
    assert expected("- a\n\n  ```claim\n  x\n  ```\n# H") == ([(3, "x")], [(1, 6)])
    assert expected("    ```claim\n    ```") == ([], [])
