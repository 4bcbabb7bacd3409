"""Values of quarters, half-years and years: their blocks say so, and no word of a month, in texts, drawings and downloads."""

from __future__ import annotations

import html
import re
from itertools import pairwise
from urllib.parse import unquote

import pytest
from edge_books import Lab, quarters, wobble

from pcc_lib.core.calendars import Calendar
from pcc_lib.core.errors import ReportError
from pcc_lib.figures.judgement import judge

QUARTERS = quarters("2016-03", "2023-12")
HALVES = Calendar("month", "2023-10", 6, "2023-09").between("2014-03", "2023-09")
ENDED = Calendar("month", "2023-10", 12, "2023-03").between("2010-03", "2023-03")
YEARS = tuple(map(str, range(2010, 2024)))
FINANCIAL = tuple(f"{year}-{(year + 1) % 100:02d}" for year in range(2012, 2023))
LINES = (
    "[{id: t, kind: trend, measures: [m]}, {id: a, kind: trend, by: area, measures: [m]}, "
    "{id: b, kind: breakdown, by: area, measures: [m]}]"
)
# the kind of period, how a period is written, more of the descriptor, the periods, what a value is called in sentences and tables
KINDS = {
    "calendar quarters": (
        "quarter",
        lambda month: f"{month[:4]}-Q{int(month[5:]) // 3}",
        "",
        QUARTERS,
        ("in the quarter to December 2023", "October to December 2023", "the quarter to December 2022"),
    ),
    "quarters in months": (
        "month",
        str,
        "frequency: quarter\n",
        QUARTERS,
        ("in the quarter to December 2023", "October to December 2023", "the quarter to December 2022"),
    ),
    "quarters from November": (
        "month",
        str,
        "frequency: quarter\n",
        quarters("2016-01", "2024-01"),
        ("in the quarter to January 2024", "November 2023 to January 2024", "the quarter to January 2023"),
    ),
    "half-years": (
        "month",
        str,
        "frequency: half-year\n",
        HALVES,
        ("in the half-year to September 2023", "April to September 2023", "the half-year to September 2022"),
    ),
    "years in months": (
        "month",
        str,
        "frequency: year\n",
        ENDED,
        ("in the year ending March 2023", "year ending March 2023", "the year ending March 2022"),
    ),
    "years": ("year", str, "", YEARS, ("in 2023", "2023", "in 2022")),
    "financial years": (
        "year",
        str,
        "",
        FINANCIAL,
        ("in the year ending March 2023", "year ending March 2023", "the year ending March 2022"),
    ),
}
ALONE = ("what", "so_what")  # blocks that tell of this measure and no other
SHARED = (("scorecard", "priority-1"), ("cards",), ("sources",), ("definitions", "priority-1"))


def book(tiny, kind: str, **measure):
    period, write, extra, periods, _ = KINDS[kind]
    rows = [(write(p), area, v) for area, level in (("north", 100), ("south", 60)) for p, _, v in wobble(periods, area, level)]
    target = {"label": "Goal", "from": [{"month": "2020-01", "value": 300}, {"month": "2022-01", "value": 250}]}
    keys = {"breakdown": "area", "target": target, "good_direction": "decrease", "change": "change_on_year"} | measure
    return Lab(rows, write(periods[-1]), period, extra, charts=LINES).write(tiny, **keys)


def everything(markup: str) -> str:
    """All that a reader or a screen reader meets: text, attributes that are read out, downloads, and what charts write."""
    downloads = " ".join(unquote(link) for link in re.findall(r'href="data:text/csv[^"]*"', markup))
    read_out = " ".join(re.findall(r'(?:alt|aria-label|title|aria-description)="([^"]*)"', markup))
    specs = " ".join(re.findall(r"<script[^>]*json[^>]*>(.*?)</script>", markup, flags=re.DOTALL))
    drawn = " ".join(re.findall(r'"(?:title|text|description|label|labelExpr|t|w)":\s*("(?:[^"\\]|\\.)*")', specs))
    text = re.sub(r"<[^>]+>", " ", re.sub(r"<script.*?</script>", " ", markup, flags=re.DOTALL))
    return re.sub(r"\s+", " ", html.unescape(" ".join((text, read_out, downloads, drawn)))).replace("\u00a0", " ")


