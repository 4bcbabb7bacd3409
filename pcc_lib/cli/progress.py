"""How far work is, at the foot of a terminal: "Running pages  3 of 14  about 20 s left". Elsewhere nothing of it is printed."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from pcc_lib.core.progress import Quiet, Shower

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.progress import Progress

PATIENCE = 1.0  # seconds of work before it is worth a line
WIDE = 72  # columns from which on there is room for the step that was done last


def shower() -> Shower:
    """What shows progress here: a line on standard error where that is a terminal whose cursor can be moved."""
    return TerminalLine(sys.stderr) if can_redraw(sys.stderr) else Quiet()


def can_redraw(stream: IO[str] | None) -> bool:
    """Whether what was written to a stream can be written over."""
    return bool(stream and stream.isatty()) and os.environ.get("TERM", "") not in ("dumb", "unknown")


@dataclass(frozen=True)
class Counted:
    """Steps that are done of all that there are (None: nobody knows how many), and how many seconds that took."""

    total: int | None
    done: int = 0
    seconds: float = 0.0

    def left(self, since: float) -> str:
        """About how long the rest will take, so many seconds after the last step: each step as long as those that are done.
        Nothing before two steps are done: the first also waits for what all of them need."""
        if not self.total or not 1 < self.done < self.total:
            return ""
        rest = max(self.seconds / self.done * (self.total - self.done) - since, 1)
        return f"about {rest / 60:.0f} min left" if rest >= 90 else f"about {rest:.0f} s left"


class TerminalLine:
    """One line at the foot of a terminal, drawn again and again; it is gone when the work is over."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._title, self._last = "", ""
        self._counted = Counted(None)
        self._began = 0.0
        self._depth = 0
        self._drawn: Progress | None = None

    def begin(self, title: str, total: int | None) -> None:
        """Begin to show work; of work within other work, the outer is shown."""
        self._depth += 1
        if self._depth > 1:
            return
        self._title, self._last, self._counted = title, "", Counted(total)
        self._began = time.monotonic()
        self._drawn = self._line()
        self._drawn.start()

    def done(self, what: str) -> None:
        """Count a step."""
        if self._depth == 1:
            was = self._counted
            self._counted, self._last = Counted(was.total, was.done + 1, time.monotonic() - self._began), what

    def end(self) -> None:
        """Take the line away."""
        self._depth = max(self._depth - 1, 0)
        if self._drawn is not None and not self._depth:
            self._drawn.stop()
            self._drawn = None

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Take the line away for a moment."""
        drawn = self._drawn
        if drawn is None:
            yield
            return
        drawn.stop()
        try:
            yield
        finally:
            if self._drawn is drawn:
                drawn.start()

    def words(self, columns: int) -> str:
        """The line, for a terminal of so many columns."""
        seconds, counted = time.monotonic() - self._began, self._counted
        if counted.total is None:
            told = [self._title, f"{seconds:.0f} s"]
        else:
            told = [self._title, f"{counted.done} of {counted.total}", counted.left(seconds - counted.seconds)]
            told += [self._last] if columns >= WIDE else []
        return "  ".join(filter(None, told))[: columns - 1]

    def _line(self) -> Progress:
        from rich.console import Console
        from rich.progress import Progress
        from rich.text import Text

        words, began = self.words, self._began
        console = Console(file=self._stream, force_terminal=True)

        class Line(Progress):
            """Nothing at all of work that is over before anybody would wonder."""

            def get_renderable(self) -> RenderableType:
                shown = words(console.width) if time.monotonic() - began > PATIENCE else ""
                return Text(shown, no_wrap=True, overflow="crop", end="")

        return Line(console=console, transient=True, refresh_per_second=4, redirect_stdout=False, redirect_stderr=False)
