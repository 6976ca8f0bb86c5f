"""What `report` and `check` have in common: read, tell faults, decide with a progress bar, write files, tell the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derivations.errors import FisherproofError
from reports.mathematics.memory import remembering
from verify.engine.files import write_atomically
from verify.engine.fingerprint import formulas
from verify.runs.progress import ProgressBar
from verify.runs.replaying import replayed
from verify.runs.run import check, read

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from verify.console import Console
    from verify.runs.reading import Reading
    from verify.runs.run import Checked, Settings

_WRONG_INPUT = 2


def check_and_tell(
    paths: Sequence[Path], settings: Settings, console: Console, targets: Mapping[str, Path], *, certificates: Path | None = None
) -> int:
    """Check documents, write every format in ``targets``, print the summary, and return the exit code.

    With ``certificates`` the certificates of proofs are written there, and decided again.

    Raises:
        FisherproofError: no claim matches the glob of the settings.
    """
    readings = read(paths, settings)
    _tell_problems(readings, console)
    if any(one.problems for one in readings) and not settings.keep_going:
        console.message("Nothing was checked. Mend the faults above, or check the rest with --keep-going.")
        return _WRONG_INPUT
    total = sum(len(one.claims) for one in readings)
    if not total and settings.only != "*":
        message = f"Choosing claims: expected the id of a claim or a glob that matches some, got {settings.only!r}. See `fisherproof list`."
        raise FisherproofError(message)
    with ProgressBar(total, console) as bar:
        checked = check(readings, settings, bar.advance)
    with remembering(settings.build / "formulas.json", formulas(), write_atomically):
        _write(checked, console, targets)
    if checked.interrupted:
        console.message("Interrupted: the report holds what was decided until then. Run the same command again to go on from here.")
    if checked.logs:
        console.message(f"Workers came to harm; their last words are in {', '.join(str(path) for path in checked.logs)}.")
    if certificates is None:
        return checked.exit_code
    alone = any(str(path) == "-" for path in targets.values())
    agrees = replayed(checked.certificates, console.message if alone else console.result, certificates)
    return checked.exit_code if agrees else max(checked.exit_code, 1)


def _tell_problems(readings: Sequence[Reading], console: Console) -> None:
    """Print all faults of all documents; they are why the command fails, so `--quiet` does not hide them."""
    for one in readings:
        for problem in one.problems:
            console.error(str(problem))
        if one.reason:
            console.message(f"{one.document.path}: faults could not be looked for ({one.reason}); every claim is checked by itself.")


def _write(checked: Checked, console: Console, targets: Mapping[str, Path]) -> None:
    """Write the files, then print the summary and their paths; what goes to standard output stands there alone.

    Raises:
        FisherproofError: some file could not be written; the others are, and the summary is printed.
    """
    from reports.formats import render
    from reports.formats.terminal import render as summary

    alone = any(str(path) == "-" for path in targets.values())
    failures: dict[Path, str] = {}
    for name, path in targets.items():
        text = render(checked.report, name)
        if str(path) == "-":
            console.result(text.rstrip("\n"))
            continue
        try:
            write_atomically(path, text)
        except OSError as error:
            failures[path] = error.strerror or str(error)
    paths = [str(path) for path in targets.values() if str(path) != "-" and path not in failures]
    text = summary(checked.report, color=console.colors(to_error=alone), width=console.width(), paths=paths)
    (console.message if alone else console.result)(text.rstrip("\n"))
    if failures:
        got = ", ".join(f"{path} ({reason})" for path, reason in failures.items())
        message = f"Writing a report: expected a place that can be written, got {got}. Choose another place; nothing is decided again."
        raise FisherproofError(message)
