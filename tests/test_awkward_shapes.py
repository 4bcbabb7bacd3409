"""Awkward shapes such as people bring: what never varies, what is blank, one month far out, names as published, floats.

Each is made here from a few rows, checked, and every block of its pages is rendered. A plain reading of the rows, written
without the library, says what the pages may claim.
"""

from __future__ import annotations

import csv
import html as htmllib
import json
import re
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pcc_lib.checking import check
from pcc_lib.core.errors import Fault
from pcc_lib.core.numerals import part_id
from pcc_lib.core.periods import Span
from pcc_lib.inputs.plan import open_quarter
from pcc_lib.inputs.project import Project
from pcc_lib.pages.page import Block
from pcc_lib.report import Report

pytestmark = pytest.mark.slow  # whole pages of many projects

MONTHS = Span("2021-01", "2023-12").periods
AREAS = ("north", "south", "east")
BLOCKS = (
    ("masthead",),
    ("in_sentences",),
    ("cards",),
    ("largest_changes",),
    ("what", "crime"),
    ("so_what", "crime"),
    ("now_what", "crime"),
    ("scorecard_summary",),
    ("scorecard", "safer"),
    ("signals_summary",),
    ("signals",),
    ("quiet",),
    ("moved",),
    ("tests",),
    ("false_signals",),
    ("legend",),
    ("data_summary",),
    ("sources",),
    ("definitions", "safer"),
    ("completeness",),
)
Cell = float | int | str | None
Rows = Mapping[tuple[str, str], tuple[Cell, ...]]  # (month, area) to the cells of the value columns


@dataclass
class Case:
    """One source of monthly rows by area, one measure of it, and its charts."""

    rows: Rows
    columns: tuple[str, ...] = ("n",)
    measure: dict[str, object] = field(default_factory=dict)
    charts: tuple[dict[str, object], ...] = ({"id": "t", "kind": "trend"},)
    kind: str = "integer"
    survey: bool = False

    def write(self, root: Path) -> Project:
        """The project's folder."""
        areas = list(dict.fromkeys(area for _, area in self.rows))
        said = {
            "title": "Offences",
            "topic": "crime",
            "source": "lab",
            "numerator": "n",
            "unit": "offences",
            "owner": "Nobody",
            "good_direction": "decrease",
            "why_it_matters": "A test.",
            "next_review": "2030-01-01",
        } | self.measure
        kind = "published" if said.get("calculation") == "published" else "computed"
        rows = [[month, area, *cells, kind, ""] for (month, area), cells in self.rows.items()]
        descriptor = {
            "name": "lab",
            "title": "Lab",
            "path": "lab.csv",
            "schema": {
                "primaryKey": ["month", "area"],
                "fields": [
                    {"name": "month", "type": "string", "constraints": {"required": True}},
                    {"name": "area", "type": "string", "constraints": {"required": True, "enum": areas}},
                    *({"name": c, "type": self.kind} for c in self.columns),
                    {"name": "kind", "type": "string"},
                    {"name": "status", "type": "string"},
                ],
            },
            "producer": "Nobody",
            "licence": "none",
            "obtained": "made up",
            "period": "month",
            "breakdown": "area",
            "limits": "made up",
        } | ({"design": "survey"} if self.survey else {})
        people = "year,area,people,kind,status\n" + "".join(
            f"{y},{a},1000,published,\n" for y in (2021, 2022, 2023) for a in areas
        )
        files = {
            "data/body.yml": {
                "name": "Office",
                "force": "Force",
                "area": "Area",
                "report_title": "Report",
                "areas": [{"id": "north", "title": "North"}],
            },
            "data/datapackage.yml": {"name": "lab", "resources": ["sources/lab.resource.yml", "sources/people.resource.yml"]},
            "data/sources/lab.resource.yml": descriptor,
            "data/sources/people.resource.yml": descriptor
            | {
                "name": "people",
                "path": "people.csv",
                "period": "year",
                "schema": {
                    "fields": [
                        {"name": "year", "type": "string"},
                        {"name": "area", "type": "string"},
                        {"name": "people", "type": "integer"},
                        {"name": "kind", "type": "string"},
                        {"name": "status", "type": "string"},
                    ]
                },
            },
            "data/topics/crime.yml": {
                "title": "Crime",
                "priority": "safer",
                "order": 1,
                "tiles": ["m"],
                "charts": [{"measures": ["m"], **c} for c in self.charts],
            },
            "data/measures/m.yml": said,
            "data/plan/priorities.yml": {
                "priorities": [
                    {
                        "id": "safer",
                        "number": 1,
                        "title": "Safer",
                        "short_title": "Safer",
                        "description": "Safer.",
                        "page": "safer",
                    }
                ]
            },
            "data/quarters/2023-24-Q4/quarter.yml": {
                "written_on": "2024-02-01",
                "reporting_months": {"sources": {"lab": max(month for month, _ in self.rows), "people": "2023"}},
            },
        }
        for name, about in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            lines = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in about.items())
            (root / name).write_text(lines, encoding="utf-8", newline="\n")
        with (root / "data/sources/lab.csv").open("w", encoding="utf-8", newline="") as table:
            csv.writer(table, lineterminator="\n").writerows([["month", "area", *self.columns, "kind", "status"], *rows])
        (root / "data/sources/people.csv").write_text(people, encoding="utf-8", newline="\n")
        return Project(root)

    def faults(self, root: Path) -> list[Fault]:
        """What the check says."""
        return check.fault_list(project := self.write(root), open_quarter(project))


