"""Edges of sources: values that come each quarter or year, parts that began or ended, and reporting months without a value."""

from __future__ import annotations

import pytest
from edge_books import Lab, months, quarters, told, wobble

from pcc_lib.core.errors import ReportError
from pcc_lib.core.periods import Span
from pcc_lib.figures.judgement import judge
from pcc_lib.figures.reworking import rework
from pcc_lib.figures.signal_counts import measures_judged

# ── values of quarters ────────────────────────────────────────────────────────────────────────────────────────────────
QUARTERS = quarters("2018-03", "2023-12")
WRITTEN = {
    "month": ("month", str, "frequency: quarter\n"),
    "calendar": ("quarter", lambda month: f"{month[:4]}-Q{int(month[5:]) // 3}", ""),
    "financial": (
        "quarter",
        lambda month: (
            f"{int(month[:4]) - (month[5:] == '03')}-{(int(month[:4]) + (month[5:] != '03')) % 100:02d}-Q"
            f"{(int(month[5:]) // 3 + 2) % 4 + 1}"
        ),
        "",
    ),
}


def quarterly(tiny, form: str, **measure):
    """North and south, each with a value a quarter, written in one of the forms."""
    period, write, extra = WRITTEN[form]
    rows = [(write(p), a, v) for area, level in (("north", 100), ("south", 50)) for p, a, v in wobble(QUARTERS, area, level)]
    return Lab(rows, write("2023-12"), period, extra).write(tiny, **{"breakdown": "area"} | measure)


@pytest.mark.parametrize(
    ("form", "cells", "year"),
    [
        ("month", "lab.csv#month=2023-10..2023-12;column=n", "lab.csv#month=2023-01..2023-12;column=n"),
        ("calendar", "lab.csv#quarter=2023-Q4;column=n", "lab.csv#quarter=2023-Q1..2023-Q4;column=n"),
        ("financial", "lab.csv#quarter=2023-24-Q3;column=n", "lab.csv#quarter=2022-23-Q4..2023-24-Q3;column=n"),
    ],
)
def test_a_value_a_quarter_is_told_of_its_quarter_in_each_form(tiny, form, cells, year):
    quarterly(tiny, form)
    by_hand = {p: v for p, _, v in wobble(QUARTERS, "north", 100)}, {p: v for p, _, v in wobble(QUARTERS, "south", 50)}
    whole = {p: sum(each[p] for each in by_hand) for p in QUARTERS}
    figures, project = tiny.figures(), tiny.project()
    found = figures.figure("m.value")
    assert (found.value, found.cells, found.period) == (whole["2023-12"], cells, Span("2023-10", "2023-12"))
    total = figures.figure("m.total_12_months")
    assert (total.value, total.cells) == (sum(whole[p] for p in QUARTERS[-4:]), year)
    assert rework(project, total.formula, total.cells) == total.value
    change = figures.figure("m.change_on_year_number")
    assert change.value == whole["2023-12"] - whole["2022-12"] == rework(project, change.formula, change.cells)
    so_far = figures.figure("m.financial_year_to_date")
    assert so_far.value == sum(whole[p] for p in QUARTERS[-3:]) == rework(project, so_far.formula, so_far.cells)
    assert figures.figure("m.value@2023-Q3").value == figures.figure("m.value@2023-24-Q2").value == whole["2023-09"]


@pytest.mark.parametrize("form", WRITTEN)
def test_a_book_speaks_of_quarters_and_asks_for_no_month_between(tiny, form):
    quarterly(tiny, form)
    assert tiny.said() == ""
    said = told(tiny)
    assert said["so_what"].endswith("150 in the quarter to December 2023, 13.6% higher than in the quarter to December 2022.")
    assert "No values for" not in said["what"] and "October to December 2023 150" in said["what"]
    assert "Area, January 2019 to December 2023" in said["what"]
    assert "January 2018 to December 2023, by quarter" in said["sources"]
    assert "one quarter: the values of its source are quarterly" in said["definitions"]
    assert "4 quarters 4 quarters" in said["completeness"]
    assert judge(tiny.figures().series("m")).reason == "its values are quarterly"
    assert measures_judged([tiny.figures().series("m")]) == 0


