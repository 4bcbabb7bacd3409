"""The title of every kind of chart, in every shape of data that it may be given: a sentence that says what the chart shows.

Each row of the table is data, a chart, and the title as a reader would say it. Below it stands what holds for all of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import made
import pytest
from conftest import Tiny
from places import PUBLISHED
from squares import lying
from test_awkward_shapes import MONTHS, Case, Rows, wobble

from pcc_lib.inputs.measures import topic_ids
from pcc_lib.inputs.project import Project
from pcc_lib.pages.chart_kinds import KINDS
from pcc_lib.pages.pictures import Picture
from pcc_lib.report import Report
from pcc_lib.writing import messages
from pcc_lib.writing import verdict_words as deck
from pcc_lib.writing.markup import plain
from pcc_lib.writing.subjects import Subject, is_several
from pcc_lib.writing.wording import Sentence

SHARE = {"title": "Offences solved", "calculation": "percentage", "numerator": "n", "denominator": "d", "unit": "%"}
TIME = {"title": "Average wait", "calculation": "mean", "numerator": "n", "denominator": "d", "unit": "seconds"}
BY = {"breakdown": "area"}
RATE = {
    "title": "Offences per 1,000 residents",
    "calculation": "rate_per_1000",
    "population": "people.people",
    "unit": "offences per 1,000 residents",
    **BY,
}
AREAS = tuple(f"area-{letter}" for letter in "abcdefghijklmnop")


@dataclass(frozen=True)
class Shape:
    """Values of areas, newest last; what is measured; the chart; its title. `others`: more measures of the same source."""

    values: Mapping[str, list[float | None]]
    chart: Mapping[str, object]
    title: str
    measure: Mapping[str, object] = field(default_factory=dict)
    others: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    called: Mapping[str, str] = field(default_factory=dict)  # what sentences call parts
    topic: str = ""  # what sentences call all measures of the topic
    remainder: str = ""
    breakdown: str = "area"
    survey: bool = False

    def rows(self) -> Rows:
        long = max(map(len, self.values.values()))
        months, found = MONTHS[-long:], {}
        for area, values in self.values.items():
            for month, value in zip(months, values, strict=True):
                found[month, area] = (value, None if value is None else 400)
        return found

    def write(self, root: Path) -> Report:
        """The project of these values, opened."""
        case = Case(self.rows(), ("n", "d"), dict(self.measure), ({"id": "c", **self.chart},), survey=self.survey)
        case.write(root)
        if self.remainder or self.breakdown != "area":
            path = root / "data/sources/lab.resource.yml"
            text = path.read_text(encoding="utf-8").replace('"area"', f'"{self.breakdown}"')
            rest = f"remainder: {self.remainder}\n" if self.remainder else ""
            path.write_text(text + rest, encoding="utf-8")
            table = root / "data/sources/lab.csv"
            table.write_text(table.read_text(encoding="utf-8").replace(",area,", f",{self.breakdown},", 1), encoding="utf-8")
        if self.chart["kind"] == "map":
            lying(root, (area.replace("-", " ").capitalize() for area in self.values))
            path = root / "data/sources/lab.resource.yml"
            path.write_text(path.read_text(encoding="utf-8") + "boundaries: lab\n", encoding="utf-8")
        if self.labels:
            body = root / "data/body.yml"
            body.write_text(f"{body.read_text(encoding='utf-8')}labels: {json.dumps(self.labels)}\n", encoding="utf-8")
        if self.called:
            body = root / "data/body.yml"
            body.write_text(f"{body.read_text(encoding='utf-8')}in_sentences: {json.dumps(self.called)}\n", encoding="utf-8")
        if self.topic:
            topic = root / "data/topics/crime.yml"
            topic.write_text(f"{topic.read_text(encoding='utf-8')}subject: {self.topic}\n", encoding="utf-8")
        first = (root / "data/measures/m.yml").read_text(encoding="utf-8")
        for id, keys in self.others.items():
            more = "".join(f"{key}: {json.dumps(value)}\n" for key, value in keys.items() if value is not None)
            kept = "".join(row for row in first.splitlines(True) if row.partition(":")[0] not in keys)
            (root / f"data/measures/{id}.yml").write_text(kept + more, encoding="utf-8")
        return Report(Project(root), "safer")

    def picture(self, root: Path) -> Picture:
        page = self.write(root).page
        topic = page.topic("crime")
        (chart,) = topic.charts
        kind = KINDS[chart.kind]
        assert kind.drawable(page, chart) and not kind.withheld(page, chart)
        return kind.picture(page, topic, chart)


LONGEST, MEAN = 17, 11  # words of a title: of the longest, on average
TREND, LINES = {"kind": "trend"}, {"kind": "trend", "by": "area"}
PARTS, CHANGES = {"kind": "breakdown", "by": "area"}, {"kind": "change", "by": "area"}
WAVES = wobble(100)


def one(values: list[float | None], said: str, **measure: object) -> Shape:
    return Shape({"north": values}, TREND, said, measure)


def latest(chart: Mapping[str, object], title: str, measure: Mapping[str, object] = BY, **now: float | None) -> Shape:
    """Areas that are alike until the latest month."""
    held: dict[str, list[float | None]] = {area: [*WAVES[:-1], value] for area, value in now.items()}
    return Shape(held, chart, title, {**BY, **measure})


def moved(north: float, south: float, said: str, **measure: object) -> Shape:
    """Two areas whose last year is so many times the year before."""
    held: dict[str, list[float | None]] = {
        area: [*WAVES[:24], *(round(value * by) for value in WAVES[24:])] for area, by in (("north", north), ("south", south))
    }
    return Shape(held, LINES, said, {**BY, **measure})


TARGET = {"target": {"value": 111, "label": "At most"}}
SHAPES = {
    # one line
    "as usual": one(WAVES, "Offences show no clear change in 2023"),
    "as usual, of a percentage": one(WAVES, "The share of offences solved shows no clear change over the year", **SHARE),
    "as usual, of a time": one([v * 400 for v in WAVES], "The average wait was as usual in December 2023", **TIME),
    "a subject of its own": one(WAVES, "Emergency calls show no clear change in 2023", subject="Emergency calls"),
    "a subject that begins with a number": one(
        WAVES[-2:], "999 calls received: 106 in December 2023", title="999 calls received"
    ),
    "above its range": one([*WAVES[:-1], 300], "Offences were above their usual range in December 2023"),
    "below its range, of a time": one(
        [*(v * 400 for v in WAVES[:-1]), 400], "The average wait was below its usual range in December 2023", **TIME
    ),
    "a level that moved": one([*wobble(100, 18), *wobble(200, 18)], "Offences have been higher since July 2022"),
    "a level that moved, of a percentage": one(
        [*wobble(200, 18), *wobble(100, 18)], "The share of offences solved has been lower since July 2022", **SHARE
    ),
    "a level that moved, of a time": one(
        [*(v * 400 for v in (*wobble(100, 18), *wobble(200, 18)))], "The average wait has been longer since July 2022", **TIME
    ),
    "a slope": one([100 + 6 * i + (i % 3) for i in range(36)], "Offences have been rising since at least January 2021"),
    "a year that rose": one([*wobble(100, 24, 30), *wobble(118, 12, 30)], "Offences have been higher since February 2023"),
    "a target met every month": one(WAVES, "Offences met their target every month", **TARGET),
    "a target missed this month": one(
        [*WAVES[:-1], 112],
        "Offences missed their target in December 2023, but not every month",
        target={"value": 110, "label": "At most"},
    ),
    "above its range and past its target": one(
        [*WAVES[:-1], 300], "Offences were above their usual range in December 2023, and missed their target", **TARGET
    ),
    "flat": one([7.0] * 36, "Offences were the same every month"),
    "nought": one([0.0] * 36, "Offences were the same every month"),
    "few months": one(WAVES[:14], "Offences were as usual in December 2023"),
    "two months": one(WAVES[:2], "There were 101 offences in December 2023"),
    "two months, of a percentage": one(WAVES[:2], "The share of offences solved was 25.3% in December 2023", **SHARE),
    "two months, the last of nought": one([3, 0], "Offences: 0 in December 2023", change="none"),
    "two months, told by their value": one([3, 5], "There were 5 offences in December 2023", change="none"),
    "two months of one thing": one([3, 5], "All recorded crime: 5 in December 2023", change="none", title="All recorded crime"),
    "a gap at the end": one([*WAVES[:-1], None], "Offences: [x] in December 2023"),
    "a running total": one(WAVES, "There were 917 offences from April to December 2023", window="since 2023-04", change="none"),
    "a rolling year": one(WAVES, "The share of offences solved shows no clear change over the year", window="12 months", **SHARE),
    # several lines
    "both fall": moved(0.6, 0.6, "Offences fell in both areas over the year"),
    "one falls": moved(0.6, 1, "Offences fell by 39.7% in North over the year; no clear change in South"),
    "opposite ways": moved(0.6, 1.6, "Offences rose by 60.5% in South over the year but fell by 39.7% in North"),
    "neither moves": moved(1, 1, "Offences show no clear change over the year in either area"),
    "three lines, one falls": Shape(
        {a: [*WAVES[:24], *(round(v * by) for v in WAVES[24:])] for a, by in (("north", 0.6), ("south", 1), ("east", 1))},
        LINES,
        "Offences fell in North over the year; no clear change in the other areas",
        BY,
    ),
    "many lines": Shape(
        {area: [v + i for v in WAVES] for i, area in enumerate(AREAS)},
        LINES,
        "Offences range from 106 in Area a to 121 in Area p",
        BY,
    ),
    "lines of times": latest(
        LINES, "The average wait is longer in North (23 s) than in South (10 s)", TIME, north=9000, south=4000
    ),
    "lines of which one has a value now": latest(
        LINES, "The average wait: 23 s in North, the only area with data in December 2023", TIME, north=9000, south=None
    ),
    "lines without a value now": latest(
        LINES, "The average wait: the latest values are for November 2023", TIME, north=None, south=None
    ),
    # bars of parts
    "two parts": latest(PARTS, "There are more offences in North (60) than in South (18)", north=60, south=18),
    "two parts, of one thing": latest(
        PARTS,
        "All recorded crime is higher in North (60) than in South (18)",
        {"title": "All recorded crime"},
        north=60,
        south=18,
    ),
    "two parts, of a percentage": latest(
        PARTS, "The share of offences solved is higher in North (15.0%) than in South (4.5%)", SHARE, north=60, south=18
    ),
    "two parts, of a time": latest(
        PARTS, "The average wait is longer in North (23 s) than in South (10 s)", TIME, north=9000, south=4000
    ),
    "two parts alike": latest(PARTS, "Offences are the same in both areas: 60", north=60, south=60),
    "three parts": latest(PARTS, "Offences range from 18 in South to 60 in North", north=60, south=18, east=40),
    "three parts, of a time": latest(
        PARTS, "The average wait ranges from 10 s in South to 23 s in North", TIME, north=9000, south=4000, east=7000
    ),
    "three parts alike": latest(PARTS, "Offences are the same in all areas: 60", north=60, south=60, east=60),
    "ties at an end": latest(PARTS, "Offences range from 18 in South and East to 60 in North", north=60, south=18, east=18),
    "nought at an end": latest(PARTS, "Offences range from 0 in South to 60 in North", north=60, south=0, east=18),
    "a part without a value": latest(
        PARTS, "Of the areas with data, there are more offences in North (60) than in East (18)", north=60, south=None, east=18
    ),
    "one part with a value": latest(PARTS, "Offences: 60 in North, the only area with data", north=60, south=None, east=None),
    "a part that is named as the rest": replace(
        latest(
            PARTS, "Among single areas, there are more offences in North (60) than in South (18)", north=60, south=18, other=162
        ),
        labels={"other": "Other areas"},
    ),
    "a part that is declared as the rest": replace(
        latest(
            PARTS,
            "Among single areas, there are more offences in North (60) than in South (18)",
            north=60,
            south=18,
            elsewhere=162,
        ),
        remainder="elsewhere",
    ),
    "a rest beside a part without a value": replace(
        latest(
            PARTS,
            "Of the single areas with data, there are more offences in North (60) than in East (18)",
            north=60,
            south=None,
            east=18,
            other=162,
        ),
        labels={"other": "Rest of the county"},
    ),
    "parts that are no places": replace(
        latest(
            {"kind": "breakdown", "by": "question"},
            "There are more offences for North (60) than for South (18)",
            {"breakdown": "question"},
            north=60,
            south=18,
        ),
        breakdown="question",
    ),
    "many parts that are no places": replace(
        latest(
            {"kind": "breakdown", "by": "question"},
            "Offences range from 18 (South) to 60 (North)",
            {"breakdown": "question"},
            north=60,
            south=18,
            east=30,
        ),
        breakdown="question",
    ),
    "parts that sentences call otherwise": replace(
        latest(PARTS, "There are more offences in the North (60) than in rural areas (18)", north=60, south=18),
        labels={"north": "North", "south": "South"},
        called={"north": "the North", "south": "rural areas"},
    ),
    "lines that sentences call otherwise": replace(
        moved(0.6, 1.6, "Offences rose by 60.5% in rural areas over the year but fell by 39.7% in the North"),
        labels={"north": "North", "south": "South"},
        called={"north": "the North", "south": "rural areas"},
    ),
    # bars of changes
    "two changes": latest(
        CHANGES, "Offences were 82.0% lower in South and 40.0% in North than in December 2022", north=60, south=18
    ),
    "two changes, one of nought": latest(
        CHANGES,
        "Offences were 40.0% lower in North and the same (0.0%) in South, against December 2022",
        north=60,
        south=WAVES[-13],
    ),
    "three changes": latest(
        CHANGES, "Offences ranged from 82.0% lower in South to 100.0% higher in East", north=60, south=18, east=200
    ),
    "changes that end with nought": latest(
        CHANGES,
        "Offences ranged from 82.0% lower in South to unchanged (0.0%) in East",
        north=60,
        south=18,
        east=WAVES[-13],
    ),
    "changes alike": latest(CHANGES, "Offences were 40.0% lower in all areas than in December 2022", north=60, south=60, east=60),
    "one change": latest(
        CHANGES,
        "In North, the only area that can be compared, offences were 40.0% lower than in December 2022",
        north=60,
        south=None,
        east=None,
    ),
    "changes with a rest": replace(
        latest(
            CHANGES,
            "Among single areas, offences were 82.0% lower in South and 40.0% in North than in December 2022",
            north=60,
            south=18,
            other=900,
        ),
        labels={"other": "All others"},
    ),
    # bars of measures
    "one measure": Shape({"north": WAVES}, {"kind": "bars"}, "Offences: 106"),
    "two measures": Shape(
        {"north": WAVES},
        {"kind": "bars", "measures": ["m", "o"]},
        "There are more answers (400) than offences (106)",
        {},
        {"o": {"title": "Answers", "numerator": "d"}},
    ),
    "two measures whose names part late": Shape(
        {"north": WAVES},
        {"kind": "bars", "measures": ["m", "o"]},
        "There are more offences in private places (400) than in public places (106)",
        {"title": "Offences in public places"},
        {"o": {"title": "Offences in private places", "numerator": "d"}},
    ),
    "three measures of a topic with a subject": replace(
        Shape(
            {"north": WAVES},
            {"kind": "bars", "measures": ["m", "o", "p"]},
            "Scores in the survey range from 106 (offences) to 400 (answers)",
            {},
            {"o": {"title": "Answers", "numerator": "d"}, "p": {"title": "Twice the offences", "multiply_by": 2}},
        ),
        topic="Scores in the survey",
    ),
    "two measures alike": Shape(
        {"north": WAVES},
        {"kind": "bars", "measures": ["m", "o"]},
        "Offences and theft offences are the same: 106",
        {},
        {"o": {"title": "Theft offences"}},
    ),
    "three measures": Shape(
        {"north": WAVES},
        {"kind": "bars", "measures": ["m", "o", "p"]},
        "Values for crime range from 106 (offences) to 400 (answers)",
        {},
        {"o": {"title": "Answers", "numerator": "d"}, "p": {"title": "Twice the offences", "multiply_by": 2}},
    ),
    "lines of two measures": Shape(
        {"north": WAVES},
        {"kind": "trend", "measures": ["m", "o"]},
        "No clear change over the year in offences or theft offences",
        {},
        {"o": {"title": "Theft offences"}},
    ),
    "lines of two measures whose names part late": Shape(
        {"north": [*WAVES[:24], *(round(v * 0.6) for v in WAVES[24:])], "south": WAVES},
        {"kind": "trend", "measures": ["m", "o"]},
        "Action on theft fell by 39.7% over the year; no clear change on arson",
        {"title": "Action on theft", "rows": {"area": ["north"]}},
        {"o": {"title": "Action on arson", "rows": {"area": ["south"]}}},
    ),
    "lines of two measures whose names part where none may be left out": Shape(
        {"north": [*WAVES[:24], *(round(v * 0.6) for v in WAVES[24:])], "south": WAVES},
        {"kind": "trend", "measures": ["m", "o"]},
        "Reports of theft fell by 39.7% over the year; no clear change in reports of arson",
        {"title": "Reports of theft", "rows": {"area": ["north"]}},
        {"o": {"title": "Reports of arson", "rows": {"area": ["south"]}}},
    ),
    "lines of four measures": Shape(
        {"north": WAVES},
        {"kind": "trend", "measures": ["m", "o", "p", "q"]},
        "Crime: no clear change in any of the measures shown over the year",
        {},
        {"o": {"title": "Theft offences"}, "p": {"title": "Car offences"}, "q": {"title": "Fire offences"}},
    ),
    # surveys
    "answers": replace(
        latest(
            {"kind": "intervals", "by": "area"},
            "The share of offences solved ranges from 45.0% in South to 75.0% in North",
            SHARE,
            north=300,
            south=180,
            east=240,
        ),
        survey=True,
    ),
    "answers that sentences call otherwise": replace(
        Shape(
            {"north": [300.0] * 4, "south": [180.0] * 4, "east": [240.0] * 4},
            {"kind": "intervals", "measures": ["m", "o", "p"]},
            "Values for crime range from 45.0% (told in time) to 75.0% (North)",
            {**SHARE, "rows": {"area": ["north"]}},
            {
                "o": {"title": "Told", "rows": {"area": ["south"]}},
                "p": {"title": "Heard", "rows": {"area": ["east"]}},
            },
        ),
        survey=True,
        labels={"south": "South"},
        called={"south": "told in time"},
    ),
    "answers alike": replace(
        latest(
            {"kind": "intervals", "by": "area"},
            "The share of offences solved is the same in all areas: 45.0%",
            SHARE,
            north=180,
            south=180,
            east=180,
        ),
        survey=True,
    ),
    "a line of answers": Shape(
        {"north": WAVES},
        TREND,
        "The share of offences solved shows no clear change over the year",
        SHARE | {"window": "12 months"},
        survey=True,
    ),
    # the others
    "twelve months against a base year": Shape(
        {"north": WAVES}, {"kind": "baseline"}, "Offences were 1.9% higher in 2023 than in 2021", {"baseline": 2021}
    ),
    "ahead": Shape(
        {"north": [v + 40 * (i % 12 == 3) for i, v in enumerate(WAVES)]},
        {"kind": "forecast"},
        "Offences are forecast at 90 to 114 in January 2024 [f]",
    ),
    "two measures, month by month": Shape(
        {"north": WAVES},
        {"kind": "scatter", "measures": ["m", "o"]},
        "Offences and answers: no link between them is worked out",
        {},
        {"o": {"title": "Answers", "numerator": "d"}},
    ),
    "a link of two measures": Shape(
        {"north": WAVES},
        {"kind": "scatter", "measures": ["m", "o"]},
        "Offences and twice the offences are often high together, which proves no link",
        {},
        {
            "o": {"title": "Twice the offences", "multiply_by": 2},
            "r": {
                "title": "Link",
                "calculation": "correlation",
                "of": ["m", "o"],
                "unit": "r",
                "window": "24 months",
                "source": None,
                "numerator": None,
                "change": "none",
            },
        },
    ),
    "peers in a funnel": Shape(
        {area: [400 + 3 * i] for i, area in enumerate(AREAS)},
        {"kind": "funnel"},
        "For offences per 1,000 residents, no area stands outside the limits",
        {
            "title": "Offences per 1,000 residents",
            "calculation": "rate_per_1000",
            "population": "people.people",
            "unit": "offences per 1,000 residents",
            **BY,
        },
    ),
    "many on a map": Shape(
        {area: [400 + 3 * i] for i, area in enumerate(AREAS)},
        {"kind": "map"},
        "No area stands out for offences per 1,000 residents",
        RATE,
    ),
    "one that stands out on a map": Shape(
        {area: [700 if area == "area-c" else 400 + i] for i, area in enumerate(AREAS)},
        {"kind": "map"},
        "One area stands out for offences per 1,000 residents: Area c at 700.0",
        {**RATE, "decimals": 1},
    ),
    "some that stand out on a map": Shape(
        {area: [700 if area in ("area-c", "area-d") else 400 + i] for i, area in enumerate(AREAS)},
        {"kind": "map"},
        "Some areas stand out for offences per 1,000 residents",
        RATE,
    ),
    "two on a map": Shape(
        {"north": [500.0], "south": [200.0]},
        {"kind": "map"},
        "Offences per 1,000 residents are higher in North (500) than in South (200)",
        RATE,
    ),
    "counts on a map": Shape(
        {"north": [5.0], "south": [2.0], "east": [3.0]}, {"kind": "map"}, "Offences range from 2 in South to 5 in North", BY
    ),
    "places of peers": Shape(
        {area: [400 + 3 * i] for i, area in enumerate(AREAS)},
        {"kind": "rank"},
        "Area a is 1st of 16 areas for offences per 1,000 residents, counting from the lowest",
        {
            "title": "Offences per 1,000 residents",
            "calculation": "rate_per_1000",
            "population": "people.people",
            "unit": "offences per 1,000 residents",
            **BY,
        },
    ),
}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Picture]:
    """The chart of every shape, not drawn."""
    return {name: shape.picture(tmp_path_factory.mktemp("shape")) for name, shape in SHAPES.items()}


def text(picture: Picture) -> str:
    return plain(picture.title).replace("\u00a0", " ")


@pytest.mark.parametrize("name", SHAPES)
def test_a_title_says_what_its_chart_shows(drawn: dict[str, Picture], name: str) -> None:
    assert text(drawn[name]) == SHAPES[name].title


def test_every_kind_of_chart_is_in_the_table() -> None:
    assert {str(shape.chart["kind"]) for shape in SHAPES.values()} | {"differences"} == set(KINDS)


@pytest.mark.parametrize("name", SHAPES)
def test_what_holds_for_every_title(drawn: dict[str, Picture], name: str) -> None:
    """A sentence without its stop; no formula; ends of times are no heights; a rest is no end; few words; verbs that agree."""
    title = text(drawn[name])
    assert title[:1].isupper() or title[:1].isdigit()
    assert not re.search(r"  |[.…]$|highest|Highest|[Oo]ver the year:|\bm\b", title)
    assert len(title.split()) <= LONGEST
    if drawn[name].measures[0].is_duration:
        assert not re.search(r"\b(?:higher|lower|more|fewer|rose|fell)\b", title)
    if "rest" in name:
        assert not re.search(r"\b(?:162|900|800)", title) and "single areas" in title
    assert not re.search(r"\b[Oo]ffences (?:is|was|has|shows|ranges)\b", title.replace("share of offences", ""))
    assert not re.search(
        r"\b(?:wait|share of \w+ \w+|crime) (?:are|were|have|show|range)\b", title.removeprefix("Values for crime")
    )


def test_titles_are_short_on_average() -> None:
    lengths = [len(shape.title.split()) for shape in SHAPES.values()]
    assert max(lengths) <= LONGEST and sum(lengths) / len(lengths) <= MEAN


# ── the subject of a sentence ─────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("name", "several"),
    [
        ("Calls abandoned in the bureau", True),
        ("Crimes reported online", True),
        ("999 calls received", True),
        ("People referred", True),
        ("Child victims of domestic abuse", True),
        ("Victims told of their right to a review", True),
        ("Fixed penalties", True),
        ("Average wait before a call is answered", False),
        ("Response rate, immediate incidents", False),
        ("All recorded crime", False),
        ("All recorded crimes", True),
        ("Violence with injury", False),
        ("Time taken", False),
        ("Access to services", False),
        ("Women met in refuges", True),
        ("Burglary", False),
    ],
)
def test_a_name_is_of_one_thing_or_of_several(name: str, several: bool) -> None:
    assert is_several(name) is several


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"title": "Violence with injury crimes"}, "Violence with injury crimes was the same every month"),
        ({"title": "Violence with injury crimes", "plural": True}, "Violence with injury crimes were the same every month"),
        ({"subject": "Emergency calls"}, "Emergency calls were the same every month"),
        ({"title": "Response rate, immediate"}, "Response rate, immediate, was the same every month"),
        ({**SHARE, "subject": "The solving rate"}, "The solving rate was the same every month"),
    ],
)
def test_a_definition_says_the_subject_of_its_sentences(tmp_path: Path, keys: dict[str, object], said: str) -> None:
    assert text(one([7.0] * 36, "", **keys).picture(tmp_path)) == said


@pytest.mark.parametrize("subject", ["Emergency calls are", "Emergency calls.", "The wait was"])
def test_a_subject_with_its_verb_is_a_fault(tiny: Tiny, subject: str) -> None:
    tiny.edit("data/measures/offered.yml", 'title: "Calls"\n', f'title: "Calls"\nsubject: "{subject}"\n')
    assert f"subject: '{subject}' is no subject. Leave out the verb and the stop at its end." in tiny.said()


# ── every verdict ─────────────────────────────────────────────────────────────────────────────────────────────────────
def test_every_state_of_a_measure_has_words_that_agree() -> None:
    """`trial` is told by its value, and a level that moved long ago as any other."""
    states = {state for state in deck.ANSWERS if state != "trial" and not state.endswith("not lately")}
    assert set(messages.STATES) == states
    one, several = Subject("The wait", "the wait", several=False), Subject("Waits", "waits", several=True)
    for words in messages.STATES.values():
        for subject, verbs in ((one, r"(?:was|has) .*"), (several, r"(?:were|have) .*")):
            said = messages.agreeing(words, subject, made.measure(), "in May 2023", "June 2022")
            assert re.fullmatch(verbs, said) and ("its" if subject is several else "their") not in said.split(), said
            assert "{" not in said


def test_a_time_that_changed_is_longer_or_shorter_and_anything_else_rose_or_fell() -> None:
    wait, count = made.measure(unit="seconds", calculation="mean", denominator="b"), made.measure()
    assert [messages.moves(wait, up) for up in (True, False)] == ["lengthened", "shortened"]
    assert [messages.moves(count, up) for up in (True, False)] == ["rose", "fell"]


# ── the sample ────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.sample
def test_the_titles_of_the_sample_are_sentences(repo: Project) -> None:
    """None is a formula; numbers apart from what cannot be told in words; times have no heights."""
    pictures = sample_pictures(repo, PUBLISHED)
    assert len(pictures) > 40
    for id, picture in pictures.items():
        title = text(picture)
        assert title[:1].isupper() and not title.endswith((".", "…")) and read_aloud(picture.title) <= 21, (id, title)
        assert not re.search(r"^[^:]+: (?:within|moved|from|year|no clear|lower|higher|all are|both are)|Other ", title), (
            id,
            title,
        )
        if picture.measures[0].is_duration:
            assert not re.search(r"\b(?:highest|lowest|higher|lower)\b", title), (id, title)


def read_aloud(title: Sentence) -> int:
    """How many words a title has where a printed figure is one: `2 h 15 min` is said, and read, as one number."""
    said = "".join("1" if not isinstance(part, str) else part for part in title)
    return len(said.split())


def test_a_duration_is_one_number() -> None:
    assert read_aloud(["Longer in North (", made.figure(), ") than in South (", (made.figure(), "2 h 15 min"), ")"]) == 8


def sample_pictures(project: Project, quarter: str) -> dict[str, Picture]:
    """Every chart of the topics of a quarter, not drawn."""
    page = Report(project, "explore", quarter).page
    charts = [(page.topic(id), chart) for id in topic_ids(project) for chart in page.topic(id).charts]
    drawable = [(t, c) for t, c in charts if KINDS[c.kind].drawable(page, c) and not KINDS[c.kind].withheld(page, c)]
    return {f"{topic.id}/{chart.id}": KINDS[chart.kind].picture(page, topic, chart) for topic, chart in drawable}
