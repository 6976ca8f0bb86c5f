"""Live progress on standard error: one line a method, redrawn in place on a terminal, printed once elsewhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from numeric.training import Budget, Run
    from verify.console import Console


class Live:
    """A context manager that is called as ``show(name, run, budget)`` after every step."""

    def __init__(self, console: Console) -> None:
        """Draw nothing for a quiet console; without a terminal, print each method's last line only."""
        self.console, self._bar, self._tasks = console, None, dict[str, Any]()
        self._last: dict[str, str] = {}
        self.drawn = sys.stderr.isatty() and not console.quiet

    def __enter__(self) -> Self:
        """Start drawing."""
        if self.drawn:
            from rich.console import Console as Terminal
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (TextColumn("{task.description:26}"), BarColumn(), TextColumn("{task.fields[state]}"), TimeRemainingColumn())
            bar: Any = Progress(*columns, console=Terminal(stderr=True, no_color=not self.console.color))
            bar.start()
            self._bar = bar
        return self

    def __exit__(self, *_: object) -> None:
        """Stop drawing; elsewhere say how each method ended."""
        if self._bar is not None:
            self._bar.stop()
        for name, line in self._last.items():
            self.console.message(f"{name}: {line}")

    def __call__(self, name: str, run: Run, budget: Budget) -> None:
        """Show where a method stands."""
        now = run.history[-1]
        state = f"step {now.step}, {now.cost:.0f} gradients, {now.seconds:.1f} s, loss {now.loss:.5g}"
        if self._bar is None:
            self._last[name] = state
            return
        if name not in self._tasks:
            self._tasks[name] = self._bar.add_task(name, total=budget.cost, state="")
        self._bar.update(self._tasks[name], completed=min(now.cost, budget.cost), state=state)