@dataclass
class Told:
    """What the pages of a case say."""

    blocks: dict[str, str]
    alts: list[str]
    titles: list[str]
    figures: set[str]

    @property
    def text(self) -> str:
        """All of it, without the legend and the definitions, which speak of any measure."""
        return " ".join(t for name, t in self.blocks.items() if name not in ("legend", "definitions"))


def words(markup: str) -> str:
    """The text of HTML, without scripts, tables and tags."""
    bare = re.sub(r"<script.*?</script>|<table.*?</table>", " ", markup, flags=re.DOTALL)
    text = re.sub(r"\s+", " ", htmllib.unescape(re.sub(r"<[^>]+>", "", bare)))
    return text.replace("\u00a0", " ").strip()


def tell(case: Case, root: Path, blocks: tuple[tuple[str, ...], ...] = BLOCKS) -> Told:
    """Check a case, and render every block of its pages; a block that warns of a division by nought fails too."""
    assert [str(f) for f in case.faults(root)] == []
    report, shown, alts, titles, figures = Report(Project(root), "safer"), {}, [], [], set()
    for name, *args in blocks:
        with warnings.catch_warnings():
            warnings.filterwarnings("error", category=RuntimeWarning, message=".*(divide|invalid value).*")
            block: Block = getattr(report, name)(*args)
            markup = block.drawn()
        shown[name] = words(markup)
        alts += [htmllib.unescape(a) for a in re.findall(r'pcc-chart-static" alt="([^"]*)"', markup)]
        titles += [words(t) for t in re.findall(r'pcc-chart-title">(.*?)</p>', markup)]
        figures |= {f.id for f in block.figures}
        assert not re.search(r"\bnan\b|\binf\b|Infinity|None\b(?!\.)", shown[name].replace("None.", "")), (name, shown[name])
    return Told(shown, alts, titles, figures)


def monthly(values: list[Cell], area: str = "north") -> Rows:
    """One value a month, the last of them in December 2023."""
    return {(month, area): (v,) for month, v in zip(MONTHS[-len(values) :], values, strict=True)}


def wobble(level: int, size: int = 36, by: int = 9) -> list[Cell]:
    """Values around a level, without season or trend."""
    return [level + (37 * i * i + 11 * i) % (2 * by + 1) - by for i in range(size)]


