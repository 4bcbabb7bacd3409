"""Makes the folder of a quarter from the one before and the data: what can be derived is derived, and nothing is guessed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from pcc_lib.core.errors import ReportError, counted
from pcc_lib.core.quarters import Quarter, day_label
from pcc_lib.inputs.plan import DELIVERABLES, QUARTERS, QuarterFolder, priorities, quarter_names
from pcc_lib.inputs.project import Project
from pcc_lib.preparing.new_files import Start, deliverables_file, draft_file, empty_file, finished_in, quarter_file, stated_file
from pcc_lib.preparing.newer_months import behind_words, bring_forward
from pcc_lib.preparing.open_work import open_in, open_work, read_or
from pcc_lib.preparing.placing import Placed, place_folder
from pcc_lib.preparing.reported import STATED
from pcc_lib.preparing.reporting_months import folders_beside, late, past_of, provisional_date, reporting_months
from pcc_lib.preparing.texts import has_words, told_topics
from pcc_lib.preparing.work import counted_open
from pcc_lib.writing.sections import PRIORITIES, TOPICS


@dataclass(frozen=True)
class Wanted:
    """The quarter to make; `of` is the quarter whose words and rows it takes (none: the one before), `written_on` the date of
    writing (none: it is worked out, and marked as such). `months`: bring the months of one that is there forward to the data."""

    project: Project
    quarter: Quarter
    of: Quarter | None = None
    written_on: str = ""
    months: bool = False


def next_quarter(project: Project) -> Quarter:
    """The quarter after the newest that has a folder; a ReportError where there is none, or where work is open in the newest:
    whoever gives the command twice would begin a quarter that nobody wants."""
    names = quarter_names(project)
    if not names:
        raise ReportError("There is no quarter yet, so say which one to begin with, such as: pcc new 2023-24-Q3")
    newest = Quarter.parse(names[-1])
    if work := open_work(project, newest):
        still = f"{counted_open(len(work))} open in {newest}: pcc status {newest}."
        raise ReportError(f"{still} To begin the next all the same: pcc new {newest.next}")
    return newest.next


def make_quarter(wanted: Wanted) -> list[str]:
    """Make the folder of a quarter; gives what was done, in lines. What is there already is left as it is, but for a date of
    writing that nobody had given, and for months where that is asked.

    A ReportError says what is wrong with the date or with the quarter that is taken over; nothing is then written.
    """
    _check_date(wanted)
    brought = _brought(wanted)
    if wanted.months and brought:
        return [*brought, f"Next: pcc status {wanted.quarter}"]
    fresh = replace(wanted, project=Project(wanted.project.root))
    base = _base(fresh)
    start = _start(fresh)
    texts = dict(_texts(fresh.project, start, base))
    placed = place_folder(fresh.project, f"{QUARTERS}/{wanted.quarter}", texts)
    return [*brought, *_told(fresh, start, placed, base)]


def _brought(wanted: Wanted) -> list[str]:
    """What was changed in the quarter.yml of a quarter that is there."""
    there = wanted.project.exists(f"{QUARTERS}/{wanted.quarter}/quarter.yml")
    if not there or not (wanted.months or wanted.written_on):
        return []
    return list(bring_forward(QuarterFolder(wanted.project, wanted.quarter), wanted.written_on, wanted.months))


def _check_date(wanted: Wanted) -> None:
    if not wanted.written_on:
        return
    try:
        date.fromisoformat(wanted.written_on)
    except ValueError:
        raise ReportError(f"'{wanted.written_on}' is not a date. Write it like 2024-02-28.") from None
    if wanted.written_on[:7] < wanted.quarter.months[0] or len(wanted.written_on) != 10:
        begins = day_label(f"{wanted.quarter.months[0]}-01")
        raise ReportError(
            f"{wanted.written_on}: is before {wanted.quarter} begins ({begins}). Give the day the report is written."
        )


def _base(wanted: Wanted) -> QuarterFolder | None:
    """The quarter whose words and rows are taken over: the named one, else the last with any; None where there is none."""
    if wanted.of is None:
        before, _ = folders_beside(wanted.project, wanted.quarter)
        return next((folder for folder in before if _has_content(folder)), None)
    if wanted.of == wanted.quarter:
        raise ReportError(f"--from {wanted.of}: is the quarter that is to be made. Name another one.")
    return QuarterFolder(wanted.project, wanted.of)


def _has_content(folder: QuarterFolder) -> bool:
    """Whether people gave anything for a quarter besides its months."""
    return has_words(folder) or any(folder.project.exists(f"{folder.name}/{name}") for name in (STATED, DELIVERABLES))


def _start(wanted: Wanted) -> Start:
    past = past_of(wanted.project, wanted.quarter)
    written_on = wanted.written_on or provisional_date(wanted.project, wanted.quarter, past)
    return Start(wanted.quarter, written_on, bool(wanted.written_on), reporting_months(wanted.project, written_on, past))


def _texts(project: Project, start: Start, base: QuarterFolder | None) -> Iterator[tuple[str, str]]:
    """Every file of the folder by its name in it."""
    yield "quarter.yml", quarter_file(project, start, base)
    yield STATED, stated_file(project, base)
    yield DELIVERABLES, deliverables_file(project, base, finished_in(base, start.quarter))
    first = base is None or not has_words(base)
    for kind, ids in ((PRIORITIES, [p.id for p in priorities(project)]), (TOPICS, told_topics(project))):
        for id in ids:
            text = empty_file(kind) if first or base is None else draft_file(base, kind, id)
            if text:
                yield f"{kind}/{id}.md", text


def _told(wanted: Wanted, start: Start, placed: Placed, base: QuarterFolder | None) -> Iterator[str]:
    """What was made, what was left, what is to be known, and what to do next."""
    quarter, folder = wanted.quarter, f"{QUARTERS}/{wanted.quarter}"
    of = f", from {base.quarter} and the data" if base else ", from the data"
    if placed.made:
        yield f"Made {counted(len(placed.made), 'file')} in {folder} ({quarter.label}){of}."
        yield from _unfinished(base)
    if DELIVERABLES in placed.made and base and (done := finished_in(base, quarter)):
        yield f"Left out, for they were finished by {base.quarter}: {', '.join(done)}."
    if placed.left:
        more = f" and {len(placed.left) - 3} more" if len(placed.left) > 3 else ""
        yield f"Left as it was, since it was there: {', '.join(placed.left[:3])}{more}."
    if "quarter.yml" in placed.made:
        given = "as you gave it" if start.given else "worked out: correct it in quarter.yml, and take the line `provisional` out"
        yield f"Date of writing: {day_label(start.written_on)} ({given})."
        if behind := late(start.months):
            have = "has" if len(behind) == 1 else "have"
            names = ", ".join(each.key.name for each in behind[:3]) + (" …" if len(behind) > 3 else "")
            yield f"{counted(len(behind), 'source')} {have} no month as new as expected: {names}."
    elif older := read_or("", lambda: behind_words(QuarterFolder(wanted.project, quarter))):
        yield older
    yield f"Next: pcc status {quarter}"


def _unfinished(base: QuarterFolder | None) -> Iterator[str]:
    """That work is open in the quarter that was taken over: what nobody looked at there is nobody's word here either."""
    if base is not None and (work := open_in(base)):
        yield f"{counted_open(len(work))} still open in {base.quarter}, which this is made from: pcc status {base.quarter}."
