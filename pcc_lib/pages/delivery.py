"""The delivery plan as a tracker: each activity with its date and what was reported of it, and nothing inferred."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pcc_lib.charts.given import Caption, Data
from pcc_lib.core.quarters import day_label, month_label
from pcc_lib.figures.counts import DELIVERY, STATES, activity_group, activity_state
from pcc_lib.inputs.plan import Activity, Deliverable, activities, priorities, priority, state, table
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import alt_text, placed
from pcc_lib.writing.html import Markup
from pcc_lib.writing.markup import esc, not_reported, notice, progress, state_mark, time
from pcc_lib.writing.tables import table as html_table
from pcc_lib.writing.wording import Sentence

NO_PLAN = "No delivery plan was supplied for this report [x]."
Reports = dict[str, list[Deliverable]]
TILES = (
    ("done", "Done"),
    ("due", "Due, progress reported"),
    ("late", "Late"),
    ("slipped", "Slipped"),
    ("part_reported", "A part reported"),
)


def summary(page: Page) -> str:
    """Counts by state as tiles, and what the states mean."""
    if not activities(page.project):
        return f"<p>{NO_PLAN}</p>"
    count = page.figures.figure
    tiles = "".join(
        f"<div><dt>{label}</dt><dd>{page.figure(count(f'delivery_{name}.value'))}</dd></div>" for name, label in TILES
    )
    passed = page.sentence(["for ", count("delivery_not_reported_past_due.value"), " the date has passed"])
    silent = page.figure(count("delivery_not_reported.value"))
    lead = page.sentence(
        [
            "The plan has ",
            count("delivery_activities.value"),
            " activities. Progress was reported for ",
            count("delivery_reported.value"),
            " of them. Of the others nothing is said here but their date.",
        ]
    )
    return (
        f'<p class="pcc-lead">{lead}</p><dl class="pcc-tiles"><div><dt>Activities</dt><dd>'
        f"{page.figure(count('delivery_activities.value'))}</dd></div>{tiles}"
        f"<div><dt>Not reported [x]</dt><dd>{silent} <span>{passed}</span></dd></div></dl>"
        f'<p class="pcc-note">{_state_words(page)}</p>'
    )


def tracker(page: Page, group: str) -> str:
    """The activities of a priority, or of an appendix (`appendix-b`), as tables by objective, and a timeline chart."""
    rows = [a for a in activities(page.project) if activity_group(a) == group]
    if not rows:
        return f"<p>{NO_PLAN}</p>" if not activities(page.project) else "<p>The plan has no activity here [x].</p>"
    count = lambda name: page.figures.figure(f"delivery_{group.replace('-', '_')}_{name}.value")  # noqa: E731
    said = page.sentence([count("activities"), " activities; progress was reported for ", count("reported"), "."])
    reports = _by_activity(page)
    tables = "".join(
        _table(page, title, [a for a in rows if a.objective == title], reports)
        for title in dict.fromkeys(a.objective for a in rows)
    )
    return f"<p>{said}</p>{_timeline(page, group, rows, reports)}{tables}"


def reported(page: Page) -> str:
    """Every deliverable reported this quarter, with the plan's activity that it belongs to."""
    rows = page.folder.deliverables()
    if not rows:
        return f"<p>{not_reported('no progress was reported for this quarter')}</p>"
    plan = {a.id: a for a in activities(page.project)}
    pages = {p.id: p for p in priorities(page.project)}

    def cells(d: Deliverable) -> list[str]:
        words, ground = state(d, page.folder.written_on)
        row, where = plan.get(d.plan_id), pages[d.priority]
        other = f" (priority {esc(pages[row.priority].number)})" if row and row.priority not in ("", d.priority) else ""
        link = f'<a href="#plan-{esc(row.id)}">{esc(short(row.activity))}</a>{other}' if row else "not in the plan"
        told = f'<a href="{esc(where.page)}.html#deliverables">Priority {esc(where.number)}</a>'
        return [
            page.explained(d.action),
            told,
            esc(d.due_text),
            progress(page, page.figures.figure(d.figure_id)),
            state_mark(words, ground),
            link,
        ]

    caption = f"Deliverables as reported, {day_label(page.folder.written_on)}"
    return html_table(
        caption,
        ("Deliverable", "Reported under", "Due", "Progress", "State", "Activity of the plan"),
        [cells(d) for d in rows],
        stack=True,
        kind="pcc-deliverables",
    )


def date_contradictions(page: Page) -> str:
    """Dates of plan and report that contradict each other, and what this book does with each."""
    listed = table(page.project, "contradictions")
    entries = [e for e in (listed.contradictions if listed else ()) if e.page == page.name]
    if not entries:
        return "<p>No contradictions are listed.</p>"
    items = "".join(f"<li><b>{esc(e.where)}.</b> {page.explained(e.why)} {page.explained(e.treatment)}</li>" for e in entries)
    return notice(
        f"<p><strong>Dates that do not agree.</strong> Both are kept; the whole list is in "
        f'<a href="about-the-data.html#contradictions">About the data</a>.</p>'
        f'<ul class="pcc-points">{items}</ul>',
        "quiet",
    )


def chart_cells(page: Page, chart_id: str) -> tuple[str, str]:
    """Source cells and period of a timeline chart, for the list of charts."""
    return (
        f"{DELIVERY}#group={chart_id.split('/')[1]};column=due {page.folder.name}/deliverables.csv#column=due",
        page.folder.written_on[:7],
    )


