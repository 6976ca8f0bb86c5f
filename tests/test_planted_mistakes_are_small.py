"""Mutation testing plants one small mistake at a time, asks the tests that run the changed statement, and counts honestly."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
import tomllib
from pathlib import Path

import pytest

from benchmarks.mutation.__main__ import page, row, wilson
from benchmarks.mutation.equivalents import EQUIVALENT, RULES, reason
from benchmarks.mutation.operators import KINDS, mutants
from benchmarks.mutation.outcomes import Outcome, changed
from benchmarks.mutation.reach import Reach, judges, statement
from benchmarks.mutation.targets import CLASSES, OF_MODULE, class_of

ROOT = Path(__file__).resolve().parent.parent
MODULES = [path for path in sorted((ROOT / "numeric").rglob("*.py")) if not {"kernels", "data"} & set(path.parts)]
PLANTED = {
    "a * b": {"a", "b"},
    "a / b": {"a"},
    "a + b": {"a", "b"},
    "a - b": {"a"},
    "c * (a + b)": {"c", "(a + b)", "c * (a)", "c * (b)"},
    "-(a - b)": {"-(a)"},
    "c @ (a + b.T) [0]": {"c @ (a) [0]", "c @ (b.T) [0]", "c @ (a + b) [0]"},
    "a.T @ b": {"a @ b"},
    "a.transpose(1, 0)": {"a"},
    "a.sum(axis=0)": {"a.mean(axis=0)"},
    "a.max()": {"a.min()"},
    "f.maximum(a, 0)": {"f.minimum(a, 0)"},
    "f.add(a, b, out=c)": {"f.subtract(a, b, out=c)"},
    "['é', a * b]": {"['é', a]", "['é', b]"},
    "f'{a + b}'": set(),
    "a < b": set(),
}
SOURCE = '''"""Words 1."""

LIMIT = 3 * 5


@dataclass(
    frozen=True)
class Holder:
    """Words - words."""

    def outer(self, x: A + B = 1 + 1) -> int:
        def inner(y):
            return (y,
                    x)

        message = f"no {x - 1}" + name
        if x < (
            2
        ):
            raise ValueError("no " + message)
        elif x:
            x += 1
        return inner
'''


def every(source: str) -> set[str]:
    """The texts of all mutants."""
    return {each.text for each in mutants(source)}


@pytest.mark.parametrize("text", PLANTED)
def test_every_kind_of_mistake_is_made(text: str) -> None:
    """Of one expression, exactly those, and all other text stays; words are left alone, and the library's own kinds are left to it."""
    assert {each.removeprefix("z = ") for each in every(f"z = {text}")} == PLANTED[text]


def test_statements_are_left_out() -> None:
    """Calls for their effect, and changes in place."""
    assert every("f(a)") == {"pass"}
    assert every("if b:\n    a += b  # why\n") == {"if b:\n    pass  # why\n"}
    assert every("a[:, 0] *= b") == {"pass"}


def test_words_and_errors_are_not_mutated() -> None:
    """Documentation, messages, raised errors, decorators and annotations stay; places are where the text was changed."""
    found = mutants(SOURCE)
    assert sorted({each.start for each in found}) == [(3, 8), (11, 31), (22, 12)]
    assert {each.operator for each in found if each.start == (3, 8)} == {"dropped factor"}
    assert SOURCE not in every(SOURCE)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_mutants_are_modules(path: Path) -> None:
    """Every mutant of the numeric core parses, differs from what was there, and is of a kind that the library is told of."""
    source = path.read_text(encoding="utf-8")
    for each in mutants(source):
        ast.parse(each.text)
        assert each.text != source
        assert each.operator in KINDS
        assert each.start < each.end


def test_every_kind_occurs_in_the_core() -> None:
    """No kind of mistake is without a mutant."""
    assert {each.operator for path in MODULES for each in mutants(path.read_text(encoding="utf-8"))} == set(KINDS)


@pytest.mark.parametrize(
    ("line", "lines"),
    [(3, (3, 3)), (6, (6, 23)), (8, (6, 23)), (12, (12, 14)), (14, (13, 14)), (18, (17, 19)), (21, (21, 21)), (22, (22, 22))],
)
def test_the_innermost_statement_is_found(line: int, lines: tuple[int, int]) -> None:
    """Of a condition its head, of a function or a class all with its decorators, of anything else all its lines."""
    found = statement(SOURCE, line)
    assert (found[0], found[-1]) == lines


def test_tests_that_run_the_statement_judge_it() -> None:
    """Quickest first, and no more than fit the patience, but one; what runs as the module is loaded all tests of the module judge."""
    lines = {3: [""], 11: [""], 13: ["a.py::slow", "b.py::quick"], 14: ["c.py::other"], 22: ["a.py::slow"], 23: ["unknown"]}
    reach = Reach({"m.py": lines}, {"a.py::slow": 2.0, "b.py::quick": 0.5, "c.py::other": 1.0, "d.py::never": 0.1})
    assert judges(reach, "m.py", SOURCE, 13, 60.0) == ["b.py::quick", "c.py::other", "a.py::slow"]
    assert judges(reach, "m.py", SOURCE, 14, 1.5) == ["b.py::quick", "c.py::other"]
    assert judges(reach, "m.py", SOURCE, 22, 1.5) == ["a.py::slow"]
    assert judges(reach, "m.py", SOURCE, 3, 60.0) == ["b.py::quick", "c.py::other", "a.py::slow"]
    assert judges(reach, "m.py", SOURCE, 16, 60.0) == []
    assert judges(reach, "m.py", SOURCE, 23, 60.0) == []
    assert judges(reach, "never_run.py", SOURCE, 3, 60.0) == []


