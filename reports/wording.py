"""The words of a report: what a verdict means and does not mean, kinds of faults, counts and times as a reader wants them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from reports.record import ClaimRecord, TeethRecord, WitnessRecord


class Meaning(NamedTuple):
    """What a verdict means, and what it must not be taken for."""

    means: str
    means_not: str


MEANINGS = {
    "proved": Meaning(
        "The difference of both sides is zero in a structure where zero is decidable, within the stated scope and side conditions. "
        "Replayed: two independent engines. Exact: one. Probabilistic: with the printed error bound. "
        "Trusted: the step it rests on is named.",
        "A formal proof in a proof assistant, or a proof beyond the stated scope.",
    ),
    "refuted": Meaning(
        "There is an exact point of the stated domain where the statement fails, by a rigorous enclosure of the difference of its sides.",
        "That the idea is wrong. Most refutations are cured by a sign, a factor or a hypothesis.",
    ),
    "supported": Meaning(
        "Every numerical test agreed, to the digits, sample size and interval given.", "A proof, nor a probability of being true."
    ),
    "inconclusive": Meaning("No method finished, or none applies. The reason and the attempts are listed.", "Doubt about the claim."),
    "vacuous": Meaning("No instance satisfies the hypotheses.", "Passed. A true implication about nothing is not a result."),
    "disputed": Meaning("Two engines disagree, and both answers are shown.", "That a majority decides."),
}
_TRIED = re.compile(r"\btried ((?:[^,.;]+, ){3,}[^,.;]+)")
GLYPHS = {"proved": "■", "refuted": "✗", "supported": "≈", "inconclusive": "⧗", "vacuous": "∅", "disputed": "⇄"}
FAULTS = {
    "slip": "slip of the pen: the repair is unique",
    "hypothesis": "missing hypothesis: true once it is added",
    "wrong": "wrong",
    "overclaim": "claims more than holds",
    "": "false as stated",
}
_RELATIONS = re.compile(r"[\[({]|[\])}]|[=!<>]=|<|(?<!-)>|\band\b")
_NUMBERS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"])")
_CLAUSE_ENDS = (re.compile(r"[:;]\s+"), re.compile(r"[:;]\s+|,\s+(?:and|but|so)\s+"))
_FORMULA = re.compile(r"\S+\s*(?:[=<>≤≥~]|!=|->)|\S*\([^)]*\)\s*[=<>]")  # a part that opens with one names nothing
LONGEST_TITLE = 120
FEWEST_WORDS = 4
_ACCIDENT = re.compile(r"stopped after|memory limit|worker killed|tool error|not checked|crash|time-?out", re.IGNORECASE)


def spelled(count: int) -> str:
    """Return a count as a word up to twelve.

    >>> spelled(3), spelled(19)
    ('three', '19')
    """
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def counted(count: int, noun: str, plural: str = "") -> str:
    """Return a count with its noun.

    >>> counted(1, "step"), counted(2, "hypothesis", "hypotheses")
    ('1 step', '2 hypotheses')
    """
    return f"{count} {noun if count == 1 else plural or noun + 's'}"


def duration(seconds: float) -> str:
    """Return a time with three digits at most.

    >>> duration(0.004), duration(0.61), duration(74.6), duration(754)
    ('< 0.01 s', '0.61 s', '74.6 s', '12 min 34 s')
    """
    if seconds < 0.01:  # noqa: PLR2004 - what two decimals can show
        return "< 0.01 s"
    if seconds >= 120:  # noqa: PLR2004 - from two minutes on
        return f"{int(seconds) // 60} min {int(seconds) % 60} s"
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"  # noqa: PLR2004 - three digits


def title_and_rest(claim: ClaimRecord) -> tuple[str, str]:
    """Return the first sentence of the note as a title, with what remains of the note; without a note the place in the source.

    Of a sentence too long for a title, its first clause that reads as one is the title, and the note stays whole.
    """
    first, *rest = _SENTENCE_END.split(claim.note.strip(), maxsplit=1) if claim.note.strip() else [""]
    if first and len(first) <= LONGEST_TITLE:
        return first.removesuffix("."), " ".join(rest)
    return _clause(first) or claim.source, claim.note.strip()


def _clause(sentence: str) -> str:
    """Return the first part of a sentence that says something in words and is short enough for a title.

    >>> _clause("f(x) = x^2 at 1: the gradient is 2, and other directions reach lower values.")
    'The gradient is 2, and other directions reach lower values'
    """
    parts = [part for end in _CLAUSE_ENDS for part in end.split(sentence.removesuffix("."))]
    fitting = [part for part in parts if len(part) <= LONGEST_TITLE and not _FORMULA.match(part)]
    found = next((part for part in fitting if len(part.split()) >= FEWEST_WORDS), "")
    return found[:1].upper() + found[1:]


def headline(claim: ClaimRecord) -> str:
    """Return the one line by which a list of claims names this one."""
    return title_and_rest(claim)[0] or claim.quote or claim.statement


def trouble(claim: ClaimRecord) -> str:
    """Return why a claim is not as expected: the witness, the engine's reason, or what the engines said."""
    if claim.verdict == "refuted" and claim.witness:
        found = sentence(f"Expected {_expected(claim)}, but {refutation(claim)}")
        return f"{found} {sentence(claim.reason)}" if claim.reason else found
    said = "; ".join(f"{one.engine}: {one.verdict}, {one.detail}" for one in claim.evidence if one.detail)
    detail = claim.reason or (said if claim.verdict in {"disputed", "vacuous"} else "")
    return sentence(f"Expected {_expected(claim)}, got {claim.verdict}{': ' + detail if detail else ''}")