def short(activity: str, least: int = 28, most: int = 78) -> str:
    """An activity in few words: up to its first pause after `least` letters, cut at a word after `most`."""
    pause = None if activity.startswith("With ") else re.search(r"[,:;(]", activity[least:])  # with whom, then what
    text = activity[: least + pause.start()].strip() if pause else activity
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def _state_words(page: Page) -> str:
    return (
        f"States are judged on {time(page.folder.written_on)}, the date of writing, from what was "
        "reported. Late: the "
        "reported date has passed and the work is not complete. Slipped: the reported date is later than the plan's. "
        "Due: progress was reported and the date is still to come. Part reported: the report tells of a part of the "
        "activity only. Not reported [x]: nobody reported progress, so the "
        "activity may be done, on track or late; we do not know. No report of this quarter says “on track” of "
        "an activity, so the word is not used as a state. Where several deliverables report on one activity, the "
        "state shown is the one that most needs attention."
    )


def _table(page: Page, objective: str, rows: Sequence[Activity], reports: Reports) -> str:
    cells = [_cells(page, a, reports.get(a.id, [])) for a in rows]
    return html_table(
        objective, ("Activity", "Owner", "Due", "Progress reported", "State"), cells, stack=True, kind="pcc-tracker"
    )


def _cells(page: Page, activity: Activity, linked: Sequence[Deliverable]) -> list[str]:
    words, ground = activity_state(activity, linked, page.folder.written_on)[1:]
    note = f'<br><small class="pcc-note">{page.explained(activity.note)}</small>' if activity.note else ""
    return [
        f'<span id="plan-{esc(activity.id)}">{page.explained(activity.activity)}</span>{note}',
        esc(activity.owner),
        esc(activity.due_text),
        "".join(_progress(page, d) for d in linked) or not_reported(),
        state_mark(words, ground),
    ]


def _progress(page: Page, deliverable: Deliverable) -> str:
    where = priority(page.project, deliverable.priority)
    return (
        f"<div>{progress(page, page.figures.figure(deliverable.figure_id))}<small>"
        f'<a href="{esc(where.page)}.html#deliverables">{esc(deliverable.action)}</a> ({esc(deliverable.due_text)})'
        "</small></div>"
    )


def _by_activity(page: Page) -> Reports:
    """What was reported on each activity of the plan."""
    reports = page.folder.deliverables()
    return {id: [d for d in reports if d.plan_id == id] for id in dict.fromkeys(d.plan_id for d in reports if d.plan_id)}


def _timeline(page: Page, group: str, rows: Sequence[Activity], reports: Reports) -> Markup:
    """One chart of a group: a mark at each activity's date, and where it slipped to."""
    title, shows = _timeline_words(page, group)
    where = next((f"priority {p.number}" for p in priorities(page.project) if p.id == group), group.replace("-", " ").title())
    subject = f"Activities of the delivery plan, {where}, by due date, judged on {day_label(page.folder.written_on)}"
    caption = Caption(
        chart_id=f"{page.name}/{group}",
        number=page.next_chart(),
        title=page.sentence(title),
        subtitle=subject,
        shows=page.sentence(shows),
        alt=alt_text("Timeline", subject, [*title, ". ", *shows]),
        source="Delivery plan, and progress as reported this quarter",
    )
    marks = [_mark(page, a, reports.get(a.id, [])) for a in rows]

    def draw(description: str) -> object:
        import pandas as pd

        from pcc_lib.charts.timeline import timeline

        return timeline(pd.DataFrame(marks), page.folder.written_on, description)

    return placed(page, caption, _timeline_data(marks, f"delivery-plan-{group}-{page.quarter}.csv"), draw)


def _timeline_words(page: Page, group: str) -> tuple[Sentence, Sentence]:
    """The message of the chart, and what it shows."""
    count = lambda name: page.figures.figure(f"delivery_{group.replace('-', '_')}_{name}.value")  # noqa: E731
    return (
        ["No progress is reported for ", count("not_reported"), " of ", count("activities"), " activities"],
        [
            "At the date of writing the date of ",
            count("not_reported_past_due"),
            " of the activities without a report had passed.",
        ],
    )


def _timeline_data(marks: Sequence[Mapping[str, str | None]], csv_name: str) -> Data:
    return Data(
        columns=("Activity", "Due", "Moved from", "State"),
        cells=[
            [esc(m["label"]), *(esc(month_label((m[k] or "")[:7])) for k in ("due", "slipped_from")), esc(m["printed"])]
            for m in marks
        ],
        csv_columns=("activity", "due", "slipped_from", "state"),
        csv_rows=[[m["label"], m["due"] or "", m["slipped_from"] or "", m["status"]] for m in marks],
        csv_name=csv_name,
        numeric=False,
    )


def _mark(page: Page, activity: Activity, linked: Sequence[Deliverable]) -> dict[str, str | None]:
    """A row of the timeline: at the reported date where there is one, else at the plan's."""
    kind, words, _ = activity_state(activity, linked, page.folder.written_on)
    told = min(linked, key=lambda d: STATES.index(state(d, page.folder.written_on)[0].split()[0].lower()), default=None)
    due = (told.due if told else activity.due) or None
    return {
        "label": short(activity.activity),
        "due": due,
        "slipped_from": told.slipped_from or None if told else None,
        "status": kind,
        "printed": words,
    }