def of_lab(text: str) -> str:
    """Of a block that tells of all measures or sources, what is told of the lab."""
    return " ".join(re.findall(r"(?:Offences|Source lab).*?(?=Calls|Source (?!lab)|$)", text))


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_no_word_of_a_month_is_said_of_values_that_cover_several(tiny, kind):
    book(tiny, kind)
    assert tiny.said() == ""
    report, (during, named, before) = tiny.report(), KINDS[kind][-1]
    alone = " ".join(everything(getattr(report, name)("lab").drawn()) for name in ALONE)
    shared = " ".join(of_lab(everything(getattr(report, name)(*args).drawn())) for name, *args in SHARED)
    for said in (alone, shared):
        assert not re.findall(r".{60}\b[Mm]onth(?:s|ly)?\b.{40}", said)
    assert during in alone and named in alone and before in alone
    assert judge(tiny.figures().series("m")).points is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_period_is_never_named_by_its_last_month_alone(tiny, kind):
    """`December 2023` stands in `October to December 2023`, `the quarter to December 2023` and `year ending …`, never alone."""
    report = book(tiny, kind).report()
    text = " ".join(everything(getattr(report, name)("lab").drawn()) for name in ALONE)
    text = re.sub(r"Source: [^.]*? to \w+ 20\d\d|since \w+ 20\d\d", "", text)  # how far the data go; when a target came
    months = "January|February|March|April|May|June|July|August|September|October|November|December"
    alone = re.findall(rf".{{40}}(?<!to )(?<!ending )\b(?:{months}) 20\d\d(?! to ).{{20}}", text)
    assert not alone


@pytest.mark.parametrize(
    ("kind", "window", "said"),
    [
        ("quarters from November", "12 months", "in the year ending January 2024"),
        ("calendar quarters", "9 months", "in the three quarters to December 2023"),
        ("calendar quarters", "financial year", "in the three quarters to December 2023"),
        ("half-years", "12 months", "in the year ending September 2023"),
        ("half-years", "18 months", "in the three half-years to September 2023"),
    ],
)
def test_windows_of_several_values_are_counted_in_them(tiny, kind, window, said):
    text = everything(book(tiny, kind, window=window).report().so_what("lab").drawn())
    assert said in text and "month" not in text


@pytest.mark.parametrize("kind", ["calendar quarters", "half-years", "years in months"])
def test_a_year_is_compared_without_a_word_of_twelve_months(tiny, kind):
    text = everything(book(tiny, kind, change="change_12_months").report().what("lab").drawn())
    assert "% on the year before" in text and "twelve" not in text


@pytest.mark.parametrize(
    ("kind", "cells"),
    [
        ("calendar quarters", "2023-Q4,"),
        ("quarters in months", "2023-10 to 2023-12,"),
        ("years in months", "2022-04 to 2023-03,"),
        ("financial years", "2022-23,"),
    ],
)
def test_a_download_writes_a_period_so_that_nobody_takes_it_for_a_month(tiny, kind, cells):
    markup = book(tiny, kind).report().what("lab").drawn()
    downloads = [unquote(link) for link in re.findall(r'href="data:text/csv[^"]*"', markup)]
    assert downloads and any(re.search(rf"(?m)^{re.escape(cells)}", text) for text in downloads)


@pytest.mark.parametrize("kind", ["calendar quarters", "quarters from November", "half-years"])
def test_a_missing_value_and_a_blank_latest_one_are_told_of_their_period(tiny, kind):
    period, write, extra, periods, (during, *_) = KINDS[kind]
    rows = [(write(p), "north", "" if p in (periods[-1], periods[-4]) else v) for p, _, v in wobble(periods)]
    Lab(rows, write(periods[-1]), period, extra, charts=LINES.replace("by: area, ", "")).write(tiny)
    report = tiny.report()
    assert f"no value {during} [x]" in everything(report.so_what("lab").drawn())
    assert "No values for" in (what := everything(report.what("lab").drawn())) and "month" not in what


def test_a_quarter_is_held_against_the_target_that_it_began_under(tiny):
    target = {"label": "Goal", "from": [{"month": month, "value": value} for month, value in (("2023-10", 250), ("2023-11", 9))]}
    assert book(tiny, "calendar quarters", target=target).figure("m.target").value == 250


def test_a_quarter_that_began_before_its_first_target_has_none(tiny):
    target = {"label": "Goal", "from": [{"month": "2023-11", "value": 250}]}
    with pytest.raises(ReportError, match="no target in October to December 2023: the first is from November 2023"):
        book(tiny, "calendar quarters", target=target).figure("m.target")


@pytest.mark.parametrize(
    ("kind", "step", "ticks", "last"),
    [
        ("calendar quarters", 3, "' to '", "2023-Q4"),
        ("half-years", 6, "' to '", "2023-04 to 2023-09"),
        ("years in months", 12, "'year to '", "2022-04 to 2023-03"),
    ],
)
def test_points_of_several_months_stand_at_their_first_and_ticks_say_all(tiny, kind, step, ticks, last):
    report = book(tiny, kind).report()
    chart = report["m"].chart("trend")
    spec = chart.altair.to_dict()
    axis = next(layer["encoding"]["x"]["axis"] for layer in spec["layer"] if layer.get("encoding", {}).get("x", {}).get("axis"))
    places = sorted({row["m"] for rows in spec["datasets"].values() for row in rows if "m" in row and row.get("s") == "Offences"})
    assert {b - a for a, b in pairwise(places)} == {step}
    assert set(axis["values"]) <= set(places) and ticks in axis["labelExpr"]
    assert chart.data["period_or_group"].iloc[-1] == last
