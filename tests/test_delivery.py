"""The delivery plan's page: its dates are the plan's; activities and deliverables are counted apart, and alike on every page."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from conftest import QUARTER, Tiny
from places import PUBLISHED, SAMPLE

from pcc_lib.charts.timeline import timeline
from pcc_lib.core.quarters import day_label, is_over
from pcc_lib.figures.counted_lists import group_of
from pcc_lib.figures.counts import activity_state, deliverable_figures, delivery_figures
from pcc_lib.figures.reworking import rework
from pcc_lib.inputs.plan import activities, priorities
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.promises import STATES, state
from pcc_lib.pages.delivery_timeline import short
from pcc_lib.report import Report
from pcc_lib.writing.html import words_of

DELIVERABLES = f"data/quarters/{QUARTER}/deliverables.csv"
PLAN = "data/plan/delivery.csv"
# the plan's dates of activities on which the slide pack gives another date
OTHER_DATES = {
    "youth-voice": ("March 2024", "April 2024"),
    "swindon-domestic-abuse": ("March 2024", "April 2024"),
    "serious-violence-duty": ("March 2024", "September 2023"),
    "asb-toolkit": ("March 2024", "March 2023"),
    "victim-services-contracts": ("March 2024", "April 2024"),
    "advocacy-services": ("September 2023", "April 2023"),
}


@pytest.mark.parametrize(
    ("activity", "said"),
    [
        ("Refresh the office's website", "Refresh the office's website"),
        ("Deliver the improvement plan for complaints, and publish it", "Deliver the improvement plan for complaints"),
        (
            "With Wiltshire Police, review the independent scrutiny groups for stop and search, use of force and disposals",
            "With Wiltshire Police, review the independent scrutiny groups …",
        ),
        (
            "Improve the independent custody visitor scheme as identified and recruit more volunteers in every town",
            "Improve the independent custody visitor scheme …",
        ),
        (
            "Complete delivery of the Tidworth police site and the refurbishment of Melksham custody without delay",
            "Complete delivery of the Tidworth police site and the refurbishment …",
        ),
        (
            "With community safety partners, get ready to meet the Serious Violence Duty; recruit a coordinator and a lead",
            "With community safety partners, get ready to meet the Serious Violence Duty",
        ),
        ("Publish " + "many " * 20 + "reports", "Publish " + " ".join(["many"] * 14) + " …"),
    ],
)
def test_a_long_activity_is_never_cut_within_a_phrase(activity, said):
    assert short(activity) == said


@pytest.fixture(scope="module")
def report() -> Report:
    return Report(Project(SAMPLE), "delivery-plan", PUBLISHED)


def text(html: str) -> str:
    return " ".join(words_of(html).split())


def timeline_rows(html: str) -> list[dict[str, str]]:
    """The rows of the timeline's own table, by column."""
    table = next(t for t in BeautifulSoup(html, "html.parser").select("table") if "Moved from" in t.get_text())
    columns = [th.get_text(strip=True) for th in table.select("thead th")]
    cells = ([cell.get_text(" ", strip=True) for cell in row.select("th, td")] for row in table.select("tbody tr"))
    return [dict(zip(columns, row, strict=True)) for row in cells]


def drawn(report: Report, group: str) -> str:
    return report.delivery(group).drawn()


# ── the timeline ──────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
@pytest.mark.sample
def test_timeline_and_table_have_the_plans_date_of_every_activity(report: Report) -> None:
    plan = activities(report.page.project)
    for group in dict.fromkeys(map(group_of, plan)):
        html = drawn(report, group)
        rows, own = timeline_rows(html), [a for a in plan if group_of(a) == group]
        assert [row["Due"] for row in rows] == [day_label(a.due) for a in own]
        soup = BeautifulSoup(html, "html.parser")
        tracked = [span.get_text(strip=True) for span in soup.select('.pcc-tracker td[data-label="Due"] > span')]
        by_objective = [a for title in dict.fromkeys(a.objective for a in own) for a in own if a.objective == title]
        assert tracked == [a.due_text for a in by_objective]
        listed = [item.get_text(" ", strip=True) for item in soup.select(".pcc-dates ul > li")]
        by_date = sorted(own, key=lambda a: a.due or "9")
        assert len(listed) == len(own) and all(short(a.activity) in item for a, item in zip(by_date, listed, strict=True))


@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize("id", OTHER_DATES)
def test_another_date_of_the_report_stands_in_a_column_of_its_own(report: Report, id: str) -> None:
    activity = next(a for a in activities(report.page.project) if a.id == id)
    place = [a.id for a in activities(report.page.project) if group_of(a) == group_of(activity)].index(id)
    row = timeline_rows(drawn(report, group_of(activity)))[place]
    assert (row["Due"], row["Date in the slide pack"], row["Moved from"]) == (*OTHER_DATES[id], "")


@pytest.mark.slow
@pytest.mark.sample
def test_only_the_same_promise_is_moved(report: Report) -> None:
    moved = [row for p in priorities(report.page.project) for row in timeline_rows(drawn(report, p.id)) if row["Moved from"]]
    assert [(r["Due"], r["Date in the slide pack"], r["Moved from"]) for r in moved] == [
        ("November 2023", "January 2024; May 2024", "November 2023")
    ]