@pytest.mark.parametrize("form", WRITTEN)
def test_a_quarter_that_is_missing_is_a_gap(tiny, form):
    period, write, extra = WRITTEN[form]
    rows = [(write(p), a, v) for p, a, v in wobble(QUARTERS) if p != "2022-06"]
    Lab(rows, write("2023-12"), period, extra).write(tiny)
    gap = write("2022-06")
    assert (
        f"lab.csv: {gap} is missing. Bring it, or declare the gap in the descriptor: gaps: [{{first: {gap}, last: {gap}}}]"
        in (tiny.said())
    )
    tiny.edit("data/sources/lab.resource.yml", "producer:", f"gaps: [{{first: {gap}, last: {gap}}}]\nproducer:")
    assert tiny.said() == ""
    assert "No values for April to June 2022 [x]: a gap in the line, not zero." in told(tiny, (("what", "lab"),))["what"]
    assert tiny.figure("m.total_12_months@2023-Q1").text == "[x]"


def test_months_between_that_hold_nothing_are_no_rows(tiny):
    rows = [(m, "north", 7 if m in QUARTERS else "") for m in months("2022-01", "2023-12")]
    Lab(rows, "2023-12", extra="frequency: quarter\n").write(tiny)
    assert tiny.said() == "" and tiny.figures().series("m").periods == list(QUARTERS[-8:])


@pytest.mark.parametrize(
    ("said", "extra", "rows"),
    [
        (
            "lab.csv, row 9, column month: has a value in November 2023, and the quarterly values of the other rows end in "
            "March, June, September and December.",
            "frequency: quarter\n",
            [*wobble(QUARTERS[-8:-1]), ("2023-11", "north", 5), ("2023-12", "north", 5)],
        ),
        ("frequency: is of rows of months, and these are of years. Take it out.", "frequency: quarter\n", []),
        ("frequency: 'week' is not known", "frequency: week\n", []),
    ],
)
def test_what_does_not_keep_to_its_frequency_is_a_fault(tiny, said, extra, rows):
    if rows:
        assert said.replace("row 9", "row 9") in Lab(rows, "2023-12", extra=extra).write(tiny).said()
    else:
        assert said in Lab([("2022", "north", 1), ("2023", "north", 1)], "2023", "year", extra).write(tiny).said()


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"change": "change_on_month"}, "m.yml, change: the values of lab.csv are quarterly. Write change: change_on_year."),
        ({"window": "4 months"}, "so 4 months is no whole number of them. Take it out: each value covers 3 months."),
        ({"window": "since 2023-05"}, "so since 2023-05 is no whole number of them."),
        ({"window": "since 2023-04"}, ""),
        ({"window": "12 months"}, ""),
        ({"window": "financial year"}, ""),
    ],
)
def test_windows_and_changes_of_quarterly_values(tiny, keys, said):
    quarterly(tiny, "calendar", **keys)
    assert said in tiny.said() and bool(said) is bool(tiny.said())
    if not said:
        whole = [sum(v for p, _, v in (*wobble(QUARTERS, "n", 100), *wobble(QUARTERS, "s", 50)) if p == q) for q in QUARTERS]
        wanted = sum(whole[-4:] if keys["window"] == "12 months" else whole[-3:])
        figure = tiny.figure("m.value")
        assert figure.value == wanted == rework(tiny.project(), figure.formula, figure.cells)


@pytest.mark.parametrize(
    ("month", "said"),
    [
        ("2023-11", "the quarterly values of lab.csv end in March, June, September and December, and this is November 2023."),
        ("2023", "'2023' is not written like the periods of lab.csv. Write it like 2023-Q4."),
        ("2024-Q1", "2024-03 is after the date of writing (2024-02-01)."),
        ("2023-12", ""),
        ("2023-24-Q3", ""),
    ],
)
def test_the_reporting_month_of_a_source_of_quarters(tiny, month, said):
    quarterly(tiny, "calendar").edit("data/quarters/2023-24-Q3/quarter.yml", "'2023-Q4'", f"'{month}'")
    assert said in tiny.said() and bool(said) is bool(tiny.said())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("m.change_on_month", "the values of lab.csv are quarterly, and this is of months"),
        ("m.value@2023-11", "the quarterly values of lab.csv end in March, June, September and December"),
        ("m.value@2022", "'2022' is not a quarter of lab.csv"),
        ("m.value@2023-25-Q1", "'2023-25-Q1' is not a month"),
    ],
)
def test_what_cannot_be_told_of_a_source_of_quarters(tiny, name, said):
    with pytest.raises(ReportError) as error:
        quarterly(tiny, "calendar").figure(name)
    assert said in str(error.value)


