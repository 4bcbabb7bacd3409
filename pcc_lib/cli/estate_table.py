"""How far a large build is: a table that is drawn again and again in a terminal, a line for each edition that ends elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pcc_lib.cli.progress import Counted, can_redraw
from pcc_lib.core.errors import counted
from pcc_lib.core.progress import Quiet, shown_by
from pcc_lib.core.text import visible

if TYPE_CHECKING:
    from rich.table import Table

    from pcc_lib.estates.build_all import Totals
    from pcc_lib.estates.plan import Planned
    from pcc_lib.estates.work import Done

ROOM = 6  # lines of a terminal that the table leaves
HEADS = ("project", "quarter", "pages", "seconds", "state")


@dataclass
class Row:
    """An edition, or all of a project: pages that are done of all, editions likewise, seconds of work, and how many failed."""

    project: str
    quarter: str
    pages: int = 0
    done: int = 0
    editions: int = 0
    ended: int = 0
    unchanged: int = 0
    failed: int = 0
    seconds: float = 0.0

    @property
    def state(self) -> str:
        """What is to be said of it."""
        if self.ended < self.editions:
            begun = self.ended or self.done
            return f"{self.ended} of {self.editions} done" if self.editions > 1 else "pages run" if begun else "to build"
        if self.failed:
            return "failed" if self.editions == 1 else f"{self.failed} of {self.editions} failed"
        return "unchanged" if self.unchanged == self.editions else "built"

    def cells(self) -> tuple[str, ...]:
        """As the table has it."""
        seconds = f"{self.seconds:.1f}" if self.seconds else ""
        return self.project, self.quarter, f"{self.done} of {self.pages}", seconds, self.state


class EstateTable:
    """The table of a large build. `say` prints a line; `redrawn`: somebody draws the table, so that editions need no lines."""

    def __init__(self, say: Callable[[str], object], redrawn: bool = False) -> None:
        self._say, self._redrawn = say, redrawn
        self._rows: dict[str, Row] = {}
        self._widths = (0, 0)
        self._began = time.monotonic()
        self._lock = threading.Lock()

    def planned(self, editions: Sequence[Planned]) -> None:
        """Begin with what is planned."""
        self._began = time.monotonic()
        for each in editions:
            whole = each.standing is not None
            done = each.pages if whole else 0
            self._rows[each.name] = Row(each.project, each.edition.quarter, each.pages, done, 1, whole, whole)
        self._widths = (max(len(e.project) for e in editions), max(len(e.edition.quarter) for e in editions))
        standing = sum(row.unchanged for row in self._rows.values())
        rest = len(self._rows) - standing
        projects = counted(len({each.edition.root for each in editions}), "project")
        told = f"{counted(len(self._rows), 'edition')} of {projects}"
        self.note(f"{told}: {rest} to build, {standing} unchanged." if rest else f"{told}: nothing has changed.")

    def note(self, line: str) -> None:
        """Print something."""
        self._say(line)

    def page(self, planned: Planned) -> None:
        """Count a page."""
        self._rows[planned.name].done += 1

    def ended(self, planned: Planned, done: Done) -> None:
        """An edition is over."""
        row = self._rows[planned.name]
        with self._lock:
            row.ended, row.failed, row.seconds = 1, bool(done.faults), done.seconds
            row.done = row.done if done.faults else row.pages
        if not self._redrawn:
            self._say(self._line(row))

    def table(self, height: int) -> Table:
        """The table, for a terminal of so many lines: where even the projects are more, those that are not over come first."""
        from rich.table import Table
        from rich.text import Text

        room = max(height - ROOM, 3)
        rows = self.rows(room)
        shown = sorted(rows, key=lambda row: row.ended == row.editions)[:room] if len(rows) > room else rows
        found = Table(box=None, pad_edge=False, header_style="bold")
        for head in HEADS:
            found.add_column(head, justify="right" if head in ("pages", "seconds") else "left", no_wrap=True)
        for row in shown:
            found.add_row(*(Text(visible(cell)) for cell in row.cells()))
        if len(rows) > len(shown):
            found.add_row(Text(f"and {len(rows) - len(shown)} more"))
        if len(rows) > 1:
            found.add_row(*(Text(cell) for cell in self.total()))
        return found

    def total(self) -> tuple[str, ...]:
        """The cells of a last row: all of it, and about how long the rest will take."""
        with self._lock:
            whole = _together("in all", self._rows.values())
        built = Counted(whole.editions - whole.unchanged, whole.ended - whole.unchanged, time.monotonic() - self._began)
        return *whole.cells()[:-1], "  ".join(filter(None, [whole.state, built.left(0.0)]))

    def _line(self, row: Row) -> str:
        project, quarter, pages, seconds, state = row.cells()
        a, b = self._widths
        return f"{project:<{a}}  {quarter:<{b}}  {pages:>9} pages  {seconds or '0.0':>6} s  {state}"

    def rows(self, most: int) -> list[Row]:
        """A row for each edition; where these are more than `most`, for each project."""
        with self._lock:
            rows = list(self._rows.values())
        if len(rows) <= most:
            return rows
        grouped: dict[str, list[Row]] = {}
        for row in rows:
            grouped.setdefault(row.project, []).append(row)
        return [_together(project, each) for project, each in grouped.items()]


def _together(project: str, rows: Iterable[Row]) -> Row:
    """Several rows as one."""
    found = Row(project, "")
    for row in rows:
        for name in ("pages", "done", "editions", "ended", "unchanged", "failed", "seconds"):
            setattr(found, name, getattr(found, name) + getattr(row, name))
    found.quarter = counted(found.editions, "quarter")
    return found


@contextmanager
def shown_on_terminal(say: Callable[[str], object]) -> Iterator[EstateTable]:
    """Within it the table is shown, where standard error is a terminal whose cursor can be moved; else lines are printed."""
    if not can_redraw(sys.stderr):
        yield EstateTable(say)
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    console = Console(file=sys.stderr, force_terminal=True)
    found = EstateTable(lambda line: console.print(Text(visible(str(line)))), redrawn=True)

    class Drawn:
        """What is drawn whenever it is asked for."""

        def __rich__(self) -> Table:
            return found.table(console.height)

    with shown_by(Quiet()), Live(Drawn(), console=console, refresh_per_second=4, redirect_stdout=False, redirect_stderr=False):
        yield found


def summary(totals: Totals) -> list[str]:
    """What came of a large build, in lines."""
    failed = len(totals.troubles)
    lines = [
        f"{counted(totals.built, 'edition')} built, {totals.stood} unchanged, {counted(failed, 'fault')};"
        f" {counted(totals.ran, 'page')} run, {totals.kept} kept; {_time(totals.seconds)}."
    ]
    if totals.ran:
        per_minute = totals.ran / totals.seconds * 60
        lines.append(f"{per_minute:.0f} pages a minute; {_time(totals.worked)} of work by {counted(totals.width, 'worker')}.")
    if asked := totals.store.found + totals.store.made:
        lines.append(f"Results found in the store: {totals.store.found} of {asked}.")
    if totals.store.trouble:
        lines.append(f"The store could not always be reached, so results were made without it: {totals.store.trouble}.")
    return lines


def _time(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 90 else f"{seconds / 60:.1f} min"
