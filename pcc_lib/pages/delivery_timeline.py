"""The timeline of the plan: each activity at the plan's own date, and beside it that of the report on its progress."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pcc_lib.charts.given import Caption, Data
from pcc_lib.core.numerals import MISSING
from pcc_lib.core.quarters import day_label, is_over
from pcc_lib.core.text import listed, upper_first
from pcc_lib.figures.counted_lists import group_of
from pcc_lib.figures.counts import activity_state
from pcc_lib.inputs.models.body import Originals
from pcc_lib.inputs.plan import DELIVERABLES, DELIVERY, activities, priorities
from pcc_lib.inputs.promises import Activity, Deliverable
from pcc_lib.pages.alternatives import alt_text
from pcc_lib.pages.page import Page
from pcc_lib.pages.pictures import placed
from pcc_lib.writing.html import Markup, fill, join
from pcc_lib.writing.markup import time
from pcc_lib.writing.short_words import short_state
from pcc_lib.writing.wording import Sentence

Reports = dict[str, list[Deliverable]]
_JOINING = re.compile(r",? (?:and|or|of|for|to|with|in|that|which|who|by|on|at|from|as)(?= )")
_FEWEST = 2  # words that a joining word and what it joins may end with
MARKED = "A mark shows the date that the {0.plan} gives each activity."
MARKS = (
    " A mark shows the {0.plan}'s date. A small ring is another date, which the {0.progress} gives; a dotted line leads "
    "to it where the same promise was moved."
)


def timeline(page: Page, group: str, rows: Sequence[Activity], reports: Reports) -> Markup:
    """One chart of a group: a mark at each activity's date in the plan, and one at each other date that was reported; and the
    same as a list, which stands in its place on a phone."""
    marks = [_mark(page, a, reports.get(a.id, [])) for a in rows]
    return join([_chart(page, group, marks), _list(page, marks)])


def _chart(page: Page, group: str, marks: Sequence[Mapping[str, Any]]) -> Markup:
    title, shows = _words(page, group)
    names = page.originals
    where = next((f"priority {p.number}" for p in priorities(page.project) if p.id == group), group.replace("-", " ").title())
    subject = f"Activities of the {names.plan}, {where}, by due date, judged on {day_label(page.folder.written_on)}"
    alt = alt_text("Timeline", f"the {names.plan}'s activities", [*title, "."], shows, [MARKED.format(names)])
    if any(mark["reported"] for mark in marks):
        told = MARKS.format(names)
        shows = [*shows, told] if shows else [told.strip()]
    caption = Caption(
        chart_id=f"{page.name}/{group}",
        number=page.next_chart(),
        title=page.sentence(title),
        subtitle=subject,
        shows=page.sentence(shows),
        alt=alt,
        source=f"{upper_first(names.plan)}, and progress as reported",
    )

    def draw(description: str) -> object:
        import pandas as pd

        from pcc_lib.charts.timeline import timeline

        return timeline(pd.DataFrame(marks), page.folder.written_on, description)

    data = _data(marks, names, f"{page.name}-{group}-{page.quarter}.csv")
    return placed(page, caption, replace(data, files=_files(page)), draw)


def _list(page: Page, marks: Sequence[Mapping[str, Any]]) -> Markup:
    """The marks of a timeline by their dates in the plan, those without a date last; and between them the date of writing."""
    now, dates = page.folder.written_on, sorted({mark["due"] for mark in marks}, key=lambda due: due or "9")
    due = [(each, [_listed(mark, page.originals) for mark in marks if mark["due"] == each]) for each in dates]
    told: list[tuple[object, object]] = [(f"Due {day_label(each)}" if each else "No date", found) for each, found in due]
    passed = sum(bool(each) and is_over(each, now) for each in dates)
    here = (join([time(now), ", this report"]), [])
    return fill("delivery/dates", dates=[*told[:passed], here, *told[passed:]])


def _listed(mark: Mapping[str, Any], names: Originals) -> tuple[str, str, str, str]:
    """An activity of the list: how its mark looks, its words, its state, and the dates that the report gives instead."""
    look = {"done": "pcc-done", "late": "pcc-over"}.get(mark["status"], "pcc-open")
    others = listed([day_label(date) for date in mark["reported"]])
    return look, mark["label"], short_state(mark["status"], mark["printed"]), f"({names.progress}: {others})" if others else ""


def _files(page: Page) -> list[str]:
    """The plan, and what was reported of it, where it is there."""
    reported = f"{page.folder.name}/{DELIVERABLES}"
    return [DELIVERY, *([reported] if page.project.exists(reported) else [])]


def short(activity: str, least: int = 28, most: int = 78) -> str:
    """An activity in few words: up to its first pause after `least` letters. What is longer than `most` ends before a word that
    joins what follows to it, and that two words at least follow before the cut, so that no phrase is cut in two."""
    pause = re.search(r"[:;(]" if activity.startswith("With ") else r"[,:;(]", activity[least:])  # with whom, and then what
    text = activity[: least + pause.start()].strip() if pause else activity
    if len(text) <= most:
        return text
    kept = text[:most].rsplit(" ", 1)[0]
    joins = [each for each in _JOINING.finditer(f"{kept} ") if each.start() >= least]
    for each in reversed(joins):
        if each is not joins[-1] and len(kept[each.end() :].split()) >= _FEWEST:
            break
        kept = kept[: each.start()]
    return f"{kept} …"


def reported_of(page: Page, group: str = "") -> Sentence:
    """Of how many of the plan's activities, all or of one group, progress was reported; nought is said in words."""
    start = f"delivery_{group.replace('-', '_')}_" if group else "delivery_"
    reported = page.figures.figure(f"{start}reported.value")
    if not reported.value:
        return [f"No progress was reported for any of them {MISSING}."]
    return ["Progress was reported for ", reported, " of them."]