SHARE = {"calculation": "percentage", "numerator": "yes", "denominator": "all", "unit": "%", "good_direction": "increase"}


def share(yes: Callable[[int], Cell], whole: Callable[[int], Cell], **keys: object) -> Case:
    rows = {(month, "north"): (yes(i), whole(i)) for i, month in enumerate(MONTHS)}
    return Case(rows, ("yes", "all"), SHARE | keys)


# ── What never varies ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_always_a_hundred_per_cent_is_a_flat_line(tmp_path):
    told = tell(share(lambda i: 1000 + i, lambda i: 1000 + i), tmp_path)
    assert told.titles == ["The share of offences was the same every month"]
    assert "It was the same in every month judged, so there is no usual range." in told.blocks["so_what"]
    assert "0.0 to" not in told.text and "More than half" not in told.text and "interval" not in told.blocks["so_what"]


@pytest.mark.parametrize(
    ("direction", "target", "said"),
    [
        ("increase", 90, "target met every month"),
        ("increase", 100, "target met every month"),
        ("decrease", 90, "target missed every month"),
        ("decrease", 100, "target met every month"),
        ("neutral", 90, ""),
    ],
)
def test_a_target_is_held_against_months_that_never_vary(tmp_path, direction, target, said):
    case = share(lambda i: 900 + i, lambda i: 900 + i, good_direction=direction, target={"value": target, "label": "Standard"})
    told = tell(case, tmp_path)
    verb = said.removeprefix("target ").partition(" ")[0]
    assert told.titles == [
        "The share of offences was the same every month" + (f", and {verb} its target every month" if said else "")
    ]
    sentence = {
        "target met every month": f"The target of {target}.0% was met in every month judged.",
        "target missed every month": f"The target of {target}.0% was missed in every month judged.",
    }.get(said, "")
    assert told.blocks["so_what"].endswith(sentence) and bool(sentence) == (
        "judged." in told.blocks["so_what"].split("range.")[1]
    )
    assert "0.0 to 0.0" not in told.text and "More than half" not in told.text


@pytest.mark.parametrize("level", [0, 7])
def test_a_constant_count_too_even_per_day(tmp_path, level):
    for per_day in (False, True):
        told = tell(Case(monthly([level] * 36), measure={"per_day": per_day}), tmp_path / str(per_day))
        assert told.titles == ["Offences were the same every month"], per_day
        assert "Over the year" not in told.text and "usual range of" not in told.text


def test_a_season_that_repeats_is_not_said_to_be_the_same_every_month(tmp_path):
    told = tell(Case(monthly([100, 110] * 18)), tmp_path)
    assert told.titles == ["Offences were the same as in other years"]
    assert "It goes through the same season every year" in told.blocks["so_what"]


def test_one_exception_among_constant_months_is_named(tmp_path):
    told = tell(Case(monthly([0] * 20 + [5] + [0] * 15)), tmp_path)
    assert "September 2022 (5) stands far apart from all other months, and the average leaves it out." in told.blocks["so_what"]
    assert "seven months" not in told.text and "More than half" not in told.text
    assert told.titles == ["Offences show no clear change in 2023"]


def test_mostly_the_same_value_has_no_usual_range(tmp_path):
    values = [1 if i in (2, 9, 10, 17, 23, 30) else 0 for i in range(36)]
    told = tell(Case(monthly(values)), tmp_path)
    assert "Most of the months judged have one and the same value, so there is no usual range." in told.blocks["so_what"]
    assert "average of 0" not in told.text and "seven months" not in told.text


# ── One month far from all others ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("at", [6, 29, 30])
def test_one_month_moves_no_level(tmp_path, at):
    values = wobble(3000, by=60)
    values[at] = 15
    told = tell(Case(monthly(values)), tmp_path)
    assert "one level to another" not in told.text and "More than half" not in told.text
    month = {6: "July 2021", 29: "June 2023", 30: "July 2023"}[at]
    assert f"{month} (15) stands far apart from all other months, and the average leaves it out." in told.blocks["so_what"]
    low, high = (float(v.replace(",", "")) for v in re.search(r"usual range of ([\d,]+) to ([\d,]+)", told.text).groups())
    others = [v for v in values if v != 15]
    assert (low + high) / 2 == pytest.approx(sum(others) / 35, abs=1)


