"""The scorecard: the plan's key metrics in its own order, the further measures, and what its lines say."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup, Tag
from conftest import Tiny, measure
from places import PUBLISHED, SAMPLE

from pcc_lib.core.periods import Window
from pcc_lib.figures.counts import scorecard_figures
from pcc_lib.figures.reworking import rework
from pcc_lib.inputs.key_metrics import key_measures, key_metrics
from pcc_lib.inputs.plan import priorities
from pcc_lib.inputs.project import Project
from pcc_lib.pages import scorecard_lines, trends
from pcc_lib.report import Report
from pcc_lib.writing.html import words_of

METRICS = """\
source: Plan, page 4
metrics:
  - {id: rate, priority: priority-1, title: Rate of answers, measure: answered_rate}
  - {id: north, priority: priority-1, title: "Calls: north", measure: offered, part: north}
  - {id: trust, priority: priority-1, title: Trust, missing: Nobody asked.}
"""
FILE = "data/plan/key_metrics.yml"


@pytest.fixture(scope="module")
def report() -> Report:
    return Report(Project(SAMPLE), "scorecard", PUBLISHED)


@pytest.fixture
def listed(tiny: Tiny) -> Tiny:
    """The tiny project with key metrics, and one measure more that tells none."""
    tiny.write("data/measures/waits.yml", measure("Seconds waited", order=3, numerator="wait_s", unit="things"))
    return tiny.write(FILE, METRICS)


def text(html: str) -> str:
    return " ".join(words_of(html).split())


def rows(html: str, caption: str) -> list[Tag]:
    """The rows of the tables whose caption begins so."""
    tables = BeautifulSoup(html, "html.parser").select("table")
    return [row for t in tables if t.caption and t.caption.get_text().startswith(caption) for row in t.select("tr[data-marks]")]


def names(html: str, caption: str) -> list[str]:
    return [row.th.get_text(" ", strip=True) for row in rows(html, caption) if row.th]


# ── the list ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_key_metrics_stand_first_in_the_plans_order_then_the_further_measures(listed: Tiny) -> None:
    report = listed.report("scorecard")
    html = report.scorecard("priority-1").html
    assert names(html, "Key metrics of priority 1") == ["1. Rate of answers", "2. Calls: north", "3. Trust"]
    assert names(html, "Other values") == ["Calls answered: North", "Calls answered: South", "Calls", "Calls: South"]
    assert names(html, "Further measures of priority 1") == ["Seconds waited"]
    assert text(html).startswith("3 key metrics, 2 of them with data.") and "1 further measure, all with data." in text(html)
    said = text(report.scorecard_summary().html)
    assert said.startswith("The plan names 3 key metrics, 2 of them with data. 1 further measure follows, all with data.")
    assert "Plan, page 4." in said


def test_without_a_list_the_scorecard_has_every_measure_of_its_priorities(tiny: Tiny) -> None:
    html = tiny.report("scorecard").scorecard("priority-1").html
    assert names(html, "Measures of priority 1") == [
        "Calls",
        "Calls: North",
        "Calls: South",
        *(f"Calls answered{x}" for x in ("", ": North", ": South")),
    ]
    assert "ey metric" not in html + tiny.report("scorecard").scorecard_summary().html and tiny.said() == ""


def test_a_metric_that_another_priority_tells_is_shown_under_its_own_and_named_on_both(listed: Tiny) -> None:
    listed.edit(
        "data/plan/priorities.yml",
        "priorities:\n",
        "priorities:\n  - {id: priority-2, number: 2, title: More, short_title: More, description: More, page: priority-2}\n",
    )
    listed.edit(FILE, "id: rate, priority: priority-1", "id: rate, priority: priority-2")
    report = listed.report("scorecard")
    first, second = (report.scorecard(f"priority-{n}").html for n in (1, 2))
    assert names(second, "Key metrics of priority 2") == ["1. Rate of answers (see priority 1)"]
    assert names(first, "Key metrics of priority 1") == ["2. Calls: north", "3. Trust"]
    assert "Key metrics of another priority that are on the page of priority 1: 1. Rate of answers (priority 2)." in text(first)
    assert 'href="#metric-rate"' in first and 'id="metric-rate"' in second and "Calls answered" not in first


def test_one_measure_may_tell_a_metric_of_two_priorities(listed: Tiny) -> None:
    listed.edit(
        "data/plan/priorities.yml",
        "priorities:\n",
        "priorities:\n  - {id: priority-2, number: 2, title: More, short_title: More, description: More, page: priority-2}\n",
    )
    listed.edit(
        FILE, "metrics:\n", "metrics:\n  - {id: again, priority: priority-2, title: Rate of answers, measure: answered_rate}\n"
    )
    assert listed.said().count("key_metrics") == 0
    report = listed.report("scorecard")
    assert names(report.scorecard("priority-2").html, "Key metrics") == ["1. Rate of answers (see priority 1)"]
    assert "2. Rate of answers" in names(report.scorecard("priority-1").html, "Key metrics")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "measure: answered_rate",
            "measure: answered_rat",
            "rate, measure: there is no measure 'answered_rat'. Did you mean 'answered_rate'?",
        ),
        (
            "id: rate, priority: priority-1",
            "id: rate, priority: priority-9",
            "rate, priority: there is no priority 'priority-9'. Did you mean 'priority-1'?",
        ),
        ("part: north", "part: nort", "north, part: 'offered' has no part 'nort'. Did you mean 'north'?"),
        (
            "missing: Nobody asked.",
            "measure: answered_rate",
            "'answered_rate' stands twice under priority-1. A measure tells one metric of a priority.",
        ),
        ("title: Trust", "title: Rate of answers", "'Rate of answers' stands twice under priority-1. Name each metric once."),
        ("id: trust", "id: rate", "the id 'rate' stands twice."),
        (", missing: Nobody asked.", "", "measure: goes without missing, and one of them is needed."),
        (
            "missing: Nobody asked.",
            "missing: Nobody, measure: offered",
            "measure: goes without missing, and one of them is needed.",
        ),
        ("missing: Nobody asked.", "missing: Nobody, part: north", "part: is a part of no measure."),
        ("part: north", "statistic: value", "unknown key 'statistic'."),
    ],
)
def test_faults_of_the_list(listed: Tiny, old: str, new: str, words: str) -> None:
    assert listed.said() == ""
    said = listed.edit(FILE, old, new).said()
    assert FILE in said and words in said


def test_a_part_of_a_measure_that_nothing_supplies_and_one_off_the_scorecard(listed: Tiny) -> None:
    listed.write("data/measures/lost.yml", measure("Lost", order=4, source=None, numerator=None, missing="None."))
    listed.edit(FILE, "missing: Nobody asked.", "measure: lost, part: north")
    assert "trust, part: no source supplies 'lost', so it has no part 'north'. Take the part out" in listed.said()
    listed.edit(FILE, ", part: north}\n  - {id: trust", "}\n  - {id: trust").edit(FILE, "lost, part: north", "lost")
    listed.write(
        "data/measures/lost.yml", measure("Lost", order=4, source=None, numerator=None, missing="None.", in_scorecard=False)
    )
    assert "trust, measure: 'lost' is kept off the scorecard. Take in_scorecard out of data/measures/lost.yml" in listed.said()


def test_a_metric_without_data_is_one_quiet_line_with_its_reason(listed: Tiny) -> None:
    html = listed.report("scorecard").scorecard("priority-1").html
    row = rows(html, "Key metrics")[2]
    (cell,) = row.select("td")
    assert cell.get_text(" ", strip=True) == "[x] Nobody asked." and cell["colspan"] == "6" and not cell.has_attr("data-label")
    assert row["data-marks"] == "scorecard scorecard-priority-1 scorecard-absent"


def test_metrics_stand_in_one_table_under_the_headings_of_the_plan(listed: Tiny) -> None:
    more = "  - {id: calm, priority: priority-1, group: Calm, title: Calm, missing: Nobody asked.}\n"
    listed.write(FILE, METRICS + more + more.replace("calm", "peace").replace("title: Calm", "title: Peace"))
    html = listed.report("scorecard").scorecard("priority-1").html
    table = BeautifulSoup(html, "html.parser").select_one(".pcc-scorecard")
    assert table and [len(body.select("tr[data-marks]")) for body in table.select("tbody")] == [3, 2]
    heads = table.select("tr.pcc-group > th")
    assert [(th.get_text(), th["scope"], th["colspan"]) for th in heads] == [("Calm", "rowgroup", "7")]


def test_a_metric_whose_measure_has_no_whole_shows_its_parts(listed: Tiny) -> None:
    listed.measure("offered", breakdown="area", whole=False, change="none")
    listed.edit(FILE, "measure: offered, part: north", "measure: offered")
    html = listed.report("scorecard").scorecard("priority-1").html
    (cell,) = rows(html, "Key metrics")[1].select("td")
    assert text(str(cell)) == "40 North, 5 South (October 2023). Each part has a row of its own below."
    assert {"Calls: North", "Calls: South"} <= set(names(html, "Other values"))


# ── in few words, the rest one click away ─────────────────────────────────────────────────────────────────────────────
def test_a_row_says_the_verdict_in_short_and_what_it_rests_on_under_it(listed: Tiny) -> None:
    html = listed.report("scorecard").scorecard("priority-1").html
    row = next(r for r in rows(html, "Other values") if r.th and r.th.get_text() == "Calls")
    cells = {str(td["data-label"]): text(str(td)) for td in row.select("td")}
    assert list(cells) == ["Latest", "Change", "Trend", "This month", "This year", "Target"]
    folded = row.select_one('td[data-label="This month"] > details.pcc-why')
    assert folded and folded.summary and text(str(folded.summary)) == "Apart from its level"
    assert "on average since" in text(str(folded)) and "usual range" not in html.replace("usual range shaded", "")


def test_the_filters_count_the_rows_that_they_find(listed: Tiny) -> None:
    report = listed.report("scorecard")
    bar = BeautifulSoup(report.scorecard_summary().html, "html.parser").select_one(".pcc-filters")
    found = [str(row["data-marks"]).split() for row in marked(report.scorecard("priority-1").html)]
    assert bar and bar.has_attr("hidden") and len(found) == 8
    for button in bar.select("button"):
        data, mark = button.select_one("data"), str(button["data-show"])
        wanted = f"scorecard-{mark}" if mark else "scorecard"
        assert data and data["data-of"] == f"marked {wanted}"
        assert int(data.get_text()) == sum(wanted in marks for marks in found) > 0
    assert {str(button["data-show"]) for button in bar.select("button")} >= {"", "absent", "priority-1"}


def test_a_page_counts_the_rows_of_the_blocks_that_it_asks_for(listed: Tiny) -> None:
    def counted(*calls: str) -> list[str]:
        cells = [{"cell_type": "code", "source": f"report.{call}", "metadata": {}, "outputs": []} for call in calls]
        listed.write("notebooks/scorecard.ipynb", json.dumps({"cells": cells, "metadata": {}}))
        html = listed.report("scorecard").scorecard_summary().html
        return [data.get_text() for data in BeautifulSoup(html, "html.parser").select(".pcc-filters data")]

    assert counted("scorecard_summary()") == []
    assert counted("scorecard_summary()", 'scorecard("priority-1")')[0] == "8"


def marked(html: str) -> list[Tag]:
    return BeautifulSoup(html, "html.parser").select("tr[data-marks]")


# ── the sample ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
@pytest.mark.sample
def test_every_key_metric_has_one_row_and_every_measure_stands_once(report: Report) -> None:
    project, shown, further = report.page.project, [], 0
    for p in priorities(project):
        html = report.scorecard(p.id).html
        shown += names(html, "Key metrics of priority")
        titles = {m.title for m in scorecard_lines.scorecard_measures(report.page, p.id) if m.id not in key_measures(project)}
        told = {name.partition(": ")[0] for name in names(html, "Further measures of priority")}
        assert {t for t in titles if not any(t.startswith(name) for name in told)} == set()
        further += len(titles)
    assert [int(name.partition(".")[0]) for name in shown] == list(range(1, len(key_metrics(project)) + 1))
    counts = {f.id: f.value for f in scorecard_figures(report.page.folder)}
    assert counts["scorecard_key_metrics.value"] == len(shown) and counts["scorecard_further_measures.value"] == further


@pytest.mark.slow
@pytest.mark.sample
def test_metrics_with_data_are_those_whose_rows_have_a_value(report: Report) -> None:
    counts = {f.id: f.value for f in scorecard_figures(report.page.folder)}
    for p in priorities(report.page.project):
        found = rows(report.scorecard(p.id).html, "Key metrics of priority")
        known = [row for row in found if "scorecard-absent" not in str(row["data-marks"]).split()]
        assert counts[f"scorecard_{p.id.replace('-', '_')}_key_metrics_with_data.value"] == len(known)


@pytest.mark.slow
@pytest.mark.sample
def test_the_marks_of_a_row_are_what_its_verdicts_say(report: Report) -> None:
    for p in priorities(report.page.project):
        for row in marked(report.scorecard(p.id).html):
            marks, words = str(row["data-marks"]).split(), text(str(row))
            missed = any(w in words for w in ("(worse)", "Missed"))
            met = "(better)" in words or bool(re.search(r"\bMet\b", words))
            assert (("scorecard-bad" in marks), ("scorecard-good" in marks)) == (missed, met), words
            assert ("scorecard-absent" in marks) is ("[x]" in words), words


@pytest.mark.sample
def test_the_list_is_the_delivery_plans() -> None:
    """Counted in the plan, one for each thing that a slash or a split tells apart; three rates that it names twice count once."""
    found = key_metrics(Project(SAMPLE))
    assert [sum(m.priority == f"priority-{n}" for m in found) for n in (1, 2, 3, 4)] == [22, 15, 4, 15]
    assert [m.title for m in found if m.measure in ("vwi_crimes", "complaints_recorded")] == [
        "Crime volume: violence with injury",
        "Volume of complaints",
    ]
    assert {m.priority for m in found if m.measure in ("vwi_fat_rate", "residential_burglary", "victim_satisfaction")} == {
        "priority-1"
    }


@pytest.mark.sample
def test_every_count_can_be_reworked_and_the_parts_add_up(report: Report) -> None:
    found = scorecard_figures(report.page.folder)
    for figure in found:
        assert rework(report.page.project, figure.formula, figure.cells) == figure.value, figure.id
    counts = {f.measure: int(f.value) for f in found}
    of = [p.id.replace("-", "_") for p in priorities(report.page.project)]
    for name in ("key_metrics", "key_metrics_with_data", "further_measures", "further_with_data", "measures"):
        assert counts[f"scorecard_{name}"] == sum(counts[f"scorecard_{p}_{name}"] for p in of), name


@pytest.mark.sample
def test_no_page_claims_that_all_measures_are_the_plans(report: Report) -> None:
    page = (SAMPLE / "notebooks/scorecard.ipynb").read_text(encoding="utf-8")
    assert "Every measure of the delivery plan" not in page + report.scorecard_summary().html


# ── the lines ─────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("window", "runs_on"),
    [("month", False), ("12 months", False), ("since 2021-04", True), ("calendar year", True), ("financial year", True)],
)
def test_a_running_total_has_no_line(tiny: Tiny, window: str, runs_on: bool) -> None:
    assert Window.parse(window).runs_on is runs_on
    tiny.measure("offered", window=window, change="none")
    html = tiny.report("scorecard").scorecard("priority-1").html
    cells = [row.select_one('[data-label="Trend"]') for row in rows(html, "Measures") if row.th and row.th.get_text() == "Calls"]
    assert [bool(cell.select("svg")) for cell in cells if cell] == [not runs_on]
    assert ("ended " in str(cells[0])) is not runs_on
    wanted = {"since 2021-04": "none: counted from April 2021 on", "calendar year": "none: counted again from each January"}
    wanted["financial year"] = "none: counted again from each April"
    assert text(str(cells[0])) == wanted.get(window, text(str(cells[0])))


def words(report: Report, values: list[float]) -> str:
    """What is said of a line of these values, October 2023 the last."""
    series = report.page.figures.series("offered")
    assert series is not None
    periods = [str(p) for p in pd.period_range(end="2023-10", periods=len(values), freq="M")]
    return trends.trend_words(report.page, series, "", pd.Series(values, periods)).partition(": ")[2]


def test_a_highest_or_lowest_is_named_only_where_it_is_one_period_of_several(tiny: Tiny) -> None:
    report = tiny.report("scorecard")
    assert words(report, [3, 1, 4, 1, 5, 9]) == "ended higher; highest in October 2023"
    assert words(report, [3, 1, 4, 0, 5, 3]) == "ended as it began; highest in September 2023, lowest in August 2023"
    assert words(report, [9, 8, 7]) == "ended lower"
    assert words(report, [2] * 7) == "the same throughout"


def test_what_prints_alike_is_not_called_higher(tiny: Tiny) -> None:
    report = tiny.report("scorecard")
    assert words(report, [3.1, 1, 4, 5, 9, 3.4]).startswith("ended as it began")
    assert re.fullmatch("the same throughout", words(report, [3.1, 3.2, 3.3]))