def due_by_now(page: Page, group: str = "") -> Sentence:
    """How many of the activities that nobody reported on were due; nothing where all were reported on."""
    start = f"delivery_{group.replace('-', '_')}_" if group else "delivery_"
    silent, passed = (page.figures.figure(f"{start}{name}.value") for name in ("not_reported", "not_reported_past_due"))
    if not silent.value:
        return []
    undated = any(not a.due for a in activities(page.project) if group in ("", group_of(a)))
    if undated and not passed.value:
        return ["It has no due date that has passed." if silent.value == 1 else "None of them has a due date that has passed."]
    if silent.value == 1:
        return [f"It was {'' if passed.value else 'not '}due by the date of writing."]
    if passed.value in (0, silent.value):
        return [f"{'All of them were' if passed.value else 'None of them was'} due by the date of writing."]
    return [passed, " of them ", "was" if passed.value == 1 else "were", " due by the date of writing."]


def _words(page: Page, group: str) -> tuple[Sentence, Sentence]:
    """The message of the chart, and how many of what nobody reported were due by now."""
    names = ("not_reported", "activities")
    silent, count = (page.figures.figure(f"delivery_{group.replace('-', '_')}_{name}.value") for name in names)
    if not silent.value:
        one = count.value == 1
        return ["Progress is reported for the one activity"] if one else [
            "Progress is reported for all ",
            count,
            " activities",
        ], []
    if silent.value == count.value:
        named: Sentence = ["the one activity"] if count.value == 1 else ["any of the ", count, " activities"]
    else:
        named = [silent, " of ", count, " activities"]
    return ["No progress is reported for ", *named], due_by_now(page, group)


def _data(marks: Sequence[Mapping[str, Any]], names: Originals, csv_name: str) -> Data:
    return Data(
        columns=("Activity", "Due", f"Date in the {names.progress}", "Moved from", "State"),
        cells=[
            [m["label"], day_label(m["due"]), "; ".join(map(day_label, m["dates"])), day_label(m["slipped_from"]), m["printed"]]
            for m in marks
        ],
        csv_columns=("activity", "due", "reported_due", "moved_from", "state"),
        csv_rows=[[m["label"], m["due"], "; ".join(m["dates"]), m["slipped_from"], m["status"]] for m in marks],
        csv_name=csv_name,
        numeric=False,
    )


def _mark(page: Page, activity: Activity, linked: Sequence[Deliverable]) -> dict[str, Any]:
    """A row of the timeline, at the plan's date. `dates` are the report's: of them `reported` differ, and `moved` are later."""
    found = activity_state(activity, linked, page.folder.written_on, page.originals)
    moved = [d for d in linked if d.slipped_from]
    return {
        "label": short(activity.activity),
        "due": activity.due,
        "dates": sorted({d.due for d in linked}),
        "reported": sorted({d.due for d in linked if d.due != activity.due}),
        "moved": sorted({d.due for d in moved}),
        "slipped_from": moved[0].slipped_from if moved else "",
        "status": found.kind,
        "printed": found.words,
    }
