"""Rows that are scanned: verdicts and changes in few words, tables with groups and marks, counts of rows, lines with a band."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from made import figure, measure
from places import PUBLISHED, SAMPLE

from pcc_lib.core.periods import Span
from pcc_lib.core.quarters import day_label
from pcc_lib.figures.figure import Figure
from pcc_lib.inputs.plan import priorities
from pcc_lib.inputs.project import Project
from pcc_lib.inputs.promises import STATES
from pcc_lib.pages.filters import Choice, filter_bar, marks_in
from pcc_lib.pages.signals import CHANGED, summary
from pcc_lib.reading_back.counts import count_in_page
from pcc_lib.reading_back.elements import below, classes, text_of, tree_of
from pcc_lib.reading_back.heard import Heard
from pcc_lib.report import Report
from pcc_lib.writing.html import words_of
from pcc_lib.writing.markup import Ink, plain, sparkline
from pcc_lib.writing.short_words import SHORT, change_in_short, entries, is_bad, is_good, short_state, short_verdict
from pcc_lib.writing.tables import Table, table_html
from pcc_lib.writing.verdicts import verdict_of_entry

WAIT = measure(title="Average wait", calculation="mean", unit="seconds", denominator="b")


# ── in few words ──────────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_entry_of_the_deck_has_few_words_and_nothing_else_has() -> None:
    assert set(SHORT) == {entry.words for entry in entries()}
    assert max(map(len, SHORT.values())) <= 22 and not any("range" in words for words in SHORT.values())


@pytest.mark.parametrize("behind", ["", " (better)", " (worse)", " (areas changed)", " (break in series)"])
def test_what_is_said_behind_a_verdict_stays(behind: str) -> None:
    for entry in entries():
        verdict = verdict_of_entry(entry._replace(words=entry.words + behind), "month")
        assert short_verdict(verdict) == SHORT[entry.words] + behind


def test_a_target_missed_in_the_latest_month_counts_as_missed_whatever_its_colour() -> None:
    missed = {entry.words for entry in entries() if is_bad(verdict_of_entry(entry, "target"))}
    met = {entry.words for entry in entries() if is_good(verdict_of_entry(entry, "target"))}
    assert missed == {words for words in SHORT if words.startswith("Target missed")} and len(missed) == 4
    assert met == {words for words in SHORT if words.startswith("Target met")} and len(met) == 4


def changed(text: str, period: str, before: str, statistic: str = "change_on_year", unit: str = "%") -> Figure:
    value = float("".join(c for c in text.replace("\u2212", "-") if c in "-.0123456789"))
    spans = {"period": Span.parse(period), "compared_with": Span.parse(before)}
    return figure(statistic, value=value, unit=unit, text=text, **spans)


@pytest.mark.parametrize(
    ("of", "change", "words"),
    [
        (measure(), changed("+17.7%", "2023-10", "2022-10"), "17.7% higher than in October 2022"),
        (WAIT, changed("\u221217 s", "2023-10", "2023-09", unit="seconds"), "17 s shorter than in September"),
        (measure(), changed("+3%", "2024-01", "2023-12"), "3% higher than in December"),
        (
            measure(),
            changed("\u22128.4%", "2022-10..2023-09", "2021-10..2022-09", "change_12_months"),
            "8.4% lower over twelve months",
        ),
        (measure(), changed("0.0%", "2022-10..2023-09", "2021-10..2022-09", "change_12_months"), "the same over twelve months"),
        (
            measure(window="12 months"),
            changed("+4.7 percentage points", "2022-10..2023-09", "2021-10..2022-09", unit="percentage points"),
            "4.7 points higher than a year before",
        ),
        (
            measure(),
            changed("+9.1%", "2022-10..2023-09", "2019-01..2019-12", "change_on_baseline"),
            "9.1% higher in the year ending September 2023 than in 2019",
        ),
    ],
)
def test_a_change_in_few_words_names_what_it_is_against(of, change: Figure, words: str) -> None:
    assert plain(change_in_short(change, of)) == words


def test_a_state_keeps_its_words_where_a_pill_has_room_for_them() -> None:
    assert short_state("late", "Late by one month") == "Late by one month"
    assert short_state("not reported", f"Not reported [x], was due {day_label('2023-09')}") == "Not reported [x]"
    long = "Late by seven months by the slide pack's date; due March 2024 by the plan"
    assert short_state("dates differ", long) == "Late by one of two dates"
    assert all(len(short_state(kind, "x" * 80)) < 80 for kind in STATES if kind in ("late", "dates differ", "done"))


# ── tables ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def table(**more: object) -> BeautifulSoup:
    rows = [["a", "1", "2"], ["b", "[x] nothing"], ["c", "5", "6"]]
    shown = Table("T", ("A", "B", "C"), rows, across=(1,), marks=["k k-x", "k", "k k-x k-y"], stack=True, **more)
    return BeautifulSoup(table_html(shown, Ink()), "html.parser")


def test_rows_stand_under_the_heads_of_their_groups() -> None:
    found = table(heads={0: "First", 2: "Second"})
    assert [[tr.th.get_text() for tr in body.select("tr")] for body in found.select("tbody")] == [
        ["First", "a", "b"],
        ["Second", "c"],
    ]
    head = found.select_one("tr.pcc-group > th")
    assert head and (head["scope"], head["colspan"]) == ("rowgroup", "3") and not head.parent.has_attr("data-marks")


def test_a_row_before_the_first_head_is_under_none() -> None:
    assert [bool(body.select(".pcc-group")) for body in table(heads={2: "Second"}).select("tbody")] == [False, True]


def test_the_last_cell_of_a_row_may_go_across_and_then_has_no_label() -> None:
    (cell,) = table().select("tbody tr")[1].select("td")
    assert cell["colspan"] == "2" and not cell.has_attr("data-label") and cell.get_text() == "[x] nothing"
    with pytest.raises(ValueError, match="T: 2 cells stand under 3 columns"):
        Table("T", ("A", "B", "C"), [["a", "b"]])
    with pytest.raises(ValueError, match="T: 1 rows have marks, of 2"):
        Table("T", ("A",), [["a"], ["b"]], marks=["k"])


# ── filters ───────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_filter_counts_rows_and_a_choice_that_finds_none_has_no_button() -> None:
    rows = [marks_in("k", each) for each in (("x",), (), ("x", "y"))]
    made = BeautifulSoup(filter_bar("k", [Choice("x", "Ex"), Choice("z", "Zed"), Choice("y", "Why")], rows), "html.parser")
    assert [" ".join(b.get_text().split()) for b in made.select("button")] == ["All 3", "Ex 2", "Why 1"]
    bar = made.select_one(".pcc-filters")
    assert bar and bar.has_attr("hidden") and bar["data-rows"] == "k" and made.select_one("[role=status]")
    assert [b["aria-pressed"] for b in made.select("button")] == ["true", "false", "false"]
    assert filter_bar("k", [Choice("z", "Zed")], rows) == ""


@pytest.mark.parametrize(("mark", "number"), [("k", 3), ("k-x", 2), ("k-y", 1), ("k-", 0), ("x", 0)])
def test_marked_rows_are_counted_in_the_whole_page(mark: str, number: int) -> None:
    page = tree_of(f"<article><p><data></data></p>{table(heads={0: 'First'})}</article>")
    assert count_in_page(next(below(page, "data")), f"marked {mark}", Heard()) == number


def test_heads_of_groups_are_no_rows() -> None:
    page = tree_of(f"<details><summary><data></data></summary>{table(heads={0: 'First', 1: 'Second'})}</details>")
    assert count_in_page(next(below(page, "data")), "rows", Heard()) == 3


# ── small lines ───────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_band_is_drawn_on_the_scale_of_its_line_and_parts_at_gaps() -> None:
    usual = [(0.0, 10.0), (0.0, 10.0), None, (2.0, 8.0), (2.0, 8.0)]
    made = BeautifulSoup(sparkline([5, 6, 7, 5, 5], "Line", (108, 30), usual=usual), "html.parser")
    bands = [[tuple(map(float, point.split(","))) for point in str(b["points"]).split()] for b in made.select("polygon")]
    assert bands[0] == [(4, 5), (29, 5), (29, 25), (4, 25)] and bands[1] == [(79, 9), (104, 9), (104, 21), (79, 21)]
    line = made.select_one("polyline")
    assert line and str(line["points"]).split()[0] == "4.0,15.0"


# ── signals ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture(scope="module")
def signals() -> Report:
    return Report(Project(SAMPLE), "signals", PUBLISHED)


@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize(
    ("moved", "said"),
    [
        (0, "about 1."),
        (1, "about 1. Of another 1 the latest month is not judged: it is on the move."),
        (2, "about 1. Of another 2 the latest month is not judged: they are on the move."),
    ],
)
def test_how_many_are_not_judged_is_said_of_none_of_one_and_of_several(moved: int, said: str) -> None:
    counted = {"signals_moved.value": moved}
    figures = SimpleNamespace(figure=lambda id: SimpleNamespace(value=counted.get(id, 1)))
    page = SimpleNamespace(figures=figures, sentence=lambda told: "".join(str(getattr(each, "value", each)) for each in told))
    assert "Of 1 measure judged by its usual range, 1 had" in words_of(str(summary(page)))
    assert words_of(str(summary(page))).strip().endswith(said)


def test_a_measure_on_the_move_is_one_row_and_all_that_is_seen_is_folded(signals: Report) -> None:
    rows = BeautifulSoup(signals.moved().html, "html.parser").select(".pcc-signals tbody tr")
    assert rows
    for row in rows:
        assert [str(td["data-label"]) for td in row.select("td")] == ["Latest", "Trend", "Verdict", "What is seen"]
        seen = row.select("td")[-1]
        folded = seen.details
        assert folded and folded.summary and folded.p
        assert folded.summary.get_text() == "In full" and len(folded.p.get_text()) > 80
        folded.extract()
        assert re.fullmatch(r"[^.]*(?:\.\d[^.]*)*\.", seen.get_text().strip())  # one sentence


@pytest.mark.slow
@pytest.mark.sample
@pytest.mark.parametrize("block", ["quiet", "tests"])
def test_the_rest_is_folded_by_priority_with_how_many_there_are(signals: Report, block: str) -> None:
    html = getattr(signals, block)().html
    soup, details = BeautifulSoup(html, "html.parser"), below(tree_of(html), "details")
    counts = [next(below(each, "data")) for each in details if any("pcc-scroll" in classes(child) for child in each)]
    folds = soup.select("details:has(> .pcc-scroll)")
    open_ones = soup.select(".pcc-scroll:not(details *)")
    assert [each["aria-label"] for each in open_ones] == ([CHANGED] if block == "tests" else [])
    assert len(folds) == len(priorities(signals.page.project)) == len(soup.select(".pcc-scroll")) - len(open_ones)
    for table in soup.select(".pcc-scroll") if block == "tests" else []:
        said = {pill.get_text().strip() for pill in table.select("td[data-label=Verdict] .pcc-verdict")}
        assert said and all(("No clear change" in each) is (table not in open_ones) for each in said)
    for fold, count, about in zip(folds, counts, priorities(signals.page.project), strict=True):
        assert fold.summary and fold.summary.get_text().startswith(f"Priority {about.number}: {about.title} (")
        assert count_in_page(count, "rows", Heard()) == int(text_of(count)) > 0