@pytest.mark.parametrize("chart", [True, False])
def test_quarters_are_not_set_beside_months(tiny, chart):
    quarterly(tiny, "calendar")
    said = (
        "the values of lab.csv are quarterly, and months are set beside each other. Name two measures that have a value for each"
    )
    if chart:
        charts = "[{id: s, kind: scatter, measures: [m, offered]}]"
        tiny.write("data/topics/lab.yml", f"title: Lab\npriority: priority-1\norder: 2\ncharts: {charts}\n")
        assert f"data/topics/lab.yml, chart s: {said}" in tiny.said()
        assert "Each point is one month" not in told(tiny, (("what", "lab"),))["what"]
    else:
        keys = {"source": None, "numerator": None, "calculation": "correlation", "of": ["m", "offered"], "unit": "r"}
        tiny.measure("c", topic="lab", window="24 months", **keys)
        assert f"data/measures/c.yml, of: {said}" in tiny.said()
        assert tiny.figure("c.value").text == "[x]"


def test_a_value_a_year_in_a_month_is_of_the_year_that_ends_with_it(tiny):
    rows = [(f"{year}-03", "north", 10 * (year - 2009)) for year in range(2015, 2024)]
    Lab(rows, "2023-03", extra="frequency: year\n").write(tiny)
    assert tiny.said() == ""
    so_what = told(tiny, (("so_what", "lab"),))["so_what"]
    assert so_what.endswith("140 in the year ending March 2023, 7.7% higher than in the year ending March 2022.")
    assert judge(tiny.figures().series("m")).reason == "its values are yearly"


def test_a_value_each_half_year(tiny):
    rows = [(month, "north", 10) for year in range(2019, 2024) for month in (f"{year}-03", f"{year}-09")]
    Lab(rows, "2023-09", extra="frequency: half-year\n").write(tiny)
    assert tiny.said() == "" and tiny.figure("m.total_12_months").value == 20
    assert "in the half-year to September 2023" in told(tiny, (("so_what", "lab"),))["so_what"]


def test_yearly_lines_are_drawn_from_their_first_year(tiny):
    rows = [(str(year), "north", year) for year in range(2010, 2024)]
    Lab(rows, "2023", "year").write(tiny, change="change_on_year")
    assert tiny.said() == ""
    assert "2010 to 2023" in told(tiny, (("what", "lab"),))["what"]


# ── parts that began or ended ─────────────────────────────────────────────────────────────────────────────────────────
MONTHS = months("2018-01", "2023-12")
OLD, NEW = months("2018-01", "2020-03"), months("2020-04", "2023-12")
MERGED = [*wobble(OLD, "north", 60), *wobble(OLD, "east", 40), *wobble(NEW, "unitary", 100), *wobble(MONTHS, "south", 50)]
LIVES = """lifetimes:
  - {area: north, last: 2020-03, reason: Merged into the unitary.}
  - {area: east, last: 2020-03, reason: Merged into the unitary.}
  - {area: unitary, first: 2020-04, reason: Of north and east.}
"""
LINES = (
    "[{id: t, kind: trend, measures: [m]}, {id: a, kind: trend, by: area, measures: [m]}, "
    "{id: b, kind: breakdown, by: area, measures: [m]}]"
)


def merged(tiny, extra: str = LIVES, **measure):
    return Lab(MERGED, "2023-12", extra=extra, charts=LINES).write(tiny, **{"breakdown": "area"} | measure)


def test_a_part_without_rows_is_a_fault_that_says_gap_or_lifetime(tiny):
    said = merged(tiny, "").said()
    assert (
        "lab.csv: 2020-04 to 2023-12, north are missing. Bring them, or declare the gap in the descriptor: gaps: [{area: north, "
        "first: 2020-04, last: 2023-12}]; where north was not there, its lifetime: lifetimes: [{area: north, last: 2020-03, "
        "reason: …}]"
    ) in said
    assert "lab.csv: 2018-01 to 2020-03, unitary are missing." in said and "first: 2020-04, reason: …}]" in said


