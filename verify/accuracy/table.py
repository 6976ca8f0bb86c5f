"""The measurements as a table of at most 80 columns."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from verify.accuracy.provenance import Provenance

BOUND = 8.0  # ulps where the problem is well conditioned, times the conditioning where that is above one
HEAD = f"{'regime':<11}{'entries':>8}{'median':>9}{'worst':>9}{'conditioning':>14}{'excess':>9}{'sign':>6}{'nan/inf':>9}"
WIDTH = 80


def as_expected(record: dict[str, Any]) -> bool:
    """Whether a regime has no wrong sign, no nan or inf, and no error of more than 8 ulps or 8 times the conditioning."""
    return not record["applies"] or not (record["sign_errors"] or record["not_finite"] or (record["excess"] or 0.0) > BOUND)


def lines(provenance: Provenance, dtype: str, records: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The table, and below it the worst point of every regime that is not as expected."""
    yield from _wrapped(f"{provenance.name}: {provenance.expression}, {dtype}, errors in ulps")
    yield ""
    yield HEAD
    for record in records:
        yield _row(record)
    for record in records:
        if not as_expected(record):
            yield ""
            beyond = [record["example"]] if (record["excess"] or 0.0) > BOUND else []
            for example in [*record["broken"], *beyond]:
                yield from _wrapped(f"{record['regime']}: {_example(example)}")


def _row(record: dict[str, Any]) -> str:
    if not record["applies"]:
        return f"{record['regime']:<11}  no two arguments are compared"
    counts = f"{record['sign_errors']:>6}{record['not_finite']:>9}"
    values = [_number(record[key]) for key in ("median", "worst", "conditioning", "excess")]
    counted = record["entries"] - record["beyond_range"] - record["no_value"]
    return f"{record['regime']:<11}{counted:>8}{values[0]:>9}{values[1]:>9}{values[2]:>14}{values[3]:>9}{counts}"


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.2f}" if value < 1e4 else f"{value:.1e}"  # noqa: PLR2004 - beyond, digits tell nothing


def _example(example: dict[str, Any]) -> str:
    arguments = ", ".join(f"{name}={value!r}" for name, value in example["arguments"].items())
    return f"got {example['computed']}, exact {example['truth']}, entry {example['entry']} at {arguments}"


def _wrapped(text: str) -> list[str]:
    """Lines of at most 80 columns."""
    return textwrap.wrap(text, WIDTH, subsequent_indent="  ")