def test_an_unfinished_newest_month_leaves_the_others_alone(tmp_path):
    told = tell(Case(monthly([*wobble(3000, 35, 60), 400])), tmp_path)
    assert told.titles == ["Offences were below their usual range in December 2023"]
    assert "This month is below its usual range" in told.blocks["so_what"] and "More than half" not in told.text


def test_two_real_levels_are_still_told(tmp_path):
    told = tell(Case(monthly([*wobble(1000, 18), *wobble(2000, 18)])), tmp_path)
    assert "it changed at once in July 2022." in told.text and "stands far apart" not in told.text


# ── Targets and what the months themselves say ─────────────────────────────────────────────────────────────────────────


def test_a_target_met_every_month_is_not_said_to_be_missed_by_some(tmp_path):
    values = [*wobble(100, 35, 5), 100]
    told = tell(Case(monthly(values), measure={"target": {"value": 107, "label": "At most"}}), tmp_path)
    assert max(values) < 107 < float(re.search(r"usual range of \S+ to ([\d.]+) ", told.text)[1])
    assert told.titles == ["Offences met their target every month"]
    assert "others miss it" not in told.text


def test_a_month_that_misses_a_safe_target_is_told(tmp_path):
    told = tell(Case(monthly([*wobble(100, 35, 3), 300]), measure={"target": {"value": 200, "label": "At most"}}), tmp_path)
    assert told.titles[0] == "Offences were above their usual range in December 2023, and missed their target"
    assert "Target missed this month, met in others." in told.alts[0]
    assert "met every month" not in told.text


# ── Blanks ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

BARS = (
    {"id": "b", "kind": "breakdown", "by": "area"},
    {"id": "c", "kind": "change", "by": "area"},
    {"id": "t", "kind": "trend", "by": "area"},
)


def by_area(values: Mapping[str, list[Cell]]) -> Rows:
    return {(month, area): (held[i],) for i, month in enumerate(MONTHS) for area, held in values.items()}


def test_an_area_that_is_blank_is_named(tmp_path):
    held = {area: wobble(100) for area in AREAS}
    held["north"][-1], held["south"][-1], held["east"][-1] = 103, None, 91
    told = tell(Case(by_area(held), measure={"breakdown": "area"}, charts=BARS), tmp_path)
    assert told.titles[0] == "Of the areas with data, there are more offences in North (103) than in East (91)"
    assert told.titles[1].startswith("Of the areas that can be compared, offences were ")
    assert len(told.alts) == 3 and all("South: [x]" in alt for alt in told.alts)
    assert "North: 103; South: [x]; East: 91 in December 2023." in told.blocks["what"]
    assert "Offences: no value in December 2023 [x]." in told.blocks["so_what"]


def test_a_blank_stands_in_an_alternative_text_that_is_cut(tmp_path):
    areas = [f"A rather long name of area {c}" for c in "abcdefghij"]
    held = {area: wobble(100) for area in areas}
    held[areas[-1]][-1] = None
    told = tell(Case(by_area(held), measure={"breakdown": "area"}, charts=BARS[:1]), tmp_path)
    assert f"{areas[-1]}: [x]" in told.alts[0] and len(told.alts[0]) <= 250


def test_areas_that_are_alike_are_neither_highest_nor_lowest(tmp_path):
    told = tell(Case(by_area({area: wobble(100) for area in AREAS}), measure={"breakdown": "area"}, charts=BARS), tmp_path)
    assert told.titles[0].startswith("Offences are the same in all areas: ")
    assert re.fullmatch(r"Offences were \S+ (?:higher|lower) in all areas than in December 2022", told.titles[1])
    shared = {area: wobble(100) for area in AREAS}
    shared["east"][-1] = 1
    told = tell(Case(by_area(shared), measure={"breakdown": "area"}, charts=BARS[:1]), tmp_path / "shared")
    assert " in North and South" in told.titles[0] and "highest" not in told.titles[0]


