"""Claim documents: fences, contexts, headings and every key of a claim are read as the contract says."""

from __future__ import annotations

import json

import pytest

from verify.claim import Claim, FamilyBlock, Remark
from verify.documents import Document, Heading, Prose, read_bytes

CLAIM = 'id = "{0}"\nclaim = "x == x"\n'
NOTES = """\
# My notes on the Gamma family

```context
k = "positive"
b = "positive"
```

The Fisher matrix in (shape, rate):

```claim
id = "gamma-fisher"
claim = "fisher(Gamma(k, b), [k, b]) == [[polygamma(1, k), -1/b], [-1/b, k/b**2]]"
```

## A slip

A common slip drops the minus sign:

```claim
id = "gamma-fisher-sign-slip"
claim = "fisher(Gamma(k, b), [k, b]) == [[polygamma(1, k), 1/b], [1/b, k/b**2]]"
expect = "false"
```
"""
FULL = """\
```family
name = "Lomax"
variable = "y"
support = "interval(0, oo)"
parameters = { shape = "positive", scale = "positive" }
log_density = "log(shape) - log(scale) - (shape + 1)*log(1 + y/scale)"
given = ["shape > 1"]
```
```claim
id = "wrong"
claim = "x < 0"
expect = "false"
```
```claim
id = "full.1_a-b"
claim = '''
  p + q
  == x'''
define = ["p = x - q", "r = p"]
given = ["x > q", "q != 0"]
expect = "false"
fault = "slip"
try = [{ x = "1/3", q = 2 }, { q = -0.50, x = 1_0.5e1 }]
corrects = "wrong"
source = "Section 2"
quote = "fifteen words are still fine here and this text counts exactly that many words yes"
note = "a note"
tags = ["a", "b"]
drop = [1]
[let]
x = "real"
q = "positive"
```
```remark
id = "opinion"
note = "a matter of taste"
```
"""


def read(text: str, path: str = "notes.md") -> Document:
    """The document of a text, which has no faults."""
    document = read_bytes(text.encode(), path)
    assert [str(problem) for problem in document.problems] == []
    return document


def identifiers(document: Document) -> list[str]:
    """The ids of its claims."""
    return [claim.id for claim in document.claims]


def test_the_example_of_the_contract_is_read() -> None:
    """Title, headings, prose, contexts and claims come out in order, with their lines."""
    document = read(NOTES)
    assert document.title == "My notes on the Gamma family"
    assert [type(entry) for entry in document.entries] == [Heading, Prose, Claim, Heading, Prose, Claim]
    first, second = document.claims
    assert (first.id, first.line, first.section, first.expect) == ("gamma-fisher", 10, "My notes on the Gamma family", "true")
    assert (second.id, second.line, second.section, second.expect) == ("gamma-fisher-sign-slip", 19, "A slip", "false")
    assert first.statement == "fisher(Gamma(k, b), [k, b]) == [[polygamma(1, k), -1/b], [-1/b, k/b**2]]"
    assert first.context == second.context == {"k": "positive", "b": "positive"}
    assert document.entries[1] == Prose("The Fisher matrix in (shape, rate):", 8)
    assert document.entries[3] == Heading(2, "A slip", 15)


def test_every_key_is_read() -> None:
    """A claim, a family and a remark keep everything that their blocks state; numbers in `try` stay exact."""
    document = read(FULL)
    _, claim, remark = document.entries
    assert isinstance(claim, Claim)
    assert (claim.let, claim.define, claim.given) == ({"x": "real", "q": "positive"}, ("p = x - q", "r = p"), ("x > q", "q != 0"))
    assert (claim.fault, claim.corrects, claim.source, claim.note) == ("slip", "wrong", "Section 2", "a note")
    assert (claim.tags, claim.drop) == (("a", "b"), (1,))
    assert claim.attempts == ({"x": "1/3", "q": "2"}, {"q": "-0.50", "x": "10.5e1"})
    assert claim.statement == "  p + q\n  == x"
    assert [family.name for family in claim.families] == ["Lomax"]
    assert claim.families[0].parameters == {"shape": "positive", "scale": "positive"}
    assert isinstance(remark, Remark)
    assert (remark.id, remark.note) == ("opinion", "a matter of taste")