def outcome(fate: str, operator: str = "core/NumberReplacer", module: str = "numeric/damping.py", after: str = "y = 2") -> Outcome:
    """A record."""
    return Outcome(module, 7, operator, "y = 1", after, fate)  # type: ignore[arg-type]


def test_every_mutant_has_one_of_twelve_classes() -> None:
    """A transpose by its kind, everything else by its module, and none of the classes is empty."""
    found = {class_of(outcome("killed", module=path.relative_to(ROOT).as_posix())) for path in MODULES}
    assert found | {class_of(outcome("killed", "domain/transpose"))} == set(CLASSES) == set(range(1, 13))
    for part, _ in OF_MODULE:
        assert any(part in path.relative_to(ROOT).as_posix() for path in MODULES), part


def test_survivors_are_told() -> None:
    """The page names each, and the rates count it; a mutant whose tests run out of time is killed, and shown as such."""
    fates = ["killed", "survived", "timed out", "killed"]
    text = page([outcome(fate, after=f"y = {fate}") for fate in fates], {"core": 90}, 4, 0, 60.0)
    assert "| generic | 90 | 4 | 2 | 1 | 1 | 75.0% (30.1% to 95.4%) | 0 | **75.0% (30.1% to 95.4%)** |" in text
    assert text.count("\n- `") == 1
    assert "- `numeric/damping.py:7` NumberReplacer: `y = 1` became `y = survived`" in text
    low, high = wilson(0, 10)
    assert low == pytest.approx(0, abs=1e-15)
    assert high == pytest.approx(0.2775, abs=1e-4)


def test_what_nobody_can_notice_is_set_aside_with_its_reason() -> None:
    """Only where it survived, and the first rate counts it still."""
    module, before, after = next(key for key, why in EQUIVALENT.items() if "alphabet" in why)
    free = Outcome(module, 1, "core/NumberReplacer", before, after, "survived")
    noticed = Outcome(module, 1, "core/NumberReplacer", before, after, "killed")
    assert reason(free) == EQUIVALENT[module, before, after]
    assert reason(outcome("survived")) == ""
    text = page([free, outcome("killed")], {"core": 90}, 2, 0, 60.0)
    assert "| 1 | 0 | 1 | 50.0% (9.5% to 90.5%) | 1 | **100.0% (20.7% to 100.0%)** |" in text
    assert text.count("in the alphabet") == 1
    assert "| 1 | 0 | 1 | 50.0% (9.5% to 90.5%) | 0 | **50.0%" in row("generic", 90, [noticed, outcome("survived")])


@pytest.mark.parametrize("key", EQUIVALENT, ids=" ".join)
def test_what_is_set_aside_is_still_there(key: tuple[str, str, str]) -> None:
    """The lines of an equivalent mutant stand in its module, and those that it has instead do not."""
    module, before, after = key
    text = " ".join((ROOT / module).read_text(encoding="utf-8").split())
    assert before in text
    assert after != before


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule[0])
def test_rules_for_equivalents_ask_for_the_whole_change(rule: tuple[str, str, str]) -> None:
    """One place of the line, changed as the rule says and in no other way; and the core has such a place."""
    old, new, why = rule
    assert reason(Outcome("numeric/m.py", 1, "core/x", f"a {old} b {old}", f"a {old} b {new}", "survived")) == why
    assert reason(Outcome("numeric/m.py", 1, "core/x", f"a {old} b", f"c {new} b", "survived")) == ""
    assert reason(Outcome("numeric/m.py", 1, "core/x", f"a {new} b", f"a {old} b", "survived")) == ""
    assert any(old in path.read_text(encoding="utf-8") for path in MODULES)


def test_a_difference_is_read() -> None:
    """Lines that were taken away and added, with single spaces; names of files and context are neither."""
    diff = "--- mutation diff ---\n--- a/m.py\n+++ b/m.py\n@@ -1,3 +1,2 @@\n x\n-y = f(a,\n-      b)\n+y =  f(a)\n z"
    assert changed(diff) == ("y = f(a, b)", "y = f(a)")
    assert changed("") == ("", "")


def test_the_configuration_mutates_what_the_tests_look_at() -> None:
    """The library's file names the package and leaves out what is generated; operators of bits are left out, arithmetic is not."""
    text = (ROOT / "benchmarks" / "mutation" / "cosmic-ray.toml").read_text(encoding="utf-8")
    settings = tomllib.loads(text)["cosmic-ray"]
    excluded = {path for pattern in settings["excluded-modules"] for path in ROOT.glob(pattern)}
    assert {path for path in (ROOT / settings["module-path"]).rglob("*.py") if path not in excluded} == set(MODULES)
    left_out = re.compile("|".join(settings["filters"]["operators-filter"]["exclude-operators"]))
    names = [f"core/ReplaceBinaryOperator_{pair}" for pair in ("Add_Sub", "Mul_Div", "Pow_Mul", "Add_BitOr", "BitOr_Add", "Mul_RShift")]
    assert [bool(left_out.match(name)) for name in names] == [False, False, False, True, True, True]


def test_the_library_plants_the_same() -> None:
    """Where the library is installed its plugin plants each kind as its example says; where it is not the plugin says what is missing."""
    if importlib.util.find_spec("cosmic_ray") is None:
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module("benchmarks.mutation.provider")
        return
    provider = importlib.import_module("benchmarks.mutation.provider").Provider()
    mutate_code = importlib.import_module("cosmic_ray.mutating").mutate_code
    for kind in KINDS:
        example = provider[kind].examples()[0]
        assert mutate_code(example.pre_mutation_code, provider[kind](), 0) == example.post_mutation_code
        assert mutate_code(example.pre_mutation_code, provider[kind](), 99) is None
