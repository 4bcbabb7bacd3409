"""How a status looks in a terminal: a bar for each part, and states in colours that say the same as their words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pcc_lib.core.text import visible
from pcc_lib.preparing.reported import OPEN as OPEN_PROMISES
from pcc_lib.preparing.status import Status
from pcc_lib.preparing.texts import TOLD

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

GOOD, TO_DO, MISSING, QUIET = "green", "yellow", "bold red", "dim"
BAR = 24  # columns
# states whose words do not begin as they do in the models: a part of a state is enough
_MISSING = ("late", "missing", "disappeared", "cannot be read", "goes back", "empty")
_QUIET = ("first", "not given", "nothing to report", "nothing reported", "dropped")
_OPEN = (*TOLD, *OPEN_PROMISES, "not told", "to fill in", "rewritten", "sentences of")


def style_of(state: str) -> str:
    """The colour of a state, by its words."""
    if state.startswith(_MISSING):
        return MISSING
    if state.startswith(_QUIET):
        return QUIET
    return TO_DO if any(word in state for word in _OPEN) else GOOD


def parts_of(status: Status) -> list[tuple[str, int, int]]:
    """Each part of a quarter, how much of it is closed, and how much there is; parts of which there is nothing are left out."""
    texts = [each for each in status.headings if each.state != "not given"]
    parts: Sequence[tuple[str, Sequence[bool]]] = (
        ("Sources", [each.is_open for each in status.supplies]),
        ("Deliverables", [each.is_open for each in status.promises]),
        ("Stated facts", [each.is_open for each in status.facts]),
        ("Texts", [each.is_open for each in texts]),
    )
    return [(name, open.count(False), len(open)) for name, open in parts if open]


def overview(status: Status) -> Table:
    """A line for each part: its name, a bar, how much of it is closed."""
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    made = Table.grid(padding=(0, 2))
    for name, closed, of in parts_of(status):
        style = GOOD if closed == of else TO_DO
        bar = ProgressBar(total=of, completed=closed, width=BAR, complete_style=style, finished_style=GOOD)
        made.add_row(name, bar, f"{closed} of {of}")
    return made


def framed_next(status: Status) -> RenderableType:
    """The next thing to do, in a frame of the window's width: where, what was found, and each way on in a line of its own."""
    from rich.console import Group
    from rich.panel import Panel
    from rich.text import Text

    todo, lines = status.next, []
    if status.work and not status.faults:
        first = status.work[0]
        one, *others = first.todo.split("; or ")
        lines = [(", ".join(filter(None, (first.file, first.place))), "bold"), (first.found, ""), (one, "")]
        lines += [(f"Or {other}", "") for other in others]
    else:
        lines = [(todo.do, "")]
    words = [Text(visible(line), style=style) for line, style in lines if line]
    words += [Text(f"  {todo.command}", style="bold")] if todo.command else []
    border = GOOD if not (status.work or status.faults) else TO_DO
    return Panel(Group(*words), title="Next", title_align="left", border_style=border, padding=(0, 1))


def indented(text: str) -> RenderableType:
    """A line that goes on under its own beginning."""
    from rich.padding import Padding
    from rich.text import Text

    return Padding(Text(text), (0, 0, 0, 2))


def can_draw(console: Console) -> bool:
    """Whether a window is there to draw in; else a status is plain lines, for files and for other programs."""
    return console.is_terminal
