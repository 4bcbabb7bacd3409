"""The plan as a tracker: each activity with its date and what was reported of it, and nothing inferred."""

from __future__ import annotations

from collections.abc import Sequence

from pcc_lib.core.numerals import MISSING
from pcc_lib.core.quarters import day_label
from pcc_lib.figures.counted_lists import deliverable_rows, group_of, plan_rows
from pcc_lib.figures.counts import activity_state
from pcc_lib.inputs.history import with_finished
from pcc_lib.inputs.plan import activities, priority, table
from pcc_lib.inputs.promises import Activity, Deliverable, state
from pcc_lib.pages import waiting
from pcc_lib.pages.delivery_timeline import Reports, due_by_now, reported_of, short, timeline
from pcc_lib.pages.facts import facts_of_plan, with_facts
from pcc_lib.pages.highlights import counted, progress_of
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import link, not_reported, notice, paragraph, state_mark, time
from pcc_lib.writing.tables import Cell, Table, table_html

TILES = (
    ("done", "Done"),
    ("due", "Due, progress reported"),
    ("late", "Late"),
    ("dates_differ", "Late by one of two dates"),
    ("slipped", "Slipped"),
    ("part_reported", "A part reported"),
)


def summary(page: Page) -> Markup:
    """Counts by state as tiles, and what the states mean."""
    if not activities(page.project):
        return waiting.for_activity()
    return fill(
        "delivery/summary",
        tiles=[(label, _count(page, name)) for name, label in TILES],
        passed=page.sentence(due_by_now(page)),
        silent=_count(page, "not_reported"),
        activities=_count(page, "activities"),
        reported=page.sentence(reported_of(page)),
        written_on=time(page.folder.written_on),
        names=page.originals,
    )


def tracker(page: Page, group: str) -> Markup:
    """The activities of a priority, or of an appendix (`appendix-` and its letter), by objective, and a timeline chart."""
    rows = [a for a in activities(page.project) if group_of(a) == group]
    if not rows:
        lacks = "The plan has no activity here" if activities(page.project) else waiting.NO_ACTIVITY.rstrip(".")
        return paragraph(f"{lacks} {MISSING}.")
    name, reports = group.replace("-", "_"), _by_activity(page)
    return fill(
        "delivery/tracker",
        activities=_count(page, f"{name}_activities"),
        noun="activity" if len(rows) == 1 else "activities",
        reported=page.sentence(reported_of(page, group)),
        tables=[
            _table(page, title, [a for a in rows if a.objective == title], reports)
            for title in dict.fromkeys(a.objective for a in rows)
        ],
        timeline=timeline(page, group, rows, reports),
    )


def reported(page: Page) -> Markup:
    """Every deliverable reported this quarter, with the plan's activity that it belongs to."""
    rows = page.folder.deliverables()
    if not rows:
        return waiting.for_progress(page)
    plan = {a.id: a for a in activities(page.project)}
    listed = Table(
        f"Deliverables as reported, {day_label(page.folder.written_on)}",
        ("Deliverable", "Reported under", "Due", "Progress", "State", "Activity of the plan"),
        [_reported_cells(page, d, plan.get(d.plan_id)) for d in rows],
        stack=True,
        kind="pcc-deliverables",
    )
    return join([paragraph(page.sentence(counted(page))), table_html(listed, page)])


def date_contradictions(page: Page) -> Markup:
    """Dates of plan and report that contradict each other, and what this book does with each."""
    listed = table(page.project, "contradictions")
    entries = [e for e in (listed.of(str(page.quarter)) if listed else ()) if e.page == page.name]
    if not entries:
        return paragraph("No contradictions are listed.")
    told = [(e.where, e.why, e.treatment) for e in entries]
    return notice(fill("delivery/contradictions", entries=told), "quiet")


def chart_cells(page: Page, chart_id: str) -> tuple[str, str]:
    """Source cells and period of a timeline chart, for the list of charts."""
    cells = f"{plan_rows(chart_id.split('/')[1])} {deliverable_rows(page.folder, 'due')}"
    return cells, page.folder.written_on[:7]


def _count(page: Page, name: str) -> Markup:
    """A count of activities, printed."""
    return page.figure(page.figures.figure(f"delivery_{name}.value"))


def _reported_cells(page: Page, deliverable: Deliverable, activity: Activity | None) -> list[Cell]:
    found = state(deliverable, page.folder.written_on, page.originals)
    return [
        deliverable.action,
        link(_told_at(page, deliverable), f"Priority {priority(page.project, deliverable.priority).number}"),
        deliverable.due_text,
        progress_of(page, deliverable),
        state_mark(found.words, found.ground),
        _activity_link(page, deliverable, activity) if activity else "not in the plan",
    ]


def _activity_link(page: Page, deliverable: Deliverable, activity: Activity) -> Markup:
    """The plan's activity, and its priority where it is another than the one that the deliverable is reported under."""
    other = activity.priority not in ("", deliverable.priority)
    where = f" (priority {priority(page.project, activity.priority).number})" if other else ""
    return join([link(f"#plan-{activity.id}", short(activity.activity)), where])


def _told_at(page: Page, deliverable: Deliverable) -> str:
    """Where a deliverable is reported; nowhere in this book, where it was finished before."""
    if deliverable.reported_in:
        return ""
    return f"{priority(page.project, deliverable.priority).page}.html#deliverables"


def _table(page: Page, objective: str, rows: Sequence[Activity], reports: Reports) -> Markup:
    columns = ("Activity", "Owner", "Due", "Progress reported", "State")
    cells = [_cells(page, a, reports.get(a.id, [])) for a in rows]
    return table_html(Table(objective, columns, cells, stack=True, kind="pcc-tracker"), page)


def _cells(page: Page, activity: Activity, linked: Sequence[Deliverable]) -> list[Cell]:
    found = activity_state(activity, linked, page.folder.written_on, page.originals)
    told = with_facts(page, activity.activity, facts_of_plan(page))
    return [
        fill("delivery/activity", id=activity.id, words=told, note=activity.note),
        activity.owner,
        activity.due_text,
        join(_progress(page, d) for d in linked) or not_reported(),
        state_mark(found.words, found.ground),
    ]


def _progress(page: Page, deliverable: Deliverable) -> Markup:
    return fill(
        "delivery/progress",
        progress=progress_of(page, deliverable),
        href=_told_at(page, deliverable),
        action=deliverable.action,
        due=deliverable.due_text,
    )


def _by_activity(page: Page) -> Reports:
    """What was reported on each activity of the plan, in this quarter, or before it as finished."""
    reports = with_finished(page.folder)
    return {id: [d for d in reports if d.plan_id == id] for id in dict.fromkeys(d.plan_id for d in reports if d.plan_id)}