def test_a_reporting_month_that_is_blank_everywhere_has_no_verdict(tmp_path):
    held = {area: [*wobble(100, 35), None] for area in AREAS}
    told = tell(Case(by_area(held)), tmp_path)
    assert "35 months to November 2023" in told.blocks["what"] and "to December 2023." not in told.blocks["what"]
    assert told.titles == ["Offences: [x] in December 2023"] and "usual range" not in told.blocks["so_what"]
    assert "Offences [x] December 2023" in told.blocks["what"] and "Not judged" in told.alts[0]
    assert "January 2021 to November 2023" in told.blocks["what"] and "the last is " in told.alts[0]


# ── Cells as people bring them ─────────────────────────────────────────────────────────────────────────────────────────


def test_whole_numbers_may_be_written_as_pandas_writes_them(tmp_path):
    plain, floats = wobble(100), [f"{v}.0" for v in wobble(100)]
    assert tell(Case(monthly(floats)), tmp_path / "a").text == tell(Case(monthly(plain)), tmp_path / "b").text


def test_standard_tools_can_read_the_package_of_such_a_source(tmp_path):
    from frictionless import Package, system

    from pcc_lib.inputs.sources import package

    project = Case(monthly([f"{v}.0" for v in wobble(100)])).write(tmp_path)
    with system.use_context(trusted=True):
        assert Package.from_descriptor(package(project), basepath=str(tmp_path)).validate().valid


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1,5", "column n: 36 alike, the first in row 2: '1,5' is not a whole number. Correct the cell; leave it blank"),
        ("1e3", "column n: 36 alike, the first in row 2: '1e3' has an exponent, with which Excel cuts numbers short"),
        ("-3", "column n: 36 alike, the first in row 2: '-3' is below nought, and m counts it. Correct the cell"),
    ],
)
def test_many_faults_of_a_kind_are_told_as_one(tmp_path, cell, said):
    faults = Case(monthly([cell] * 36)).faults(tmp_path)
    assert len(faults) == 1 and str(faults[0]).startswith(f"data/sources/lab.csv, {said}")


def test_few_faults_of_a_kind_are_told_one_by_one(tmp_path):
    faults = Case(monthly(["x"] * 5 + wobble(100, 31))).faults(tmp_path)
    assert [f.place for f in faults] == [f"row {i}, column n" for i in range(2, 7)]


def test_a_sum_of_money_may_lie_below_nought(tmp_path):
    told = tell(Case(monthly([-v for v in wobble(100)]), measure={"unit": "GBP"}), tmp_path)
    low, high = re.search(r"usual range of (\S+) to (\S+) \(", told.text).groups()
    assert low.startswith("\u2212") and high.startswith("\u2212")  # not cut off at nought, where no value lies


# ── Names as they are published ────────────────────────────────────────────────────────────────────────────────────────

NAMES = ("Barking and Dagenham", "Kensington & Chelsea", "Ynys Môn", "King's Lynn; <b>West</b> + 1", "St. Helens")


