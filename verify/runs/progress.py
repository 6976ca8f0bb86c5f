"""A progress bar on standard error for runs longer than two seconds."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from verify.console import Console

_PATIENCE = 2.0  # seconds before a bar appears


class ProgressBar:
    """Counts finished tasks; a bar with an estimate appears on a terminal once the run has taken two seconds.

    Used as a context manager around the run; `advance` may be called before the bar is there.
    """

    def __init__(self, total: int, console: Console) -> None:
        """Count to ``total``; nothing is drawn for a quiet console or without a terminal."""
        self.total, self.done, self.color = total, 0, console.color
        self._lock = threading.Lock()
        self._bar: Any = None
        self._closed = False
        self._timer = threading.Timer(_PATIENCE, self._show) if sys.stderr.isatty() and not console.quiet else None

    def __enter__(self) -> Self:
        """Start the clock."""
        if self._timer is not None:
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Remove the bar."""
        with self._lock:
            self._closed = True
            if self._timer is not None:
                self._timer.cancel()
            if self._bar is not None:
                self._bar.stop()

    def advance(self) -> None:
        """Count one more finished task."""
        with self._lock:
            self.done += 1
            if self._bar is not None:
                self._bar.update(self._bar.task_ids[0], completed=self.done)

    def _show(self) -> None:
        from rich.console import Console as Terminal
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("checking"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("left"))
        with self._lock:
            if not self._closed:
                terminal = Terminal(stderr=True, no_color=not self.color)
                self._bar = Progress(*columns, console=terminal, transient=True)
                self._bar.add_task("", total=self.total, completed=self.done)
                self._bar.start()