def test_a_claim_survives_json() -> None:
    """The payload of a claim is plain JSON and gives an equal claim that locates its strings as before."""
    for claim in read(FULL).claims:
        again = Claim.from_payload(json.loads(json.dumps(claim.payload())))
        assert again == claim
        assert again.toml == claim.toml
        assert again.locate("claim", None, 2) == claim.locate("claim", None, 2)
    (family,) = read(FULL).families
    assert FamilyBlock.from_payload(json.loads(json.dumps(family.payload()))) == family


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("```claim", "```"),
        ("``` claim", "```"),
        ("```claim and more words", "```   "),
        ("~~~claim", "~~~"),
        ("~~~ claim `code`", "~~~~"),
        ("````claim", "````"),
        ("```claim", "`````"),
        (" ```claim", "```"),
        ("   ```claim", "   ```"),
        ("prose\n```claim", "```\nprose"),
        ("- ```claim", "  ```"),
        ("1. item\n\n   ```claim", "   ```"),
        ("10. item\n\n    ```claim", "    ```"),
        ("- a\n  - b\n\n    ```claim", "    ```"),
        ("<!-- a comment -->\n```claim", "```"),
    ],
)
def test_a_fence_is_a_claim(before: str, after: str) -> None:
    """Every fence that CommonMark allows, in a list item too, holds a claim; content loses the indent of its fence."""
    fence = before.rpartition("\n")[2]
    indent = " " * (len(fence) - len(fence.lstrip(" -")))
    body = "".join(f"{indent}{line}\n" for line in CLAIM.format("a").splitlines())
    document = read(f"{before}\n{body}{after}\n")
    assert identifiers(document) == ["a"]
    assert document.claims[0].toml + "\n" == CLAIM.format("a")
    line, column = document.claims[0].locate("claim", None, 5)
    assert f"{before}\n{body}{after}\n".split("\n")[line - 1][column - 1] == "x"


@pytest.mark.parametrize(
    "text",
    [
        "````markdown\n```claim\nid = 1\n```\n````\n",
        "~~~text\n```claim\n```\n~~~\n",
        "```text\n~~~claim\n```\n",
        "    ```claim\n    id = 1\n    ```\n",
        "\t```claim\n\t```\n",
        "``claim``\n",
        "```claim` is code\n",
        "<!--\n```claim\nid = 1\n```\n-->\n",
        "<pre>\n```claim\n```\n</pre>\n",
        "```python\nclaim\n```\n",
        "```text\n ```claim\n  ```\n",
        "```\nclaim\n```\n",
    ],
)
def test_what_is_no_fence_of_ours_is_prose(text: str) -> None:
    """Fences inside longer ones, indented code, comments and other languages are prose, word for word."""
    document = read(text)
    assert document.entries == (Prose(text.strip("\n"), 1),)


def test_contexts_accumulate_and_override() -> None:
    """A context holds for the claims below it; a name declared again takes its new type there; families hold below, too."""
    family = '```family\nname = "F"\nvariable = "y"\nsupport = "unit"\nparameters = {}\nlog_density = "0"\n```\n'
    claims = [f"```claim\n{CLAIM.format(name)}```\n" for name in "abc"]
    document = read(f'{claims[0]}```context\nx = "real"\n```\n{claims[1]}{family}```context\nx = "unit"\nz = "real"\n```\n{claims[2]}')
    assert [claim.context for claim in document.claims] == [{}, {"x": "real"}, {"x": "unit", "z": "real"}]
    assert [len(claim.families) for claim in document.claims] == [0, 0, 1]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_byte_order_marks_mean_nothing(end: str, mark: bytes) -> None:
    """LF, CRLF and CR give the same document, with and without a byte order mark."""
    assert read_bytes(mark + NOTES.replace("\n", end).encode(), "notes.md") == read(NOTES)
    toml = '[[claim]]\nid = "a"\nclaim = "x"\n'
    assert read_bytes(mark + toml.replace("\n", end).encode(), "a.toml") == read(toml, "a.toml")


@pytest.mark.parametrize("path", ["a.md", "a.toml", "no-suffix"])
@pytest.mark.parametrize("data", [b"", b"\n", b"\xef\xbb\xbf", b"  \r\n\t\n"])
def test_an_empty_document_is_valid(data: bytes, path: str) -> None:
    """Nothing, or blanks, is a document without claims."""
    document = read_bytes(data, path)
    assert (document.entries, document.problems) == ((), ())


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("# A\n## B ##\n#no\n####### no\n#\n", [(1, "A", 1), (2, "B", 2), (1, "", 5)]),
        ("A\nB\n===\n\nC\n---\n", [(1, "A B", 1), (2, "C", 5)]),
        ("---\n\n- a\n---\n> b\n---\n", []),
        ("# C# #\n# #\n", [(1, "C#", 1), (1, "", 2)]),
    ],
)
def test_headings_follow_commonmark(text: str, headings: list[tuple[int, str, int]]) -> None:
    """Headings with number signs and underlined ones are read, with their level and line."""
    found = [entry for entry in read(text).entries if isinstance(entry, Heading)]
    assert [(heading.level, heading.text, heading.line) for heading in found] == headings