def test_a_ring_stands_at_each_other_date_and_a_line_leads_to_the_one_it_moved_to() -> None:
    row = {"label": "a", "due": "2023-10", "reported": ["2024-01", "2024-05"], "moved": ["2024-05"], "status": "slipped"}
    chart = timeline(pd.DataFrame([{**row, "printed": "S"}]), "2023-11-28", "A plan.").to_dict()
    rows = [row for found in chart["datasets"].values() for row in found if "o" in row]
    rings, lines = [row for row in rows if "d" not in row], [row for row in rows if "d" in row]
    assert [row["o"] - lines[0]["d"] for row in rings] == [3, 7] and [row["o"] - row["d"] for row in lines] == [7]


@pytest.mark.parametrize(
    ("plan", "reports", "words"),
    [
        (["2023-09", "2023-10"], 2, "Progress is reported for all 2 activities"),
        (["2023-09"], 1, "Progress is reported for the one activity"),
        (["2023-09", "2023-10"], 0, "All of them were due by the date of writing."),
        (["2023-12", "2024-10"], 0, "None of them was due by the date of writing."),
        (["2023-10", "2023-10", "2024-10"], 0, "2 of them were due by the date of writing."),
        (["2023-10", "2024-10", "2024-11"], 0, "1 of them was due by the date of writing."),
        (["2023-10", "2024-10"], 1, "It was not due by the date of writing."),
        (["2024-10", "2023-10"], 1, "It was due by the date of writing."),
        (["2023-10", ""], 1, "It has no due date that has passed."),
        (["2024-10", ""], 0, "None of them has a due date that has passed."),
        (["2023-10", ""], 0, "1 of them was due by the date of writing."),
    ],
)
def test_how_many_were_due_is_told_in_a_sentence_for_none_one_some_and_all(
    tiny: Tiny, plan: list[str], reports: int, words: str
) -> None:
    rows = [f"a{i},A,priority-1,Be there,Build it,Boss,{due},{due and day_label(due)},\n" for i, due in enumerate(plan)]
    tiny.write(PLAN, "id,appendix,priority,objective,activity,owner,due,due_text,note\n" + "".join(rows))
    told = [f"d{i},priority-1,Build it,2024-10,October 2024,4,a{i},same,\n" for i in range(reports)]
    tiny.write(DELIVERABLES, "id,priority,action,due,due_text,progress,plan_id,promise,note\n" + "".join(told))
    report = tiny.report("delivery-plan")
    drawn = report.delivery("priority-1").drawn()
    said = text(drawn)
    assert words in said and not re.search(r'alt="[^"]* {2}', drawn)
    counted = "No progress was reported for any of them [x]." if not reports else f"Progress was reported for {reports} of them."
    several = "1 activity." if len(plan) == 1 else f"{len(plan)} activities."
    assert f"{several} {counted}" in said
    landing = tiny.report("headlines").needs_attention()
    for each in (said, text(report.delivery_summary().html), text(landing.html)):
        assert not re.search(r"\b0 of (the|them)|for 0\b", each)


# ── dates that contradict each other ──────────────────────────────────────────────────────────────────────────────────
def test_what_is_late_by_one_of_two_dates_is_not_counted_as_late(tiny: Tiny) -> None:
    tiny.edit(DELIVERABLES, "2024-01,January 2024", "2023-03,March 2023").edit(
        PLAN, "2023-09,September 2023", "2024-03,March 2024"
    )
    report = tiny.report("delivery-plan")
    words = "Late by seven months by the report's date; due March 2024 by the plan"
    assert words in text(report.delivery_reported().html) and words in text(report.delivery("priority-1").html)
    assert text(report.delivery_reported().html).startswith("1 deliverable: 1 late by one of its two dates.")
    counts = {f.measure: f.value for f in (*delivery_figures(report.page.folder), *deliverable_figures(report.page.folder))}
    assert (counts["delivery_late"], counts["deliverables_late"]) == (0, 0)
    assert (counts["delivery_dates_differ"], counts["deliverables_dates_differ"]) == (1, 1)


# ── counts ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.sample
def test_deliverables_are_counted_by_state_and_add_up(report: Report) -> None:
    folder = report.page.folder
    found = deliverable_figures(folder)
    counts, rows = {f.measure: int(f.value) for f in found}, folder.deliverables()
    states = Counter(state(d, folder.written_on).kind for d in rows)
    assert counts["deliverables_reported"] == len(rows) == sum(states.values())
    assert {s: counts[f"deliverables_{s.replace(' ', '_')}"] for s in states} == states
    for name in ("reported", "done", "late", "due", "slipped", "dates_differ"):
        of = [counts[f"deliverables_{p.id.replace('-', '_')}_{name}"] for p in priorities(report.page.project)]
        assert counts[f"deliverables_{name}"] == sum(of), name
    for figure in (*found, *delivery_figures(folder)):
        assert rework(report.page.project, figure.formula, figure.cells) == figure.value, figure.id


