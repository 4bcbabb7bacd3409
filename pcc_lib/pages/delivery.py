"""The plan as a tracker: each activity with its date and what was reported of it, and nothing inferred."""

from __future__ import annotations

from collections.abc import Sequence

from pcc_lib.core.numerals import MISSING
from pcc_lib.core.quarters import day_label
from pcc_lib.figures.counted_lists import deliverable_rows, group_of, plan_rows
from pcc_lib.figures.counts import activity_state, date_passed
from pcc_lib.inputs.contents import read_notebook
from pcc_lib.inputs.history import with_finished
from pcc_lib.inputs.plan import activities, priorities, priority, table
from pcc_lib.inputs.promises import OF_ACTIVITIES, Activity, Deliverable, State, state
from pcc_lib.pages import waiting
from pcc_lib.pages.delivery_timeline import Reports, due_by_now, reported_of, short, timeline
from pcc_lib.pages.facts import facts_of_plan, with_facts
from pcc_lib.pages.filters import Choice, asked_for, asks_for, filter_bar, marks_in
from pcc_lib.pages.highlights import counted, progress_of
from pcc_lib.pages.page import Page
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import details, link, not_reported, notice, paragraph, small, state_mark, time
from pcc_lib.writing.short_words import short_state
from pcc_lib.writing.tables import Cell, Table, table_html

KIND = "plan"  # of its rows, for filters
# by the states of STATES, those that need attention first: what rows of the table and buttons call them
NAMES = {
    "late": "Late",
    "dates differ": "Late by one of two dates",
    "slipped": "Slipped",
    "due": "Due",
    "part reported": "Part reported",
    "done": "Done",
    "not reported": "Not reported [x]",
}
COUNTED = {"deliverables": "deliverables_reported", "delivery": "delivery_activities"}  # what has states, and how many of it
COLUMNS = ("Activity", "Owner", "Due", "State", "Progress")


def summary(page: Page) -> Markup:
    """How the plan stands, in a sentence and in one table with bars; what the states mean; buttons that filter the rows below."""
    if not activities(page.project):
        return waiting.for_activity()
    meaning = fill("delivery/states", written_on=time(page.folder.written_on), names=page.originals)
    return fill(
        "delivery/summary",
        activities=_count(page, "delivery_activities"),
        passed=page.sentence(due_by_now(page)),
        reported=page.sentence(reported_of(page)),
        states=_states(page),
        meaning=details("What the states mean", meaning),
        filters=_filters(page),
        names=page.originals,
    )


def tracker(page: Page, group: str) -> Markup:
    """The activities of a priority, or of an appendix (`appendix-` and its letter), a row each by objective; their timeline is
    folded."""
    rows = [a for a in activities(page.project) if group_of(a) == group]
    if not rows:
        lacks = "The plan has no activity here" if activities(page.project) else waiting.NO_ACTIVITY.rstrip(".")
        return paragraph(f"{lacks} {MISSING}.")
    name, reports = group.replace("-", "_"), _by_activity(page)
    return fill(
        "delivery/tracker",
        activities=_count(page, f"delivery_{name}_activities"),
        noun="activity" if len(rows) == 1 else "activities",
        reported=page.sentence(reported_of(page, group)),
        table=_table(page, group, rows, reports),
        timeline=details("Timeline of these activities", timeline(page, group, rows, reports)),
    )