def test_names_as_published_work_and_are_shown_as_given(tmp_path):
    held = {name: wobble(100 + 10 * i) for i, name in enumerate(NAMES)}
    told = tell(
        Case(
            by_area(held),
            measure={"breakdown": "area", "target": {"label": "At most", "by": {NAMES[1]: 200}}},
            charts=(*BARS[:2], {"id": "i", "kind": "trend"}),
        ),
        tmp_path,
    )
    assert all(f"{name}: " in told.blocks["what"] for name in NAMES)
    parts = {
        f"m.value.{id}" for id in ("barking-and-dagenham", "kensington-chelsea", "ynys-mon", "kings-lynn-b-west-b-1", "st-helens")
    }
    assert parts <= told.figures
    report = Report(Project(tmp_path), "safer")
    figure = report.page.figures.figure("m.value.kensington-chelsea")
    assert (figure.breakdown, figure.value) == (NAMES[1], held[NAMES[1]][-1])
    assert (
        figure.anchor == "f-m-value-kensington-chelsea"
        and " " not in figure.cells
        and "Kensington%20%26%20Chelsea" in figure.cells
    )
    assert re.fullmatch(r"[a-z0-9.-]+", figure.anchor)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("North East", "north-east"), "column area: 'North East' and 'north-east' give the same id, north-east."),
        (("a_b", "a-b"), "column area: 'a_b' and 'a-b' give the same id, a-b."),
        (("&", "north"), "column area: '&' holds no letter from a to z and no digit, so it gives no id."),
    ],
)
def test_names_that_give_one_id_are_a_fault(tmp_path, names, said):
    faults = [str(f) for f in Case(by_area({n: wobble(100) for n in names})).faults(tmp_path) if f.file.endswith("lab.csv")]
    assert len(faults) == 1 and faults[0].startswith(f"data/sources/lab.csv, {said}")


def test_an_id_stays_as_it_is():
    assert [part_id(v) for v in ("north", "a_b-1", "North", "É", "—", "Côte d'Or")] == [
        "north",
        "a_b-1",
        "north",
        "e",
        "",
        "cote-dor",
    ]


# ── Awkward shapes, each calculation, each chart that is allowed ───────────────────────────────────────────────────────

X = None
SHAPES: dict[str, list[Cell]] = {
    "zeros": [0] * 36,
    "constant": [40] * 36,
    "one value": [40],
    "two values": [40, 41],
    "two alike": [40, 40],
    "one not nought": [0] * 20 + [5] + [0] * 15,
    "newest not nought": [0] * 35 + [5],
    "blank": [X] * 36,
    "blank at the end": [*wobble(40, 35), X],
    "blank for half a year": [*wobble(40, 30), *[X] * 6],
    "blank at the start": [*[X] * 6, *wobble(40, 30)],
    "every other blank": [v if i % 2 else X for i, v in enumerate(wobble(40))],
    "one month far out": [*wobble(40, 20, 2), 1, *wobble(40, 15, 2)],
    "a straight line": list(range(20, 56)),
    "a step": [*wobble(20, 18, 3), *wobble(60, 18, 3)],
    "rare": [1 if i % 9 == 4 else 0 for i in range(36)],
    "thirteen": wobble(40, 13),
    "a step to nought": [*wobble(40, 18, 3), *[0] * 18],
    "season": [10, 20, 30, 40, 30, 20] * 6,
}
CALCULATIONS: dict[str, dict[str, object]] = {
    "count": {},
    "per day": {"per_day": True},
    "mean": {"calculation": "mean", "denominator": "of", "decimals": 1},
    "percentage": {"calculation": "percentage", "denominator": "of", "unit": "%"},
    "rate": {
        "calculation": "rate_per_1000",
        "population": "people.people",
        "unit": "offences per 1,000 residents",
        "decimals": 1,
    },
    "published": {"calculation": "published"},
    "year": {"window": "12 months"},
    "ratio": {"calculation": "ratio", "denominator": "of", "unit": "%"},
}
KINDS = (
    {"id": "trend", "kind": "trend"},
    {"id": "by", "kind": "trend", "by": "area"},
    {"id": "breakdown", "kind": "breakdown", "by": "area"},
    {"id": "change", "kind": "change", "by": "area"},
    {"id": "bars", "kind": "bars"},
    {"id": "baseline", "kind": "baseline"},
    {"id": "forecast", "kind": "forecast"},
)
COMPARED = ({"id": "funnel", "kind": "funnel", "by": "area"}, {"id": "rank", "kind": "rank", "by": "area"})


