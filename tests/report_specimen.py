"""A made-up report that holds everything a report can hold, and one in which every text attacks; nothing was computed for either."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from reports.record import (
    ClaimRecord,
    DocumentRecord,
    EvidenceRecord,
    HeadingRecord,
    HypothesisRecord,
    MutantRecord,
    ProseRecord,
    RemarkRecord,
    Report,
    StepRecord,
    WitnessRecord,
)

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)> [click](javascript:alert(3)) `|` **x** ]]> &amp; \x1b[31m\x00"
PROSE = """Prose with *stress*, **weight**, `code`, $a_b*c_d$ and [a link](https://example.org "x"), <b>raw</b>.

1. one
2. two

> ## a heading in a quotation

| name | value |
|:-----|------:|
| a    | ![a picture](https://example.org/x.png) |

---

```python
x < y
```
"""
FORMULA = rf"\href{{javascript:alert(4)}}{{x}}\style{{x:y}}{{\text{{{HOSTILE}}}}}"


def specimen() -> Report:
    """Two documents with claims of every verdict, errors with corrections, a control, hypotheses, derivations and mutants."""
    data = json.loads(Path(__file__).with_name("report_specimen.json").read_text(encoding="utf-8"))
    report = Report.from_dict(data)
    first = report.documents[0]
    entries = sorted(
        (*first.entries, ProseRecord(PROSE, first.claims[0].line)), key=lambda entry: (entry.line, isinstance(entry, ClaimRecord))
    )
    return replace(report, documents=(replace(first, entries=tuple(entries)), *report.documents[1:]))


def hostile() -> Report:
    """Every text tries to break out of its place."""
    text = HOSTILE
    claim = ClaimRecord(
        **dict.fromkeys(("id", "statement", "source", "scope", "reason", "section", "quote", "note", "corrects", "toml", "command"), text),
        line=3,
        verdict="refuted",
        as_expected=False,
        latex=FORMULA,
        evidence=(EvidenceRecord(text, "refuted", "certified", text),),
        side_conditions=(text,),
        witness=WitnessRecord({text: text}, text, text, text),
        tags=(text,),
        hypotheses=(HypothesisRecord(text, text, text),),
        steps=(StepRecord(text, FORMULA, (text,)),),
        mutants=(MutantRecord("definition", text, text, "survives", text),),
    )
    same = (MutantRecord("definition", text, text, "equivalent", text),)
    expected = replace(claim, id="top", as_expected=True, expect="false")
    proved = replace(claim, id="calm", verdict="proved", witness=None, mutants=same)
    entries = (HeadingRecord(1, text, 1), ProseRecord(text, 1), RemarkRecord(text, 2, text, text, text, text), claim, expected, proved)
    return Report({text: text}, (DocumentRecord(text, text, entries),))
