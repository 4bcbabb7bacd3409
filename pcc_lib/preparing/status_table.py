"""The status of a quarter as tables for a terminal; plain text, and one line a row, where there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pcc_lib.core.errors import counted
from pcc_lib.core.text import visible
from pcc_lib.preparing.months import Supply
from pcc_lib.preparing.reported import Promise
from pcc_lib.preparing.status import FIRST_FAULTS, Status, date_words
from pcc_lib.preparing.status_look import QUIET, can_draw, framed_next, indented, overview, style_of
from pcc_lib.preparing.texts import Heading
from pcc_lib.preparing.work import by_kind, kinds_told

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

OPEN_STYLE = "bold"
MOST_FACTS = 4  # facts to confirm that are named
FEW_TEXTS = 5  # texts in one state that have a row each in a window
Row = tuple[str, ...]


def print_status(status: Status, console: Console, whole: bool = False) -> None:
    """Print a status: what is open in tables (`whole`: what is closed too), counts of all, the next thing to do last."""
    quarter = status.folder.quarter
    _say(console, f"{quarter}  {quarter.label}", style="bold")
    _say(console, f"Date of writing: {date_words(status)}. Quarter before: {status.before or 'none'}.")
    if can_draw(console):
        console.print()
        console.print(overview(status))
    for counts, *shown in _parts(status, whole, can_draw(console)):
        console.print()
        _say(console, str(counts), style=OPEN_STYLE)
        for each in shown:
            _show(console, each)
    console.print()
    for line in _other(status):
        _say(console, line)
    console.print()
    _end(status, console)


def _show(console: Console, each: Table | str) -> None:
    """A table or a line below the counts of its part; in a window the counts are its title."""
    drawn = can_draw(console)
    if not drawn:
        console.print()
    if isinstance(each, str):
        console.print(
            indented(visible(each)) if drawn else f"  {visible(each)}", markup=False, highlight=False, soft_wrap=not drawn
        )
        return
    if drawn:
        each.title, each.header_style, each.border_style = None, QUIET, QUIET
    console.print(each)


def _parts(status: Status, whole: bool, drawn: bool) -> Iterator[list[Table | str]]:
    """What is shown of each part, its counts first. drawn: in a window, where texts in one state stand in one row."""
    found = (
        _sources(status.supplies, whole),
        _texts(status.headings, whole, drawn and not whole),
        _deliverables(status.promises, whole),
        _facts(status, whole),
        _revisions(status),
    )
    yield from (shown for part in found if (shown := list(part)))


def _revisions(status: Status) -> Iterator[Table | str]:
    """Numbers that an edition told otherwise, and of which nobody has said why."""
    found = by_kind(status.work).get("revisions", [])
    if found:
        yield f"Revisions to explain: {len(found)}."
        yield from map(str, found)


def _end(status: Status, console: Console) -> None:
    """How much is open, and the next thing to do."""
    told, todo = ", ".join(kinds_told(status.work)), status.next
    still = f"Open: {told}." if told else "Open: nothing."
    if can_draw(console):
        console.print(still, style=OPEN_STYLE, markup=False, highlight=False)
        console.print(framed_next(status))
        return
    _say(console, still)
    _say(console, f"Next: {todo.do}")
    if todo.command:
        _say(console, f"      {todo.command}")


def _say(console: Console, text: str, style: str = "") -> None:
    """Print a line as it stands: what a file says can neither steer the terminal nor be taken for marks of a style."""
    console.print(visible(text), style=style or None, markup=False, highlight=False, soft_wrap=True)


def _table(title: str, columns: Sequence[str], rows: Sequence[Row]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(
        title=Text(title), title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False
    )
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in rows:
        *cells, state = row
        made.add_row(*(Text(visible(cell, "")) for cell in cells), Text(visible(state, ""), style=style_of(state)))
    return made


def _sources(found: Sequence[Supply], whole: bool) -> Iterator[Table | str]:
    shown = [each for each in found if whole or each.is_open or each.because]
    states = Counter(each.state for each in found)
    yield f"Sources: {_counts(states, ('present', 'late', 'not told', 'explained', 'first')) or 'none'}."
    rows = [
        (each.key.name, *map(each.written, (each.before, each.expected, each.there, each.told)), each.state) for each in shown
    ]
    if rows:
        yield _table("Months of sources", ("Source or measure", "Before", "Expected", "In the data", "Told", "State"), rows)


def _texts(found: Sequence[Heading], whole: bool, together: bool) -> Iterator[Table | str]:
    states = Counter(each.state for each in found)
    yield f"Texts: {_counts(states, tuple(states)) or 'none'}."
    rows: dict[tuple[str, str], list[str]] = {}
    for each in found:
        if whole or each.is_open or each.state == "unread":
            rows.setdefault((each.text, _state(each)), []).append(each.title)
    if rows:
        of = Counter(each.text for each in found)
        shown = [(text, _titles(titles, of[text]), state) for (text, state), titles in rows.items()]
        yield _table("Headings of texts", ("Text", "Headings", "State"), _together(shown) if together else shown)


def _together(rows: Sequence[Row]) -> list[Row]:
    """Whole texts in one state as one row, where they are many: a window is not long."""
    whole: dict[str, list[str]] = {}
    for text, titles, state in rows:
        if titles.startswith("all "):
            whole.setdefault(state, []).append(text)
    many = {state: texts for state, texts in whole.items() if len(texts) > FEW_TEXTS}
    found: list[Row] = []
    for row in rows:
        texts = many.get(row[2], [])
        if row[0] not in texts:
            found.append(row)
        elif row[0] == texts[0]:
            headings = sum(int(titles.removeprefix("all ")) for text, titles, state in rows if state == row[2] and text in texts)
            found.append((", ".join(text.rpartition("/")[2] for text in texts), f"all {headings}", row[2]))
    return found


def _titles(titles: Sequence[str], of: int) -> str:
    """Headings in one state; those of a whole text are counted, for a table of a narrow window."""
    whole = len(titles) == of and of > 1
    return f"all {of}" if whole else ", ".join(title or "all" for title in titles)


def _state(each: Heading) -> str:
    """A state in words: `draft of 2023-24-Q3`, `unchanged since 2023-24-Q3`, `TODO left: XX`."""
    words = {
        "draft": f"draft of {each.of}" if each.of else "draft",
        "draft edited": "rewritten, mark still there",
        "unchanged": f"unchanged since {each.of}",
        "partly unchanged": f"{each.same} of {each.sentences} sentences of {each.of}",
        "todo": f"to fill in: {each.found}",
        "missing": f"missing; {each.of} had it",
        "unread": "cannot be read: see the faults",
    }
    return words.get(each.state, each.state)


def _deliverables(found: Sequence[Promise], whole: bool) -> Iterator[Table | str]:
    if not found:
        return
    past = sum(each.past and not (each.deliverable.is_done or each.was_done) for each in found)
    yield f"Deliverables: {_counts(Counter(each.state for each in found), ())}; past their date: {past}."
    rows = [
        (each.deliverable.id, each.deliverable.due, _last(each), _now(each), each.state)
        for each in found
        if whole or each.is_open
    ]
    if rows:
        columns = ("Deliverable", "Due", "Last reported", "Now", "State")
        kept = [i for i, name in enumerate(columns) if name != "Now" or any(row[i] for row in rows)]
        yield _table("Deliverables", [columns[i] for i in kept], [tuple(row[i] for i in kept) for row in rows])


def _last(each: Promise) -> str:
    return f"{each.before.deliverable.progress}% in {each.before.folder.quarter}" if each.before else "never"


def _now(each: Promise) -> str:
    gone = each.state in ("disappeared", "dropped") or each.deliverable.progress is None
    return "" if gone else f"{each.deliverable.progress}%"


def _facts(status: Status, whole: bool) -> Iterator[Table | str]:
    if not status.facts:
        return
    unsure = [each for each in status.facts if each.is_open]
    yield f"Stated facts: {len(status.facts) - len(unsure)} confirmed, {len(unsure)} to confirm."
    most = len(unsure) if whole else MOST_FACTS
    if unsure:
        more = f" and {len(unsure) - most} more" if len(unsure) > most else ""
        yield f"{', '.join(each.id for each in unsure[:most])}{more}"


def _other(status: Status) -> Iterator[str]:
    """What is closed, or is no work of the folder's: reviews, originals, questions, faults."""
    named = ", ".join(list(status.reviews)[:3]) + (" …" if len(status.reviews) > 3 else "")
    yield f"Reviews of measures overdue: {len(status.reviews)}{f' ({named})' if named else ''}."
    for name, (listed, of) in status.originals.items():
        yield f"{name.capitalize()} listed: {listed}, of this quarter's edition {of}."
    asked = len(status.found.questions) if status.written_on else "not known: quarter.yml cannot be read"
    yield f"Questions of the data and of the words without an answer: {asked}."
    yield f"Faults: {len(status.faults)}."
    yield from (f"  {fault}" for fault in status.faults[:FIRST_FAULTS])
    if len(status.faults) > FIRST_FAULTS:
        yield f"  and {counted(len(status.faults) - FIRST_FAULTS, 'fault')} more: pcc check {status.folder.quarter}"


def _counts(states: Counter[str], order: Sequence[str]) -> str:
    """`18 present, 3 late`: how many there are in each state, those of `order` first."""
    names = [*(name for name in order if states[name]), *(name for name in states if name not in order)]
    return ", ".join(f"{states[name]} {name}" for name in names)