def test_totals_are_of_the_parts_that_there_were(tiny):
    merged(tiny)
    assert tiny.said() == ""
    figures, project = tiny.figures(), tiny.project()
    whole = {m: sum(v for p, _, v in MERGED if p == m) for m in MONTHS}
    for name, wanted in (
        ("m.value@2020-03", whole["2020-03"]),
        ("m.value@2020-04", whole["2020-04"]),
        ("m.total_12_months@2020-09", sum(whole[m] for m in months("2019-10", "2020-09"))),
        ("m.change_on_year_number@2020-06", whole["2020-06"] - whole["2019-06"]),
    ):
        figure = figures.figure(name)
        assert figure.value == wanted == rework(project, figure.formula, figure.cells), name
    assert figures.figure("m.value.north@2020-03").known and not figures.figure("m.value.north").known
    assert not figures.figure("m.value.unitary@2020-03").known
    assert list(figures.series("m").values()) == [whole[m] for m in MONTHS]


def test_a_part_that_has_ended_is_in_no_list_of_the_latest(tiny):
    merged(tiny)
    said = told(tiny)
    assert "There are more offences in Unitary ( 102 ) than in South ( 56 )" in said["what"] and "North: [x]" not in said["what"]
    assert "Offences: North" not in said["scorecard"] and "Offences: Unitary" in said["scorecard"]
    assert "No value" not in said["what"]
    assert said["what"].count("Areas changed: North until March 2020 (Merged into the unitary); East until March 2020") == 2
    assert "Not there throughout North until March 2020 (Merged into the unitary)" in said["sources"]
    assert tiny.figures().series("m").parts == ("unitary", "south")


def test_the_reason_of_a_lifetime_is_text_and_never_markup(tiny):
    report = merged(tiny, LIVES.replace("Of north and east.", "'<b onmouseover=x>{{ 1 }}</b>'")).report()
    for block in (report.what("lab"), report.sources()):
        markup = block.drawn()
        assert "&lt;b onmouseover=x&gt;" in markup and "<b onmouseover" not in markup


def test_the_month_in_which_areas_change_is_marked(tiny):
    from pcc_lib.pages.pictures import dated_marks

    page, span = merged(tiny).report().page, Span("2019-01", "2023-12")
    series = page.figures.series("m")
    marks = dated_marks(page, page.topic("lab"), [page.figures.measure("m")], span, [series])
    assert [(b.month, b.label) for b in marks.breaks] == [("2020-04", "Areas changed")]
    assert dated_marks(page, page.topic("lab"), [page.figures.measure("m")], span, []).breaks == []


def test_a_policy_for_small_numbers_holds_the_parts_that_there_were(tiny):
    merged(tiny, disclosure="rounding")
    tiny.write("data/sources/lab.key", "0" * 64)
    series = tiny.figures().series("m")
    assert series.monthly("numerator").notna().all()
    assert series.monthly("numerator")["2020-03"] % 5 == 0 and not series.hidden["numerator"].to_numpy().any()


def test_residents_are_those_of_the_parts_that_there_were(tiny):
    people = "year,area,people,kind,status\n" + "".join(
        f"{y},{a},{n},published,\n"
        for y in range(2018, 2024)
        for a, n in (("south", 1000), *((("north", 2000), ("east", 500)) if y < 2020 else (("unitary", 2600),)))
    )
    merged(tiny, calculation="rate_per_1000", population="folk.people", unit="offences per 1,000 residents", window="month")
    from conftest import descriptor

    tiny.write("data/sources/folk.csv", people)
    tiny.write("data/sources/folk.resource.yml", descriptor("folk", "year", "area", "south, north, east, unitary", "people"))
    tiny.edit("data/datapackage.yml", "  - sources/lab", "  - sources/folk.resource.yml\n  - sources/lab")
    tiny.edit("data/quarters/2023-24-Q3/quarter.yml", "lab: ", "folk: '2023', lab: ")
    figures, project = tiny.figures(), tiny.project()
    for period, people_there in (("2019-06", 3500), ("2023-06", 3600)):
        figure = figures.figure(f"m.value@{period}")
        count = sum(v for p, _, v in MERGED if p == period)
        assert figure.value == pytest.approx(1000 * count / people_there)
        assert rework(project, figure.formula, figure.cells) == pytest.approx(figure.value)


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        ("lifetimes: [{area: north, reason: x}]\n", "lifetimes: 'north' is not a lifetime. Write {area: north, last: 2019-03"),
        ("lifetimes: [{area: north, last: 2020-03}]\n", "lifetimes: 'north' is not a lifetime."),
        ("lifetimes: [{area: north, last: March, reason: x}]\n", "lifetimes: 'north' is not a lifetime."),
        ("lifetimes: [{area: north, first: 2020-04, last: 2020-03, reason: x}]\n", "lifetimes: 'north' is not a lifetime."),
        ("lifetimes: [{team: north, last: 2020-03, reason: x}]\n", "lifetimes: '' is not a lifetime."),
        (LIVES + "  - {area: north, first: 2018-01, reason: x}\n", "lifetimes: 'north' stands twice."),
        (LIVES.replace("area: east", "area: west"), "lab.resource.yml, lifetimes: no row has the area 'west'."),
        (
            LIVES.replace("last: 2020-03", "last: 2020-02", 1),
            "lab.csv, row 28: 2020-03, and the lifetime of north ends in 2020-02.",
        ),
        (LIVES.replace("first: 2020-04", "first: 2020-05", 1), "2020-04, and the lifetime of unitary begins in 2020-05."),
    ],
)
def test_lifetimes_that_do_not_fit(tiny, extra, said):
    assert said in merged(tiny, extra).said()