def brief(text: str) -> str:
    """Return a reason for a list of many, where the procedures that were tried are counted; the claim itself names them.

    >>> brief("Got inconclusive: outside the decidable class: tried ldl, identity testing, gram squares, finite cases.")
    'Got inconclusive: outside the decidable class: tried 4 procedures.'
    """
    return _TRIED.sub(lambda found: f"tried {found[1].count(',') + 1} procedures", text)


def sentence(text: str) -> str:
    """Return the text with one full stop, which many a reason brings along.

    >>> sentence("got inconclusive: expected a divisor. Mend it."), sentence("got refuted")
    ('got inconclusive: expected a divisor. Mend it.', 'got refuted.')
    """
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _expected(claim: ClaimRecord) -> str:
    return {"true": "true", "false": "false, a refutation", "vacuous": "no admissible instance"}[claim.expect]


def point_line(witness: WitnessRecord) -> str:
    """Return the exact point: ``mu = 1, s = 3/2``."""
    return ", ".join(f"{name} = {value}" for name, value in witness.point.items())


def relations(statement: str) -> list[str]:
    """Return what a statement compares by outside of its brackets, with the words that join comparisons.

    >>> relations("f(x == 1) >= 2"), relations("psd(A)"), relations("a < b and b < c")
    (['>='], [], ['<', 'and', '<'])
    """
    depth, found = 0, []
    for one in _RELATIONS.findall(statement):
        depth += (one in "[({") - (one in "])}")
        if depth == 0 and one not in "])}":
            found.append(one)
    return found


def refutation(claim: ClaimRecord) -> str:
    """Return the witness as one clause: the point, both sides there, and the relation that fails, if the sides differ as they may.

    Where nothing is compared there are no sides, and what the engine said stands for them.
    """
    found = next((one.detail for one in claim.evidence if one.verdict == "refuted" and one.detail), "")
    if claim.witness is None:
        return found
    compared, point = relations(claim.statement), point_line(claim.witness)
    if found and not compared:
        return f"at {point}: {found}" if point else found
    lhs, rhs = claim.witness.lhs, claim.witness.rhs
    sides = f"both sides are {lhs}" if lhs == rhs and compared != ["=="] else f"the sides are {lhs} and {rhs}"
    fails = f", so {compared[0]} fails" if len(compared) == 1 and compared != ["=="] else ""
    return f"{f'at {point} ' if point else ''}{sides}{fails}"


def teeth_line(teeth: TeethRecord) -> str:
    """Return the killed mutants out of those that could be killed: ``14 of 14, 1 equivalent``."""
    equivalent = f", {teeth.equivalent} equivalent" if teeth.equivalent else ""
    return f"{teeth.killed} of {teeth.generated - teeth.equivalent}{equivalent}" if teeth.generated else ""


def tool_failed(claim: ClaimRecord) -> bool:
    """Tell whether the verdict is missing because a limit or a crash ended the work, not because no method applies."""
    return claim.verdict == "inconclusive" and bool(_ACCIDENT.search(claim.reason))
