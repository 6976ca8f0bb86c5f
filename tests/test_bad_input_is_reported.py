"""Faulty documents: every fault of a document is reported in one run, with file, line, column and claim id; nothing is ever raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from verify.claim import Claim
from verify.documents import MAX_BYTES, read_bytes, read_document

if TYPE_CHECKING:
    from pathlib import Path

WORDS = frozenset({"beta", "gamma", "Gamma", "exp"})


def problems(text: str, path: str = "notes.md") -> list[str]:
    """The texts of the problems of a document."""
    return [str(problem) for problem in read_bytes(text.encode(), path, WORDS).problems]


def claim(*lines: str, head: str = 'id = "c"\nclaim = "x"') -> str:
    """A document with one claim, whose further lines begin on line 4."""
    return "```claim\n" + "\n".join([head, *lines]) + "\n```\n"


@pytest.mark.parametrize(
    ("line", "column", "part"),
    [
        ('lte = { x = "real" }', 1, "expected a key it knows, got 'lte'. Did you mean 'let'?"),
        ('zzz = "real"', 1, "Its keys are id, claim, experiment"),
        ("source = 3", 10, "Reading 'source': expected a string, got an integer. Put it in quotes."),
        ("note = true", 8, "expected a string, got a boolean"),
        ("note = 1.5", 8, "expected a string, got a decimal"),
        ("note = 2020-01-01", 8, "expected a string, got a date or time"),
        ("note = []", 8, "expected a string, got an array. Write a string."),
        ('tags = "a"', 9, "expected an array of strings, got a string"),
        ('tags = ["a", 3]', 14, "Reading 'tags': expected a string, got an integer"),
        ('let = "x"', 8, "expected a table of names and strings, got a string"),
        ("let = { x = 3 }", 13, "Reading 'x': expected a string, got an integer"),
        ("expect = true", 10, "expected a string, got a boolean. Put it in quotes."),
        ('expect = "flase"', 11, "Reading 'expect': expected one of true, false, vacuous, got 'flase'. Did you mean 'false'?"),
        ('expect = "false"\nfault = "slap"', 10, "expected one of slip, hypothesis, wrong, overclaim, got 'slap'. Did you mean 'slip'?"),
        ('fault = "slip"', 1, 'expected it beside expect = "false"'),
        ('experiment = "e"', 1, "expected either `claim` or `experiment`, got both"),
        ('corrects = "nobody"', 13, "got 'nobody', which no claim has"),
        ('corrects = "c"', 13, "got 'c', which is not expected to be false"),
        ('corrects = "a b"', 13, "Reading an id: expected letters"),
        ('quote = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"', 46, "expected at most 15 words, got 16"),
        ("drop = [0]", 9, "expected no index, as `given` is empty, got 0"),
        ('given = ["x > 0"]\ndrop = [1]', 9, "expected different indices from 0 to 0 into `given`, got 1"),
        ('given = ["x > 0"]\ndrop = [-1]', 9, "got -1"),
        ('given = ["x > 0"]\ndrop = [0, 0]', 12, "expected different indices"),
        ('given = ["x > 0"]\ndrop = [true]', 9, "expected an integer, got a boolean"),
        ('let = { x = "rael" }', 14, "Did you mean 'real'?"),
        ('let = { x = "real[3" }', 20, "expected ']'"),
        ('let = { x = "real[m, beta]" }', 22, "got 'beta'. Write 'beta_'."),
        ('let = { beta = "real" }', 9, "expected a name that is no word of the claim language, got 'beta'. Write 'beta_'."),
        ('let = { "θ" = "real" }', 9, "Write 'theta'."),
        ('let = { lambda = "real" }', 9, "expected a name that is no Python keyword, got 'lambda'. Write 'lambda_'."),
        ('let = { __x = "real" }', 9, "does not begin with two underscores"),
        ('define = ["p"]', 12, "expected 'name = expression', got 'p'"),
        ('define = ["p == q"]', 12, "expected 'name = expression'"),
        ('define = ["f(x) = q"]', 12, "expected an ASCII identifier, got 'f(x)'"),
        ('define = ["p = 1", "  gamma = 2"]', 23, "got 'gamma'. Write 'gamma_'."),
        ('define = ["p = 1", "q = x^2"]', 26, "Write ** for a power."),
        ('define = ["p = 1", "p = 2"]', 21, "which is in `define`"),
        ('let = { p = "real" }\ndefine = ["p = 1"]', 12, "which is in `let`"),
        ('given = ["x > 0", "x >"]', 23, "expected an operand, got the end of the text"),
        ('try = { x = "1" }', 7, "expected an array of tables, got a table"),
        ('try = ["1"]', 9, "expected a table such as"),
        ('try = [{ x = "1/" }]', 17, "expected an operand"),
        ("try = [{ x = nan }]", 14, "expected a string, got a decimal"),
        ("try = [{ x = true }]", 14, "expected a string, got a boolean"),
        ('try = [{ gamma = "1" }]', 10, "got 'gamma'"),
        ('given = ["\\u0078 + y ^ 2"]', 22, "Write ** for a power."),
        ('given = ["""\n x\n + ^"""]', 4, "Write ** for a power."),
    ],
)
def test_a_fault_in_a_claim_is_reported_at_its_character(line: str, column: int, part: str) -> None:
    """One wrong value gives one problem, which names the file, the line, the column and the claim."""
    text = claim(line)
    (problem,) = problems(text)
    number = 4 + line.count("\n")
    assert problem.startswith(f"notes.md:{number}:{column}: c: ")
    assert part in problem
    assert read_bytes(text.encode(), "notes.md", WORDS).claims == ()


@pytest.mark.parametrize("length", [2, 3])
def test_corrections_in_a_circle_are_reported(length: int) -> None:
    """Each of some false claims corrects the next one, and the last the first: none of them is a correction."""
    found = problems(_chain([*range(1, length), 0]))
    assert len(found) == length
    assert all("which corrects this one in turn. Correct it." in problem for problem in found)


def test_a_wrong_correction_may_be_corrected() -> None:
    """A chain ends with the first claim, which corrects nothing."""
    assert not problems(_chain([None, 0, 1]))


def _chain(targets: list[int | None]) -> str:
    """False claims, each with the number of the one that it corrects."""
    heads = [f'id = "c{number}"\nclaim = "1 == 2"\nexpect = "false"\n' for number in range(len(targets))]
    lines = ["" if target is None else f'corrects = "c{target}"\n' for target in targets]
    return "".join(f"```claim\n{head}{line}```\n" for head, line in zip(heads, lines, strict=True))


@pytest.mark.parametrize(
    ("head", "place", "part"),
    [
        ('claim = "x"', "2:1: Reading a claim", "expected the key 'id', got none. Add it."),
        ('id = 3\nclaim = "x"', "2:6: Reading 'id'", "expected a string, got an integer"),
        ('id = "a b"\nclaim = "x"', "2:7: a b: Reading an id", "got 'a b'"),
        ('id = ".a"\nclaim = "x"', "2:7: .a: Reading an id", "a letter or digit first"),
        ('id = "a"', "2:1: a: Reading a claim", "got neither. Add one."),
        ('id = "a"\nexperiment = ""', "3:15: a: Reading 'experiment'", "expected the name of a registered experiment, got an empty text"),
        ('id = "a"\nexperiment = "e"\ngiven = ["1 < 2"]', "4:1: a: Reading 'given'", "rests on no hypotheses. Remove it."),
        ('id = "a"\nexperiment = "e"\nlet = { x = "real" }', "4:1: a: Reading 'let'", "takes no parameters"),
        ('id = "a"\nexperiment = "e"\ndefine = ["x = 1"]', "4:1: a: Reading 'define'", "takes no parameters"),
        ('id = "a"\nexperiment = "e"\ntry = [{ x = "1" }]', "4:1: a: Reading 'try'", "takes no parameters"),
        ('id = "a"\nexperiment = "e"\ngiven = ["1 < 2"]\ndrop = [0]', "5:1: a: Reading 'drop'", "rests on no hypotheses"),
        ('id = "a"\nclaim = ""', "3:10: a: Reading an expression", "got an empty text"),
        ('id = "a"\nclaim = "x = y"', "3:12: a: Reading an expression", "Write == for equality."),
        ('id = "a"\nclaim = "x', "3:11: a: Reading TOML", "Unterminated string"),
        ('id = "a"\nid = "b"\nclaim = "x"', "3:9: a: Reading TOML", "Cannot overwrite a value"),
        ('id = "a"\nclaim "x"', "3:7: a: Reading TOML", "Expected '='"),
        ("x = " + "9" * 5000, "2:1: Reading TOML", "Exceeds the limit"),
        ("x = " + "[" * 5000, "2:1: Reading TOML", "too many levels"),
        ("", "2:1: Reading a claim", "got neither"),
    ],
)
def test_a_faulty_head_is_reported(head: str, place: str, part: str) -> None:
    """Missing and malformed ids and statements, and faults of TOML, are reported in the lines of the file."""
    found = problems(claim(head=head))
    assert any(problem.startswith(f"notes.md:{place}") and part in problem for problem in found), found


def test_all_faults_are_reported_in_one_run_in_order() -> None:
    """Faults in different blocks come out together, sorted by place; what is well formed is still there."""
    text = (
        '```context\nbeta = "real"\nx = "rael"\n```\n'
        + claim('expect = "no"')
        + claim(head='id = "good"\nclaim = "y == y"')
        + '```remark\nid = "good"\n```\n'
        + claim(head='id = "good"\nclaim = "x =="')
        + "```claim\n"
    )
    document = read_bytes(text.encode(), "notes.md", WORDS)
    places = [(problem.line, problem.column, problem.claim_id) for problem in document.problems]
    assert places == [(2, 1, ""), (3, 6, ""), (8, 11, "c"), (15, 7, "good"), (18, 7, "good"), (19, 14, "good"), (21, 1, "")]
    assert [entry.id for entry in document.entries if isinstance(entry, Claim)] == ["good"]


def test_code_in_a_line_is_no_hidden_claim() -> None:
    """Three backticks that close on their line, indented code, and what stands in another fence are prose."""
    for text in ("``` claim ``` as it is written\n", "    \u200b```claim\n", "````\n\u200b```claim\n````\n", "```claims` and more\n"):
        assert problems(text) == [], text


def test_an_id_is_unique_in_the_document() -> None:
    """The second bearer of an id is the fault, and the message names the line of the first."""
    (problem,) = problems(claim() + claim())
    assert problem == "notes.md:6:7: c: Reading an id: expected a new one, got 'c', which line 1 has. Rename one of the two."


def test_a_correction_names_a_claim_that_is_expected_to_be_false() -> None:
    """`corrects` may point up or down, but only to another claim with expect = "false"."""
    wrong = claim('expect = "false"', head='id = "w"\nclaim = "x"')
    assert problems(claim('corrects = "w"') + wrong) == []
    assert problems(wrong + claim('corrects = "w"')) == []
    (problem,) = problems(claim('expect = "false"', 'corrects = "c"'))
    assert problem.startswith("notes.md:5:13: c: Reading 'corrects': expected the id of another claim")


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("a\n\n```python\nb\n", "3:1", "expected a closing fence, got none. Close it with a line ```."),
        ("~~~~claim\n~~~\n", "1:1", "Close it with a line ~~~~."),
        ("```claim\n```python\n", "1:1", "expected a closing fence"),
        ("```claims\n```\n", "1:1", "got 'claims'. Did you mean 'claim'?"),
        ("```Claim\n```\n", "1:1", "Did you mean 'claim'?"),
        ("```\u0441laim\n```\n", "1:1", "Did you mean 'claim'?"),
        ("```claim `a`\nx\n", "1:1", "expected nothing but three ` or ~ and a word in a line, got another ` in its first line"),
        *((f"a\n\n{hidden}```claim\n", "3:1", f"got U+{ord(hidden):04X} before it") for hidden in "\ufeff\u200b\u00a0\u2060\0\f"),
        ("> ```claim\n> ```\n", "1:1", "expected it outside of a block quote"),
        ("a\n<!-- b\n```claim\n", "2:1", "Close the comment or the tag."),
        ("```context\nx = 3\n```\n", "2:5", "Reading 'x': expected a string, got an integer"),
        ('```context\nx = "real"\nx = "unit"\n```\n', "3:11", "Cannot overwrite a value"),
        ('```context\n[let]\nx = "real"\n```\n', "2:1", "Reading 'let': expected a string, got a table"),
        ('```remark\nnote = "a"\n```\n', "2:1", "expected the key 'id'"),
        ('```remark\nid = "r"\nclaim = "x"\n```\n', "3:1", "Reading a remark: expected a key it knows, got 'claim'"),
    ],
)
def test_a_faulty_block_is_reported(text: str, place: str, part: str) -> None:
    """Unclosed fences, misspelt words, and faulty contexts and remarks are reported."""
    found = problems(text)
    assert [problem for problem in found if problem.startswith(f"notes.md:{place}:") and part in problem], found


@pytest.mark.parametrize(
    ("text", "place", "part"),
    [
        ("titel = 'a'\n", "1:1", "Did you mean 'title'?"),
        ("title = 3\n", "1:1", "expected a string, got an integer"),
        ("\n[claim]\nid = 'a'\n", "2:1", "Begin each with [[claim]]."),
        ("[[context]]\nx = 'real'\n", "1:1", "expected one table [context], got an array"),
        ("[[claim]]\nid = 'a'\nclaim = 'x'\n\n[[claim]]\nid = 'b'\nclaim = '''\nx\n+ ^'''\n", "9:3", "Write ** for a power."),
        ("[[claim]]\nid = 'a'\nclaim = 'x'\n[claim.let]\nx = 'rael'\n", "5:6", "Did you mean 'real'?"),
        ("[context]\nx = 'rael'\n", "2:6", "Did you mean 'real'?"),
        ("[[claim]]\nid = 'a'\n[[claim]]\nid = 'b'\nclaim = 'x'\n", "1:1", "got neither"),
        ("a = [1\n", "1:7", "Unclosed array"),
    ],
)
def test_a_faulty_toml_document_is_reported(text: str, place: str, part: str) -> None:
    """The faults of a TOML document are those of Markdown, in the lines of the file."""
    found = problems(text, "notes.toml")
    assert [problem for problem in found if problem.startswith(f"notes.toml:{place}: ") and part in problem], found


@pytest.mark.parametrize(
    ("data", "place", "part"),
    [
        (b"a\nb\xff", (2, 2), "expected UTF-8, got byte 0xff at offset 3. Save the file as UTF-8."),
        (b"\xef\xbb\xbfa\r\n\xc3\xa9\xff", (2, 2), "byte 0xff at offset 8"),
        (b"\xff\xfea\x00", (1, 1), "byte 0xff at offset 0. It looks like UTF-16."),
        (b"\xed\xa0\x80", (1, 1), "byte 0xed at offset 0"),
        (b"a" * (MAX_BYTES + 1), (1, 1), f"expected at most {MAX_BYTES} bytes, got more. Split it."),
    ],
)
def test_bytes_that_are_no_document_are_reported(data: bytes, place: tuple[int, int], part: str) -> None:
    """A file in another encoding, or too large, is one problem at the byte in question."""
    (problem,) = read_bytes(data, "notes.md").problems
    assert (problem.line, problem.column) == place
    assert part in problem.message


def test_a_file_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    """A missing file and a folder are documents with a problem; so is a path that no file can have."""
    for path in (tmp_path / "missing.md", tmp_path, "a\x00b"):
        (problem,) = read_document(path).problems
        assert str(problem).startswith(f"{path}:1:1: Reading a document: expected a file that can be read, got: ")