# ── a reporting month without a value ─────────────────────────────────────────────────────────────────────────────────
LAST = "2023-12"
FULL = [r for area, level in (("north", 100), ("south", 50)) for r in wobble(months("2020-12", LAST), area, level)]
FULL = [(m, a, 300 if m == "2023-11" else v) for m, a, v in FULL]  # an older month that must give no verdict on the latest
BLANK = [(m, a, "" if m == LAST else v) for m, a, v in FULL]
ABSENT = [row for row in FULL if row[0] != LAST]
BLANK_SOUTH = [(m, a, "" if (m, a) == (LAST, "south") else v) for m, a, v in FULL]
ABSENT_SOUTH = [row for row in FULL if row[:2] != (LAST, "south")]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "extra", "fault", "north"),
    [
        (BLANK, "", "", None),
        (ABSENT, "", "lab.csv: ends in 2023-11, and data/quarters/2023-24-Q3/quarter.yml wants 2023-12.", None),
        (ABSENT, "gaps: [{first: 2023-12, last: 2023-12}]\n", "", None),
        (BLANK_SOUTH, "", "", "common cause"),
        (ABSENT_SOUTH, "", "lab.csv: 2023-12, south is missing. Bring it, or declare the gap", "common cause"),
        (ABSENT_SOUTH, "gaps: [{area: south, first: 2023-12, last: 2023-12}]\n", "", "common cause"),
    ],
    ids=["blank", "absent", "declared", "blank in one", "absent in one", "declared in one"],
)
def test_a_reporting_month_without_a_value_gives_no_verdict(tiny, rows, extra, fault, north):
    Lab(rows, LAST, extra=extra).write(tiny, breakdown="area")
    assert fault in tiny.said() and bool(fault) is bool(tiny.said())
    series = tiny.figures().series("m")
    for part, known in (("", None), ("south", None), ("north", north)):
        found = judge(series, part)
        assert found.variation == known and found.is_signal is False
        wanted = "36 months to December 2023" if known else "35 months to November 2023"
        assert f"Usual range worked out from the {wanted}." in found.note
    assert measures_judged([series]) == 0
    said = told(tiny)
    assert said["so_what"].endswith("Offences: no value in December 2023 [x].")
    assert "Offences" not in said["signals"] + said["quiet"] + said["largest_changes"] + said["tests"]


def test_a_published_value_that_did_not_come_is_told_as_missing_and_is_no_fault(tiny):
    rows = [row for row in ABSENT if row[1] == "north"]
    Lab(rows, LAST, kind="published").write(tiny, calculation="published")
    assert tiny.said() == ""
    assert told(tiny, (("so_what", "lab"),))["so_what"].endswith("Offences: no value in December 2023 [x].")
    assert judge(tiny.figures().series("m")).variation is None


def test_a_count_from_a_published_source_that_did_not_come_is_never_judged_by_an_older_month(tiny):
    rows = [row for row in ABSENT if row[1] == "north"]
    Lab(rows, LAST, kind="published").write(tiny)
    assert tiny.said() == "" and judge(tiny.figures().series("m")).variation is None
    assert measures_judged([tiny.figures().series("m")]) == 0