@pytest.mark.sample
def test_activities_and_deliverables_agree_on_every_page(report: Report) -> None:
    """Each page names what it counts; the same count is one figure, wherever it is printed."""
    folder, plan = report.page.folder, activities(report.page.project)
    rows = folder.deliverables()
    landing = text(Report(report.page.project, "headlines", PUBLISHED).needs_attention().html)
    whole = text(report.delivery_reported().html)
    sentence = re.match(r"\d+ deliverables: [^.]*\.", whole)
    assert sentence and sentence[0].startswith(f"{len(rows)} deliverables: ") and sentence[0] in landing
    summary = text(report.delivery_summary().html)
    linked = {a.id: [d for d in rows if d.plan_id == a.id] for a in plan}
    told = sum(bool(found) for found in linked.values())
    assert f"The delivery plan has {len(plan)} activities. Progress was reported for {told} of them." in summary
    assert f"The delivery plan has {len(plan)} activities. Progress was reported for {told} of them." in landing
    silent = [a for a in plan if activity_state(a, linked[a.id], folder.written_on).kind == "not reported"]
    late = sum(bool(a.due) and is_over(a.due, folder.written_on) for a in silent)
    assert f"{late} activities of the delivery plan past the due date, with nothing reported" in landing
    assert f"Not reported [x] 0 {len(silent)}" in summary
    for p in priorities(report.page.project):
        own = sum(d.priority == p.id for d in rows)
        page = Report(report.page.project, p.page, PUBLISHED)
        assert re.search(rf"\b{own} deliverables?: ", text(page.deliverables().html)), p.id


@pytest.mark.sample
def test_the_table_of_states_adds_up_to_the_deliverables_and_to_the_activities(report: Report) -> None:
    table = BeautifulSoup(report.delivery_summary().html, "html.parser").select_one(".pcc-states")
    assert table
    rows = [[int("".join(re.findall(r"\d", td.get_text())) or 0) for td in row.select("td")] for row in table.select("tbody tr")]
    *states, totals = rows
    assert [sum(column) for column in zip(*states, strict=True)] == totals and len(states) == len(STATES)
    bars = table.select("progress")
    assert {str(bar["aria-hidden"]) for bar in bars} == {"true"} and len(bars) == sum(bool(n) for row in states for n in row)


# ── rows that are scanned ─────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
@pytest.mark.sample
def test_the_filters_count_the_rows_of_each_state_and_group(report: Report) -> None:
    groups = dict.fromkeys(map(group_of, activities(report.page.project)))
    blocks = [report.delivery_reported().html, *(report.delivery(group).html for group in groups)]
    rows = [row for html in blocks for row in BeautifulSoup(html, "html.parser").select("tr[data-marks]")]
    found = [str(row["data-marks"]).split() for row in rows]
    bar = BeautifulSoup(report.delivery_summary().html, "html.parser").select_one(".pcc-filters")
    counts = {str(b["data-show"]): int(b.data.get_text()) for b in bar.select("button") if b.data} if bar else {}
    assert counts.pop("") == len(found) == len(activities(report.page.project)) + len(report.page.folder.deliverables())
    assert counts == {mark: sum(f"plan-{mark}" in marks for marks in found) for mark in counts}
    states = [kind.replace(" ", "-") for kind in STATES]
    assert {"late", "slipped", "due", "done", "not-reported", "priority-1", "appendix-b"} <= set(counts)
    assert sum(counts.get(kind, 0) for kind in states) == len(found)


def test_a_row_is_the_activity_in_few_words_and_all_of_it_is_folded_under_it(tiny: Tiny) -> None:
    words = "Build a station, with a front desk for everybody and a yard behind it that is large enough"
    tiny.edit(PLAN, "Build a station,Boss", f'"{words}",Boss')
    tiny.edit(DELIVERABLES, "2024-01,January 2024", "2023-03,March 2023").edit(
        PLAN, "2023-09,September 2023", "2024-03,March 2024"
    )
    soup = BeautifulSoup(tiny.report("delivery-plan").delivery("priority-1").html, "html.parser")
    row = soup.select_one("tr[data-marks]")
    assert row and row.select_one("th details > summary#plan-station") and words in text(str(row.th))
    state = row.select_one('td[data-label="State"] details')
    assert state and state.summary and text(str(state.summary)) == "Late by one of two dates"
    assert "by the report's date; due March 2024 by the plan" in text(str(state))


def test_the_list_for_phones_has_what_the_chart_draws_on_both_sides_of_the_report(tiny: Tiny) -> None:
    later = "2023-09,September 2023,\nlater,A,priority-1,Be there,Go on,Boss,2024-10,October 2024,\n"
    tiny.edit(PLAN, "2023-09,September 2023,\n", later)
    soup = BeautifulSoup(tiny.report("delivery-plan").delivery("priority-1").drawn(), "html.parser")
    assert [text(str(each)) for each in soup.select(".pcc-dates .pcc-when")] == [
        "Due September 2023",
        "28 November 2023, this report",
        "Due October 2024",
    ]
    assert soup.select_one("details .pcc-chart + .pcc-dates")