def shaped(shape: str, calculation: str, target: float | None = None) -> Case:
    """One area of this shape beside one that is steady; for a percentage, 60 of which they are part, or nought."""
    values, keys = SHAPES[shape], CALCULATIONS[calculation]
    months = MONTHS[-len(values) :]
    rows = {
        (m, a): ((v, 60 if v or i % 3 else 0) if a == "north" else (30 + i % 5, 60))
        for i, (m, v) in enumerate(zip(months, values, strict=True))
        for a in ("north", "south")
    }
    kinds = KINDS if calculation in ("count", "percentage") else KINDS[:-1]  # the trials of a forecast take seconds
    charts = (
        kinds
        + (COMPARED if calculation in ("percentage", "rate") else ())
        + (({"id": "intervals", "kind": "intervals", "by": "area"},) if calculation == "percentage" else ())
    )
    goal = {} if target is None else {"target": {"value": target, "label": "At most"}}
    return Case(
        rows,
        ("n", "of"),
        {"breakdown": "area", "baseline": 2021, **keys, **goal},
        charts,
        survey=calculation == "percentage" and shape in ("constant", "one value"),
    )


# every shape as a count, and each other calculation with every third shape: all pairs together take minutes
PAIRS = [(s, c) for i, s in enumerate(SHAPES) for j, c in enumerate(CALCULATIONS) if c == "count" or (i + j) % 3 == 0]


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize(("shape", "calculation"), PAIRS)
def test_every_block_of_an_awkward_shape_renders_and_contradicts_nothing(tmp_path, monkeypatch, shape, calculation):
    case = shaped(shape, calculation)
    if shape in ("one value", "two values", "two alike"):
        case.measure["baseline"] = 2023
    if calculation != "count":  # Vega draws each shape once; the specifications of all are made
        monkeypatch.setattr("pcc_lib.charts.images._rendered", lambda *_: '<svg width="1" height="1"/>')
    told = tell(case, tmp_path, BLOCKS if calculation == "count" else BLOCKS[4:6] + BLOCKS[8:9])
    north = SHAPES[shape]
    for low, high in re.findall(r"(?:interval|range of) (\S+) to ([^\s,;.)]+(?:\.\d+)?)", told.text):
        assert low != high, (low, high)
    newest = north[-1]
    if newest is None and calculation != "published":
        assert "North: [x]" in told.blocks["what"] or not any(v is not None for v in north) or len(told.alts) == 0
        assert not re.search(r"North (and \w+ )?(is|are) (highest|lowest)", told.blocks["what"])
        assert "usual range of" not in told.blocks["so_what"] and "ts usual range" not in told.blocks["so_what"]
    if "one level to another" in told.text:
        assert shape in ("a step", "a step to nought", "a straight line")


@pytest.mark.parametrize("shape", [s for s in SHAPES if len(SHAPES[s]) >= 13])
@pytest.mark.parametrize("target", [2, 45])
def test_what_is_said_of_a_target_agrees_with_the_months(tmp_path, shape, target):
    values = SHAPES[shape]
    case = Case(monthly(values), measure={"target": {"value": target, "label": "At most"}})
    case.write(tmp_path)
    said = words(Report(Project(tmp_path), "safer").so_what("crime").drawn())
    known = [v for v in values if v is not None]
    met = [v <= target for v in known]
    if "was met in every month judged" in said or "met every month so far" in said:
        assert all(met) and values[-1] is not None
    if "was missed in every month judged" in said or "missed every month so far" in said:
        assert not any(met) and values[-1] is not None
    if "makes some months meet it, others miss it" in said:
        assert any(met) and not all(met)
    if "It was the same in every month judged" in said:
        assert len(set(known)) == 1
    if values[-1] is not None and re.search(r"Target (met|missed)\b", said):
        assert met[-1] == (re.search(r"Target (met|missed)\b", said)[1] == "met")
    if len(set(known)) == 1 and known and values[-1] is not None:
        assert f"target {'met' if all(met) else 'missed'} every month" in said.lower()