def reported(page: Page) -> Markup:
    """Every deliverable reported this quarter, what needs attention first, with the plan's activity that it belongs to."""
    rows = page.folder.deliverables()
    if not rows:
        return waiting.for_progress(page)
    plan = {a.id: a for a in activities(page.project)}
    found = sorted(((_state(page, d), d) for d in rows), key=lambda each: list(NAMES).index(each[0].kind))
    listed = Table(
        f"Deliverables as reported, {day_label(page.folder.written_on)}",
        ("Deliverable", "Reported under", "Due", "State", "Progress"),
        [_reported_cells(page, d, state, plan.get(d.plan_id)) for state, d in found],
        stack=True,
        kind="pcc-scan pcc-tracker",
        marks=[_marks(state, d.priority) for state, d in found],
        sortable=(2, 3),
        name="reported",
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


# ── all of it ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def _count(page: Page, name: str) -> Markup:
    """A count of activities or deliverables, printed."""
    return page.figure(page.figures.figure(f"{name}.value"))


def _states(page: Page) -> Markup:
    """How many deliverables and activities are in each state, with bars; the totals last."""
    rows: list[list[Cell]] = [[words, *(_bar(page, of, kind) for of in COUNTED)] for kind, words in NAMES.items()]
    totals: list[Cell] = ["All", *(_count(page, total) for total in COUNTED.values())]
    caption = f"Where they stand, {day_label(page.folder.written_on)}"
    columns = ("State", f"Deliverables of the {page.originals.progress}", f"Activities of the {page.originals.plan}")
    return table_html(Table(caption, columns, [*rows, totals], totals=(len(rows),), kind="pcc-states", name="states"), page)


def _bar(page: Page, of: str, kind: str) -> Cell:
    """The count of a state with its share of all as a bar; nothing where it is no state of these."""
    if of == "deliverables" and kind in OF_ACTIVITIES:
        return ""
    count, total = (page.figures.figure(f"{name}.value") for name in (f"{of}_{kind.replace(' ', '_')}", COUNTED[of]))
    return fill("delivery/bar", value=count.digits, most=total.digits, figure=page.figure(count)) if count.value else count


def _filters(page: Page) -> Markup:
    """Buttons for each state and each group of the rows that the page asks for."""
    plan, reports = activities(page.project), _by_activity(page)
    groups = list(dict.fromkeys(map(group_of, plan)))
    asked = asked_for(page, "delivery", groups)
    marks = [_marks(_activity_state(page, a, reports), group) for group in asked for a in plan if group_of(a) == group]
    if asks_for(page, "delivery_reported"):
        marks += [_marks(_state(page, d), d.priority) for d in page.folder.deliverables()]
    titles = {p.id: f"Priority {p.number}" for p in priorities(page.project)}
    choices = [Choice(_slug(kind), words) for kind, words in NAMES.items()]
    return filter_bar(KIND, [*choices, *(Choice(g, titles.get(g, g.replace("-", " ").title())) for g in groups)], marks)


def _marks(found: State, group: str) -> str:
    return marks_in(KIND, [_slug(found.kind), group])


def _slug(kind: str) -> str:
    return kind.replace(" ", "-")


# ── deliverables ──────────────────────────────────────────────────────────────────────────────────────────────────────
def _state(page: Page, deliverable: Deliverable) -> State:
    return state(deliverable, page.folder.written_on, page.originals)


def _reported_cells(page: Page, deliverable: Deliverable, found: State, activity: Activity | None) -> list[Cell]:
    where = _activity_link(page, deliverable, activity) if activity else ""
    return [
        fill("delivery/deliverable", words=deliverable.action, activity=where),
        link(_told_at(page, deliverable), f"Priority {priority(page.project, deliverable.priority).number}"),
        fill("delivery/due", due=deliverable.due, words=deliverable.due_text, passed=False),
        _pill(found),
        progress_of(page, deliverable),
    ]


def _pill(found: State) -> Markup:
    """A state in few words; all of them are folded under it."""
    words = short_state(found.kind, found.words)
    pill = state_mark(words, found.ground)
    whole = found.words if words != found.words and found.kind != "not reported" else ""
    return fill("scorecard/answer", said=pill, rests_on=small(whole)) if whole else pill


def _activity_link(page: Page, deliverable: Deliverable, activity: Activity) -> Markup:
    """The plan's activity, and its priority where it is another than the one that the deliverable is reported under."""
    other = activity.priority not in ("", deliverable.priority)
    where = f" (priority {priority(page.project, activity.priority).number})" if other else ""
    named = short(activity.activity)
    return join([link(f"#plan-{activity.id}", named) if _is_told(page, group_of(activity)) else named, where])


def _is_told(page: Page, group: str) -> bool:
    """Whether this page tells the activities of a group; one that is no notebook of the project tells them all."""
    file = f"notebooks/{page.name}.ipynb"
    if not page.project.exists(file):
        return True
    return any(call.name == "delivery" and call.args == (group,) for call in read_notebook(page.project, file).calls)


def _told_at(page: Page, deliverable: Deliverable) -> str:
    """Where a deliverable is reported; nowhere in this book, where it was finished before."""
    if deliverable.reported_in:
        return ""
    return f"{priority(page.project, deliverable.priority).page}.html#deliverables"


# ── activities ────────────────────────────────────────────────────────────────────────────────────────────────────────
def _table(page: Page, group: str, rows: Sequence[Activity], reports: Reports) -> Markup:
    """The activities of a group under their objectives."""
    objectives = list(dict.fromkeys(a.objective for a in rows))
    in_order = [a for objective in objectives for a in rows if a.objective == objective]
    named = [a.objective for a in in_order]
    states = [_activity_state(page, a, reports) for a in in_order]
    cells = [_cells(page, a, found, reports.get(a.id, [])) for a, found in zip(in_order, states, strict=True)]
    shown = Table(
        f"Activities: {_group_name(page, group)}",
        COLUMNS,
        cells,
        stack=True,
        kind="pcc-scan pcc-tracker",
        hide_caption=True,
        heads={named.index(objective): objective for objective in objectives},
        across=[at for at, row in enumerate(cells) if len(row) < len(COLUMNS)],
        marks=[_marks(found, group) for found in states],
        sortable=(2, 3),
    )
    return table_html(shown, page)


def _group_name(page: Page, group: str) -> str:
    about = next((p for p in priorities(page.project) if p.id == group), None)
    return f"Priority {about.number}" if about else group.replace("-", " ").title()


def _activity_state(page: Page, activity: Activity, reports: Reports) -> State:
    return activity_state(activity, reports.get(activity.id, []), page.folder.written_on, page.originals)


def _cells(page: Page, activity: Activity, found: State, linked: Sequence[Deliverable]) -> list[Cell]:
    """An activity in few words, all of them folded under it; what nobody reported has its state alone."""
    in_short, silent = short(activity.activity), found.kind == "not reported"
    told = with_facts(page, activity.activity, facts_of_plan(page))
    whole = in_short.removesuffix(" …") == activity.activity
    name = fill(
        "delivery/activity",
        id=activity.id,
        title=told if whole else in_short,
        words="" if whole else told,
        note=activity.note,
        reports=[_report(page, d) for d in linked],
    )
    passed = silent and date_passed(activity, page.folder.written_on)
    due = fill("delivery/due", due=activity.due, words=activity.due_text, passed=passed)
    cells: list[Cell] = [name, activity.owner, due, _pill(found)]
    return cells if silent and not linked else [*cells, join(progress_of(page, d) for d in linked) or not_reported()]


def _report(page: Page, deliverable: Deliverable) -> Markup:
    """A deliverable that reports on an activity, linked to where it is told, with its date."""
    told = _told_at(page, deliverable)
    return join([link(told, deliverable.action) if told else deliverable.action, f" ({deliverable.due_text})"])


def _by_activity(page: Page) -> Reports:
    """What was reported on each activity of the plan, in this quarter, or before it as finished."""
    reports = with_finished(page.folder)
    return {id: [d for d in reports if d.plan_id == id] for id in dict.fromkeys(d.plan_id for d in reports if d.plan_id)}
